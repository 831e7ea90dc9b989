// SPDX-License-Identifier: MIT
//
// What presets grant that look at this process: TMPDIR and the standard streams.
#include "resolve/preset_paths.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/wait.h>

#include <array>
#include <map>

#include "base/unique_fd.hpp"
#include "fs_rights.hpp"
#include "support.hpp"

using namespace landlock_preload;

namespace {

using Lines = std::vector<std::string>;

Lines paths_of(const ResolvedPolicy& policy) {
    Lines paths;
    for (const ResolvedPath& path : policy.paths) paths.push_back(path.path);
    return paths;
}

// A policy resolved with this one entry in its environment.
ResolvedPolicy resolve_in(const std::string& text, std::string entry) {
    std::array<char*, 2> environment = {entry.data(), nullptr};
    return expand_policy(parse(text), {environment.data()});
}

constexpr const char* kAllFs = R"("abi": 9, "ruleset": [{"handledAccessFs": ["abi.all"]}], )";

std::string with_preset(const std::string& name) {
    return std::string(R"({"preloadVersion": 1, )") + kAllFs + R"("preset": [")" + name + "\"]}";
}

// What preset stdio grants a process with these standard streams (-1: closed), by descriptor.
struct Streams {
    int in, out, error;
};
constexpr AccessMask kWrite = kWriteFile | kTruncate;

std::map<int, AccessMask> stdio_grants(const Streams& streams, const char* handled = kAllFs) {
    std::array<int, 2> answer{};
    REQUIRE(pipe2(answer.data(), O_CLOEXEC) == 0);
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        const int wanted[] = {streams.in, streams.out, streams.error};
        for (int fd = 0; fd < 3; ++fd) {
            if (wanted[fd] < 0) {
                close(fd);
            } else if (dup2(wanted[fd], fd) < 0) {
                _exit(1);
            }
        }
        const ResolvedPolicy policy =
            resolve(std::string(R"({"preloadVersion": 1, )") + handled + R"("preset": ["stdio"]})");
        for (const ResolvedPath& path : policy.paths) {
            const std::uint64_t row[] = {static_cast<std::uint64_t>(path.descriptor),
                                         path.allowed_access};
            if (write(answer[1], row, sizeof(row)) != sizeof(row)) _exit(1);
        }
        _exit(0);
    }
    close(answer[1]);
    std::map<int, AccessMask> grants;
    std::uint64_t row[2];
    while (read(answer[0], row, sizeof(row)) == sizeof(row)) {
        grants[static_cast<int>(row[0])] = row[1];
    }
    close(answer[0]);
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    REQUIRE(status == 0);
    return grants;
}

}  // namespace

TEST_CASE("preset paths: preset tmp follows TMPDIR, as far as it can be trusted") {
    const auto tmp = [](const std::string& entry) {
        return paths_of(resolve_in(with_preset("tmp"), entry));
    };
    const Lines usual = {"/tmp", "/var/tmp", "/dev/shm"};
    CHECK(tmp("TMPDIR=/scratch") == Lines{"/tmp", "/var/tmp", "/dev/shm", "/scratch"});
    CHECK(tmp("TMPDI=/scratch") == usual);
    CHECK(tmp("TMPDIR=") == usual);
    const auto refused = [](const std::string& value) {
        return lines_of([&] { resolve_in(with_preset("tmp"), "TMPDIR=" + value); });
    };
    CHECK(refused("a") ==
          Lines{"p.json:/preset/0: TMPDIR is \"a\", which is not an absolute path"});
    CHECK(refused("/a/..") ==
          Lines{"p.json:/preset/0: TMPDIR is \"/a/..\", which contains a \"..\" component"});
    for (const std::string root : {"/", "//"}) {
        CHECK(refused(root) ==
              Lines{"p.json:/preset/0: TMPDIR expands to \"/\"; write \"/\" itself to mean the "
                    "whole file system"});
    }
    const ResolvedPolicy resolved = resolve_in(with_preset("tmp"), "TMPDIR=/scratch");
    CHECK(resolved.paths.back().allowed_access == resolved.paths.front().allowed_access);
    CHECK(resolved.paths.back().options.optional);
}

TEST_CASE("preset paths: preset stdio grants what each descriptor already has, and never more") {
    const TempFolder root;
    const std::string file = root.file("f");
    const UniqueFd read_only(open(file.c_str(), O_RDONLY | O_CLOEXEC));
    const UniqueFd write_only(open(file.c_str(), O_WRONLY | O_CLOEXEC));
    const UniqueFd both(open(file.c_str(), O_RDWR | O_CLOEXEC));
    const UniqueFd appending(open(file.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
    const UniqueFd path_only(open(file.c_str(), O_PATH | O_CLOEXEC));
    const UniqueFd null(open("/dev/null", O_RDWR | O_CLOEXEC));
    using Grants = std::map<int, AccessMask>;
    CHECK(stdio_grants({read_only.get(), write_only.get(), both.get()}) ==
          Grants{{0, kReadFile}, {1, kWrite}, {2, kReadFile | kWrite}});
    CHECK(stdio_grants({write_only.get(), read_only.get(), appending.get()}) ==
          Grants{{0, kWrite}, {1, kReadFile}, {2, kWrite}});
    CHECK(stdio_grants({-1, path_only.get(), -1}).empty());
    // A rule on a directory would grant all that lies below it.
    const UniqueFd directory(open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    CHECK(stdio_grants({directory.get(), write_only.get(), directory.get()}) ==
          Grants{{1, kWrite}});
    // A device, but no terminal.
    CHECK(stdio_grants({null.get(), -1, -1}) == Grants{{0, kReadFile | kWrite}});
    // Only what is handled.
    CHECK(stdio_grants({both.get(), read_only.get(), -1},
                       R"("ruleset": [{"handledAccessFs": ["write_file"]}], )") ==
          Grants{{0, 0x2}});
}

TEST_CASE("preset paths: preset stdio grants ioctl on a terminal only") {
    const UniqueFd terminal(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
    if (!terminal.is_open()) {
        MESSAGE("skipped: no pseudoterminal");
        return;
    }
    CHECK(stdio_grants({terminal.get(), -1, -1}) ==
          std::map<int, AccessMask>{{0, kReadFile | kWrite | kIoctlDev}});
}

TEST_CASE("preset paths: offline preset stdio and TMPDIR are left out") {
    std::string entry = "TMPDIR=/scratch";
    std::array<char*, 2> environment = {entry.data(), nullptr};
    const ExpansionContext offline = {environment.data(), true};
    CHECK(expand_policy(parse(with_preset("stdio")), offline).paths.empty());
    CHECK(paths_of(expand_policy(parse(with_preset("tmp")), offline)) ==
          Lines{"/tmp", "/var/tmp", "/dev/shm"});
}
