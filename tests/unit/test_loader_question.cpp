// SPDX-License-Identifier: MIT
#include "tool/run/loader_question.hpp"

#include <doctest/doctest.h>

using namespace landlock_preload;
using Names = std::vector<std::string>;

TEST_CASE("a loader's answer: glibc's") {
    const LoaderAnswer answer = read_loader_answer(
        "\tlinux-vdso.so.1 (0x00007ffc0d9f2000)\n"
        "\t/w/preload.so (0x00007f0000000000)\n"
        "\tliba.so.1 => /opt/a b/liba.so.1 (0x00007f0000000001)\n"
        "\t$ORIGIN/libb.so => /w/libb.so (0x00007f0000000002)\n"
        "\t/lib64/ld-linux-x86-64.so.2 (0x00007f0000000003)\n");
    CHECK(answer.files == Names{"/w/preload.so", "/opt/a b/liba.so.1", "/w/libb.so",
                                "/lib64/ld-linux-x86-64.so.2"});
    CHECK(answer.missing.empty());
    CHECK(answer.complaint.empty());
}

TEST_CASE("a loader's answer: musl's") {
    const LoaderAnswer answer = read_loader_answer(
        "\t/lib/ld-musl-x86_64.so.1 (0x7f0000000000)\n"
        "\tliba.so => /w/liba.so (0x7f0000000001)\n"
        "\t./libb.so => ./libb.so (0x7f0000000002)\n"
        "Error loading shared library libc.so.9: No such file or directory (needed by ./p)\n");
    CHECK(answer.files == Names{"/lib/ld-musl-x86_64.so.1", "/w/liba.so", "./libb.so"});
    CHECK(answer.missing == Names{"libc.so.9"});
}

TEST_CASE("a loader's answer: what is not found, and what is no library") {
    const LoaderAnswer answer = read_loader_answer(
        "\tliba.so => not found\n\tlibb.so => not found\n"
        "./p: error while loading shared libraries: libd.so: too short");
    CHECK(answer.files.empty());
    CHECK(answer.missing == Names{"liba.so", "libb.so"});
    CHECK(answer.complaint == "./p: error while loading shared libraries: libd.so: too short");
    const LoaderAnswer listed = read_loader_answer(
        "./p: error while loading shared libraries: libe.so: cannot open shared object file: No "
        "such file or directory\n");
    CHECK(listed.missing == Names{"libe.so"});
    CHECK(read_loader_answer("").files.empty());
    CHECK(read_loader_answer("\tstatically linked\n").files.empty());
}

TEST_CASE("a loader's answer: a path is not cut where it looks like an answer") {
    const auto files = [](const char* text) { return read_loader_answer(text).files; };
    CHECK(files("\t/w/x => /etc/shadow (0x1)\n") == Names{"/w/x => /etc/shadow"});
    CHECK(files("\t./x => /etc/shadow (0x1)\n") == Names{"./x => /etc/shadow"});
    CHECK(files("\tliba.so => /w/c => d (0x1)/liba.so (0x2)\n") ==
          Names{"/w/c => d (0x1)/liba.so"});
    CHECK(files("\t/w/x => /y => /w/x => /y (0x1)\n") == Names{"/w/x => /y => /w/x => /y"});
}
