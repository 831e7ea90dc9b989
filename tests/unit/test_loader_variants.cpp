// SPDX-License-Identifier: MIT
#include "tool/target/loader_search.hpp"

#include <algorithm>

#include "support.hpp"

using namespace landlock_preload;

TEST_CASE("variants for some processors: those that may be there") {
    const TempFolder folder;
    const std::string lib = folder.folder("lib");
    CHECK(find_variants(lib, "liba.so").paths.empty());
    CHECK(find_variants(folder.path("missing"), "liba.so").paths.empty());
    (void)folder.folder("lib/glibc-hwcaps/v3");
    (void)folder.folder("lib/glibc-hwcaps/v2");
    (void)folder.folder("lib/glibc-hwcaps/.hidden");
    (void)folder.folder("lib/tls/haswell");
    (void)folder.folder("lib/other");
    (void)folder.file("lib/neon");  // no directory
    const Variants variants = find_variants(lib, "liba.so");
    CHECK(variants.unlisted.empty());
    CHECK(variants.paths == std::vector<std::string>{
                                lib + "/glibc-hwcaps/v2/liba.so", lib + "/glibc-hwcaps/v3/liba.so",
                                lib + "/tls/liba.so", lib + "/tls/haswell/liba.so"});
}

TEST_CASE("variants for some processors: names below each other end somewhere") {
    const TempFolder folder;
    (void)folder.folder("tls/tls/tls/tls/tls/tls");
    CHECK(find_variants(folder.path("."), "liba.so").paths.size() == 4);
}
