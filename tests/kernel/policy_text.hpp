// SPDX-License-Identifier: MIT
//
// Policies as the tests write them, and what the kernel's documentation says about rights. Nothing
// here comes from the library.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "../lib/landlock_facts.hpp"

namespace kernel_tests {

using Names = std::vector<std::string>;

inline constexpr int kAbiRefer = landlock_facts::right("refer").since;
inline constexpr int kAbiTruncate = landlock_facts::right("truncate").since;
inline constexpr int kAbiTcp = landlock_facts::right("bind_tcp").since;
inline constexpr int kAbiIoctlDev = landlock_facts::right("ioctl_dev").since;
inline constexpr int kAbiScopes = landlock_facts::right("signal").since;
inline constexpr int kAbiTsync = 8;
inline constexpr int kAbiResolveUnix = landlock_facts::right("resolve_unix").since;
inline constexpr int kAbiUdp = landlock_facts::right("bind_udp").since;

// The names of all fs rights, or of all but some.
Names every_fs_right();
Names every_fs_right_but(const Names& left_out);
Names without(const Names& names, const std::string& left_out);

// The text of a policy. Paths may be relative: each test runs in a scratch directory of its own.
class PolicyText {
  public:
    PolicyText& handle_fs(const Names& rights);
    PolicyText& handle_net(const Names& rights);
    PolicyText& scope(const Names& scopes);
    PolicyText& grant(const std::string& path, const Names& rights);
    PolicyText& port(std::uint16_t number, const Names& rights);

    [[nodiscard]] std::string text() const;

  private:
    void add_ruleset(const char* key, const Names& rights);

    std::vector<std::string> rulesets_, paths_, ports_;
};

// Handles all fs rights, whatever the kernel knows; what is to be allowed must be granted.
PolicyText all_fs();

}  // namespace kernel_tests
