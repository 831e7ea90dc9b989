// SPDX-License-Identifier: MIT
#include "policy_text.hpp"

#include <algorithm>

namespace kernel_tests {
namespace {

std::string join(const std::vector<std::string>& items) {
    std::string joined;
    for (const std::string& item : items) {
        if (!joined.empty()) joined += ", ";
        joined += item;
    }
    return joined;
}

std::string array(const Names& names) {
    std::vector<std::string> quoted;
    quoted.reserve(names.size());
    for (const std::string& name : names) quoted.push_back('"' + name + '"');
    return "[" + join(quoted) + "]";
}

}  // namespace

Names every_fs_right() {
    return every_fs_right_but({});
}

Names every_fs_right_but(const Names& left_out) {
    Names names = landlock_facts::names(landlock_facts::Class::fs);
    std::erase_if(names, [&](const std::string& name) {
        return std::find(left_out.begin(), left_out.end(), name) != left_out.end();
    });
    return names;
}

Names without(const Names& names, const std::string& left_out) {
    Names kept;
    for (const std::string& name : names) {
        if (name != left_out) kept.push_back(name);
    }
    return kept;
}

void PolicyText::add_ruleset(const char* key, const Names& rights) {
    rulesets_.push_back(std::string("{\"") + key + "\": " + array(rights) + "}");
}

PolicyText& PolicyText::handle_fs(const Names& rights) {
    add_ruleset("handledAccessFs", rights);
    return *this;
}

PolicyText& PolicyText::handle_net(const Names& rights) {
    add_ruleset("handledAccessNet", rights);
    return *this;
}

PolicyText& PolicyText::scope(const Names& scopes) {
    add_ruleset("scoped", scopes);
    return *this;
}

PolicyText& PolicyText::grant(const std::string& path, const Names& rights) {
    if (rights.empty()) return *this;  // a policy has no empty arrays
    paths_.push_back("{\"allowedAccess\": " + array(rights) + ", \"parent\": [\"" + path + "\"]}");
    return *this;
}

PolicyText& PolicyText::port(std::uint16_t number, const Names& rights) {
    if (rights.empty()) return *this;
    ports_.push_back("{\"allowedAccess\": " + array(rights) + ", \"port\": [" +
                     std::to_string(number) + "]}");
    return *this;
}

std::string PolicyText::text() const {
    std::vector<std::string> sections;
    const auto add = [&sections](const char* key, const std::vector<std::string>& entries) {
        if (entries.empty()) return;
        sections.push_back(std::string("\"") + key + "\": [" + join(entries) + "]");
    };
    add("ruleset", rulesets_);
    add("pathBeneath", paths_);
    add("netPort", ports_);
    return "{" + join(sections) + "}";
}

PolicyText all_fs() {
    return PolicyText().handle_fs(every_fs_right());
}

}  // namespace kernel_tests
