// SPDX-License-Identifier: MIT
#include "tool/output_variables.hpp"

#include <doctest/doctest.h>

using namespace landlock_preload;

TEST_CASE("output variables: each value has one name, and none stands for nothing") {
    OutputVariables variables;
    CHECK(variables.refer_to("").empty());
    CHECK(variables.refer_to("/a") == "${place1}");
    CHECK(variables.refer_to("/b") == "${place2}");
    CHECK(variables.refer_to("/a") == "${place1}");
    JsonText json;
    json.begin_object();
    variables.write(json);
    json.end_object();
    CHECK(json.text() == R"({
  "variable": [
    {
      "name": "place1",
      "literal": ["/a"]
    },
    {
      "name": "place2",
      "literal": ["/b"]
    }
  ]
})");
}

TEST_CASE("output variables: without any, nothing is written") {
    JsonText json;
    json.begin_object();
    OutputVariables().write(json);
    json.end_object();
    CHECK(json.text() == "{}");
}
