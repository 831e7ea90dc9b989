// SPDX-License-Identifier: MIT
//
// What several tests need: errors as the lines a program prints, policies from text, temporary
// folders.
#pragma once

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/unique_fd.hpp"
#include "landlock/access_set.hpp"
#include "policy/json/parser.hpp"
#include "policy/source.hpp"
#include "resolve/expand.hpp"

namespace landlock_preload {

// Rights of every class by their masks.
constexpr AccessSet access_set(AccessMask fs, AccessMask net = 0, AccessMask scope = 0) {
    return AccessSet(AccessClass::fs, fs) | AccessSet(AccessClass::net, net) |
           AccessSet(AccessClass::scope, scope);
}

// Those of EVENTS that are of this severity.
inline std::vector<Diagnostic> of_severity(Severity severity,
                                           const std::vector<Diagnostic>& events) {
    std::vector<Diagnostic> found;
    for (const Diagnostic& event : events) {
        if (event.severity == severity) found.push_back(event);
    }
    return found;
}

// Whether a descriptor is of what PATH leads to.
inline bool is_same(const UniqueFd& fd, const std::string& path) {
    struct stat one = {};
    struct stat other = {};
    return fstat(fd.get(), &one) == 0 && stat(path.c_str(), &other) == 0 &&
           one.st_ino == other.st_ino && one.st_dev == other.st_dev;
}

// What FUNCTION throws, or nothing.
inline std::vector<Diagnostic> errors_of(const std::function<void()>& function) {
    try {
        function();
    } catch (const Diagnostics& errors) {
        return errors.list;
    }
    return {};
}

// An error as it is printed, without the program's name: control bytes are escaped.
inline std::string line_of(const Diagnostic& error) {
    const std::string raw =
        error.location.empty() ? error.what : error.location + ": " + error.what;
    std::string line;
    for (const char c : raw) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte != 0x7f) {
            line += c;
            continue;
        }
        line += "\\x";
        line += "0123456789abcdef"[byte >> 4U];
        line += "0123456789abcdef"[byte & 15U];
    }
    return line;
}

inline std::vector<std::string> lines_of(const std::function<void()>& function) {
    std::vector<std::string> lines;
    for (const Diagnostic& error : errors_of(function)) lines.push_back(line_of(error));
    return lines;
}

// The only line that FUNCTION throws; "N errors" where it is not one.
inline std::string line_of(const std::function<void()>& function) {
    const std::vector<std::string> lines = lines_of(function);
    return lines.size() == 1 ? lines[0] : std::to_string(lines.size()) + " errors";
}

// A policy as if it had been read from the file "p.json".
inline Policy parse(const std::string& text) {
    return parse_policy(Source{SourceKind::file, "p.json", text});
}

inline ResolvedPolicy resolve(const std::string& text) {
    return expand_policy(parse(text));
}

inline std::string read_whole(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

// A folder that is removed with everything in it.
class TempFolder {
  private:
    // Programs are made in it, and some machines execute nothing in /tmp.
    static std::string parent() {
        std::string first = std::filesystem::temp_directory_path().string();
        for (const std::string& path : {first, std::string("/var/tmp"), std::string("/dev/shm")}) {
            struct statvfs status = {};
            if (statvfs(path.c_str(), &status) == 0 && (status.f_flag & ST_NOEXEC) == 0)
                return path;
        }
        return first;
    }

  public:
    TempFolder() {
        std::string name = parent() + "/landlock-preload-unit-XXXXXX";
        if (mkdtemp(name.data()) == nullptr) std::abort();
        // The real path: /tmp may be a link.
        path_ = std::filesystem::canonical(name);
    }
    ~TempFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;

    [[nodiscard]] std::string path(const std::string& name) const { return path_ / name; }

    std::string file(const std::string& name, std::string_view text = "") const {
        std::ofstream(path_ / name, std::ios::binary) << text;
        return path_ / name;
    }
    std::string folder(const std::string& name) const {
        std::filesystem::create_directories(path_ / name);
        return path_ / name;
    }

  private:
    std::filesystem::path path_;
};

}  // namespace landlock_preload

// How doctest shows lists of strings: one a line.
template <>
struct doctest::StringMaker<std::vector<std::string>> {
    static String convert(const std::vector<std::string>& list) {
        std::string text = "[";
        for (const std::string& entry : list) text += "\n    " + entry;
        return (text + "]").c_str();
    }
};
