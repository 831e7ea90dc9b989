// SPDX-License-Identifier: MIT
//
// strerror() translates, and so may open message catalogues inside the host at the worst moment;
// strerrordesc_np() needs glibc 2.32. The few errors that our system calls can meet are written
// out instead. The table holds characters, not pointers: no relocation in any process.
#include "base/diagnostic.hpp"

#include <cerrno>
#include <utility>

namespace landlock_preload {
namespace {

struct ErrnoText {
    short code;
    char text[40];
};

constexpr ErrnoText kErrnoTexts[] = {
    {EPERM, "Operation not permitted"},
    {ENOENT, "No such file or directory"},
    {EIO, "Input/output error"},
    {ENXIO, "No such device or address"},
    {E2BIG, "Argument list too long"},
    {EBADF, "Bad file descriptor"},
    {EAGAIN, "Resource temporarily unavailable"},
    {ENOMEM, "Cannot allocate memory"},
    {EACCES, "Permission denied"},
    {EFAULT, "Bad address"},
    {ENODEV, "No such device"},
    {ENOTDIR, "Not a directory"},
    {EISDIR, "Is a directory"},
    {EINVAL, "Invalid argument"},
    {ENFILE, "Too many open files in system"},
    {EMFILE, "Too many open files"},
    {ENAMETOOLONG, "File name too long"},
    {ENOSYS, "Function not implemented"},
    {ELOOP, "Too many levels of symbolic links"},
    {EPIPE, "Broken pipe"},
    {EFBIG, "File too large"},
    {ENOSPC, "No space left on device"},
    {EROFS, "Read-only file system"},
    {EOVERFLOW, "Value too large for defined data type"},
    {EBADFD, "File descriptor in bad state"},
    {EOPNOTSUPP, "Operation not supported"},
    {ESTALE, "Stale file handle"},
    {ETIMEDOUT, "Connection timed out"},
    {EHOSTDOWN, "Host is down"},
    {ENOTCONN, "Transport endpoint is not connected"},
    {ECONNREFUSED, "Connection refused"},
    {ECONNRESET, "Connection reset by peer"},
};

constexpr std::size_t kQuoteLimit = 80;

}  // namespace

void fail(std::string location, std::string what, int error_number) {
    std::vector<Diagnostic> list;
    collect(list, std::move(location), std::move(what), error_number);
    throw Diagnostics{std::move(list)};
}

std::string errno_text(int error_number) {
    for (const ErrnoText& entry : kErrnoTexts) {
        if (entry.code == error_number) return entry.text;
    }
    return "errno " + std::to_string(error_number);
}

std::string concat(std::initializer_list<std::string_view> pieces) {
    std::string text;
    for (const std::string_view piece : pieces) text += piece;
    return text;
}

std::string abridge(std::string_view text) {
    if (text.size() <= kQuoteLimit) return std::string(text);
    const auto is_inside = [text](std::size_t at) {
        return (static_cast<unsigned char>(text[at]) & 0xc0U) == 0x80;
    };
    constexpr std::size_t kLongestCharacter = 4;
    std::size_t end = kQuoteLimit;
    while (is_inside(end) && kQuoteLimit - end < kLongestCharacter) --end;
    if (is_inside(end)) end = kQuoteLimit;  // no UTF-8, so there is no character to spare
    return std::string(text.substr(0, end)) + "...";
}

std::string quote(std::string_view text) {
    return concat({"\"", abridge(text), "\""});
}

void collect(std::vector<Diagnostic>& list, std::string location, std::string what,
             int error_number) {
    if (list.size() == kMaxErrors) return;
    list.push_back({Severity::error, std::move(location), std::move(what), {}, error_number});
}

}  // namespace landlock_preload
