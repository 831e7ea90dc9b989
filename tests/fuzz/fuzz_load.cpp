// SPDX-License-Identifier: MIT
//
// Any tree of files as policies that include each other, or as a directory of them. The input is a
// value of LANDLOCK_POLICY and a tree (tree.hpp); "fd:NAME" stands for a descriptor of that file.
//
// What comes out must be what the files, parsed one by one, add up to.
#include <fcntl.h>
#include <sys/stat.h>

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "policy/json/parser.hpp"
#include "policy/load.hpp"
#include "policy/merge.hpp"
#include "policy/source.hpp"
#include "promise.hpp"
#include "resolve/expand.hpp"
#include "resolve/lint.hpp"
#include "tree.hpp"

using namespace landlock_preload;

namespace {

// What can be added up of a policy.
struct Sums {
    AccessSet handled;
    std::size_t rules = 0;
    std::size_t ports = 0;
    std::size_t variables = 0;
    std::size_t presets = 0;
    int min_abi = 0;
    bool hard_requirement = false;

    bool operator==(const Sums&) const = default;
};

Sums sums_of(const Policy& policy) {
    return {policy.handled.rights(), policy.path_beneath.size(), policy.net_port.size(),
            policy.variable.size(),  policy.preset.size(),       policy.min_abi,
            policy.hard_requirement};
}

// The directory that a policy's text is about, where it names anything relative to its own file;
// the same file found in another one counts again.
std::string context_of(const Source& source) {
    const Policy policy = parse_policy(source);
    bool is_relative = false;
    for (const std::string& path : policy.include) is_relative |= !path.starts_with('/');
    for (const Variable& variable : policy.variable) {
        is_relative |=
            variable.kind == VariableKind::builtin && variable.builtin == Builtin::policy_dir;
    }
    return is_relative ? "/" + source.name.substr(0, source.name.rfind('/') + 1) : "";
}

void check_included(const Loaded& loaded, const Source& first) {
    std::vector<Source> sources;
    if (first.kind != SourceKind::file) sources.push_back(first);
    std::vector<std::string> names = loaded.policy.included;
    if (first.kind == SourceKind::file) names.insert(names.begin(), loaded.policy.source);
    std::set<std::tuple<dev_t, ino_t, std::string>> identities;
    for (const std::string& file : names) {
        const Source& source = sources.emplace_back(read_path(file));
        require(identities.emplace(source.device, source.inode, context_of(source)).second,
                "each file counts once", file);
    }
    for (const std::string& file : loaded.files) {
        const Source source = read_path(file);
        require(identities.contains({source.device, source.inode, context_of(source)}) ||
                    !context_of(source).empty(),
                "every name is that of a file that counts", file);
    }
    Sums sums;
    for (const Source& source : sources) {
        Policy policy = parse_policy(source);
        resolve_groups(policy);
        const Sums more = sums_of(policy);
        sums.handled |= more.handled;
        sums.rules += more.rules;
        sums.ports += more.ports;
        sums.variables += more.variables;
        sums.presets += more.presets;
        sums.min_abi = std::max(sums.min_abi, more.min_abi);
        sums.hard_requirement |= more.hard_requirement;
    }
    require(sums_of(loaded.policy) == sums, "a policy is the sum of its files");
    require(loaded.lost.empty(), "includes lose nothing");
}

void check_directory(const Loaded& loaded) {
    std::vector<Policy> policies;
    int abi = 0;
    for (std::size_t i = 1; i < loaded.files.size(); ++i) {
        policies.push_back(parse_policy(read_path(loaded.files[i])));
        const Policy& policy = policies.back();
        require(!policy.is_extended, "no extended policy is composed");
        if (policy.abi != 0 && (abi == 0 || policy.abi < abi)) abi = policy.abi;
    }
    AccessSet all;
    AccessSet any;
    for (Policy& policy : policies) {
        policy.abi = abi;
        resolve_groups(policy);
        infer_handled(policy);
        const AccessSet handled = policy.handled.rights();
        all = &policy == &policies.front() ? handled : all & handled;
        any |= handled;
    }
    require(sums_of(loaded.policy).handled == all, "what every file handles is handled");
    const bool is_lost = !(any == all);
    require(is_lost == !loaded.lost.empty(), "what is lost is said");
    require(is_lost == !errors_of([&] { refuse_lost_protection(loaded); }).empty(),
            "and is refused");
}

void check_entries(const Policy& policy) {
    const auto check = [&policy](const auto& list) {
        for (const auto& item : list) {
            require(item.entry.file <= policy.included.size(), "an entry's file is known");
        }
    };
    check(policy.variable);
    check(policy.path_beneath);
    check(policy.net_port);
    check(policy.preset);
}

// A descriptor of a file of the tree, closed where the library did not.
class Descriptor {
  public:
    explicit Descriptor(const char* name) : fd_(open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
    ~Descriptor() { close(fd_); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int get() const { return fd_; }

  private:
    int fd_;
};

// Loads VALUE; what it says where that fails, or what it comes to offline.
std::string load(const std::string& value) {
    Loaded loaded;
    std::string errors = errors_of([&] { loaded = load_policy(value.c_str()); });
    if (!errors.empty()) return errors;
    check_entries(loaded.policy);
    std::string said;
    for (const Diagnostic& note : lint_policy(loaded.policy))
        said += note.location + note.what + "\n";
    return said + errors_of([&] { (void)expand_policy(loaded.policy, {nullptr, true}); });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const std::string value(before_sections(text));
    const Tree tree(text);
    if (value.starts_with("fd:")) {
        const Descriptor descriptor(value.c_str() + 3);
        if (descriptor.get() > 2) (void)load("fd:" + std::to_string(descriptor.get()));
        return 0;
    }
    const std::string said = load(value);
    require(load(value) == said, "the same files come to the same", said);
    Loaded loaded;
    if (!errors_of([&] { loaded = load_policy(value.c_str()); }).empty()) return 0;
    const Source first = read_source(value.c_str());
    if (first.kind == SourceKind::directory) {
        check_directory(loaded);
    } else {
        check_included(loaded, first);
    }
    return 0;
}
