// SPDX-License-Identifier: MIT
//
// Does the library tell what the kernel will do? Round by round: a random tree, a random policy,
// and a process under it that asks and tries, hundreds of times, while this one moves, replaces,
// deletes and mounts things. Prints what was compared; exits 1 at a disagreement.
//
//   oracle LIBRARY SEED ROUNDS    in an empty directory, outside of any sandbox
//
// As root, it wants a mount namespace of its own.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "confined.hpp"
#include "policy.hpp"
#include "tree.hpp"

namespace oracle {
namespace {

constexpr int kRequests = 98;  // descriptors of the confined process
constexpr int kReplies = 99;
constexpr int kFirstInherited = 100;
constexpr std::size_t kWaves = 3;
constexpr std::size_t kQuestions = 60;
constexpr std::size_t kPortQuestions = 15;

const std::vector<std::uint16_t> kPorts = {0, 2048, 3072, 4096, 5120, 40960};

std::FILE* open_stream(int fd, const char* mode) {
    std::FILE* stream = fdopen(fd, mode);
    if (stream == nullptr) throw std::runtime_error("fdopen");
    return stream;
}

std::string read_line(std::FILE* from) {
    std::string line;
    for (int byte = std::fgetc(from); byte != '\n'; byte = std::fgetc(from)) {
        if (byte == EOF) return "";
        line += static_cast<char>(byte);
    }
    return line;
}

void add(Tally& sum, const Tally& more) {
    sum.compared += more.compared;
    sum.denied += more.denied;
    sum.unknown += more.unknown;
    sum.skipped += more.skipped;
    sum.disagreements += more.disagreements;
}

// The confined process: a wave a line, with its paths on lines of their own and an empty line.
int answer_waves(int descriptors) {
    std::FILE* requests = open_stream(kRequests, "r");
    std::FILE* replies = open_stream(kReplies, "w");
    std::fputs("ready\n", replies);
    std::fflush(replies);
    std::size_t asked = 0;
    for (std::string head = read_line(requests); !head.empty(); head = read_line(requests)) {
        Wave wave;
        wave.first = std::exchange(asked, asked + kQuestions);
        wave.seed = std::stoull(head);
        wave.count = kQuestions;
        for (int i = 0; i < descriptors; ++i) wave.descriptors.push_back(kFirstInherited + i);
        for (std::string path = read_line(requests); !path.empty(); path = read_line(requests)) {
            wave.paths.push_back(path);
        }
        Tally tally = ask_about_paths(wave);
        add(tally, ask_about_ports(wave.seed, kPortQuestions, kPorts));
        std::fprintf(replies, "%zu %zu %zu %zu %zu\n", tally.compared, tally.denied, tally.unknown,
                     tally.skipped, tally.disagreements);
        std::fflush(replies);
    }
    return 0;
}

class Round {
  public:
    Round(std::string library, std::uint64_t seed) : library_(std::move(library)), random_(seed) {}

    Tally run();

  private:
    void inherit(int fd) {
        must(fd, "inherit");
        must(dup2(fd, kFirstInherited + inherited_++), "dup2");
        close(fd);
    }
    void open_descriptors();
    void start();
    Tally ask();

    std::string library_;
    Random random_;
    std::string policy_;
    int inherited_ = 0;
    pid_t child_ = -1;
    std::FILE* requests_ = nullptr;
    std::FILE* replies_ = nullptr;
};

void Round::open_descriptors() {
    std::vector<std::string> files;
    std::vector<std::string> folders;
    for (const std::string& path : list_tree()) {
        if (kind_of(path) == 'f') files.push_back(path);
        if (kind_of(path) == 'd') folders.push_back(path);
    }
    for (const int flags : {O_RDONLY, O_PATH, O_RDONLY}) {
        inherit(open(random_.pick(files).c_str(), flags));
        inherit(open(random_.pick(folders).c_str(), flags));
    }
    int ends[2];
    must(pipe(ends), "pipe");
    inherit(ends[0]);
    inherit(ends[1]);
    inherit(socket(AF_UNIX, SOCK_STREAM, 0));
    inherit(memfd_create("memory", 0));
    const std::string deleted = random_.pick(folders) + "/deleted";
    inherit(open(deleted.c_str(), O_RDWR | O_CREAT, 0755));
    must(unlink(deleted.c_str()), deleted);
}

void Round::start() {
    int requests[2];
    int replies[2];
    must(pipe2(requests, O_CLOEXEC), "pipe2");
    must(pipe2(replies, O_CLOEXEC), "pipe2");
    const std::vector<std::string> paths = list_tree();
    std::string folder = random_.pick(paths);
    if (kind_of(folder) != 'd') folder = paths.front();
    policy_ = make_policy(random_, paths, folder, kPorts);
    child_ = must(fork(), "fork");
    if (child_ == 0) {
        must(dup2(requests[0], kRequests), "dup2");
        must(dup2(replies[1], kReplies), "dup2");
        must(chdir(folder.c_str()), folder);
        setenv("LD_PRELOAD", library_.c_str(), 1);
        setenv("LANDLOCK_POLICY", policy_.c_str(), 1);
        setenv("LANDLOCK_LOG", "error", 1);
        const std::string count = std::to_string(inherited_);
        execl("/proc/self/exe", "oracle", count.c_str(), nullptr);
        _exit(127);
    }
    close(requests[0]);
    close(replies[1]);
    for (int i = 0; i < inherited_; ++i) close(kFirstInherited + i);
    requests_ = open_stream(requests[1], "w");
    replies_ = open_stream(replies[0], "r");
    if (read_line(replies_) != "ready") throw std::runtime_error("the process did not start");
}

Tally Round::ask() {
    std::fprintf(requests_, "%llu\n", static_cast<unsigned long long>(random_.next()));
    for (const std::string& path : list_tree()) std::fprintf(requests_, "%s\n", path.c_str());
    std::fputs("\n", requests_);
    std::fflush(requests_);
    std::istringstream reply(read_line(replies_));
    Tally tally;
    reply >> tally.compared >> tally.denied >> tally.unknown >> tally.skipped >>
        tally.disagreements;
    if (!reply) throw std::runtime_error("the process ended early");
    return tally;
}

Tally Round::run() {
    plant_tree(random_);
    if (is_privileged()) {
        for (int i = 0; i < 3; ++i) mount_something(random_);
    }
    open_descriptors();
    start();
    Tally sum;
    for (std::size_t wave = 0; wave < kWaves; ++wave) {
        if (wave > 0) disturb_tree(random_);
        add(sum, ask());
    }
    std::fclose(requests_);
    std::fclose(replies_);
    int status = 0;
    must(waitpid(child_, &status, 0), "waitpid");
    if (status != 0) throw std::runtime_error("the process failed");
    must(close_range(STDERR_FILENO + 1, ~0U, 0), "close_range");  // the listeners of the tree
    if (sum.disagreements > 0) std::cerr << "oracle: under " << policy_ << '\n';
    return sum;
}

int ask_rounds(const std::string& library, std::uint64_t seed, std::uint64_t rounds) {
    Tally sum;
    for (std::uint64_t i = 0; i < rounds; ++i) {
        const std::string folder = "d" + std::to_string(i);
        must(mkdir(folder.c_str(), 0755), folder);
        must(chdir(folder.c_str()), folder);
        Random mixed(seed + i);
        const Tally tally = Round(library, mixed.next()).run();
        if (tally.disagreements > 0) {
            std::cerr << "oracle: that was seed " << seed + i << " (1 round)\n";
        }
        add(sum, tally);
        must(chdir(".."), "..");
    }
    std::cout << sum.compared << " compared (" << sum.denied << " denied), " << sum.unknown
              << " unknown, " << sum.skipped << " skipped, " << sum.disagreements
              << " disagreements; seed " << seed << ", " << rounds << " rounds\n";
    return sum.disagreements == 0 ? 0 : 1;
}

}  // namespace
}  // namespace oracle

int main(int count, char** arguments) {
    try {
        if (count == 2) return oracle::answer_waves(std::stoi(arguments[1]));
        if (count != 4) {
            std::cerr << "usage: oracle LIBRARY SEED ROUNDS\n";
            return 2;
        }
        return oracle::ask_rounds(arguments[1], std::stoull(arguments[2]),
                                  std::stoull(arguments[3]));
    } catch (const std::exception& error) {
        std::cerr << "oracle: " << error.what() << '\n';
        return 3;
    }
}
