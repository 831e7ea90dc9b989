// SPDX-License-Identifier: MIT
//
// What each preset grants is a promise of what it does not grant: `tls` holds no private key, `tmp`
// no execution and no foreign socket, `exec` starts nothing without `loader`. Every row here has a
// test of that kind. The table holds characters, not pointers: no relocation in any process.
#include "policy/presets.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace landlock_preload {
namespace {

constexpr AccessMask kRead = rights_of(RightKind::read);
constexpr AccessMask kReadFile = fs_access("read_file");
constexpr AccessMask kExecute = fs_access("execute");
constexpr AccessMask kWrite = rights_that(Change::content);
constexpr AccessMask kTerminal = fs_access("read_file", "write_file", "ioctl_dev");
constexpr AccessMask kScratch = kRead | kWrite | (kNameAccess & ~rights_that(Change::makes_device));
constexpr AccessMask kResolveUnix = fs_access("resolve_unix");
constexpr bool kReplaced = true;

// Grants of one preset that differ in their paths alone: these follow each other, with blanks.
struct Rows {
    std::string_view preset;
    AccessMask access;
    std::string_view paths = {};
    bool is_replaced = false;
    GrantKind kind = GrantKind::path;
    std::uint16_t port = 0;
};

constexpr Rows kRows[] = {
    {"loader", kRead | kExecute, "/lib64/ld-linux-* /lib/ld-* /lib/*/ld-*", false,
     GrantKind::file_glob},
    {"loader", kRead,
     "/lib /lib32 /lib64 /libx32 /usr/lib /usr/lib32 /usr/lib64 /usr/libx32 /usr/local/lib "
     "/usr/local/lib32 /usr/local/lib64 /usr/local/libx32"},
    {"loader", kRead, "/etc/ld.so.cache /etc/ld.so.preload /etc/ld.so.conf", kReplaced},
    {"loader", kRead, "/etc/ld.so.conf.d"},

    {"exec", kRead | kExecute,
     "/bin /sbin /usr/bin /usr/sbin /usr/libexec /usr/lib/git-core /usr/local/bin "
     "/usr/local/sbin"},
    {"exec", kReadFile | kExecute, "", false, GrantKind::linked_programs},

    {"devices", kRead | kWrite, "/dev/null /dev/zero /dev/full"},
    {"devices", kReadFile, "/dev/random /dev/urandom"},

    {"locale", kRead, "/etc/localtime /etc/timezone /etc/locale.alias /etc/locale.conf", kReplaced},
    {"locale", kRead,
     "/usr/share/locale /usr/share/zoneinfo /usr/share/i18n /usr/share/terminfo /etc/terminfo "
     "/lib/terminfo /usr/lib/locale /usr/share/locale-langpack /usr/lib/gconv /usr/lib32/gconv "
     "/usr/lib64/gconv /usr/libx32/gconv"},
    {"locale", kRead, "/usr/lib/*-linux-*/gconv", false, GrantKind::glob},

    {"proc", kRead, "/proc"},

    {"dns", kRead,
     "/etc/hosts /etc/resolv.conf /etc/nsswitch.conf /etc/host.conf /etc/gai.conf /etc/services "
     "/etc/protocols",
     kReplaced},
    {"dns", kRead | kResolveUnix, "/run/systemd/resolve"},
    {"dns", kRead, "/run/NetworkManager/resolv.conf /run/NetworkManager/no-stub-resolv.conf",
     kReplaced},
    {"dns", kRead, "/run/resolvconf"},
    {"dns", kResolveUnix, "/run/nscd"},
    {"dns", net_access("connect_tcp"), "", false, GrantKind::port, 53},
    {"dns", net_access("connect_send_udp"), "", false, GrantKind::port, 53},
    {"dns", net_access("bind_udp"), "", false, GrantKind::port, 0},

    {"users", kRead, "/etc/passwd /etc/group /etc/nsswitch.conf", kReplaced},

    {"tls", kRead, "/etc/ssl/certs"},
    {"tls", kRead, "/etc/ssl/cert.pem /etc/ssl/openssl.cnf", kReplaced},
    {"tls", kRead, "/etc/pki/tls/certs"},
    {"tls", kRead, "/etc/pki/tls/cert.pem /etc/pki/tls/openssl.cnf", kReplaced},
    {"tls", kRead,
     "/etc/pki/ca-trust/extracted /etc/ca-certificates/extracted /usr/share/ca-certificates "
     "/usr/local/share/ca-certificates /var/lib/ca-certificates"},
    {"tls", kRead, "/usr/lib/ssl/openssl.cnf", kReplaced},
    {"tls", kRead, "/usr/lib/ssl/certs /etc/crypto-policies /etc/gnutls"},

    {"tmp", kScratch, "/tmp /var/tmp /dev/shm"},
    {"tmp", kScratch, "", false, GrantKind::tmpdir},

    {"tty", kTerminal, "/dev/tty /dev/ptmx /dev/pts"},

    {"stdio", kWrite | kReadFile | fs_access("ioctl_dev"), "", false, GrantKind::standard_streams},
};

constexpr std::size_t kGrantCount = [] {
    std::size_t count = 0;
    for (const Rows& rows : kRows) {
        for (const char c : rows.paths) count += c == ' ' ? 1 : 0;
        ++count;
    }
    return count;
}();

// A name or path that is too long does not compile.
constexpr auto kGrants = [] {
    std::array<PresetGrant, kGrantCount> grants = {};
    PresetGrant* next = grants.data();
    for (const Rows& rows : kRows) {
        std::string_view rest = rows.paths;
        for (bool is_last = false; !is_last; ++next) {
            const std::string_view path = rest.substr(0, rest.find(' '));
            is_last = path.size() == rest.size();
            rest.remove_prefix(path.size() + (is_last ? 0 : 1));
            *std::copy(rows.preset.begin(), rows.preset.end(), next->preset) = '\0';
            *std::copy(path.begin(), path.end(), next->path) = '\0';
            next->kind = rows.kind;
            next->access = rows.access;
            next->port = rows.port;
            next->is_replaced = rows.is_replaced;
        }
    }
    return grants;
}();

}  // namespace

std::span<const PresetGrant> all_preset_grants() {
    return kGrants;
}

bool is_preset(std::string_view name) {
    for (const PresetGrant& grant : kGrants) {
        if (name == grant.preset) return true;
    }
    return false;
}

void consider_presets(Spelling& spelling) {
    std::string_view previous;
    for (const PresetGrant& grant : kGrants) {
        if (previous != grant.preset) spelling.consider(grant.preset);
        previous = grant.preset;
    }
}

}  // namespace landlock_preload
