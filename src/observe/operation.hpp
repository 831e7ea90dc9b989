// SPDX-License-Identifier: MIT
//
// What a task asks of the kernel that Landlock may decide about: a system call, taken apart, with
// the texts that its pointers led to.
#pragma once

#include <fcntl.h>
#include <sys/types.h>

#include <cstdint>
#include <string>
#include <variant>

#include "landlock/access.hpp"

namespace landlock_preload {

// A path as the task wrote it, and what a relative one is relative to.
struct Name {
    int directory = AT_FDCWD;
    std::string path;
};

struct OpenCall {
    Name name;
    std::uint64_t flags = 0;
    std::uint64_t resolve = 0;  // RESOLVE_..., of openat2(2)
};

struct TruncateFile {
    Name name;
};

struct TruncateDescriptor {
    int fd = -1;
};

// mkdir, mknod and symlink. RIGHT: the one to make this type.
struct MakeEntry {
    Name name;
    AccessMask right = 0;
    bool is_whiteout = false;  // of an overlay: a device without numbers
};

struct RemoveEntry {
    Name name;
    bool is_directory = false;  // rmdir
};

struct RenameEntry {
    Name from;
    Name to;
    unsigned flags = 0;  // RENAME_...
};

struct LinkFile {
    Name from;
    Name to;
    unsigned flags = 0;  // AT_...
};

struct ExecuteFile {
    Name name;
    unsigned flags = 0;  // AT_...
};

enum class SocketUse : std::uint8_t { bind, connect, send };

struct UseSocket {
    SocketUse use = SocketUse::connect;
    int fd = -1;
    std::string address;   // the bytes of a sockaddr
    bool is_fast = false;  // MSG_FASTOPEN: a first send that connects
};

struct ControlDevice {
    int fd = -1;
    std::uint32_t command = 0;
    std::uint64_t argument = 0;
};

struct SendSignal {
    pid_t process = 0;  // or thread; as kill(2) has it
};

// ptrace(2) and its kin, from outside: a process that the task has not made.
struct TraceProcess {
    pid_t process = 0;
};

// Both of a process that a descriptor stands for (pidfd_open(2)).
struct SignalDescriptor {
    int fd = -1;
};

struct TraceDescriptor {
    int fd = -1;
};

// open_by_handle_at(2).
struct OpenHandle {
    int mount = AT_FDCWD;  // anything on that filesystem
    std::string handle;    // the bytes of a file_handle
    std::uint64_t flags = 0;
};

// What no policy can grant, or what an observer does not see.
enum class Beyond : std::uint8_t { mount, ring };

using Operation =
    std::variant<OpenCall, TruncateFile, TruncateDescriptor, MakeEntry, RemoveEntry, RenameEntry,
                 LinkFile, ExecuteFile, UseSocket, ControlDevice, SendSignal, TraceProcess,
                 SignalDescriptor, TraceDescriptor, OpenHandle, Beyond>;

}  // namespace landlock_preload
