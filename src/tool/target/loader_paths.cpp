// SPDX-License-Identifier: MIT
#include "tool/target/loader_paths.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <utility>

namespace landlock_preload {
namespace {

// Takes the loader's $NAME or ${NAME} off TEXT.
bool take_token(std::string_view& text, std::string_view name) {
    for (const std::string& token : {"${" + std::string(name) + "}", "$" + std::string(name)}) {
        if (!text.starts_with(token)) continue;
        const std::string_view after = text.substr(token.size());
        const bool goes_on =
            !after.empty() && token[1] != '{' &&
            (isalnum(static_cast<unsigned char>(after[0])) != 0 || after[0] == '_');
        if (goes_on) return false;
        text = after;
        return true;
    }
    return false;
}

}  // namespace

std::vector<std::string> split_list(std::string_view text, std::string_view separators) {
    std::vector<std::string> parts;
    for (;;) {
        const std::size_t end = text.find_first_of(separators);
        parts.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

std::string join_path(const std::string& directory, const std::string& name) {
    if (directory.empty()) return "./" + name;
    return directory + (directory.ends_with('/') ? "" : "/") + name;
}

std::optional<std::string> expand_loader_tokens(std::string_view directory,
                                                const std::string& origin, const std::string& lib) {
    std::string path;
    while (!directory.empty()) {
        if (take_token(directory, "ORIGIN")) {
            if (origin.empty()) return std::nullopt;
            path += origin;
        } else if (take_token(directory, "LIB")) {
            path += lib;
        } else if (take_token(directory, "PLATFORM")) {
            return std::nullopt;
        } else {
            const std::size_t length = std::min(directory.find('$', 1), directory.size());
            path += directory.substr(0, length);
            directory.remove_prefix(length);
        }
    }
    return path;
}

bool has_loader_token(std::string_view text) {
    return expand_loader_tokens(text, "/", "/") != text;
}

std::vector<std::string> find_built_in_directories(const std::string& loader) {
    const auto is_printed = [](char c) { return c > ' ' && c < '\x7f'; };
    std::vector<std::string> found;
    for (std::size_t end = loader.find(std::string_view("/\0", 2)); end != std::string::npos;
         end = loader.find(std::string_view("/\0", 2), end + 1)) {
        std::size_t start = end;
        while (start > 0 && is_printed(loader[start - 1])) --start;
        std::string directory = loader.substr(start, end + 1 - start);
        const bool is_one =
            directory.starts_with('/') && directory.find("/lib") != std::string::npos;
        if (is_one && std::ranges::find(found, directory) == found.end()) {
            found.push_back(std::move(directory));
        }
    }
    return found;
}

std::string find_loader_cache_path(const std::string& loader) {
    constexpr std::string_view kCache = "/ld.so.cache";
    const std::size_t end = loader.find(std::string(kCache) + '\0');
    if (end == std::string::npos) return {};
    const std::size_t start = loader.rfind('\0', end) + 1;
    return loader.substr(start, end + kCache.size() - start);
}

std::string find_loader_lib(const std::vector<std::string>& built_in) {
    if (built_in.empty()) return "lib";
    const std::string& first = built_in.front();
    const std::size_t start = first.find("/lib");
    return first.substr(start + 1, first.size() - start - 2);
}

}  // namespace landlock_preload
