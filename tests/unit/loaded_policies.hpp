// SPDX-License-Identifier: MIT
//
// Policies that include each other, and what is loaded of them.
#pragma once

#include <doctest/doctest.h>
#include <sys/mman.h>

#include "policy/load.hpp"
#include "support.hpp"

namespace landlock_preload {

using Lines = std::vector<std::string>;

// An extended policy that grants read_file on PATH and includes these files.
inline std::string reading(const std::string& path, const Lines& includes = {},
                           const std::string& more = "") {
    std::string text = R"({"preloadVersion": 1, "pathBeneath": [{"allowedAccess": ["read_file"],
        "parent": [")" +
                       path + "\"]}]" + more;
    for (std::size_t i = 0; i < includes.size(); ++i) {
        text += (i == 0 ? ", \"include\": [\"" : ", \"") + includes[i] + "\"";
    }
    return text + (includes.empty() ? "}" : "]}");
}

inline std::string plain(const std::string& path) {
    return R"({"pathBeneath": [{"allowedAccess": ["read_file"], "parent": [")" + path + "\"]}]}";
}

inline Loaded load(const std::string& value) {
    return load_policy(value.c_str());
}

// The paths of all rules, in their order.
inline Lines rules_of(const Loaded& loaded) {
    Lines paths;
    for (const PathRule& rule : loaded.policy.path_beneath) paths.push_back(rule.parent.at(0));
    return paths;
}

inline Lines refusals(const std::string& value) {
    return lines_of([&] { load(value); });
}

// "fd:N", to be read once.
inline std::string as_descriptor(const std::string& text) {
    const int fd = memfd_create("policy", 0);
    REQUIRE(fd >= 3);
    REQUIRE(write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
    REQUIRE(lseek(fd, 0, SEEK_SET) == 0);
    return "fd:" + std::to_string(fd);
}

}  // namespace landlock_preload
