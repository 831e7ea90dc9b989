// SPDX-License-Identifier: MIT
//
// Which items of LD_PRELOAD mean us, as the loader would see it.
#include <doctest/doctest.h>
#include <elf.h>
#include <sys/auxv.h>

#include <cstring>

#include "preload/own_library.hpp"
#include "support.hpp"

using namespace landlock_preload;

namespace {

std::vector<std::string> items(std::string_view list) {
    std::vector<std::string> all;
    for (;;) {
        const std::string_view item = next_preload_item(list);
        if (item.empty()) break;
        all.emplace_back(item);
    }
    CHECK(list.empty());
    return all;
}

using Items = std::vector<std::string>;

// A folder in which own.so is ours and other names lead to it.
struct Installation {
    TempFolder folder;
    std::string own = folder.file("own.so", "x");
    OwnObject object{own.c_str()};

    // A link with this name that leads to us.
    std::string link(const std::string& name) const {
        std::filesystem::create_directories(std::filesystem::path(folder.path(name)).parent_path());
        std::filesystem::create_symlink(own, folder.path(name));
        return folder.path(name);
    }
    [[nodiscard]] bool named_by(const std::string& item, const char* library_path = nullptr) const {
        return object.is_named_by(item, library_path);
    }
};

}  // namespace

TEST_CASE("own library: blanks and colons separate the items of LD_PRELOAD") {
    CHECK(items("") == Items{});
    CHECK(items(" : ::  ") == Items{});
    CHECK(items("a") == Items{"a"});
    CHECK(items("a b:c") == Items{"a", "b", "c"});
    CHECK(items(" a  b::c: ") == Items{"a", "b", "c"});
    CHECK(is_preload_separator(' '));
    CHECK(is_preload_separator(':'));
    for (const char c : {';', ',', '/', '\0', '$', 'a'}) CHECK_FALSE(is_preload_separator(c));
#ifdef __GLIBC__
    CHECK(items("a\tb\nc;d,e") == Items{"a\tb\nc;d,e"});
#endif
}

TEST_CASE("own library: an item is taken from where it stands") {
    const std::string list = ":/a.so b.so";
    std::string_view rest = list;
    const std::string_view first = next_preload_item(rest);
    CHECK(first.data() == list.data() + 1);
    CHECK(first == "/a.so");
    CHECK(rest == " b.so");
}

TEST_CASE("own library: our file name is ours in any folder, whether it is there or not") {
    const OwnObject object("/nowhere/renamed.so");
    CHECK(object.is_named_by("liblandlock_preload.so", nullptr));
    CHECK(object.is_named_by("/other/liblandlock_preload.so", nullptr));
    CHECK(object.is_named_by("/x/$LIB/liblandlock_preload.so", nullptr));
    CHECK(object.is_named_by("renamed.so", nullptr));  // the name it was loaded under
    CHECK(object.is_named_by("/elsewhere/renamed.so", nullptr));
    for (const std::string item :
         {"liblandlock_preload.so.1", "xliblandlock_preload.so", "landlock_preload",
          "liblandlock_preload", "liblandlock_preload.so/x", "a.so", "/", "."}) {
        CAPTURE(item);
        CHECK_FALSE(object.is_named_by(item, nullptr));
    }
}

TEST_CASE("own library: paths and links that lead to our file are ours") {
    const Installation here;
    CHECK(here.named_by(here.link("link.so")));
    CHECK(here.named_by(here.link("d/e/link.so")));
    CHECK(here.named_by(here.folder.path("d/../link.so")));
    std::filesystem::create_hard_link(here.own, here.folder.path("hard.so"));
    CHECK(here.named_by(here.folder.path("hard.so")));
    CHECK_FALSE(here.named_by(here.folder.file("copy.so", "x")));
    CHECK_FALSE(here.named_by(here.folder.path("missing.so")));
    CHECK_FALSE(here.named_by(here.folder.path("d")));
}

namespace {

// An ELF file of either class with this SONAME.
template <typename Header, typename Segment, typename Entry>
std::string elf_with(const std::string& soname, unsigned char file_class) {
    Header header = {};
    std::memcpy(header.e_ident, ELFMAG, SELFMAG);
    header.e_ident[EI_CLASS] = file_class;
    header.e_phoff = sizeof(Header);
    header.e_phentsize = sizeof(Segment);
    header.e_phnum = 2;
    constexpr std::size_t kEntries = sizeof(Header) + 2 * sizeof(Segment);
    const Entry entries[3] = {
        {DT_SONAME, {1}}, {DT_STRTAB, {0x1000 + kEntries + sizeof(entries)}}, {}};
    Segment segments[2] = {};
    segments[0].p_type = PT_LOAD;
    segments[0].p_vaddr = 0x1000;
    segments[0].p_filesz = 0x1000;
    segments[1].p_type = PT_DYNAMIC;
    segments[1].p_offset = kEntries;
    segments[1].p_filesz = sizeof(entries);
    std::string bytes(reinterpret_cast<const char*>(&header), sizeof(header));
    bytes.append(reinterpret_cast<const char*>(segments), sizeof(segments));
    bytes.append(reinterpret_cast<const char*>(entries), sizeof(entries));
    return bytes + std::string(1, '\0') + soname + std::string(8, '\0');
}

std::string elf_64(const std::string& soname) {
    return elf_with<Elf64_Ehdr, Elf64_Phdr, Elf64_Dyn>(soname, ELFCLASS64);
}

}  // namespace

TEST_CASE("own library: a file with our SONAME is ours under any name, of either class") {
    const Installation here;
    const std::string soname = "liblandlock_preload.so";
    CHECK(here.named_by(here.folder.file("l64.so", elf_64(soname))));
    CHECK(here.named_by(here.folder.file(
        "l32.so", elf_with<Elf32_Ehdr, Elf32_Phdr, Elf32_Dyn>(soname, ELFCLASS32))));
    CHECK_FALSE(here.named_by(here.folder.file("a.so", elf_64(soname + ".1"))));
    CHECK_FALSE(here.named_by(here.folder.file("b.so", elf_64(soname.substr(1)))));
    CHECK_FALSE(here.named_by(here.folder.file("c.so", elf_64(""))));
}

TEST_CASE("own library: another library is not ours, though it has our file name") {
    const Installation here;
    here.folder.folder("g");
    CHECK_FALSE(here.named_by(here.folder.file("g/own.so", elf_64("other.so"))));
    CHECK_FALSE(here.named_by(here.folder.file("g/liblandlock_preload.so", elf_64("other.so"))));
    CHECK_FALSE(here.named_by("own.so", here.folder.path("g").c_str()));
    CHECK(here.named_by("own.so"));
    // What is no library, or cannot be read, goes by its name.
    CHECK(here.named_by(here.folder.file("g/liblandlock_preload.so", "garbage")));
    CHECK(here.named_by(here.folder.file("g/liblandlock_preload.so", elf_64("x").substr(0, 70))));
}

TEST_CASE("own library: relative paths count from the working directory") {
    const Installation here;
    here.link("d/link.so");
    const std::filesystem::path before = std::filesystem::current_path();
    std::filesystem::current_path(here.folder.path("d"));
    CHECK(here.named_by("./link.so"));
    CHECK(here.named_by("../d/link.so"));
    CHECK_FALSE(here.named_by("link.so"));  // a bare name is not looked for here
    std::filesystem::current_path(before);
    CHECK_FALSE(here.named_by("./link.so"));
}

TEST_CASE("own library: bare names are looked for in LD_LIBRARY_PATH and beside us") {
    const Installation here;
    here.link("beside.so");
    here.link("path/alias.so");
    const std::string path = here.folder.path("path");
    CHECK(here.named_by("beside.so"));
    CHECK_FALSE(here.named_by("alias.so"));
    for (const std::string& library_path : {path, "/nowhere:" + path, path + ":/nowhere",
                                            "/nowhere;" + path, "::" + path, path + "/"}) {
        CAPTURE(library_path);
        CHECK(here.named_by("alias.so", library_path.c_str()));
    }
    CHECK_FALSE(here.named_by("alias.so", ""));
    CHECK_FALSE(here.named_by("alias.so", "/nowhere:/nothing"));
    // With a slash it is a path, wherever LD_LIBRARY_PATH leads.
    CHECK_FALSE(here.named_by("./alias.so", path.c_str()));
}

TEST_CASE("own library: an empty folder in LD_LIBRARY_PATH is the working directory") {
    const Installation here;
    here.link("d/alias.so");
    const std::filesystem::path before = std::filesystem::current_path();
    std::filesystem::current_path(here.folder.path("d"));
    CHECK(here.named_by("alias.so", ":/nowhere"));
    CHECK(here.named_by("alias.so", "/nowhere::/nothing"));
    std::filesystem::current_path(before);
}

TEST_CASE("own library: $LIB is tried with every value that a loader may have") {
    const Installation here;
    const std::string root = here.folder.path("");
    for (const std::string lib : {"lib", "lib64"}) {
        here.link(lib + "/alias_" + lib + ".so");
        CHECK(here.named_by(root + "$LIB/alias_" + lib + ".so"));
        CHECK(here.named_by(root + "${LIB}/alias_" + lib + ".so"));
    }
#ifdef __x86_64__
    here.link("lib/x86_64-linux-gnu/multi.so");
    CHECK(here.named_by(root + "$LIB/multi.so"));
#endif
    CHECK_FALSE(here.named_by(root + "$LIB/missing.so"));
    CHECK_FALSE(here.named_by(root + "$lib/alias_lib.so"));
    CHECK_FALSE(here.named_by(root + "${LIB/alias_lib.so"));
}

TEST_CASE("own library: $ORIGIN is the folder of the program, $PLATFORM what the kernel says") {
    const Installation here;
    const std::filesystem::path origin =
        std::filesystem::read_symlink("/proc/self/exe").parent_path();
    const std::string link = here.link("link.so");
    CHECK(here.named_by("$ORIGIN/" + std::filesystem::relative(link, origin).string()));
    CHECK(here.named_by("${ORIGIN}/" + std::filesystem::relative(link, origin).string()));
    const auto* platform = reinterpret_cast<const char*>(getauxval(AT_PLATFORM));
    if (platform != nullptr) {
        here.link(std::string("p/") + platform + "/x.so");
        CHECK(here.named_by(here.folder.path("p/$PLATFORM/x.so")));
    }
}

TEST_CASE("own library: a dollar that is no token of the loader's is a character") {
    const Installation here;
    here.link("$x/alias.so");
    CHECK(here.named_by(here.folder.path("$x/alias.so")));
    CHECK_FALSE(here.named_by(here.folder.path("$y/alias.so")));
    // The loader takes no token that is only the beginning of a word (glibc, is_dst).
    here.link("$LIBRARY/alias2.so");
    CHECK(here.named_by(here.folder.path("$LIBRARY/alias2.so")));
}

TEST_CASE("own library: a path too long to exist is not ours, and harms nothing") {
    const Installation here;
    CHECK_FALSE(here.named_by("/" + std::string(100000, 'x')));
    CHECK_FALSE(here.named_by(std::string(100000, 'x')));
    // What is beyond the limit must not be cut off to something that is ours: the first 4095 bytes
    // lead to own.so.
    std::string path = here.folder.path("");
    while (path.size() < 4095 - 6) path += '/';
    path += "own.so";
    REQUIRE(path.size() == 4095);
    REQUIRE(access(path.c_str(), F_OK) == 0);
    CHECK_FALSE(here.named_by(path + "x"));
    CHECK_FALSE(here.named_by(path + "/x"));
}

TEST_CASE("own library: an object that is not there is known by name only") {
    const OwnObject object("/nowhere/own.so");
    CHECK_FALSE(object.is_named_by("/nowhere/other.so", nullptr));
    CHECK_FALSE(object.is_named_by("/bin/sh", "/bin"));
}

TEST_CASE("own library: nothing has no name") {
    const OwnObject nothing("");
    CHECK_FALSE(nothing.is_named_by("/a/b.so", nullptr));
    CHECK_FALSE(nothing.is_named_by("folder/", nullptr));  // an empty name is no name in common
    CHECK(nothing.is_named_by("liblandlock_preload.so", nullptr));
}
