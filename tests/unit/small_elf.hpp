// SPDX-License-Identifier: MIT
//
// The smallest ELF files that a loader would take: headers, one segment of everything, and what the
// dynamic section says. In either class and byte order.
#pragma once

#include <elf.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "base/unique_fd.hpp"
#include "support.hpp"
#include "tool/target/elf_file.hpp"

namespace landlock_preload {

// So that no handler of binfmt_misc for another one takes the file.
#if defined(__x86_64__)
inline constexpr std::uint16_t kOwnMachine = EM_X86_64;
#elif defined(__aarch64__)
inline constexpr std::uint16_t kOwnMachine = EM_AARCH64;
#elif defined(__i386__)
inline constexpr std::uint16_t kOwnMachine = EM_386;
#else
inline constexpr std::uint16_t kOwnMachine = EM_NONE;
#endif

struct SmallElf {
    bool is_64 = sizeof(void*) == 8;
    bool is_little = std::endian::native == std::endian::little;
    std::uint16_t type = ET_DYN;
    std::uint16_t machine = kOwnMachine;
    std::string interpreter;  // empty: a static program, or a library
    std::vector<std::pair<std::uint64_t, std::string>> names;  // by their tags: DT_NEEDED, "libc"
    std::vector<std::pair<std::uint64_t, std::uint64_t>> numbers;  // likewise: DT_FLAGS_1, …
    bool is_dynamic = true;

    [[nodiscard]] std::string bytes() const;

  private:
    [[nodiscard]] std::string number(std::uint64_t value, std::size_t size) const {
        std::string text;
        for (std::size_t i = 0; i < size; ++i) {
            const std::size_t place = is_little ? i : size - 1 - i;
            text += static_cast<char>((value >> (8 * place)) & 0xffU);
        }
        return text;
    }
    [[nodiscard]] std::string word(std::uint64_t value) const {
        return number(value, is_64 ? 8 : 4);
    }
    [[nodiscard]] std::string header(std::size_t segments) const;
    [[nodiscard]] std::string segment(std::uint32_t kind, std::size_t offset, std::size_t size,
                                      std::uint64_t align) const;
};

inline std::string SmallElf::header(std::size_t segments) const {
    std::string text = ELFMAG;
    text += is_64 ? '\2' : '\1';
    text += is_little ? '\1' : '\2';
    text += '\1';
    text.resize(EI_NIDENT, '\0');
    const std::size_t own = is_64 ? sizeof(Elf64_Ehdr) : sizeof(Elf32_Ehdr);
    text += number(type, 2) + number(machine, 2) + number(EV_CURRENT, 4);
    text += word(0) + word(own) + word(0) + number(0, 4);  // entry, segments, sections, flags
    text += number(own, 2) + number(is_64 ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr), 2);
    return text + number(segments, 2) + number(0, 6);
}

inline std::string SmallElf::segment(std::uint32_t kind, std::size_t offset, std::size_t size,
                                     std::uint64_t align) const {
    const std::string place = word(offset) + word(offset) + word(offset) + word(size) + word(size);
    if (is_64) return number(kind, 4) + number(PF_R, 4) + place + word(align);
    return number(kind, 4) + place + number(PF_R, 4) + word(align);
}

inline std::string SmallElf::bytes() const {
    std::string strings(1, '\0');
    std::vector<std::pair<std::uint64_t, std::uint64_t>> entries = numbers;
    for (const auto& [tag, name] : names) {
        entries.emplace_back(tag, strings.size());
        strings += name + '\0';
    }
    const std::size_t segments = 1 + (interpreter.empty() ? 0 : 1) + (is_dynamic ? 1 : 0);
    const std::size_t segment_size = is_64 ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr);
    const std::size_t at_interpreter = header(segments).size() + segments * segment_size;
    const std::string loader = interpreter.empty() ? "" : interpreter + '\0';
    const std::size_t at_strings = at_interpreter + loader.size();
    const std::size_t at_dynamic = at_strings + strings.size();
    entries.emplace_back(DT_STRTAB, at_strings);
    entries.emplace_back(DT_STRSZ, strings.size());
    entries.emplace_back(DT_NULL, 0);
    std::string dynamic;
    for (const auto& [tag, value] : entries) dynamic += word(tag) + word(value);
    if (!is_dynamic) dynamic.clear();
    constexpr std::uint64_t kPages = 65536;  // of every architecture
    std::string text = header(segments);
    text += segment(PT_LOAD, 0, at_dynamic + dynamic.size(), kPages);
    if (!interpreter.empty()) text += segment(PT_INTERP, at_interpreter, loader.size(), 1);
    if (is_dynamic) text += segment(PT_DYNAMIC, at_dynamic, dynamic.size(), 8);
    return text + loader + strings + dynamic;
}

// FOLDER/NAME with these bytes, to be executed.
inline std::string make_program(const TempFolder& folder, const std::string& name,
                                const std::string& bytes) {
    std::string path = folder.file(name, bytes);
    if (chmod(path.c_str(), 0755) != 0) std::abort();
    return path;
}

// A loader that searches FOLDER/lib/, and no other directory, and has no cache.
inline std::string make_glibc_loader(const TempFolder& folder) {
    const std::string lib = folder.folder("lib") + "/";
    return make_program(folder, "ld-linux-x86-64.so.2", '\0' + lib + '\0');
}

inline SmallElf small_library(const std::string& soname = "liblandlock_preload.so") {
    return {.names = {{DT_SONAME, soname}, {DT_NEEDED, "libc.so.6"}}};
}

inline SmallElf small_program(const std::string& loader) {
    return {.interpreter = loader, .names = {{DT_NEEDED, "libc.so.6"}}};
}

// What read_elf() says of these bytes.
inline ElfFile read_bytes(const std::string& bytes) {
    const TempFolder folder;
    const UniqueFd file(open(folder.file("elf", bytes).c_str(), O_RDONLY | O_CLOEXEC));
    return read_elf(file.get(), "elf");
}

}  // namespace landlock_preload
