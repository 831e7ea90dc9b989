// SPDX-License-Identifier: MIT
//
// The few facts of an ELF file that decide about a preload: for which machine it is, whether it
// asks for a dynamic loader and which, and the names of the libraries it needs. Read with pread()
// and the structures of <elf.h>, in either class and byte order, so that a program for another
// machine is named as such rather than called damaged.
//
// The file may be anything: every offset and count in it is taken as a claim. Nothing is read but
// through ElfReader, which refuses what is not in the file; counts are bounded by what the kernel
// accepts (program headers) or by a limit here (the dynamic section, names). There is no section
// table in this: loaders don't look at it, and stripped programs need not have one.
#include "tool/target/elf_file.hpp"

#include <elf.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <climits>
#include <cstddef>
#include <filesystem>
#include <limits>
#include <span>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/diagnostic.hpp"
#include "tool/target/elf_reader.hpp"

namespace landlock_preload {
namespace {

constexpr std::size_t kMaxHeaderBytes = 65536;  // the kernel's, for the program headers
constexpr std::size_t kMaxDynamicEntries = 65536;
constexpr std::size_t kMaxListLength = 1U << 20U;  // of directories: far above what linkers write

struct Class32 {
    using Header = Elf32_Ehdr;
    using Segment = Elf32_Phdr;
    using Entry = Elf32_Dyn;
};
struct Class64 {
    using Header = Elf64_Ehdr;
    using Segment = Elf64_Phdr;
    using Entry = Elf64_Dyn;
};

struct Range {  // of the file; with the address that it is loaded to
    std::uint64_t offset;
    std::uint64_t size;
    std::uint64_t address;
};

struct Names {  // from the dynamic section: a table of strings, and where in it the names are
    std::uint64_t address = 0;
    std::uint64_t size = 0;
    std::vector<std::uint64_t> needed, auditors, soname, rpath, runpath;
    std::uint64_t flags = 0;  // DF_1_…
};

template <class Class>
Names read_dynamic(const ElfReader& reader, const Range& dynamic) {
    using Entry = typename Class::Entry;
    Names names;
    const std::uint64_t count =
        std::min<std::uint64_t>(dynamic.size / sizeof(Entry), kMaxDynamicEntries);
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto entry = reader.read<Entry>(dynamic.offset + i * sizeof(Entry));
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-union-access): both members are one number
        const std::uint64_t value = reader.number(entry.d_un.d_val);
        const auto tag = reader.number(entry.d_tag);
        if (tag == DT_NULL) break;
        if (tag == DT_STRTAB) names.address = value;
        if (tag == DT_STRSZ) names.size = value;
        if (tag == DT_NEEDED) names.needed.push_back(value);
        if (tag == DT_AUDIT || tag == DT_DEPAUDIT) names.auditors.push_back(value);
        if (tag == DT_SONAME) names.soname.push_back(value);
        if (tag == DT_RPATH) names.rpath.push_back(value);
        if (tag == DT_RUNPATH) names.runpath.push_back(value);
        if (tag == DT_FLAGS_1) names.flags = value;
    }
    return names;
}

void read_names(const ElfReader& reader, const Names& names, const std::vector<Range>& loaded,
                ElfFile& elf) {
    elf.has_no_default_directories = (names.flags & DF_1_NODEFLIB) != 0;
    elf.runs_first = (names.flags & DF_1_INITFIRST) != 0;
    const bool has_path = !names.rpath.empty() || !names.runpath.empty();
    const bool has_name = !names.needed.empty() || !names.auditors.empty() || !names.soname.empty();
    if (!has_name && !has_path) return;
    const auto range = std::ranges::find_if(loaded, [&](const Range& candidate) {
        return names.address >= candidate.address &&
               names.address - candidate.address < candidate.size;
    });
    if (range == loaded.end()) reader.fail_damaged("its table of names is nowhere in it");
    const std::uint64_t skipped = names.address - range->address;
    const std::uint64_t size = std::min(names.size, range->size - skipped);
    const auto name_at = [&](std::uint64_t index, std::size_t limit = kMaxNameLength) {
        if (index >= size) reader.fail_damaged("a name is outside of its table");
        return reader.read_name(range->offset + skipped + index, size - index, limit);
    };
    for (const std::uint64_t index : names.needed) elf.needed.push_back(name_at(index));
    for (const std::uint64_t index : names.auditors) elf.auditors.push_back(name_at(index));
    if (!names.soname.empty()) elf.soname = name_at(names.soname.back());
    if (!names.rpath.empty()) elf.rpath = name_at(names.rpath.back(), kMaxListLength);
    if (!names.runpath.empty()) elf.runpath = name_at(names.runpath.back(), kMaxListLength);
}

// What glibc's open_verify() looks at besides the architecture.
std::string find_ident_objection(const std::array<char, EI_NIDENT>& ident) {
    if (ident[EI_VERSION] != EV_CURRENT) return "its ELF header has an unknown version";
    const bool is_known = ident[EI_OSABI] == ELFOSABI_SYSV || ident[EI_OSABI] == ELFOSABI_GNU;
    const auto rest = std::span(ident).subspan(EI_ABIVERSION);
    const bool is_plain = std::ranges::count(rest, '\0') == std::ssize(rest);
    return is_known && is_plain ? "" : "its ELF header names another system or version of the ABI";
}

// And its _dl_map_object_from_fd().
template <class Segment>
std::string find_segment_objection(const ElfReader& reader, const Segment& segment) {
    const std::uint64_t align = reader.number(segment.p_align);
    const std::uint64_t offset = reader.number(segment.p_offset);
    const std::uint64_t size = reader.number(segment.p_filesz);
    const auto page = static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
    const std::uint64_t distance = reader.number(segment.p_vaddr) - offset;
    if (!std::has_single_bit(align) || align % page != 0 || distance % align != 0) {
        return "damaged ELF file: a segment is not aligned to pages";
    }
    const bool is_whole = size == 0 || (offset < reader.size() && size <= reader.size() - offset);
    return is_whole ? "" : "damaged ELF file: it ends too early";
}

template <class Class>
void read_class(const ElfReader& reader, ElfFile& elf) {
    using Segment = typename Class::Segment;
    const auto header = reader.read<typename Class::Header>(0);
    elf.type = reader.number(header.e_type);
    elf.machine = reader.number(header.e_machine);
    const std::size_t count = reader.number(header.e_phnum);
    const std::uint64_t offset = reader.number(header.e_phoff);
    // As in the kernel's load_elf_phdrs().
    if (reader.number(header.e_phentsize) != sizeof(Segment) || count == 0 ||
        count * sizeof(Segment) > kMaxHeaderBytes) {
        reader.fail_damaged("no usable program headers");
    }
    if (elf.objection.empty() && reader.number(header.e_version) != EV_CURRENT) {
        elf.objection = "its ELF header has an unknown version";
    }
    std::vector<Range> loaded;
    std::vector<Range> dynamic;
    bool has_interpreter = false;
    for (std::size_t i = 0; i < count; ++i) {
        const auto segment = reader.read<Segment>(offset + i * sizeof(Segment));
        const Range range = {reader.number(segment.p_offset), reader.number(segment.p_filesz),
                             reader.number(segment.p_vaddr)};
        const std::uint32_t type = reader.number(segment.p_type);
        if (type == PT_LOAD) {
            loaded.push_back(range);
            if (elf.objection.empty()) elf.objection = find_segment_objection(reader, segment);
        }
        if (type == PT_DYNAMIC) dynamic.push_back(range);
        if (type != PT_INTERP || has_interpreter) continue;  // the kernel takes the first
        has_interpreter = true;
        elf.interpreter = reader.read_name(range.offset, range.size);
        if (elf.interpreter.empty()) reader.fail_damaged("the name of its loader is empty");
    }
    elf.has_dynamic = !dynamic.empty();
    if (elf.has_dynamic) {
        read_names(reader, read_dynamic<Class>(reader, dynamic.back()), loaded, elf);
    }
}

Libc find_libc_by_loader(std::string_view name) {
    if (name.starts_with("ld-musl-")) return Libc::musl;
    for (const std::string_view start : {"ld-linux", "ld64.so.", "ld.so.1"}) {
        if (name.starts_with(start)) return Libc::glibc;
    }
    // Before 2.35, what the well-known name leads to was ld-2.31.so.
    const bool has_version = name.starts_with("ld-2.") && name.ends_with(".so");
    return has_version ? Libc::glibc : Libc::unknown;
}

}  // namespace

bool ElfFile::has_architecture_of(const ElfFile& other) const {
    return elf_class == other.elf_class && data == other.data && machine == other.machine;
}

ElfFile read_elf(int fd, const std::string& path) {
    ElfReader reader(fd, path);
    std::array<char, EI_NIDENT> ident{};
    const std::size_t size = reader.read_some(0, ident.data(), ident.size());
    if (!std::string_view(ident.data(), size).starts_with(ELFMAG)) {
        fail(path, "not an ELF file");
    }
    ElfFile elf;
    elf.elf_class = static_cast<unsigned char>(ident[EI_CLASS]);
    elf.data = static_cast<unsigned char>(ident[EI_DATA]);
    if (elf.data != ELFDATA2LSB && elf.data != ELFDATA2MSB) {
        reader.fail_damaged("unknown byte order");
    }
    reader.set_byte_order(elf.data);
    elf.objection = find_ident_objection(ident);
    if (elf.elf_class == ELFCLASS32) {
        read_class<Class32>(reader, elf);
    } else if (elf.elf_class == ELFCLASS64) {
        read_class<Class64>(reader, elf);
    } else {
        reader.fail_damaged("neither 32-bit nor 64-bit");
    }
    return elf;
}

Libc find_libc_of_program(const ElfFile& elf) {
    const std::filesystem::path loader = elf.interpreter;
    const Libc libc = find_libc_by_loader(loader.filename().native());
    if (libc != Libc::unknown) return libc;
    std::error_code error;
    return find_libc_by_loader(std::filesystem::canonical(loader, error).filename().native());
}

Libc find_libc_of_library(const ElfFile& elf) {
    for (const std::string_view name : elf.needed) {
        if (name == "libc.so" || name.starts_with("libc.musl-")) return Libc::musl;
        if (name.starts_with("libc.so.6")) return Libc::glibc;
    }
    return Libc::unknown;
}

}  // namespace landlock_preload
