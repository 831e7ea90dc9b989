// SPDX-License-Identifier: MIT
#include "tool/target/rivals.hpp"

#include "captured.hpp"
#include "small_elf.hpp"

using namespace landlock_preload;

namespace {

struct Host {
    TempFolder folder;
    EnvironmentVariable preload{"LD_PRELOAD", std::nullopt};
    EnvironmentVariable audit{"LD_AUDIT", std::nullopt};
    EnvironmentVariable library_path{"LD_LIBRARY_PATH", std::nullopt};
    std::string path = folder.path("program");

    ElfFile program(std::vector<std::pair<std::uint64_t, std::string>> names) const {
        SmallElf elf = small_program(make_glibc_loader(folder));
        elf.names = std::move(names);
        return read_bytes(elf.bytes());
    }
    void library(const std::string& name, std::uint64_t flags, const std::string& needed) const {
        const SmallElf elf = {.names = {{DT_SONAME, name}, {DT_NEEDED, needed}},
                              .numbers = {{DT_FLAGS_1, flags}}};
        (void)folder.folder("lib");
        (void)folder.file("lib/" + name, elf.bytes());
    }
    std::vector<std::string> rivals(const ElfFile& program) const {
        std::vector<std::string> lines;
        for (const Rival& rival : find_rivals(program, path)) {
            lines.push_back(rival.asked_for + " " + rival.name + ": " + rival.path);
        }
        return lines;
    }
};

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("rivals: libraries with the flag, wherever in the graph they are needed") {
    const Host host;
    host.library("libplain.so", 0, "libfirst.so");
    host.library("libfirst.so", DF_1_INITFIRST, "libplain.so");
    const ElfFile program = host.program({{DT_NEEDED, "libplain.so"}});
    CHECK(host.rivals(program) ==
          Lines{host.folder.path("lib/libplain.so") +
                " needs libfirst.so: " + host.folder.path("lib/libfirst.so")});
    CHECK(host.rivals(host.program({})).empty());
}

TEST_CASE("rivals: preloads of the environment, and not the library itself") {
    const Host host;
    host.library("libfirst.so", DF_1_INITFIRST, "libc.so.6");
    host.library("liblandlock_preload.so", DF_1_INITFIRST, "libc.so.6");
    const EnvironmentVariable preload("LD_PRELOAD", "liblandlock_preload.so:libfirst.so libno.so");
    CHECK(host.rivals(host.program({})) ==
          Lines{"LD_PRELOAD has now libfirst.so: " + host.folder.path("lib/libfirst.so")});
}

TEST_CASE("rivals: musl runs preloads first") {
    const Host host;
    ElfFile program;
    program.interpreter = "/lib/ld-musl-x86_64.so.1";
    program.needed = {"libfirst.so"};
    CHECK(host.rivals(program).empty());
    const EnvironmentVariable audit("LD_AUDIT", "a.so");
    CHECK(find_auditors(program, host.path).empty());
}

TEST_CASE("rivals: audit libraries, by the environment and by the program") {
    const Host host;
    const EnvironmentVariable audit("LD_AUDIT", "/a.so::b.so");
    Lines lines;
    for (const Rival& one : find_auditors(host.program({{DT_AUDIT, "c.so"}}), host.path)) {
        lines.push_back(one.asked_for + " " + one.name);
    }
    CHECK(lines ==
          Lines{"LD_AUDIT has now /a.so", "LD_AUDIT has now b.so", host.path + " asks for c.so"});
}
