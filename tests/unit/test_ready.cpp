// SPDX-License-Identifier: MIT
//
// Policies by name. What comes first in /etc, and what is in the way there, is tried in a root of
// its own: ../behaviour/policy/finds_ready_policies_by_name.sh.
#include "policy/ready.hpp"

#include "given_sources.hpp"
#include "policy/load.hpp"
#include "tool/policy_file.hpp"
#include "tool/run/policy_argument.hpp"

using namespace landlock_preload;

namespace {

const std::string kPolicy = R"({"ruleset":[{"handledAccessFs":["execute"]}]})";

// A directory in place of the installed one.
class Installed {
  public:
    Installed() {
        found = directory_.c_str();
        find_installed_policies_by([] { return found; });
    }
    ~Installed() { find_installed_policies_by(nullptr); }
    Installed(const Installed&) = delete;
    Installed& operator=(const Installed&) = delete;

    std::string add(const std::string& name, const std::string& text) {
        return folder_.file(name, text);
    }
    [[nodiscard]] const TempFolder& folder() const { return folder_; }
    // What is said of a name that nothing has.
    [[nodiscard]] std::string unknown(const std::string& name, const std::string& hint) const {
        return "\"" + name + "\" is neither in /etc/landlock-preload/policies nor in " +
               directory_ + hint;
    }

  private:
    TempFolder folder_;
    std::string directory_ = folder_.path("");
    static inline const char* found = nullptr;
};

std::string refusal_of(const std::string& name) {
    return line_of([&] { find_ready_policy(name, ""); });
}

}  // namespace

TEST_CASE("ready: what begins with @ is a name, but for what others expand") {
    for (const char* const name : {"@git", "@", "@/etc/p.json", "@../p.json", "@G"})
        CHECK(is_ready_name(name));
    for (const char* const path : {"git", "./@git", "a@git", "", "@{HOME}/p.json", "/@git"})
        CHECK_FALSE(is_ready_name(path));
}

TEST_CASE("ready: a name is a word, which leads nowhere") {
    const Installed installed;
    for (const std::string name :
         {"@", "@.", "@..", "@../git", "@git/../x", "@a/b", "@.git", "@-git", "@+", "@Git", "@git ",
          "@a\\b", "@\xc3\xa4", "@git\n", "@git*"}) {
        CHECK(line_of([&] {
                  find_ready_policy(name, "p.json:/include/0");
              }).starts_with("p.json:/include/0: \"@"));
        CHECK(refusal_of(name).ends_with(
            " names no policy: a name has a-z, 0-9, \".\", \"_\", \"+\" and \"-\"; write ./ before "
            "that of a file"));
    }
    for (const std::string name :
         {"@a", "@0", "@tls-client", "@g++", "@python3.11", "@a_b", "@a.."})
        CHECK(refusal_of(name) == installed.unknown(name,
                                                    "; landlock-policy list shows what is "
                                                    "there"));
}

TEST_CASE("ready: the installed one is found, and what would be found first is known") {
    Installed installed;
    const std::string path = installed.add("unit-test.json", kPolicy);
    const ReadyPolicy ready = find_ready_policy("@unit-test", "");
    CHECK(std::filesystem::equivalent(ready.path, path));
    CHECK(ready.first == "/etc/landlock-preload/policies/unit-test.json");
    const Source source = read_source("@unit-test");
    CHECK(source.kind == SourceKind::file);
    CHECK(source.name == ready.path);
    CHECK(source.text == kPolicy);
    CHECK(source.origin == ready.first);
    CHECK(load_policy("@unit-test").files == std::vector<std::string>{ready.first, ready.path});
}

TEST_CASE("ready: an unknown name is an error with both directories and the nearest name") {
    Installed installed;
    CHECK(refusal_of("@unit-test") ==
          installed.unknown("@unit-test", "; landlock-policy list shows what is there"));
    installed.add("unit-test.json", kPolicy);
    installed.add("unit-tset", kPolicy);
    CHECK(refusal_of("@unit-tset") ==
          installed.unknown("@unit-tset", "; did you mean \"@unit-test\"?"));
    CHECK(refusal_of("@unit-test.json") ==
          installed.unknown("@unit-test.json", "; did you mean \"@unit-test\"?"));
    CHECK(refusal("@unit-tes") ==
          "LANDLOCK_POLICY: " + installed.unknown("@unit-tes", "; did you mean \"@unit-test\"?"));
}

TEST_CASE("ready: what is there by that name is meant, readable or not") {
    Installed installed;
    std::filesystem::create_symlink("nowhere", installed.folder().path("unit-link.json"));
    CHECK(
        refusal("@unit-link").ends_with("unit-link.json: cannot open: No such file or directory"));
    installed.folder().folder("unit-folder.json");
    CHECK(refusal("@unit-folder").ends_with("unit-folder.json: is a directory; name a file"));
    std::filesystem::create_symlink("/dev/null", installed.folder().path("unit-null.json"));
    CHECK(refusal("@unit-null").ends_with("unit-null.json: not a regular file"));
}

TEST_CASE("ready: an include by name, from a file and from a policy without one") {
    Installed installed;
    installed.add("unit-test.json", kPolicy);
    const std::string text = R"({"preloadVersion":1,"include":["@unit-test"]})";
    const TempFolder folder;
    for (const std::string& value : {text, folder.file("p.json", text)}) {
        const Loaded loaded = load_policy(value.c_str());
        REQUIRE(loaded.policy.included.size() == 1);
        CHECK(loaded.policy.included[0].ends_with("/unit-test.json"));
        CHECK(loaded.files[loaded.files.size() - 2] ==
              "/etc/landlock-preload/policies/unit-test.json");
    }
    folder.file("@unit-test", R"({"ruleset":[{"scoped":["signal"]}]})");
    const std::string beside =
        folder.file("q.json", R"({"preloadVersion":1,"include":["./@unit-test"]})");
    CHECK(load_policy(beside.c_str()).policy.included[0].ends_with("/./@unit-test"));
    const std::string wrong = folder.file("r.json", R"({"preloadVersion":1,"include":["@tset"]})");
    CHECK(refusal_of("@tset") == installed.unknown("@tset",
                                                   "; landlock-policy list shows what is "
                                                   "there"));
    CHECK(line_of([&] { load_policy(wrong.c_str()); }) ==
          wrong + ":/include/0: " +
              installed.unknown("@tset", "; landlock-policy list shows what is there"));
    installed.add("unit-self.json", R"({"preloadVersion":1,"include":["@unit-self"]})");
    CHECK(
        line_of([&] { load_policy("@unit-self"); }).ends_with("unit-self.json\" includes itself"));
}

TEST_CASE("ready: where the policies are is asked when a name is looked up, once") {
    static int asked = 0;
    find_installed_policies_by([] {
        ++asked;
        return static_cast<const char*>(nullptr);
    });
    CHECK(asked == 0);
    CHECK(std::string_view(installed_policies()).ends_with("/landlock-preload/policies"));
    CHECK(installed_policies() == installed_policies());
    CHECK(asked == 1);
}

TEST_CASE("ready: the tool takes names, and hands on where it found them elsewhere") {
    {
        Installed installed;
        installed.add("unit-test.json", kPolicy);
        CHECK(load_arguments({"@unit-test"}).policy.source.ends_with("/unit-test.json"));
        CHECK(line_of([] { load_arguments({"@unit-tset"}); }) ==
              installed.unknown("@unit-tset", "; did you mean \"@unit-test\"?"));
        PolicyArgument argument("@unit-test");
        CHECK(argument.hand_over() == argument.source().name);
    }
    CHECK_FALSE(are_policies_elsewhere());
    CHECK(std::string_view(installed_policies()).ends_with("/landlock-preload/policies"));
}
