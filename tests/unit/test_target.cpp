// SPDX-License-Identifier: MIT
#include "captured.hpp"
#include "small_elf.hpp"
#include "tool/terminal.hpp"
#include "tool/verbs.hpp"

using namespace landlock_preload;

namespace {

struct Host {
    TempFolder folder;
    EnvironmentVariable library_path{"LD_LIBRARY_PATH", std::nullopt};
    EnvironmentVariable preload{"LD_PRELOAD", std::nullopt};
    EnvironmentVariable audit{"LD_AUDIT", std::nullopt};
    std::string library = folder.file("liblandlock_preload.so", first_library().bytes());
    std::string loader = make_glibc_loader(folder);

    static SmallElf first_library() {
        SmallElf elf = small_library();
        elf.numbers = {{DT_FLAGS_1, DF_1_INITFIRST}};
        return elf;
    }
    [[nodiscard]] std::string program(const std::string& name) const {
        return make_program(folder, name, small_program(loader).bytes());
    }
    [[nodiscard]] Captured target(const std::string& path) const {
        return capture([&] { return run_target({{path}, {{"--library", library}}}); });
    }
};

}  // namespace

TEST_CASE("target: the first line is the answer") {
    const Host host;
    const std::string program = host.program("program");
    const Captured yes = host.target(program);
    CHECK(yes.status == kYes);
    CHECK(yes.out.starts_with(
        program + ": yes, a preload takes effect here\nfirst process: " + program + " ("));
    CHECK(yes.out.find("\nlibrary: " + host.library + " (given)\n") != std::string::npos);
    CHECK(yes.err.empty());
    const std::string is_static =
        make_program(host.folder, "static", SmallElf{.type = ET_EXEC, .is_dynamic = false}.bytes());
    const Captured no = host.target(is_static);
    CHECK(no.status == kNo);
    CHECK(no.out.starts_with(is_static + ": no: it is static: no loader reads LD_PRELOAD\n"));
    CHECK(no.out.find("\nas the child of a confined program it is confined") != std::string::npos);
}

TEST_CASE("target: a script is answered for its interpreter") {
    const Host host;
    const std::string program = host.program("interpreter");
    const std::string script = make_program(host.folder, "script", "#!" + program + " -x\n");
    const Captured captured = host.target(script);
    CHECK(captured.status == kYes);
    CHECK(captured.out.starts_with(script + ": yes, "));
    CHECK(captured.out.find("\n" + script + ": #! runs " + program + " -x\n") != std::string::npos);
    CHECK(captured.out.ends_with("the policy must grant read_file on " + script +
                                 ": its interpreter opens it\n"));
}

TEST_CASE("target: text without a #! line is not started, and a shell that reads it is meant") {
    const Host host;
    const std::string text = make_program(host.folder, "text", "echo\n");
    const Captured captured = host.target(text);
    CHECK(captured.status == kNo);
    CHECK(captured.out.starts_with(text + ": no: neither an ELF program nor a script"));
}

TEST_CASE("target: programs that start others, and those that ask a server, get a word") {
    const Host host;
    CHECK(host.target(host.program("timeout")).out.find("timeout starts other programs.") !=
          std::string::npos);
    CHECK(host.target(host.program("ssh")).out.find("warning: it may ask a server to start") !=
          std::string::npos);
}

TEST_CASE("target: nothing that a name contains commands a terminal") {
    const Host host;
    const std::string program = host.program("a\nb\x1b");
    CHECK(host.target(program).out.find("a\\x0ab\\x1b: yes") != std::string::npos);
}

TEST_CASE("target: no program to ask about is wrong usage") {
    const Host host;
    CHECK_THROWS_AS((void)host.target(""), WrongUsage);
    CHECK_THROWS_AS((void)host.target("~/program"), WrongUsage);
}
