// SPDX-License-Identifier: MIT
//
// A machine of a few directories and presets for the synthesis, which reads nothing itself.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "observe/synthesis.hpp"

namespace landlock_preload {

class FakeMachine : public Machine {
  public:
    std::set<std::string> directories = {"/", "/etc", "/usr", "/home/me", "/home/me/work"};
    std::map<std::string, std::size_t> entries;

    bool is_directory(const std::string& path) override { return directories.contains(path); }
    std::size_t count_entries(const std::string& directory) override {
        return entries.contains(directory) ? entries[directory] : 1000;
    }
    std::vector<PresetRow> preset(const std::string& name) override {
        constexpr AccessMask kRead = fs_access("read_file", "read_dir");
        if (name == "loader") {
            return {{"/usr/lib", kRead},
                    {"/usr/lib64/ld-linux-x86-64.so.2", kRead | fs_access("execute")}};
        }
        if (name == "devices") return {{"/dev/null", kRead | fs_access("write_file", "truncate")}};
        if (name == "locale") return {{"/usr/share/locale", kRead}, {"/etc/locale.alias", kRead}};
        if (name == "proc") return {{"/proc", kRead}};
        if (name == "tty") return {{"/dev/pts", kRead | fs_access("write_file")}};
        if (name == "tmp") {
            return {
                {"/tmp", kRead | fs_access("write_file", "make_reg", "remove_file", "truncate")}};
        }
        return {};
    }
};

}  // namespace landlock_preload
