// SPDX-License-Identifier: MIT
//
// `list`: the ready policies, each with the first sentence of its comment. Of two by one name, the
// one that a start would take.
#include <algorithm>
#include <cerrno>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/escape.hpp"
#include "policy/json/parser.hpp"
#include "policy/ready.hpp"
#include "tool/json_text.hpp"
#include "tool/standard_streams.hpp"
#include "tool/terminal.hpp"
#include "tool/verbs.hpp"

namespace landlock_preload {
namespace {

struct Listed {
    std::string name;  // with its "@"
    std::string path;
    std::string sentence;
    bool is_own = false;  // the administrator's
    bool hides = false;   // and there is an installed one as well
};

std::string first_sentence(std::string text) {
    text.resize(std::min(text.find(". "), text.size()));
    if (text.ends_with('.')) text.pop_back();
    return text;
}

std::vector<std::string> names_in(const char* directory) {
    std::vector<std::string> names;
    const int code = add_ready_names(directory, names);
    if (code != 0 && code != ENOENT) fail(directory, "cannot list: " + errno_text(code), code);
    std::ranges::sort(names);
    return names;
}

// One that is no policy is an error, and listed as the others are.
bool describe(Listed& policy) {
    try {
        const Source source = read_ready(policy.name, "");
        policy.path = source.name;
        parse_policy(source);
        policy.sentence = first_sentence(find_comment(source.text));
    } catch (const Diagnostics& errors) {
        print_errors(errors);
        return false;
    }
    return true;
}

std::vector<Listed> find_all(bool& are_good) {
    const std::vector<std::string> own = names_in(kOwnPolicies);
    const std::vector<std::string> installed = names_in(installed_policies());
    std::vector<std::string> names;
    std::ranges::set_union(own, installed, std::back_inserter(names));
    std::vector<Listed> policies;
    for (std::string& name : names) {
        const bool is_own = std::ranges::binary_search(own, name);
        const bool hides = is_own && std::ranges::binary_search(installed, name);
        policies.push_back({std::move(name), {}, {}, is_own, hides});
        are_good = describe(policies.back()) && are_good;
    }
    return policies;
}

void print(const std::vector<Listed>& policies) {
    std::size_t width = 0;
    for (const Listed& policy : policies) width = std::max(width, policy.name.size());
    for (const Listed& policy : policies) {
        to_output(policy.name + std::string(width + 2 - policy.name.size(), ' '));
        escape_to(policy.sentence, to_output);
        if (policy.is_own) to_output(policy.hides ? " [own, hides the installed one]" : " [own]");
        to_output("\n");
    }
    if (!std::ranges::all_of(policies, &Listed::is_own)) {
        to_output(std::string("The comment in ") + installed_policies() +
                  "/NAME.json says how to start the program.\n");
    }
    if (std::ranges::any_of(policies, &Listed::is_own)) {
        to_output("[own]: in " + std::string(kOwnPolicies) + "\n");
    }
}

void print_json(const std::vector<Listed>& policies) {
    JsonText json;
    json.begin_object();
    json.key("policies");
    json.begin_array();
    for (const Listed& policy : policies) {
        json.begin_object();
        json.value("name", std::string_view{policy.name});
        json.value("path", std::string_view{policy.path});
        json.value("sentence", std::string_view{policy.sentence});
        json.flag("own", policy.is_own);
        json.flag("hides", policy.hides);
        json.end_object();
    }
    json.end_array();
    json.end_object();
    to_output(json.text() + '\n');
}

}  // namespace

int run_list(const CommandLine& line) {
    bool are_good = true;
    const std::vector<Listed> policies = find_all(are_good);
    if (line.has("--json")) {
        print_json(policies);
    } else {
        print(policies);
    }
    if (!policies.empty()) return are_good ? kYes : kNo;
    print_error("", "there is no policy in " + std::string(kOwnPolicies) + " nor in " +
                        installed_policies());
    return kNo;
}

}  // namespace landlock_preload
