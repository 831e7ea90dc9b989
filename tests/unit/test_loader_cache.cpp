// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <elf.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "tool/target/loader_cache.hpp"
#include "tool/target/loader_paths.hpp"

using namespace landlock_preload;

namespace {

constexpr const char* kName = "liblandlock_preload.so";
constexpr std::uint64_t kNamedVariant = 1ULL << 62U;  // DL_CACHE_HWCAP_EXTENSION

ElfFile elf_of(unsigned char elf_class, std::uint16_t machine, unsigned char data = ELFDATA2LSB) {
    ElfFile elf;
    elf.elf_class = elf_class;
    elf.machine = machine;
    elf.data = data;
    return elf;
}
const ElfFile kX86 = elf_of(ELFCLASS64, EM_X86_64);

struct Entry {
    std::uint32_t flags;
    std::string name, path;
    std::uint64_t bound_to = 0;
};

std::string number(std::uint64_t value, std::size_t size, bool is_little) {
    std::string bytes;
    for (std::size_t i = 0; i < size; ++i) {
        const std::size_t shift = 8 * (is_little ? i : size - 1 - i);
        bytes += static_cast<char>(value >> shift & 0xffU);
    }
    return bytes;
}

// By glibc's sysdeps/generic/dl-cache.h: struct cache_file_new.
std::string make_cache(const std::vector<Entry>& entries, bool is_little = true) {
    std::string table;
    std::string strings;
    const std::size_t start = 48 + 24 * entries.size();
    const auto add = [&](const std::string& text) {
        const std::size_t at = start + strings.size();
        strings += text + '\0';
        return number(at, 4, is_little);
    };
    for (const Entry& entry : entries) {
        table += number(entry.flags, 4, is_little) + add(entry.name) + add(entry.path) +
                 number(0, 4, is_little) + number(entry.bound_to, 8, is_little);
    }
    const std::string order(1, is_little ? '\2' : '\3');
    return "glibc-ld.so.cache1.1" + number(entries.size(), 4, is_little) +
           number(strings.size(), 4, is_little) + order + std::string(19, '\0') + table + strings;
}

using Paths = std::vector<std::string>;
const Paths kDamaged = {"damaged"};

Paths paths(const std::string& cache, const ElfFile& program = kX86, const char* name = kName) {
    const auto entries = find_in_loader_cache(cache, name, program);
    if (!is_sound_loader_cache(cache, program)) return kDamaged;
    if (!entries) return {"nothing"};
    Paths found;
    for (const CachedLibrary& entry : *entries) {
        found.push_back(entry.path + (entry.is_for_some_processors ? " (some)" : ""));
    }
    return found;
}

}  // namespace

TEST_CASE("the loader's cache: a name has the paths that are written beside it") {
    const std::string cache = make_cache({{0x303, "libz.so.1", "/z"},
                                          {0x303, kName, "/a"},
                                          {0x303, kName, "/b"},
                                          {0x303, "a", "/x"}});
    CHECK(paths(cache) == Paths{"/a", "/b"});
    CHECK(paths(cache, kX86, "libc.so.6").empty());
    CHECK(paths(make_cache({})).empty());
}

TEST_CASE("the loader's cache: each of many names is found") {
    std::vector<Entry> entries;
    for (const char* name :
         {"libz.so.10", "libz.so.9", "libc.so.6", "libc.so.6", "liba-2.so", "liba-1.so", "a", ""}) {
        entries.push_back({0x303, name, std::string("/") + name});
        CHECK(paths(make_cache(entries), kX86, "libb.so").empty());
        for (const Entry& entry : entries) {
            const Paths found = paths(make_cache(entries), kX86, entry.name.c_str());
            const auto written = std::ranges::count(entries, entry.name, &Entry::name);
            CHECK(found == Paths(static_cast<std::size_t>(written), entry.path));
        }
    }
}

TEST_CASE("the loader's cache: entries are for one architecture") {
    const std::string cache = make_cache({{0x003, kName, "/i386"},
                                          {0x303, kName, "/x86-64"},
                                          {0x803, kName, "/x32"},
                                          {0xa03, kName, "/aarch64"},
                                          {0x903, kName, "/armhf"},
                                          {0x1003, kName, "/riscv64"}});
    CHECK(paths(cache) == Paths{"/x86-64"});
    CHECK(paths(cache, elf_of(ELFCLASS32, EM_X86_64)) == Paths{"/x32"});
    CHECK(paths(cache, elf_of(ELFCLASS32, EM_386)) == Paths{"/i386"});
    CHECK(paths(cache, elf_of(ELFCLASS64, EM_AARCH64)) == Paths{"/aarch64"});
    CHECK(paths(cache, elf_of(ELFCLASS32, EM_ARM)) == Paths{"/i386", "/armhf"});
    CHECK(paths(cache, elf_of(ELFCLASS64, EM_RISCV)) == Paths{"/riscv64"});
    CHECK(paths(cache, elf_of(ELFCLASS64, EM_MIPS)).empty());  // not in our table: found nowhere
}

TEST_CASE("the loader's cache: an entry for some processors is told apart") {
    const std::string cache = make_cache(
        {{0x303, kName, "/v3", kNamedVariant}, {0x303, kName, "/tls", 1}, {0x303, kName, "/a"}});
    CHECK(paths(cache) == Paths{"/v3 (some)", "/tls (some)", "/a"});
}

TEST_CASE("the loader's cache: it has a byte order") {
    const ElfFile s390 = elf_of(ELFCLASS64, EM_S390, ELFDATA2MSB);
    CHECK(paths(make_cache({{0x403, kName, "/a"}}, false), s390) == Paths{"/a"});
    std::string cache = make_cache({{0x303, kName, "/a"}});
    CHECK(paths(cache) == Paths{"/a"});
    cache[28] = '\0';  // unset, as by ldconfig before 2.33
    CHECK(paths(cache) == Paths{"/a"});
    for (const char order : {'\1', '\3'}) {
        cache[28] = order;
        CHECK(paths(cache) == kDamaged);
    }
}

TEST_CASE("the loader's cache: behind one in the format before 2.2") {
    // An odd number of entries ends at no multiple of 8, where the next format begins.
    for (const std::size_t count : {0U, 1U, 2U}) {
        std::string old = "ld.so-1.7.0" + std::string(1, '\0') + number(count, 4, true) +
                          std::string(12 * count, 'x');
        old.resize((old.size() + 7) / 8 * 8, '\0');
        CHECK(paths(old + make_cache({{0x303, kName, "/a"}})) == Paths{"/a"});
        CHECK(paths(old) == kDamaged);
        CHECK(paths(old + "neither") == kDamaged);
    }
    CHECK(paths("ld.so-1.7.0" + std::string(1, '\0') + number(0xffffffff, 4, true)) == kDamaged);
}

TEST_CASE("the loader's cache: a damaged one is refused, wherever the damage is") {
    const std::string cache =
        make_cache({{0x303, "libz", "/libz"}, {0x303, kName, "/a"}, {0x303, "liba", "/liba"}});
    CHECK(paths(cache) == Paths{"/a"});
    for (std::size_t size = 0; size < cache.size(); ++size) {
        CHECK(paths(cache.substr(0, size)) == kDamaged);
    }
    for (std::size_t at = 0; at < 48 + 3 * 24; ++at) {
        for (const int value : {0, 1, 0x7f, 0xff}) {
            std::string damaged = cache;
            damaged[at] = static_cast<char>(value);
            for (const std::string& path : paths(damaged)) {
                const bool is_written = cache.find(path.substr(0, path.find(' '))) != cache.npos;
                CHECK((is_written || paths(damaged) == kDamaged));
            }
        }
    }
    for (const std::size_t entry : {0U, 1U, 2U}) {
        for (const std::size_t field : {4U, 8U}) {  // where the name and the path begin
            std::string far = cache;
            far.replace(48 + 24 * entry + field, 4, "\xff\xff\xff\x7f");
            CHECK(paths(far) == kDamaged);
        }
    }
    std::string many = cache;
    many.replace(20, 4, "\xff\xff\xff\xff");
    CHECK(paths(many) == kDamaged);
}

// By glibc's elf/dl-cache.c, _dl_cache_libcmp(): the loader searches by halves.
TEST_CASE("the loader's cache: one that is not in the loader's order is refused") {
    const auto of = [](const char* first, const char* second) {
        return paths(make_cache({{0x303, first, "/1"}, {0x303, second, "/2"}}), kX86, "none");
    };
    CHECK(of("libb", "liba").empty());
    CHECK(of("liba", "libb") == kDamaged);
    CHECK(of("lib.so.10", "lib.so.9").empty());
    CHECK(of("lib.so.9", "lib.so.10") == kDamaged);
    CHECK(of("lib1", "liba").empty());  // a digit is behind any letter
    CHECK(of("liba", "lib1") == kDamaged);
    CHECK(of("libab", "liba").empty());
    CHECK(of("liba", "libab") == kDamaged);
    CHECK(of("lib01", "lib1").empty());
    CHECK(paths(make_cache({{0x303, "lib01", "/1"}}), kX86, "lib1") == Paths{"/1"});
}

TEST_CASE("the loader's file: its directories and its cache stand in it") {
    using namespace std::string_literals;
    const std::string debian =
        "\1\2\xff/lib/x86_64-linux-gnu/\0/usr/lib/x86_64-linux-gnu/\0/lib/\0/usr/lib/\0x\0"
        "/proc/self/fd/\0lib/\0/lib/ld-linux.so.2\0/lib/\0/etc/ld.so.cache\0"s;
    const Paths directories = {"/lib/x86_64-linux-gnu/", "/usr/lib/x86_64-linux-gnu/", "/lib/",
                               "/usr/lib/"};
    CHECK(find_built_in_directories(debian) == directories);
    CHECK(find_loader_lib(directories) == "lib/x86_64-linux-gnu");
    CHECK(find_loader_cache_path(debian) == "/etc/ld.so.cache");
    const std::string nix =
        "\0/nix/store/x-glibc-2.40/etc/ld.so.cache\0/nix/store/x-glibc-2.40/lib/\0"s;
    CHECK(find_built_in_directories(nix) == Paths{"/nix/store/x-glibc-2.40/lib/"});
    CHECK(find_loader_cache_path(nix) == "/nix/store/x-glibc-2.40/etc/ld.so.cache");
    CHECK(find_loader_lib({"/lib64/", "/usr/lib64/"}) == "lib64");
    CHECK(find_built_in_directories("").empty());
    CHECK(find_built_in_directories("/lib/").empty());  // no end
    CHECK(find_loader_cache_path("glibc-ld.so.cache1.1").empty());
    CHECK(find_loader_lib({}) == "lib");
}

TEST_CASE(
    "directories of a loader's list: $ORIGIN and $LIB stand for others, $PLATFORM is not known") {
    const auto expand = [](const char* list) {
        Paths expanded;
        for (const std::string& item : split_list(list, ":")) {
            expanded.push_back(expand_loader_tokens(item, "/o", "lib64").value_or("unknown"));
        }
        return expanded;
    };
    CHECK(expand("/a:/b") == Paths{"/a", "/b"});
    CHECK(expand("") == Paths{""});
    CHECK(expand("/a:") == Paths{"/a", ""});
    CHECK(expand("$ORIGIN/x:${ORIGIN}x:$ORIGIN") == Paths{"/o/x", "/ox", "/o"});
    CHECK(expand("/usr/$LIB/x:${LIB}") == Paths{"/usr/lib64/x", "lib64"});
    CHECK(expand("$ORIGINAL:$LIB_:$:${ORIGIN:$HOME") ==
          Paths{"$ORIGINAL", "$LIB_", "$", "${ORIGIN", "$HOME"});
    CHECK(expand("/a:$PLATFORM/b:/c/${PLATFORM}") == Paths{"/a", "unknown", "unknown"});
    CHECK(!expand_loader_tokens("$ORIGIN/x", "", "lib64"));
    CHECK(expand_loader_tokens("/x", "", "lib64") == "/x");
    for (const char* text : {"$LIB/x", "/${ORIGIN}", "./$PLATFORM"}) CHECK(has_loader_token(text));
    for (const char* text : {"", "/a", "$LIBRARY", "a$"}) CHECK_FALSE(has_loader_token(text));
}
