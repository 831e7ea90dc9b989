// SPDX-License-Identifier: MIT
#include "tool/policy_writer.hpp"

#include "support.hpp"

using namespace landlock_preload;

namespace {

std::string written(const std::string& text, bool unescaped = false) {
    const WrittenPolicy result = write_policy(resolve(text), unescaped);
    CHECK(result.problem.empty());
    return result.text;
}

std::string with_path(const std::string& path, bool is_extended = true) {
    return R"({"ruleset":[{"handledAccessFs":["execute"]}],"pathBeneath":[{"allowedAccess":["execute"],"parent":[)" +
           path + "]}]" + (is_extended ? R"(,"preloadVersion":1,"minAbi":1})" : "}");
}

bool says(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("policy writer: a plain policy stays one, with rights in the kernel's order") {
    const std::string text = R"({
  "ruleset": [
    {
      "handledAccessFs": ["execute", "read_file", "refer"],
      "handledAccessNet": ["bind_tcp"],
      "scoped": ["signal"]
    }
  ],
  "pathBeneath": [
    {
      "allowedAccess": ["execute", "read_file"],
      "parent": [
        "/usr",
        "/opt"
      ]
    }
  ],
  "netPort": [
    {
      "allowedAccess": ["bind_tcp"],
      "port": [80, 443]
    }
  ]
}
)";
    CHECK(written(text) == text);
    CHECK(write_policy(resolve(text), false).beyond_plain.empty());
}

TEST_CASE("policy writer: what plain mode cannot express makes it extended") {
    for (const char* const key :
         {R"("minAbi":2)", R"("compatibility":"best_effort")", R"("log":{"newExec":true})"}) {
        const std::string text = R"({"preloadVersion":1,)" + std::string(key) +
                                 R"(,"ruleset":[{"handledAccessFs":["execute"]}]})";
        CAPTURE(text);
        const WrittenPolicy result = write_policy(resolve(text), false);
        CHECK(!result.beyond_plain.empty());
        CHECK(std::string(key).starts_with(result.beyond_plain));
        CHECK(written(result.text) == result.text);
    }
    CHECK(says(written(R"({"preloadVersion":1,"ruleset":[{"handledAccessFs":["execute",63]}]})"),
               R"("handledAccessFs": ["execute", 63])"));
}

TEST_CASE("policy writer: a path is written so that it means itself") {
    CHECK(says(written(with_path(R"("/a$$b")")), R"("/a$$b")"));
    CHECK(says(written(with_path(R"("/a$$b")"), true), R"("/a$b")"));
    CHECK(says(written(with_path(R"("/a*b")", false)), R"("/a*b")"));
    // In extended mode, only a pattern can say it.
    CHECK(says(written(with_path(R"("./~")")), R"("./~")"));
    ResolvedPolicy policy = resolve(with_path(R"("/x")"));
    policy.paths[0].path = "/a*b";
    const WrittenPolicy result = write_policy(policy, false);
    CHECK(result.problem.empty());
    CHECK(says(result.text, R"("/a\\*b")"));
    CHECK(says(result.text, R"("glob": true)"));
    policy.paths[0].options.create_directory = true;
    CHECK(write_policy(policy, false).problem ==
          R"(path "/a*b" can only be written as a pattern, of which no directory is made)");
}

TEST_CASE(
    "policy writer: a path that is not UTF-8 is written as a pattern, where that is certain") {
    const TempFolder folder;
    ResolvedPolicy policy = resolve(with_path(R"("/x")"));
    policy.paths[0].path = folder.file("a\xff");
    WrittenPolicy result = write_policy(policy, false);
    CHECK(result.problem.empty());
    CHECK(!result.beyond_plain.empty());
    CHECK(says(result.text, "/a?\""));
    CHECK(says(write_policy(policy, true).problem, "is not UTF-8, which JSON cannot hold; rename"));
    (void)folder.file("a\xfe");
    CHECK(says(write_policy(policy, false).problem, "does not match it alone; rename it"));
}

TEST_CASE("policy writer: options, quiet ports and requirements are kept") {
    const std::string text = R"({
  "preloadVersion": 1,
  "ruleset": [
    {
      "handledAccessFs": ["execute"],
      "handledAccessNet": ["bind_tcp"],
      "quietAccessNet": ["bind_tcp"]
    },
    {
      "handledAccessFs": ["execute"],
      "errorIfAnyUnsupported": true
    }
  ],
  "pathBeneath": [
    {
      "allowedAccess": ["execute"],
      "parent": [
        "/usr"
      ],
      "optional": true,
      "type": "directory",
      "noSymlinks": true
    }
  ],
  "netPort": [
    {
      "allowedAccess": ["bind_tcp"],
      "port": [80],
      "quiet": true
    }
  ]
}
)";
    CHECK(written(text) == text);
}
