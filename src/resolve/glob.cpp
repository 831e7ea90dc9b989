// SPDX-License-Identifier: MIT
//
// glob(3), as POSIX describes it, by system calls of our own: libc's takes memory from the host's
// malloc, may be hooked, needs 3 KB of stack for each component, and lets ".*" match "." and "..",
// so that a rule on the dot files of one home would grant every home. Here a component with a magic
// character matches neither. Bytes are compared, whatever the locale is.
//
// One component with magic characters is expanded after the other, for all paths found so far: no
// recursion. What a pattern says literally is not looked at before the end.
#include "resolve/glob.hpp"

#include <dirent.h>
#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <new>
#include <utility>

#include "base/diagnostic.hpp"
#include "base/directory.hpp"
#include "base/process_calls.hpp"

namespace landlock_preload {
namespace {

constexpr std::string_view kMagic = "*?[";
constexpr std::size_t kNone = std::string_view::npos;

// The classes of the C locale, as pairs of first and last characters.
struct CharacterClass {
    char name[7];
    char ranges[9];
};
constexpr CharacterClass kClasses[] = {
    {"alnum", "09azAZ"},   {"alpha", "azAZ"},   {"blank", "  \t\t"}, {"cntrl", "\1\37\177\177"},
    {"digit", "09"},       {"graph", "!~"},     {"lower", "az"},     {"print", " ~"},
    {"punct", "!/:@[`{~"}, {"space", "  \t\r"}, {"upper", "AZ"},     {"xdigit", "09afAF"},
};

bool is_in_class(std::string_view name, char c) {
    for (const CharacterClass& known : kClasses) {
        if (name != known.name) continue;
        for (const char* range = known.ranges; *range != '\0'; range += 2) {
            if (c >= range[0] && c <= range[1]) return true;
        }
    }
    return false;
}

// The length of the bracket expression that TEXT begins with, or 0: then "[" stands for itself.
std::size_t bracket_length(std::string_view text) {
    std::size_t at = 1;
    if (at < text.size() && (text[at] == '!' || text[at] == '^')) ++at;
    for (const std::size_t first = at; at < text.size(); ++at) {
        if (text[at] == ']' && at > first) return at + 1;
        if (text[at] == '\\') ++at;
        if (text.substr(at, 2) != "[:") continue;
        const std::size_t end = text.find(":]", at + 2);
        if (end != kNone) at = end + 1;
    }
    return 0;
}

// Whether a bracket expression, given without its brackets, has C.
bool is_in_bracket(std::string_view text, char c) {
    const bool negated = text.front() == '!' || text.front() == '^';
    if (negated) text.remove_prefix(1);
    const auto take = [&text] {
        if (text.front() == '\\' && text.size() > 1) text.remove_prefix(1);
        const auto byte = static_cast<unsigned char>(text.front());
        text.remove_prefix(1);
        return byte;
    };
    bool found = false;
    while (!text.empty()) {
        const std::size_t end = text.starts_with("[:") ? text.find(":]", 2) : kNone;
        if (end != kNone) {
            found |= is_in_class(text.substr(2, end - 2), c);
            text.remove_prefix(end + 2);
            continue;
        }
        const unsigned char first = take();
        unsigned char last = first;
        if (text.size() > 1 && text.front() == '-') {
            text.remove_prefix(1);
            last = take();
        }
        const auto byte = static_cast<unsigned char>(c);
        found |= first <= byte && byte <= last;
    }
    return found != negated;
}

// Takes one element other than * off PATTERN, and whether it matches C.
bool take_element(std::string_view& pattern, char c) {
    const std::size_t bracket = pattern.front() == '[' ? bracket_length(pattern) : 0;
    if (bracket > 0) {
        const std::string_view inside = pattern.substr(1, bracket - 2);
        pattern.remove_prefix(bracket);
        return is_in_bracket(inside, c);
    }
    const bool is_any = pattern.front() == '?';
    if (pattern.front() == '\\' && pattern.size() > 1) pattern.remove_prefix(1);
    const char literal = pattern.front();
    pattern.remove_prefix(1);
    return is_any || literal == c;
}

// A component without magic, with what its backslashes mean.
std::string unescape(std::string_view text) {
    std::string plain;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '\\' && at + 1 < text.size()) ++at;
        plain += text[at];
    }
    return plain;
}

bool has_magic(std::string_view component) {
    for (std::size_t at = 0; at < component.size(); ++at) {
        if (component[at] == '\\') {
            ++at;
        } else if (component[at] == '[' ? bracket_length(component.substr(at)) > 0
                                        : kMagic.find(component[at]) != kNone) {
            return true;
        }
    }
    return false;
}

class Search {
  public:
    Search(const std::string& pattern, const std::string& where)
        : pattern_(pattern), where_(where) {}

    std::vector<std::string> run(std::size_t most);

    // Why something could not be looked at, other than for not being there; or 0.
    [[nodiscard]] int code() const { return code_; }

  private:
    void expand(std::string_view component, bool is_last, std::size_t most);
    void note_failure(int code);

    const std::string& pattern_;
    const std::string& where_;
    std::string literal_;                 // what follows each of these
    std::vector<std::string> found_{""};  // so far
    int code_ = 0;
};

// Out of descriptors or memory is no property of what is looked at.
void Search::note_failure(int code) {
    if (code == ENOMEM) throw std::bad_alloc();
    if (code != 0 && code != ENOENT && code != ENOTDIR) code_ = code;
    if (code != EMFILE && code != ENFILE) return;
    fail(where_, "cannot expand glob " + quote(pattern_) + ": " + errno_text(code), code);
}

void Search::expand(std::string_view component, bool is_last, std::size_t most) {
    std::vector<std::string> matches;
    const std::string literal = std::exchange(literal_, {});
    for (const std::string& prefix : found_) {
        const std::string path = prefix + literal;
        DirectoryReader directory(path.empty() ? "." : path.c_str());
        while (directory.next()) {
            const unsigned char type = directory.type();
            const bool leads_on = type == DT_DIR || type == DT_LNK || type == DT_UNKNOWN;
            if (!(is_last || leads_on) || !matches_glob(component, directory.name())) continue;
            matches.push_back(path + directory.name());
            if (is_last && matches.size() > most) return found_.swap(matches);
        }
        note_failure(directory.error());
    }
    found_.swap(matches);
}

std::vector<std::string> Search::run(std::size_t most) {
    std::string_view rest = pattern_;
    while (!rest.empty()) {
        const std::size_t length = std::min(rest.find('/'), rest.size());
        const std::string_view component = rest.substr(0, length);
        rest.remove_prefix(length);
        if (has_magic(component)) {
            expand(component, rest.empty(), most);
            if (found_.empty()) return {};
        } else {
            literal_ += unescape(component);
        }
        for (; rest.starts_with('/'); rest.remove_prefix(1)) literal_ += '/';
    }
    if (!literal_.empty()) {
        std::vector<std::string> matches;
        for (std::string& path : found_) {
            path += literal_;
            struct stat status = {};
            if (stat_path(path.c_str(), status, AT_SYMLINK_NOFOLLOW) != 0) {
                note_failure(errno);
            } else if (matches.size() <= most) {
                matches.push_back(std::move(path));
            }
        }
        found_.swap(matches);
    }
    sort_names(found_);
    return std::move(found_);
}

}  // namespace

bool matches_glob(std::string_view pattern, std::string_view name) {
    if (name.starts_with('.') && !pattern.starts_with('.') && !pattern.starts_with("\\.")) {
        return false;
    }
    std::string_view after_star;  // where to go on when a guess of what * matches was wrong
    std::string_view guessed;
    bool has_star = false;
    while (!name.empty()) {
        if (pattern.starts_with('*')) {
            pattern.remove_prefix(1);
            has_star = true;
            after_star = pattern;
            guessed = name;
        } else if (!pattern.empty() && take_element(pattern, name.front())) {
            name.remove_prefix(1);
        } else if (has_star) {
            guessed.remove_prefix(1);
            name = guessed;
            pattern = after_star;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*') == kNone;
}

std::vector<std::string> match_glob(const std::string& pattern, const std::string& where,
                                    std::size_t most, int* code) {
    Search search(pattern, where);
    std::vector<std::string> found = search.run(most);
    if (code != nullptr) *code = search.code();
    return found;
}

std::string check_glob(std::string_view pattern) {
    for (std::size_t at = 0; at < pattern.size(); ++at) {
        if (pattern[at] == '\\') {
            ++at;
        } else if (pattern[at] == '[') {
            const std::size_t component = pattern.find('/', at);
            const std::size_t length = bracket_length(pattern.substr(at, component - at));
            at += length > 0 ? length - 1 : 0;
        } else if (pattern.substr(at, 2) == "**") {
            return "\"**\" does not search directories below; a rule on a directory covers all "
                   "that is in it, so name the directory, or write one \"*\" for each level";
        } else if (pattern[at] == '{') {
            return "\"{\" is no alternative here; write each path out, and \"[{]\" for the "
                   "character itself";
        }
    }
    return {};
}

std::string escape_glob(const std::string& text) {
    std::string escaped;
    for (const char c : text) {
        if (kMagic.find(c) != kNone || c == '\\' || c == '{') escaped += '\\';
        escaped += c;
    }
    return escaped;
}

}  // namespace landlock_preload
