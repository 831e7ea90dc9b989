// SPDX-License-Identifier: MIT
#include "tool/run/program.hpp"

#include <cerrno>

#include "small_elf.hpp"
#include "tool/run/wall.hpp"

using namespace landlock_preload;

namespace {

// The exit status, and the line that is printed.
std::string refusal_of(const std::string& name) {
    try {
        find_program_to_run(name);
    } catch (const NotStarted& refusal) {
        return std::to_string(refusal.status) + ' ' + line_of(refusal.errors.list.front());
    } catch (const Diagnostics& errors) {
        return "125 " + line_of(errors.list.front());
    }
    return "started";
}

}  // namespace

TEST_CASE("program to run: the status is the one that env and timeout have") {
    CHECK(status_of_exec_error(ENOENT) == 127);
    for (const int code : {EACCES, ENOEXEC, ELOOP, E2BIG, ENOTDIR, EPERM, ENOMEM}) {
        CHECK(status_of_exec_error(code) == 126);
    }
}

TEST_CASE("program to run: what execve refuses is refused, with the reason") {
    const TempFolder folder;
    const std::string none = folder.path("none");
    CHECK(refusal_of("") == "127 the name of the program is empty");
    CHECK(refusal_of(none) == "127 " + none + ": No such file or directory");
    const std::string text = make_program(folder, "text", "echo\n");
    CHECK(refusal_of(text).starts_with("126 " + text + ": neither an ELF program nor a script"));
    const std::string script = make_program(folder, "script", "#!/none\n");
    CHECK(refusal_of(script) ==
          "127 " + script + ": its interpreter \"/none\": No such file or directory");
    SmallElf core;
    core.type = ET_CORE;
    const std::string dump = make_program(folder, "dump", core.bytes());
    CHECK(refusal_of(dump) == "126 " + dump + ": it is an ELF file, but not a program");
    const std::string dynamic = make_program(folder, "dynamic", small_program("/none").bytes());
    CHECK(refusal_of(dynamic) ==
          "127 " + dynamic + ": its loader /none: No such file or directory");
    const std::string damaged = make_program(folder, "damaged", ELFMAG);
    CHECK(refusal_of(damaged).starts_with("126 " + damaged + ": "));
}

TEST_CASE("program to run: its start executes and reads each link of the chain, and no more") {
    const TempFolder folder;
    const std::string loader = make_program(folder, "loader", SmallElf().bytes());
    const std::string program = make_program(folder, "program", small_program(loader).bytes());
    const std::string inner = make_program(folder, "inner", "#!" + program + "\n");
    const std::string outer = make_program(folder, "outer", "#! " + inner + " -x\n");
    const ProgramToRun run = find_program_to_run(outer);
    CHECK(run.path == outer);
    CHECK(run.executable == program);
    std::vector<std::string> paths;
    for (const Grant& grant : find_exec_grants(run)) {
        CHECK(grant.access == fs_access("execute", "read_file"));
        paths.push_back(grant.path);
    }
    CHECK(paths == std::vector{outer, inner, program, loader});
    const std::string fixed = make_program(folder, "static", SmallElf().bytes());
    CHECK(find_exec_grants(find_program_to_run(fixed)).size() == 1);
}
