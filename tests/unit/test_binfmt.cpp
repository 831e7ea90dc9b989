// SPDX-License-Identifier: MIT
#include "tool/target/binfmt.hpp"

#include <doctest/doctest.h>

using namespace landlock_preload;

namespace {

// The interpreter that a registration names for a file; empty: it does not take the file.
std::string interpreter_for(const std::string& text, const std::string& path,
                            const std::string& bytes) {
    BinfmtHandler handler;
    return is_taken_by_handler(text, path, bytes, handler) ? handler.interpreter : "";
}

}  // namespace

TEST_CASE("binfmt_misc: a registration by extension") {
    const std::string text = "enabled\ninterpreter /usr/bin/run\nflags: \nextension .exe\n";
    CHECK(interpreter_for(text, "/a/b.exe", "") == "/usr/bin/run");
    for (const char* path : {"/a/exe", "/a/b.EXE", "/a/b.exe.x", "/a.exe/", "/a/b.exec"}) {
        CHECK(interpreter_for(text, path, "").empty());
    }
}

TEST_CASE("binfmt_misc: a registration by bytes") {
    const std::string text =
        "enabled\ninterpreter /usr/bin/run\nflags: OCF\noffset 1\nmagic 454c46\n";
    CHECK(interpreter_for(text, "/a",
                          "\x7f"
                          "ELF…") == "/usr/bin/run");
    CHECK(interpreter_for(text, "/a", "ELF").empty());
    CHECK(interpreter_for(text, "/a",
                          "\x7f"
                          "EL")
              .empty());
    const std::string masked =
        "enabled\ninterpreter /usr/bin/run\nflags: \noffset 0\nmagic 4100\nmask fff0\n";
    CHECK(interpreter_for(masked, "/a", "A\x0f") == "/usr/bin/run");
    CHECK(interpreter_for(masked, "/a", "A") == "/usr/bin/run");  // NULs follow the end of a file
    CHECK(interpreter_for(masked, "/a", "A\x10").empty());
}

TEST_CASE("binfmt_misc: the flags that count") {
    BinfmtHandler handler;
    const std::string start = "enabled\ninterpreter /i\nflags: ";
    REQUIRE(is_taken_by_handler(start + "PF\nextension .x\n", "/a.x", "", handler));
    CHECK(handler.holds_interpreter_open);
    CHECK_FALSE(handler.takes_credentials);
    REQUIRE(is_taken_by_handler(start + "OC\nextension .x\n", "/a.x", "", handler));
    CHECK_FALSE(handler.holds_interpreter_open);
    CHECK(handler.takes_credentials);
}

TEST_CASE("binfmt_misc: what is no registration that counts takes nothing") {
    for (const char* text : {"", "disabled\ninterpreter /i\nflags: \nextension .x\n",
                             "enabled\nflags: \nextension .x\n", "enabled\ninterpreter /i\n",
                             "enabled\ninterpreter /i\noffset 300\nmagic 41\n"}) {
        CHECK(interpreter_for(text, "/a.x", std::string(400, 'A')).empty());
    }
}
