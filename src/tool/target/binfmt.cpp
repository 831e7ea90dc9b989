// SPDX-License-Identifier: MIT
//
// As in fs/binfmt_misc.c: handlers are asked before the kernel looks whether a file is ELF or a
// script, and again about the interpreter that one of them named. They are found by the end of the
// path that is executed, or by bytes among the first 256.
//
// Since Linux 6.7 each user namespace may have handlers of its own. What is mounted at the usual
// place is taken for those that count here. It is looked at without O_DIRECTORY, so that systemd's
// automount of that place is not triggered by a question: as long as nothing is mounted, nobody has
// registered anything.
#include "tool/target/binfmt.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <memory>

#include "base/unique_fd.hpp"
#include "tool/file_text.hpp"

namespace landlock_preload {
namespace {

constexpr const char* kPlace = "/proc/sys/fs/binfmt_misc";
constexpr long kBinfmtFs = 0x42494e4d;
constexpr std::size_t kKnownBytes = 256;  // BINPRM_BUF_SIZE

std::string read_at(int directory, const char* name) {
    const UniqueFd file(openat(directory, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    return file.is_open() ? read_to_end(file.get()) : "";
}

// The rest of the line that starts with KEY; empty: none does.
std::string_view find_line(std::string_view text, std::string_view key) {
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        if (line.starts_with(key)) return line.substr(key.size());
        text.remove_prefix(std::min(line.size() + 1, text.size()));
    }
    return {};
}

std::string from_hex(std::string_view digits) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
        unsigned value = 0;
        std::from_chars(digits.data() + i, digits.data() + i + 2, value, 16);
        bytes += static_cast<char>(value);
    }
    return bytes;
}

bool has_magic(std::string_view text, std::string_view bytes) {
    const std::string magic = from_hex(find_line(text, "magic "));
    const std::string mask = from_hex(find_line(text, "mask "));
    const std::string_view digits = find_line(text, "offset ");
    std::size_t offset = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), offset);
    if (magic.empty() || offset > kKnownBytes || magic.size() > kKnownBytes - offset) return false;
    for (std::size_t i = 0; i < magic.size(); ++i) {
        const char byte = offset + i < bytes.size() ? bytes[offset + i] : '\0';
        const auto difference = static_cast<unsigned char>(byte ^ magic[i]);
        const auto counts = static_cast<unsigned char>(i < mask.size() ? mask[i] : '\xff');
        if ((difference & counts) != 0) return false;
    }
    return true;
}

bool has_extension(std::string_view text, std::string_view path) {
    const std::string_view extension = find_line(text, "extension .");
    const std::size_t dot = path.rfind('.');
    return !extension.empty() && dot != std::string_view::npos && path.substr(dot + 1) == extension;
}

}  // namespace

bool is_taken_by_handler(std::string_view text, std::string_view path, std::string_view bytes,
                         BinfmtHandler& handler) {
    if (!text.starts_with("enabled\n")) return false;
    if (!has_extension(text, path) && !has_magic(text, bytes)) return false;
    const std::string_view flags = find_line(text, "flags: ");
    handler.interpreter = find_line(text, "interpreter ");
    handler.holds_interpreter_open = flags.find('F') != std::string_view::npos;
    handler.takes_credentials = flags.find('C') != std::string_view::npos;
    return !handler.interpreter.empty();
}

std::vector<BinfmtHandler> find_handlers(const std::string& path, std::string_view bytes) {
    std::vector<BinfmtHandler> handlers;
    const UniqueFd place(open(kPlace, O_PATH | O_CLOEXEC));
    struct statfs filesystem = {};
    const bool is_mounted = place.is_open() && fstatfs(place.get(), &filesystem) == 0 &&
                            static_cast<long>(filesystem.f_type) == kBinfmtFs;
    if (!is_mounted || read_at(place.get(), "status") != "enabled\n") return handlers;
    const int listed = openat(place.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const std::unique_ptr<DIR, int (*)(DIR*)> stream(fdopendir(listed), closedir);
    if (!stream) return handlers;
    // NOLINTNEXTLINE(concurrency-mt-unsafe): the tool has one thread
    while (const dirent* entry = readdir(stream.get())) {
        BinfmtHandler handler;
        handler.name = entry->d_name;
        if (handler.name == "register" || handler.name == "status" || handler.name[0] == '.')
            continue;
        const std::string text = read_at(place.get(), entry->d_name);
        if (is_taken_by_handler(text, path, bytes, handler)) handlers.push_back(handler);
    }
    return handlers;
}

}  // namespace landlock_preload
