// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "landlock_preload.h"
#include "sandbox/plan.hpp"
#include "sandbox/ruleset.hpp"

namespace landlock_preload {

// A path rule, and what became of it.
struct PathRecord : GrantOutcome {
    AccessMask requested = 0;
    const char* source = nullptr;
    const char* path = nullptr;
    const char* real_path = nullptr;
    Location location;
};

struct PortRecord {
    AccessMask requested = 0;
    AccessMask granted = 0;
    const char* source = nullptr;
    Location location;
    std::uint16_t port = 0;
};

// What confines a process, a bit each: the launcher's sandbox, from before the program was
// executed, and that of the preloaded library.
using Walls = std::uint8_t;
inline constexpr Walls kLauncherWall = 1;
inline constexpr Walls kPreloadWall = 2;

// What was done to a process: plain memory, with pointers into memory that lives as long. All
// zero: nothing was.
struct Record {
    landlock_preload_status status;
    const PathRecord* paths;
    const PortRecord* ports;
    const DiagnosticView* events;  // warnings, then notes; a NUL after each of their texts
    std::uint32_t path_count;
    std::uint32_t port_count;
    std::uint32_t event_count;
    Walls walls;
    std::uint64_t root_device;  // of "/" when it was enforced
    std::uint64_t root_inode;
};

// The fields of the status that are about a class.
struct StatusFields {
    std::uint64_t landlock_preload_status::*requested;
    std::uint64_t landlock_preload_status::*enforced;
    std::uint64_t landlock_preload_status::*dropped;
};
StatusFields status_fields(AccessClass access_class);

// Of what a rule requested: what this kernel cannot grant, and what its object, which is no
// directory, cannot have.
AccessMask dropped_by_kernel(const Record& record, const PathRecord& rule);
AccessMask dropped_by_type(const Record& record, const PathRecord& rule);

// The directory "/" of this process. All zero where the kernel does not say.
struct RootDirectory {
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
};
RootDirectory find_root_directory();

// What a record says of the process beyond its policy.
struct ProcessFacts {
    std::string executable;  // empty: not known
    RootDirectory root;
    std::uint32_t pid = 0;
    std::uint32_t errata = 0;
    std::uint32_t gaps = 0;
    std::uint32_t threads = 0;
    std::uint32_t layers = 0;  // of this library's sandboxes, with this one
    Walls walls = kPreloadWall;
    bool is_first = false;  // as Loading::first
    std::uint64_t nanoseconds = 0;
};

// What a record is made of.
struct RecordInput {
    const ResolvedPolicy& policy;
    const Plan& plan;
    const Ruleset& ruleset;
    const std::vector<Diagnostic>& events;  // warnings and notes
    ProcessFacts process;
};

// The bytes that the rules, events and texts of a record take.
std::size_t record_size(const RecordInput& input);

// Fills RECORD from the input, with rules, events and texts at MEMORY: record_size() bytes, aligned
// as malloc does. Nothing else writes to a record.
void fill_record(const RecordInput& input, void* memory, Record& record);

}  // namespace landlock_preload
