// SPDX-License-Identifier: MIT
//
// The two plain forms of a policy. Policy is what its author wrote: groups, variables, templates
// and presets are still there. ResolvedPolicy has explicit rights and concrete
// paths. Neither knows a kernel.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/location.hpp"
#include "landlock/access_set.hpp"
#include "landlock/features.hpp"

namespace landlock_preload {

// Rights of one class as written: explicit ones, and groups whose meaning depends on `abi`.
struct Access {
    AccessMask rights = 0;    // including raw kernel bits
    std::uint8_t groups = 0;  // OR of Group

    void add(const Access& other) {
        rights |= other.rights;
        groups |= other.groups;
    }
    bool operator==(const Access&) const = default;
};

// The same for every class.
struct WrittenSet : ByClass<Access> {
    WrittenSet() = default;
    explicit WrittenSet(const AccessSet& rights) {
        for (const AccessClass each : kAccessClasses) (*this)[each].rights = rights[each];
    }
    WrittenSet(AccessClass access_class, const Access& access) { (*this)[access_class] = access; }
    void add(const WrittenSet& other) {
        for (const AccessClass each : kAccessClasses) (*this)[each].add(other[each]);
    }
    // What is left when groups have been resolved.
    [[nodiscard]] AccessSet rights() const {
        AccessSet set;
        for (const AccessClass each : kAccessClasses) set[each] = (*this)[each].rights;
        return set;
    }
};

// Where an entry of a section was written.
struct Entry : Location {
    bool is_plain = false;  // in a plain file that an extended one includes
};

enum class VariableKind : std::uint8_t { literal, env, builtin };

enum class Builtin : std::uint8_t {
    home,
    cwd,
    tmpdir,
    runtime_dir,
    exe,
    exe_dir,
    policy_dir,
    uid,
};

struct Variable {
    std::string name;
    std::vector<std::string> literal;  // empty: declared without values
    VariableKind kind = VariableKind::literal;
    std::string env;                          // name of the environment variable
    std::string split;                        // separator of its values; empty: one value
    std::vector<std::string> default_values;  // its items where it is unset; empty: no default
    Builtin builtin = Builtin::home;
    Entry entry = {{Section::variable, 0}};

    // Whether it says where its values come from, or only that there is such a name.
    [[nodiscard]] bool has_source() const {
        return kind != VariableKind::literal || !literal.empty();
    }
};

enum class PathType : std::uint8_t { any, file, directory };

struct PathOptions {
    PathType type = PathType::any;
    bool error_if_any_unusable_path = false;
    bool optional = false;
    bool no_symlinks = false;
    bool create_directory = false;
    bool glob = false;
    bool quiet = false;
};

struct PathRule {
    Access allowed_access;
    std::vector<std::string> parent;  // templates
    PathOptions options;
    Entry entry = {{Section::path_beneath, 0}};
};

struct PortRange {
    std::uint16_t first;
    std::uint16_t last;

    bool operator==(const PortRange&) const = default;
};

struct PortRule {
    Access allowed_access;
    std::vector<PortRange> port;
    bool quiet = false;
    Entry entry = {{Section::net_port, 0}};
};

// An entry with `errorIfAnyUnsupported`: the kernel must know all of these.
struct Requirement {
    WrittenSet access;
    Location location;
    bool quiet = false;    // it also asks for logging control
    bool is_rule = false;  // it grants these
};

struct PresetUse {
    std::string name;
    Entry entry = {{Section::preset, 0}};
};

// What no station changes.
struct PolicyFrame {
    std::string source;                 // the file's path as given, "LANDLOCK_POLICY" or "fd:N"
    std::vector<std::string> included;  // the paths of further files
    int min_abi = 0;                    // 0: not given
    bool hard_requirement = false;
    bool best_effort = false;  // written out: what the kernel lacks is accepted
    LogFlags log;

    [[nodiscard]] const std::string& file_name(std::uint32_t file) const {
        return file == 0 ? source : included[file - 1];
    }
    [[nodiscard]] std::string text_of(const Location& location) const {
        return landlock_preload::text_of(file_name(location.file), location);
    }
};

struct Policy : PolicyFrame {
    bool is_extended = false;
    int abi = 0;  // 0: not given
    WrittenSet handled;
    WrittenSet quiet;
    bool is_all_fs = false;  // fs rights were handled by the name of the group of all of them
    AccessSet void_groups;   // OR of Group: those of no right yet at the `abi` of their file
    bool has_log = false;    // "log" was written
    std::vector<Variable> variable;
    std::vector<PathRule> path_beneath;
    std::vector<PortRule> net_port;
    std::vector<Requirement> requirement;
    std::vector<PresetUse> preset;
    std::vector<std::string> include;  // paths as written
};

inline constexpr int kNoDescriptor = -1;

struct ResolvedPath {
    std::string path;
    AccessMask allowed_access;
    Location location = {};  // of a path in pathBeneath, or of a preset
    PathOptions options = {};
    bool is_match = false;           // of a glob
    int no_match = 0;                // of a glob that matches nothing: why, as an errno
    int descriptor = kNoDescriptor;  // preset stdio: the object behind it, instead of the path
    std::uint16_t must_exist = 0;    // so many bytes are a variable's, and never created
    bool must_not_be_root = false;   // nobody wrote the path down as it stands here
};

struct ResolvedPort {
    AccessMask allowed_access = 0;
    std::uint16_t port = 0;
    bool quiet = false;
    Location location = {};  // of a port in netPort, or of a preset
};

// What presets follow to what they grant, at the next start as well: the first link of each way, or
// DIRECTORY/* where any will do.
struct LinkWays {
    std::string paths;  // each ends with a NUL
    AccessMask allowed = 0;
};

struct ResolvedRequirement {
    AccessSet access;
    Location location;
    bool quiet = false;
    bool is_rule = false;
};

// Of a policy that handles no right.
inline constexpr const char* kRestrictsNothing = "policy restricts nothing";

struct ResolvedPolicy : PolicyFrame {
    int abi_clamped_from = 0;  // the policy's `abi` where it is newer than this library; else 0
    AccessSet handled;
    AccessSet quiet;
    std::vector<ResolvedPath> paths;
    LinkWays ways;
    std::vector<ResolvedPort> ports;
    std::vector<ResolvedRequirement> requirements;
};

}  // namespace landlock_preload
