// SPDX-License-Identifier: MIT
//
// What the engine asks about the world of a task: where its names lead, as the task sees it, at
// this moment. The observer answers from /proc, the unit tests from a few files of their own.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <memory>
#include <string>

#include "base/unique_fd.hpp"
#include "observe/operation.hpp"
#include "query/path_lookup.hpp"
#include "query/walk.hpp"

namespace landlock_preload {

struct Found {
    int error = 0;     // an errno; 0: found
    std::string path;  // from the root, without links; empty: it has no place in a filesystem
    mode_t mode = 0;
    Object object = {};
    std::uint64_t mount = 0;
    bool is_untraceable = false;  // refused, as by a link of /proc that is another process's
    std::shared_ptr<const UniqueFd> handle;  // open on it (O_PATH), where this is no test

    [[nodiscard]] bool is_directory() const { return error == 0 && S_ISDIR(mode); }
    [[nodiscard]] bool is_regular() const { return error == 0 && S_ISREG(mode); }
};

struct SocketFacts {
    int family = 0;    // AF_...
    int type = 0;      // SOCK_...; 0: not known
    int protocol = 0;  // IPPROTO_...
    bool is_bound = false;
};

class World {
  public:
    World() = default;
    World(const World&) = delete;
    World(World&&) = delete;
    World& operator=(const World&) = delete;
    World& operator=(World&&) = delete;
    virtual ~World() = default;

    // RESOLVE: of openat2(2).
    virtual Found find(const Name& name, Follow follow, std::uint64_t resolve) = 0;
    Found find(const Name& name, Follow follow) { return find(name, follow, 0); }
    // An entry of a directory; a link is not followed.
    virtual Found find_in(const Found& directory, const std::string& entry) = 0;
    virtual Found find_descriptor(int fd) = 0;
    virtual Found find_handle(int mount, const std::string& handle) = 0;
    // The other end of a pseudo terminal.
    virtual Found find_peer(int terminal) = 0;
    // What a descriptor was opened with, O_...; -1: there is none.
    virtual int flags_of(int fd) = 0;
    // The process that a descriptor stands for; 0: none.
    virtual pid_t process_of(int fd) = 0;
    // What a link says; empty: it is none.
    virtual std::string read_link_text(const Found& link) = 0;
    // Whether the file's modes allow it, by the effective ids. MODE: of access(2).
    virtual bool may(const Found& object, int mode) = 0;
    // At most SIZE bytes of a file, from an offset on.
    virtual std::string read(const Found& file, std::uint64_t offset, std::size_t size) = 0;
    virtual SocketFacts describe_socket(int fd) = 0;
    // Whether the task had it open when it was confined, or was handed it from outside, as a device
    // that no observed task has opened: then it stays as it is.
    virtual bool was_open_outside(const Found& object) = 0;
    virtual bool is_observed(pid_t process) = 0;
    // Whether an observed task has bound this socket.
    virtual bool is_own_socket(const Found& socket) = 0;
    // Whether this socket would reach one of that abstract name, with the NUL before it, that is
    // bound by a task that is not observed.
    virtual bool is_foreign_name(int fd, const std::string& name) = 0;
};

}  // namespace landlock_preload
