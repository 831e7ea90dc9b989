// SPDX-License-Identifier: MIT
//
// Paths of rules that may be replaced by what lies beside, with rights that the policy does not
// handle, or by the links that a preset follows. The rulesets are the kernel's, and nothing is
// restricted.
#include "rules_with_names.hpp"

using namespace landlock_preload;

TEST_CASE("replaceable: what is not handled is there as well") {
    if (kernel_abi() == 0) return;
    Rules rules;
    const std::string app = rules.root.folder("app");
    const std::string open = rules.root.folder("app/public");
    rules.add(open, kReadFile);
    SUBCASE("where a rule grants what makes the link") {
        rules.policy.handled[AccessClass::fs] = kReadFile | kMakeSym;
        rules.add(app, kMakeSym);
        CHECK(rules.findings() == Rules::by(open, app));
    }
    SUBCASE("where a rule grants what removes the entry") {
        rules.policy.handled[AccessClass::fs] = kReadFile | kRemoveDir | kMakeDir | kMakeReg;
        rules.add(app, kReadFile | kRemoveDir);
        CHECK(rules.findings() == Rules::by(open, app));
    }
    SUBCASE("not where no rule grants anything of it") {
        rules.policy.handled[AccessClass::fs] = kReadFile | kMakeSym;
        rules.add(app, kReadFile);
        CHECK(rules.findings().empty());
    }
    SUBCASE("nor a special file, which seldom lies beside") {
        rules.policy.handled[AccessClass::fs] =
            kReadFile | kRemoveDir | kMakeDir | kMakeReg | kMakeSym;
        rules.add(app, kRemoveDir);
        CHECK(rules.findings().empty());
    }
    SUBCASE("nor where what a rule grants has no part in it") {
        rules.policy.handled[AccessClass::fs] = 0x1fff & ~kMakeSym;
        rules.add(app, kReadFile | kRemoveFile);
        CHECK(rules.findings().empty());
    }
}

TEST_CASE("replaceable: a directory on the way, by one with a ready link in it") {
    if (kernel_abi() == 0) return;
    Rules rules;
    const std::string app = rules.root.folder("app");
    const std::string open = rules.root.folder("app/current/public");
    rules.add(app, kMakeDir | kRemoveDir);
    rules.add(open, kReadFile);
    CHECK(rules.findings() == Rules::by_anything(open, app));
    SUBCASE("with noSymlinks, what is below it still gets more rights") {
        rules.policy.paths[1].options.no_symlinks = true;
        CHECK(rules.findings() == Rules::by_anything(open, app));
    }
    SUBCASE("a rule that adds nothing is about links only") {
        rules.policy.paths[0].allowed_access |= kReadFile;
        CHECK(rules.findings() == Rules::by(open, app));
        rules.policy.paths[1].options.no_symlinks = true;
        CHECK(rules.findings().empty());
    }
    SUBCASE("not without the right to remove it") {
        rules.policy.paths[0].allowed_access = kMakeDir;
        CHECK(rules.findings().empty());
    }
    SUBCASE("not without the right to make directories") {
        rules.policy.paths[0].allowed_access = kRemoveDir | kRemoveFile;
        CHECK(rules.findings().empty());
    }
}

TEST_CASE("replaceable: the end of a path, by what lies beside") {
    if (kernel_abi() == 0) return;
    for (const AccessMask make : {0x40, 0x80, 0x100, 0x200, 0x400, 0x800}) {
        CAPTURE(make);
        Rules rules;
        const std::string app = rules.root.folder("app");
        const std::string file = rules.root.file("app/file");
        rules.add(app, kRemoveFile | kRemoveDir | make);
        rules.add(file, kReadFile);
        CHECK(rules.findings() == Rules::by_anything(file, app));
        rules.policy.paths[0].allowed_access |= kReadFile;  // which then holds for all beside
        CHECK(rules.findings().empty());
        rules.policy.paths[0].allowed_access = make;
        CHECK(rules.findings().empty());
    }
}

TEST_CASE("replaceable: what is put there is of the type that the rule wants") {
    if (kernel_abi() == 0) return;
    Rules rules;
    const std::string app = rules.root.folder("app");
    const std::string open = rules.root.folder("app/public");
    rules.add(app, kRemoveDir | kMakeReg);
    ResolvedPath& rule = rules.add(open, kReadFile);
    CHECK(rules.findings() == Rules::by_anything(open, app));
    rule.options.type = PathType::directory;
    CHECK(rules.findings().empty());
    rules.policy.paths[0].allowed_access = kRemoveDir | kMakeDir;
    CHECK(rules.findings() == Rules::by_anything(open, app));
    rule.options.type = PathType::file;
    CHECK(rules.findings().empty());
}

TEST_CASE("replaceable: a file gets no right that only directories have") {
    if (kernel_abi() == 0) return;
    Rules rules;
    const std::string app = rules.root.folder("app");
    rules.add(app, kRemoveDir | kMakeReg);
    rules.add(rules.root.folder("app/public"), 0x8);  // read_dir
    CHECK(rules.findings().empty());
}

TEST_CASE("replaceable: where nothing is yet, by a directory that is made or moved there") {
    if (kernel_abi() < 2) return;
    Rules rules;
    rules.abi = 2;
    const std::string app = rules.root.folder("app");
    rules.policy.handled[AccessClass::fs] = 0x1fff;
    rules.add(app, kMakeDir);
    rules.add(app + "/later/on", kReadFile).options.optional = true;
    CHECK(rules.findings() == Rules::by_anything(app + "/later/on", app));
    // A rule that adds nothing is about links in it, which are there only where it was moved there.
    rules.policy.paths[0].allowed_access |= kReadFile;
    CHECK(rules.findings().empty());  // refer is denied though it is not handled
    rules.policy.handled[AccessClass::fs] |= kRefer;
    rules.policy.paths[0].allowed_access |= kRefer;
    CHECK(rules.findings() == Rules::by(app + "/later/on", app));
}

TEST_CASE("replaceable: the worst is named, whichever is first") {
    if (kernel_abi() == 0) return;
    Rules rules;
    const std::string links = rules.root.folder("links");
    const std::string moves = rules.root.folder("moves");
    rules.add(links, kReplaces);
    rules.add(moves, kRemoveDir | kMakeDir);
    rules.add(rules.root.folder("links/a"), kReadFile);
    rules.add(rules.root.folder("moves/a"), kReadFile);
    CHECK(rules.findings() == Rules::by_anything(moves + "/a and 1 more of its own paths", moves));
}

TEST_CASE("replaceable: the links that a preset follows, and those that it may find next") {
    if (kernel_abi() == 0) return;
    Rules rules;
    const std::string app = rules.root.folder("app");
    std::filesystem::create_symlink("/dev/null", app + "/link");
    rules.policy.ways.allowed = kReadFile;
    rules.add(app, kMakeSym);
    const auto by = [&app](const std::string& way) {
        return std::vector<std::string>{"the policy lets the program replace " + way +
                                        " (by its rule on " + app +
                                        "), and the next start grants what a link there leads to; "
                                        "keep it outside what that rule grants"};
    };
    SUBCASE("a link that is there") {
        rules.policy.ways.paths = app + "/link" + '\0';
        CHECK(rules.findings().empty());
        rules.policy.paths[0].allowed_access |= kRemoveFile;
        CHECK(rules.findings() == by(app + "/link"));
    }
    SUBCASE("a link that another leads to") {
        const std::string first = rules.root.folder("safe") + "/first";
        std::filesystem::create_symlink("../app/link", first);
        rules.policy.ways.paths = first + '\0';
        rules.policy.paths[0].allowed_access |= kRemoveFile;
        CHECK(rules.findings() == by(first));
    }
    SUBCASE("any other") {
        rules.policy.ways.paths = rules.root.path("no") + '\0' + app + "/*" + '\0';
        CHECK(rules.findings() == by(app + "/*"));
    }
}
