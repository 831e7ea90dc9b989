// SPDX-License-Identifier: MIT
//
// The files of a directory, and those that are named one by one.
#include "loaded_policies.hpp"

using namespace landlock_preload;

TEST_CASE("load: a directory is every *.json in it that is not hidden, sorted") {
    const TempFolder root;
    root.file("b.json", plain("/b"));
    root.file("a.json", plain("/a"));
    root.file(".hidden.json", "not even JSON");
    root.file(".swp", "");
    root.file("README", "");
    root.file("c.json~", "");
    root.folder("sub");
    for (const std::string& name :
         {root.path("").substr(0, root.path("").size() - 1), root.path("")}) {
        const Loaded loaded = load(name);
        const std::string prefix = name.ends_with('/') ? name : name + "/";
        CHECK(rules_of(loaded) == Lines{"/a", "/b"});
        CHECK(loaded.files == Lines{name, prefix + "a.json", prefix + "b.json"});
        Lines notes;
        for (const Diagnostic& note : loaded.notes)
            notes.push_back(note.location + ": " + note.what);
        CHECK(notes == Lines{prefix + "README: not read: only *.json counts",
                             prefix + "c.json~: not read: only *.json counts",
                             prefix + "sub: not read: only *.json counts"});
        CHECK(loaded.lost.empty());
    }
}

TEST_CASE("load: in a directory one file's missing restriction is another's loss") {
    const TempFolder root;
    const std::string a = root.file("a.json", R"({"ruleset": [{"handledAccessFs": ["execute"],
        "scoped": ["signal"]}]})");
    root.file("b.json", R"({"ruleset": [{"handledAccessFs": ["execute"]}]})");
    const Loaded loaded = load(root.path(""));
    CHECK(loaded.policy.handled[AccessClass::fs].rights == 0x1);
    CHECK(loaded.policy.handled[AccessClass::scope] == Access{});
    REQUIRE(loaded.lost.size() == 1);
    CHECK(loaded.lost[0].location == a);
    const std::string sentence =
        "composed with the others, this file no longer restricts signal; write one extended policy "
        "that includes them all";
    CHECK(loaded.lost[0].what == sentence);
    const auto refuse = [&] { refuse_lost_protection(loaded); };
    CHECK(lines_of(refuse) == Lines{a + ": " + sentence});
    CHECK(lines_of([&] { refuse_lost_protection(load(a)); }).empty());
}

TEST_CASE("load: directories of nothing, of extended policies, of what cannot be read") {
    const TempFolder root;
    const std::string empty = root.folder("empty");
    CHECK(refusals(empty) == Lines{empty + ": no *.json in this directory"});
    root.file("empty/.a.json", plain("/"));
    root.file("empty/a.txt", plain("/"));
    CHECK(refusals(empty) == Lines{empty + ": no *.json in this directory"});

    const std::string mixed = root.folder("mixed");
    root.file("mixed/a.json", plain("/"));
    root.file("mixed/b.json", reading("/"));
    CHECK(refusals(mixed) ==
          Lines{mixed + "/b.json: an extended policy cannot be composed with others; include them "
                        "in it instead"});

    const std::string nested = root.folder("nested");
    root.folder("nested/a.json");
    CHECK(refusals(nested) == Lines{nested + "/a.json: is a directory"});

    const std::string dangling = root.folder("dangling");
    REQUIRE(symlink("nowhere", (dangling + "/a.json").c_str()) == 0);
    CHECK(refusals(dangling) ==
          Lines{dangling + "/a.json: cannot open: No such file or directory"});

    const std::string broken = root.folder("broken");
    root.file("broken/a.json", plain("/"));
    root.file("broken/b.json", "{");
    CHECK(refusals(broken).size() == 1);
    CHECK(refusals(broken)[0].starts_with(broken + "/b.json:1:"));
}

TEST_CASE("load: a file that may not be read ends it, in a directory too") {
    const TempFolder root;
    chmod(root.path("").c_str(), 0755);
    const std::string a = root.file("a.json", plain("/"));
    const std::string b = root.file("b.json", plain("/"));
    chmod(b.c_str(), 0);
    const bool is_root = geteuid() == 0;
    if (is_root && seteuid(65534) != 0) {
        MESSAGE("skipped: root may not become an ordinary user here");
        return;
    }
    const Lines lines = refusals(root.path(""));
    if (is_root) REQUIRE(seteuid(0) == 0);
    CHECK(lines == Lines{b + ": cannot open: Permission denied"});
}

namespace {

Loaded load_files(const Lines& paths) {
    std::vector<Source> sources;
    for (const std::string& path : paths) sources.push_back(read_path(path));
    return load_sources(std::move(sources));
}

}  // namespace

TEST_CASE("load: files named one by one are composed, and one alone is itself") {
    const TempFolder root;
    const std::string a = root.file("a.json", plain("/a"));
    const std::string b = root.file("b.json", plain("/b"));
    const std::string extended = root.file("x.json", reading("/x", {"a.json"}));
    CHECK(rules_of(load_files({b, a})) == Lines{"/b", "/a"});
    CHECK(load_files({b, a}).files == Lines{b, a});
    CHECK(rules_of(load_files({extended})) == Lines{"/x", "/a"});
    CHECK(lines_of([&] {
              load_files({a, extended});
          }) ==
          Lines{extended + ": an extended policy cannot be composed with others; include them in "
                           "it instead"});
    CHECK(lines_of([&] {
              load_files({a, root.folder("d")});
          }) == Lines{root.path("d") + ": is a directory; name it alone"});
}
