// SPDX-License-Identifier: MIT
#include "tool/question.hpp"

#include "support.hpp"

using namespace landlock_preload;

namespace {

Question ask(const std::string& access, const std::string& target) {
    Question question;
    CHECK(parse_question(access, target, question).empty());
    return question;
}

std::string refusal(const std::string& access, const std::string& target) {
    Question question;
    return parse_question(access, target, question);
}

}  // namespace

TEST_CASE("question: rights and groups add up, and their class is what is asked about") {
    const Question files = ask("read_file,execute,read_file", "/srv");
    CHECK(files.access_class == AccessClass::fs);
    CHECK(files.path == "/srv");
    CHECK(files.access(1) == fs_access("read_file", "execute"));
    const Question port = ask("bind_tcp,connect_tcp", "443");
    CHECK(port.access_class == AccessClass::net);
    CHECK(port.port == 443);
    CHECK(port.access(4) == known_access(AccessClass::net, 4));
    CHECK(ask("abi.read,write_file", "/srv").access(1) ==
          fs_access("read_file", "read_dir", "write_file"));
}

TEST_CASE("question: a list of rights is told from a path and a port") {
    for (const char* text : {"read_file", "read_file,abi.write", "abi.all", "bind_tcp"}) {
        CAPTURE(text);
        CHECK(is_access_list(text));
    }
    for (const char* text : {"", "/read_file", "p.json", "80", "read_file,bind_tcp", "signal"}) {
        CAPTURE(text);
        CHECK(!is_access_list(text));
    }
}

TEST_CASE("question: a group means what it does at the ABI that is asked for") {
    const Question question = ask("abi.write", "/srv");
    CHECK((question.access(2) & fs_access("truncate")) == 0);
    CHECK((question.access(3) & fs_access("truncate")) != 0);
}

TEST_CASE("question: abi.all asks about a port where the target is a number") {
    CHECK(ask("abi.all", "80").access_class == AccessClass::net);
    CHECK(ask("abi.all", "./80").access_class == AccessClass::fs);
    CHECK(ask("abi.all,read_file", "80").path == "80");
    CHECK(ask("bind_tcp,abi.all", "80").port == 80);
}

TEST_CASE("question: what cannot be asked") {
    CHECK(refusal("", "/") == R"(unknown right "")");
    CHECK(refusal("read_fiel", "/") == R"(unknown right "read_fiel"; did you mean "read_file"?)");
    CHECK(refusal("abi.raed", "/") == R"(unknown right "abi.raed"; did you mean "abi.read"?)");
    CHECK(refusal("read_file,", "/") == R"(unknown right "")");
    CHECK(refusal("signal", "/") == R"("signal" is a scope, which has no rules)");
    const std::string mixed = "rights on paths and on ports cannot be asked for at once";
    CHECK(refusal("read_file,bind_tcp", "/") == mixed);
    CHECK(refusal("bind_tcp,abi.read", "80") == mixed);
    CHECK(refusal("read_file", "") == "the path is empty");
    CHECK(refusal("read_file", "~/x").starts_with(R"("~/x": )"));
    for (const char* port : {"", "65536", "-1", "0x50", "80 ", "http"}) {
        CHECK(refusal("bind_tcp", port) ==
              "\"" + std::string(port) + "\" is not a port (0..65535)");
    }
    CHECK(ask("bind_tcp", "0").port == 0);
    CHECK(ask("bind_tcp", "65535").port == 65535);
}
