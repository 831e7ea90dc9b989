// SPDX-License-Identifier: MIT
#include "tool/target/trampoline.hpp"

#include <algorithm>
#include <utility>

#include "tool/target/loader_paths.hpp"

namespace landlock_preload {
namespace {

constexpr std::string_view kShells[] = {"ash",  "bash",  "csh", "dash", "fish", "ksh", "ksh93",
                                        "mksh", "rbash", "sh",  "tcsh", "yash", "zsh"};
constexpr std::string_view kStarters[] = {"busybox",   "chroot",
                                          "chrt",      "doas",
                                          "find",      "flock",
                                          "gdb",       "ionice",
                                          "ltrace",    "make",
                                          "nice",      "nohup",
                                          "nsenter",   "parallel",
                                          "perf",      "prlimit",
                                          "run-parts", "runuser",
                                          "script",    "setpriv",
                                          "setsid",    "start-stop-daemon",
                                          "stdbuf",    "strace",
                                          "taskset",   "time",
                                          "timeout",   "toybox",
                                          "unbuffer",  "unshare",
                                          "watch",     "xargs",
                                          "xvfb-run"};
// They ask a server, and it is the server that starts the program.
constexpr std::string_view kClients[] = {
    "at",    "batch",   "crontab",   "dbus-launch", "dbus-send", "docker",        "flatpak",
    "gdbus", "kubectl", "lxc",       "machinectl",  "podman",    "podman-remote", "screen",
    "snap",  "ssh",     "systemctl", "systemd-run", "tmux",      "virsh",         "xdg-open"};

}  // namespace

bool is_shell(std::string_view name) {
    return std::ranges::find(kShells, name) != std::end(kShells);
}

bool is_starter(std::string_view name) {
    return name == kEnv || is_shell(name) ||
           std::ranges::find(kStarters, name) != std::end(kStarters);
}

bool is_client(std::string_view name) {
    return std::ranges::find(kClients, name) != std::end(kClients);
}

std::string find_env_program(const std::string& argument) {
    const bool is_split = argument.starts_with("-S") || argument.starts_with("-vS");
    if (!is_split) return argument.starts_with('-') ? "" : argument;
    for (std::string& word : split_list(argument.substr(argument.find('S') + 1), " \t\r\v\f\n")) {
        const bool is_program = !word.starts_with('-') && word.find('=') == std::string::npos;
        if (is_program && !word.empty()) return std::move(word);
    }
    return {};
}

}  // namespace landlock_preload
