// SPDX-License-Identifier: MIT
//
// A start that never touches a kernel, and its record.
#pragma once

#include <doctest/doctest.h>

#include <cerrno>
#include <memory>
#include <string>

#include "fs_rights.hpp"
#include "kernel_facts.hpp"
#include "report/record.hpp"
#include "support.hpp"

namespace landlock_preload {

using landlock_facts::Class;
using landlock_facts::kNewest;
using landlock_facts::known;

// A start that never touches a kernel: paths are what the test says they are.
struct Start {
    ResolvedPolicy policy;
    Plan plan;
    Ruleset ruleset{UniqueFd(), RuleObjects(16), {}, {}, {}, {}};
    std::vector<Diagnostic> events;

    explicit Start(const AccessSet& handled) {
        policy.source = "p.json";
        policy.handled = handled;
    }
    explicit Start(AccessMask fs) : Start(AccessSet(AccessClass::fs, fs)) {}
    Start& path(const std::string& path, AccessMask allowed) {
        policy.paths.push_back(
            {path,
             allowed,
             {Section::path_beneath, 0, static_cast<std::uint32_t>(policy.paths.size())}});
        return *this;
    }
    void plan_for(int abi) { plan = plan_enforcement(policy, abi); }
    // What became of the next planned path.
    Start& object(ino_t inode, AccessMask granted, bool is_directory) {
        ruleset.outcomes.push_back({{1, inode, granted, 0, is_directory}});
        return *this;
    }
    Start& unusable(int code, bool is_optional) {
        ruleset.outcomes.push_back({{0, 0, 0, code, false}});
        if (!is_optional) ruleset.unusable.push_back({0, code});
        return *this;
    }
};

struct Filled {
    std::unique_ptr<char[]> memory;
    Record record;

    explicit Filled(const Start& start) {
        const RecordInput input{start.policy,
                                start.plan,
                                start.ruleset,
                                start.events,
                                {.executable = "/bin/program",
                                 .pid = 77,
                                 .errata = 5,
                                 .threads = 3,
                                 .layers = 2,
                                 .is_first = true,
                                 .nanoseconds = 9}};
        const std::size_t size = record_size(input);
        memory.reset(new char[size + 1]);
        memory[size] = '!';
        fill_record(input, memory.get(), record);
        CHECK(memory[size] == '!');
    }
};

}  // namespace landlock_preload
