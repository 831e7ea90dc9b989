// SPDX-License-Identifier: MIT
//
// Expectations: what the links and directories that a test has made say.
#include "sandbox/path_walk.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support.hpp"

using namespace landlock_preload;

namespace {

struct Walked {
    std::vector<std::string> directories;  // that an entry was looked up in, within the root
    std::string end;                       // where it led; "nowhere"
};

// A tree, and rules on what is in it.
struct Tree {
    TempFolder root;
    ResolvedPolicy policy;
    RuleObjects objects{8};

    void allow(const std::string& name, AccessMask allowed) {
        struct stat status = {};
        REQUIRE(stat(root.path(name).c_str(), &status) == 0);
        RuleObject& object = objects.find_or_add(status.st_dev, status.st_ino);
        object.index = static_cast<std::uint32_t>(policy.paths.size());
        object.allowed |= allowed;
        policy.paths.push_back({root.path(name), allowed});
    }
    void link(const std::string& target, const std::string& name) const {
        REQUIRE(symlink(target.c_str(), root.path(name).c_str()) == 0);
    }
    // What is within the root, without its path.
    [[nodiscard]] std::string within(const std::string& name) const {
        const std::string top = root.path("");
        return name + "/" == top ? "." : name.starts_with(top) ? name.substr(top.size()) : "";
    }
    [[nodiscard]] Walked walk(const std::string& path) const {
        PathWalk walk(policy, objects);
        Walked walked;
        for (walk.begin(path); walk.next();) {
            const std::string name = within(walk.name_of(walk.directory()));
            if (!name.empty()) walked.directories.push_back(name);
        }
        walked.end = walk.end() != nullptr ? within(walk.name_of(*walk.end())) : "nowhere";
        return walked;
    }
};

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("path walk: every directory of a plain path, and its end") {
    const Tree tree;
    tree.root.folder("a/b");
    tree.root.file("a/b/file");
    const Walked walked = tree.walk(tree.root.path("a//b/./file"));
    CHECK(walked.directories == Names{".", "a", "a/b"});
    CHECK(walked.end == "a/b/file");
    CHECK(tree.walk(tree.root.path("a/b/../b/file")).end == "a/b/file");
    CHECK(tree.walk(tree.root.path("a/missing")).end == "nowhere");
    CHECK(tree.walk(tree.root.path("a/missing")).directories == Names{".", "a"});
    CHECK(tree.walk(tree.root.path("a/b/file/more")).end == "nowhere");
    CHECK(tree.walk("").end == "nowhere");
}

TEST_CASE("path walk: links are followed by hand, and the directories that hold them are seen") {
    const Tree tree;
    tree.root.folder("held");
    tree.root.folder("real/deep");
    tree.root.file("real/deep/file");
    tree.link("../real", "held/relative");
    tree.link(tree.root.path("real/deep"), "held/absolute");
    CHECK(tree.walk(tree.root.path("held/relative/deep/file")).directories ==
          Names{".", "held", ".", "real", "real/deep"});
    CHECK(tree.walk(tree.root.path("held/absolute/file")).end == "real/deep/file");
    tree.link("loop", "loop");
    CHECK(tree.walk(tree.root.path("loop")).end == "nowhere");
}

TEST_CASE("path walk: a relative path starts at the working directory") {
    const Tree tree;
    tree.root.file("file");
    const std::string before = std::filesystem::current_path();
    REQUIRE(chdir(tree.root.path("").c_str()) == 0);
    CHECK(tree.walk("file").end == "file");
    CHECK(tree.walk("./file").end == "file");
    REQUIRE(chdir(before.c_str()) == 0);
}

TEST_CASE("path walk: what rules grant adds up on the way, and the first of them is found") {
    Tree tree;
    tree.root.folder("a/b");
    tree.root.file("a/b/file");
    tree.allow("a", 0x4);
    tree.allow("a/b/file", 0x2);
    PathWalk walk(tree.policy, tree.objects);
    for (walk.begin(tree.root.path("a/b/file")); walk.next();) {
    }
    REQUIRE(walk.end() != nullptr);
    CHECK(walk.end()->granted == 0x6);
    CHECK(walk.first_rule(*walk.end(), 0x2)->index == 1);
    CHECK(walk.first_rule(*walk.end(), 0x6)->index == 0);
    CHECK(walk.first_rule(*walk.end(), 0x8) == nullptr);
}

TEST_CASE("path walk: a directory that everyone may write to is open, unless it is sticky") {
    const Tree tree;
    const std::string open = tree.root.folder("open");
    tree.root.file("open/file");
    const auto is_open = [&](mode_t mode) {
        REQUIRE(chmod(open.c_str(), mode) == 0);
        PathWalk walk(tree.policy, tree.objects);
        bool found = false;
        for (walk.begin(tree.root.path("open/file")); walk.next();) {
            if (tree.within(walk.name_of(walk.directory())) == "open") {
                found = walk.is_open_to_others();
            }
        }
        return found;
    };
    CHECK(is_open(0777));
    CHECK_FALSE(is_open(01777));
    CHECK_FALSE(is_open(0755));
}
