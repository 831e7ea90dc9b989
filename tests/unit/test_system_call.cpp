// SPDX-License-Identifier: MIT
//
// Against libc's own functions for the same calls.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "base/process_calls.hpp"

using namespace landlock_preload;

TEST_CASE("a system call returns what the kernel answers") {
    CHECK(system_call(SYS_getpid) == getpid());
}

TEST_CASE("a failure is a negative code and in errno, and a success leaves errno alone") {
    errno = 0;
    CHECK(close_descriptor(-1) == -EBADF);
    CHECK(errno == EBADF);
    errno = EXDEV;
    CHECK(process_id() == getpid());
    CHECK(errno == EXDEV);
}

TEST_CASE("all six arguments arrive") {
    char pattern[] = "/tmp/landlock-unit.XXXXXX";
    const int file = mkstemp(pattern);
    REQUIRE(file >= 0);
    unlink(pattern);
    REQUIRE(pwrite(file, "x", 1, 4096) == 1);
    // mmap's sixth is the offset: in bytes, or in pages of 4096.
#ifdef SYS_mmap2
    const long mapped = system_call(SYS_mmap2, nullptr, 1, PROT_READ, MAP_PRIVATE, file, 1);
#else
    const long mapped = system_call(SYS_mmap, nullptr, 1, PROT_READ, MAP_PRIVATE, file, 4096);
#endif
    REQUIRE((mapped > 0 || mapped < -4095));
    CHECK(*reinterpret_cast<const char*>(mapped) == 'x');
    munmap(reinterpret_cast<void*>(mapped), 1);
    close(file);
}

TEST_CASE("a status is that of libc's stat") {
    struct stat ours = {};
    struct stat libcs = {};
    REQUIRE(stat("/dev/null", &libcs) == 0);
    REQUIRE(stat_path("/dev/null", ours) == 0);
    CHECK(ours.st_dev == libcs.st_dev);
    CHECK(ours.st_ino == libcs.st_ino);
    CHECK(ours.st_mode == libcs.st_mode);
    CHECK(ours.st_nlink == libcs.st_nlink);
    CHECK(ours.st_uid == libcs.st_uid);
    CHECK(ours.st_gid == libcs.st_gid);
    CHECK(ours.st_rdev == libcs.st_rdev);
    CHECK(ours.st_size == libcs.st_size);
}

TEST_CASE("a descriptor's type is that of what it is open on") {
    int ends[2] = {};
    REQUIRE(pipe(ends) == 0);
    CHECK(descriptor_type(ends[0]) == S_IFIFO);
    close(ends[0]);
    close(ends[1]);
    const int folder = open("/", O_PATH | O_DIRECTORY);
    CHECK(descriptor_type(folder) == S_IFDIR);
    close(folder);
    CHECK(descriptor_type(folder) == -1);
}

TEST_CASE("new pages are zero, ours to write, and can be given back") {
    constexpr std::size_t kSize = 8192;
    auto* pages = static_cast<char*>(map_pages(kSize));
    REQUIRE(pages != nullptr);
    CHECK(pages[0] == 0);
    std::memset(pages, 1, kSize);
    CHECK(pages[kSize - 1] == 1);
    unmap_pages(pages, kSize);
    CHECK(msync(pages, kSize, MS_ASYNC) == -1);
    CHECK(errno == ENOMEM);
}
