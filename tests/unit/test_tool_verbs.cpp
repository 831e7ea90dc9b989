// SPDX-License-Identifier: MIT
#include "tool/verbs.hpp"

#include "captured.hpp"
#include "needs_landlock.hpp"
#include "support.hpp"
#include "tool/terminal.hpp"

using namespace landlock_preload;

namespace {

const std::string kGood =
    R"({"ruleset":[{"handledAccessFs":["make_block","remove_file","remove_dir","write_file"]}],"pathBeneath":[{"allowedAccess":["refer"],"parent":["/"]}]})";

Captured check(const std::vector<std::string>& files) {
    return capture([&] { return run_check({files, {}}); });
}

Captured resolve_files(const CommandLine& line) {
    return capture([&] { return run_resolve(line); });
}

bool says(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("check: every policy gets its answer, and one that is bad makes it no") {
    const TempFolder folder;
    const std::string good = folder.file("good.json", kGood);
    CHECK(check({good}).status == kYes);
    CHECK(check({good}).out == good + ": ok\n");
    CHECK(check({good}).err.empty());
    const std::string bad = folder.file("bad.json", R"({"foo":1})");
    const Captured both = check({bad, good});
    CHECK(both.status == kNo);
    CHECK(both.out == good + ": ok\n");
    CHECK(says(both.err, "landlock-policy: error: " + bad + ":/foo: "));
}

TEST_CASE("check: a policy that restricts nothing is bad") {
    const TempFolder folder;
    const std::string nothing = folder.file("p.json", R"({"variable":[{"name":"v"}]})");
    CHECK(check({nothing}).status == kNo);
    CHECK(check({nothing}).err ==
          "landlock-policy: error: " + nothing + ": policy restricts nothing\n");
}

TEST_CASE("check: notes are no errors") {
    const TempFolder folder;
    const std::string noted = folder.file(
        "p.json", R"({"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr"]}]})");
    CHECK(check({noted}).status == kYes);
    CHECK(says(check({noted}).err, "landlock-policy: note: "));
}

TEST_CASE("resolve: what is printed resolves to itself") {
    const TempFolder folder;
    const std::string good = folder.file("good.json", kGood);
    const Captured first = resolve_files({{good}, {}});
    CHECK(first.status == kYes);
    CHECK(first.err.empty());
    const Captured again = resolve_files({{folder.file("again.json", first.out)}, {}});
    CHECK(again.out == first.out);
}

TEST_CASE("resolve: --plain refuses what plain mode cannot express") {
    const TempFolder folder;
    const std::string extended = folder.file(
        "p.json", R"({"preloadVersion":1,"minAbi":1,"ruleset":[{"handledAccessFs":["execute"]}]})");
    CHECK(resolve_files({{extended}, {}}).status == kYes);
    const Captured plain = resolve_files({{extended}, {{"--plain", ""}}});
    CHECK(plain.status == kNo);
    CHECK(plain.out.empty());
    CHECK(plain.err == "landlock-policy: error: " + extended +
                           ": a plain policy cannot express \"minAbi\"; drop --plain\n");
}

TEST_CASE("resolve: a policy that handles nothing is empty, with a warning") {
    const TempFolder folder;
    const std::string nothing = folder.file("p.json", R"({"variable":[{"name":"v"}]})");
    const Captured captured = resolve_files({{nothing}, {}});
    CHECK(captured.status == kYes);
    CHECK(captured.out == "{}\n");
    CHECK(captured.err == "landlock-policy: warning: " + nothing + ": policy restricts nothing\n");
}

TEST_CASE("presets: all are listed with what they grant") {
    const Captured captured = capture([] { return run_presets({}); });
    CHECK(captured.status == kYes);
    for (const char* const line :
         {"loader\n", "\nstdio\n", "  $TMPDIR: ", "  port 53: ", "\n[replaced]: "}) {
        CAPTURE(line);
        CHECK(says(captured.out, line));
    }
}

TEST_CASE("kernel: its ABI, and what it can restrict") {
    const int abi = kernel_abi();
    if (abi == 0) return;
    const Captured captured = capture([] { return run_kernel({}); });
    CHECK(captured.status == kYes);
    CHECK(captured.out.starts_with("Landlock ABI " + std::to_string(abi)));
    for (const char* const line : {"\nfs: execute, ", "\nnet: ", "\nscoped: ", "\ngaps: "}) {
        CHECK(says(captured.out, line));
    }
}

TEST_CASE("query: allowed, denied, or no question at all") {
    if (kernel_abi() == 0) return;
    const TempFolder folder;
    const std::string directory = folder.folder("open");
    const std::string policy = folder.file(
        "p.json",
        R"({"ruleset":[{"handledAccessFs":["read_file"]}],"pathBeneath":[{"allowedAccess":["read_file"],"parent":[")" +
            directory + R"("]}]})");
    const auto query = [&](const std::string& access, const std::string& path) {
        return capture([&] { return run_query({{policy, access, path}, {}}); });
    };
    const Captured allowed = query("read_file", folder.file("open/file"));
    CHECK(allowed.status == kYes);
    CHECK(allowed.out == "allowed: " + policy + ":/pathBeneath/0/parent/0 (" + directory + ")\n");
    const Captured denied = query("read_file", folder.file("file"));
    // Below a root that is no mount point, only the kernel can tell that nothing grants it.
    CHECK(denied.status != kYes);
    CHECK(denied.out == (denied.status == kNo ? "denied: no rule grants read_file\n" : ""));
    CHECK(query("write_file", folder.path("file")).out == "allowed: not restricted\n");
    CHECK_THROWS_AS(query("nonsense", "/"), WrongUsage);
}
