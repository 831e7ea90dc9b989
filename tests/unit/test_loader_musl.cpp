// SPDX-License-Identifier: MIT
#include "tool/target/loader_search.hpp"

#include "small_elf.hpp"

using namespace landlock_preload;

namespace {

// A root of musl's own, whose loader lies in FOLDER/lib/.
ElfFile program_in(const TempFolder& folder) {
    (void)folder.folder("lib");
    (void)folder.folder("etc");
    ElfFile elf;
    elf.interpreter = folder.path("lib/ld-musl-test.so.1");
    return elf;
}

}  // namespace

TEST_CASE("musl's search: LD_LIBRARY_PATH first, then what its file names") {
    const TempFolder folder;
    const ElfFile program = program_in(folder);
    const std::string list = folder.file("etc/ld-musl-test.path",
                                         folder.folder("one") + "\n" + folder.folder("two") + ":");
    const LoaderSearch nothing = search_as_musl("liba.so", program, "");
    CHECK(nothing.path.empty());
    CHECK(nothing.doubt.empty());
    CHECK(nothing.places == std::vector<std::string>{list});
    const std::string second = folder.file("two/liba.so");
    CHECK(search_as_musl("liba.so", program, "").path == second);
    CHECK(search_as_musl("liba.so", program, "").place == "by " + list);
    (void)folder.folder("three");
    const std::string third = folder.file("three/liba.so");
    const LoaderSearch found = search_as_musl("liba.so", program, ":" + folder.path("three"));
    CHECK(found.path == third);
    CHECK(found.place == "by LD_LIBRARY_PATH");
}

TEST_CASE("musl's search: without its file, in the directories that are built in") {
    const TempFolder folder;
    const LoaderSearch found =
        search_as_musl("liblandlock-preload-none.so", program_in(folder), "");
    CHECK(found.path.empty());
    CHECK(found.places == std::vector<std::string>{"/lib:/usr/local/lib:/usr/lib"});
}

TEST_CASE("musl's search: the loader of a relative path is not known") {
    ElfFile program;
    program.interpreter = "lib/ld-musl-test.so.1";
    CHECK(
        search_as_musl("liba.so", program, "").doubt ==
        R"(where its loader searches is not known, as its own path "lib/ld-musl-test.so.1" is relative)");
}
