// SPDX-License-Identifier: MIT
//
// The bytes of an ELF file, every offset and size of which is a claim of that file.
#pragma once

#include <elf.h>

#include <algorithm>
#include <array>
#include <bit>
#include <climits>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "base/diagnostic.hpp"

namespace landlock_preload {

inline constexpr std::size_t kMaxNameLength = PATH_MAX;

class ElfReader {
  public:
    ElfReader(int fd, std::string path);

    void set_byte_order(unsigned char data) {
        swaps_ = (data == ELFDATA2LSB) != (std::endian::native == std::endian::little);
    }

    [[noreturn]] void fail_damaged(const char* what) const {
        fail(path_, std::string("damaged ELF file: ") + what);
    }

    // Of the file.
    [[nodiscard]] std::uint64_t size() const { return size_; }

    // As many bytes as there are, SIZE at most. Headers and entries lie side by side.
    [[nodiscard]] std::size_t read_some(std::uint64_t offset, char* bytes, std::size_t size) const;

    template <class Structure>
    [[nodiscard]] Structure read(std::uint64_t offset) const {
        std::array<char, sizeof(Structure)> bytes{};
        if (read_some(offset, bytes.data(), bytes.size()) != bytes.size()) {
            fail_damaged("it ends too early");
        }
        return std::bit_cast<Structure>(bytes);
    }

    // A name of at most SIZE bytes, its NUL among them.
    [[nodiscard]] std::string read_name(std::uint64_t offset, std::uint64_t size,
                                        std::size_t limit = kMaxNameLength) const {
        const auto room = static_cast<std::size_t>(std::min<std::uint64_t>(size, limit));
        std::string name(room, '\0');
        name.resize(read_some(offset, name.data(), name.size()));
        const std::size_t length = name.find('\0');
        if (length == std::string::npos) fail_damaged("a name in it does not end");
        name.resize(length);
        return name;
    }

    // A number of the file in our byte order.
    template <class Number>
    [[nodiscard]] Number number(Number raw) const {
        if (!swaps_) return raw;
        auto bytes = std::bit_cast<std::array<char, sizeof(Number)>>(raw);
        std::ranges::reverse(bytes);
        return std::bit_cast<Number>(bytes);
    }

  private:
    [[nodiscard]] std::size_t read_bytes(std::uint64_t offset, char* bytes, std::size_t size) const;

    int fd_;
    std::string path_;
    std::uint64_t size_ = 0;
    bool swaps_ = false;
    mutable std::array<char, 1024> window_ = {};  // of the file
    mutable std::uint64_t start_ = 0;
    mutable std::size_t length_ = 0;
};

}  // namespace landlock_preload
