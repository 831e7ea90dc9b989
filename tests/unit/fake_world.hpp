// SPDX-License-Identifier: MIT
//
// A world of a few files for the engine, which knows no kernel. Paths are absolute or relative to
// /work; every directory is written down; nothing is looked up but by name.
#pragma once

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <map>
#include <set>
#include <string>

#include "observe/world.hpp"

namespace landlock_preload {

struct FakeFile {
    mode_t mode = S_IFREG | 0644;
    std::string text;  // of a link, where it leads; of a file, what it contains
    bool is_forbidden = false;
    std::uint64_t mount = 1;
    std::uint64_t inode = 0;  // 0: one of its own
};

class FakeWorld : public World {
  public:
    std::map<std::string, FakeFile> files;
    std::map<int, std::string> descriptors;
    std::map<int, SocketFacts> sockets;
    std::map<int, int> flags;
    std::map<int, pid_t> processes;
    std::set<std::string> open_at_start, own_sockets, foreign_names;
    std::set<pid_t> observed;

    FakeWorld() {
        for (const char* directory : {"/", "/work", "/work/dir", "/work/other", "/etc"}) {
            files[directory].mode = S_IFDIR | 0755;
        }
    }

    using World::find;
    Found find(const Name& name, Follow follow, std::uint64_t /*resolve*/) override {
        std::string path = name.path;
        if (path.empty()) return failed(ENOENT);
        if (path.front() != '/') path = base_of(name) + '/' + path;
        return found(clean(path), follow, 0);
    }
    Found find_in(const Found& directory, const std::string& entry) override {
        return found(clean(directory.path + '/' + entry), Follow::no, 0);
    }
    Found find_descriptor(int fd) override {
        if (!descriptors.contains(fd)) return failed(EBADF);
        const std::string path = descriptors[fd];
        if (path.starts_with('/')) return found(path, Follow::no, 0);
        Found pipe;
        pipe.mode = S_IFIFO | 0600;
        return pipe;
    }
    std::string read_link_text(const Found& link) override {
        return S_ISLNK(link.mode) ? files[link.path].text : "";
    }
    bool may(const Found& object, int /*mode*/) override {
        return !files[object.path].is_forbidden;
    }
    std::string read(const Found& file, std::uint64_t offset, std::size_t size) override {
        const std::string& text = files[file.path].text;
        return offset > text.size() ? "" : text.substr(offset, size);
    }
    SocketFacts describe_socket(int fd) override { return sockets[fd]; }
    bool was_open_outside(const Found& object) override {
        return open_at_start.contains(object.path);
    }
    bool is_observed(pid_t process) override { return observed.contains(process); }
    bool is_own_socket(const Found& socket) override { return own_sockets.contains(socket.path); }
    bool is_foreign_name(int /*fd*/, const std::string& name) override {
        return foreign_names.contains(name);
    }
    Found find_handle(int /*mount*/, const std::string& handle) override {
        return find({AT_FDCWD, handle}, Follow::no);
    }
    Found find_peer(int /*terminal*/) override {
        return find({AT_FDCWD, "/dev/pts/5"}, Follow::no);
    }
    int flags_of(int fd) override { return flags.contains(fd) ? flags[fd] : O_RDWR; }
    pid_t process_of(int fd) override { return processes.contains(fd) ? processes[fd] : 0; }

  private:
    static Found failed(int code) {
        Found missing;
        missing.error = code;
        return missing;
    }
    std::string base_of(const Name& name) {
        return name.directory == AT_FDCWD ? "/work" : descriptors[name.directory];
    }
    // Without "." and double slashes; ".." is not needed here.
    static std::string clean(const std::string& path) {
        std::string result;
        for (std::size_t at = 0; at < path.size();) {
            const std::size_t end = std::min(path.find('/', at + 1), path.size());
            const std::string part = path.substr(at, end - at);
            if (part != "/" && part != "/.") result += part;
            at = end;
        }
        return result.empty() ? "/" : result;
    }
    Found found(const std::string& path, Follow follow, int links) {
        const auto file = files.find(path);
        if (file == files.end()) return failed(ENOENT);
        if (S_ISLNK(file->second.mode) && follow == Follow::yes) {
            if (links == 40) return failed(ELOOP);
            const std::string& text = file->second.text;
            const std::string parent = path.substr(0, path.rfind('/'));
            return found(clean(text.front() == '/' ? text : parent + '/' + text), follow,
                         links + 1);
        }
        Found found;
        found.path = path;
        found.mode = file->second.mode;
        found.mount = file->second.mount;
        const std::uint64_t inode = file->second.inode;
        found.object = {1, inode != 0 ? inode : std::hash<std::string>()(path)};
        return found;
    }
};

}  // namespace landlock_preload
