// SPDX-License-Identifier: MIT
//
// "Does this item of LD_PRELOAD mean us?" has to be answered as the loader would, or a child starts
// with a preload that asks for a policy which is gone. The loader knows an object by its name and
// by its device and inode: a link and its target listed together are loaded once, under the first
// name. So an item is ours when the file it leads to is ours, or has our SONAME, as the library for
// another architecture has, which children of this process may load. Only where there is no such
// file, or none that we can read, its last component decides: the name we are built or loaded
// under. The loader's $LIB, $ORIGIN and $PLATFORM are tried with the values they can have, and a
// bare name in LD_LIBRARY_PATH and in our own directory.
//
// Nothing here allocates: it also runs in programs that never asked for us.
#include "preload/own_library.hpp"

#include <elf.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <span>

#include "base/auxiliary_vector.hpp"
#include "base/path_page.hpp"
#include "base/process_calls.hpp"
#include "base/text.hpp"
#include "base/unique_fd.hpp"

namespace landlock_preload {
namespace {

constexpr std::string_view kFileName = "liblandlock_preload.so";

#if defined(__x86_64__)
constexpr const char* kLibNames[] = {"lib/x86_64-linux-gnu", "lib64", "lib"};
#elif defined(__aarch64__)
constexpr const char* kLibNames[] = {"lib/aarch64-linux-gnu", "lib64", "lib"};
#elif defined(__i386__)
constexpr const char* kLibNames[] = {"lib/i386-linux-gnu", "lib32", "lib"};
#else
constexpr const char* kLibNames[] = {"lib64", "lib"};
#endif

// A path put together without memory from the heap; too long means no path, as no memory does.
class PathBuffer {
  public:
    void append(std::string_view text) {
        is_full_ = is_full_ || text.size() >= PathPage::kSize - 1 - length_;
        if (is_full_) return;
        std::memcpy(page_.text() + length_, text.data(), text.size());
        length_ += text.size();
    }
    // The rest of the page is zeros.
    [[nodiscard]] const char* path() const { return is_full_ ? "" : page_.text(); }

  private:
    PathPage page_;
    std::size_t length_ = 0;
    bool is_full_ = page_.text() == nullptr;
};

// Whether REST starts with the loader's token NAME, as $NAME or ${NAME}; takes it off then.
bool take_token(std::string_view& rest, std::string_view name) {
    std::string_view after = rest.substr(1);
    const bool braces = after.starts_with('{');
    if (braces) after.remove_prefix(1);
    if (!after.starts_with(name)) return false;
    after.remove_prefix(name.size());
    if (braces && !after.starts_with('}')) return false;
    if (!braces && !after.empty() && is_word(after[0])) {
        return false;  // the beginning of a longer name, which the loader leaves alone
    }
    rest = braces ? after.substr(1) : after;
    return true;
}

void append_origin(PathBuffer& path) {
    const PathPage page;
    if (page.text() == nullptr) return;
    const ssize_t length = read_link("/proc/self/exe", page.text(), PathPage::kSize);
    if (length <= 0) return;
    const std::string_view text(page.text(), static_cast<std::size_t>(length));
    path.append(text.substr(0, text.rfind('/')));
}

void append_expanded(PathBuffer& path, std::string_view item, const char* lib_name) {
    for (std::string_view rest = item; !rest.empty();) {
        if (rest.front() != '$') {
            path.append(rest.substr(0, 1));
            rest.remove_prefix(1);
        } else if (take_token(rest, "LIB")) {
            path.append(lib_name);
        } else if (take_token(rest, "ORIGIN")) {
            append_origin(path);
        } else if (take_token(rest, "PLATFORM")) {
            const auto* platform = reinterpret_cast<const char*>(auxiliary_value(AT_PLATFORM));
            if (platform != nullptr) path.append(platform);
        } else {
            path.append("$");
            rest.remove_prefix(1);
        }
    }
}

// What a file is; what weighs more comes last.
enum class Kind : unsigned char { unknown, foreign, ours };

bool read_at(int fd, std::uint64_t offset, void* bytes, std::size_t size) {
    const auto place = static_cast<std::size_t>(offset);
    return place == offset && read_bytes_at(fd, bytes, size, place) == static_cast<ssize_t>(size);
}

// By the SONAME of an ELF file of either class.
template <typename Header, typename Segment, typename Entry>
Kind kind_of_elf(int fd) {
    Segment segments[16] = {};
    Entry entries[64] = {};
    Header header = {};
    if (!read_at(fd, 0, &header, sizeof(header)) || header.e_phentsize != sizeof(Segment)) {
        return Kind::unknown;
    }
    const std::size_t count = std::min<std::size_t>(header.e_phnum, std::size(segments));
    if (!read_at(fd, header.e_phoff, segments, count * sizeof(Segment))) return Kind::unknown;
    std::uint64_t strings = 0;
    std::uint64_t name = 0;
    for (const Segment& segment : std::span(segments, count)) {
        if (segment.p_type != PT_DYNAMIC) continue;
        const auto size = std::min<std::size_t>(segment.p_filesz, sizeof(entries));
        if (!read_at(fd, segment.p_offset, entries, size)) return Kind::unknown;
        for (const Entry& entry : std::span(entries, size / sizeof(Entry))) {
            // NOLINTNEXTLINE(cppcoreguidelines-pro-type-union-access): as in ELF
            const std::uint64_t value = entry.d_un.d_val;
            if (entry.d_tag == DT_STRTAB) strings = value;
            if (entry.d_tag == DT_SONAME) name = value;
        }
    }
    for (const Segment& segment : std::span(segments, count)) {
        if (segment.p_type != PT_LOAD || strings - segment.p_vaddr >= segment.p_filesz) continue;
        char text[kFileName.size() + 1] = {};
        const std::uint64_t offset = strings - segment.p_vaddr + segment.p_offset + name;
        const bool is_ours =
            read_at(fd, offset, text, sizeof(text)) && text[kFileName.size()] == '\0';
        return is_ours && kFileName == text ? Kind::ours : Kind::foreign;
    }
    return Kind::foreign;
}

Kind kind_of(const char* path, const struct stat& own) {
    struct stat status = {};
    if (*path == '\0' || stat_path(path, status) != 0) return Kind::unknown;
    if (status.st_dev == own.st_dev && status.st_ino == own.st_ino) return Kind::ours;
    if (!S_ISREG(status.st_mode)) return Kind::unknown;
    const UniqueFd file(open_named(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    unsigned char mark[EI_NIDENT] = {};
    if (!file.is_open() || !read_at(file.get(), 0, mark, sizeof(mark)) ||
        std::memcmp(mark, ELFMAG, SELFMAG) != 0) {
        return Kind::unknown;
    }
    return mark[EI_CLASS] == ELFCLASS64
               ? kind_of_elf<Elf64_Ehdr, Elf64_Phdr, Elf64_Dyn>(file.get())
               : kind_of_elf<Elf32_Ehdr, Elf32_Phdr, Elf32_Dyn>(file.get());
}

// Of DIRECTORY/ITEM, or of ITEM where DIRECTORY is null. Both may hold the loader's tokens.
Kind kind_of_item(const std::string_view* directory, std::string_view item,
                  const struct stat& own) {
    Kind kind = Kind::unknown;
    for (const char* lib_name : kLibNames) {
        PathBuffer path;
        if (directory != nullptr) {
            append_expanded(path, directory->empty() ? "." : *directory, lib_name);
            path.append("/");
            path.append(item);
        } else {
            append_expanded(path, item, lib_name);
        }
        kind = std::max(kind, kind_of(path.path(), own));
        if ((directory != nullptr ? *directory : item).find('$') == std::string_view::npos) break;
    }
    return kind;
}

// As the loader would, first in LIBRARY_PATH.
Kind kind_of_bare_name(std::string_view item, std::string_view own_folder, const char* library_path,
                       const struct stat& own) {
    for (std::string_view rest = library_path != nullptr ? library_path : ""; !rest.empty();) {
        const std::size_t end = rest.find_first_of(":;");
        const std::string_view directory = rest.substr(0, end);
        const Kind kind = kind_of_item(&directory, item, own);
        if (kind != Kind::unknown) return kind;
        rest = end == std::string_view::npos ? "" : rest.substr(end + 1);
    }
    return kind_of_item(&own_folder, item, own);
}

}  // namespace

bool OwnObject::is_named_by(std::string_view item, const char* library_path) const {
    const std::string_view name = base_name(item);
    const std::string_view own_path = path_;
    if (name.empty()) return false;
    if (item == own_path) return true;
    struct stat own = {};
    if (stat_path(path_, own) != 0) own = {};
    const bool is_path = item.find('/') != std::string_view::npos;
    const std::string_view own_folder = own_path.substr(0, own_path.rfind('/'));
    const Kind kind = is_path ? kind_of_item(nullptr, item, own)
                              : kind_of_bare_name(item, own_folder, library_path, own);
    if (kind == Kind::unknown) return name == kFileName || name == base_name(own_path);
    return kind == Kind::ours;
}

bool OwnObject::is_listed_in(std::string_view list, const char* library_path) const {
    for (;;) {
        const std::string_view item = next_preload_item(list);
        if (item.empty()) return false;
        if (is_named_by(item, library_path)) return true;
    }
}

bool OwnObject::is_alone_in(std::string_view list, const char* library_path) const {
    for (;;) {
        const std::string_view item = next_preload_item(list);
        if (item.empty()) return true;
        if (!is_named_by(item, library_path)) return false;
    }
}

char* OwnObject::remove_from(char* list, const char* library_path) const {
    char* out = list;
    std::string_view rest(list);
    for (;;) {
        const std::string_view item = next_preload_item(rest);
        if (item.empty()) return out;
        if (is_named_by(item, library_path)) continue;
        if (out != list) *out++ = *(item.data() - 1);
        std::memmove(out, item.data(), item.size());
        out += item.size();
    }
}

bool is_preload_separator(char c) {
#ifdef __GLIBC__
    return c == ' ' || c == ':';
#else
    return c == ' ' || c == ':' || (c >= '\t' && c <= '\r');
#endif
}

std::string_view next_preload_item(std::string_view& list) {
    while (!list.empty() && is_preload_separator(list.front())) list.remove_prefix(1);
    std::size_t length = 0;
    while (length < list.size() && !is_preload_separator(list[length])) ++length;
    const std::string_view item = list.substr(0, length);
    list.remove_prefix(length);
    return item;
}

}  // namespace landlock_preload
