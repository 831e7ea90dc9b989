// SPDX-License-Identifier: MIT
//
// Values from outside name an absolute path or end the start; nothing of them can climb.
#include "resolve/variables.hpp"

#include <doctest/doctest.h>

#include "support.hpp"

using namespace landlock_preload;

namespace {

using Lines = std::vector<std::string>;

// An environment of these entries.
class Environment {
  public:
    explicit Environment(Lines entries) : entries_(std::move(entries)) {
        for (std::string& entry : entries_) pointers_.push_back(entry.data());
        pointers_.push_back(nullptr);
    }
    Environment(const Environment&) = delete;
    Environment& operator=(const Environment&) = delete;
    char** get() { return pointers_.data(); }

  private:
    Lines entries_;
    std::vector<char*> pointers_;
};

Policy declaring(const std::string& keys, const std::string& file = "p.json") {
    Policy policy =
        parse("{\"preloadVersion\": 1, \"variable\": [{\"name\": \"v\", " + keys + "}]}");
    policy.source = file;
    return policy;
}

// The values of a variable "v" with these keys; or what is wrong, after "error: ".
Lines values(const Policy& policy, Lines entries = {}, bool offline = false) {
    Environment environment(std::move(entries));
    std::vector<Diagnostic> errors;
    const Variables variables(policy, {environment.get(), offline}, errors);
    if (!errors.empty()) {
        Lines lines;
        for (const Diagnostic& error : errors) {
            lines.push_back("error: " + line_of(error));
        }
        return lines;
    }
    const Lines* found = variables.find("v");
    REQUIRE(found != nullptr);
    CHECK(variables.find("w") == nullptr);
    return *found;
}
Lines values(const std::string& keys, Lines entries = {}) {
    return values(declaring(keys), std::move(entries));
}

Lines wrong(const std::string& what) {
    return {"error: p.json:/variable/0: " + what};
}

}  // namespace

TEST_CASE("variables: the environment is searched by whole names") {
    Environment environment({"AB=1", "A", "=A", "A=2", "A=3", "EMPTY="});
    CHECK(std::string(find_in_environment(environment.get(), "A")) == "2");
    CHECK(std::string(find_in_environment(environment.get(), "AB")) == "1");
    CHECK(std::string(find_in_environment(environment.get(), "EMPTY")).empty());
    CHECK(find_in_environment(environment.get(), "B") == nullptr);
    CHECK(find_in_environment(environment.get(), "ABC") == nullptr);
    CHECK(find_in_environment(nullptr, "A") == nullptr);
}

TEST_CASE("variables: env is the value, the default only where it is unset") {
    CHECK(values(R"("env": "E")", {"E=/a b"}) == Lines{"/a b"});
    CHECK(values(R"("env": "E")", {"E=/a:/b"}) == Lines{"/a:/b"});
    CHECK(values(R"("env": "E", "default": "/d")", {"E=/a"}) == Lines{"/a"});
    CHECK(values(R"("env": "E", "default": "/d")", {"F=/a"}) == Lines{"/d"});
    CHECK(values(R"("env": "E", "default": "/d")", {"E="}) == wrong("E is \"\", which is empty"));
    CHECK(values(R"("env": "E")") ==
          wrong("environment variable \"E\" is not set; set it or give the variable a "
                "\"default\""));
}

TEST_CASE("variables: split makes items and drops empty ones") {
    CHECK(values(R"("env": "E", "split": ":")", {"E=/a:/b"}) == Lines{"/a", "/b"});
    CHECK(values(R"("env": "E", "split": ":")", {"E=::/a:::/b:"}) == Lines{"/a", "/b"});
    CHECK(values(R"("env": "E", "split": ":")", {"E=/a"}) == Lines{"/a"});
    CHECK(values(R"("env": "E", "split": ", ")", {"E=/a, /b,/c"}) == Lines{"/a", "/b,/c"});
    CHECK(values(R"("env": "E", "split": ":", "default": ":/x::/y:")") == Lines{"/x", "/y"});
    CHECK(values(R"("default": "/x:/y", "split": ":", "env": "E")") == Lines{"/x", "/y"});
    CHECK(values(R"("env": "E", "split": ":", "default": "/x:/y")", {"E=/z"}) == Lines{"/z"});
}

TEST_CASE("variables: a split without any item is no value") {
    CHECK(values(R"("env": "E", "split": ":")", {"E="}) == wrong("E is \"\", which has no items"));
    CHECK(values(R"("env": "E", "split": ":")", {"E=::"}) ==
          wrong("E is \"::\", which has no items"));
}

TEST_CASE("variables: every value from outside is checked") {
    const struct {
        std::string value;
        const char* what;
    } kCases[] = {{"a/b", "is not an absolute path"},
                  {"~/b", "is not an absolute path; \"~\" is not expanded; write the path out"},
                  {"/a/../b", "contains a \"..\" component"},
                  {"/..", "contains a \"..\" component"},
                  {"/a/.", "contains a \".\" component"},
                  {"/./a", "contains a \".\" component"}};
    for (const auto& row : kCases) {
        const auto& value = row.value;
        const auto& what = row.what;
        CAPTURE(value);
        const std::string which = "\"" + value + "\", which " + what;
        CHECK(values(R"("env": "E")", {"E=" + value}) == wrong("E is " + which));
        CHECK(values(R"("env": "E", "split": ":")", {"E=/fine:" + value}) ==
              wrong("E has the item " + which));
        CHECK(values(R"("builtin": "home")", {"HOME=" + value}) == wrong("HOME is " + which));
        CHECK(values(R"("builtin": "tmpdir")", {"TMPDIR=" + value}) == wrong("TMPDIR is " + which));
        CHECK(values(R"("builtin": "runtimeDir")", {"XDG_RUNTIME_DIR=" + value}) ==
              wrong("XDG_RUNTIME_DIR is " + which));
    }
    CHECK(values(R"("env": "E")", {"E=/.a/b./..c/d..e/..."}) == Lines{"/.a/b./..c/d..e/..."});
    CHECK(values(R"("env": "E")", {"E=//a/"}) == Lines{"//a/"});
}

TEST_CASE("variables: a value is as long as a path can be, and not a byte longer") {
    const std::string longest = "/" + std::string(4094, 'x');
    CHECK(values(R"("env": "E")", {"E=" + longest}) == Lines{longest});
    const Lines lines = values(R"("env": "E")", {"E=" + longest + "x"});
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].ends_with(", which is longer than a path can be"));
    CHECK(lines[0].size() < 250);
}

TEST_CASE("variables: home, tmpdir and runtimeDir are what the environment says") {
    CHECK(values(R"("builtin": "home")", {"HOME=/home/a"}) == Lines{"/home/a"});
    CHECK(values(R"("builtin": "home")") == wrong("environment variable \"HOME\" is not set"));
    CHECK(values(R"("builtin": "home")", {"HOME="}) == wrong("HOME is \"\", which is empty"));
    CHECK(values(R"("builtin": "runtimeDir")", {"XDG_RUNTIME_DIR=/run/user/1"}) ==
          Lines{"/run/user/1"});
    CHECK(values(R"("builtin": "runtimeDir")") ==
          wrong("environment variable \"XDG_RUNTIME_DIR\" is not set"));
    CHECK(values(R"("builtin": "tmpdir")", {"TMPDIR=/scratch"}) == Lines{"/scratch"});
    CHECK(values(R"("builtin": "tmpdir")") == Lines{"/tmp"});
    CHECK(values(R"("builtin": "tmpdir")", {"TMPDIR="}) == wrong("TMPDIR is \"\", which is empty"));
}

TEST_CASE("variables: cwd, exe, exeDir and uid are this process's") {
    namespace fs = std::filesystem;
    const TempFolder root;
    const fs::path before = fs::current_path();
    fs::current_path(root.path(""));
    const Lines cwd = values(R"("builtin": "cwd")");
    fs::current_path(before);
    CHECK(cwd == Lines{fs::path(root.path("x")).parent_path()});
    const fs::path exe = fs::read_symlink("/proc/self/exe");
    CHECK(values(R"("builtin": "exe")") == Lines{exe});
    CHECK(values(R"("builtin": "exeDir")") == Lines{exe.parent_path()});
    CHECK(values(R"("builtin": "uid")") == Lines{std::to_string(getuid())});
}

TEST_CASE("variables: policyDir is the folder of the file that declares it") {
    const std::string keys = R"("builtin": "policyDir")";
    CHECK(values(declaring(keys, "/etc/x/p.json")) == Lines{"/etc/x"});
    CHECK(values(declaring(keys, "//etc/./x//p.json")) == Lines{"/etc/x"});
    CHECK(values(declaring(keys, "/p.json")) == Lines{"/"});
    const std::string cwd = std::filesystem::current_path();
    CHECK(values(declaring(keys, "p.json")) == Lines{cwd});
    CHECK(values(declaring(keys, "./a/p.json")) == Lines{cwd + "/a"});
    Policy included = declaring(keys, "/etc/p.json");
    included.included = {"/usr/share/q.json"};
    included.variable[0].entry.file = 1;
    CHECK(values(included) == Lines{"/usr/share"});
    CHECK(values(declaring(keys, "../p.json"))[0].find("cannot determine the policy's directory") !=
          std::string::npos);
}

TEST_CASE("variables: policyDir needs a file") {
    const std::string keys = R"("builtin": "policyDir")";
    CHECK(values(declaring(keys, "LANDLOCK_POLICY")) ==
          Lines{"error: LANDLOCK_POLICY:/variable/0: \"policyDir\" needs a policy file"});
    CHECK(values(declaring(keys, "fd:7")) ==
          Lines{"error: fd:7:/variable/0: \"policyDir\" needs a policy file"});
}

TEST_CASE("variables: offline nothing is looked at, and nothing from outside is missing") {
    for (const std::string keys :
         {R"("env": "E")", R"("builtin": "home")", R"("builtin": "exe")", R"("builtin": "cwd")",
          R"("builtin": "runtimeDir")", R"("builtin": "policyDir")"}) {
        CAPTURE(keys);
        const Lines found = values(declaring(keys, "LANDLOCK_POLICY"), {"E=relative"}, true);
        REQUIRE(found.size() == 1);
        CHECK(found[0].starts_with('/'));
        CHECK(found[0].size() > 1);
    }
    CHECK(values(declaring(R"("literal": ["/a"])"), {}, true) == Lines{"/a"});
}

TEST_CASE("variables: without values it is an error in extended mode, and nothing in plain") {
    CHECK(values(R"("comment": "c")") == wrong("variable \"v\" has no value"));
    CHECK(values(parse(R"({"variable": [{"name": "v"}]})")).empty());
    // Once for each name, wherever it is declared.
    CHECK(values(parse(R"({"preloadVersion": 1, "variable": [{"name": "v"}, {"name": "v"}]})")) ==
          wrong("variable \"v\" has no value"));
}

TEST_CASE("variables: a declaration without a source takes the one of another") {
    const std::string bare = R"({"name": "v"})";
    for (const std::string source :
         {R"({"name": "v", "literal": ["/e"]})", R"({"name": "v", "env": "E"})"}) {
        CAPTURE(source);
        for (const std::string& list : {bare + ", " + source, source + ", " + bare}) {
            CHECK(values(parse(R"({"preloadVersion": 1, "variable": [)" + list + "]}"), {"E=/e"}) ==
                  Lines{"/e"});
        }
    }
}

TEST_CASE("variables: an included plain file may declare one without values") {
    Policy policy = declaring(R"("comment": "c")");
    policy.included = {"plain.json"};
    policy.variable[0].entry = {{Section::variable, 0, kNoIndex, 1}, true};
    CHECK(values(policy).empty());
    policy.variable.push_back(policy.variable[0]);
    policy.variable[1].entry = {{Section::variable, 3}};
    CHECK(values(policy) == Lines{"error: p.json:/variable/3: variable \"v\" has no value"});
}

TEST_CASE("variables: literals of one name are united, a second source is an error") {
    const auto both = [](const std::string& first, const std::string& second) {
        return values(parse(R"({"preloadVersion": 1, "variable": [{"name": "v", )" + first +
                            R"(}, {"name": "v", )" + second + "}]}"),
                      {"E=/e", "HOME=/h"});
    };
    CHECK(both(R"("literal": ["/a", "b"])", R"("literal": ["/c"])") == Lines{"/a", "b", "/c"});
    const Lines refused = {"error: p.json:/variable/1: variable \"v\" has a second source"};
    CHECK(both(R"("literal": ["/a"])", R"("env": "E")") == refused);
    CHECK(both(R"("env": "E")", R"("literal": ["/a"])") == refused);
    CHECK(both(R"("env": "E")", R"("env": "E")") == refused);
    CHECK(both(R"("builtin": "home")", R"("env": "E")") == refused);
}

TEST_CASE("variables: every one that is wrong is named, 20 at most") {
    std::string list;
    for (int i = 0; i < 25; ++i) {
        list += (i == 0 ? "" : ", ") + std::string(R"({"name": "n)") + std::to_string(i) +
                R"(", "env": "UNSET"})";
    }
    const Policy policy = parse("{\"preloadVersion\": 1, \"variable\": [" + list + "]}");
    CHECK(lines_of([&] { expand_policy(policy); }).size() == 20);
    CHECK(lines_of([&] { expand_policy(policy); })[1].starts_with("p.json:/variable/1: "));
}
