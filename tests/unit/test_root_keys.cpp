// SPDX-License-Identifier: MIT
//
// The two keys of the root that decide what other values may be: they are found wherever they
// stand, and nothing else is taken for them.
#include <doctest/doctest.h>

#include "policy/json/builder.hpp"
#include "support.hpp"

using namespace landlock_preload;

namespace {

// What is found in TEXT: "abi", "version" and "extended".
std::string found_in(std::string_view text) {
    const RootKeys keys = find_root_keys(text);
    std::string found;
    if (keys.has_abi) found += "abi ";
    if (keys.has_version) found += "version ";
    if (keys.is_extended) found += "extended ";
    return found;
}

}  // namespace

TEST_CASE("root keys: both are found in either order, before and after others") {
    CHECK(found_in("{}") == "");
    CHECK(found_in(R"({"abi": 5})") == "abi ");
    CHECK(found_in(R"({"preloadVersion": 1})") == "version extended ");
    CHECK(found_in(R"({"preloadVersion": 1, "abi": 5})") == "abi version extended ");
    CHECK(found_in(R"({"a": [1, {"b": "c"}], "abi": 5, "d": "e", "preloadVersion": 1})") ==
          "abi version extended ");
}

TEST_CASE("root keys: a version that is not 1 is there and extends nothing") {
    for (const char* value : {"0", "2", "-1", "1.0", "1e0", "\"1\"", "true", "null", "[1]", "{}"}) {
        CAPTURE(value);
        const std::string key = std::string("\"preloadVersion\": ") + value;
        CHECK(found_in("{" + key + "}") == "version ");
        CHECK(found_in("{" + key + ", \"abi\": 5}") == "abi version ");
    }
}

TEST_CASE("root keys: a key is found however it is escaped") {
    CHECK(found_in(R"({"\u0061bi": 5, "preload\u0056ersion": 1})") == "abi version extended ");
}

TEST_CASE("root keys: neither strings nor the keys of other objects are taken for them") {
    CHECK(found_in(R"({"a": "abi", "b": ["preloadVersion", "abi"], "c": {"abi": 5}})") == "");
    CHECK(found_in(R"({"a": {"preloadVersion": 1}, "b": [{"abi": 5}]})") == "");
    CHECK(found_in(R"(["abi", {"preloadVersion": 1}])") == "");
}

TEST_CASE("root keys: the search ends where the text is not JSON") {
    CHECK(found_in("") == "");
    CHECK(found_in("{") == "");
    CHECK(found_in(R"({"abi": 5, # "preloadVersion": 1})") == "abi ");
    CHECK(found_in(R"(]]]"abi": 5)") == "");
}

TEST_CASE("root keys: what is wrong with a policy does not depend on where they stand") {
    const std::vector<std::string> rests = {
        R"("ruleset": [{"handledAccessFs": ["abi.all"], "quietAccessFs": ["abi.read", 3]}])",
        R"("pathBeneath": [{"allowedAccess": ["abi.write"], "parent": ["~", "/*"]}])",
        R"("netPort": [{"allowedAccess": ["bind_tcp"], "port": [{"first": 2, "last": 1}, "x"]}])",
        R"("variable": [{"name": "a", "literal": ["b"], "env": "C", "split": ""}], "log": {"x": 1})"};
    const std::vector<std::string> keys = {"", R"("abi": 5)", R"("preloadVersion": 1)",
                                           R"("preloadVersion": 1, "abi": 5)"};
    for (const std::string& rest : rests) {
        for (const std::string& key : keys) {
            CAPTURE(rest);
            CAPTURE(key);
            const std::string first = key.empty() ? "" : key + ", ";
            const std::string last = key.empty() ? "" : ", " + key;
            const auto lines = lines_of([&] { parse("{" + first + rest + "}"); });
            CHECK(lines == lines_of([&] { parse("{" + rest + last + "}"); }));
        }
    }
}
