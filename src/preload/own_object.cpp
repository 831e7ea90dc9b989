// SPDX-License-Identifier: MIT
//
// "Does this item of LD_PRELOAD mean us?" has to be answered as the loader would, or a child starts
// with a preload that asks for a policy which is gone. The loader knows an object by its name and
// by its device and inode: a link and its target listed together are loaded once, under the first
// name. So an item is ours when its last component is the name we are built or loaded under, or
// when the file it leads to is ours. For that, the loader's $LIB, $ORIGIN and $PLATFORM are tried
// with the values they can have, and a bare name in LD_LIBRARY_PATH and in our own folder.
//
// Nothing here allocates: it also runs in programs that never asked for us.
#include "preload/own_object.hpp"

#include <fcntl.h>
#include <link.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

#include <climits>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "rare_calls.hpp"

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

std::string_view base_name(std::string_view path) {
    return path.substr(path.rfind('/') + 1);  // npos + 1 is 0
}

bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// A path put together without memory from the heap; too long means no path.
class PathBuffer {
  public:
    void clear() {
        length_ = 0;
        full_ = false;
    }
    void append(std::string_view text) {
        for (const char c : text) {
            if (length_ < sizeof(text_) - 1) text_[length_++] = c;
        }
        full_ = full_ || length_ == sizeof(text_) - 1;
    }
    [[nodiscard]] bool leads_to(const struct stat& wanted) {
        text_[length_] = '\0';
        struct stat status = {};
        return !full_ && stat_path(text_, status) == 0 && status.st_dev == wanted.st_dev &&
               status.st_ino == wanted.st_ino;
    }

  private:
    char text_[PATH_MAX] = {};
    std::size_t length_ = 0;
    bool full_ = false;
};

constinit PathBuffer path_buffer;

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
    static char executable[PATH_MAX];
    const ssize_t length = read_link("/proc/self/exe", executable, sizeof(executable));
    if (length <= 0) return;
    const std::string_view text(executable, static_cast<std::size_t>(length));
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
            const auto* platform = reinterpret_cast<const char*>(getauxval(AT_PLATFORM));
            if (platform != nullptr) path.append(platform);
        } else {
            path.append("$");
            rest.remove_prefix(1);
        }
    }
}

bool is_path_to(std::string_view item, const struct stat& wanted) {
    for (const char* lib_name : kLibNames) {
        path_buffer.clear();
        append_expanded(path_buffer, item, lib_name);
        if (path_buffer.leads_to(wanted)) return true;
        if (item.find('$') == std::string_view::npos) break;
    }
    return false;
}

// FOLDER may hold the loader's tokens, as those of LD_LIBRARY_PATH may.
bool is_in_folder(std::string_view folder, std::string_view item, const struct stat& wanted) {
    for (const char* lib_name : kLibNames) {
        path_buffer.clear();
        append_expanded(path_buffer, folder.empty() ? "." : folder, lib_name);
        path_buffer.append("/");
        path_buffer.append(item);
        if (path_buffer.leads_to(wanted)) return true;
        if (folder.find('$') == std::string_view::npos) break;
    }
    return false;
}

struct Search {
    std::uintptr_t address;
    const char* path;
};

int match_object(dl_phdr_info* info, std::size_t /*size*/, void* data) {
    auto* search = static_cast<Search*>(data);
    for (int i = 0; i < info->dlpi_phnum; ++i) {
        const auto& header = info->dlpi_phdr[i];
        const std::uintptr_t start = info->dlpi_addr + header.p_vaddr;
        if (header.p_type != PT_LOAD || search->address < start ||
            search->address >= start + header.p_memsz) {
            continue;
        }
        search->path = info->dlpi_name;
        return 1;
    }
    return 0;
}

}  // namespace

OwnObject OwnObject::find() {
    Search search = {reinterpret_cast<std::uintptr_t>(&match_object), nullptr};
    dl_iterate_phdr(match_object, &search);
    return OwnObject(search.path != nullptr ? search.path : "");
}

bool OwnObject::is_named_by(std::string_view item, const char* library_path) const {
    const std::string_view name = base_name(item);
    const std::string_view own_path = path_;
    if (name.empty()) return false;
    if (name == kFileName || name == base_name(own_path)) return true;
    struct stat own = {};
    if (stat_path(path_, own) != 0) return false;
    if (item.find('/') != std::string_view::npos) return is_path_to(item, own);
    if (is_in_folder(own_path.substr(0, own_path.rfind('/')), item, own)) return true;
    for (std::string_view rest = library_path != nullptr ? library_path : ""; !rest.empty();) {
        const std::size_t end = rest.find_first_of(":;");
        if (is_in_folder(rest.substr(0, end), item, own)) return true;
        rest = end == std::string_view::npos ? "" : rest.substr(end + 1);
    }
    return false;
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
