// SPDX-License-Identifier: MIT
//
// Gathers what a run needs, and writes it down when it has ended.
#pragma once

#include <sys/types.h>

#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "observe/learned.hpp"
#include "observe/observer.hpp"
#include "observe/synthesis.hpp"
#include "tool/policy_extension.hpp"

namespace landlock_preload {

// What is to be written, and where; an empty path: nowhere, and of the policy: standard output.
struct LearnedFiles {
    std::string policy;
    std::string facts;
    bool is_merged = false;  // what they hold stays
};

// Of runs before; nothing where there was none. Throws Diagnostics.
Learned read_facts(const std::string& path);

// Tells a policy that was written from one that was edited since.
std::string digest_of(std::string_view text);

class Learner : public Watcher {
  public:
    // EXTENSION: of a policy that is there and is somebody's own; else nullptr.
    Learner(std::string program, LearnedFiles files, PolicyExtension* extension)
        : program_(std::move(program)), files_(std::move(files)), extension_(extension) {}

    void confined(pid_t program, const std::string& report) override;
    void happens(const std::string& program, Findings findings) override;
    void ended(int status, bool left) override;
    bool finished() override;

  private:
    bool write_policy();
    void say_what_is_missing() const;
    void warn_of_paths(const Draft& draft) const;

    std::string program_;
    LearnedFiles files_;
    PolicyExtension* extension_;
    Learned learned_;
    std::set<std::pair<RemarkKind, std::string>> remarks_;
    int status_ = 0;
    bool is_confined_ = false;
};

}  // namespace landlock_preload
