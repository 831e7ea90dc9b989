// SPDX-License-Identifier: MIT
//
// One place takes the command line of every verb apart, so that all of them understand --help, say
// which option they do not know, and name the one that was probably meant.
#include "tool/command_line.hpp"

#include <algorithm>
#include <iostream>
#include <optional>

#include "base/diagnostic.hpp"
#include "policy/json/spelling.hpp"
#include "tool/terminal.hpp"

namespace landlock_preload {
namespace {

constexpr std::string_view kGlobal[] = {"--help", "--version"};

bool asks_for_help(std::string_view argument) {
    return argument == "--help" || argument == "-h";
}

int refuse_option(const Verb& verb, const std::string& name) {
    Spelling spelling(name);
    for (const Option& option : verb.options) spelling.consider(option.name);
    spelling.consider(kGlobal[0]);
    return refuse_usage("unknown option " + quote(name) + spelling.hint(), verb.synopsis);
}

int print_help(const Verb& verb) {
    std::cout << "usage: landlock-policy " << verb.synopsis << "\n\n" << verb.help;
    return kYes;
}

class Parser {
  public:
    Parser(const Verb& verb, const Arguments& arguments) : verb_(verb), arguments_(arguments) {}

    // The exit status where there is nothing to run.
    std::optional<int> parse(CommandLine& line);

  private:
    std::optional<int> take_option(CommandLine& line);

    const Verb& verb_;
    const Arguments& arguments_;
    std::size_t next_ = 1;  // the first is the verb
};

// "--name", "--name value" or "--name=value".
std::optional<int> Parser::take_option(CommandLine& line) {
    const std::string& argument = arguments_[next_++];
    const std::size_t equals = argument.find('=');
    const std::string name = argument.substr(0, equals);
    const auto known = std::ranges::find_if(
        verb_.options, [&](const Option& option) { return option.name == name; });
    const bool is_flag = known != verb_.options.end() && known->value.empty();
    if (known == verb_.options.end()) return refuse_option(verb_, name);
    if (is_flag && equals != std::string::npos) {
        return refuse_usage(name + " takes no value", verb_.synopsis);
    }
    std::string value;
    if (equals != std::string::npos) {
        value = argument.substr(equals + 1);
    } else if (!is_flag && next_ < arguments_.size()) {
        value = arguments_[next_++];
    }
    if (!is_flag && value.empty()) {
        return refuse_usage(name + " needs a " + std::string(known->value), verb_.synopsis);
    }
    line.options[name] = std::move(value);
    return std::nullopt;
}

std::optional<int> Parser::parse(CommandLine& line) {
    line.synopsis = verb_.synopsis;
    bool takes_options = true;
    while (next_ < arguments_.size()) {
        const std::string& argument = arguments_[next_];
        if (!takes_options || !is_option(argument)) {
            line.operands.push_back(arguments_[next_++]);
            if (verb_.style == OperandStyle::command) takes_options = false;
        } else if (argument == "--") {
            takes_options = false;
            ++next_;
        } else if (asks_for_help(argument)) {
            return print_help(verb_);
        } else if (const std::optional<int> status = take_option(line)) {
            return status;
        }
    }
    return std::nullopt;
}

const Verb* find_verb(std::span<const Verb> verbs, std::string_view name) {
    const auto found = std::ranges::find(verbs, name, &Verb::name);
    return found == verbs.end() ? nullptr : &*found;
}

int refuse_verb(std::span<const Verb> verbs, const std::string& name) {
    Spelling spelling(name);
    if (is_option(name)) {
        for (const std::string_view known : kGlobal) spelling.consider(known);
    } else {
        for (const Verb& verb : verbs) spelling.consider(verb.name);
        spelling.consider("help");
    }
    const char* const kind = is_option(name) ? "unknown option " : "unknown verb ";
    return refuse_usage(kind + quote(name) + spelling.hint(), "VERB [ARGUMENT...]; see --help");
}

}  // namespace

std::string CommandLine::value(std::string_view option) const {
    const auto found = options.find(option);
    return found == options.end() ? "" : found->second;
}

int run_command_line(std::span<const Verb> verbs, std::string_view summary,
                     const Arguments& arguments) {
    if (arguments.empty()) {
        std::cerr << summary;
        return kUsage;
    }
    const std::string& name = arguments.front();
    if (asks_for_help(name) || name == "help") {
        const bool is_general = arguments.size() == 1 || is_option(arguments[1]);
        const Verb* const verb = is_general ? nullptr : find_verb(verbs, arguments[1]);
        if (verb != nullptr) return print_help(*verb);
        if (!is_general && arguments[1] != "help") return refuse_verb(verbs, arguments[1]);
        std::cout << summary;
        return kYes;
    }
    if (name == "--version" || name == "-V") {
        std::cout << "landlock-policy " LANDLOCK_PRELOAD_VERSION "\n";
        return kYes;
    }
    const Verb* const verb = find_verb(verbs, name);
    if (verb == nullptr) return refuse_verb(verbs, name);
    CommandLine line;
    const std::optional<int> status = Parser(*verb, arguments).parse(line);
    return status ? *status : verb->run(line);
}

}  // namespace landlock_preload
