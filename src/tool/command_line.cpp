// SPDX-License-Identifier: MIT
//
// One place takes the command line of every verb apart, so that all of them understand --help, say
// which option they do not know, and name the one that was probably meant. Options are written out:
// an abbreviation, which getopt_long() would take, changes its meaning when an option is added.
#include "tool/command_line.hpp"

#include <getopt.h>

#include <algorithm>

#include "base/diagnostic.hpp"
#include "policy/json/spelling.hpp"
#include "tool/standard_streams.hpp"
#include "tool/terminal.hpp"

namespace landlock_preload {
namespace {

constexpr Option kHelp = {"--help", "", "print this summary", 'h'};
constexpr Option kVersion[] = {{"--version", "", "print the version", 'V'}};

// What comes before the verb.
constexpr Verb kBeforeVerb = {
    .options = kVersion, .operands = "VERB [ARGUMENT...]", .style = OperandStyle::command};

bool is_option(std::string_view argument) {
    return argument.starts_with('-') && argument.size() > 1;
}

std::string described(const Option& option) {
    return option.name + std::string(option.value.empty() ? "" : " ") + std::string(option.value);
}

// With its letter, if it has one.
std::string described_at_length(const Option& option) {
    std::string text = option.name;
    if (option.letter != '\0') text += std::string(", -") + option.letter;
    return option.value.empty() ? text : text + ' ' + std::string(option.value);
}

std::string usage_of(const Verb& verb) {
    std::string usage(verb.name);
    for (const Option& option : verb.options) usage += " [" + described(option) + ']';
    return verb.operands.empty() ? usage : usage + ' ' + std::string(verb.operands);
}

int refuse(const WrongUsage& wrong, const std::string& usage, int status) {
    if (!wrong.what.empty()) print_error("", wrong.what);
    to_error("usage: landlock-policy " + usage + '\n');
    return status;
}

// A verb's own options, and the one that all have.
std::vector<Option> options_of(const Verb& verb) {
    std::vector<Option> options(verb.options.begin(), verb.options.end());
    options.push_back(kHelp);
    return options;
}

const Option& find_option(const std::vector<Option>& options, const std::string& name) {
    for (const Option& option : options) {
        if (name == option.name || (name.size() == 2 && name[1] == option.letter)) return option;
    }
    Spelling spelling(name);
    for (const Option& option : options) spelling.consider(option.name);
    throw WrongUsage{"unknown option " + quote(name) + spelling.hint()};
}

// The options as getopt_long() wants them. All return the same, since they are found by name.
std::vector<option> rows_of(const std::vector<Option>& options) {
    std::vector<option> rows;
    for (const Option& known : options) {
        const int has_value = known.value.empty() ? no_argument : required_argument;
        rows.push_back({known.name + std::string_view("--").size(), has_value, nullptr, 0});
    }
    rows.push_back({});
    return rows;
}

// The letters as getopt_long() wants them. A letter and its value are two words: "-output" is one
// dash too few.
std::string letters_of(const std::vector<Option>& options, OperandStyle style) {
    std::string letters = style == OperandStyle::command ? "+:" : "-:";
    for (const Option& known : options) {
        if (known.letter == '\0') continue;
        letters += known.letter;
        if (!known.value.empty()) letters += ':';
    }
    return letters;
}

// What an option was called on the command line.
std::string name_in(const std::string& argument) {
    return argument.starts_with("--") ? argument.substr(0, argument.find('=')) : argument;
}

// Stores what getopt_long() has returned for this option.
void store(CommandLine& line, const Option& option, int result) {
    if (result == '?') throw WrongUsage{option.name + std::string(" takes no value")};
    const std::string value = optarg == nullptr ? "" : optarg;
    if (!option.value.empty() && value.empty()) {
        throw WrongUsage{option.name + std::string(" needs a ") + std::string(option.value)};
    }
    line.options[option.name] = value;
}

// Nothing behind --help counts, nor how many operands there are.
CommandLine read_command_line(const Verb& verb, Arguments arguments) {
    constexpr int kEnd = -1;
    constexpr int kOperand = 1;
    const std::vector<Option> options = options_of(verb);
    const std::string letters = letters_of(options, verb.style);
    const std::vector<option> rows = rows_of(options);
    const int count = static_cast<int>(arguments.size());
    std::vector<char*> pointers;
    for (std::string& argument : arguments) pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    CommandLine line;
    optind = 0;  // as if nothing had been read before
    for (int at = 1; !line.has(kHelp.name); at = optind) {
        // NOLINTBEGIN(concurrency-mt-unsafe): the tool has one thread
        const int result =
            getopt_long(count, pointers.data(), letters.c_str(), rows.data(), nullptr);
        // NOLINTEND(concurrency-mt-unsafe)
        if (result == kEnd) break;
        if (result == kOperand) {
            line.operands.emplace_back(optarg);
            continue;
        }
        const std::string argument = pointers[static_cast<std::size_t>(at)];
        store(line, find_option(options, name_in(argument)), result);
    }
    for (; optind < count; ++optind) {
        line.operands.emplace_back(pointers[static_cast<std::size_t>(optind)]);
    }
    return line;
}

void refuse_number(const Verb& verb, const std::vector<std::string>& operands) {
    if (operands.size() < verb.fewest) throw WrongUsage{};
    if (operands.size() > verb.most) {
        throw WrongUsage{"unexpected argument " + quote(operands[verb.most])};
    }
}

const Verb& find_verb(const Program& program, const std::string& name) {
    for (const Verb& verb : program.verbs) {
        if (verb.name == name) return verb;
    }
    Spelling spelling(name);
    for (const Verb& verb : program.verbs) spelling.consider(verb.name);
    throw WrongUsage{"unknown verb " + quote(name) + spelling.hint()};
}

// In two columns. The second one begins a line of its own where the first leaves it no room.
std::string row(const std::string& left, std::string_view right, std::size_t column) {
    const std::string indent = '\n' + std::string(column, ' ');
    std::string text = "  " + left;
    text += left.size() + 2 < column ? std::string(column - 2 - left.size(), ' ') : indent;
    for (const char c : right) text += c == '\n' ? indent : std::string(1, c);
    return text + '\n';
}

int print_help(const Verb& verb) {
    constexpr std::size_t kColumn = 21;
    to_output("usage: landlock-policy " + usage_of(verb) + "\n\n");
    to_output(verb.help);
    if (!verb.options.empty()) to_output("\n");
    for (const Option& option : verb.options) {
        to_output(row(described_at_length(option), option.help, kColumn));
    }
    return kYes;
}

std::string summary_of(const Program& program) {
    constexpr std::size_t kColumn = 27;
    std::string text = "usage: landlock-policy " + std::string(kBeforeVerb.operands) + "\n\n";
    for (const Verb& verb : program.verbs) text += row(usage_of(verb), verb.summary, kColumn);
    for (const Option& option : options_of(kBeforeVerb)) {
        text += row(described_at_length(option), option.help, kColumn);
    }
    return text + '\n' + std::string(program.ending);
}

int run_verb(const Verb& verb, const Arguments& arguments) {
    try {
        const CommandLine line = read_command_line(verb, arguments);
        if (line.has(kHelp.name)) return print_help(verb);
        refuse_number(verb, line.operands);
        return verb.run(line);
    } catch (const WrongUsage& wrong) {
        return refuse(wrong, usage_of(verb), verb.wrong_usage);
    }
}

}  // namespace

std::string CommandLine::value(std::string_view option) const {
    const auto found = options.find(option);
    return found == options.end() ? "" : found->second;
}

std::vector<std::string> take_command(const std::vector<std::string>& operands) {
    auto first = operands.begin() + 1;
    if (*first == "--") {
        ++first;
    } else if (first->starts_with('-')) {
        throw WrongUsage{quote(*first) +
                         " stands behind POLICY; options come before it, and what "
                         "follows it is PROGRAM"};
    }
    if (first == operands.end()) throw WrongUsage{};
    return {first, operands.end()};
}

int describe(const Program& program, const std::vector<std::string>& operands) {
    if (!operands.empty() && !is_option(operands.front())) {
        return print_help(find_verb(program, operands.front()));
    }
    to_output(summary_of(program));
    return kYes;
}

int run_command_line(const Program& program, const Arguments& arguments) {
    try {
        const CommandLine line = read_command_line(kBeforeVerb, arguments);
        if (line.has("--version")) {
            to_output("landlock-policy " LANDLOCK_PRELOAD_VERSION "\n");
            return kYes;
        }
        if (line.has(kHelp.name)) return describe(program, line.operands);
        if (!line.operands.empty()) {
            return run_verb(find_verb(program, line.operands.front()), line.operands);
        }
        to_error(summary_of(program));
        return kUsage;
    } catch (const WrongUsage& wrong) {
        return refuse(wrong, std::string(kBeforeVerb.operands) + "; see --help", kUsage);
    }
}

}  // namespace landlock_preload
