// SPDX-License-Identifier: MIT
//
// What an ELF file says about itself, as far as a dynamic loader cares.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace landlock_preload {

struct ElfFile {
    unsigned char elf_class = 0;  // ELFCLASS32 or ELFCLASS64
    unsigned char data = 0;       // ELFDATA2LSB or ELFDATA2MSB
    std::uint16_t type = 0;       // ET_…
    std::uint16_t machine = 0;    // EM_…
    std::string interpreter;      // PT_INTERP, the dynamic loader; empty: the program is static
    bool has_dynamic = false;     // whether there is a PT_DYNAMIC
    std::string soname;
    std::vector<std::string> needed;
    std::vector<std::string> auditors;        // DT_AUDIT and DT_DEPAUDIT: lists by colons
    std::optional<std::string> rpath;         // DT_RPATH, as it is written
    std::optional<std::string> runpath;       // DT_RUNPATH
    bool has_no_default_directories = false;  // DF_1_NODEFLIB
    bool runs_first = false;                  // DF_1_INITFIRST
    std::string objection;  // why glibc's loader would not take it as a library; the kernel would

    // Whether one process can hold both.
    [[nodiscard]] bool has_architecture_of(const ElfFile& other) const;
};

enum class Libc : unsigned char { unknown, glibc, musl };

// Throws Diagnostics, in the name of PATH, for what is no sound ELF file.
ElfFile read_elf(int fd, const std::string& path);

// By the name of the loader that a program asks for, or its target if that name is a link.
Libc find_libc_of_program(const ElfFile& elf);

// By the libc that a library needs.
Libc find_libc_of_library(const ElfFile& elf);

// For people: "64-bit x86-64".
std::string describe_architecture(const ElfFile& elf);
std::string describe_libc(Libc libc);

}  // namespace landlock_preload
