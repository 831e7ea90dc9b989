// SPDX-License-Identifier: MIT
//
// Every right and scope of Landlock, one row each. Everything that the library says or computes
// about rights comes from these columns. The table holds no pointer, so it costs no relocation.
#pragma once

#include <array>
#include <cstdint>

namespace landlock_preload {

using AccessMask = std::uint64_t;

enum class AccessClass : std::uint8_t { fs, net, scope };

inline constexpr std::array kAccessClasses = {AccessClass::fs, AccessClass::net,
                                              AccessClass::scope};

// What the groups tell rights by: each fs right is of one kind, and the others have none.
enum class RightKind : std::uint8_t { none, execute, read, write };

// What the kernel looks a right up on: an object, whatever its type or directories only; the
// directory that has an entry; a port; or the sandbox of the other process.
enum class JudgedOn : std::uint8_t { object, directory, entry, port, process };

// What is different afterwards: the content of the object, or an entry of its directory.
enum class Change : std::uint8_t {
    nothing,
    content,
    removes_file,
    removes_directory,
    makes_file,
    makes_directory,
    makes_link,
    makes_special_file,
    makes_device,
};

struct AccessRight {
    char name[21];
    AccessClass access_class;
    std::uint8_t bit;
    std::uint8_t first_abi;
    RightKind kind;
    JudgedOn judged_on;
    Change change;

    [[nodiscard]] constexpr AccessMask mask() const { return AccessMask{1} << bit; }
    [[nodiscard]] constexpr bool changes_entry() const { return change > Change::content; }
    // The columns do not contradict each other.
    [[nodiscard]] constexpr bool is_consistent() const {
        const bool is_of_fs = judged_on <= JudgedOn::entry;
        if (is_of_fs != (access_class == AccessClass::fs) ||
            is_of_fs != (kind != RightKind::none)) {
            return false;
        }
        if (change == Change::nothing) return true;
        return kind == RightKind::write && changes_entry() == (judged_on == JudgedOn::entry);
    }
};

inline constexpr auto kAccessRights = [] {
    using enum AccessClass;
    using enum JudgedOn;
    using enum Change;
    return std::to_array<AccessRight>({
        {"execute", fs, 0, 1, RightKind::execute, object, nothing},
        {"write_file", fs, 1, 1, RightKind::write, object, content},
        {"read_file", fs, 2, 1, RightKind::read, object, nothing},
        {"read_dir", fs, 3, 1, RightKind::read, directory, nothing},
        {"remove_dir", fs, 4, 1, RightKind::write, entry, removes_directory},
        {"remove_file", fs, 5, 1, RightKind::write, entry, removes_file},
        {"make_char", fs, 6, 1, RightKind::write, entry, makes_device},
        {"make_dir", fs, 7, 1, RightKind::write, entry, makes_directory},
        {"make_reg", fs, 8, 1, RightKind::write, entry, makes_file},
        {"make_sock", fs, 9, 1, RightKind::write, entry, makes_special_file},
        {"make_fifo", fs, 10, 1, RightKind::write, entry, makes_special_file},
        {"make_block", fs, 11, 1, RightKind::write, entry, makes_device},
        {"make_sym", fs, 12, 1, RightKind::write, entry, makes_link},
        {"refer", fs, 13, 2, RightKind::write, entry,
         nothing},  // with a right to remove or to make
        {"truncate", fs, 14, 3, RightKind::write, object, content},
        {"ioctl_dev", fs, 15, 5, RightKind::write, object, nothing},
        {"resolve_unix", fs, 16, 9, RightKind::write, object, nothing},
        {"bind_tcp", net, 0, 4, RightKind::none, port, nothing},
        {"connect_tcp", net, 1, 4, RightKind::none, port, nothing},
        {"bind_udp", net, 2, 10, RightKind::none, port, nothing},
        {"connect_send_udp", net, 3, 10, RightKind::none, port, nothing},
        {"abstract_unix_socket", scope, 0, 6, RightKind::none, process, nothing},
        {"signal", scope, 1, 6, RightKind::none, process, nothing},
    });
}();

}  // namespace landlock_preload
