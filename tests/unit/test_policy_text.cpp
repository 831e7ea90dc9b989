// SPDX-License-Identifier: MIT
#include "tool/policy_text.hpp"

#include <doctest/doctest.h>

using namespace landlock_preload;

TEST_CASE("policy text: an item goes to the end of its array, and nothing else changes") {
    CHECK(add_to_array(R"({"a": [1], "b": [2]})", "a", {"3"}) == R"({"a": [1, 3], "b": [2]})");
    CHECK(add_to_array(R"({"a":[1],"b":[ 2 ]})", "b", {"3", "4"}) ==
          R"({"a":[1],"b":[ 2, 3, 4 ]})");
    CHECK(add_to_array("{\"a\": []}", "a", {"1", "2"}) == "{\"a\": [1, 2]}");
}

TEST_CASE("policy text: in lines, an item is a line, indented as the one before") {
    CHECK(add_to_array("{\n\t\"a\": [\n\t\t1,\n\n\t\t2\n\t]\n}\n", "a", {"3"}) ==
          "{\n\t\"a\": [\n\t\t1,\n\n\t\t2,\n\t\t3\n\t]\n}\n");
    CHECK(add_to_array("{\n  \"a\": [\n    {\n      \"x\": 1\n    }\n  ]\n}\n", "a", {"{}"}) ==
          "{\n  \"a\": [\n    {\n      \"x\": 1\n    },\n    {}\n  ]\n}\n");
    CHECK(add_to_array("{\n  \"a\": [\n  ]\n}\n", "a", {"1"}) == "{\n  \"a\": [\n    1\n  ]\n}\n");
}

TEST_CASE("policy text: an array that is not there goes to the end of the root") {
    CHECK(add_to_array(R"({"a": 1})", "b", {"2", "3"}) == R"({"a": 1, "b": [2, 3]})");
    CHECK(add_to_array("{\n  \"a\": 1\n}\n", "b", {"2"}) == "{\n  \"a\": 1,\n  \"b\": [2]\n}\n");
}

TEST_CASE("policy text: only a key of the root is one, and what strings hold is no structure") {
    CHECK(add_to_array(R"({"x": {"a": [1]}, "a": [2]})", "a", {"3"}) ==
          R"({"x": {"a": [1]}, "a": [2, 3]})");
    CHECK(add_to_array(R"({"a": [2], "x": {"a": [1]}})", "a", {"3"}) ==
          R"({"a": [2, 3], "x": {"a": [1]}})");
    CHECK(add_to_array(R"({"c": "]}\"a\": [", "a": ["\\", "]"]})", "a", {"3"}) ==
          R"({"c": "]}\"a\": [", "a": ["\\", "]", 3]})");
    CHECK(add_to_array(R"({"c": "a", "b": [1]})", "a", {"3"}) ==
          R"({"c": "a", "b": [1], "a": [3]})");
}
