// SPDX-License-Identifier: MIT
//
// A template with several values of several variables is the Cartesian product of them all. In a
// pattern a value stands for itself alone.
#include "resolve/products.hpp"

#include <algorithm>

#include "base/diagnostic.hpp"
#include "policy/template.hpp"
#include "resolve/expand.hpp"
#include "resolve/glob.hpp"
#include "resolve/preset_paths.hpp"

namespace landlock_preload {
namespace {

std::string too_long(std::size_t length) {
    return "expands to a path of " + std::to_string(length) + " bytes; at most " +
           std::to_string(kMaxPathLength) + " are allowed";
}

// Appends every value to every product so far. Returns what is wrong, or nothing. Limits are kept
// while the products grow: a short policy must not ask for gigabytes. A single value is appended in
// place, so that no product is copied more often than it doubles.
std::string multiply(std::vector<std::string>& products, const std::vector<std::string>& values,
                     bool is_glob) {
    std::vector<std::string> multiplied;
    for (std::string& product : products) {
        for (const std::string& value : values) {
            const std::size_t length = product.size() + value.size();
            if (length > kMaxPathLength) return too_long(length);
            const std::string text = is_glob ? escape_glob(value) : value;
            if (values.size() == 1) {
                product += text;
                continue;
            }
            if (multiplied.size() == kMaxPathsOfTemplate) return too_many_paths();
            multiplied.push_back(product + text);
        }
    }
    if (values.size() != 1) products = std::move(multiplied);
    return {};
}

std::string check_product(const std::string& product, bool refuses_root) {
    if (product.empty()) return "expands to an empty path";
    if (product.size() > kMaxPathLength) return too_long(product.size());
    if (refuses_root && is_root(product)) return kExpandsToRoot;
    return {};
}

}  // namespace

std::string too_many_paths() {
    return "expands to more than " + std::to_string(kMaxPathsOfTemplate) + " paths";
}

std::string check_pieces(std::string_view written, const Variables& variables, bool is_glob,
                         bool& vanishes) {
    while (!written.empty()) {
        const TemplatePiece piece = next_piece(written);
        if (!piece.is_variable) {
            std::string problem = is_glob ? check_glob(piece.text) : "";
            if (!problem.empty()) return problem;
            continue;
        }
        const std::vector<std::string>* values = variables.find(piece.text);
        if (values == nullptr) return variables.describe_undeclared(piece.text);
        vanishes |= values->empty();
    }
    return {};
}

std::string fill_in(std::string_view written, const Variables& variables, bool is_glob,
                    bool refuses_root, std::vector<std::string>& products) {
    std::string problem;
    while (!written.empty() && problem.empty()) {
        const TemplatePiece piece = next_piece(written);
        if (piece.is_variable) {
            problem = multiply(products, *variables.find(piece.text), is_glob);
            continue;
        }
        for (std::string& product : products) product += piece.text;
    }
    for (auto product = products.begin(); product != products.end() && problem.empty(); ++product) {
        problem = check_product(*product, refuses_root);
    }
    return problem;
}

std::uint16_t length_of_first_value(std::string_view written, std::string_view product,
                                    const Variables& variables) {
    const TemplatePiece piece = next_piece(written);
    std::size_t length = 0;
    if (!piece.is_variable) return 0;
    for (const std::string& value : *variables.find(piece.text)) {
        if (product.starts_with(value)) length = std::max(length, value.size());
    }
    return static_cast<std::uint16_t>(length);
}

}  // namespace landlock_preload
