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
// the end. The loader searches by halves; here all entries are compared, which finds the same in a
// table that is sorted.
#include "tool/loader_cache.hpp"

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

    // Empty where it does not end within the file.
    [[nodiscard]] std::string_view string(std::size_t offset) const {
        if (offset >= bytes_.size()) return {};
        const std::string_view rest = bytes_.substr(offset);
        const std::size_t length = rest.find('\0');
        return length == std::string_view::npos ? std::string_view() : rest.substr(0, length);
    }

  private:
    std::string_view bytes_;
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

// The loader ignores a file in another byte order, and one that its header calls invalid.
bool has_byte_order(std::string_view bytes, bool is_little) {
    const unsigned order = static_cast<unsigned char>(bytes[28]) & 3U;
    return order == 0 || order == (is_little ? 2U : 3U);
}

}  // namespace

std::vector<CachedLibrary> find_in_loader_cache(std::string_view cache, std::string_view name,
                                                const ElfFile& program) {
    const bool is_little = program.data == ELFDATA2LSB;
    const std::string_view bytes = skip_old_format(cache, is_little);
    if (bytes.size() <= kHeaderSize || !has_byte_order(bytes, is_little)) return {};
    const Cache table(bytes, is_little);
    const std::size_t count = table.number(kMagic.size());
    if (count > (bytes.size() - kHeaderSize) / kEntrySize) return {};
    std::vector<CachedLibrary> found;
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t entry = kHeaderSize + i * kEntrySize;
        if (!is_taken_by(program, table.number(entry))) continue;
        if (table.string(table.number(entry + 4)) != name) continue;
        const std::string_view path = table.string(table.number(entry + 8));
        const bool is_bound = table.number(entry + 16) != 0 || table.number(entry + 20) != 0;
        if (!path.empty()) found.push_back({std::string(path), is_bound});
    }
    return found;
}

}  // namespace landlock_preload
