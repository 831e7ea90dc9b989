// SPDX-License-Identifier: MIT
//
// What each preset grants is a promise of what it does not grant: `tls` holds no private key, `tmp`
// no execution and no foreign socket, `exec` starts nothing without `loader`. Every row here has a
// test of that kind. The table holds characters, not pointers: no relocation in any process.
#include "policy/presets.hpp"

#include <array>

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

constexpr auto kGrants = std::to_array<PresetGrant>({
    {"loader", GrantKind::file_glob, "/lib64/ld-linux-*", kRead | kExecute},
    {"loader", GrantKind::file_glob, "/lib/ld-*", kRead | kExecute},
    {"loader", GrantKind::file_glob, "/lib/*/ld-*", kRead | kExecute},
    {"loader", GrantKind::path, "/lib", kRead},
    {"loader", GrantKind::path, "/lib32", kRead},
    {"loader", GrantKind::path, "/lib64", kRead},
    {"loader", GrantKind::path, "/libx32", kRead},
    {"loader", GrantKind::path, "/usr/lib", kRead},
    {"loader", GrantKind::path, "/usr/lib32", kRead},
    {"loader", GrantKind::path, "/usr/lib64", kRead},
    {"loader", GrantKind::path, "/usr/libx32", kRead},
    {"loader", GrantKind::path, "/usr/local/lib", kRead},
    {"loader", GrantKind::path, "/usr/local/lib32", kRead},
    {"loader", GrantKind::path, "/usr/local/lib64", kRead},
    {"loader", GrantKind::path, "/usr/local/libx32", kRead},
    {"loader", GrantKind::path, "/etc/ld.so.cache", kRead, 0, kReplaced},
    {"loader", GrantKind::path, "/etc/ld.so.preload", kRead, 0, kReplaced},
    {"loader", GrantKind::path, "/etc/ld.so.conf", kRead, 0, kReplaced},
    {"loader", GrantKind::path, "/etc/ld.so.conf.d", kRead},

    {"exec", GrantKind::path, "/bin", kRead | kExecute},
    {"exec", GrantKind::path, "/sbin", kRead | kExecute},
    {"exec", GrantKind::path, "/usr/bin", kRead | kExecute},
    {"exec", GrantKind::path, "/usr/sbin", kRead | kExecute},
    {"exec", GrantKind::path, "/usr/libexec", kRead | kExecute},
    {"exec", GrantKind::path, "/usr/lib/git-core", kRead | kExecute},
    {"exec", GrantKind::path, "/usr/local/bin", kRead | kExecute},
    {"exec", GrantKind::path, "/usr/local/sbin", kRead | kExecute},
    {"exec", GrantKind::linked_programs, "", kReadFile | kExecute},

    {"devices", GrantKind::path, "/dev/null", kRead | kWrite},
    {"devices", GrantKind::path, "/dev/zero", kRead | kWrite},
    {"devices", GrantKind::path, "/dev/full", kRead | kWrite},
    {"devices", GrantKind::path, "/dev/random", kReadFile},
    {"devices", GrantKind::path, "/dev/urandom", kReadFile},

    {"locale", GrantKind::path, "/etc/localtime", kRead, 0, kReplaced},
    {"locale", GrantKind::path, "/etc/timezone", kRead, 0, kReplaced},
    {"locale", GrantKind::path, "/etc/locale.alias", kRead, 0, kReplaced},
    {"locale", GrantKind::path, "/etc/locale.conf", kRead, 0, kReplaced},
    {"locale", GrantKind::path, "/usr/share/locale", kRead},
    {"locale", GrantKind::path, "/usr/share/zoneinfo", kRead},
    {"locale", GrantKind::path, "/usr/share/i18n", kRead},
    {"locale", GrantKind::path, "/usr/share/terminfo", kRead},
    {"locale", GrantKind::path, "/etc/terminfo", kRead},
    {"locale", GrantKind::path, "/lib/terminfo", kRead},
    {"locale", GrantKind::path, "/usr/lib/locale", kRead},
    {"locale", GrantKind::path, "/usr/share/locale-langpack", kRead},
    {"locale", GrantKind::path, "/usr/lib/gconv", kRead},
    {"locale", GrantKind::path, "/usr/lib32/gconv", kRead},
    {"locale", GrantKind::path, "/usr/lib64/gconv", kRead},
    {"locale", GrantKind::path, "/usr/libx32/gconv", kRead},
    {"locale", GrantKind::glob, "/usr/lib/*-linux-*/gconv", kRead},

    {"proc", GrantKind::path, "/proc", kRead},

    {"dns", GrantKind::path, "/etc/hosts", kRead, 0, kReplaced},
    {"dns", GrantKind::path, "/etc/resolv.conf", kRead, 0, kReplaced},
    {"dns", GrantKind::path, "/etc/nsswitch.conf", kRead, 0, kReplaced},
    {"dns", GrantKind::path, "/etc/host.conf", kRead, 0, kReplaced},
    {"dns", GrantKind::path, "/etc/gai.conf", kRead, 0, kReplaced},
    {"dns", GrantKind::path, "/etc/services", kRead, 0, kReplaced},
    {"dns", GrantKind::path, "/etc/protocols", kRead, 0, kReplaced},
    {"dns", GrantKind::path, "/run/systemd/resolve", kRead | kResolveUnix},
    {"dns", GrantKind::path, "/run/NetworkManager/resolv.conf", kRead, 0, kReplaced},
    {"dns", GrantKind::path, "/run/NetworkManager/no-stub-resolv.conf", kRead, 0, kReplaced},
    {"dns", GrantKind::path, "/run/resolvconf", kRead},
    {"dns", GrantKind::path, "/run/nscd", kResolveUnix},
    {"dns", GrantKind::port, "", net_access("connect_tcp"), 53},
    {"dns", GrantKind::port, "", net_access("connect_send_udp"), 53},
    {"dns", GrantKind::port, "", net_access("bind_udp"), 0},

    {"users", GrantKind::path, "/etc/passwd", kRead, 0, kReplaced},
    {"users", GrantKind::path, "/etc/group", kRead, 0, kReplaced},
    {"users", GrantKind::path, "/etc/nsswitch.conf", kRead, 0, kReplaced},

    {"tls", GrantKind::path, "/etc/ssl/certs", kRead},
    {"tls", GrantKind::path, "/etc/ssl/cert.pem", kRead, 0, kReplaced},
    {"tls", GrantKind::path, "/etc/ssl/openssl.cnf", kRead, 0, kReplaced},
    {"tls", GrantKind::path, "/etc/pki/tls/certs", kRead},
    {"tls", GrantKind::path, "/etc/pki/tls/cert.pem", kRead, 0, kReplaced},
    {"tls", GrantKind::path, "/etc/pki/tls/openssl.cnf", kRead, 0, kReplaced},
    {"tls", GrantKind::path, "/etc/pki/ca-trust/extracted", kRead},
    {"tls", GrantKind::path, "/etc/ca-certificates/extracted", kRead},
    {"tls", GrantKind::path, "/usr/share/ca-certificates", kRead},
    {"tls", GrantKind::path, "/usr/local/share/ca-certificates", kRead},
    {"tls", GrantKind::path, "/var/lib/ca-certificates", kRead},
    {"tls", GrantKind::path, "/usr/lib/ssl/openssl.cnf", kRead, 0, kReplaced},
    {"tls", GrantKind::path, "/usr/lib/ssl/certs", kRead},
    {"tls", GrantKind::path, "/etc/crypto-policies", kRead},
    {"tls", GrantKind::path, "/etc/gnutls", kRead},

    {"tmp", GrantKind::path, "/tmp", kScratch},
    {"tmp", GrantKind::path, "/var/tmp", kScratch},
    {"tmp", GrantKind::path, "/dev/shm", kScratch},
    {"tmp", GrantKind::tmpdir, "", kScratch},

    {"tty", GrantKind::path, "/dev/tty", kTerminal},
    {"tty", GrantKind::path, "/dev/ptmx", kTerminal},
    {"tty", GrantKind::path, "/dev/pts", kTerminal},

    {"stdio", GrantKind::standard_streams, "", kWrite | kReadFile | fs_access("ioctl_dev")},
});

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
