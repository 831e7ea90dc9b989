// SPDX-License-Identifier: MIT
//
// One scanner serves both the check at parse time and the expansion, so that what was accepted is
// what is expanded. Nothing here looks at the environment, runs anything, or looks at a file.
#include "policy/template.hpp"

#include <algorithm>

#include "base/diagnostic.hpp"
#include "base/text.hpp"
#include "policy/json/foreign.hpp"

namespace landlock_preload {
bool is_variable_name(std::string_view name) {
    return !name.empty() && is_letter(name.front()) &&
           std::all_of(name.begin(), name.end(), is_word);
}

TemplatePiece next_piece(std::string_view& rest) {
    const auto take = [&rest](std::size_t length) {
        const std::string_view piece = rest.substr(0, length);
        rest.remove_prefix(length);
        return piece;
    };
    if (rest.starts_with("$$")) {
        take(1);
        return {take(1), false};
    }
    if (rest.starts_with("${")) {
        take(2);
        const std::string_view name = take(rest.find('}'));
        take(1);
        return {name, true};
    }
    const std::size_t next = rest.find('$', 1);
    return {take(next == std::string_view::npos ? rest.size() : next), false};
}

std::string check_template(std::string_view text) {
    if (text.empty()) return "empty path; \".\" is the working directory";
    if (text.find('\0') != std::string_view::npos) return "NUL byte in a path";
    if (text.size() > kMaxPathLength) {
        return "path of " + std::to_string(text.size()) + " bytes; at most " +
               std::to_string(kMaxPathLength) + " are allowed";
    }
    for (std::size_t at = text.find('$'); at != std::string_view::npos; at = text.find('$', at)) {
        const std::string_view rest = text.substr(at);
        if (!rest.starts_with("${")) {
            at += rest.starts_with("$$") ? std::size_t{2} : std::size_t{1};
            continue;
        }
        const std::size_t end = rest.find('}');
        if (end == std::string_view::npos) {
            return "\"${\" at byte " + std::to_string(at + 1) + " is not closed";
        }
        const std::string_view name = rest.substr(2, end - 2);
        if (!is_variable_name(name)) {
            return "bad variable name " + quote(name) +
                   R"(; a letter, then letters, digits and "_"; write "$$" for "$")";
        }
        at += end + 1;
    }
    return {};
}

std::string check_untrusted_path(std::string_view path) {
    if (path.empty()) return "is empty";
    if (!path.starts_with('/')) {
        const std::string hint = describe_foreign_path(path, false);
        return "is not an absolute path" + (hint.empty() ? "" : "; " + hint);
    }
    if (path.size() > kMaxPathLength) return "is longer than a path can be";
    while (!path.empty()) {
        const std::string_view component = path.substr(0, path.find('/'));
        if (component == "." || component == "..") {
            return "contains a \"" + std::string(component) + "\" component";
        }
        path.remove_prefix(std::min(component.size() + 1, path.size()));
    }
    return {};
}

std::string component_form(std::string_view path) {
    std::string form = path.starts_with('/') ? "/" : "";
    bool leading = form.empty();
    while (!path.empty()) {
        const std::string_view component = path.substr(0, path.find('/'));
        path.remove_prefix(std::min(component.size() + 1, path.size()));
        if (component.empty() || (component == "." && !leading)) continue;
        leading = false;
        if (!form.empty() && form.back() != '/') form += '/';
        form += component;
    }
    return form;
}

UntrustedPaths split_untrusted_paths(std::string_view value, std::string_view separator) {
    UntrustedPaths paths;
    if (separator.empty()) paths.items.emplace_back(value);
    for (std::string_view rest = value; !separator.empty() && !rest.empty();) {
        const std::size_t end = rest.find(separator);
        if (end != 0) paths.items.emplace_back(rest.substr(0, end));
        rest = end == std::string_view::npos ? "" : rest.substr(end + separator.size());
    }
    if (paths.items.empty()) return {{}, "has no items", std::string(value)};
    for (const std::string& item : paths.items) {
        std::string wrong = check_untrusted_path(item);
        if (!wrong.empty()) return {{}, std::move(wrong), item};
    }
    return paths;
}

}  // namespace landlock_preload
