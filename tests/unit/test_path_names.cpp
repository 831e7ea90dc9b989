// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "tool/path_names.hpp"

using namespace landlock_preload;

namespace {

Variable of_builtin(const char* name, Builtin builtin) {
    Variable variable;
    variable.name = name;
    variable.kind = VariableKind::builtin;
    variable.builtin = builtin;
    return variable;
}

Variable of_environment(const char* name, const char* env, const char* split = "") {
    Variable variable;
    variable.name = name;
    variable.kind = VariableKind::env;
    variable.env = env;
    variable.split = split;
    return variable;
}

}  // namespace

TEST_CASE("the longest directory names a path, and what is elsewhere is written as it is") {
    const std::vector<NamedDirectory> directories = {
        {"/home/me", "home"}, {"/home/me/work", "here"}, {"/", "root"}, {"", "none"}};
    PathNames names(directories);
    CHECK(names.name("/home/me/work").text == "${here}");
    CHECK(names.name("/home/me/work/a$b").text == "${here}/a$$b");
    CHECK(names.name("/home/me/works").text == "${home}/works");
    CHECK(names.name("/srv/x").text == "/srv/x");
    CHECK(names.used() == std::set<std::string>{"here", "home"});
    CHECK(names.is_known("home"));
    CHECK_FALSE(names.is_known("root"));
    CHECK(names.is_relative("/home/me"));
    CHECK_FALSE(names.is_relative("/srv"));
}

TEST_CASE("a pattern is what of a path no variable stands for") {
    const std::vector<NamedDirectory> directories = {{"/data/a*", "data"}};
    PathNames names(directories);
    CHECK_FALSE(names.name("/data/a*/file").is_pattern);
    CHECK(names.name("/data/a*/b*").text == "${data}/b\\*");
    CHECK(names.name("/data/a*/b*").is_pattern);
}

TEST_CASE("of what a policy declares, single directories of the run are taken") {
    Learned learned;
    learned.working_directory = "/work";
    learned.home = "/home/me";
    learned.temporary = "/var/tmp/x";
    learned.environment = {{"SITE", "/srv/site"}, {"PLACES", "/srv/places"}};
    const std::vector<Variable> variables = {
        of_builtin("here", Builtin::cwd),       of_builtin("me", Builtin::home),
        of_builtin("tmp", Builtin::tmpdir),     of_builtin("self", Builtin::exe),
        of_environment("site", "SITE"),         of_environment("places", "PLACES", ":"),
        of_environment("nowhere", "NOT_SET"),   of_environment("home_of_env", "HOME"),
        of_environment("tmp_of_env", "TMPDIR"), Variable{"word", {"/literal"}},
    };
    PathNames names(declared_directories(variables, learned));
    CHECK(names.name("/work/a").text == "${here}/a");
    CHECK(names.name("/home/me/a").text == "${me}/a");
    CHECK(names.name("/var/tmp/x/a").text == "${tmp}/a");
    CHECK(names.name("/srv/site/a").text == "${site}/a");
    CHECK(names.name("/srv/places/a").text == "/srv/places/a");
    CHECK(names.name("/literal/a").text == "/literal/a");
    CHECK(names.is_known("home_of_env"));
    CHECK(names.is_known("tmp_of_env"));
    CHECK_FALSE(names.is_known("self"));
    CHECK_FALSE(names.is_known("nowhere"));
}
