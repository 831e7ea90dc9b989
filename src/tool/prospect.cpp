// SPDX-License-Identifier: MIT
#include "tool/prospect.hpp"

#include <unistd.h>

#include <charconv>
#include <cstdint>
#include <utility>

#include "landlock/kernel.hpp"
#include "query/walk.hpp"
#include "resolve/expand.hpp"
#include "sandbox/assess.hpp"
#include "sandbox/tamper.hpp"
#include "tool/created_directories.hpp"

namespace landlock_preload {
namespace {

// The number behind KEY from AT on, which moves behind it. False where there is none.
bool read_number(std::string_view text, std::string_view key, std::size_t& at,
                 std::uint64_t& number) {
    const std::size_t found = text.find(key, at);
    if (found == std::string_view::npos) return false;
    at = found + key.size();
    return std::from_chars(text.data() + at, text.data() + text.size(), number).ec == std::errc();
}

}  // namespace

// Within the texts of a report, each quotation mark has a backslash before it, so that these keys
// are found in no path.
void take_objects(Prospect& prospect, std::string_view report) {
    std::vector<Object> objects;
    Object object = {};
    for (std::size_t at = 0; read_number(report, "\"device\":", at, object.device) &&
                             read_number(report, "\"inode\":", at, object.inode);) {
        objects.push_back(object);
    }
    if (objects.size() != prospect.record.path_count) return;
    prospect.paths.assign(prospect.record.paths, prospect.record.paths + objects.size());
    for (std::size_t i = 0; i < objects.size(); ++i) {
        prospect.paths[i].device = objects[i].device;
        prospect.paths[i].inode = objects[i].inode;
    }
    prospect.record.paths = prospect.paths.data();
}

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
