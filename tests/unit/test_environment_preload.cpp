// SPDX-License-Identifier: MIT
//
// Our way out of LD_PRELOAD: every item that means us goes, every other one stays as it was.
#include <doctest/doctest.h>

#include "fake_process.hpp"
#include "support.hpp"

using namespace landlock_preload;

namespace {

constexpr const char* kName = "liblandlock_preload.so";

// LD_PRELOAD's value after a scrub, nothing where it names the number of layers; the rest is
// checked.
std::string left_of(const std::string& value, const OwnObject& own, const std::string& path = "") {
    FakeProcess process({"A=1", "LD_PRELOAD=" + value, "B=2", "LD_LIBRARY_PATH=" + path});
    scrub_environment(process.envp(), own, process.block());
    CHECK(process.is_sound());
    CHECK(process.is_in_place(1));
    const Entries after = process.entries();
    CHECK(after.at(0) == "A=1");
    CHECK(after.at(2) == "B=2");
    CHECK(after.at(3) == "LD_LIBRARY_PATH=" + path);
    if (after.at(1) == "LANDLOCK_LAYERS=1") return "";
    REQUIRE(after.at(1).starts_with("LD_PRELOAD="));
    return after.at(1).substr(11);
}

std::string left_of(const std::string& value) {
    return left_of(value, OwnObject("/usr/lib/liblandlock_preload.so"));
}

bool asks(const Entries& entries) {
    FakeProcess process(entries);
    return is_preload_request(process.envp(), OwnObject("/usr/lib/liblandlock_preload.so"));
}

}  // namespace

TEST_CASE("environment: ours alone leaves no LD_PRELOAD") {
    for (const std::string value :
         {"liblandlock_preload.so", "/usr/lib/liblandlock_preload.so", "/x/liblandlock_preload.so",
          "./liblandlock_preload.so", "../b/liblandlock_preload.so", "b/liblandlock_preload.so",
          "/x/$LIB/liblandlock_preload.so", "/x/${LIB}/liblandlock_preload.so",
          "$ORIGIN/liblandlock_preload.so", "//liblandlock_preload.so"}) {
        CAPTURE(value);
        CHECK(left_of(value) == "");
    }
}

TEST_CASE("environment: ours goes wherever it stands, the others keep their separators") {
    const std::string ours = kName;
    for (const std::string separator : {" ", ":"}) {
        const std::string& s = separator;
        CHECK(left_of(ours + s + "/a.so") == "/a.so");
        CHECK(left_of("/a.so" + s + ours) == "/a.so");
        CHECK(left_of("/a.so" + s + ours + s + "/b.so") == "/a.so" + s + "/b.so");
        CHECK(left_of(ours + s + "/a.so" + s + ours + s + "/b.so" + s + ours) ==
              "/a.so" + s + "/b.so");
        CHECK(left_of(ours + s + ours) == "");
    }
    CHECK(left_of("/a.so:" + ours + " /b.so:/c.so") == "/a.so /b.so:/c.so");
    CHECK(left_of("/a.so " + ours + ":/b.so /c.so") == "/a.so:/b.so /c.so");
}

TEST_CASE("environment: runs of separators do not matter") {
    const std::string ours = kName;
    CHECK(left_of(" " + ours + " ") == "");
    CHECK(left_of("::" + ours + "::") == "");
    for (const std::string& value :
         {" : /a.so " + ours, ours + " : /a.so", "/a.so : " + ours + " : "}) {
        CAPTURE(value);
        std::string left = left_of(value);
        std::string_view rest = left;
        CHECK(next_preload_item(rest) == "/a.so");
        CHECK(next_preload_item(rest).empty());
    }
}

TEST_CASE("environment: other preloads are kept byte for byte") {
    const std::string others = "libm.so.6:/opt/$LIB/x.so ./y.so:/\xc3\xa9\xff/z.so";
    CHECK(left_of(others + ":" + kName) == others);
    CHECK(left_of(std::string(kName) + ":" + others) == others);
    // Names that only look like ours.
    for (const std::string other :
         {"liblandlock_preload.so.1", "xliblandlock_preload.so", "liblandlock_preload.s",
          "liblandlock_preload.so/", "/liblandlock_preload.so/x.so", "LIBLANDLOCK_PRELOAD.SO",
          "liblandlock_preload.so\t"}) {
        CAPTURE(other);
        CHECK(left_of(other + ":" + kName + ":" + other) == other + ":" + other);
    }
}

TEST_CASE("environment: a LD_PRELOAD without us is not touched at all") {
    for (const std::string value : {"", " ", "::", " /a.so ", "/a.so::/b.so", "/a.so\t"}) {
        CHECK(left_of(value) == value);
    }
}

TEST_CASE("environment: every LD_PRELOAD is cleaned") {
    FakeProcess process({"LD_PRELOAD=liblandlock_preload.so", "X=1",
                         "LD_PRELOAD=/a.so:/b/liblandlock_preload.so", "LD_PRELOAD=/c.so",
                         "LD_PRELOAD="});
    scrub_environment(process.envp(), OwnObject("/usr/lib/liblandlock_preload.so"),
                      process.block());
    CHECK(process.entries() == Entries{"LANDLOCK_LAYERS=1", "X=1", "LD_PRELOAD=/a.so",
                                       "LD_PRELOAD=/c.so", "LD_PRELOAD="});
    CHECK(process.is_sound());
}

TEST_CASE("environment: an LD_PRELOAD that is a literal is copied, and itself left alone") {
    FakeProcess process({"A=1", "X=", "Y="});
    static const char ours[] = "LD_PRELOAD=/a.so:liblandlock_preload.so:/b.so";
    static const char other[] = "LD_PRELOAD=/a.so";
    process.replace(1, const_cast<char*>(ours));
    process.replace(2, const_cast<char*>(other));
    scrub_environment(process.envp(), OwnObject("/usr/lib/liblandlock_preload.so"),
                      process.block());
    CHECK(process.entries() == Entries{"A=1", "LD_PRELOAD=/a.so:/b.so", "LD_PRELOAD=/a.so"});
    CHECK(std::string(ours) == "LD_PRELOAD=/a.so:liblandlock_preload.so:/b.so");
    CHECK(process.is_in_place(2));  // nothing to change there
}

TEST_CASE("environment: files and links that lead to our object are ours under any name") {
    const TempFolder folder;
    const std::string own = folder.file("own.so", "x");
    const std::string other = folder.file("other.so", "x");
    const std::string link = folder.path("link.so");
    const std::string hard_link = folder.path("hard.so");
    std::filesystem::create_symlink("own.so", link);
    std::filesystem::create_hard_link(own, hard_link);
    folder.folder("d");
    std::filesystem::create_symlink("../link.so", folder.path("d/link_to_link.so"));
    const OwnObject object(own.c_str());
    CHECK(left_of(own, object) == "");
    CHECK(left_of(link + ":" + other, object) == other);
    CHECK(left_of(hard_link + ":" + other, object) == other);
    CHECK(left_of(other + " " + folder.path("d/link_to_link.so"), object) == other);
    CHECK(left_of(folder.path("d/../link.so") + ":" + own + ":" + other, object) == other);
    CHECK(left_of(folder.path("missing.so") + ":" + own, object) == folder.path("missing.so"));
}

TEST_CASE("environment: a LD_PRELOAD too short for the number of layers points elsewhere") {
    const TempFolder folder;
    const std::string own = folder.file("o.so", "x");
    const OwnObject object(own.c_str());
    FakeProcess process({"LD_PRELOAD=o.so", "B=2"});
    scrub_environment(process.envp(), object, process.block());
    CHECK(process.entries() == Entries{"LANDLOCK_LAYERS=1", "B=2"});
    CHECK(process.bytes() == std::string(16, '\0') + std::string("B=2\0", 4));
    FakeProcess joined({"LD_PRELOAD=o.so", "B=2"});
    scrub_environment(joined.envp(), object, joined.joined_block());
    CHECK(joined.entries() == Entries{"LD_PRELOAD=::::", "B=2"});
    FakeProcess moved({"LD_PRELOAD=o.so", "B=2"});
    scrub_environment(moved.envp(), object, moved.movable_block());
    CHECK(moved.entries() == Entries{"LANDLOCK_LAYERS=1", "B=2"});
    CHECK(moved.bytes() == std::string("B=2\0", 4) + std::string(16, '\0'));
}

TEST_CASE("environment: bare names are looked for in LD_LIBRARY_PATH and in our own folder") {
    const TempFolder folder;
    folder.folder("own");
    folder.folder("path");
    const std::string own = folder.file("own/own.so", "x");
    std::filesystem::create_symlink("own.so", folder.path("own/beside.so"));
    std::filesystem::create_symlink("../own/own.so", folder.path("path/alias.so"));
    const OwnObject object(own.c_str());
    CHECK(left_of("beside.so", object) == "");
    CHECK(left_of("alias.so", object) == "alias.so");
    CHECK(left_of("alias.so", object, folder.path("path")) == "");
    CHECK(left_of("alias.so", object, "/nowhere:" + folder.path("path")) == "");
    CHECK(left_of("libm.so.6", object, folder.path("path")) == "libm.so.6");
}

TEST_CASE("environment: asked for when any LD_PRELOAD names us") {
    CHECK(asks({"LD_PRELOAD=liblandlock_preload.so"}));
    CHECK(asks({"A=1", "LD_PRELOAD=/a.so:/x/$LIB/liblandlock_preload.so"}));
    CHECK(asks({"LD_PRELOAD=/a.so", "LD_PRELOAD=/a.so liblandlock_preload.so"}));
    CHECK_FALSE(asks({}));
    CHECK_FALSE(asks({"LD_PRELOAD="}));
    CHECK_FALSE(asks({"LD_PRELOAD=/a.so"}));
    CHECK_FALSE(asks({"LD_PRELOADS=liblandlock_preload.so"}));
    CHECK_FALSE(asks({"X=LD_PRELOAD=liblandlock_preload.so"}));
}

TEST_CASE("environment: asking is reading only") {
    FakeProcess process({"LD_PRELOAD=/a.so:liblandlock_preload.so", "LANDLOCK_POLICY=/p"});
    const std::string before = process.bytes();
    is_preload_request(process.envp(), OwnObject("/usr/lib/liblandlock_preload.so"));
    find_requests(process.envp());
    CHECK(process.bytes() == before);
}

TEST_CASE("environment: a start from beginning to end") {
    FakeProcess process({"HOME=/root", "LD_PRELOAD=/a.so:/usr/lib/liblandlock_preload.so",
                         "LANDLOCK_LAYERS=1", "LANDLOCK_POLICY={\"ruleset\": []}",
                         "LANDLOCK_STRICT=1", "LANDLOCK_REPORT="});
    scrub_environment(process.envp(), OwnObject("/usr/lib/liblandlock_preload.so"),
                      process.block());
    CHECK(process.entries() == Entries{"HOME=/root", "LD_PRELOAD=/a.so", "LANDLOCK_LAYERS=2",
                                       "LANDLOCK_LAYERS=2", "LANDLOCK_STRICT=1",
                                       "LANDLOCK_REPORT="});
    CHECK(process.is_sound());
    // A child that loads us after all finds nothing that asks for anything.
    CHECK_FALSE(is_preload_request(process.envp(), OwnObject("/usr/lib/liblandlock_preload.so")));
    CHECK(find_requests(process.envp()).policy == nullptr);
}
