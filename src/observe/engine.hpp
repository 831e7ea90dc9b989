// SPDX-License-Identifier: MIT
//
// From an operation to the rights that it needs, and only where it would get as far as Landlock's
// check: what fails before for another reason needs nothing.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "observe/need.hpp"
#include "observe/operation.hpp"
#include "observe/world.hpp"

namespace landlock_preload {

struct KernelFacts {
    bool whiteouts_need_make_reg = true;
    bool fast_open_needs_connect = true;  // a first send that connects is judged

    // Erratum 4 is of whiteouts. The same releases judge MSG_FASTOPEN, which has no number.
    static KernelFacts of(int errata) {
        constexpr unsigned kFourth = 1U << 3U;
        const bool is_fixed = (static_cast<unsigned>(errata) & kFourth) != 0;
        return {is_fixed, is_fixed};
    }
};

Findings find_needs(const Operation& operation, World& world, const KernelFacts& kernel = {});

// A path taken apart at its last component: "a/b/" is "a" and "b", "b" is "." and "b". A name of
// "", "." or ".." is no entry that could be made or removed.
struct SplitPath {
    std::string directory;
    std::string name;
    bool must_be_directory = false;
};
SplitPath split_path(const std::string& path);

// The right to make a file of this type, and the one to remove it.
AccessMask right_to_make(mode_t mode);
AccessMask right_to_remove(mode_t mode);

// Commands that Landlock leaves to everybody (security/landlock/fs.c, is_masked_device_ioctl).
inline constexpr std::array<std::uint32_t, 14> kFreeCommands = {
    0x5451,      // FIOCLEX
    0x5450,      // FIONCLEX
    0x5421,      // FIONBIO
    0x5452,      // FIOASYNC
    0x5460,      // FIOQSIZE
    0xC0045877,  // FIFREEZE
    0xC0045878,  // FITHAW
    0xC020660B,  // FS_IOC_FIEMAP
    2,           // FIGETBSZ
    0x40049409,  // FICLONE
    0x4020940D,  // FICLONERANGE
    0xC0189436,  // FIDEDUPERANGE
    0x80111500,  // FS_IOC_GETFSUUID
    0x80811501,  // FS_IOC_GETFSSYSFSPATH
};

}  // namespace landlock_preload
