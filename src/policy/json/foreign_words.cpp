// SPDX-License-Identifier: MIT
//
// One string a table, since it is in every process: lines of words, each with what is written here,
// in plain mode as well.
#include "policy/json/hints.hpp"

#include <algorithm>

#include "base/diagnostic.hpp"
#include "policy/presets.hpp"

namespace landlock_preload {
namespace {

constexpr std::string_view kFsWords =
    "r ro read readonly read_only get:read_file read_dir\n"
    "w wo write writeonly write_only modify edit save:write_file truncate make_reg remove_file\n"
    "rw wr readwrite read_write write_read:abi.read_write\n"
    "x exec run ex executable:execute\n"
    "rx xr ix px ux read_exec readexec execute_read:read_file read_dir execute\n"
    "rwx wx all full any everything * 7 777:abi.all\n"
    "open cat load:read_file\n"
    "list ls readdir opendir browse traverse:read_dir\n"
    "create creat new make touch mknod:make_reg make_dir\n"
    "mkdir:make_dir\n"
    "rmdir:remove_dir\n"
    "delete del rm remove unlink d:remove_file remove_dir\n"
    "rename move mv link ln hardlink:refer\n"
    "symlink:make_sym\n"
    "mkfifo fifo pipe:make_fifo\n"
    "socket sock:make_sock\n"
    "append a trunc resize:write_file truncate\n"
    "ioctl:ioctl_dev\n"
    "connect unix unix_socket uds:resolve_unix\n"
    "stat chmod chown chdir xattr utime lock mmap k m:\n";

constexpr std::string_view kNetWords =
    "bind listen server accept in ingress incoming:bind_tcp\n"
    "connect client out egress outgoing:connect_tcp\n"
    "tcp:bind_tcp connect_tcp\n"
    "udp send sendto datagram dgram:bind_udp connect_send_udp\n"
    "all full any everything *:abi.all\n";

constexpr std::string_view kScopeWords =
    "abstract unix unix_socket abstract_socket abstract_unix socket ipc:abstract_unix_socket\n"
    "kill sig:signal\n"
    "all full any everything *:abi.all\n"
    "ptrace:\n";

constexpr std::string_view kPresetWords =
    "ssl certs certificates cert ca ca_certificates openssl https pki trust:tls\n"
    "lib libs libc libraries ld ldso so base runtime linker musl glibc system:loader\n"
    "bin usr sbin programs program commands command path shell execute run:exec\n"
    "dev device null urandom random zero:devices\n"
    "shm temp tempdir temporary tmpfs scratch tmpdir cache:tmp\n"
    "resolv resolver resolve hosts nameservice nss:dns\n"
    "user passwd group groups accounts account:users\n"
    "terminal pty pts console ptmx:tty\n"
    "stdin stdout stderr std streams stdstreams:stdio\n"
    "lang language i18n zoneinfo tz timezone time locales terminfo:locale\n"
    "procfs self sysfs:proc\n";

constexpr std::string_view kRootKeys =
    "version schemaversion apiversion:preloadVersion\n"
    "paths path fs filesystem files file rules rule allow allowed read write ro rw rx rox rwx "
    "readonly "
    "readwrite whitelist allowlist mounts binds bind bindtry robind devbind pathrules roxpaths "
    "readonlypaths readwritepaths readonlydirectories readwritedirectories execpaths bindpaths "
    "bindreadonlypaths restrict:pathBeneath\n"
    "ports port net network tcp udp connect listen netrules:netPort\n"
    "handledaccessfs handledaccessnet scoped scope scopes handled rulesets:ruleset\n"
    "vars env environment:variable\n"
    "includes import imports extends:include\n"
    "privatetmp privatedevices privatenetwork private protectsystem protecthome tmpfs dev proc "
    "seccomp systemcallfilter restrictaddressfamilies nonewprivileges nonewprivs caps drop keep "
    "capabilities capabilityboundingset unshare unshareall unsharenet unshareuser sharenet "
    "diewithparent newsession clearenv setenv user uid chdir hostname namespaces limits:\n";
// Of every object: what Landlock does not know.
constexpr std::string_view kNoKeys =
    "deny except deniedaccess blacklist denylist denied forbid exclude noexec inaccessiblepaths "
    "noexecpaths inaccessibledirectories:Landlock can only allow; leave the path out of every "
    "rule\n"
    "host ip hosts address domain cidr url ipaddressallow ipaddressdeny:"
    "Landlock knows ports, not addresses; use a firewall for those\n"
    "mode:Landlock knows rights, not modes; list them in \"allowedAccess\"\n";
constexpr std::string_view kPathKeys =
    "path paths dir directory directories file files name source target src:parent\n"
    "access rights right allow allowed permission permissions perm perms mode:allowedAccess\n"
    "required mandatory strict:errorIfAnyUnusablePath\n"
    "follow nofollow nosymlink symlinks:noSymlinks\n"
    "create mkdir:createDirectory\n"
    "pattern wildcard:glob\n"
    "missingok ignoremissing ifexists:optional\n";
constexpr std::string_view kPortKeys =
    "ports number numbers range:port\n"
    "access rights right allow allowed permission permissions protocol proto "
    "direction:allowedAccess\n";
constexpr std::string_view kRulesetKeys =
    "fs access handled filesystem handledaccess rights:handledAccessFs\n"
    "net network:handledAccessNet\n"
    "scope scopes handledscope:scoped\n";
constexpr std::string_view kVariableKeys =
    "value values:literal\n"
    "environment envvar variable from:env\n"
    "separator delimiter sep:split\n"
    "fallback otherwise:default\n";

// What a table has for WORD; its "found" is set where there is a line with it.
std::string_view look_up(std::string_view table, std::string_view word, bool& found) {
    found = false;
    if (word.empty() || word.find_first_of(" :\n") != std::string_view::npos) return {};
    while (!table.empty()) {
        const std::size_t colon = table.find(':');
        const std::size_t end = table.find('\n');
        std::string_view words = table.substr(0, colon);
        while (!words.empty() && !found) {
            const std::string_view one = words.substr(0, words.find(' '));
            found = one == word;
            words.remove_prefix(std::min(one.size() + 1, words.size()));
        }
        if (found) return table.substr(colon + 1, end - colon - 1);
        table.remove_prefix(end + 1);
    }
    return {};
}

// `; write "A", "B"` of "A B".
std::string write_hint(std::string_view answer) {
    std::string hint;
    while (!answer.empty()) {
        const std::string_view one = answer.substr(0, answer.find(' '));
        hint += concat({(hint.empty() ? "; write " : ", "), quote(one)});
        answer.remove_prefix(std::min(one.size() + 1, answer.size()));
    }
    return hint;
}

std::string hint_from(std::string_view table, std::string_view word) {
    bool found = false;
    const std::string_view answer = look_up(table, word, found);
    if (found && answer.empty()) return "; Landlock has no right for that";
    return write_hint(answer);
}

bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}

// NAME as the tables of keys spell it: without what separates words.
std::string key_word(std::string_view name) {
    std::string word = normal_word(name);
    std::erase(word, '_');
    return word;
}

}  // namespace

std::string normal_word(std::string_view name) {
    constexpr std::size_t kLongest = 64;  // no word of the format is nearly as long
    if (name.size() > kLongest) return {};
    name.remove_prefix(name.find_last_of(":./") + 1);  // npos + 1 is 0
    std::string word;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const char c = name[i];
        const bool begins = is_upper(c) && i > 0 && name[i - 1] >= 'a' && name[i - 1] <= 'z';
        if (begins) word += '_';
        word += is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c == '-' || c == ' ' ? '_' : c;
    }
    for (const std::string_view prefix : {"landlock_", "access_", "fs_", "net_", "scope_"}) {
        if (word.starts_with(prefix)) word.erase(0, prefix.size());
    }
    return word;
}

std::string hint_for_access(AccessClass access_class, std::string_view name) {
    const std::string word = normal_word(name);
    const AccessRight* meant = find_access(word);
    if (meant != nullptr && meant->access_class == access_class) return write_hint(word);
    if (name.find_first_of(",|+ ") != std::string_view::npos && !name.starts_with(' ') &&
        !name.ends_with(' ')) {
        return "; each right is a string of its own";
    }
    switch (access_class) {
        case AccessClass::fs:
            return hint_from(kFsWords, word);
        case AccessClass::net:
            return hint_from(kNetWords, word);
        case AccessClass::scope:
            return hint_from(kScopeWords, word);
    }
    return {};
}

std::string hint_for_preset(std::string_view name) {
    const std::string word = normal_word(name);
    return is_preset(word) ? write_hint(word) : hint_from(kPresetWords, word);
}

std::string_view describe_impossible_key(std::string_view name) {
    bool found = false;
    return look_up(kNoKeys, key_word(name), found);
}

std::string hint_for_key(ObjectNode owner, std::string_view name) {
    const std::string word = key_word(name);
    for (const Key& key : kKeys) {
        const std::string known = key_word(key.name);
        if (key.owner == owner && known == word) return write_hint(key.name);
    }
    switch (owner) {
        case ObjectNode::root:
            return hint_from(kRootKeys, word);
        case ObjectNode::variable:
            return hint_from(kVariableKeys, word);
        case ObjectNode::ruleset:
            return hint_from(kRulesetKeys, word);
        case ObjectNode::path_rule:
            return hint_from(kPathKeys, word);
        case ObjectNode::port_rule:
            return hint_from(kPortKeys, word);
        case ObjectNode::log:
        case ObjectNode::port_range:
            break;
    }
    return {};
}

}  // namespace landlock_preload
