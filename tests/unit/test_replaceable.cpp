// SPDX-License-Identifier: MIT
//
// Paths of rules that may be replaced by a link. The rulesets are the kernel's, and nothing is
// restricted.
#include "rules_with_names.hpp"

using namespace landlock_preload;

TEST_CASE("replaceable: a path below another rule that may make links and remove what is there") {
    if (kernel_abi() == 0) return;
    Rules rules;
    const std::string app = rules.root.folder("app");
    const std::string open = rules.root.folder("app/public");
    rules.add(app, kReplaces);
    CHECK(rules.findings().empty());
    rules.add(open, kReadFile);
    CHECK(rules.findings() == Rules::by(open, app));
}

TEST_CASE("replaceable: not without the right to make links, or to remove what is there") {
    if (kernel_abi() == 0) return;
    for (const AccessMask rights :
         {kMakeSym, kRemoveDir, kMakeSym | kRemoveFile, AccessMask{0x1ffc} & ~kRemoveDir}) {
        Rules rules;
        rules.add(rules.root.folder("app"), rights);
        rules.add(rules.root.folder("app/public"), kReadFile);
        CHECK(rules.findings().empty());
    }
    Rules rules;  // a file, or a link, takes the other right
    rules.add(rules.root.folder("app"), kMakeSym | kRemoveFile);
    const std::string file = rules.root.file("app/file");
    rules.add(file, kReadFile);
    CHECK(rules.findings() == Rules::by(file, rules.root.path("app")));
}

TEST_CASE("replaceable: rights of several rules above add up") {
    if (kernel_abi() == 0) return;
    Rules rules;
    const std::string app = rules.root.folder("app");
    const std::string open = rules.root.folder("app/public");
    rules.add(rules.root.path(""), kRemoveDir);
    rules.add(app, kMakeSym);
    rules.add(open, kReadFile);
    CHECK(rules.findings() == Rules::by(open, app));
}

TEST_CASE("replaceable: a directory in the middle, however the path is written") {
    if (kernel_abi() == 0) return;
    for (const std::string name : {"app/a/b/c", "app//a/./b/c/", "other/../app/a/b/c", "link/c"}) {
        CAPTURE(name);
        Rules rules;
        const std::string app = rules.root.folder("app");
        rules.root.folder("other");
        rules.root.folder("app/a/b/c");
        std::filesystem::create_directory_symlink("app/a/b", rules.root.path("link"));
        rules.add(app, kReplaces);
        const std::string path = rules.root.path("") + name;
        rules.add(path, kReadFile);
        CHECK(rules.findings() == Rules::by(path, app));
    }
}

TEST_CASE("replaceable: the directory that holds a link counts, and that behind it") {
    if (kernel_abi() == 0) return;
    Rules rules;
    const std::string app = rules.root.folder("app");
    rules.root.folder("data/set");
    std::filesystem::create_directory_symlink("../data/set", app + "/link");
    rules.add(app + "/link", kReadFile);
    CHECK(rules.findings().empty());
    SUBCASE("the link can be replaced") {
        rules.add(app, kMakeSym | kRemoveFile);
        CHECK(rules.findings() == Rules::by(app + "/link", app));
    }
    SUBCASE("its target can be replaced") {
        rules.add(rules.root.path("data"), kReplaces);
        CHECK(rules.findings() == Rules::by(app + "/link", rules.root.path("data")));
    }
    SUBCASE("what lies beside cannot") {
        rules.add(rules.root.folder("beside"), kReplaces);
        CHECK(rules.findings().empty());
    }
}

TEST_CASE("replaceable: the rule that may make links may itself lie behind a link") {
    if (kernel_abi() == 0) return;
    Rules rules;
    rules.root.folder("app/public");
    std::filesystem::create_directory_symlink("app", rules.root.path("link"));
    rules.add(rules.root.path("link"), kReplaces);
    rules.add(rules.root.path("app/public"), kReadFile);
    CHECK(rules.findings() == Rules::by(rules.root.path("app/public"), rules.root.path("link")));
}

TEST_CASE("replaceable: where nothing is yet, making a link is enough") {
    if (kernel_abi() == 0) return;
    Rules rules;
    const std::string app = rules.root.folder("app");
    rules.add(app, kMakeSym);
    rules.add(app + "/later/on", kReadFile).options.optional = true;
    CHECK(rules.findings() == Rules::by(app + "/later/on", app));
}

TEST_CASE("replaceable: a glob matches what is made") {
    if (kernel_abi() == 0) return;
    Rules rules;
    const std::string app = rules.root.folder("app");
    rules.add(app, kMakeSym);
    rules.add(rules.root.folder("app/one"), kReadFile).is_match = true;
    CHECK(rules.findings() == Rules::by(app + "/one", app));
}

TEST_CASE("replaceable: no path that follows no link, and no descriptor") {
    if (kernel_abi() == 0) return;
    Rules rules;
    rules.add(rules.root.folder("app"), kReplaces);
    rules.add(rules.root.folder("app/public"), kReadFile).options.no_symlinks = true;
    const UniqueFd file(open(rules.root.file("app/file").c_str(), O_RDONLY | O_CLOEXEC));
    rules.add(rules.root.path("app/file"), kReadFile).descriptor = file.get();
    CHECK(rules.findings().empty());
}

TEST_CASE("replaceable: all of them are counted, and the first is named") {
    if (kernel_abi() == 0) return;
    Rules rules;
    const std::string app = rules.root.folder("app");
    rules.add(app, kReplaces);
    for (const char* name : {"app/a", "app/b", "app/c"})
        rules.add(rules.root.folder(name), kReadFile);
    CHECK(rules.findings() == Rules::by(app + "/a and 2 more of its own paths", app));
}

TEST_CASE("replaceable: relative paths count from the working directory") {
    if (kernel_abi() == 0) return;
    Rules rules;
    const std::string app = rules.root.folder("app");
    rules.root.folder("app/public");
    rules.add(app, kReplaces);
    rules.add("public", kReadFile);
    const std::filesystem::path before = std::filesystem::current_path();
    std::filesystem::current_path(app);
    CHECK(rules.findings() == Rules::by("public", app));
    std::filesystem::current_path(before);
}

TEST_CASE("replaceable: another user's link in a directory that is open to everyone") {
    if (kernel_abi() == 0 || geteuid() != 0) return;
    Rules rules;
    const std::string shared = rules.root.folder("shared");
    const std::string link = shared + "/app";
    std::filesystem::create_directory_symlink(rules.root.folder("private"), link);
    rules.add(link, kReadFile);
    chmod(shared.c_str(), 01777);
    CHECK(rules.findings().empty());
    if (lchown(link.c_str(), 65534, 65534) != 0) {
        MESSAGE("skipped: root may not become an ordinary user here, nor give files away");
        return;
    }
    CHECK(rules.findings() ==
          std::vector<std::string>{"other users may replace " + link +
                                   " (file mode), and the next start grants what a link there "
                                   "leads to; set noSymlinks"});
}
