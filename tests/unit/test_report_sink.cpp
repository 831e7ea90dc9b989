// SPDX-License-Identifier: MIT
//
// Which files and descriptors a report may go to. Expected messages are written out.
#include "preload/report_sink.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "support.hpp"

using namespace landlock_preload;

namespace {

// A sink, and no file that stays reserved for it: the next one of its number is another test's.
struct Sink : ReportSink {
    Sink() = default;
    Sink(const Sink&) = delete;
    Sink& operator=(const Sink&) = delete;
    ~Sink() { reserve_file(0, 0); }
};

Requests reporting_to(const std::string& report, const std::string& policy = "{}") {
    Requests requests;
    requests.report = report.c_str();
    requests.policy = policy.c_str();
    return requests;
}

std::string refusal(const std::string& report, const std::string& policy = "{}") {
    Sink sink;
    return line_of([&] { sink.open(reporting_to(report, policy), "/lib/ours.so"); });
}

}  // namespace

TEST_CASE("report sink: it stays closed where nobody asked") {
    Sink sink;
    sink.open({}, "/lib/ours.so");
    CHECK_FALSE(sink.is_open());
    const std::string empty;
    sink.open(reporting_to(empty), "/lib/ours.so");
    CHECK_FALSE(sink.is_open());
}

TEST_CASE("report sink: a file is appended to, and made for its owner alone where it is missing") {
    const TempFolder root;
    const std::string path = root.path("report");
    for (const char* expected : {"whole\n", "whole\nwhole\n"}) {
        Sink sink;
        sink.open(reporting_to(path), "/lib/ours.so");
        REQUIRE(sink.is_open());
        REQUIRE(write(sink.descriptor(), "whole\n", 6) == 6);
        CHECK(read_whole(path) == expected);
    }
    struct stat status = {};
    REQUIRE(stat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 0177) == 0);
}

TEST_CASE("report sink: what it has made goes again when it is given up, and nothing else") {
    const TempFolder root;
    const std::string made = root.path("made");
    const std::string there = root.file("there", "line\n");
    for (const std::string& path : {made, there}) {
        Sink sink;
        sink.open(reporting_to(path), "/lib/ours.so");
        sink.abandon();
    }
    CHECK_FALSE(std::filesystem::exists(made));
    CHECK(read_whole(there) == "line\n");
}

TEST_CASE(
    "report sink: neither a link, nor the policy, nor this library, nor a name is written to") {
    const TempFolder root;
    const std::string policy = root.file("p.json", "{}");
    REQUIRE(symlink("p.json", root.path("link").c_str()) == 0);
    CHECK(refusal(root.path("link")) ==
          "LANDLOCK_REPORT: cannot open \"" + root.path("link") +
              "\": Too many levels of symbolic links; it must be no link");
    CHECK(refusal(policy, policy) ==
          "LANDLOCK_REPORT is \"" + policy + "\", which is the policy itself; name another file");
    CHECK(
        refusal("report") ==
        "LANDLOCK_REPORT is \"report\"; write stderr, fd:N with N from 3 up, or an absolute path");
    const std::string directory = root.folder("policies");
    CHECK(refusal(directory + "/new.json", directory) ==
          "LANDLOCK_REPORT is \"" + directory +
              "/new.json\", which would be a policy of the directory \"" + directory +
              "\"; name a file elsewhere");
    CHECK(read_whole(policy) == "{}");
}

TEST_CASE("report sink: a descriptor must be open for writing, and no standard stream") {
    CHECK(refusal("fd:1") == "LANDLOCK_REPORT is \"fd:1\"; write fd:N with N from 3 up, or stderr");
    const int readable = open("/dev/null", O_RDONLY | O_CLOEXEC);
    REQUIRE(readable >= 3);
    const std::string name = "fd:" + std::to_string(readable);
    CHECK(refusal(name) == "LANDLOCK_REPORT is \"" + name + "\", which is not open for writing");
    close(readable);
    CHECK(refusal(name) == "LANDLOCK_REPORT is \"" + name + "\": Bad file descriptor");
    const int both = open("/dev/null", O_RDWR | O_CLOEXEC);
    const std::string shared = "fd:" + std::to_string(both);
    CHECK(refusal(shared, shared) ==
          "LANDLOCK_REPORT is \"" + shared +
              "\", as LANDLOCK_POLICY is; only a socket can be both, so use another one");
    Sink sink;
    sink.open(reporting_to(shared), "/lib/ours.so");
    CHECK(sink.descriptor() == both);
}
