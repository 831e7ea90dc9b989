// SPDX-License-Identifier: MIT
#include "tool/run/policy_argument.hpp"

#include <fcntl.h>

#include "base/text.hpp"
#include "base/unique_fd.hpp"
#include "support.hpp"

using namespace landlock_preload;

namespace {

constexpr const char* kText = R"({"ruleset":[{"scoped":["signal"]}]})";

// What the library reads by the value that it is handed.
std::string read_again(const std::string& value) {
    return read_source(value.c_str()).text;
}

UniqueFd pipe_with(const std::string& text) {
    int ends[2] = {-1, -1};
    REQUIRE(pipe2(ends, O_CLOEXEC) == 0);
    const UniqueFd writable(ends[1]);
    REQUIRE(write(writable.get(), text.data(), text.size()) == std::ssize(text));
    return UniqueFd(ends[0]);
}

bool is_inherited(int fd) {
    const int flags = fcntl(fd, F_GETFD);
    return flags >= 0 && (flags & FD_CLOEXEC) == 0;
}

}  // namespace

TEST_CASE("policy argument: a path and a text are handed over as they are") {
    const TempFolder folder;
    const std::string path = folder.file("p.json", kText);
    PolicyArgument file(path);
    CHECK(file.source().kind == SourceKind::file);
    CHECK(file.hand_over() == path);
    PolicyArgument text(std::string(" \n") + kText);
    CHECK(text.source().kind == SourceKind::inline_text);
    CHECK(text.hand_over() == std::string(" \n") + kText);
}

TEST_CASE("policy argument: a text that no variable can hold is handed over in memory") {
    const std::string text = kText + std::string(130000, ' ');
    PolicyArgument argument(text);
    const std::string value = argument.hand_over();
    REQUIRE(parse_descriptor(value) > STDERR_FILENO);
    CHECK(is_inherited(parse_descriptor(value)));
    CHECK(read_again(value) == text);
}

TEST_CASE("policy argument: what came by a pipe can be read once more, by the same number") {
    UniqueFd pipe = pipe_with(kText);
    const std::string name = "fd:" + std::to_string(pipe.get());
    PolicyArgument argument(name);
    CHECK(argument.source().text == kText);
    CHECK(argument.hand_over() == name);
    CHECK(is_inherited(pipe.get()));
    const UniqueFd kept(fcntl(pipe.get(), F_DUPFD_CLOEXEC, 3));
    CHECK(read_again(name) == kText);  // which closes it
    REQUIRE(dup2(kept.get(), pipe.get()) == pipe.get());
}

TEST_CASE("policy argument: where nobody reads it again, the descriptor is closed") {
    UniqueFd pipe = pipe_with(kText);
    const UniqueFd kept(fcntl(pipe.get(), F_DUPFD_CLOEXEC, 3));
    const PolicyArgument argument("fd:" + std::to_string(pipe.get()));
    argument.close();
    CHECK(fcntl(pipe.get(), F_GETFD) == -1);
    REQUIRE(dup2(kept.get(), pipe.get()) == pipe.get());
}

TEST_CASE("policy argument: what cannot be read is an error in its name") {
    CHECK(line_of([] { PolicyArgument("fd:x"); }) ==
          "fd:x: is no descriptor; write fd:N with a number, or ./fd:x for a file");
    CHECK(line_of([] {
              PolicyArgument("/none/p.json");
          }).starts_with("/none/p.json: cannot open: No such file or directory"));
}
