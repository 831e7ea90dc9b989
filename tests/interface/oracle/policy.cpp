// SPDX-License-Identifier: MIT
//
// Mostly all rights are handled and few are granted, so that about half of what is asked is denied.
// No rule is on a twin or on anything in one.
#include "policy.hpp"

#include <filesystem>

#include "../../lib/landlock_facts.hpp"
#include "tree.hpp"

namespace oracle {
namespace {

using landlock_facts::Class;

std::string quoted(const std::string& text) {
    return '"' + text + '"';
}

// At least one of them, each with this chance.
std::string some_of(Random& random, const std::vector<std::string>& rights, unsigned percent) {
    std::string list = quoted(random.pick(rights));
    for (const std::string& right : rights) {
        if (random.percent(percent)) list += "," + quoted(right);
    }
    return "[" + list + "]";
}

std::string as_written(Random& random, const std::string& path, const std::string& folder) {
    switch (random.below(5)) {
        case 0:
            return std::filesystem::path(path).lexically_relative(folder).string();
        case 1:
            return path + "/";
        case 2:
            return path + "/.";
        default:
            return path;
    }
}

}  // namespace

std::string make_policy(Random& random, const std::vector<std::string>& paths,
                        const std::string& folder, const std::vector<std::uint16_t>& ports) {
    // What a rule grants is handled; so that some rights are not, some policies know fewer.
    const auto fs_rights = landlock_facts::names(Class::fs);
    const auto net_rights = landlock_facts::names(Class::net);
    std::vector<std::string> rights;
    const unsigned known = random.percent(60) ? 100 : 60;
    for (const std::string& right : fs_rights) {
        if (random.percent(known)) rights.push_back(right);
    }
    if (rights.empty()) rights = fs_rights;
    std::string text = R"({"ruleset":[{"handledAccessFs":)" + some_of(random, rights, 100) +
                       R"(,"handledAccessNet":)" + some_of(random, net_rights, 70) + "}]";
    // One that can be used, whatever becomes of the others.
    text += R"(,"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/proc/version"]})";
    for (std::size_t left = 2 + random.below(7); left > 0; --left) {
        const std::string& path = random.pick(paths);
        if (is_in_twin(path)) continue;
        text += R"(,{"allowedAccess":)" + some_of(random, rights, random.percent(50) ? 25 : 75) +
                R"(,"parent":[)" + quoted(as_written(random, path, folder)) + "]}";
    }
    text += R"(],"netPort":[)";
    for (std::size_t i = 0; i < 4; ++i) {
        text += (i > 0 ? "," : "") + (R"({"allowedAccess":)" + some_of(random, net_rights, 40)) +
                R"(,"port":[)" + std::to_string(random.pick(ports)) + "]}";
    }
    return text + "]}";
}

}  // namespace oracle
