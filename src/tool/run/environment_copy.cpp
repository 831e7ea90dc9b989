// SPDX-License-Identifier: MIT
#include "tool/run/environment_copy.hpp"

#include <algorithm>
#include <cstddef>

namespace landlock_preload {
namespace {

bool is_named(std::string_view entry, std::string_view name) {
    return entry.size() > name.size() && entry.starts_with(name) && entry[name.size()] == '=';
}

}  // namespace

EnvironmentCopy::EnvironmentCopy(char** entries) {
    for (; *entries != nullptr; ++entries) entries_.push_back(*entries);
    entries_.push_back(nullptr);
}

void EnvironmentCopy::set(std::string_view name, std::string_view value) {
    own_.push_back(std::make_shared<std::string>(std::string(name) + '=' + std::string(value)));
    const auto first = std::find_if(entries_.begin(), entries_.end() - 1,
                                    [&](const char* entry) { return is_named(entry, name); });
    const std::ptrdiff_t place = first - entries_.begin();
    remove(name);
    entries_.insert(entries_.begin() + std::min(place, std::ssize(entries_) - 1),
                    own_.back()->data());
}

void EnvironmentCopy::remove(std::string_view name) {
    std::erase_if(entries_,
                  [&](const char* entry) { return entry != nullptr && is_named(entry, name); });
}

std::string EnvironmentCopy::value(std::string_view name) const {
    std::string_view found;
    for (const char* entry : entries_) {
        if (entry != nullptr && is_named(entry, name)) found = entry + name.size() + 1;
    }
    return std::string(found);
}

}  // namespace landlock_preload
