// SPDX-License-Identifier: MIT
//
// The reference implementation's own test inputs, with the result that it gave. The corpus is no
// part of the project: where it is absent there is nothing to compare with.
#include <doctest/doctest.h>

#include <filesystem>

#include "resolved_sets.hpp"
#include "support.hpp"

using namespace landlock_preload;
namespace fs = std::filesystem;

TEST_CASE("corpus: accepts and resolves every file as the reference implementation does") {
    const fs::path corpus = TEST_CORPUS;
    if (!fs::exists(corpus / "index.json")) {
        MESSAGE("skipped: no corpus at " << corpus.string());
        return;
    }
    const nlohmann::json index = nlohmann::json::parse(read_whole(corpus / "index.json"));
    CHECK(index.size() == 168);
    for (const nlohmann::json& entry : index) {
        const std::string name = entry.at("file");
        CAPTURE(name);
        const Source source = {SourceKind::file, name, read_whole(corpus / name)};
        ResolvedPolicy resolved;
        const auto lines = lines_of([&] { resolved = expand_policy(parse_policy(source)); });
        CAPTURE(lines.empty() ? "" : lines[0]);
        const bool valid = entry.at("result") == "valid";
        CHECK(lines.empty() == valid);
        if (!valid || !lines.empty()) continue;
        const ResolvedSets expected = sets_of(entry.at("resolved"));
        if (entry.value("resolvedIsMinimum", false)) {
            CHECK(sets_of(resolved).covers(expected));
        } else {
            CHECK(sets_of(resolved) == expected);
        }
    }
}
