// SPDX-License-Identifier: MIT
//
// The table of presets against the one in the policy reference, written out again: exactly these
// paths with exactly these rights, and nothing else.
#include "policy/presets.hpp"

#include <doctest/doctest.h>

#include <map>
#include <set>

#include "resolved_sets.hpp"
#include "support.hpp"

using namespace landlock_preload;

namespace {

const Names kR = {"read_file", "read_dir"};
const Names kRx = {"read_file", "read_dir", "execute"};
const Names kRw = {"read_file", "read_dir", "write_file", "truncate"};
const Names kScratch = {"read_file", "read_dir",    "write_file", "truncate",
                        "make_dir",  "make_reg",    "make_sym",   "make_fifo",
                        "make_sock", "remove_file", "remove_dir", "refer"};
const Names kTerminal = {"read_file", "write_file", "ioctl_dev"};

using Grants = std::map<std::string, Names>;

Grants on(const std::vector<std::string>& paths, const Names& rights) {
    Grants grants;
    for (const std::string& path : paths) grants[path] = rights;
    return grants;
}

Grants join(Grants left, const Grants& right) {
    for (const auto& [path, rights] : right) left[path].insert(rights.begin(), rights.end());
    return left;
}

// Paths and globs, by preset.
std::map<std::string, Grants> expected_paths() {
    return {
        {"loader", join(on({"/lib64/ld-linux-*", "/lib/ld-*", "/lib/*/ld-*"}, kRx),
                        on({"/lib", "/lib32", "/lib64", "/libx32", "/usr/lib", "/usr/lib32",
                            "/usr/lib64", "/usr/libx32", "/usr/local/lib", "/usr/local/lib32",
                            "/usr/local/lib64", "/usr/local/libx32", "/etc/ld.so.cache",
                            "/etc/ld.so.preload", "/etc/ld.so.conf", "/etc/ld.so.conf.d"},
                           kR))},
        {"exec", on({"/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/libexec", "/usr/lib/git-core",
                     "/usr/local/bin", "/usr/local/sbin"},
                    kRx)},
        {"devices", join(on({"/dev/null", "/dev/zero", "/dev/full"}, kRw),
                         on({"/dev/random", "/dev/urandom"}, {"read_file"}))},
        {"locale", on({"/etc/localtime", "/etc/timezone", "/etc/locale.alias", "/etc/locale.conf",
                       "/usr/share/locale", "/usr/share/zoneinfo", "/usr/share/i18n",
                       "/usr/share/terminfo", "/etc/terminfo", "/lib/terminfo", "/usr/lib/locale",
                       "/usr/share/locale-langpack", "/usr/lib/gconv", "/usr/lib32/gconv",
                       "/usr/lib64/gconv", "/usr/libx32/gconv", "/usr/lib/*-linux-*/gconv"},
                      kR)},
        {"proc", on({"/proc"}, kR)},
        {"dns", join(on({"/etc/hosts", "/etc/resolv.conf", "/etc/nsswitch.conf", "/etc/host.conf",
                         "/etc/gai.conf", "/etc/services", "/etc/protocols", "/run/systemd/resolve",
                         "/run/NetworkManager/resolv.conf",
                         "/run/NetworkManager/no-stub-resolv.conf", "/run/resolvconf"},
                        kR),
                     on({"/run/nscd", "/run/systemd/resolve"}, {"resolve_unix"}))},
        {"users", on({"/etc/passwd", "/etc/group", "/etc/nsswitch.conf"}, kR)},
        {"tls", on({"/etc/ssl/certs", "/etc/ssl/cert.pem", "/etc/ssl/openssl.cnf",
                    "/etc/pki/tls/certs", "/etc/pki/tls/cert.pem", "/etc/pki/tls/openssl.cnf",
                    "/etc/pki/ca-trust/extracted", "/etc/ca-certificates/extracted",
                    "/usr/share/ca-certificates", "/usr/local/share/ca-certificates",
                    "/var/lib/ca-certificates", "/usr/lib/ssl/openssl.cnf", "/usr/lib/ssl/certs",
                    "/etc/crypto-policies", "/etc/gnutls"},
                   kR)},
        {"tmp", on({"/tmp", "/var/tmp", "/dev/shm"}, kScratch)},
        {"tty", on({"/dev/tty", "/dev/ptmx", "/dev/pts"}, kTerminal)},
        {"stdio", {}},
    };
}

bool is_globbed(const std::string& path) {
    return path.find('*') != std::string::npos;
}

// Everything handled, one preset, nothing looked at.
ResolvedPolicy resolve_offline(const std::string& preset) {
    return expand_policy(parse(R"({"preloadVersion": 1, "abi": 11, "ruleset": [{
        "handledAccessFs": ["abi.all"], "handledAccessNet": ["abi.all"], "scoped": ["abi.all"]}],
        "preset": [")" + preset +
                               "\"]}"),
                         {nullptr, true});
}

}  // namespace

TEST_CASE("presets: the names are those of the reference") {
    std::set<std::string> names;
    for (const PresetGrant& grant : all_preset_grants()) names.insert(grant.preset);
    std::set<std::string> expected;
    for (const auto& [name, paths] : expected_paths()) expected.insert(name);
    CHECK(names == expected);
    CHECK(names.size() == 11);
    for (const std::string& name : names) CHECK(is_preset(name));
    for (const std::string name : {"", "Tmp", "tmp ", "network", "loade", "loaders"}) {
        CHECK_FALSE(is_preset(name));
    }
}

TEST_CASE("presets: every path has exactly the rights of the reference, and no other is there") {
    std::map<std::string, Grants> found = {{"stdio", {}}};
    for (const PresetGrant& grant : all_preset_grants()) {
        const bool is_glob = grant.kind == GrantKind::glob || grant.kind == GrantKind::file_glob;
        if (grant.kind != GrantKind::path && !is_glob) continue;
        CAPTURE(grant.path);
        CHECK(is_glob == is_globbed(grant.path));
        found[grant.preset][grant.path].merge(names_of(AccessClass::fs, grant.access));
    }
    const auto expected = expected_paths();
    for (const auto& entry : expected) {
        const auto& name = entry.first;
        const auto& paths = entry.second;
        CAPTURE(name);
        for (const auto& grant : paths) {
            const auto& path = grant.first;
            const auto& rights = grant.second;
            CAPTURE(path);
            CHECK(found.at(name).contains(path));
            CHECK(found.at(name)[path] == rights);
        }
        CHECK(found.at(name).size() == paths.size());
    }
}

TEST_CASE("presets: only dns has ports, tmp has TMPDIR, stdio the streams, exec links") {
    std::map<std::string, std::set<std::string>> ports;
    for (const PresetGrant& grant : all_preset_grants()) {
        const std::string name = grant.preset;
        if (grant.kind == GrantKind::port) {
            CHECK(name == "dns");
            for (const std::string& right : names_of(AccessClass::net, grant.access)) {
                ports[std::to_string(grant.port)].insert(right);
            }
        }
        if (grant.kind == GrantKind::linked_programs) {
            CHECK(name == "exec");
            CHECK(names_of(AccessClass::fs, grant.access) == Names{"read_file", "execute"});
        }
        if (grant.kind == GrantKind::tmpdir) {
            CHECK(name == "tmp");
            CHECK(names_of(AccessClass::fs, grant.access) == kScratch);
        }
        if (grant.kind == GrantKind::standard_streams) {
            CHECK(name == "stdio");
            CHECK(names_of(AccessClass::fs, grant.access) ==
                  Names{"read_file", "write_file", "truncate", "ioctl_dev"});
        }
    }
    CHECK(ports == std::map<std::string, std::set<std::string>>{
                       {"0", {"bind_udp"}}, {"53", {"connect_tcp", "connect_send_udp"}}});
}

TEST_CASE("presets: what each must never grant") {
    for (const PresetGrant& grant : all_preset_grants()) {
        if (grant.kind == GrantKind::port) continue;
        const std::string name = grant.preset;
        const std::string path = grant.path;
        const Names rights = names_of(AccessClass::fs, grant.access);
        CAPTURE(name);
        CAPTURE(path);
        CHECK(path != "/");
        CHECK(path != "/*");
        CHECK(path.find("private") == std::string::npos);
        CHECK(path.find("shadow") == std::string::npos);
        CHECK(path != "/etc");
        CHECK(path != "/etc/ssl");
        CHECK(path != "/etc/pki");
        CHECK(path != "/run");
        CHECK(path != "/dev");
        // A pattern of directories at the root would grant /library as well.
        if (path.ends_with('*')) CHECK(grant.kind == GrantKind::file_glob);
        if (name != "loader" && name != "exec") CHECK_FALSE(rights.contains("execute"));
        if (name != "dns") CHECK_FALSE(rights.contains("resolve_unix"));
        if (name != "tty" && name != "stdio") CHECK_FALSE(rights.contains("ioctl_dev"));
        CHECK_FALSE(rights.contains("make_char"));
        CHECK_FALSE(rights.contains("make_block"));
        if (name != "tmp") CHECK_FALSE(rights.contains("refer"));
        if (name != "tmp" && name != "devices" && name != "tty" && name != "stdio") {
            CHECK_FALSE(rights.contains("write_file"));
        }
    }
}

TEST_CASE("presets: what is replaced under a running program is marked") {
    std::set<std::string> marked;
    for (const PresetGrant& grant : all_preset_grants()) {
        if (grant.is_replaced) marked.insert(grant.path);
        // Files of /etc that are granted by themselves; directories are not replaced.
        if (std::string_view(grant.path).starts_with("/etc/ld.so.c")) {
            CHECK(grant.is_replaced == !std::string_view(grant.path).ends_with(".d"));
        }
    }
    for (const char* const path : {"/etc/passwd", "/etc/group", "/etc/nsswitch.conf", "/etc/hosts",
                                   "/etc/resolv.conf", "/etc/ld.so.cache", "/etc/localtime"}) {
        CAPTURE(path);
        CHECK(marked.contains(path));
    }
    CHECK_FALSE(marked.contains("/usr/lib"));
    CHECK_FALSE(marked.contains("/etc/ssl/certs"));
}

TEST_CASE("presets: all of their paths are optional, and say where they come from") {
    for (const auto& entry : expected_paths()) {
        const auto& name = entry.first;
        const auto& paths = entry.second;
        CAPTURE(name);
        const ResolvedPolicy resolved = resolve_offline(name);
        CHECK(resolved.paths.size() >= paths.size());
        for (const ResolvedPath& path : resolved.paths) {
            CHECK(path.options.optional);
            CHECK_FALSE(path.options.create_directory);
            CHECK(resolved.text_of(path.location) == "p.json:/preset/0");
        }
    }
}

TEST_CASE("presets: one that is named again grants nothing more, and costs nothing more") {
    const auto with = [](const std::string& list) {
        return resolve(R"({"preloadVersion": 1, "ruleset": [{"handledAccessFs": ["read_file"]}],
            "preset": [)" +
                       list + "]}");
    };
    const ResolvedPolicy once = with(R"("users", "loader")");
    std::string many = R"("users", "loader")";
    for (int i = 0; i < 1000; ++i) many += R"(, "loader", "users")";
    const ResolvedPolicy often = with(many);
    REQUIRE(often.paths.size() == once.paths.size());
    for (std::size_t i = 0; i < once.paths.size(); ++i) {
        CHECK(often.paths[i].path == once.paths[i].path);
        CHECK(often.text_of(often.paths[i].location) == once.text_of(once.paths[i].location));
    }
}

TEST_CASE("presets: nothing of them is added to what is handled") {
    const ResolvedPolicy resolved = resolve(R"({"preloadVersion": 1,
        "ruleset": [{"handledAccessFs": ["read_dir"]}],
        "preset": ["loader", "exec", "devices", "locale", "proc", "dns", "users", "tls", "tmp",
                   "tty", "stdio"]})");
    CHECK(resolved.handled[AccessClass::fs] == 0x8);
    CHECK(resolved.handled[AccessClass::net] == 0);
    CHECK(resolved.handled[AccessClass::scope] == 0);
    CHECK(resolved.ports.empty());
    CHECK_FALSE(resolved.paths.empty());
    for (const ResolvedPath& path : resolved.paths) CHECK(path.allowed_access == 0x8);
}

TEST_CASE("presets: rights that rules imply are handled, so presets grant of them") {
    const ResolvedPolicy resolved = resolve(R"({"preloadVersion": 1, "preset": ["dns"],
        "netPort": [{"allowedAccess": ["connect_tcp"], "port": [443]}]})");
    CHECK(resolved.handled[AccessClass::net] == 0x2);
    REQUIRE(resolved.ports.size() == 2);
    CHECK(resolved.ports[1].port == 53);
    CHECK(resolved.ports[1].allowed_access == 0x2);
    CHECK(resolved.paths.empty());
}

TEST_CASE("presets: the loader's globs find this machine's loader, with execute") {
    const ResolvedPolicy resolved = resolve(R"({"preloadVersion": 1, "preset": ["loader"],
        "ruleset": [{"handledAccessFs": ["execute", "read_file"]}]})");
    std::size_t loaders = 0;
    for (const ResolvedPath& path : resolved.paths) {
        CAPTURE(path.path);
        CHECK_FALSE(is_globbed(path.path));
        const bool is_loader = path.path.find("/ld-") != std::string::npos;
        loaders += is_loader ? 1 : 0;
        CHECK(path.allowed_access == (is_loader ? 0x5U : 0x4U));
    }
    CHECK(loaders >= 1);
}
