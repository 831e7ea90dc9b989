// SPDX-License-Identifier: MIT
#include "preload/assess_loading.hpp"

#include <doctest/doctest.h>

#include "support.hpp"

using namespace landlock_preload;

namespace {

std::vector<std::string> warnings(const Loading& loading) {
    std::vector<Diagnostic> list = {{Severity::warning, "p.json", "another"}};
    assess_loading(loading, false, list);
    std::vector<std::string> lines;
    for (const Diagnostic& warning : list) {
        CHECK(warning.severity == Severity::warning);
        lines.push_back(line_of(warning));
    }
    return lines;
}

std::string refusal(const Loading& loading) {
    std::vector<Diagnostic> list;
    return line_of([&] { assess_loading(loading, true, list); });
}

constexpr const char* kCopy =
    "\"/opt/copy.so\" is another copy of this library, which stays inactive and may answer the "
    "program in place of this one; load one of them; LANDLOCK_STRICT=1 ";
constexpr const char* kRival =
    "\"/lib/rival.so\" started before this library, and so outside of its sandbox; do something; "
    "LANDLOCK_STRICT=1 ";

}  // namespace

TEST_CASE("assess loading: a start that is first and alone is silent") {
    Loading loading;
    CHECK(warnings(loading) == std::vector<std::string>{"p.json: another"});
    std::vector<Diagnostic> list;
    assess_loading(loading, true, list);
    CHECK(list.empty());
}

TEST_CASE("assess loading: a rival or a copy is the first warning, and an error under STRICT") {
    Loading loading;
    loading.twin = "/opt/copy.so";
    CHECK(
        warnings(loading) ==
        std::vector<std::string>{std::string(kCopy) + "refuses to start then", "p.json: another"});
    CHECK(refusal(loading) == std::string(kCopy) + "makes this an error");
    loading.rival = "/lib/rival.so";
    loading.remedy = "do something";
    CHECK(warnings(loading) ==
          std::vector<std::string>{std::string(kRival) + "refuses to start then",
                                   std::string(kCopy) + "refuses to start then",
                                   "p.json: another"});
    loading.twin = nullptr;
    CHECK(refusal(loading) == std::string(kRival) + "makes this an error");
}
