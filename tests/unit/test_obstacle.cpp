// SPDX-License-Identifier: MIT
#include "tool/target/obstacle.hpp"

#include "captured.hpp"
#include "small_elf.hpp"

using namespace landlock_preload;

namespace {

struct Host {
    TempFolder folder;
    EnvironmentVariable library_path{"LD_LIBRARY_PATH", std::nullopt};
    EnvironmentVariable tunables{"GLIBC_TUNABLES", std::nullopt};
    std::string loader = make_glibc_loader(folder);
    std::string library = folder.file("liblandlock_preload.so", small_library().bytes());

    [[nodiscard]] Obstacle obstacle(const SmallElf& program, const std::string& given) const {
        const ExecChain chain = follow_exec_chain(make_program(folder, "program", program.bytes()));
        const ElfFile elf = read_elf(chain.file.get(), chain.program);
        return find_obstacle(chain, elf, find_library(given, elf, chain.program));
    }
    [[nodiscard]] std::string problem(const std::string& given) const {
        const ElfFile elf = read_bytes(small_program(loader).bytes());
        return find_library(given, elf, folder.path("program")).problem;
    }
};

}  // namespace

TEST_CASE("obstacle: there is none for a dynamic program and a library of its kind") {
    const Host host;
    CHECK(host.obstacle(small_program(host.loader), host.library).reason.empty());
    CHECK(host.obstacle(small_program(host.loader), "").reason.find("the loader does not find") !=
          std::string::npos);
    (void)host.folder.file("lib/liblandlock_preload.so", small_library().bytes());
    CHECK(host.obstacle(small_program(host.loader), "").reason.empty());
}

TEST_CASE("obstacle: what has no loader reads no LD_PRELOAD") {
    const Host host;
    const Obstacle is_static = host.obstacle({.type = ET_EXEC, .is_dynamic = false}, host.library);
    CHECK(is_static.reason == "it is static: no loader reads LD_PRELOAD");
    CHECK(is_static.has_way_out);
    CHECK(host.obstacle({.type = ET_REL}, host.library).reason == "it is no program");
    ExecChain chain;
    chain.program = "/lib/ld-linux.so.2";
    CHECK(find_obstacle(chain, read_bytes(SmallElf().bytes()), {}).reason ==
          "it is a dynamic loader; ask about the program that it is to run");
}

TEST_CASE("obstacle: the loader must be there, and be known") {
    const Host host;
    CHECK(host.obstacle(small_program("/none/ld-linux.so.2"), host.library).reason ==
          "its loader /none/ld-linux.so.2: No such file or directory");
    const std::string other = make_program(host.folder, "linker", "x");
    CHECK(host.obstacle(small_program(other), host.library).reason ==
          "its loader " + other + " is neither glibc's nor musl's");
}

TEST_CASE("obstacle: architecture and libc must be those of the library") {
    const Host host;
    SmallElf foreign = small_library();
    foreign.machine = kOwnMachine == EM_S390 ? EM_MIPS : EM_S390;
    (void)host.folder.file("liblandlock_preload.so", foreign.bytes());
    const Obstacle by_machine = host.obstacle(small_program(host.loader), host.library);
    CHECK(by_machine.reason.find(", the library is ") != std::string::npos);
    CHECK(by_machine.has_way_out);
    SmallElf musl = small_library();
    musl.names[1].second = "libc.so";
    (void)host.folder.file("liblandlock_preload.so", musl.bytes());
    CHECK(host.obstacle(small_program(host.loader), host.library).reason ==
          "it uses glibc, the library is for musl");
}

TEST_CASE("obstacle: a tunable has the loader ignore LD_PRELOAD, where the loader knows it") {
    const Host host;
    const EnvironmentVariable tunables("GLIBC_TUNABLES", "glibc.rtld.enable_secure=1");
    CHECK(host.obstacle(small_program(host.loader), host.library).reason.empty());
    (void)host.folder.file("ld-linux-x86-64.so.2", "glibc.rtld.enable_secure");
    CHECK(host.obstacle(small_program(host.loader), host.library).reason ==
          "GLIBC_TUNABLES sets glibc.rtld.enable_secure, so the loader ignores LD_PRELOAD; "
          "unset it");
}

TEST_CASE("obstacle: what cannot be preloaded") {
    const Host host;
    CHECK(host.problem(host.library).empty());
    CHECK(host.problem("/a b.so") ==
          "its name has a space or colon, which separate the items of LD_PRELOAD");
    CHECK(host.problem("/none.so") == "cannot open: No such file or directory");
    CHECK(host.problem(host.folder.path("lib")) == "not a regular file");
    CHECK(host.problem(host.folder.file("text.so", "text")) == "not an ELF file");
    SmallElf program = small_library();
    program.type = ET_EXEC;
    CHECK(host.problem(host.folder.file("program.so", program.bytes())) == "not a shared library");
    CHECK(host.problem(host.folder.file("other.so", small_library("libz.so").bytes())) ==
          R"(another library: its SONAME is "libz.so", not "liblandlock_preload.so")");
    ElfFile same;
    same.soname = "libsame.so";
    CHECK(find_library("libsame.so", same, "/program").problem ==
          "the program itself has that SONAME, and the loader takes it for it");
}

TEST_CASE("obstacle: AddressSanitizer wants to be first") {
    const Host host;
    ElfFile program;
    program.needed = {"libc.so.6", "libasan.so.8"};
    PreloadLibrary library;
    library.name = "/l.so";
    CHECK(find_warnings({}, program, library) ==
          std::vector<std::string>{
              R"(AddressSanitizer must come first: LD_PRELOAD="libasan.so.8 /l.so"; or, with )"
              "landlock-policy run, set ASAN_OPTIONS=verify_asan_link_order=0"});
    program.needed.pop_back();
    CHECK(find_warnings({}, program, library).empty());
}
