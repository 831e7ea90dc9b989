// SPDX-License-Identifier: MIT
//
// The kernel's Landlock interface, ABI 1 to 11, written out: build hosts have older headers than
// the kernels we run on. System call numbers are the same on every architecture but alpha.
#pragma once

#include <cstddef>
#include <cstdint>

namespace landlock_preload::uapi {

inline constexpr long kCreateRuleset = 444;
inline constexpr long kAddRule = 445;
inline constexpr long kRestrictSelf = 446;

inline constexpr std::uint32_t kCreateRulesetVersion = 1U << 0U;
inline constexpr std::uint32_t kCreateRulesetErrata = 1U << 1U;  // any ABI, by backport

inline constexpr int kRulePathBeneath = 1;
inline constexpr int kRuleNetPort = 2;

inline constexpr std::uint32_t kAddRuleQuiet = 1U << 0U;  // ABI 10

inline constexpr std::uint32_t kRestrictLogSameExecOff = 1U << 0U;    // ABI 7
inline constexpr std::uint32_t kRestrictLogNewExecOn = 1U << 1U;      // ABI 7
inline constexpr std::uint32_t kRestrictLogSubdomainsOff = 1U << 2U;  // ABI 7
inline constexpr std::uint32_t kRestrictTsync = 1U << 3U;             // ABI 8
inline constexpr std::uint32_t kRestrictNoNewPrivs = 1U << 4U;        // ABI 11

// An older kernel takes a larger structure as long as the bytes it does not know are zero.
struct RulesetAttr {
    std::uint64_t handled_access_fs;
    std::uint64_t handled_access_net;  // ABI 4
    std::uint64_t scoped;              // ABI 6
    std::uint64_t quiet_access_fs;     // ABI 10
    std::uint64_t quiet_access_net;    // ABI 10
    std::uint64_t quiet_scoped;        // ABI 10
};
static_assert(sizeof(RulesetAttr) == 48);

struct [[gnu::packed]] PathBeneathAttr {
    std::uint64_t allowed_access;
    std::int32_t parent_fd;
};
static_assert(sizeof(PathBeneathAttr) == 12);

struct NetPortAttr {
    std::uint64_t allowed_access;
    std::uint64_t port;  // host byte order
};
static_assert(sizeof(NetPortAttr) == 16);

}  // namespace landlock_preload::uapi
