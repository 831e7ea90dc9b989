// SPDX-License-Identifier: MIT
//
// Where a supervisor waits for our report. It is opened before anything is restricted, written to
// once, and closed by us, so that a reader sees the end whatever the program does.
//
// A file is appended to, is never reached through a link at its last component, and never makes us
// wait: a FIFO must have its reader already.
#include "preload/report_channel.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <charconv>
#include <string>
#include <string_view>
#include <utility>

#include "error.hpp"
#include "policy/foreign.hpp"
#include "preload/output.hpp"
#include "rare_calls.hpp"
#include "report/report.hpp"

namespace landlock_preload {
namespace {

[[noreturn]] void fail_channel(const std::string& what, int code = 0) {
    fail(Stage::environment, "", "LANDLOCK_REPORT " + what, code);
}

UniqueFd take_descriptor(std::string_view digits, std::string_view value) {
    int fd = -1;
    const auto [end, status] = std::from_chars(digits.data(), digits.data() + digits.size(), fd);
    if (status != std::errc() || end != digits.data() + digits.size() || fd <= STDERR_FILENO) {
        fail_channel("is " + quote(value) + "; write fd:N with N from 3 up");
    }
    const int flags = descriptor_flags(fd);
    if (flags < 0) fail_channel("is " + quote(value) + ": " + errno_text(errno), errno);
    if ((flags & O_ACCMODE) == O_RDONLY || (flags & O_PATH) != 0) {
        fail_channel("is " + quote(value) + ", which is not open for writing");
    }
    return UniqueFd(fd);
}

void append_to_text(void* target, std::string_view piece) {
    static_cast<std::string*>(target)->append(piece);
}

}  // namespace

UniqueFd open_report_channel(const char* value) {
    if (value == nullptr || *value == '\0') return {};
    const std::string_view text = value;
    if (text.starts_with("fd:")) return take_descriptor(text.substr(3), text);
    if (!text.starts_with('/')) {
        std::string hint = hint_for_setting("LANDLOCK_REPORT", text);
        const std::string foreign = describe_foreign_path(text, false);
        if (!foreign.empty()) hint = "; " + foreign;
        fail_channel("is " + quote(text) + "; write fd:N with N from 3 up, or an absolute path" +
                     hint);
    }
    UniqueFd file(open_named(
        value, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC,
        S_IRUSR | S_IWUSR));
    if (!file.is_open()) {
        const char* hint = "";
        if (errno == ELOOP) hint = "; it must be no link";
        if (errno == ENXIO) hint = "; a FIFO needs a reader first";
        fail_channel("cannot be opened: " + quote(text) + ": " + errno_text(errno) + hint, errno);
    }
    return file;
}

void send_report(const UniqueFd& channel, const Record& record) {
    constexpr int kPatience = 10000;  // milliseconds
    std::string text;
    write_report(record, {append_to_text, &text});
    text += '\n';
    const int code = write_all(channel.get(), text, kPatience);
    if (code == ETIMEDOUT) {
        fail_channel("cannot be written: it took no more for 10 seconds; let somebody read it",
                     code);
    }
    if (code != 0) fail_channel("cannot be written: " + errno_text(code), code);
}

}  // namespace landlock_preload
