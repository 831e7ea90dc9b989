// SPDX-License-Identifier: MIT
//
// What an operation needs of a policy: rights on objects, and what becomes of names by it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "landlock/access_set.hpp"
#include "observe/world.hpp"

namespace landlock_preload {

struct Need {
    AccessClass access_class = AccessClass::fs;
    AccessMask rights = 0;
    std::string path;     // of the object that is judged; of a file that is made, its own
    std::string written;  // as the task wrote it
    Found object;         // that is judged; of a file that is made, its directory
    bool is_directory = false;
    bool is_new = false;        // the file is made by this very operation
    bool would_create = false;  // O_CREAT, and the file was there
    std::uint16_t port = 0;
};

// A file that gets another parent: it may gain no right by that.
struct Move {
    Found from;  // the directories
    Found to;
    Found object;
};

enum class RemarkKind : std::uint8_t {
    mount,            // no policy can grant it
    trace,            // likewise
    gains_privilege,  // a set-id program: it gains none in a sandbox
    other_protocol,   // a socket that Landlock does not restrict
    ring,             // io_uring, whose requests are not seen
    other_calls,      // system calls of another architecture, which are not seen
    unreadable,       // the memory of the task could not be read
};

struct Remark {
    RemarkKind kind;
    std::string subject;  // a path, or nothing
};

struct Findings {
    std::vector<Need> needs;
    std::vector<Move> moves;
    std::vector<Found> devices;        // that this operation opens
    std::vector<std::string> made;     // names that this operation makes
    std::vector<std::string> removed;  // and that it takes away
    std::vector<Remark> remarks;

    [[nodiscard]] bool is_empty() const {
        return needs.empty() && moves.empty() && made.empty() && removed.empty() && remarks.empty();
    }
};

}  // namespace landlock_preload
