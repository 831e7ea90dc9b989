// SPDX-License-Identifier: MIT
//
// Notes on what a policy as a whole does not do: none where that is no problem.
#include <doctest/doctest.h>

#include "resolve/lint.hpp"
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

const std::string kLoaderNote =
    "a program that may be read can be run through its loader, with or without execute on it";

}  // namespace

TEST_CASE("lint: refer is missed only where something can be renamed or linked") {
    const auto with = [](const std::string& rule) {
        return notes(R"({"abi": 3, "ruleset": [{"handledAccessFs": ["abi.all"]}], "pathBeneath": [
            {"allowedAccess": [)" +
                     rule + R"(], "parent": ["/srv"]}]})")
            .size();
    };
    CHECK(with(R"("read_file")") == 0);
    CHECK(with(R"("read_file", "write_file", "truncate")") == 0);
    CHECK(with(R"("make_dir")") == 0);
    CHECK(with(R"("make_dir", "remove_dir")") == 1);
    CHECK(with(R"("make_reg")") == 1);  // link(2)
    CHECK(with(R"("make_reg", "remove_file", "refer")") == 0);
}

TEST_CASE("lint: execute is missed only where programs may be read") {
    const auto with = [](const std::string& path) {
        return notes(R"({"abi": 3, "ruleset": [{"handledAccessFs": ["abi.all"]}], "pathBeneath": [
            {"allowedAccess": ["abi.read"], "parent": [")" +
                     path + R"("]}], "preloadVersion": 1})");
    };
    for (const std::string path : {"/usr/bin", "/opt/app/bin/run", "/sbin"}) {
        CAPTURE(path);
        CHECK(with(path) == Lines{"p.json: execute is handled and granted nowhere: the process can "
                                  "start no program"});
    }
    for (const std::string path : {"/srv", "/var/cabin", "/usr/share"}) CHECK(with(path).empty());
}

TEST_CASE("lint: the loader matters where the process can write a program") {
    const auto with = [](const std::string& preset, const std::string& rights) {
        return notes(
            R"({"preloadVersion": 1, "abi": 3, "ruleset": [{"handledAccessFs": ["abi.all"]}],
            "preset": ["loader", "exec", "devices", ")" +
            preset + R"("], "pathBeneath": [
            {"allowedAccess": [)" +
            rights + R"(], "parent": ["/srv"]}]})");
    };
    CHECK(with("dns", R"("abi.read")").empty());
    CHECK(with("dns", R"("abi.read", "write_file")").empty());
    CHECK(with("dns", R"("abi.all")").empty());  // it may be executed anyway
    CHECK(with("dns", R"("abi.read_write")") == Lines{"p.json:/preset/0: " + kLoaderNote});
    CHECK(with("tmp", R"("abi.read")") == Lines{"p.json:/preset/0: " + kLoaderNote});
}

TEST_CASE("lint: all of one class is nothing of another") {
    const auto with = [](const std::string& ruleset) {
        return notes("{\"abi\": 6, \"ruleset\": [{" + ruleset + "}]}");
    };
    const std::string net = "TCP";
    const std::string scope = "signals and abstract UNIX sockets";
    CHECK(with(R"("handledAccessFs": ["abi.all"])") ==
          Lines{"p.json: no net right and no scope is handled: TCP, signals and abstract UNIX "
                "sockets are not restricted"});
    CHECK(with(R"("handledAccessFs": ["abi.all"], "scoped": ["signal"])") ==
          Lines{"p.json: no net right is handled: TCP is not restricted"});
    CHECK(
        with(R"("handledAccessFs": ["abi.all"], "handledAccessNet": ["bind_tcp"])") ==
        Lines{"p.json: no scope is handled: signals and abstract UNIX sockets are not restricted"});
    CHECK(
        with(
            R"("handledAccessFs": ["abi.all"], "handledAccessNet": ["abi.all"], "scoped": ["abi.all"])")
            .empty());
    CHECK(notes(R"({"abi": 3, "ruleset": [{"handledAccessFs": ["abi.all"]}]})").empty());
}

TEST_CASE("lint: a group of what came later is of nothing") {
    const std::string files = R"("handledAccessFs": ["write_file", "remove_file", "remove_dir"])";
    const std::string refer =
        R"("pathBeneath": [{"allowedAccess": ["refer"], "parent": ["/data"]}], )";
    const auto with = [&](const std::string& abi, const std::string& more,
                          const std::string& rules = "") {
        return notes("{" + refer + "\"abi\": " + abi + ", \"ruleset\": [{" + files + more + "}]" +
                     rules + "}");
    };
    const Lines net{
        R"(p.json: "abi.all" stands for no net right below abi 4; raise "abi" or name net rights)"};
    const Lines scope{
        R"(p.json: "abi.all" stands for no scope below abi 6; raise "abi" or name scopes)"};
    CHECK(with("3", R"(, "handledAccessNet": ["abi.all"])") == net);
    CHECK(with("4", R"(, "handledAccessNet": ["abi.all"])").empty());
    CHECK(with("3", R"(, "handledAccessNet": ["bind_tcp"])").empty());
    CHECK(with("3", "", R"(, "netPort": [{"allowedAccess": ["abi.all"], "port": [80]}])") == net);
    CHECK(with("5", R"(, "scoped": ["abi.all"])") == scope);
    CHECK(with("6", R"(, "scoped": ["abi.all"])").empty());
    CHECK(with("3", R"(, "handledAccessNet": ["abi.all"], "scoped": ["abi.all"])") ==
          Lines{net[0], scope[0]});
}

TEST_CASE("lint: who handles writing and grants reading denies reading") {
    const auto with = [](const std::string& handled, const std::string& rights) {
        return notes(
            R"({"preloadVersion": 1, "abi": 3, "ruleset": [{"handledAccessFs": ["remove_file", "remove_dir", ")" +
            handled + R"("]}], "pathBeneath": [{"allowedAccess": [)" + rights +
            R"(, "refer"], "parent": ["/srv"]}]})");
    };
    const auto note = [](const std::string& rights) {
        return Lines{
            "p.json:/pathBeneath/0/allowedAccess: " + rights +
            " would be denied everywhere else, since a rule grants what the ruleset does not "
            "name; grant abi.write alone, or name them in the ruleset"};
    };
    CHECK(with("abi.write", R"("abi.read_write")") == note("read_file, read_dir"));
    CHECK(with("write_file", R"("write_file", "read_file")") == note("read_file"));
    CHECK(with("abi.write", R"("abi.write")").empty());
    CHECK(with("abi.read_write", R"("abi.read_write")").empty());
    CHECK(with("abi.write", R"("read_file")").empty());  // no rule for what is written
    CHECK(with("read_dir", R"("abi.read_write")").empty());
}

TEST_CASE("lint: names are protected where nothing can be taken away, or nothing put there") {
    const auto with = [](const std::string& handled) {
        return notes(R"({"ruleset": [{"handledAccessFs": ["refer", )" + handled + R"(]}],
            "pathBeneath": [{"allowedAccess": ["refer"], "parent": ["/srv"]}]})");
    };
    const Lines unprotected = {
        "p.json: names are not protected: where its user may write, the program can exchange what "
        "the policy's paths lead to, and the policy itself; handle remove_file and remove_dir as "
        "well"};
    CHECK(with(R"("read_file")") == unprotected);
    CHECK(with(R"("read_file", "write_file", "make_reg")") == unprotected);
    CHECK(with(R"("remove_file", "make_reg", "make_dir")") == unprotected);
    CHECK(with(R"("remove_dir", "make_reg", "make_sym")") == unprotected);
    CHECK(with(R"("remove_file", "remove_dir", "write_file")").empty());
    CHECK(with(R"("make_reg", "make_dir", "make_sym", "write_file")").empty());
    // The contents of the policy are another matter.
    const Lines overwritten = {
        "p.json: the policy itself is not protected: where its user may write, the program can "
        "overwrite it; handle write_file, remove_file and remove_dir as well"};
    CHECK(with(R"("remove_file", "remove_dir")") == overwritten);
    CHECK(with(R"("make_reg", "make_dir", "make_sym", "truncate")") == overwritten);
    // Nothing is denied elsewhere at all, which is noted already.
    CHECK(notes(R"({"pathBeneath": [{"allowedAccess": ["refer"], "parent": ["/srv"]}]})").size() ==
          1);
    // A policy about scopes that lets others handle files.
    CHECK(with(R"("refer")") == overwritten);
}
