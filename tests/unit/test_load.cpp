// SPDX-License-Identifier: MIT
//
// A source with all that it includes.
#include "loaded_policies.hpp"

using namespace landlock_preload;

TEST_CASE("load: includes are relative to the file that names them") {
    const TempFolder root;
    const std::string sub = root.folder("sub");
    const std::string a = root.file("a.json", reading("/a", {"sub/b.json", sub + "/d.json"}));
    const std::string b = root.file("sub/b.json", reading("/b", {"c.json", "../e.json"}));
    const std::string c = root.file("sub/c.json", reading("/c"));
    const std::string d = root.file("sub/d.json", plain("/d"));
    root.file("e.json", reading("/e"));
    const std::string e = sub + "/../e.json";
    const Loaded loaded = load(a);
    CHECK(rules_of(loaded) == Lines{"/a", "/b", "/c", "/e", "/d"});
    CHECK(loaded.policy.source == a);
    CHECK(loaded.policy.included == Lines{b, c, e, d});
    CHECK(loaded.files == Lines{a, b, c, e, d});
    CHECK(loaded.notes.empty());
    CHECK(loaded.lost.empty());
}

TEST_CASE("load: a policy named relative to the working directory includes relative to itself") {
    const TempFolder root;
    root.folder("sub");
    root.file("sub/a.json", reading("/a", {"b.json"}));
    root.file("sub/b.json", plain("/b"));
    const auto before = std::filesystem::current_path();
    std::filesystem::current_path(root.path(""));
    const Loaded below = load("sub/a.json");
    std::filesystem::current_path(root.path("sub"));
    const Loaded here = load("a.json");
    std::filesystem::current_path(before);
    CHECK(below.policy.included == Lines{"sub/b.json"});
    CHECK(here.policy.included == Lines{"b.json"});
}

TEST_CASE("load: eight levels of includes are fine, nine are not") {
    const TempFolder root;
    const auto name = [](int level) { return std::to_string(level) + ".json"; };
    for (int level = 0; level < 10; ++level) {
        const Lines next = level < 9 ? Lines{name(level + 1)} : Lines{};
        root.file(name(level), reading("/" + std::to_string(level), next));
    }
    CHECK(rules_of(load(root.path("1.json"))).size() == 9);  // itself and eight levels
    CHECK(refusals(root.path("0.json")) ==
          Lines{root.path("8.json") + ":/include/0: included more than 8 levels deep"});
}

TEST_CASE("load: a file counts once, however often and by whatever name it is included") {
    const TempFolder root;
    const std::string a = root.file(
        "a.json", reading("/a", {"b.json", "c.json", "d.json", "link.json", "hard.json"}));
    root.file("b.json", reading("/b", {"d.json"}));
    root.file("c.json", reading("/c", {"d.json", "./d.json"}));
    root.file("d.json", reading("/d"));
    REQUIRE(symlink("d.json", root.path("link.json").c_str()) == 0);
    REQUIRE(link(root.path("d.json").c_str(), root.path("hard.json").c_str()) == 0);
    const Loaded loaded = load(a);
    CHECK(rules_of(loaded) == Lines{"/a", "/b", "/d", "/c"});
    CHECK(loaded.policy.included.size() == 3);
    // Whoever can change one of these names changes what the next start reads.
    CHECK(loaded.files == Lines{a, root.path("b.json"), root.path("d.json"), root.path("c.json"),
                                root.path("link.json"), root.path("hard.json")});
    CHECK(lines_of([&] { expand_policy(loaded.policy); }).empty());
}

TEST_CASE(
    "load: a file that includes relative to itself counts once, by whatever way it is found") {
    const TempFolder root;
    root.folder("sub");
    const std::string a = root.file("a.json", reading("/a", {"common.json", "sub/b.json"}));
    root.file("sub/b.json", reading("/b", {"../common.json"}));
    root.file("common.json", reading("/common", {"c.json"}, R"(, "variable": [
        {"name": "v", "literal": ["/v"]}, {"name": "d", "builtin": "policyDir"}])"));
    root.file("c.json", plain("/c"));
    CHECK(rules_of(load(a)) == Lines{"/a", "/common", "/c", "/b"});
}

TEST_CASE("load: a file with two names includes relative to each of them") {
    const TempFolder root;
    root.folder("one");
    root.folder("two");
    const std::string a = root.file("a.json", reading("/a", {"one/b.json", "two/b.json"}));
    const std::string b = root.file("one/b.json", reading("/b", {"c.json"}));
    REQUIRE(link(b.c_str(), root.path("two/b.json").c_str()) == 0);
    root.file("one/c.json", plain("/one"));
    root.file("two/c.json", plain("/two"));
    CHECK(rules_of(load(a)) == Lines{"/a", "/b", "/one", "/b", "/two"});
}

TEST_CASE("load: a file is read once, however often it is included") {
    // The bytes that this process has read, by the kernel's account.
    const auto bytes_read = [] {
        const std::string account = read_whole("/proc/self/io");
        return std::stoul(account.substr(account.find("rchar: ") + 7));
    };
    constexpr std::size_t kSize = 500000;
    const TempFolder root;
    const std::string large = plain("/large") + std::string(kSize, ' ');
    const std::string once = root.file("once.json", reading("/", {"large.json"}));
    const std::string often = root.file("often.json", reading("/", Lines(50, "large.json")));
    root.file("large.json", large);
    const auto before = bytes_read();
    CHECK(rules_of(load(once)) == Lines{"/", "/large"});
    const auto between = bytes_read();
    CHECK(between - before >= kSize);
    CHECK(rules_of(load(often)) == Lines{"/", "/large"});
    CHECK(bytes_read() - between < kSize + 100000);
}

TEST_CASE("load: rules and variables of an included plain file are known as such") {
    const TempFolder root;
    const std::string a = root.file("a.json", reading("/a", {"b.json", "plain.json"}));
    root.file("b.json", reading("/b", {"nested.json"}));
    root.file("plain.json", R"({"variable": [{"name": "v"}], "pathBeneath": [
        {"allowedAccess": ["read_file"], "parent": ["/p/*"]}]})");
    root.file("nested.json", plain("/n"));
    const Policy policy = load(a).policy;
    std::string plain_rules;
    for (const PathRule& rule : policy.path_beneath) {
        if (rule.entry.is_plain) plain_rules += rule.parent.at(0) + " ";
    }
    CHECK(plain_rules == "/n /p/* ");
    CHECK(policy.variable.at(0).entry.is_plain);
    // There it is fine that a variable has no values, and a star is a star.
    CHECK(lines_of([&] { expand_policy(policy); }).empty());
}

TEST_CASE("load: a file that includes itself, by whatever way, is an error") {
    const TempFolder root;
    const std::string self = root.file("self.json", reading("/", {"self.json"}));
    CHECK(refusals(self) == Lines{self + ":/include/0: \"" + self + "\" includes itself"});

    const std::string a = root.file("a.json", reading("/", {"ok.json", "b.json"}));
    const std::string b = root.file("b.json", reading("/", {"c.json"}));
    const std::string c = root.file("c.json", reading("/", {"a.json"}));
    root.file("ok.json", plain("/"));
    CHECK(refusals(a) == Lines{c + ":/include/0: \"" + a + "\" includes itself"});
    CHECK(refusals(b) == Lines{a + ":/include/1: \"" + b + "\" includes itself"});

    const std::string by_link = root.file("by_link.json", reading("/", {"link.json"}));
    REQUIRE(symlink("by_link.json", root.path("link.json").c_str()) == 0);
    CHECK(refusals(by_link) ==
          Lines{by_link + ":/include/0: \"" + root.path("link.json") + "\" includes itself"});
}

TEST_CASE("load: an include that is not there, or is no policy file") {
    const TempFolder root;
    root.folder("folder");
    const std::string a = root.file("a.json", reading("/", {"missing.json"}));
    CHECK(refusals(a) == Lines{a + ":/include/0: \"" + root.path("missing.json") +
                               "\": cannot open: No such file or directory"});
    const std::string b = root.file("b.json", reading("/", {"folder"}));
    CHECK(refusals(b) ==
          Lines{b + ":/include/0: \"" + root.path("folder") + "\" is a directory; name a file"});
    const std::string c = root.file("c.json", reading("/", {"bad.json"}));
    root.file("bad.json", R"({"minAbi": 1, "ruleset": [{"scoped": ["signal"]}]})");
    CHECK(refusals(c) == Lines{root.path("bad.json") + ":/minAbi: needs \"preloadVersion\": 1"});
}

TEST_CASE("load: every file's groups mean what its own abi says") {
    const TempFolder root;
    const std::string a = root.file("a.json", R"({"preloadVersion": 1, "abi": 1, "include":
        ["b.json", "c.json"], "ruleset": [{"handledAccessFs": ["abi.all"]}]})");
    root.file("b.json", R"({"abi": 4, "ruleset": [{"handledAccessNet": ["abi.all"]}]})");
    root.file("c.json", R"({"ruleset": [{"handledAccessFs": ["truncate"]}]})");
    const Policy policy = load(a).policy;
    CHECK(policy.handled[AccessClass::fs].rights == (0x1fff | 0x4000));
    CHECK(policy.handled[AccessClass::net].rights == 0x3);
}

TEST_CASE("load: variables are global, and each has one source") {
    const TempFolder root;
    const std::string a = root.file("a.json", reading("${v}", {"v.json"}));
    root.file("v.json", R"({"variable": [{"name": "v", "literal": ["/1", "/2"]}]})");
    CHECK(expand_policy(load(a).policy).paths.size() == 2);

    const std::string b = root.file(
        "b.json", reading("${v}", {"v.json"}, R"(, "variable": [{"name": "v", "env": "V"}])"));
    CHECK(refusals(b) ==
          Lines{b + ":/variable/0: variable \"v\" has a second source in an included file"});
    const std::string c = root.file("c.json", reading("/", {"v.json", "w.json"}));
    root.file("w.json", R"({"variable": [{"name": "v", "literal": ["/3"]}]})");
    CHECK(refusals(c) == Lines{root.path("v.json") +
                               ":/variable/0: variable \"v\" has a second source in an included "
                               "file"});
}

TEST_CASE("load: what is wrong in an included file is said of that file") {
    const TempFolder root;
    const std::string a = root.file("a.json", reading("/a", {"b.json"}));
    root.file("b.json", R"({"preloadVersion": 1, "include": ["c.json"]})");
    const std::string c = root.file("c.json", plain("${nobody}"));
    CHECK(lines_of([&] { expand_policy(load(a).policy); }) ==
          Lines{c + ":/pathBeneath/0/parent/0: variable \"nobody\" is not declared; declare it in "
                    "\"variable\""});
}

TEST_CASE("load: log is for the root file only") {
    const TempFolder root;
    const std::string log = R"(, "log": {"newExec": true})";
    const std::string fine = root.file("fine.json", reading("/", {"quiet.json"}, log));
    root.file("quiet.json", reading("/"));
    CHECK(load(fine).policy.log.new_exec);
    const std::string a = root.file("a.json", reading("/", {"b.json"}, log));
    root.file("b.json", reading("/", {}, R"(, "log": {})"));
    CHECK(refusals(a) ==
          Lines{root.path("b.json") + ":/log: is allowed only in the including policy"});
}

TEST_CASE("load: inline and inherited policies include absolute paths only") {
    const TempFolder root;
    const std::string b = root.file("b.json", reading("/b", {"c.json"}));
    root.file("c.json", plain("/c"));
    const std::string wrong = reading("/a", {b, "c.json"});
    const std::string what =
        ":/include/1: a relative include needs a policy file; write an absolute path";
    CHECK(refusals(wrong) == Lines{"LANDLOCK_POLICY" + what});
    const std::string descriptor = as_descriptor(wrong);
    CHECK(refusals(descriptor) == Lines{descriptor + what});

    CHECK(rules_of(load(reading("/a", {b}))) == Lines{"/a", "/b", "/c"});
    const Loaded inherited = load(as_descriptor(reading("/a", {b})));
    CHECK(rules_of(inherited) == Lines{"/a", "/b", "/c"});
    CHECK(inherited.files == Lines{b, root.path("c.json")});
}
