// SPDX-License-Identifier: MIT
#include "tool/target/exec_chain.hpp"

#include "captured.hpp"
#include "small_elf.hpp"

using namespace landlock_preload;

namespace {

// The scripts as "PATH -> INTERPRETER [ARGUMENT]", and what is run.
std::vector<std::string> follow(const std::string& path) {
    const ExecChain chain = follow_exec_chain(path);
    std::vector<std::string> lines;
    for (const Script& script : chain.scripts) {
        lines.push_back(script.path + " -> " + script.interpreter + " [" + script.argument + "]");
    }
    lines.push_back(chain.program + chain.not_startable);
    return lines;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("exec chain: a program is its own end") {
    const TempFolder folder;
    const std::string program = make_program(folder, "program", SmallElf().bytes());
    CHECK(follow(program) == Lines{program});
    CHECK(follow_exec_chain(program).file.is_open());
    CHECK(is_executable(program));
}

TEST_CASE("exec chain: a #! line has an interpreter and one argument") {
    const TempFolder folder;
    const std::string program = make_program(folder, "program", SmallElf().bytes());
    struct Case {
        std::string line;
        std::string argument;
    };
    for (const Case& one : {Case{"#!" + program + "\n", ""}, Case{"#! \t" + program + " \t\n", ""},
                            Case{"#!" + program + " -a  b \n", "-a  b"}, Case{"#!" + program, ""},
                            Case{"#!" + program + "\t-a\nrest", "-a"}}) {
        CAPTURE(one.line);
        const std::string script = make_program(folder, "script", one.line);
        CHECK(follow(script) ==
              Lines{script + " -> " + program + " [" + one.argument + "]", program});
    }
}

TEST_CASE("exec chain: five scripts may stand in front of the program") {
    const TempFolder folder;
    std::string last = make_program(folder, "program", SmallElf().bytes());
    for (int i = 1; i <= 5; ++i) {
        last = make_program(folder, "script" + std::to_string(i), "#!" + last + "\n");
    }
    CHECK(follow(last).size() == 6);
    const std::string sixth = make_program(folder, "script6", "#!" + last + "\n");
    CHECK(line_of([&] { follow(sixth); }) ==
          sixth + ": more than 5 scripts start each other: Too many levels of symbolic links");
}

TEST_CASE("exec chain: what the kernel does not start") {
    const TempFolder folder;
    const auto reason = [&](const std::string& bytes) {
        return follow_exec_chain(make_program(folder, "text", bytes)).not_startable;
    };
    CHECK(reason("echo hello\n") == "neither an ELF program nor a script with a #! line");
    CHECK(reason("") == "neither an ELF program nor a script with a #! line");
    CHECK(reason("#!\n") == "its #! line names no interpreter");
    CHECK(reason("#! \t\n") == "its #! line names no interpreter");
    CHECK(reason("#!/" + std::string(300, 'x') + "\n") == "its #! line is longer than 255 bytes");
}

TEST_CASE("exec chain: what execve(2) fails on is an error that names it") {
    const TempFolder folder;
    const std::string missing = folder.path("missing");
    CHECK(line_of([&] { follow(missing); }) == missing + ": No such file or directory");
    const std::string directory = folder.folder("directory");
    CHECK(line_of([&] { follow(directory); }) == directory + ": not a regular file");
    const std::string plain = folder.file("plain");
    CHECK(line_of([&] { follow(plain); }) == plain + ": not executable: Permission denied");
    CHECK_FALSE(is_executable(plain));
    const std::string script = make_program(folder, "script", "#!/none\r\n");
    CHECK(
        line_of([&] { follow(script); }) ==
        script +
            R"(: its interpreter "/none\x0d": No such file or directory; its #! line ends with a carriage return)");
}

TEST_CASE("exec chain: a name without a slash is looked for on PATH") {
    const TempFolder folder;
    (void)folder.folder("first");
    const std::string plain = folder.file("first/tool");
    (void)folder.folder("second");
    const std::string program = make_program(folder, "second/tool", "");
    const std::string first = folder.path("first");
    const EnvironmentVariable path("PATH", first + ":" + folder.path("second"));
    CHECK(find_program("tool") == program);
    CHECK(find_program("./tool") == "./tool");
    CHECK(find_program("").empty());
    CHECK(line_of([] { find_program("none"); }) == "none: not found on PATH");
    const EnvironmentVariable alone("PATH", first);
    CHECK(line_of([] { find_program("tool"); }) == plain + ": not executable: Permission denied");
}
