// SPDX-License-Identifier: MIT
//
// Rights are written out, so that the rules mean the same whatever the policy's "abi" is; and paths
// are, but for what variables stand for that it is known to declare.
#include "tool/additions.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string_view>
#include <utility>

#include "observe/landmarks.hpp"
#include "tool/json_text.hpp"
#include "tool/output_rules.hpp"

namespace landlock_preload {
namespace {

// A policy that is there may leave out parts of the working directory on purpose.
constexpr std::size_t kFewestHere = 3;

std::string rule_of(const std::vector<std::string>& rights, const char* key,
                    const std::vector<std::string>& objects, std::string_view options = "") {
    const auto list = [](const std::vector<std::string>& items) {
        std::string text = "[";
        for (const std::string& item : items) text += (text.size() == 1 ? "" : ", ") + item;
        return text + ']';
    };
    return "{\"allowedAccess\": " + list(rights) + ", \"" + key + "\": " + list(objects) +
           std::string(options) + '}';
}

class Adder {
  public:
    Adder(const Learned& missing, Machine& machine, const AddTo& policy)
        : missing_(missing),
          machine_(machine),
          policy_(policy),
          names_(policy.directories),
          draft_(synthesize(missing, machine, kFewestHere)) {}

    Additions run();

  private:
    [[nodiscard]] AccessMask denied_at(const std::string& path) const;
    void add_presets();
    void remark_what_is_wider();
    void add_paths();
    void add_ports();

    const Learned& missing_;
    Machine& machine_;
    const AddTo& policy_;
    PathNames names_;
    Draft draft_;
    Additions additions_;
};

// A plain policy knows none, so that it gets the rules that they stand for.
void Adder::add_presets() {
    for (const std::string& name : draft_.presets) {
        if (policy_.is_extended) {
            additions_.preset.push_back(JsonText::quoted(name));
            continue;
        }
        for (const PresetRow& row : machine_.preset(name)) {
            draft_.rules[row.path].rights |=
                machine_.is_directory(row.path) ? row.rights : row.rights & kFileAccess;
        }
        additions_.remarks.push_back("the rules of the preset \"" + name + "\" are among these");
    }
}

// What was denied on files that are made is denied on their directory.
AccessMask Adder::denied_at(const std::string& path) const {
    AccessMask denied = 0;
    for (const auto& [object, seen] : missing_.paths) {
        const bool is_it =
            object == path || (missing_.made.contains(object) && is_within(object, path));
        if (is_it) denied |= seen.rights;
    }
    return denied;
}

void Adder::remark_what_is_wider() {
    constexpr AccessMask kTruncate = fs_access("truncate");  // which goes with writing
    for (const auto& [path, rule] : draft_.rules) {
        const AccessMask more = rule.rights & policy_.handled_fs & ~denied_at(path) & ~kTruncate;
        const auto is_about = [&path = path](const std::string& remark) {
            return remark.starts_with("the rule on " + path + " (");
        };
        const bool is_said = std::ranges::any_of(draft_.remarks, is_about);
        if (!rule.is_directory || more == 0 || is_said) continue;
        additions_.remarks.push_back("the rule on " + path + " grants " +
                                     access_names(AccessClass::fs, more) +
                                     " on all that is below it, and not only on what was denied");
    }
}

void Adder::add_paths() {
    std::map<std::pair<AccessMask, std::string_view>, std::vector<std::string>> by_rights;
    for (const auto& [path, rule] : draft_.rules) {
        const AccessMask rights = rule.rights & policy_.handled_fs;
        if (rights == 0) continue;
        if (!JsonText::can_hold(path)) {
            additions_.remarks.push_back(path + " " + kBeyondJson);
            continue;
        }
        // Plain mode takes each character for itself. Of a pattern no start makes a directory.
        const NamedPath named = policy_.is_extended ? names_.name(path) : NamedPath{path};
        std::string_view options = named.is_pattern ? R"(, "glob": true)" : "";
        if (!named.is_pattern && rule.is_made && policy_.is_extended) {
            options = R"(, "createDirectory": true, "optional": true)";
        }
        by_rights[{rights, options}].push_back(JsonText::quoted(named.text));
    }
    for (const auto& [key, paths] : by_rights) {
        additions_.path_beneath.push_back(
            rule_of(access_items(AccessClass::fs, key.first), "parent", paths, key.second));
    }
}

void Adder::add_ports() {
    std::map<AccessMask, std::vector<std::string>> by_rights;
    for (const auto& [port, seen] : draft_.ports) {
        by_rights[seen.rights].push_back(std::to_string(port));
    }
    for (const auto& [rights, ports] : by_rights) {
        additions_.net_port.push_back(
            rule_of(access_items(AccessClass::net, rights), "port", ports));
    }
}

Additions Adder::run() {
    remark_what_is_wider();
    add_presets();
    add_paths();
    add_ports();
    additions_.scopes = draft_.free_scopes;
    for (std::string& remark : draft_.remarks) additions_.remarks.push_back(std::move(remark));
    return std::move(additions_);
}

}  // namespace

Additions add_for(const Learned& missing, Machine& machine, const AddTo& policy) {
    return Adder(missing, machine, policy).run();
}

}  // namespace landlock_preload
