// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace landlock_preload {

// Writes one line of JSON, piece by piece, into a sink. Allocates nothing. Bytes that are not UTF-8
// become \udc80 to \udcff, as Python's surrogateescape has them, so that nothing is lost. What
// people would not see, or a terminal would obey, is escaped as well (escape.hpp).
class JsonLine {
  public:
    using Sink = void (*)(void* target, std::string_view piece);

    JsonLine(Sink sink, void* target) : sink_(sink), target_(target) {}

    void begin_object() { open("{"); }
    void end_object() { close("}"); }
    void begin_array() { open("["); }
    void end_array() { close("]"); }
    void key(std::string_view name);
    void text(std::string_view value);
    void number(std::uint64_t value);
    void flag(bool value);

    // A key with its value.
    void text(std::string_view name, std::string_view value) {
        key(name);
        text(value);
    }
    void number(std::string_view name, std::uint64_t value) {
        key(name);
        number(value);
    }
    void flag(std::string_view name, bool value) {
        key(name);
        flag(value);
    }

  private:
    void put(std::string_view piece) { sink_(target_, piece); }
    void separate();
    void open(std::string_view bracket);
    void close(std::string_view bracket);
    void put_escaped(unsigned value);
    void put_quoted(std::string_view value);

    Sink sink_;
    void* target_;
    bool needs_comma_ = false;
};

}  // namespace landlock_preload
