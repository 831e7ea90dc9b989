// SPDX-License-Identifier: MIT
//
// A second opinion on plain policies: the rules of the policy reference once more, written from it
// and sharing nothing with the library, not even the JSON parser. It knows yes and no, and what a
// policy comes to; no messages.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "../lib/landlock_facts.hpp"

namespace plain_model {

// What a policy comes to. Rights are the kernel's bits.
struct Resolved {
    std::map<landlock_facts::Class, std::uint64_t> handled;
    std::map<std::string, std::uint64_t> paths;  // by components
    std::map<std::uint64_t, std::uint64_t> ports;

    bool operator==(const Resolved&) const = default;
};

// PATH by components: "/a", "/a/" and "//a/." are one; ".." stays, and so does a leading ".".
std::string by_components(std::string_view path);

struct Verdict {
    bool is_plain = true;              // else it has the marker of extended mode: no opinion
    std::optional<Resolved> resolved;  // nothing: the policy is refused
};

Verdict judge(std::string_view text);

}  // namespace plain_model
