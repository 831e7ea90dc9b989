// SPDX-License-Identifier: MIT
#include "tool/command_line.hpp"

#include <doctest/doctest.h>

#include "captured.hpp"
#include "support.hpp"
#include "tool/terminal.hpp"

using namespace landlock_preload;

namespace {

constexpr int kRan = 42;
CommandLine last;

int remember(const CommandLine& line) {
    last = line;
    if (!line.operands.empty() && line.operands.front() == "bad") throw WrongUsage{"bad is bad"};
    return kRan;
}

constexpr Option kOptions[] = {{"--flag", "", "a flag"}, {"--file", "FILE", "a file", 'f'}};
constexpr Verb kVerbs[] = {
    {.name = "work",
     .options = kOptions,
     .operands = "A B",
     .fewest = 1,
     .most = 2,
     .summary = "do it",
     .help = "Does it.\n",
     .run = remember},
    {.name = "start",
     .options = kOptions,
     .operands = "PROGRAM [ARGUMENT...]",
     .fewest = 1,
     .most = kAnyNumber,
     .style = OperandStyle::command,
     .summary = "start it\nand wait",
     .help = "Starts it.\n",
     .run = remember},
    {.name = "nothing", .summary = "do nothing", .help = "Does nothing.\n", .run = remember},
};
constexpr Program kProgram = {kVerbs, "The end.\n"};
const std::string kSummary =
    "usage: landlock-policy VERB [ARGUMENT...]\n\n"
    "  work [--flag] [--file FILE] A B\n"
    "                           do it\n"
    "  start [--flag] [--file FILE] PROGRAM [ARGUMENT...]\n"
    "                           start it\n"
    "                           and wait\n"
    "  nothing                  do nothing\n"
    "  --version, -V            print the version\n"
    "  --help, -h               print this summary\n"
    "\nThe end.\n";
const std::string kWorkHelp =
    "usage: landlock-policy work [--flag] [--file FILE] A B\n\nDoes it.\n\n"
    "  --flag             a flag\n"
    "  --file, -f FILE    a file\n";

Captured run(Arguments arguments) {
    arguments.insert(arguments.begin(), "landlock-policy");
    last = {};
    return capture([&] { return run_command_line(kProgram, arguments); });
}

// The first line of what is wrong, without the program's name; the usage is the second.
std::string refusal(const Arguments& arguments) {
    const Captured captured = run(arguments);
    if (captured.status != kUsage || !captured.out.empty()) return "not refused";
    const std::string start = "landlock-policy: error: ";
    const std::string line = captured.err.substr(0, captured.err.find('\n'));
    return line.starts_with(start) ? line.substr(start.size()) : line;
}

}  // namespace

TEST_CASE("command line: options may stand anywhere, and take their value either way") {
    for (const Arguments& arguments :
         {Arguments{"work", "--flag", "--file", "f", "a", "b"},
          {"work", "a", "--file=f", "b", "--flag"},
          {"work", "a", "b", "-f", "f", "--flag"},
          {"work", "--file=other", "a", "--flag", "--file", "f", "--", "b"}}) {
        CHECK(run(arguments).status == kRan);
        CHECK(last.operands == std::vector<std::string>{"a", "b"});
        CHECK(last.has("--flag"));
        CHECK(last.value("--file") == "f");
    }
    CHECK(run({"work", "a"}).status == kRan);
    CHECK_FALSE(last.has("--flag"));
    CHECK(last.value("--file").empty());
}

TEST_CASE("command line: operands are taken as they are") {
    CHECK(run({"work", "-", ""}).status == kRan);
    CHECK(last.operands == std::vector<std::string>{"-", ""});
    CHECK(run({"work", "--", "--flag", "--"}).status == kRan);
    CHECK(last.operands == std::vector<std::string>{"--flag", "--"});
    CHECK_FALSE(last.has("--flag"));
    CHECK(run({"work", "--file", "--flag", "a"}).status == kRan);
    CHECK(last.value("--file") == "--flag");
}

TEST_CASE("command line: what follows a program is that program's") {
    CHECK(run({"start", "--flag", "cat", "--file", "--help", "-h", "--"}).status == kRan);
    CHECK(last.operands == std::vector<std::string>{"cat", "--file", "--help", "-h", "--"});
    CHECK(last.has("--flag"));
    CHECK(run({"start", "--", "--flag", "x"}).status == kRan);
    CHECK(last.operands == std::vector<std::string>{"--flag", "x"});
}

TEST_CASE("command line: the environment changes nothing") {
    const EnvironmentVariable posix("POSIXLY_CORRECT", "1");
    CHECK(run({"work", "a", "--flag"}).status == kRan);
    CHECK(last.has("--flag"));
}

TEST_CASE("command line: an option must be one, and be written out") {
    CHECK(refusal({"work", "--falg", "a"}) == R"(unknown option "--falg"; did you mean "--flag"?)");
    CHECK(refusal({"work", "a", "--fla"}) == R"(unknown option "--fla"; did you mean "--flag"?)");
    CHECK(refusal({"work", "--f"}) == R"(unknown option "--f")");
    CHECK(refusal({"work", "-flag"}) == R"(unknown option "-flag"; did you mean "--flag"?)");
    CHECK(refusal({"work", "--fiel=x", "a"}) ==
          R"(unknown option "--fiel"; did you mean "--file"?)");
    CHECK(refusal({"work", "-x"}) == R"(unknown option "-x")");
    CHECK(refusal({"work", "-file", "a"}) == R"(unknown option "-file"; did you mean "--file"?)");
    CHECK(refusal({"work", "-f=x", "a"}) == R"(unknown option "-f=x")");
    CHECK(refusal({"work", "-hx"}) == R"(unknown option "-hx")");
    CHECK(refusal({"work", "-V", "a"}) == R"(unknown option "-V")");
    CHECK(refusal({"nothing", "--flag"}) == R"(unknown option "--flag")");
    CHECK(refusal({"--flag", "work"}) == R"(unknown option "--flag")");
    CHECK(refusal({"--versoin"}) == R"(unknown option "--versoin"; did you mean "--version"?)");
}

TEST_CASE("command line: a flag takes no value, and the others need one") {
    CHECK(refusal({"work", "--flag=1", "a"}) == "--flag takes no value");
    CHECK(refusal({"work", "--flag=", "a"}) == "--flag takes no value");
    CHECK(refusal({"work", "--help=1"}) == "--help takes no value");
    CHECK(refusal({"work", "a", "--file"}) == "--file needs a FILE");
    CHECK(refusal({"work", "a", "-f"}) == "--file needs a FILE");
    CHECK(refusal({"work", "a", "--file="}) == "--file needs a FILE");
    CHECK(refusal({"work", "a", "--file", ""}) == "--file needs a FILE");
}

TEST_CASE("command line: the number of operands is that of the table") {
    CHECK(refusal({"work"}) == "usage: landlock-policy work [--flag] [--file FILE] A B");
    CHECK(refusal({"work", "a", "b", "c", "d"}) == R"(unexpected argument "c")");
    CHECK(refusal({"nothing", "\x1b"}) == R"(unexpected argument "\x1b")");
    CHECK(run({"work", "a", "b", "c"}).err ==
          "landlock-policy: error: unexpected argument \"c\"\n"
          "usage: landlock-policy work [--flag] [--file FILE] A B\n");
}

TEST_CASE("command line: a verb may refuse its operands itself") {
    CHECK(run({"work", "bad"}).err ==
          "landlock-policy: error: bad is bad\n"
          "usage: landlock-policy work [--flag] [--file FILE] A B\n");
}

TEST_CASE("command line: an unknown verb") {
    CHECK(refusal({"wrok", "a"}) == R"(unknown verb "wrok"; did you mean "work"?)");
    CHECK(refusal({""}) == R"(unknown verb "")");
    CHECK(run({"zzz"}).err ==
          "landlock-policy: error: unknown verb \"zzz\"\n"
          "usage: landlock-policy VERB [ARGUMENT...]; see --help\n");
    CHECK(refusal({"--help", "wrok"}) == R"(unknown verb "wrok"; did you mean "work"?)");
}

TEST_CASE("command line: help is asked for in every way") {
    for (const Arguments& arguments : {Arguments{"--help"}, {"-h"}, {"--help", "--flag"}}) {
        const Captured captured = run(arguments);
        CHECK(captured.status == kYes);
        CHECK(captured.out == kSummary);
        CHECK(captured.err.empty());
    }
    for (const Arguments& arguments : {Arguments{"work", "--help"},
                                       {"work", "a", "-h"},
                                       {"work", "--help", "--unknown"},
                                       {"--help", "work"}}) {
        CHECK(run(arguments).status == kYes);
        CHECK(run(arguments).out == kWorkHelp);
    }
    CHECK(run({"nothing", "--help"}).out == "usage: landlock-policy nothing\n\nDoes nothing.\n");
    CHECK(capture([] { return describe(kProgram, {"work"}); }).out == kWorkHelp);
    CHECK(capture([] { return describe(kProgram, {}); }).out == kSummary);
}

TEST_CASE("command line: without a verb, the summary is an error") {
    const Captured captured = run({});
    CHECK(captured.status == kUsage);
    CHECK(captured.out.empty());
    CHECK(captured.err == kSummary);
    CHECK(capture([] { return run_command_line(kProgram, {}); }).status == kUsage);
}

TEST_CASE("command line: the version") {
    for (const char* word : {"--version", "-V"}) {
        CHECK(run({word}).out.starts_with("landlock-policy "));
        CHECK(run({word}).status == kYes);
    }
}
