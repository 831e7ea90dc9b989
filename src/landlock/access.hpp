// SPDX-License-Identifier: MIT
//
// Every right and scope of Landlock ABI 1 to 11, in one table: its name in a policy, its bit in the
// kernel's structures, its class, and the first ABI that knows it. Everything that the library says
// or computes about rights comes from here. The table holds no pointer, so it costs no relocation.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace landlock_preload {

using AccessMask = std::uint64_t;

enum class AccessClass : std::uint8_t { fs, net, scope };

inline constexpr std::array kAccessClasses = {AccessClass::fs, AccessClass::net,
                                              AccessClass::scope};

// The words for a class: in messages, in `landlock-policy kernel`, in reports, and the keys of
// policies.
struct ClassWords {
    char noun[10];
    char title[7];
    char report[6];
    char handled_key[17];
    char quiet_key[15];
};

inline constexpr std::array<ClassWords, kAccessClasses.size()> kClassWords = {{
    {"fs right", "fs", "fs", "handledAccessFs", "quietAccessFs"},
    {"net right", "net", "net", "handledAccessNet", "quietAccessNet"},
    {"scope", "scoped", "scope", "scoped", "quietScoped"},
}};

constexpr const ClassWords& words_of(AccessClass access_class) {
    return kClassWords[static_cast<unsigned>(access_class)];
}

struct AccessRight {
    char name[21];
    AccessClass access_class;
    std::uint8_t bit;
    std::uint8_t first_abi;

    [[nodiscard]] constexpr AccessMask mask() const { return AccessMask{1} << bit; }
};

inline constexpr int kNewestAbi = 11;

inline constexpr std::array<AccessRight, 23> kAccessRights = {{
    {"execute", AccessClass::fs, 0, 1},
    {"write_file", AccessClass::fs, 1, 1},
    {"read_file", AccessClass::fs, 2, 1},
    {"read_dir", AccessClass::fs, 3, 1},
    {"remove_dir", AccessClass::fs, 4, 1},
    {"remove_file", AccessClass::fs, 5, 1},
    {"make_char", AccessClass::fs, 6, 1},
    {"make_dir", AccessClass::fs, 7, 1},
    {"make_reg", AccessClass::fs, 8, 1},
    {"make_sock", AccessClass::fs, 9, 1},
    {"make_fifo", AccessClass::fs, 10, 1},
    {"make_block", AccessClass::fs, 11, 1},
    {"make_sym", AccessClass::fs, 12, 1},
    {"refer", AccessClass::fs, 13, 2},
    {"truncate", AccessClass::fs, 14, 3},
    {"ioctl_dev", AccessClass::fs, 15, 5},
    {"resolve_unix", AccessClass::fs, 16, 9},
    {"bind_tcp", AccessClass::net, 0, 4},
    {"connect_tcp", AccessClass::net, 1, 4},
    {"bind_udp", AccessClass::net, 2, 10},
    {"connect_send_udp", AccessClass::net, 3, 10},
    {"abstract_unix_socket", AccessClass::scope, 0, 6},
    {"signal", AccessClass::scope, 1, 6},
}};

// The bits of the fs rights named, for use in code: fs_access("execute", "read_file").
template <typename... Names>
consteval AccessMask fs_access(const Names&... names) {
    AccessMask mask = 0;
    const auto add = [&mask](std::string_view name) {
        for (const AccessRight& right : kAccessRights) {
            if (right.access_class == AccessClass::fs && name == right.name) {
                mask |= right.mask();
                return;
            }
        }
        throw "no such right";
    };
    (add(names), ...);
    return mask;
}

// The only rights that a rule on something other than a directory may hold; the kernel answers
// EINVAL to the others (security/landlock/fs.c, ACCESS_FILE).
inline constexpr AccessMask kFileAccess =
    fs_access("execute", "write_file", "read_file", "truncate", "ioctl_dev", "resolve_unix");

// A group of rights; what it means depends on the policy's `abi`.
enum Group : std::uint8_t {
    kGroupAll = 1,
    kGroupReadExecute = 2,
    kGroupReadWrite = 4,
    kGroupRead = 8,    // extended mode
    kGroupWrite = 16,  // extended mode
};
inline constexpr std::uint8_t kExtendedGroups = kGroupRead | kGroupWrite;

// nullptr if there is no such right or scope.
const AccessRight* find_access(std::string_view name);

// 0 if there is no such group.
std::uint8_t find_group(std::string_view name);

// All rights of a class that Landlock ABI `abi` knows. 0 below ABI 1; above kNewestAbi: what we
// know.
AccessMask known_access(AccessClass access_class, int abi);

// The first ABI that knows any right of a class.
constexpr int first_abi(AccessClass access_class) {
    int first = kNewestAbi;
    for (const AccessRight& right : kAccessRights) {
        if (right.access_class == access_class && right.first_abi < first) first = right.first_abi;
    }
    return first;
}

// The rights that the groups (OR of Group) stand for at `abi`.
AccessMask group_access(AccessClass access_class, std::uint8_t groups, int abi);

// "read_file, read_dir", in the order of their bits.
std::string access_names(AccessClass access_class, AccessMask mask);

}  // namespace landlock_preload
