// SPDX-License-Identifier: MIT
#include "tool/target/loader_search.hpp"

#include "captured.hpp"
#include "small_elf.hpp"

using namespace landlock_preload;

namespace {

using Strings = std::vector<std::string>;
const std::string kName = "liba.so";

// A program whose loader knows the directories of FOLDER only.
struct Host {
    TempFolder folder;
    EnvironmentVariable library_path{"LD_LIBRARY_PATH", std::nullopt};
    std::string loader = make_glibc_loader(folder);
    ElfFile program = read_bytes(small_program(loader).bytes());

    std::string library(const std::string& directory, const SmallElf& elf = small_library()) const {
        (void)folder.folder(directory);
        return folder.file(directory + "/" + kName, elf.bytes());
    }
    [[nodiscard]] LoaderSearch search() const {
        return search_as_loader(kName, program, folder.path("program"));
    }
};

}  // namespace

TEST_CASE("glibc's search: RPATH, LD_LIBRARY_PATH, RUNPATH, built-in directories") {
    Host host;
    CHECK(host.search().path.empty());
    CHECK(host.search().places == Strings{host.folder.path("lib/")});
    const std::string built_in = host.library("lib");
    CHECK(host.search().path == built_in);
    CHECK(host.search().place == "in a directory that the loader always searches");
    const std::string by_runpath = host.library("run");
    host.program.runpath = host.folder.path("run");
    CHECK(host.search().path == by_runpath);
    CHECK(host.search().place == "by the RUNPATH of " + host.folder.path("program"));
    const std::string by_variable = host.library("variable");
    const EnvironmentVariable variable("LD_LIBRARY_PATH", host.folder.path("variable"));
    CHECK(host.search().path == by_variable);
    CHECK(host.search().place == "by LD_LIBRARY_PATH");
    const std::string by_rpath = host.library("r");
    host.program.rpath = host.folder.path("r");
    CHECK(host.search().path == by_variable);  // a RUNPATH has the RPATH ignored
    host.program.runpath.reset();
    CHECK(host.search().path == by_rpath);
}

TEST_CASE("glibc's search: a program without default directories") {
    Host host;
    (void)host.library("lib");
    host.program.has_no_default_directories = true;
    CHECK(host.search().path.empty());
}

TEST_CASE("glibc's search: another architecture is passed over, and a damaged file ends it") {
    const Host host;
    SmallElf foreign = small_library();
    foreign.machine = kOwnMachine == EM_S390 ? EM_MIPS : EM_S390;
    (void)host.library("first", foreign);
    const std::string second = host.library("second");
    const EnvironmentVariable variable(
        "LD_LIBRARY_PATH", host.folder.path("first") + ":" + host.folder.path("second"));
    const LoaderSearch found = host.search();
    CHECK(found.path == second);
    REQUIRE(found.skipped.size() == 1);
    CHECK(found.skipped[0].find("/first/liba.so: it is ") != std::string::npos);
    const std::string damaged = host.folder.file("first/liba.so", "no ELF file");
    CHECK(host.search().path == damaged);
}

TEST_CASE("glibc's search: what only some processors take is told apart") {
    const Host host;
    const std::string library = host.library("lib");
    const std::string variant = host.library("lib/glibc-hwcaps/v3");
    CHECK(host.search().path == library);
    CHECK(host.search().variants == Strings{variant});
}

TEST_CASE("glibc's search: it ends where it cannot be known what a loader does") {
    Host host;
    host.program.runpath = "/a/$PLATFORM";
    CHECK(host.search().doubt ==
          R"(it is not known what the loader takes "/a/$PLATFORM" for; write that directory out)");
    host.program.runpath.reset();
    (void)host.folder.file("ld-linux-x86-64.so.2");
    CHECK(host.search().doubt ==
          "its loader " + host.loader + " cannot be read, and with it where it searches");
}

TEST_CASE("glibc's search: $LIB is what its directories say, and musl knows no such words") {
    const Host host;
    const std::string program = host.folder.path("program");
    CHECK(expand_as_loader("/a/$LIB/b", host.program, program) ==
          "/a/" + host.folder.path("lib").substr(host.folder.path("lib").find("/lib") + 1) + "/b");
    CHECK(expand_as_loader("/a/b", host.program, program) == "/a/b");
    CHECK_FALSE(expand_as_loader("$PLATFORM/b", host.program, program));
    ElfFile musl;
    musl.interpreter = "/lib/ld-musl-x86_64.so.1";
    CHECK(expand_as_loader("/a/$LIB/b", musl, program) == "/a/$LIB/b");
}
