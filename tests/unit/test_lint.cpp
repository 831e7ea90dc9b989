// SPDX-License-Identifier: MIT
//
// Every note twice: a policy that deserves it, and the same policy written so that it falls silent.
#include "resolve/lint.hpp"

#include <doctest/doctest.h>

#include "support.hpp"

using namespace landlock_preload;

namespace {

using Lines = std::vector<std::string>;

Lines notes(const std::string& text) {
    Lines lines;
    for (const Diagnostic& note : lint_policy(parse(text))) {
        lines.push_back(note.location + ": " + note.what);
    }
    return lines;
}

// One rule in a policy about which there is nothing else to say.
std::string sound(const std::string& rights, const std::string& path,
                  const std::string& options = "", const std::string& root = "") {
    return "{" + root +
           R"("ruleset": [{"handledAccessFs": ["write_file", "remove_file", "remove_dir", "read_dir"]}],
        "pathBeneath": [{"allowedAccess": ["refer"], "parent": ["/data"]},
                        {"allowedAccess": [)" +
           rights + R"(], "parent": [")" + path + "\"]" + options + "}]}";
}

constexpr const char* kExtended = "\"preloadVersion\": 1, ";
const std::string kSecond = "p.json:/pathBeneath/1/parent/0: ";
const std::string kNeedsVersion = R"(, which needs "preloadVersion": 1)";
const std::string kLoaderNote =
    "a program that may be read can be run through its loader, with or without execute on it";

}  // namespace

TEST_CASE("lint: a sound policy has no notes") {
    CHECK(notes(sound(R"("read_file", "write_file")", "/srv")).empty());
}

TEST_CASE("lint: rights that are only inferred deny nothing else, until a ruleset is there") {
    const std::string rule =
        R"("pathBeneath": [{"allowedAccess": ["refer", "read_file"], "parent": ["/a"]}])";
    CHECK(notes("{" + rule + "}") ==
          Lines{"p.json: only the file rights that the rules use are denied elsewhere; add a "
                "ruleset with handledAccessFs to deny the others"});
    CHECK(
        notes(
            R"({"ruleset": [{"handledAccessFs": ["write_file", "remove_file", "remove_dir", "execute", "read_file", "refer"]}],
        "pathBeneath": [{"allowedAccess": ["refer", "read_file", "execute"], "parent": ["/a"]}]})")
            .empty());
    // A ruleset about something else does not help.
    CHECK(notes("{" + rule + R"(, "ruleset": [{"scoped": ["signal"]}]})").size() == 1);
}

TEST_CASE("lint: a policy without file rights denies reparenting to sandboxes within") {
    const std::string note =
        "p.json: no file right is handled: a program in this sandbox that restricts files itself "
        "cannot rename or link between directories (\"Invalid cross-device link\", EXDEV); handle "
        "refer and grant it on \"/\" to let it";
    const std::string policy =
        "p.json: the policy itself is not protected: where its user may write, the program can "
        "overwrite it; handle write_file, remove_file and remove_dir as well";
    CHECK(notes(R"({"ruleset": [{"scoped": ["signal"]}]})") == Lines{policy, note});
    CHECK(notes(R"({"netPort": [{"allowedAccess": ["bind_tcp"], "port": [80]}]})") ==
          Lines{policy, note});
    CHECK(
        notes(
            R"({"ruleset": [{"scoped": ["signal"], "handledAccessFs": ["write_file", "remove_file", "remove_dir", "refer"]}],
        "pathBeneath": [{"allowedAccess": ["refer"], "parent": ["/"]}]})")
            .empty());
}

TEST_CASE("lint: without refer anywhere renames between directories fail") {
    const std::string note =
        "p.json: no rule grants refer: renames and links between directories fail with \"Invalid "
        "cross-device link\" (EXDEV)";
    CHECK(
        notes(
            R"({"ruleset": [{"handledAccessFs": ["write_file", "remove_file", "remove_dir", "read_file"]}],
        "pathBeneath": [{"allowedAccess": ["read_file"], "parent": ["/a"]}]})") == Lines{note});
    CHECK(
        notes(
            R"({"ruleset": [{"handledAccessFs": ["write_file", "remove_file", "remove_dir", "read_file"]}],
        "pathBeneath": [{"allowedAccess": ["read_file", "refer"], "parent": ["/a"]}]})")
            .empty());
    // A preset may grant it, where it is handled; where it is not, the kernel denies it all the
    // same.
    CHECK(
        notes(
            R"({"preloadVersion": 1, "ruleset": [{"handledAccessFs": ["write_file", "remove_file", "remove_dir", "read_file"]}],
        "preset": ["tmp"]})") == Lines{note});
    CHECK(
        notes(
            R"({"preloadVersion": 1, "ruleset": [{"handledAccessFs": ["write_file", "remove_file", "remove_dir", "read_file", "refer"]}],
        "preset": ["tmp"]})")
            .empty());
    CHECK(
        notes(
            R"({"preloadVersion": 1, "ruleset": [{"handledAccessFs": ["write_file", "remove_file", "remove_dir", "read_file"]}],
        "preset": ["locale"]})") == Lines{note});
}

TEST_CASE("lint: execute that is granted nowhere starts no program") {
    const auto with = [](const std::string& more) {
        return notes(
            R"({"preloadVersion": 1, "ruleset": [{"handledAccessFs": ["write_file", "remove_file", "remove_dir", "execute", "refer"]}],
            "pathBeneath": [{"allowedAccess": ["refer"], "parent": ["/srv"]}])" +
            more + "}");
    };
    CHECK(with("") == Lines{"p.json: execute is handled and granted nowhere: the process can start "
                            "no program"});
    CHECK(with(R"(, "preset": ["exec"])").empty());
    CHECK(with(R"(, "preset": ["tmp"])").size() == 1);
    CHECK(notes(sound(R"("execute", "read_file")", "/opt/app")).empty());
}

TEST_CASE("lint: plain policies expand no tilde, no variable and no glob") {
    CHECK(
        notes(sound(R"("read_file")", "~/x")) ==
        Lines{
            kSecond +
            R"("~" is not expanded; write "${home}" and declare it, as by {"name":"home","builtin":"home"})" +
            kNeedsVersion});
    CHECK(
        notes(sound(R"("read_file")", "$HOME/x")) ==
        Lines{
            kSecond +
            R"("$HOME" is not expanded; write "${HOME}" and declare it, as by {"name":"HOME","env":"HOME"})" +
            kNeedsVersion});
    CHECK(notes(sound(R"("read_file")", "-/x")) ==
          Lines{kSecond +
                R"("-" before a path means nothing here; leave it out, and write )"
                R"("optional": true)" +
                kNeedsVersion});
    for (const std::string path : {"/a*", "/a?", "/[a]"}) {
        CHECK(notes(sound(R"("read_file")", path)) ==
              Lines{kSecond + "\"" + path + "\" is taken literally: plain policies have no globs"});
    }
    CHECK(notes(sound(R"("read_file")", "/a~$")).empty());
    CHECK(
        notes(sound(R"("read_file")", "${v}", "",
                    R"("variable": [{"name": "v", "literal": ["/a", "~/x", "/*"]}], )")) ==
        Lines{
            R"(p.json:/variable/0/literal/1: "~" is not expanded; write "${home}" and declare it, as by )"
            R"({"name":"home","builtin":"home"})" +
                kNeedsVersion,
            R"(p.json:/variable/0/literal/2: "/*" is taken literally: plain policies have no )"
            "globs"});
    CHECK(notes(sound(R"("read_file")", "/a*", R"(, "glob": true)", kExtended)).empty());
}

TEST_CASE("lint: so do plain policies that an extended one includes") {
    Policy policy = parse(sound(R"("read_file")", "/a*", R"(, "glob": true)", kExtended));
    CHECK(lint_policy(policy).empty());
    policy.included = {"q.json"};
    policy.path_beneath[1].entry = {{Section::path_beneath, 2, kNoIndex, 1}, true};
    policy.path_beneath[1].options.glob = false;
    policy.path_beneath[1].parent = {"/a*", "~", "$HOME", "/fine"};
    Lines found;
    for (const Diagnostic& note : lint_policy(policy))
        found.push_back(note.location + ": " + note.what);
    const std::string where = "q.json:/pathBeneath/2/parent/";
    CHECK(
        found ==
        Lines{
            where + R"(0: "/a*" is taken literally: plain policies have no globs)",
            where +
                R"(1: "~" is not expanded; write "${home}" and declare it, as by {"name":"home","builtin":"home"})" +
                kNeedsVersion,
            where +
                R"(2: "$HOME" is not expanded; write "${HOME}" and declare it, as by {"name":"HOME","env":"HOME"})" +
                kNeedsVersion});
}

TEST_CASE("lint: /proc/self is one process, /proc is all of them") {
    const std::string note =
        "/proc/self is this very process: its children are not covered; grant /proc";
    CHECK(notes(sound(R"("read_file")", "/proc/self")) == Lines{kSecond + note});
    CHECK(notes(sound(R"("read_file")", "/proc/self/fd")) == Lines{kSecond + note});
    CHECK(notes(sound(R"("read_file")", "//proc/./self/")) == Lines{kSecond + note});
    CHECK(notes(sound(R"("read_file")", "/proc")).empty());
    CHECK(notes(sound(R"("read_file")", "/proc/selfish")).empty());
}

TEST_CASE("lint: execute needs read_file on the path or above it, in this rule or another") {
    const std::string note =
        "execute without read_file: the kernel must also read a program to run it";
    const auto with = [](const std::string& more, const std::string& options = "",
                         const std::string& handled = "read_file") {
        return notes(
            "{" + options +
            R"("ruleset": [{"handledAccessFs": ["write_file", "remove_file", "remove_dir", ")" +
            handled + R"("]}],
            "pathBeneath": [{"allowedAccess": ["execute", "refer"], "parent": ["/opt/app/run"]})" +
            more + "]}");
    };
    CHECK(with("") == Lines{"p.json:/pathBeneath/0/parent/0: " + note});
    for (const std::string path : {"/opt/app/run", "/opt//app/run/.", "/opt/app", "/opt/", "/"}) {
        CAPTURE(path);
        CHECK(with(R"(, {"allowedAccess": ["read_file"], "parent": [")" + path + "\"]}").empty());
    }
    for (const std::string path : {"/opt/app/run/x", "/opt/ap", "/opt/app2", "opt", "."}) {
        CAPTURE(path);
        CHECK(with(R"(, {"allowedAccess": ["read_file"], "parent": [")" + path + "\"]}").size() ==
              1);
    }
    // Without it being handled, nothing is in the way of reading.
    CHECK(with("", "", "write_file").empty());
    CHECK(with("", R"("preloadVersion": 1, "preset": ["exec"], )").size() == 1);
    CHECK(
        notes(
            R"({"preloadVersion": 1, "ruleset": [{"handledAccessFs": ["write_file", "remove_file", "remove_dir", "read_file"]}],
        "pathBeneath": [{"allowedAccess": ["execute", "refer"], "parent": ["/usr/bin/id"]}],
        "preset": ["exec"]})")
            .empty());
    CHECK(notes(sound(R"("execute", "read_file")", "/opt/app")).empty());
    CHECK(
        notes(
            R"({"ruleset": [{"handledAccessFs": ["write_file", "remove_file", "remove_dir", "read_dir"]}], "pathBeneath": [
        {"allowedAccess": ["execute", "refer"], "parent": ["/opt/app"]},
        {"allowedAccess": ["read_file"], "parent": ["/x", "/opt/app"]}]})")
            .empty());
}

TEST_CASE("lint: execute on the loader is execute on all that may be read") {
    for (const std::string path :
         {"/", "/lib", "/lib64", "/usr", "/usr/lib", "/usr/lib32/", "//usr/.",
          "/lib64/ld-linux-x86-64.so.2", "/lib/ld-musl-x86_64.so.1", "/lib/x86_64-linux-gnu",
          "/usr/lib/aarch64-linux-gnu"}) {
        CAPTURE(path);
        CHECK(notes(sound(R"("execute", "read_file")", path)) == Lines{kSecond + kLoaderNote});
        CHECK(notes(sound(R"("read_file")", path)).empty());
    }
    for (const std::string path : {"/usr/bin", "/usr/libexec", "/usr/lib/x86_64-linux-gnu/x",
                                   "/usr/lib/git-core", "/opt/lib", "/usrlocal", "lib"}) {
        CAPTURE(path);
        CHECK(notes(sound(R"("execute", "read_file")", path)).empty());
    }
}

TEST_CASE("lint: the loader preset says the same, where execute is handled") {
    const auto with = [](const std::string& handled, const std::string& preset) {
        return notes(
            R"({"preloadVersion": 1, "ruleset": [{"handledAccessFs": ["write_file", "remove_file", "remove_dir", "refer", )" +
            handled + R"(]}], "preset": ["tmp", ")" + preset + "\"]}");
    };
    CHECK(with("\"execute\"", "loader") == Lines{"p.json:/preset/1: " + kLoaderNote});
    CHECK(with("\"read_file\"", "loader").empty());
    CHECK(with("\"execute\"", "exec").empty());
}

TEST_CASE("lint: writing to a single file is not replacing it") {
    const std::string rights = R"("write_file")";
    const std::string file = R"(, "type": "file")";
    CHECK(notes(sound(rights, "/etc/a.conf", file, kExtended)) ==
          Lines{kSecond + "write_file on a single file: programs that replace files rather than "
                          "write them need the directory"});
    CHECK(notes(sound(rights, "/etc", R"(, "type": "directory")", kExtended)).empty());
    CHECK(notes(sound(rights, "/dev/null", file, kExtended)).empty());
    CHECK(notes(sound(rights, "/dev/shm/a", file, kExtended)).size() == 1);
    CHECK(notes(sound(R"("read_file")", "/etc/a.conf", file, kExtended)).empty());
}

TEST_CASE("lint: what is expanded nowhere is noted in the middle of a path, too") {
    CHECK(
        notes(sound(R"("read_file")", "/home/$USER/x")) ==
        Lines{
            kSecond +
            R"("$USER" is not expanded; write "${USER}" and declare it, as by {"name":"USER","env":"USER"})" +
            kNeedsVersion});
    CHECK(
        notes(sound(R"("read_file")", "/run/user/%U", "", kExtended)) ==
        Lines{
            kSecond +
            R"("%U" is not expanded; write "${uid}" and declare it, as by {"name":"uid","builtin":"uid"})"});
    CHECK(notes(sound(R"("read_file")", "/home/$$USER/~")).empty());
    CHECK(notes(sound(R"("read_file")", "/{a,b}")) ==
          Lines{kSecond + R"("/{a,b}" is not expanded)"});
}

TEST_CASE("lint: groups count as the rights they mean") {
    CHECK(notes(R"({"abi": 2, "ruleset": [{"handledAccessFs": ["abi.all"]}],
        "pathBeneath": [{"allowedAccess": ["abi.all"], "parent": ["/srv"]}]})")
              .empty());
    // ABI 1 has no refer for the group to grant.
    CHECK(notes(R"({"abi": 1, "ruleset": [{"handledAccessFs": ["abi.all"]}],
        "pathBeneath": [{"allowedAccess": ["abi.all"], "parent": ["/srv"]}]})")
              .size() == 1);
}

TEST_CASE("lint: a note on an included rule names the included file") {
    Policy policy = parse(sound(R"("read_file")", "/proc/self"));
    policy.included = {"q.json"};
    policy.path_beneath[1].entry = {{Section::path_beneath, 4, kNoIndex, 1}};
    const std::vector<Diagnostic> found = lint_policy(policy);
    REQUIRE(found.size() == 1);
    CHECK(found[0].location == "q.json:/pathBeneath/4/parent/0");
}
