// SPDX-License-Identifier: MIT
//
// The rules are on the very objects, and as narrow as can be: to widen them is for people.
#include "tool/additions.hpp"

#include <map>
#include <set>

#include "tool/json_text.hpp"
#include "tool/output_rules.hpp"

namespace landlock_preload {
namespace {

constexpr AccessMask kWrite = fs_access("write_file");
constexpr AccessMask kTruncate = fs_access("truncate");

// A policy in extended mode reads "$" as the beginning of a variable.
std::string as_template(const std::string& path, bool has_templates) {
    std::string text;
    for (const char c : path) {
        text += c;
        if (has_templates && c == '$') text += c;
    }
    return text;
}

std::string rule_of(const std::vector<std::string>& rights, const char* key,
                    const std::vector<std::string>& objects) {
    const auto list = [](const std::vector<std::string>& items) {
        std::string text = "[";
        for (const std::string& item : items) text += (text.size() == 1 ? "" : ", ") + item;
        return text + ']';
    };
    return "{\"allowedAccess\": " + list(rights) + ", \"" + key + "\": " + list(objects) + '}';
}

}  // namespace

Additions add_for(const std::vector<Denial>& denials, bool has_templates) {
    std::map<std::string, AccessMask> paths;
    std::map<std::uint16_t, AccessMask> ports;
    Additions additions;
    for (const Denial& denial : denials) {
        switch (denial.access_class) {
            case AccessClass::fs:
                if (JsonText::can_hold(denial.path)) paths[denial.path] |= denial.missing;
                break;
            case AccessClass::net:
                ports[denial.port] |= denial.missing;
                break;
            case AccessClass::scope:
                additions.scopes |= denial.missing;
                break;
        }
    }
    std::map<AccessMask, std::vector<std::string>> by_rights;
    for (auto [path, rights] : paths) {
        // Who may write may as well truncate, and most writing begins with that.
        if ((rights & kWrite) != 0) rights |= kTruncate;
        by_rights[rights].push_back(JsonText::quoted(as_template(path, has_templates)));
    }
    for (const auto& [rights, objects] : by_rights) {
        additions.path_beneath.push_back(
            rule_of(access_items(AccessClass::fs, rights), "parent", objects));
    }
    std::map<AccessMask, std::vector<std::string>> ports_by_rights;
    for (const auto& [port, rights] : ports)
        ports_by_rights[rights].push_back(std::to_string(port));
    for (const auto& [rights, objects] : ports_by_rights) {
        additions.net_port.push_back(
            rule_of(access_items(AccessClass::net, rights), "port", objects));
    }
    return additions;
}

}  // namespace landlock_preload
