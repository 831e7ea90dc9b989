// SPDX-License-Identifier: MIT
//
// The world of a task that waits for us, from /proc: its names are looked up from its own root,
// working directory and descriptors.
#pragma once

#include <set>
#include <string>
#include <utility>

#include "observe/world.hpp"

namespace landlock_preload {

// What is known of all observed tasks together.
struct Scene {
    pid_t supervisor = 0;  // all observed tasks descend from it
    Object root = {};      // its own "/"
    std::uint64_t root_mount = 0;
    std::set<std::pair<std::uint64_t, std::uint64_t>> open_at_start;  // by device and inode
    std::set<std::string> own_sockets;                                // by path
    std::set<std::uint64_t> bound_sockets;                            // by inode
    Object process_numbers = {};                                      // the PID namespace

    std::set<std::pair<std::uint64_t, std::uint64_t>> opened_devices;  // since then

    // Of this process, which is to observe.
    static Scene of_this_process();
    // Notes what TASK has open.
    void note_open(pid_t task);
};

class TaskWorld : public World {
  public:
    TaskWorld(const Scene& scene, pid_t task) : scene_(scene), task_(task) {}

    using World::find;
    Found find(const Name& name, Follow follow, std::uint64_t resolve) override;
    Found find_in(const Found& directory, const std::string& entry) override;
    Found find_descriptor(int fd) override;
    std::string read_link_text(const Found& link) override;
    bool may(const Found& object, int mode) override;
    std::string read(const Found& file, std::uint64_t offset, std::size_t size) override;
    SocketFacts describe_socket(int fd) override;
    bool was_open_outside(const Found& object) override;
    bool is_observed(pid_t process) override;
    bool is_own_socket(const Found& socket) override;
    bool is_foreign_name(int fd, const std::string& name) override;
    Found find_peer(int terminal) override;
    Found find_handle(int mount, const std::string& handle) override;
    int flags_of(int fd) override;
    pid_t process_of(int fd) override;

    // The inode of a socket; 0: it has none.
    [[nodiscard]] std::uint64_t number_of_socket(int fd) const;

  private:
    [[nodiscard]] UniqueFd open_base(int directory, int flags) const;
    bool has_our_root();
    Found walk(UniqueFd base, const std::string& path, Follow follow);

    const Scene& scene_;
    pid_t task_;
};

// What FD is open on; the error of FD where it is not.
Found describe(UniqueFd fd);

}  // namespace landlock_preload
