// SPDX-License-Identifier: MIT
#include "tool/prospect.hpp"

#include <unistd.h>

#include <utility>

#include "landlock/kernel.hpp"
#include "resolve/expand.hpp"
#include "sandbox/assess.hpp"
#include "sandbox/replaceable.hpp"
#include "sandbox/tamper.hpp"
#include "tool/created_directories.hpp"

namespace landlock_preload {

void foresee(Loaded loaded, const std::string& executable, bool strict, Prospect& prospect) {
    refuse_lost_protection(loaded);
    prospect.policy = expand_policy(std::move(loaded.policy), {environ, false, &executable});
    prospect.made = take_created_directories(prospect.policy);
    prospect.plan = plan_enforcement(prospect.policy, query_abi());
    const Ruleset& ruleset =
        prospect.ruleset.emplace(build_ruleset(prospect.policy, prospect.plan, Locate::yes));
    std::vector<std::string> tampering = find_tampering(loaded.files, prospect.policy, ruleset);
    find_replaceable(prospect.policy, prospect.plan, ruleset, tampering);
    prospect.events = assess(prospect.policy, prospect.plan, ruleset, tampering, strict);
    const RecordInput input = {prospect.policy,
                               prospect.plan,
                               ruleset,
                               prospect.events,
                               {.executable = "", .root = find_root_directory()}};
    prospect.memory =
        std::make_unique<std::max_align_t[]>(record_size(input) / sizeof(std::max_align_t) + 1);
    fill_record(input, prospect.memory.get(), prospect.record);
}

}  // namespace landlock_preload
