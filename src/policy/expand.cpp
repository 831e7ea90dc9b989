// SPDX-License-Identifier: MIT
//
// From what the author wrote to explicit rights on concrete paths.
//
// Groups become the rights they mean at the policy's `abi`. A right that any rule uses is handled
// as well, as in landlockconfig. A template becomes the Cartesian product of its variables' values;
// a variable that was declared without values makes the path vanish, an undeclared one is an error.
// Rules whose groups come to no right at all vanish too.
#include "policy/expand.hpp"

#include <algorithm>
#include <utility>

#include "error.hpp"
#include "policy/template.hpp"

namespace landlock_preload {

std::string path_location(const std::string& source, std::uint32_t rule, std::uint32_t parent) {
    return source + ":/pathBeneath/" + std::to_string(rule) + "/parent/" + std::to_string(parent);
}

namespace {

class Expander {
  public:
    explicit Expander(Policy policy) : policy_(std::move(policy)) {}

    ResolvedPolicy expand();

  private:
    [[nodiscard]] AccessMask access(AccessClass access_class, const Access& access) const {
        return access.rights | group_access(access_class, access.groups, policy_.abi);
    }
    void expand_path_rule(std::uint32_t rule);
    void expand_template(std::uint32_t rule, std::uint32_t parent, AccessMask mask);
    [[nodiscard]] std::string multiply(std::vector<std::string>& products,
                                       std::string_view name) const;
    void report(std::uint32_t rule, std::uint32_t parent, std::string what) {
        collect(errors_,
                {Stage::resolve, 0, path_location(policy_.source, rule, parent), std::move(what)});
    }

    Policy policy_;
    ResolvedPolicy resolved_;
    std::vector<Error> errors_;
};

std::string too_long(std::size_t length) {
    return "expands to a path of " + std::to_string(length) + " bytes; at most " +
           std::to_string(kMaxPathLength) + " are allowed";
}

// Appends every value of the variable to every product so far. Returns what is wrong, or nothing.
// Limits are kept while the products grow: a short policy must not ask for gigabytes.
std::string Expander::multiply(std::vector<std::string>& products, std::string_view name) const {
    bool declared = false;
    std::vector<std::string> multiplied;
    for (const Variable& variable : policy_.variable) {
        if (variable.name != name) continue;
        declared = true;
        for (const std::string& product : products) {
            for (const std::string& value : variable.literal) {
                const std::size_t length = product.size() + value.size();
                if (length > kMaxPathLength) return too_long(length);
                if (multiplied.size() == kMaxPathsOfTemplate) {
                    return "expands to more than " + std::to_string(kMaxPathsOfTemplate) + " paths";
                }
                multiplied.push_back(product + value);
            }
        }
    }
    products = std::move(multiplied);
    return declared ? std::string() : "variable " + quote(name) + " is not declared";
}

void Expander::expand_template(std::uint32_t rule, std::uint32_t parent, AccessMask mask) {
    std::string& written = policy_.path_beneath[rule].parent[parent];
    if (written.find('$') == std::string::npos) {
        resolved_.paths.push_back({std::move(written), mask, rule, parent});
        return;
    }
    std::vector<std::string> products(1);
    for (std::string_view rest = written; !rest.empty();) {
        const TemplatePiece piece = next_piece(rest);
        if (!piece.is_variable) {
            for (std::string& product : products) product += piece.text;
            continue;
        }
        std::string what = multiply(products, piece.text);
        if (!what.empty()) return report(rule, parent, std::move(what));
    }
    for (std::string& product : products) {
        if (product.empty()) return report(rule, parent, "expands to an empty path");
        if (product.size() > kMaxPathLength) return report(rule, parent, too_long(product.size()));
        resolved_.paths.push_back({std::move(product), mask, rule, parent});
    }
}

void Expander::expand_path_rule(std::uint32_t rule) {
    const PathRule& written = policy_.path_beneath[rule];
    const AccessMask mask = access(AccessClass::fs, written.allowed_access);
    if (mask == 0) return;
    resolved_.handled_access_fs |= mask;
    const auto count = static_cast<std::uint32_t>(written.parent.size());
    for (std::uint32_t parent = 0; parent < count; ++parent) {
        expand_template(rule, parent, mask);
        if (resolved_.paths.size() > kMaxPaths) {
            report(rule, parent, "more than " + std::to_string(kMaxPaths) + " paths in the policy");
            return;
        }
    }
}

ResolvedPolicy Expander::expand() {
    resolved_.source = policy_.source;
    if (policy_.abi > kNewestAbi) resolved_.abi_clamped_from = policy_.abi;
    resolved_.handled_access_fs = access(AccessClass::fs, policy_.handled_access_fs);
    resolved_.handled_access_net = access(AccessClass::net, policy_.handled_access_net);
    resolved_.scoped = access(AccessClass::scope, policy_.scoped);
    std::size_t written = 0;
    for (const PathRule& rule : policy_.path_beneath) written += rule.parent.size();
    resolved_.paths.reserve(std::min(written, kMaxPaths));
    for (std::uint32_t rule = 0; rule < policy_.path_beneath.size(); ++rule) {
        expand_path_rule(rule);
        if (resolved_.paths.size() > kMaxPaths) break;
    }
    for (const PortRule& rule : policy_.net_port) {
        const AccessMask mask = access(AccessClass::net, rule.allowed_access);
        if (mask == 0) continue;
        resolved_.handled_access_net |= mask;
        for (const std::uint16_t port : rule.port) resolved_.ports.push_back({mask, port});
    }
    if (!errors_.empty()) throw Errors{std::move(errors_)};
    return std::move(resolved_);
}

}  // namespace

ResolvedPolicy expand_policy(Policy policy) {
    return Expander(std::move(policy)).expand();
}

}  // namespace landlock_preload
