// SPDX-License-Identifier: MIT
//
// From the value of LANDLOCK_POLICY to a policy's text.
//
// Four sources: the value itself when its first non-blank byte is "{"; "fd:N", an inherited
// descriptor (a pipe, a memfd, a file), read to its end and closed, a file from its beginning
// wherever whoever shares the descriptor has read to; "@NAME", a ready policy; anything else is the
// path of a regular file, or of a directory, whose files are for load to read. A file is opened
// once, checked by fstat on that descriptor, and read once, so that nobody can change it between
// the check and the use. Opening never blocks: a FIFO is refused, not waited for. The text is
// limited to kMaxPolicySize in every case.
#include "policy/source.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <utility>

#include "base/diagnostic.hpp"
#include "base/directory.hpp"
#include "base/process_calls.hpp"
#include "base/text.hpp"
#include "base/touched.hpp"
#include "base/unique_fd.hpp"
#include "policy/json/foreign.hpp"
#include "policy/ready.hpp"
#include "policy/template.hpp"

namespace landlock_preload {
namespace {

constexpr std::string_view kBlanks = " \t\r\n\v\f";

LANDLOCK_PRELOAD_TOUCHED constinit dev_t reserved_device = 0;
LANDLOCK_PRELOAD_TOUCHED constinit ino_t reserved_inode = 0;  // 0: none is
constinit bool was_reserved_found = false;

void refuse_reserved(const struct stat& status, const std::string& name) {
    if (reserved_inode == 0 || status.st_ino != reserved_inode ||
        status.st_dev != reserved_device) {
        return;
    }
    was_reserved_found = true;
    fail(name, "LANDLOCK_REPORT names this file as well; name another one there");
}

[[noreturn]] void refuse_size(const std::string& name) {
    fail(name, "policy is larger than " + std::to_string(kMaxPolicySize) + " bytes");
}

constexpr std::size_t kPacket = 4096;  // a pipe that keeps packets apart has none that are longer

// Reads FD to its end; BY_POSITION: from the beginning, and the offset stays. FIRST bytes are asked
// for at first. `size` is a regular file's, or 0 where nobody knows it.
//
// Of a packet that is longer than what is asked for the kernel throws the rest away. So there is
// always room for one: where even the largest policy leaves none, what came is too large.
std::string read_all(int fd, bool by_position, const std::string& name, std::size_t first,
                     std::size_t size) {
    std::string text;
    std::size_t length = 0;
    for (;;) {
        const std::size_t room =
            std::min(length == 0 ? first : 2 * length + kPacket, kMaxPolicySize + 1);
        if (text.size() < room) text.resize(room);
        char* const to = text.data() + length;
        const std::size_t most = text.size() - length;
        const ssize_t got =
            by_position ? read_bytes_at(fd, to, most, length) : read_bytes(fd, to, most);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0 && errno == EAGAIN) {
            wait_for(fd, POLLIN, -1);
            continue;
        }
        if (got < 0) fail(name, "cannot read: " + errno_text(errno), errno);
        length += static_cast<std::size_t>(got);
        if (length > kMaxPolicySize) refuse_size(name);
        if (got == 0 || length == size) break;
    }
    text.resize(length);
    return text;
}

std::string read_descriptor(const std::string& name, std::string& origin) {
    const int fd = parse_descriptor(name);
    if (fd < 0) {
        fail("LANDLOCK_POLICY", quote(name) + " names no descriptor; write fd:N with N from 3 up");
    }
    if (fd <= STDERR_FILENO) {
        fail("LANDLOCK_POLICY", name + " is a standard stream; use a descriptor from 3 up");
    }
    const UniqueFd owner(fd);
    struct stat found = {};
    if (reserved_inode != 0 && stat_descriptor(fd, found) == 0) refuse_reserved(found, name);
    const int type = descriptor_type(fd);
    const bool is_file = type == S_IFREG;
    // Who can change the file behind it changes the next start.
    if (is_file && stat_descriptor(fd, found) == 0 && found.st_nlink != 0) {
        origin = descriptor_path(fd);
        if (!origin.starts_with('/')) origin.clear();
    }
    // A message of a socket may be as long as a policy.
    return read_all(fd, is_file, name, type == S_IFSOCK ? kMaxPolicySize + 1 : kPacket, 0);
}

}  // namespace

std::string read_stream(int fd, const std::string& name, bool by_position) {
    return read_all(fd, by_position, name, kPacket, 0);
}

void reserve_file(dev_t device, ino_t inode) {
    reserved_device = device;
    reserved_inode = inode;
}

bool is_reserved_file_found() {
    return was_reserved_found;
}

Source read_source(const char* value) {
    const std::string_view text = value;
    const std::size_t start = text.find_first_not_of(kBlanks);
    if (start == std::string_view::npos) {
        fail("",
             "LANDLOCK_POLICY is blank; set it to a policy, or unset it together with LD_PRELOAD; "
             "set LANDLOCK_POLICY before LD_PRELOAD, since commands in $(...) are preloaded too");
    }
    if (text[start] == '{') {
        return {SourceKind::inline_text, "LANDLOCK_POLICY", std::string(text)};
    }
    if (text.size() > kMaxPathLength) {
        const std::string format = describe_format(text);
        fail("LANDLOCK_POLICY", "is neither a policy (no leading \"{\") nor a path (longer than " +
                                    std::to_string(kMaxPathLength) + " bytes)" +
                                    (format.empty() ? "" : "; " + format));
    }
    std::string name(text);
    if (text.starts_with("fd:")) {
        Source source = {SourceKind::descriptor, name, ""};
        source.text = read_descriptor(name, source.origin);
        return source;
    }
    if (is_ready_name(text)) return read_ready(text, "LANDLOCK_POLICY");
    return read_file(open_file(name, hint_for_setting("LANDLOCK_POLICY", name)));
}

namespace {

// Without waiting, but for whoever holds a write lease (F_SETLEASE, as a file server): the first
// attempt asks for it back.
UniqueFd open_to_read(const char* path) {
    constexpr int kAttempts = 200;
    constexpr long kPause = 10;  // milliseconds
    for (int attempt = 1;; ++attempt) {
        UniqueFd fd(open_named(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
        if (fd.is_open() || errno != EAGAIN || attempt == kAttempts) return fd;
        wait_for(-1, 0, kPause);
    }
}

}  // namespace

OpenFile open_file(const std::string& path, const std::string& hint, bool may_be_stream) {
    const std::string remedy = may_be_stream ? "; pass a pipe as fd:N" : "";
    OpenFile file;
    file.name = path;
    file.fd = open_to_read(path.c_str());
    if (!file.fd.is_open()) {
        // A socket cannot be opened at all; the remedy is the same as for a FIFO.
        const int code = errno;
        std::string advice = hint.empty() ? hint_for_path(path) : hint;
        if (code == EAGAIN) advice = "; another process holds a lease on it (F_SETLEASE)";
        if (code == ENXIO) advice = "; not a regular file" + remedy;
        fail(path, "cannot open: " + errno_text(code) + advice, code);
    }
    struct stat status = {};
    if (stat_descriptor(file.fd.get(), status) != 0) {
        fail(path, "cannot stat: " + errno_text(errno), errno);
    }
    refuse_reserved(status, path);
    file.is_directory = S_ISDIR(status.st_mode);
    file.device = status.st_dev;
    file.inode = status.st_ino;
    if (file.is_directory) return file;
    if (!S_ISREG(status.st_mode)) {
        fail(path, "not a regular file" + remedy);
    }
    if (std::cmp_greater(status.st_size, kMaxPolicySize)) refuse_size(path);
    file.size = static_cast<std::size_t>(status.st_size);
    return file;
}

Source read_file(OpenFile file) {
    if (file.is_directory) return {SourceKind::directory, std::move(file.name), ""};
    // One byte more, so that a single read tells that the file has ended.
    const std::size_t first = file.size > 0 ? file.size + 1 : kPacket;
    std::string text = read_all(file.fd.get(), false, file.name, first, file.size);
    return {SourceKind::file, std::move(file.name), std::move(text), file.device, file.inode};
}

Source read_path(const std::string& path) {
    return read_file(open_file(path));
}

Source read_ready(std::string_view name, const std::string& where) {
    ReadyPolicy ready = find_ready_policy(name, where);
    OpenFile file = open_file(ready.path, {}, false);
    if (file.is_directory) fail(ready.path, "is a directory; name a file");
    Source source = read_file(std::move(file));
    source.origin = std::move(ready.first);
    return source;
}

}  // namespace landlock_preload
