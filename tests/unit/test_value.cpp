// SPDX-License-Identifier: MIT
//
// How a value of a policy is named in messages: by its type, and as its author wrote it.
#include <doctest/doctest.h>

#include <string>
#include <utility>

#include "policy/json/value.hpp"

using namespace landlock_preload;

TEST_CASE("value: each type has the name that JSON gives it") {
    const std::pair<ValueType, const char*> kNames[] = {{ValueType::null, "null"},
                                                        {ValueType::boolean, "boolean"},
                                                        {ValueType::unsigned_integer, "number"},
                                                        {ValueType::number, "number"},
                                                        {ValueType::string, "string"},
                                                        {ValueType::array, "array"},
                                                        {ValueType::object, "object"}};
    for (const auto& row : kNames) {
        CHECK(std::string(Value{row.first}.type_name()) == row.second);
    }
}

TEST_CASE("value: strings and numbers are named as they were written") {
    std::string text = "80";
    CHECK(Value{ValueType::string, 0, &text}.written() == "\"80\"");
    text = "-1.5e3";
    CHECK(Value{ValueType::number, 0, &text}.written() == "-1.5e3");
    CHECK(Value{ValueType::unsigned_integer, 18446744073709551615U}.written() ==
          "18446744073709551615");
}

TEST_CASE("value: all else is named by its type") {
    CHECK(Value{ValueType::null}.written() == "null");
    CHECK(Value{ValueType::boolean, 1}.written() == "boolean");
    CHECK(Value{ValueType::array}.written() == "array");
    CHECK(Value{ValueType::object}.written() == "object");
}
