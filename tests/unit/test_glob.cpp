// SPDX-License-Identifier: MIT
//
// Patterns against libc's own fnmatch(3) and glob(3), which POSIX describes, and where ours differ
// on purpose: "." and "..", "**" and braces.
#include "resolve/glob.hpp"

#include <doctest/doctest.h>
#include <fnmatch.h>
#include <glob.h>

#include <algorithm>
#include <random>

#include "support.hpp"

using namespace landlock_preload;

namespace {

using Lines = std::vector<std::string>;

Lines matches(const std::string& pattern, std::size_t most = 100) {
    return match_glob(pattern, "here", most);
}

// A word of LETTERS, at most MOST long; reproducible.
std::string some_word(std::minstd_rand& random, std::string_view letters, std::size_t most) {
    std::string word;
    for (std::size_t length = random() % (most + 1); word.size() < length;) {
        word += letters[random() % letters.size()];
    }
    return word;
}

// What libc's glob finds, without what has a component "." or "..".
Lines libc_matches(const std::string& pattern) {
    glob_t found = {};
    Lines lines;
    if (glob(pattern.c_str(), 0, nullptr, &found) == 0) {
        lines.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
    }
    globfree(&found);
    std::erase_if(lines, [](const std::string& path) {
        return (path + "/").find("/./") != std::string::npos ||
               (path + "/").find("/../") != std::string::npos;
    });
    std::sort(lines.begin(), lines.end());
    return lines;
}

}  // namespace

TEST_CASE("glob: a name matches as fnmatch(3) says") {
    std::minstd_rand random(1);
    int matched = 0;
    for (int i = 0; i < 200000; ++i) {
        const std::string pattern = some_word(random, "ab.*?[]!^-\\", 8);
        const std::string name = some_word(random, "ab.]-\\", 4);
        // Ends within a bracket or after a backslash are undefined.
        if (pattern.find('\\') != std::string::npos && pattern.find('[') != std::string::npos) {
            continue;
        }
        if (name.empty() || pattern.ends_with('\\')) continue;
        if (pattern.find("[.") != std::string::npos) continue;  // [.x.] names a character
        const bool expected =
            fnmatch(pattern.c_str(), name.c_str(), FNM_PATHNAME | FNM_PERIOD) == 0;
        matched += expected ? 1 : 0;
        INFO("pattern " << pattern << " name " << name);
        REQUIRE(matches_glob(pattern, name) == expected);
    }
    CHECK(matched > 1000);
}

TEST_CASE("glob: classes of characters are those of the C locale") {
    for (const char* const name : {"alnum", "alpha", "blank", "cntrl", "digit", "graph", "lower",
                                   "print", "punct", "space", "upper", "xdigit", "nosuch"}) {
        for (const std::string form : {"[[:", "[![:", "[x[:"}) {
            const std::string pattern = form + name + ":]]";
            for (int byte = 1; byte < 256; ++byte) {
                const std::string text(1, static_cast<char>(byte));
                if (text == "." || text == "/") continue;
                INFO(pattern << " " << byte);
                if (std::string_view(name) == "nosuch" && form != "[[:") continue;
                CHECK(matches_glob(pattern, text) ==
                      (fnmatch(pattern.c_str(), text.c_str(), FNM_PATHNAME | FNM_PERIOD) == 0));
            }
        }
    }
}

TEST_CASE("glob: a backslash takes a character literally") {
    CHECK(matches_glob("\\*", "*"));
    CHECK_FALSE(matches_glob("\\*", "a"));
    CHECK(matches_glob("[\\]]", "]"));
    CHECK(matches_glob("\\.a", ".a"));
    CHECK_FALSE(matches_glob("[.]a", ".a"));
}

TEST_CASE("glob: paths are found as glob(3) finds them") {
    const TempFolder root;
    for (const char* const folder : {"a", "b", "a-b", ".h", "a/c", "b/c", ".h/c", "b/.k"}) {
        root.folder(folder);
    }
    for (const char* const file : {"a/f", "b/f", "a-b/f", ".h/f", "a/c/f", "b/c/g", "b/.k/f", "x*y",
                                   "file", "b/[", "b/caf\xe9"}) {
        root.file(file);
    }
    std::filesystem::create_symlink("nowhere", root.path("dangling"));
    std::filesystem::create_symlink("a", root.path("link"));
    for (const std::string pattern :
         {"*",     ".*",   "*/f",    "*/*/f", ".*/*",  ".*/.*", "*/",       "*/c/",   "a*/f",
          "*//f",  "//*",  "[ab]/f", "[!b]*", "x\\*y", "d*",    "dangling", "link/*", "link/c/f",
          "none*", "none", "file/*", "*/f/*", "?/c/?", "b/[",   "b/[[]",    "b/caf?", "a/c/f",
          "**",    "*/**", "\\a/f",  ".h/*",  "?h",    "[.]h"}) {
        INFO(pattern);
        CHECK(matches(root.path("") + pattern) == libc_matches(root.path("") + pattern));
    }
}

TEST_CASE("glob: a pattern relative to the working directory yields relative paths") {
    const TempFolder root;
    root.folder("a");
    root.file("a/f");
    const auto before = std::filesystem::current_path();
    std::filesystem::current_path(root.path(""));
    const Lines here = matches("*");
    const Lines below = matches("?/f");
    const Lines itself = matches("./*");
    std::filesystem::current_path(before);
    CHECK(here == Lines{"a"});
    CHECK(below == Lines{"a/f"});
    CHECK(itself == Lines{"./a"});
}

TEST_CASE("glob: no magic character matches the directory itself or the one above") {
    const TempFolder root;
    root.folder("home/alice/.config");
    root.folder("home/bob");
    root.file("home/bob/key");
    root.file("home/alice/.config/key");
    const std::string alice = root.path("home/alice");
    CHECK(matches(alice + "/.*") == Lines{alice + "/.config"});
    CHECK(matches(alice + "/.?").empty());
    CHECK(matches(alice + "/.[.]").empty());
    CHECK(matches(alice + "/.[!x]").empty());
    CHECK(matches(alice + "/\\.*") == Lines{alice + "/.config"});
    CHECK(matches(alice + "/.*/bob/key").empty());
    CHECK(matches(alice + "/.*/key") == Lines{alice + "/.config/key"});
    CHECK(matches(alice + "/.?/bob/*").empty());
    CHECK(matches(alice + "/.*/") == Lines{alice + "/.config/"});
    // Written, they mean what they mean everywhere.
    CHECK(matches(alice + "/../b?b") == Lines{alice + "/../bob"});
}

TEST_CASE("glob: one too many is all that is asked for") {
    const TempFolder root;
    for (int i = 0; i < 10; ++i) {
        const std::string folder = std::to_string(i);
        root.folder(folder);
        root.file(folder + "/f");
    }
    CHECK(matches(root.path("*"), 10).size() == 10);
    CHECK(matches(root.path("*"), 9).size() == 10);
    CHECK(matches(root.path("*/f"), 3).size() == 4);
    CHECK(matches(root.path("*/*"), 3).size() == 4);
}

TEST_CASE("glob: ** and braces are refused where they are no characters of a name") {
    const auto is_refused = [](const std::string& pattern) { return !check_glob(pattern).empty(); };
    for (const char* const wrong :
         {"/a/**", "/a/**/b", "**", "/a**", "/***", "/{a,b}", "/a/{b}", "{", "/a/[b/**", "/[/{"}) {
        INFO(wrong);
        CHECK(is_refused(wrong));
    }
    for (const char* const right : {"/a/*", "/a/*/*", "/a/*b*", "/a/\\*\\*", "/a/[**]", "/[{]a",
                                    "/\\{a,b}", "/a}", "/*\\*", "/[]{]"}) {
        INFO(right);
        CHECK_FALSE(is_refused(right));
    }
    CHECK(check_glob("/a/**").starts_with("\"**\" does not search directories below; "));
    CHECK(check_glob("/{a,b}").starts_with("\"{\" is no alternative here; write each path out"));
}

TEST_CASE("glob: what was escaped matches itself alone, and is never refused") {
    for (const std::string text : {"a*b", "**", "{a,b}", "[x]", "a\\b", "?", "\\", "a]b", "!^-"}) {
        INFO(text);
        CHECK(check_glob(escape_glob(text)).empty());
        CHECK(matches_glob(escape_glob(text), text));
        CHECK_FALSE(matches_glob(escape_glob(text), text + "x"));
    }
}
