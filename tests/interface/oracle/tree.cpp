// SPDX-License-Identifier: MIT
//
// Whatever is made here is made by name, so that a seed makes it again. A change that turns out to
// be impossible (a directory moved below itself) is no change.
#include "tree.hpp"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace oracle {
namespace {

constexpr std::size_t kMostPaths = 400;

std::string root() {
    return std::filesystem::current_path().string();
}

std::string name(char kind, std::size_t number) {
    return kind + std::to_string(number);
}

void make_file(const std::string& path) {
    std::ofstream(path) << path << '\n';
    must(chmod(path.c_str(), 0755), path);
}

// Somebody listens there as long as this process lives.
void make_socket(const std::string& path) {
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    const std::string folder = path.substr(0, path.rfind('/'));
    const std::string here = root();
    must(chdir(folder.c_str()), folder);
    const std::string last = path.substr(folder.size() + 1);
    std::memcpy(address.sun_path, last.c_str(), last.size() + 1);
    const int fd = must(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
    must(bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), path);
    must(listen(fd, 64), "listen");
    must(chdir(here.c_str()), here);
}

// A text for a link in FOLDER that may or may not lead anywhere.
std::string link_text(Random& random, const std::string& folder,
                      const std::vector<std::string>& targets) {
    const std::string& target = random.pick(targets);
    const auto relative = std::filesystem::path(target).lexically_relative(folder).string();
    switch (random.below(6)) {
        case 0:
            return target;
        case 1:
            return relative + "/../" + std::filesystem::path(target).filename().string();
        case 2:
            return "missing";
        case 3:
            return relative + "/";
        default:
            return relative;
    }
}

class Planter {
  public:
    explicit Planter(Random& random) : random_(random), folders_{root()}, all_{root()} {}

    void plant() {
        for (std::size_t i = 0; i < 9; ++i) add_folder(i);
        for (std::size_t i = 0; i < 10; ++i) make_file(files_.emplace_back(place(name('f', i))));
        // One that no mount can hide.
        make_file(files_.emplace_back(all_.emplace_back(root() + "/f10")));
        for (std::size_t i = 0; i < 3; ++i) add_hard_link(i);
        for (std::size_t i = 0; i < 3; ++i) add_twins(i);
        for (std::size_t i = 0; i < 2; ++i) must(mkfifo(place(name('p', i)).c_str(), 0755), "fifo");
        for (std::size_t i = 0; i < 2; ++i) make_socket(place(name('s', i)));
        if (is_privileged()) add_devices();
        for (std::size_t i = 0; i < 10; ++i) add_link(i);
    }

  private:
    std::string place(const std::string& last) {
        return all_.emplace_back(random_.pick(folders_) + "/" + last);
    }
    void add_folder(std::size_t i) {
        const std::string path = place(name('d', i));
        must(mkdir(path.c_str(), 0755), path);
        folders_.push_back(path);
    }
    void add_hard_link(std::size_t i) {
        const std::string& original = random_.pick(files_);
        must(link(original.c_str(), place(name('h', i)).c_str()), "link");
    }
    void add_twins(std::size_t i) {
        const std::string path = random_.pick(folders_) + "/" + name('t', i);
        for (const char* which : {"a", "b"}) {
            must(mkdir((path + which).c_str(), 0755), path);
            for (const char* file : {"/f1", "/f2", "/f3"}) make_file(path + which + file);
        }
    }
    void add_devices() {
        const dev_t null = makedev(1, 3);
        must(mknod(place("c0").c_str(), S_IFCHR | 0755, null), "mknod");
        must(mknod(place("c1").c_str(), S_IFCHR | 0755, makedev(1, 9)), "mknod");
    }
    void add_link(std::size_t i) {
        const std::string path = place(name('l', i));
        const std::string text =
            link_text(random_, std::filesystem::path(path).parent_path().string(), all_);
        must(symlink(text.c_str(), path.c_str()), path);
    }

    Random& random_;
    std::vector<std::string> folders_;
    std::vector<std::string> files_;
    std::vector<std::string> all_;
};

void list_below(const std::string& folder, std::vector<std::string>& paths) {
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
        if (paths.size() == kMostPaths) return;
        paths.push_back(entry.path().string());
        const bool is_folder = !entry.is_symlink(error) && entry.is_directory(error);
        if (is_folder && paths.back().size() < PATH_MAX / 4) list_below(paths.back(), paths);
    }
}

// What changes may name: of KINDS, and no twin.
std::vector<std::string> candidates(std::string_view kinds) {
    std::vector<std::string> found;
    for (const std::string& path : list_tree()) {
        if (path == root() || is_in_twin(path)) continue;
        if (kinds.find(kind_of(path)) != std::string_view::npos) found.push_back(path);
    }
    return found;
}

void replace_file(const std::string& path) {
    make_file(root() + "/.new");
    static_cast<void>(std::rename((root() + "/.new").c_str(), path.c_str()));
}

void disturb_once(Random& random) {
    const std::vector<std::string> files = candidates("fhp");
    const std::vector<std::string> folders = candidates("d");
    const std::vector<std::string> links = candidates("l");
    if (files.empty() || folders.empty() || links.empty()) return;
    const std::string file = random.pick(files);
    const std::string folder = random.pick(folders);
    const std::string other = random.pick(folders);
    const std::string link = random.pick(links);
    const std::string last = file.substr(file.rfind('/') + 1);
    switch (random.below(7)) {
        case 0:
            return replace_file(file);
        case 1:
            static_cast<void>(unlink(file.c_str()));
            return;
        case 2:
            static_cast<void>(std::rename(file.c_str(), (folder + "/" + last).c_str()));
            return;
        case 3:
            static_cast<void>(
                renameat2(AT_FDCWD, folder.c_str(), AT_FDCWD, other.c_str(), RENAME_EXCHANGE));
            return;
        case 4:
            static_cast<void>(
                std::rename(folder.c_str(), (other + folder.substr(folder.rfind('/'))).c_str()));
            return;
        case 5:
            static_cast<void>(unlink(link.c_str()));
            if (symlink(folder.c_str(), link.c_str()) != 0) return;
            return;
        default:
            if (is_privileged()) mount_something(random);
    }
}

}  // namespace

bool is_privileged() {
    return geteuid() == 0;
}

void plant_tree(Random& random) {
    Planter(random).plant();
}

std::vector<std::string> list_tree() {
    std::vector<std::string> paths = {root()};
    list_below(root(), paths);
    std::sort(paths.begin(), paths.end());
    return paths;
}

void mount_something(Random& random) {
    const std::vector<std::string> folders = candidates("d");
    const std::vector<std::string> files = candidates("fh");
    if (folders.empty() || files.empty()) return;
    const std::string onto = random.pick(folders);
    switch (random.below(4)) {
        case 0:
            if (mount("oracle", onto.c_str(), "tmpfs", 0, "mode=755,size=1m") != 0) return;
            make_file(onto + "/f90");
            must(mkdir((onto + "/d90").c_str(), 0755), onto);
            return make_file(onto + "/d90/f91");
        case 1:
            static_cast<void>(mount(random.pick(files).c_str(), random.pick(files).c_str(), nullptr,
                                    MS_BIND, nullptr));
            return;
        default:
            static_cast<void>(
                mount(random.pick(folders).c_str(), onto.c_str(), nullptr, MS_BIND, nullptr));
    }
}

void disturb_tree(Random& random) {
    for (std::size_t i = 0; i < 6; ++i) disturb_once(random);
}

bool is_in_twin(std::string_view path) {
    const std::size_t at = path.rfind("/t");
    return at != std::string_view::npos && at + 2 < path.size() && path[at + 2] >= '0' &&
           path[at + 2] <= '9';
}

char kind_of(std::string_view path) {
    return path[path.rfind('/') + 1];
}

int must(long status, const std::string& what) {
    if (status < 0) throw std::system_error(errno, std::generic_category(), what);
    return static_cast<int>(status);
}

}  // namespace oracle
