// SPDX-License-Identifier: MIT
//
// From what the author wrote to explicit rights on concrete paths.
//
// Groups become the rights they mean at the policy's `abi`. A right that any rule uses is handled
// as well, as in landlockconfig; presets are different: they grant of what is handled, and never
// add to it. A template becomes the Cartesian product of its variables' values; a variable that was
// declared without values makes the path vanish, an undeclared one is an error. A glob becomes what
// it matches now. Rules whose groups stand for no right at all vanish too.
#include "resolve/expand.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

#include "policy/merge.hpp"
#include "policy/presets.hpp"
#include "policy/template.hpp"
#include "resolve/glob.hpp"
#include "resolve/preset_paths.hpp"
#include "resolve/products.hpp"

namespace landlock_preload {

namespace {

class Expander {
  public:
    Expander(Policy policy, const ExpansionContext& context)
        : policy_(std::move(policy)), context_(context) {
        resolve_groups(policy_);
    }

    ResolvedPolicy expand();

  private:
    void expand_handled();
    void expand_path_rule(PathRule& rule);
    void expand_template(PathRule& rule, std::uint32_t parent);
    void expand_globs(const ResolvedPath& like, std::vector<std::string> patterns);
    void add_paths(const ResolvedPath& like, std::vector<std::string> paths);
    void add_path(ResolvedPath path);
    void expand_ports();
    void add_port(const ResolvedPort& port);
    void expand_preset(const PresetUse& use);
    void check_quiet();
    // Nothing more to learn: what is left would cost time and change nothing.
    [[nodiscard]] bool is_over() const {
        return has_too_many_paths_ || errors_.size() == kMaxErrors;
    }
    void report(const Location& location, std::string what) {
        collect(errors_, resolved_.text_of(location), std::move(what));
    }

    Policy policy_;
    const ExpansionContext& context_;
    ResolvedPolicy resolved_;
    std::vector<Diagnostic> errors_;
    bool has_too_many_paths_ = false;
    bool has_too_many_ports_ = false;
    Variables variables_{policy_, context_, errors_};
};

void Expander::add_path(ResolvedPath path) {
    if (resolved_.paths.size() < kMaxPaths) {
        resolved_.paths.push_back(std::move(path));
    } else if (!std::exchange(has_too_many_paths_, true)) {
        report(path.location, "more than " + std::to_string(kMaxPaths) + " paths in the policy");
    }
}

void Expander::add_paths(const ResolvedPath& like, std::vector<std::string> paths) {
    for (std::string& path : paths) {
        ResolvedPath added = like;
        added.path = std::move(path);
        add_path(std::move(added));
    }
}

void Expander::expand_template(PathRule& rule, std::uint32_t parent) {
    std::string& written = rule.parent[parent];
    const Location& location = rule.entry;
    ResolvedPath like{"", rule.allowed_access.rights, location};
    like.location.item = parent;
    like.options = rule.options;
    const bool is_glob = rule.options.glob;
    const bool has_variable = written.find('$') != std::string::npos;
    like.must_not_be_root = policy_.is_extended && (has_variable || is_glob) && !is_root(written);
    if (!has_variable && !is_glob) {  // as nearly all are: taken over, checked when it was read
        like.path = std::move(written);
        return add_path(std::move(like));
    }
    bool vanishes = false;
    std::string problem = check_pieces(written, variables_, is_glob, vanishes);
    if (!problem.empty()) return report(like.location, std::move(problem));
    if (vanishes) return;
    std::vector<std::string> products(1);
    problem = fill_in(written, variables_, is_glob, policy_.is_extended && has_variable, products);
    if (!problem.empty()) return report(like.location, std::move(problem));
    if (is_glob && !context_.no_system) return expand_globs(like, std::move(products));
    for (std::string& product : products) {
        ResolvedPath path = like;
        path.must_exist = length_of_first_value(written, product, variables_);
        path.path = std::move(product);
        add_path(std::move(path));
    }
}

void Expander::expand_globs(const ResolvedPath& like, std::vector<std::string> patterns) {
    for (std::string& pattern : patterns) {
        if (is_over()) return;  // a pattern without a match is a path, so there is an end to both
        int code = 0;
        std::vector<std::string> matches =
            match_glob(pattern, resolved_.text_of(like.location), kMaxPathsOfTemplate, &code);
        if (matches.size() > kMaxPathsOfTemplate) return report(like.location, too_many_paths());
        if (matches.empty()) {
            ResolvedPath missing = like;  // to be reported as such, and not to be created
            missing.no_match = code != 0 ? code : ENOENT;
            missing.options.create_directory = false;
            add_paths(missing, {std::move(pattern)});
            continue;
        }
        ResolvedPath match = like;
        match.options.glob = false;
        match.is_match = true;
        add_paths(match, std::move(matches));
    }
}

void Expander::expand_path_rule(PathRule& rule) {
    if (rule.allowed_access.rights == 0) return;
    const auto count = static_cast<std::uint32_t>(rule.parent.size());
    for (std::uint32_t parent = 0; parent < count && !is_over(); ++parent) {
        expand_template(rule, parent);
    }
}

void Expander::add_port(const ResolvedPort& port) {
    if (resolved_.ports.size() < kMaxPorts) {
        resolved_.ports.push_back(port);
    } else if (!std::exchange(has_too_many_ports_, true)) {
        report({port.location.section, port.location.index, kNoIndex, port.location.file},
               "more than " + std::to_string(kMaxPorts) + " port rules in the policy");
    }
}

void Expander::expand_ports() {
    for (const PortRule& rule : policy_.net_port) {
        const AccessMask mask = rule.allowed_access.rights;
        if (mask == 0) continue;
        const Location& location = rule.entry;
        ResolvedPort added{mask, 0, rule.quiet, location};
        added.location.item = 0;
        for (const PortRange& range : rule.port) {
            for (std::uint32_t port = range.first; port <= range.last && !has_too_many_ports_;
                 ++port) {
                added.port = static_cast<std::uint16_t>(port);
                add_port(added);
            }
            ++added.location.item;
        }
    }
}

void Expander::expand_preset(const PresetUse& use) {
    const Location& location = use.entry;
    for (const PresetGrant& grant : all_preset_grants()) {
        if (use.name != grant.preset) continue;
        ResolvedPath like{grant.path, grant.access & resolved_.handled[AccessClass::fs], location};
        like.options.optional = true;
        like.must_not_be_root = true;
        if (grant.kind == GrantKind::port) {
            const AccessMask mask = grant.access & resolved_.handled[AccessClass::net];
            if (mask != 0) add_port({mask, grant.port, false, location});
            continue;
        }
        if (like.allowed_access == 0) continue;
        PresetPaths found =
            find_preset_paths(grant, like, context_, resolved_.text_of(like.location));
        if (!found.problem.empty()) report(like.location, std::move(found.problem));
        for (ResolvedPath& path : found.paths) add_path(std::move(path));
        if (!found.ways.empty()) resolved_.ways.allowed |= like.allowed_access;
        resolved_.ways.paths += found.ways;
    }
}

void Expander::check_quiet() {
    const AccessSet extra = resolved_.quiet - resolved_.handled;
    for (const AccessClass each : kAccessClasses) {
        if (extra[each] == 0) continue;
        collect(errors_, policy_.source,
                concat({words_of(each).quiet_key,
                        " lists rights that are not handled: ", access_names(each, extra[each])}));
    }
}

void Expander::expand_handled() {
    static_cast<PolicyFrame&>(resolved_) = static_cast<const PolicyFrame&>(policy_);
    if (policy_.abi > kNewestAbi) resolved_.abi_clamped_from = policy_.abi;
    infer_handled(policy_);
    resolved_.handled = policy_.handled.rights();
    resolved_.quiet = policy_.quiet.rights();
    for (const Requirement& requirement : policy_.requirement) {
        resolved_.requirements.push_back({requirement.access.rights(), requirement.location,
                                          requirement.quiet, requirement.is_rule});
    }
}

ResolvedPolicy Expander::expand() {
    expand_handled();
    std::size_t written = 0;
    for (const PathRule& rule : policy_.path_beneath) written += rule.parent.size();
    resolved_.paths.reserve(std::min(written, kMaxPaths));
    for (PathRule& rule : policy_.path_beneath) expand_path_rule(rule);
    expand_ports();
    std::vector<std::string_view> expanded;  // a preset named again grants nothing more
    for (const PresetUse& use : policy_.preset) {
        if (is_over() || std::find(expanded.begin(), expanded.end(), use.name) != expanded.end()) {
            continue;
        }
        expanded.emplace_back(use.name);
        expand_preset(use);
    }
    check_quiet();
    if (!errors_.empty()) throw Diagnostics{std::move(errors_)};
    return std::move(resolved_);
}

}  // namespace

ResolvedPolicy expand_policy(Policy policy, const ExpansionContext& context) {
    return Expander(std::move(policy), context).expand();
}

}  // namespace landlock_preload
