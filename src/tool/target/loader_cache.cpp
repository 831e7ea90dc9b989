// SPDX-License-Identifier: MIT
//
// The file is glibc's own format (elf/cache.c, sysdeps/generic/dl-cache.h), unchanged since 2.2: a
// header, a table of entries that is sorted by name, and strings, to which entries point by their
// distance from the header. Before 2.32 the same followed the table of an older format, in whose
// place it is looked for here. An entry says by its flags which architecture and C library it is
// for, and may be bound to a kind of processor: by a subdirectory of glibc-hwcaps, or, before 2.37,
// by bits of AT_HWCAP. Which of these the processor can run is not looked into.
//
// The bytes may be anything. Nothing is read but through Cache, which answers 0 or nothing beyond
// the end. The loader searches by halves and gives up at the first entry that is out of range, so
// what it finds in a table that is damaged or not sorted depends on where it happens to look. In a
// sound one, we find the same by halves.
#include "tool/target/loader_cache.hpp"

#include <elf.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace landlock_preload {
namespace {

constexpr std::string_view kMagic = "glibc-ld.so.cache1.1";
constexpr std::size_t kHeaderSize = 48;
constexpr std::size_t kEntrySize = 24;
constexpr std::string_view kOldMagic = "ld.so-1.7.0";
constexpr std::size_t kOldHeaderSize = 16;
constexpr std::size_t kOldEntrySize = 12;

// What the loader of an architecture accepts in the flags of an entry (its _dl_cache_check_flags).
struct Kind {
    unsigned char elf_class;
    std::uint16_t machine;
    std::uint32_t flags;
};
constexpr std::uint16_t kLoongArch = 258;  // newer than Debian 12's <elf.h>
// ARM and RISC-V have two entries or more: for the kinds of floating point that an ELF header tells
// apart by e_flags.
constexpr Kind kKinds[] = {
    {ELFCLASS64, EM_X86_64, 0x303},   {ELFCLASS32, EM_X86_64, 0x803},
    {ELFCLASS32, EM_386, 0x003},      {ELFCLASS32, EM_386, 0x001},
    {ELFCLASS64, EM_AARCH64, 0xa03},  {ELFCLASS32, EM_ARM, 0x903},
    {ELFCLASS32, EM_ARM, 0xb03},      {ELFCLASS32, EM_ARM, 0x003},
    {ELFCLASS64, EM_PPC64, 0x503},    {ELFCLASS64, EM_S390, 0x403},
    {ELFCLASS64, EM_RISCV, 0x1003},   {ELFCLASS64, EM_RISCV, 0x0f03},
    {ELFCLASS64, kLoongArch, 0x1203}, {ELFCLASS64, kLoongArch, 0x1103},
    {ELFCLASS64, EM_SPARCV9, 0x103},
};

bool is_taken_by(const ElfFile& program, std::uint32_t flags) {
    return std::ranges::any_of(kKinds, [&](const Kind& kind) {
        return kind.elf_class == program.elf_class && kind.machine == program.machine &&
               kind.flags == flags;
    });
}

class Cache {
  public:
    Cache(std::string_view bytes, bool is_little) : bytes_(bytes), is_little_(is_little) {}

    [[nodiscard]] std::uint32_t number(std::size_t offset) const {
        if (offset > bytes_.size() || bytes_.size() - offset < 4) return 0;
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < 4; ++i) {
            const std::size_t at = offset + (is_little_ ? 3 - i : i);
            value = value << 8U | static_cast<unsigned char>(bytes_[at]);
        }
        return value;
    }

    // With its NUL; nothing where it does not end within the file. All do that begin before the
    // last NUL of the file, which ends with one where nothing is wrong.
    [[nodiscard]] const char* string(std::size_t offset) const {
        return offset <= last_ && last_ != std::string_view::npos ? bytes_.data() + offset
                                                                  : nullptr;
    }

  private:
    std::string_view bytes_;
    std::size_t last_ = bytes_.rfind('\0');
    bool is_little_;
};

// From the header of the present format on; empty where there is none.
std::string_view skip_old_format(std::string_view bytes, bool is_little) {
    if (bytes.starts_with(kMagic)) return bytes;
    if (!bytes.starts_with(kOldMagic)) return {};
    const std::uint64_t count = Cache(bytes, is_little).number(12);
    const std::uint64_t end = kOldHeaderSize + count * kOldEntrySize;
    const std::uint64_t start = (end + 7) / 8 * 8;
    if (start >= bytes.size()) return {};
    const std::string_view rest = bytes.substr(static_cast<std::size_t>(start));
    return rest.starts_with(kMagic) ? rest : std::string_view();
}

// Whether the header calls the file valid, and in the byte order of the program.
bool has_byte_order(std::string_view bytes, bool is_little) {
    const unsigned order = static_cast<unsigned char>(bytes[28]) & 3U;
    return order == 0 || order == (is_little ? 2U : 3U);
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// A number as the loader reads it, which goes over the edge of 32 bits.
std::uint32_t take_number(const char*& text) {
    std::uint32_t value = 0;
    for (; is_digit(*text); ++text) value = value * 10 + static_cast<std::uint32_t>(*text - '0');
    return value;
}

// The order of the table, the greatest name first: glibc's _dl_cache_libcmp(), in which numbers
// within names count as numbers.
int compare_names(const char* left, const char* right) {
    while (*left != '\0') {
        if (is_digit(*left) != is_digit(*right)) return is_digit(*left) ? 1 : -1;
        if (is_digit(*left)) {
            const std::uint32_t left_number = take_number(left);
            const std::uint32_t right_number = take_number(right);
            if (left_number == right_number) continue;
            return static_cast<std::int32_t>(left_number - right_number) < 0 ? -1 : 1;
        }
        if (*left != *right) return *left < *right ? -1 : 1;
        ++left;
        ++right;
    }
    return *right == '\0' ? 0 : -1;
}

// The entries of a cache, by their number.
class Table {
  public:
    Table(std::string_view bytes, bool is_little) : cache_(bytes, is_little) {}

    [[nodiscard]] std::size_t count() const { return cache_.number(kMagic.size()); }
    [[nodiscard]] std::uint32_t flags(std::size_t entry) const { return field(entry, 0); }
    [[nodiscard]] const char* name(std::size_t entry) const {
        return cache_.string(field(entry, 4));
    }
    [[nodiscard]] const char* path(std::size_t entry) const {
        const char* const path = cache_.string(field(entry, 8));
        return path != nullptr && *path != '\0' ? path : nullptr;
    }
    [[nodiscard]] bool is_bound(std::size_t entry) const {
        return field(entry, 16) != 0 || field(entry, 20) != 0;
    }

  private:
    [[nodiscard]] std::uint32_t field(std::size_t entry, std::size_t offset) const {
        return cache_.number(kHeaderSize + entry * kEntrySize + offset);
    }

    Cache cache_;
};

std::optional<Table> find_table(std::string_view cache, const ElfFile& program) {
    const bool is_little = program.data == ELFDATA2LSB;
    const std::string_view bytes = skip_old_format(cache, is_little);
    if (bytes.size() < kHeaderSize || !has_byte_order(bytes, is_little)) return std::nullopt;
    const Table table(bytes, is_little);
    if (table.count() > (bytes.size() - kHeaderSize) / kEntrySize) return std::nullopt;
    return table;
}

}  // namespace

bool is_sound_loader_cache(std::string_view cache, const ElfFile& program) {
    const std::optional<Table> table = find_table(cache, program);
    if (!table) return false;
    const char* previous = nullptr;
    for (std::size_t i = 0; i < table->count(); ++i) {
        const char* const name = table->name(i);
        if (name == nullptr || table->path(i) == nullptr) return false;
        if (previous != nullptr && compare_names(previous, name) < 0) return false;
        previous = name;
    }
    return true;
}

std::optional<std::vector<CachedLibrary>> find_in_loader_cache(std::string_view cache,
                                                               const std::string& name,
                                                               const ElfFile& program) {
    const std::optional<Table> table = find_table(cache, program);
    if (!table) return std::nullopt;
    std::size_t low = 0;
    for (std::size_t high = table->count(); low < high;) {
        const std::size_t middle = low + (high - low) / 2;
        const char* const key = table->name(middle);
        if (key == nullptr) return std::nullopt;
        if (compare_names(name.c_str(), key) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    std::vector<CachedLibrary> found;
    for (; low < table->count(); ++low) {
        const char* const key = table->name(low);
        if (key == nullptr || table->path(low) == nullptr) return std::nullopt;
        if (compare_names(name.c_str(), key) != 0) break;
        if (!is_taken_by(program, table->flags(low))) continue;
        found.push_back({table->path(low), table->is_bound(low)});
    }
    return found;
}

}  // namespace landlock_preload
