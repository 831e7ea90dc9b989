// SPDX-License-Identifier: MIT
//
// A policy file in a directory that nobody else may write to, and rules around it.
#pragma once

#include <doctest/doctest.h>

#include "fs_rights.hpp"
#include "sandbox/tamper.hpp"
#include "support.hpp"

namespace landlock_preload {

// Whether root, as it is here, may make its files another's. Says so where a test has to be
// skipped.
inline bool may_give_away(const std::string& path) {
    const bool may = lchown(path.c_str(), 4242, 4242) == 0 && lchown(path.c_str(), 0, 0) == 0;
    if (!may) MESSAGE("skipped: root may not become an ordinary user here, nor give files away");
    return may;
}

// ROOT/etc/p.json, with folders that nobody else may write to.
struct GuardedMachine {
    TempFolder root;
    std::string etc = root.folder("etc");
    std::string file = root.file("etc/p.json", "{}");
    ResolvedPolicy policy;
    Ruleset ruleset{UniqueFd(), RuleObjects(16), {}, {}, {}, {}};

    GuardedMachine() {
        policy.source = "p.json";
        chmod(etc.c_str(), 0755);
        chmod(file.c_str(), 0644);
    }

    void allow(const std::string& path, AccessMask allowed) {
        struct stat status = {};
        REQUIRE(stat(path.c_str(), &status) == 0);
        RuleObject& object = ruleset.objects.find_or_add(status.st_dev, status.st_ino);
        object.index = static_cast<std::uint32_t>(policy.paths.size());
        object.allowed |= allowed;
        policy.paths.push_back({path, allowed, {Section::path_beneath, object.index, 0}});
    }

    // What became of the path of a rule, which allow() has added.
    [[nodiscard]] PathOutcome outcome(const std::string& path) const {
        struct stat status = {};
        REQUIRE(stat(path.c_str(), &status) == 0);
        const RuleObject* object = ruleset.objects.find(status.st_dev, status.st_ino);
        return {{status.st_dev, status.st_ino, object->allowed, 0, S_ISDIR(status.st_mode)}};
    }

    [[nodiscard]] std::vector<std::string> findings(const std::string& name) const {
        return find_tampering({name}, policy, ruleset);
    }
    [[nodiscard]] std::vector<std::string> findings() const { return findings(file); }

    // What is said of a file that a rule gives away.
    [[nodiscard]] static std::vector<std::string> given(const std::string& name,
                                                        const std::string& rule) {
        return {"the policy lets the program change " + name + " (by its rule on " + rule +
                "); keep it outside what is granted"};
    }
};

}  // namespace landlock_preload
