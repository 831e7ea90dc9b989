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
constexpr AccessMask kRead = fs_access("read_file", "read_dir");

// A policy in extended mode reads "$" as the beginning of a variable.
std::string as_template(const std::string& path, bool is_extended) {
    std::string text;
    for (const char c : path) {
        text += c;
        if (is_extended && c == '$') text += c;
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

// What a rule has to be on, and with which rights: who may write may as well truncate, and most
// writing begins with that.
struct Grant {
    std::string path;
    AccessMask rights;
};

Grant grant_for(const Denial& denial) {
    const bool has_content = S_ISREG(denial.mode) || S_ISDIR(denial.mode);
    const bool is_written = (denial.missing & kWrite) != 0 && has_content;
    Grant grant = {denial.path, denial.missing | (is_written ? kTruncate : 0)};
    if (denial.path.starts_with("/proc/PID")) grant.path = "/proc";
    if (denial.path == "/dev/pts/N") grant.path = "/dev/pts";
    return grant;
}

}  // namespace

Additions add_for(const std::vector<Denial>& denials, bool is_extended) {
    std::map<std::string, AccessMask> paths;
    std::map<std::uint16_t, AccessMask> ports;
    Additions additions;
    for (const Denial& denial : denials) {
        switch (denial.access_class) {
            case AccessClass::fs:
                if (const Grant grant = grant_for(denial); JsonText::can_hold(grant.path)) {
                    paths[grant.path] |= grant.rights;
                }
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
    for (const auto& [path, rights] : paths) {
        if (is_extended && path == "/proc" && (rights & ~kRead) == 0) {
            additions.preset.emplace_back("\"proc\"");
            continue;
        }
        by_rights[rights].push_back(JsonText::quoted(as_template(path, is_extended)));
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
