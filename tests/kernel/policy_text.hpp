// SPDX-License-Identifier: MIT
//
// Policies as the tests write them, and what the kernel's documentation says about rights. Nothing
// here comes from the library: names and ABIs are written out again from
// Documentation/userspace-api/landlock.rst.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace kernel_tests {

using Names = std::vector<std::string>;

struct DocumentedRight {
    const char* name;
    int since;  // the first ABI that knows it
};

inline constexpr std::array<DocumentedRight, 17> kFsRights = {{
    {"execute", 1},
    {"write_file", 1},
    {"read_file", 1},
    {"read_dir", 1},
    {"remove_dir", 1},
    {"remove_file", 1},
    {"make_char", 1},
    {"make_dir", 1},
    {"make_reg", 1},
    {"make_sock", 1},
    {"make_fifo", 1},
    {"make_block", 1},
    {"make_sym", 1},
    {"refer", 2},
    {"truncate", 3},
    {"ioctl_dev", 5},
    {"resolve_unix", 9},
}};

inline constexpr int kAbiRefer = 2;
inline constexpr int kAbiTruncate = 3;
inline constexpr int kAbiTcp = 4;
inline constexpr int kAbiIoctlDev = 5;
inline constexpr int kAbiScopes = 6;
inline constexpr int kAbiTsync = 8;
inline constexpr int kAbiResolveUnix = 9;
inline constexpr int kAbiUdp = 10;

// The names of all 17 fs rights, or of all but some.
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

// Handles all 17 fs rights, whatever the kernel knows; what is to be allowed must be granted.
PolicyText all_fs();

}  // namespace kernel_tests
