// SPDX-License-Identifier: MIT
//
// What the tool is asked for: one verb, its options and its operands.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace landlock_preload {

using Arguments = std::vector<std::string>;

// An option of a verb. VALUE is what it takes, for people; empty: it is a flag.
struct Option {
    std::string_view name;
    std::string_view value;
};

// The arguments of a verb, taken apart.
struct CommandLine {
    std::string_view synopsis;  // for refuse_usage()
    std::vector<std::string> operands;
    std::map<std::string, std::string, std::less<>> options;  // by name; a flag's value is empty

    [[nodiscard]] bool has(std::string_view option) const { return options.contains(option); }
    // Empty where it is not given.
    [[nodiscard]] std::string value(std::string_view option) const;
};

enum class OperandStyle : unsigned char {
    anywhere,  // options may stand between them
    command    // the first one is a program, and what follows is its own
};

struct Verb {
    std::string_view name;
    std::string_view synopsis;
    std::string_view help;  // whole lines
    std::span<const Option> options;
    OperandStyle style;
    int (*run)(const CommandLine& line);
};

// Runs the verb that ARGUMENTS begins with. Returns the exit status. May throw Diagnostics.
int run_command_line(std::span<const Verb> verbs, std::string_view summary,
                     const Arguments& arguments);

}  // namespace landlock_preload
