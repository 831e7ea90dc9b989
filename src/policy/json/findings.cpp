// SPDX-License-Identifier: MIT
//
// Whether a policy is extended, and whether it has an "abi", may be written after what depends on
// it. So such findings wait, by condition, where those which come to nothing cannot crowd out those
// that count.
#include "policy/json/findings.hpp"

#include <string_view>
#include <utility>

namespace landlock_preload {
namespace {

constexpr std::string_view kNeedsMarker = "needs \"preloadVersion\": 1";
constexpr std::string_view kNeedsAbi = R"(needs "abi"; add "abi": N to the policy)";

// Whether a finding counts, now that the whole policy is known; completes its text.
bool is_error(Finding& finding, const Builder& builder) {
    const auto add = [&finding](std::string_view text) {
        if (!finding.what.empty()) finding.what += ' ';
        finding.what += text;
        return true;
    };
    switch (finding.condition) {
        case Condition::always:
            return true;
        case Condition::unless_extended:
            return !builder.version_given && add(kNeedsMarker);
        case Condition::if_extended:
            return builder.policy.is_extended;
        case Condition::unless_abi:
            return !builder.abi_given && add(kNeedsAbi);
        case Condition::extended_group:
            if (!builder.version_given) return add(kNeedsMarker);
            return !builder.abi_given && add(kNeedsAbi);
    }
    return true;
}

// Whether what a finding depends on was read before it, as is usual.
bool is_answered(Condition condition, const Builder& builder) {
    switch (condition) {
        case Condition::unless_extended:
            return builder.version_given;
        case Condition::unless_abi:
            return builder.abi_given;
        case Condition::extended_group:
            return builder.version_given && builder.abi_given;
        default:
            return false;
    }
}

}  // namespace

bool Findings::can_count(Condition condition, const Builder& builder) const {
    return !is_answered(condition, builder) &&
           lists_[static_cast<std::size_t>(condition)].size() < kMaxErrors;
}

void Findings::add(Finding finding, std::string where) {
    std::vector<Located>& list = lists_[static_cast<std::size_t>(finding.condition)];
    list.push_back({std::move(finding), std::move(where), ++added_});
}

// The earliest of the fronts of the lists, each of which is in order; or nullptr.
Findings::Located* Findings::take_next() {
    Located* earliest = nullptr;
    std::size_t* taken = nullptr;
    for (std::size_t i = 0; i < lists_.size(); ++i) {
        if (taken_[i] == lists_[i].size()) continue;
        Located& front = lists_[i][taken_[i]];
        if (earliest != nullptr && earliest->order < front.order) continue;
        earliest = &front;
        taken = &taken_[i];
    }
    if (taken != nullptr) ++*taken;
    return earliest;
}

std::vector<Error> Findings::errors(const Builder& builder) && {
    std::vector<Error> errors;
    while (Located* located = take_next()) {
        if (!is_error(located->finding, builder)) continue;
        collect(errors,
                {Stage::validate, 0, std::move(located->where), std::move(located->finding.what)});
    }
    return errors;
}

}  // namespace landlock_preload
