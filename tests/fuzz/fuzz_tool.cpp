// SPDX-License-Identifier: MIT
//
// Any arguments of landlock-policy, over any tree of files: policies, scripts, programs. The input
// is an argument a line, and a tree (tree.hpp).
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "promise.hpp"
#include "tool/standard_streams.hpp"
#include "tree.hpp"

int tool_main(int argc, char** argv);

using namespace landlock_preload;

namespace {

struct Answer {
    int status = -1;
    std::string out;
    std::string err;
};

Answer* running = nullptr;  // whose standard streams the tool writes to

Answer run_tool(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "landlock-policy");
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    Answer answer;
    running = &answer;
    answer.status = tool_main(static_cast<int>(arguments.size()), argv.data());
    flush_output();
    running = nullptr;
    return answer;
}

// Whether no line was forged: nothing but text and line ends.
bool is_plain_text(std::string_view text) {
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte < 0x20 && byte != '\n') || byte == 0x7f) return false;
    }
    return true;
}

void check_lines(const Answer& answer) {
    std::istringstream lines(answer.err);
    for (std::string line; std::getline(lines, line);) {
        require(line.starts_with("landlock-policy: error: ") ||
                    line.starts_with("landlock-policy: warning: ") ||
                    line.starts_with("landlock-policy: note: "),
                "every line says whose it is", line);
    }
}

// What was resolved resolves to itself.
void check_fixed_point(const Answer& answer, bool plain, Tree& tree) {
    if (answer.out == "{}\n") return;
    tree.write("resolved-output.json", answer.out);
    std::vector<std::string> arguments = {"resolve", "resolved-output.json"};
    if (plain) arguments.insert(arguments.begin() + 1, "--plain");
    const Answer again = run_tool(arguments);
    require(again.status == 0, "what was resolved can be resolved", again.err + answer.out);
    require(again.out == answer.out, "what was resolved stays", answer.out + again.out);
}

}  // namespace

extern "C" ssize_t __real_write(int fd, const void* bytes, std::size_t size);
extern "C" ssize_t __wrap_write(int fd, const void* bytes, std::size_t size) {
    const bool is_stream = fd == STDOUT_FILENO || fd == STDERR_FILENO;
    if (running == nullptr || !is_stream) return __real_write(fd, bytes, size);
    (fd == STDOUT_FILENO ? running->out : running->err)
        .append(static_cast<const char*>(bytes), size);
    return static_cast<ssize_t>(size);
}

extern "C" int LLVMFuzzerInitialize(int* /*argc*/, char*** /*argv*/) {
    static char* variables[] = {const_cast<char*>("PATH=/bin:/usr/bin"),
                                const_cast<char*>("HOME=/home/u"),
                                const_cast<char*>("TMPDIR=/scratch"),
                                const_cast<char*>("LIST=/a::/b"),
                                const_cast<char*>("BAD=../x"),
                                const_cast<char*>("LD_LIBRARY_PATH=/l:$ORIGIN/m"),
                                nullptr};
    environ = variables;
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    std::vector<std::string> arguments;
    bool plain = false;
    bool unescaped = false;
    std::istringstream lines{std::string(before_sections(text))};
    for (std::string line; std::getline(lines, line);) {
        if (line.find('\0') != std::string::npos) return 0;
        plain |= line == "--plain";
        unescaped |= line == "--unescaped";
        arguments.push_back(std::move(line));
    }
    // These start programs.
    const std::string first = arguments.empty() ? "" : arguments.front();
    if (first == "run" || first == "explain" || first == "learn") return 0;
    Tree tree(text);
    const Answer answer = run_tool(arguments);
    const bool is_query = !arguments.empty() && arguments.front() == "query";
    require(answer.status >= 0 && answer.status <= (is_query ? 3 : 2),
            "the exit status is 0, 1 or 2, and of a query 3 where the answer is unknown");
    require(is_plain_text(answer.err), "standard error is text", answer.err);
    if (answer.status == 2) {
        require(answer.out.empty(), "wrong usage has no answer", answer.out);
        const bool has_usage = answer.err.find("usage: landlock-policy ") != std::string::npos;
        // A query that no program starts with ends so, too.
        require(has_usage || (is_query && !answer.err.empty()), "but a hint", answer.err);
        return 0;
    }
    check_lines(answer);
    const std::string verb = arguments.front();
    if (verb == "resolve") {
        require((answer.status == 0) == !answer.out.empty(), "an answer, or none", answer.out);
        if (answer.status == 0 && !unescaped) check_fixed_point(answer, plain, tree);
    } else {
        require(is_plain_text(answer.out), "standard output is text", answer.out);
    }
    require(!answer.out.empty() || !answer.err.empty(), "something is said");
    return 0;
}
