// SPDX-License-Identifier: MIT
#include "tool/launch.hpp"

#include "small_elf.hpp"

using namespace landlock_preload;

namespace {

std::vector<std::string> launched(const std::string& path) {
    std::vector<std::string> lines;
    for (const LaunchedFile& file : find_launched_files(path)) {
        CHECK(file.needs == fs_access("execute", "read_file"));
        lines.push_back(file.role + ": " + file.path);
    }
    return lines;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("launch: the kernel opens the program, its interpreters and the loader") {
    const TempFolder folder;
    const std::string program = make_program(folder, "program", small_program("/loader").bytes());
    CHECK(launched(program) == Lines{": " + program, "its loader: /loader"});
    const std::string script = make_program(folder, "script", "#!" + program + "\n");
    CHECK(launched(script) ==
          Lines{": " + script, "its interpreter: " + program, "its interpreter's loader: /loader"});
    const std::string is_static = make_program(folder, "static", SmallElf().bytes());
    CHECK(launched(is_static) == Lines{": " + is_static});
}

TEST_CASE("launch: what cannot be started is the file alone, or nothing") {
    const TempFolder folder;
    const std::string text = make_program(folder, "text", "echo\n");
    CHECK(launched(text) == Lines{": " + text});
    const std::string script = make_program(folder, "script", "#!/none\n");
    CHECK(launched(script) == Lines{": " + script});
    // Those that are there are opened before the missing one is looked for.
    const std::string other = make_program(folder, "other", "#!" + script + "\n");
    CHECK(launched(other) == Lines{": " + other, "its interpreter: " + script});
    const std::string of_text = make_program(folder, "of_text", "#!" + text + "\n");
    CHECK(launched(of_text) == Lines{": " + of_text, "its interpreter: " + text});
    CHECK(launched(folder.file("plain")).empty());
    CHECK(launched(folder.path("missing")).empty());
}
