// SPDX-License-Identifier: MIT
//
// The command line of the tool: what each verb takes is a row of a table, and usage, help and
// hints are made of that.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace landlock_preload {

// As in argv: the first is the name of what is started.
using Arguments = std::vector<std::string>;

struct Option {
    const char* name;        // with its dashes
    std::string_view value;  // what it takes, for people; empty: it is a flag
    std::string_view help;
    char letter = '\0';
};

// The arguments of a verb, taken apart.
struct CommandLine {
    std::vector<std::string> operands;
    std::map<std::string, std::string, std::less<>> options;  // by name; a flag's value is empty

    [[nodiscard]] bool has(std::string_view option) const { return options.contains(option); }
    // Empty where it is not given.
    [[nodiscard]] std::string value(std::string_view option) const;
};

// Thrown for a command line that is wrong. WHAT may be empty: then the usage alone says it.
struct WrongUsage {
    std::string what;
};

enum class OperandStyle : unsigned char {
    anywhere,  // options may stand between them
    command    // the first one is a program, and what follows is its own
};

inline constexpr std::size_t kAnyNumber = static_cast<std::size_t>(-1);

struct Verb {
    std::string_view name = {};
    std::span<const Option> options = {};
    std::string_view operands = {};  // as they are written
    std::size_t fewest = 0;          // of the operands
    std::size_t most = 0;
    OperandStyle style = OperandStyle::anywhere;
    int wrong_usage = 2;            // the exit status
    std::string_view summary = {};  // a line in the list of verbs, or several
    std::string_view help = {};     // whole lines
    int (*run)(const CommandLine& line) = nullptr;
};

// The verbs, and what the list of them ends with.
struct Program {
    std::span<const Verb> verbs;
    std::string_view ending;
};

// PROGRAM and its arguments, of OPERANDS that are POLICY [--] PROGRAM [ARGUMENT...]. Throws
// WrongUsage.
std::vector<std::string> take_command(const std::vector<std::string>& operands);

// Describes the verb that OPERANDS begins with, or else all of them. Returns the exit status.
int describe(const Program& program, const std::vector<std::string>& operands);

// Runs the verb that ARGUMENTS names. Returns the exit status. May throw Diagnostics.
int run_command_line(const Program& program, const Arguments& arguments);

}  // namespace landlock_preload
