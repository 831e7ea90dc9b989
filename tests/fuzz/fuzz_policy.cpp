// SPDX-License-Identifier: MIT
//
// Any bytes as a policy, through all that is pure: parse, lint, expand without a look at the
// machine, plan for every kernel. libFuzzer and the sanitizers watch for crashes, hangs and
// undefined behaviour; what is promised beyond that is asserted here, and ends the run.
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "base/diagnostic.hpp"
#include "policy/json/parser.hpp"
#include "promise.hpp"
#include "resolve/expand.hpp"
#include "resolve/lint.hpp"
#include "sandbox/plan.hpp"

using namespace landlock_preload;

namespace {

constexpr const char* kSource = "policy.json";
constexpr int kLastAbi = kNewestAbi + 1;     // one that this library does not know
constexpr std::size_t kLongestWhere = 2000;  // as deep as can be, by the longest keys

bool is_subset(AccessMask part, AccessMask whole) {
    return (part & ~whole) == 0;
}

void check_text(const std::string& where, const std::string& what) {
    require(is_utf8(what), "it is UTF-8", what);
    require(where.starts_with(kSource), "the place starts with the source", where);
    require(where.size() <= kLongestWhere, "the place is short", where);
    require(is_utf8(where), "the place is UTF-8", where);
}

// The same for pure code, which knows where it is and meets no errno.
std::string pure_errors_of(const std::function<void()>& action) {
    return errors_of([&action] {
        try {
            action();
        } catch (const Diagnostics& errors) {
            for (const Diagnostic& error : errors.list) {
                check_text(error.location, error.what);
                require(error.error_number == 0, "pure code meets no errno", error.what);
            }
            throw;
        }
    });
}

// Everything a policy resolved to, folded into one number (FNV-1a).
class Digest {
  public:
    void add(std::string_view text) {
        for (const char c : text) fold(static_cast<unsigned char>(c));
        fold(0);
    }
    void add(std::uint64_t number) {
        for (unsigned shift = 0; shift < 64; shift += 8) fold((number >> shift) & 0xffU);
    }
    [[nodiscard]] std::uint64_t value() const { return value_; }

  private:
    void fold(std::uint64_t byte) {
        value_ ^= byte;
        value_ *= 0x100000001b3U;
    }

    std::uint64_t value_ = 0xcbf29ce484222325U;
};

std::uint64_t digest(const ResolvedPolicy& policy) {
    Digest digest;
    for (const AccessClass each : kAccessClasses) {
        digest.add(policy.handled[each]);
        digest.add(policy.quiet[each]);
    }
    for (const ResolvedPath& path : policy.paths) {
        digest.add(path.path);
        digest.add(path.allowed_access);
        digest.add(std::uint64_t{path.location.index} << 32U | path.location.item);
    }
    for (const ResolvedPort& port : policy.ports) {
        digest.add(port.allowed_access);
        digest.add(port.port);
    }
    for (const ResolvedRequirement& requirement : policy.requirements) {
        digest.add(policy.text_of(requirement.location));
        digest.add(requirement.access[AccessClass::fs]);
    }
    return digest.value();
}

void check_resolved(const ResolvedPolicy& policy) {
    require(policy.paths.size() <= kMaxPaths, "no more than kMaxPaths");
    require(policy.ports.size() <= kMaxPorts, "no more than kMaxPorts");
    for (const ResolvedPath& path : policy.paths) {
        require(!path.path.empty() && path.path.size() < 4096, "a path can be opened", path.path);
        require(path.path.find('\0') == std::string::npos, "a path has no NUL", path.path);
        require(is_subset(path.allowed_access, policy.handled[AccessClass::fs]),
                "what is granted is "
                "handled",
                path.path);
        require(path.descriptor == kNoDescriptor, "offline no descriptor is looked at");
    }
    for (const ResolvedPort& port : policy.ports) {
        require(is_subset(port.allowed_access, policy.handled[AccessClass::net]),
                "what is granted is "
                "handled: ports");
    }
    require((policy.quiet - policy.handled).empty(), "what is quiet is handled");
}

void check_plan(const ResolvedPolicy& policy, int abi, const AccessSet& raw) {
    Plan plan;
    const auto make = [&] { plan = plan_enforcement(policy, abi, raw); };
    if (!pure_errors_of(make).empty()) return;
    require(plan.abi == abi, "the plan is for the kernel");
    require((plan.handled - policy.handled).empty(), "only what was asked for is handled");
    require((plan.handled - (known_access(abi) | raw)).empty(),
            "only what the kernel knows is handled");
    require((plan.dropped - (policy.handled - plan.handled)).empty(),
            "only what was asked for is dropped");
    require((plan.quiet - plan.handled).empty(), "only what is handled is quiet");
    require(!plan.handled.empty(), "a plan restricts something");
    std::uint64_t next = 0;
    for (const PlannedPath& path : plan.paths) {
        require(is_subset(path.allowed, plan.handled[AccessClass::fs]),
                "path rules hold what is handled");
        require(path.index >= next && path.index < policy.paths.size(), "path rules are in order");
        require(is_subset(path.allowed, policy.paths[path.index].allowed_access),
                "path rules hold what was granted");
        next = std::uint64_t{path.index} + 1;
    }
    for (const PlannedPort& port : plan.ports) {
        require(is_subset(port.allowed, plan.handled[AccessClass::net]),
                "port rules hold what is handled");
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Source source = {SourceKind::file, kSource,
                           std::string(reinterpret_cast<const char*>(data), size)};
    Policy policy;
    const auto parse = [&] { policy = parse_policy(source); };
    if (!pure_errors_of(parse).empty()) return 0;
    for (const Diagnostic& note : lint_policy(policy)) check_text(note.location, note.what);

    ExpansionContext context;
    context.no_system = true;
    ResolvedPolicy resolved;
    const auto expand = [&] { resolved = expand_policy(policy, context); };
    const std::string errors = pure_errors_of(expand);
    const std::uint64_t first = digest(resolved);
    resolved = {};
    require(pure_errors_of(expand) == errors, "the same policy fails alike", errors);
    if (!errors.empty()) return 0;
    require(digest(resolved) == first, "the same policy resolves alike");

    check_resolved(resolved);
    for (int abi = 1; abi <= kLastAbi; ++abi) {
        check_plan(resolved, abi, {});
        check_plan(resolved, abi, raw_access(resolved));
    }
    return 0;
}
