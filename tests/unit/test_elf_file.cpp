// SPDX-License-Identifier: MIT
#include "tool/target/elf_file.hpp"

#include "small_elf.hpp"

using namespace landlock_preload;

namespace {

std::string problem_of(const std::string& bytes) {
    return line_of([&] { read_bytes(bytes); });
}

Libc libc_of_loader(const std::string& loader) {
    ElfFile elf;
    elf.interpreter = loader;
    return find_libc_of_program(elf);
}

Libc libc_by_need(const std::string& name) {
    ElfFile elf;
    elf.needed = {"libm.so.6", name};
    return find_libc_of_library(elf);
}

}  // namespace

TEST_CASE("ELF file: what a loader wants to know, in either class and byte order") {
    for (const bool is_64 : {true, false}) {
        for (const bool is_little : {true, false}) {
            CAPTURE(is_64);
            CAPTURE(is_little);
            const SmallElf small = {.is_64 = is_64,
                                    .is_little = is_little,
                                    .machine = EM_PPC64,
                                    .interpreter = "/lib/ld-linux.so.2",
                                    .names = {{DT_NEEDED, "liba.so"},
                                              {DT_SONAME, "libself.so"},
                                              {DT_NEEDED, "libb.so"},
                                              {DT_AUDIT, "audit.so"},
                                              {DT_RPATH, "/r"},
                                              {DT_RUNPATH, "/u:/v"}},
                                    .numbers = {{DT_FLAGS_1, DF_1_INITFIRST | DF_1_NODEFLIB}}};
            const ElfFile elf = read_bytes(small.bytes());
            CHECK(elf.elf_class == (is_64 ? ELFCLASS64 : ELFCLASS32));
            CHECK(elf.data == (is_little ? ELFDATA2LSB : ELFDATA2MSB));
            CHECK(elf.type == ET_DYN);
            CHECK(elf.machine == EM_PPC64);
            CHECK(elf.interpreter == "/lib/ld-linux.so.2");
            CHECK(elf.has_dynamic);
            CHECK(elf.soname == "libself.so");
            CHECK(elf.needed == std::vector<std::string>{"liba.so", "libb.so"});
            CHECK(elf.auditors == std::vector<std::string>{"audit.so"});
            CHECK(elf.rpath == "/r");
            CHECK(elf.runpath == "/u:/v");
            CHECK(elf.has_no_default_directories);
            CHECK(elf.runs_first);
            CHECK(elf.objection.empty());
        }
    }
}

TEST_CASE("ELF file: a static program asks for nothing") {
    const ElfFile elf = read_bytes(SmallElf{.type = ET_EXEC, .is_dynamic = false}.bytes());
    CHECK(elf.interpreter.empty());
    CHECK_FALSE(elf.has_dynamic);
    CHECK(elf.needed.empty());
    CHECK_FALSE(elf.runpath);
    CHECK_FALSE(elf.runs_first);
}

TEST_CASE("ELF file: what is none, or is damaged, is refused") {
    CHECK(problem_of("") == "elf: not an ELF file");
    CHECK(problem_of("#!/bin/sh\n") == "elf: not an ELF file");
    const std::string whole = small_program("/lib/ld-linux.so.2").bytes();
    std::string bytes = whole;
    bytes[EI_CLASS] = '\3';
    CHECK(problem_of(bytes) == "elf: damaged ELF file: neither 32-bit nor 64-bit");
    bytes = whole;
    bytes[EI_DATA] = '\0';
    CHECK(problem_of(bytes) == "elf: damaged ELF file: unknown byte order");
    CHECK(problem_of(whole.substr(0, 40)) == "elf: damaged ELF file: it ends too early");
    bytes = whole;
    bytes[bytes.find("ld-linux.so.2") + 13] = 'x';  // its NUL
    CHECK(problem_of(bytes) == "elf: damaged ELF file: a name in it does not end");
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const std::string cut = whole.substr(0, size);
        const std::string problem = problem_of(cut);
        CHECK((!problem.starts_with("0") || !read_bytes(cut).objection.empty()));
    }
}

TEST_CASE("ELF file: what glibc's loader objects to") {
    const std::string whole = small_library().bytes();
    CHECK(read_bytes(whole).objection.empty());
    std::string bytes = whole;
    bytes[EI_OSABI] = '\x09';
    CHECK(read_bytes(bytes).objection ==
          "its ELF header names another system or version of the ABI");
    bytes = whole;
    bytes[EI_VERSION] = '\2';
    CHECK(read_bytes(bytes).objection == "its ELF header has an unknown version");
}

TEST_CASE("ELF file: one process can hold one architecture") {
    ElfFile elf;
    elf.elf_class = ELFCLASS64;
    elf.data = ELFDATA2LSB;
    elf.machine = EM_X86_64;
    ElfFile other = elf;
    CHECK(elf.has_architecture_of(other));
    other.elf_class = ELFCLASS32;  // x32
    CHECK_FALSE(elf.has_architecture_of(other));
    other = elf;
    other.machine = EM_AARCH64;
    CHECK_FALSE(elf.has_architecture_of(other));
    other = elf;
    other.data = ELFDATA2MSB;
    CHECK_FALSE(elf.has_architecture_of(other));
}

TEST_CASE("ELF file: the libc of a program is that of its loader") {
    for (const char* loader : {"/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux.so.2",
                               "/lib/ld64.so.1", "/lib/ld-2.31.so", "/lib/ld.so.1"}) {
        CHECK(libc_of_loader(loader) == Libc::glibc);
    }
    CHECK(libc_of_loader("/lib/ld-musl-x86_64.so.1") == Libc::musl);
    for (const char* loader : {"", "/system/bin/linker64", "/lib/ld-uClibc.so.0"}) {
        CHECK(libc_of_loader(loader) == Libc::unknown);
    }
    const TempFolder folder;
    (void)folder.file("ld-musl-x86_64.so.1");
    REQUIRE(symlink("ld-musl-x86_64.so.1", folder.path("loader").c_str()) == 0);
    CHECK(libc_of_loader(folder.path("loader")) == Libc::musl);
}

TEST_CASE("ELF file: the libc of a library is the one that it needs") {
    CHECK(libc_by_need("libc.so.6") == Libc::glibc);
    CHECK(libc_by_need("libc.so.6.1") == Libc::glibc);  // of some architectures
    CHECK(libc_by_need("libc.so") == Libc::musl);
    CHECK(libc_by_need("libc.musl-x86_64.so.1") == Libc::musl);
    CHECK(libc_by_need("libcap.so.2") == Libc::unknown);
}

TEST_CASE("ELF file: an architecture is described for people") {
    ElfFile elf;
    elf.elf_class = ELFCLASS64;
    elf.machine = EM_X86_64;
    CHECK(describe_architecture(elf) == "64-bit x86-64");
    elf.elf_class = ELFCLASS32;
    elf.machine = EM_386;
    CHECK(describe_architecture(elf) == "32-bit x86");
    elf.machine = 258;
    CHECK(describe_architecture(elf) == "32-bit LoongArch");
    elf.machine = 9999;
    CHECK(describe_architecture(elf) == "32-bit machine 9999");
    CHECK(describe_libc(Libc::glibc) == "glibc");
    CHECK(describe_libc(Libc::musl) == "musl");
    CHECK(describe_libc(Libc::unknown) == "an unknown libc");
}
