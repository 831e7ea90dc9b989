// SPDX-License-Identifier: MIT
//
// The rights on files that tests name, from the facts.
#pragma once

#include "kernel_facts.hpp"
#include "landlock/access.hpp"

namespace landlock_preload {

inline constexpr AccessMask kWriteFile = landlock_facts::right("write_file").mask;
inline constexpr AccessMask kReadFile = landlock_facts::right("read_file").mask;
inline constexpr AccessMask kReadDir = landlock_facts::right("read_dir").mask;
inline constexpr AccessMask kRemoveDir = landlock_facts::right("remove_dir").mask;
inline constexpr AccessMask kRemoveFile = landlock_facts::right("remove_file").mask;
inline constexpr AccessMask kMakeDir = landlock_facts::right("make_dir").mask;
inline constexpr AccessMask kMakeReg = landlock_facts::right("make_reg").mask;
inline constexpr AccessMask kMakeSym = landlock_facts::right("make_sym").mask;
inline constexpr AccessMask kRefer = landlock_facts::right("refer").mask;
inline constexpr AccessMask kTruncate = landlock_facts::right("truncate").mask;
inline constexpr AccessMask kIoctlDev = landlock_facts::right("ioctl_dev").mask;

}  // namespace landlock_preload
