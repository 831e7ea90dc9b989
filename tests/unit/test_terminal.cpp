// SPDX-License-Identifier: MIT
#include "tool/terminal.hpp"

#include "captured.hpp"
#include "support.hpp"

using namespace landlock_preload;

TEST_CASE("what the tool says is one line each, whatever is in it") {
    const Captured captured = capture([] {
        print_error("", "wrong");
        print_error("p.json:/abi", "wrong");
        print_warning("a\nb", "\x1b[31mred");
        print_note("p.json", "\xff");
        return kYes;
    });
    CHECK(captured.err ==
          "landlock-policy: error: wrong\n"
          "landlock-policy: error: p.json:/abi: wrong\n"
          "landlock-policy: warning: a\\x0ab: \\x1b[31mred\n"
          "landlock-policy: note: p.json: \\xff\n");
    CHECK(captured.out.empty());
}

TEST_CASE("all errors of a policy are printed") {
    const Captured captured = capture([] {
        try {
            parse(R"({"ruleset":[{"scoped":["nonsense"]}],"foo":1})");
        } catch (const Diagnostics& errors) {
            print_errors(errors);
        }
        return kYes;
    });
    CHECK(captured.err.find("p.json:/ruleset/0/scoped/0: ") != std::string::npos);
    CHECK(captured.err.find("\nlandlock-policy: error: p.json:/foo: ") != std::string::npos);
}

TEST_CASE("a path that a shell would have expanded gets a hint, unless there is such a file") {
    CHECK(hint_for_argument("/usr/bin").empty());
    CHECK(hint_for_argument("/nonexistent").empty());
    CHECK(hint_for_argument("~/x").starts_with(R"("~/x": )"));
    CHECK(hint_for_argument("$HOME/x").starts_with(R"("$HOME/x": )"));
    const TempFolder folder;
    CHECK(hint_for_argument(folder.file("$HOME")).empty());
}
