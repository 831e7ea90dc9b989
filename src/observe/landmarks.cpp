// SPDX-License-Identifier: MIT
#include "observe/landmarks.hpp"

#include <algorithm>
#include <iterator>

namespace landlock_preload {
namespace {

constexpr std::string_view kShared[] = {"/",
                                        "/bin",
                                        "/boot",
                                        "/dev",
                                        "/etc",
                                        "/home",
                                        "/lib",
                                        "/lib64",
                                        "/mnt",
                                        "/media",
                                        "/opt",
                                        "/proc",
                                        "/root",
                                        "/run",
                                        "/run/user",
                                        "/sbin",
                                        "/srv",
                                        "/sys",
                                        "/sys/fs/cgroup",
                                        "/tmp",
                                        "/usr",
                                        "/usr/bin",
                                        "/usr/lib",
                                        "/usr/lib64",
                                        "/usr/libexec",
                                        "/usr/local",
                                        "/usr/local/bin",
                                        "/usr/local/lib",
                                        "/usr/local/sbin",
                                        "/usr/local/share",
                                        "/usr/sbin",
                                        "/usr/share",
                                        "/var",
                                        "/var/cache",
                                        "/var/lib",
                                        "/var/log",
                                        "/var/spool",
                                        "/var/tmp",
                                        "/dev/shm",
                                        "/dev/pts"};
constexpr std::string_view kSharedOfHome[] = {"",        "/.config",      "/.cache",
                                              "/.local", "/.local/share", "/.local/state"};
constexpr std::string_view kSecrets[] = {
    "/etc/ssl/private", "/etc/shadow", "/etc/gshadow", "/etc/sudoers.d",
    "/etc/sudoers",     "/etc/ssh",    "/root",        "/boot"};
constexpr std::string_view kSecretsOfHome[] = {"/.ssh",       "/.gnupg",         "/.aws",
                                               "/.kube",      "/.docker",        "/.netrc",
                                               "/.config/gh", "/.password-store"};
// Below these, each entry is one program's or package's own.
constexpr std::string_view kShelves[] = {"/etc",
                                         "/opt",
                                         "/run",
                                         "/srv",
                                         "/usr/lib",
                                         "/usr/local/lib",
                                         "/usr/local/share",
                                         "/usr/share",
                                         "/var/cache",
                                         "/var/lib",
                                         "/var/spool"};
constexpr std::string_view kShelvesOfHome[] = {"/.config", "/.cache", "/.local/share",
                                               "/.local/state"};

bool is_among(std::string_view path, const auto& list) {
    return std::find(std::begin(list), std::end(list), path) != std::end(list);
}

// Of libraries of an architecture: /usr/lib/x86_64-linux-gnu.
bool is_of_architecture(std::string_view name) {
    return name.find("-linux-") != std::string_view::npos;
}

// "/usr/share" and "/usr/share/X/y": "/usr/share/X"; empty where it lies on no such shelf.
std::string entry_on(std::string_view shelf, std::string_view path) {
    if (!is_within(path, shelf) || path == shelf) return {};
    const std::size_t end = path.find('/', shelf.size() + 1);
    return std::string(path.substr(0, end));
}

}  // namespace

bool is_within(std::string_view path, std::string_view directory) {
    if (directory == "/") return path.starts_with('/');
    return path.starts_with(directory) &&
           (path.size() == directory.size() || path[directory.size()] == '/');
}

bool Landmarks::is_shared(const std::string& path) const {
    if (is_among(path, kShared)) return true;
    if (path.starts_with("/usr/lib/") && is_of_architecture(path) &&
        path.find('/', 9) == std::string::npos) {
        return true;
    }
    const std::optional<std::string_view> rest = below_home(path);
    return rest && is_among(*rest, kSharedOfHome);
}

std::optional<std::string_view> Landmarks::below_home(std::string_view path) const {
    if (!home_.empty() && is_within(path, home_)) return path.substr(home_.size());
    constexpr std::string_view kHomes = "/home/";
    if (!path.starts_with(kHomes) || path.size() == kHomes.size()) return std::nullopt;
    return path.substr(std::min(path.find('/', kHomes.size()), path.size()));
}

bool Landmarks::is_secret(const std::string& path) const {
    // Who works as root has all at home.
    const bool is_of_root = !is_within(home_, "/root");
    const std::optional<std::string_view> rest = below_home(path);
    return std::ranges::any_of(kSecrets,
                               [&](std::string_view secret) {
                                   return is_within(path, secret) &&
                                          (is_of_root || secret != "/root");
                               }) ||
           (rest && std::ranges::any_of(kSecretsOfHome, [&](std::string_view secret) {
                return is_within(*rest, secret);
            }));
}

bool Landmarks::touches_secrets(const std::string& path) const {
    const auto is_below = [](std::string_view directory) {
        return [=](std::string_view secret) { return is_within(secret, directory); };
    };
    const std::optional<std::string_view> rest = below_home(path);
    const bool holds_home = !home_.empty() && is_within(home_, path);
    return is_secret(path) || holds_home || std::ranges::any_of(kSecrets, is_below(path)) ||
           (rest && std::ranges::any_of(kSecretsOfHome, is_below(*rest)));
}

std::string Landmarks::unit_of(const std::string& path) const {
    std::string unit;
    for (const std::string_view shelf : kShelves) {
        const std::string entry = entry_on(shelf, path);
        if (!entry.empty()) unit = entry;
    }
    if (is_within(path, "/var/www")) unit = "/var/www";
    if (is_within(path, "/usr/include")) unit = "/usr/include";
    if (is_of_architecture(unit)) unit = entry_on(unit, path);
    if (!home_.empty() && is_within(path, home_)) {
        const bool is_hidden = path.size() > home_.size() + 1 && path[home_.size() + 1] == '.';
        if (is_hidden) unit = entry_on(home_, path);
        for (const std::string_view shelf : kShelvesOfHome) {
            const std::string entry = entry_on(home_ + std::string(shelf), path);
            if (!entry.empty()) unit = entry;
        }
    }
    return is_shared(unit) || touches_secrets(unit) ? "" : unit;
}

std::string Landmarks::cache_of(const std::string& path) const {
    const std::string unit = unit_of(path);
    const bool is_cache = is_within(unit, "/var/cache") || is_within(unit, home_ + "/.cache");
    return is_cache ? unit : "";
}

}  // namespace landlock_preload
