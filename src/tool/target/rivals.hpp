// SPDX-License-Identifier: MIT
//
// Libraries whose constructors run before the sandbox is there.
#pragma once

#include <string>
#include <vector>

#include "tool/target/elf_file.hpp"

namespace landlock_preload {

struct Rival {
    std::string name;       // as whoever asks for it writes it
    std::string path;       // of the file that the loader takes
    std::string asked_for;  // by whom, for people: "LD_PRELOAD has", "./program needs"
};

// The audit libraries (rtld-audit(7)) that the loader of PROGRAM would load before a preload; no
// path is looked for.
std::vector<Rival> find_auditors(const ElfFile& program, const std::string& path);

// Those that the loader of PROGRAM, which lies at PATH, would load behind a preload and run before
// it.
std::vector<Rival> find_rivals(const ElfFile& program, const std::string& path);

}  // namespace landlock_preload
