// SPDX-License-Identifier: MIT
//
// Writes JSON for people: a list of scalars on one line, everything else indented.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace landlock_preload {

class JsonText {
  public:
    void begin_object() { open('{'); }
    void end_object() { close('}'); }
    void begin_array() { open('['); }
    void end_array() { close(']'); }
    void key(std::string_view name);
    void value(std::string_view text);
    void value(std::uint64_t number);
    void flag(bool value);

    // Each item is JSON already; all of it on one line.
    void line(const std::vector<std::string>& items);

    // A key with its value.
    template <typename Value>
    void value(std::string_view name, Value value) {
        key(name);
        this->value(value);
    }
    void flag(std::string_view name, bool value) {
        key(name);
        flag(value);
    }
    void line(std::string_view name, const std::vector<std::string>& items) {
        key(name);
        line(items);
    }

    static std::string quoted(std::string_view text);

    // Whether TEXT is UTF-8. A string of JSON can be nothing else.
    static bool can_hold(std::string_view text);

    [[nodiscard]] const std::string& text() const { return text_; }

  private:
    void separate();
    void open(char bracket);
    void close(char bracket);

    std::string text_;
    std::vector<bool> has_items_;
    bool after_key_ = false;
};

}  // namespace landlock_preload
