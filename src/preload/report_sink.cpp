// SPDX-License-Identifier: MIT
//
// Where a supervisor waits for our report. It is opened before anything is restricted, written to
// once, and closed by us, so that a reader sees the end whatever the program does.
//
// A file is appended to, is never reached through a link at its last component, and never makes us
// wait: a FIFO must have its reader already. A datagram socket gets one datagram, as journald and
// syslog expect it.
//
// Of best effort ("?" in front), what the kernel refuses is a warning. A value that cannot mean
// anything, or means a file of ours, stays an error: whoever set it wanted something else.
#include "preload/report_sink.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cerrno>
#include <charconv>
#include <climits>
#include <string>
#include <string_view>
#include <utility>

#include "base/diagnostic.hpp"
#include "base/process_calls.hpp"
#include "base/text.hpp"
#include "policy/json/foreign.hpp"
#include "policy/source.hpp"
#include "preload/output.hpp"
#include "preload/report_file.hpp"
#include "report/report_json.hpp"

namespace landlock_preload {
namespace {

[[noreturn]] void fail_channel(const std::string& what, int code = 0) {
    fail("", "LANDLOCK_REPORT " + what, code);
}

[[noreturn]] void fail_to_open(std::string_view name, int code, const char* hint = "") {
    fail("LANDLOCK_REPORT", "cannot open " + quote(name) + ": " + errno_text(code) + hint, code);
}

void require_writable(int fd, std::string_view value) {
    const int flags = descriptor_flags(fd);
    if (flags < 0) fail_channel("is " + quote(value) + ": " + errno_text(errno), errno);
    if ((flags & O_ACCMODE) == O_RDONLY || (flags & O_PATH) != 0) {
        fail_channel("is " + quote(value) + ", which is not open for writing", EBADF);
    }
}

// A descriptor of our own, since the program's stays.
UniqueFd take_standard_error(std::string_view value) {
    require_writable(STDERR_FILENO, value);
    UniqueFd own(duplicate_descriptor(STDERR_FILENO, STDERR_FILENO + 1));
    if (!own.is_open()) fail_to_open(value, errno);
    return own;
}

UniqueFd take_descriptor(std::string_view value, std::string_view policy) {
    const int fd = parse_descriptor(value);
    if (fd <= STDERR_FILENO) {
        fail_channel("is " + quote(value) + "; write fd:N with N from 3 up, or stderr");
    }
    require_writable(fd, value);
    if (parse_descriptor(policy) != fd) return UniqueFd(fd);
    // The policy is read from it to its end, and it is closed then.
    if (descriptor_type(fd) != S_IFSOCK) {
        fail_channel("is " + quote(value) +
                     ", as LANDLOCK_POLICY is; only a socket can be both, so use another one");
    }
    UniqueFd own(duplicate_descriptor(fd, STDERR_FILENO + 1));
    if (!own.is_open()) fail_to_open(value, errno);
    return own;
}

bool is_same_file(const struct stat& status, const char* path) {
    struct stat other = {};
    return stat_path(path, other) == 0 && other.st_dev == status.st_dev &&
           other.st_ino == status.st_ino;
}

bool is_path(std::string_view policy) {
    const std::size_t start = policy.find_first_not_of(" \t\r\n\v\f");
    return start != std::string_view::npos && policy[start] != '{' && !policy.starts_with("fd:");
}

// A file that would be read as one of a directory of policies from the next start on.
void refuse_name_among_policies(std::string_view value, const char* policy) {
    const std::size_t slash = value.rfind('/');
    struct stat directory = {};
    if (!value.ends_with(".json") || value[slash + 1] == '.') return;
    if (stat_path(std::string(value.substr(0, slash + 1)).c_str(), directory) != 0) return;
    if (!is_same_file(directory, policy)) return;
    fail_channel("is " + quote(value) + ", which would be a policy of the directory " +
                 quote(policy) + "; name a file elsewhere");
}

// What to do about a file that cannot be opened.
const char* hint_for_failure(const char* path, int code) {
    if (code == ELOOP) return "; it must be no link";
    struct stat status = {};
    if (code != ENXIO || stat_path(path, status) != 0) return "";
    if (S_ISFIFO(status.st_mode)) return "; a FIFO needs a reader first";
    return "; there is nothing behind this device, as without a terminal";
}

// A file is appended to, and made where it is not there.
UniqueFd open_report_file(const char* path, const char*& made) {
    constexpr int kFlags = O_WRONLY | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
    for (;;) {
        UniqueFd file(open_named(path, kFlags));
        if (file.is_open() || errno != ENOENT) return file;
        file = UniqueFd(open_named(path, kFlags | O_CREAT | O_EXCL, S_IRUSR | S_IWUSR));
        if (file.is_open()) made = path;
        if (file.is_open() || errno != EEXIST) return file;
    }
}

// By the link of a descriptor, so that it is the socket that was looked at, however long its path.
int connect_to(int socket, int file) {
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    constexpr std::string_view kLinks = "/proc/self/fd/";
    char* const number = address.sun_path + kLinks.copy(address.sun_path, kLinks.size());
    std::to_chars(number, address.sun_path + sizeof(address.sun_path) - 1, file);
    return static_cast<int>(system_call(SYS_connect, socket, &address, sizeof(address)));
}

UniqueFd connect_to_socket(const char* path) {
    const UniqueFd file(open_named(path, O_PATH | O_NOFOLLOW | O_CLOEXEC));
    UniqueFd own(static_cast<int>(system_call(SYS_socket, AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)));
    if (!file.is_open() || !own.is_open()) fail_to_open(path, errno);
    if (connect_to(own.get(), file.get()) == 0) return own;
    const int code = errno;
    if (code == EPROTOTYPE) {
        fail("LANDLOCK_REPORT",
             "the socket " + quote(path) +
                 " takes no datagrams; connect to it, and pass that as fd:N",
             code);
    }
    fail_to_open(path, code, code == ECONNREFUSED ? "; nobody receives from this socket" : "");
}

bool is_socket(const char* path) {
    struct stat status = {};
    return stat_path(path, status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISSOCK(status.st_mode);
}

void remove_made(const char* path) {
    if (path != nullptr) system_call(SYS_unlinkat, AT_FDCWD, path, 0);
}

// Appending to these would spoil them.
void refuse_own_files(const UniqueFd& file, std::string_view value, const char* policy,
                      const char* library, const char* made) {
    struct stat status = {};
    if (stat_descriptor(file.get(), status) != 0) return;
    const char* what = nullptr;
    if (is_path(policy) && is_same_file(status, policy)) what = "the policy itself";
    if (is_same_file(status, library)) what = "this library";
    if (what != nullptr) {
        remove_made(made);
        fail_channel("is " + quote(value) + ", which is " + what + "; name another file");
    }
    if (S_ISREG(status.st_mode)) reserve_file(status.st_dev, status.st_ino);
}

void append_to_text(void* target, std::string_view piece) {
    static_cast<std::string*>(target)->append(piece);
}

// VALUE begins with TEXT, or is TEXT where that is a path.
UniqueFd open_file(const char* value, std::string_view text, const char* policy,
                   const char* library, const char*& made) {
    const bool is_error_stream = text == "stderr";
    if (is_error_stream || text.starts_with("fd:")) {
        UniqueFd file = is_error_stream ? take_standard_error(text) : take_descriptor(text, policy);
        refuse_own_files(file, text, policy, library, made);
        end_last_line(file.get());
        return file;
    }
    if (!text.starts_with('/')) {
        std::string hint = hint_for_setting("LANDLOCK_REPORT", text);
        const std::string foreign = describe_foreign_path(text, false);
        if (!foreign.empty()) hint = "; " + foreign;
        fail_channel("is " + quote(text) +
                     "; write stderr, fd:N with N from 3 up, or an absolute path" + hint);
    }
    if (is_path(policy)) refuse_name_among_policies(text, policy);
    UniqueFd file = open_report_file(value, made);
    if (!file.is_open() && errno == ENXIO && is_socket(value)) return connect_to_socket(value);
    if (!file.is_open()) {
        const int code = errno;
        fail_to_open(text, code, hint_for_failure(value, code));
    }
    refuse_own_files(file, text, policy, library, made);
    end_last_line(file.get());
    return file;
}

// As a record has it (policy/source.cpp); empty: not known.
std::string name_source(std::string_view policy) {
    const std::size_t start = policy.find_first_not_of(" \t\r\n\v\f");
    if (start == std::string_view::npos || policy.size() > PATH_MAX) return {};
    return policy[start] == '{' ? "LANDLOCK_POLICY" : std::string(policy);
}

}  // namespace

// Throws after the file is open, so that a wrong value is reported there.
void ReportSink::read_origin(const Requests& requests) {
    const std::string_view label = requests.label != nullptr ? requests.label : "";
    const std::string_view form = requests.form != nullptr ? requests.form : "short";
    constexpr std::size_t kLongestLabel = 256;
    if (form != "short") {
        fail("", "LANDLOCK_REPORT_FORM is " + quote(form) + "; set it to short, or unset it");
    }
    if (label.size() > kLongestLabel) {
        fail("", "LANDLOCK_LABEL is longer than 256 bytes; shorten it");
    }
    label_ = label;
    origin_.label = label_;
    origin_.is_short = requests.form != nullptr;
}

void ReportSink::open(const Requests& requests, const char* library) {
    if (requests.report == nullptr || *requests.report == '\0') return;
    const char* policy = requests.policy != nullptr ? requests.policy : "";
    is_best_effort_ = *requests.report == '?';
    const char* const value = requests.report + (is_best_effort_ ? 1 : 0);
    std::string_view text = value;
    if (text.starts_with("fd:") && text.ends_with(kByLauncher)) {
        text.remove_suffix(kByLauncher.size());
        launcher_wall_ = kLauncherWall;
    }
    source_ = name_source(policy);
    origin_.source = source_;
    try {
        file_ = open_file(value, text, policy, library, made_);
    } catch (const Diagnostics& errors) {
        const Diagnostic& error = errors.list.front();
        if (!is_best_effort_ || error.error_number == 0) throw;
        unopened_ = {Severity::warning, error.location, error.what,
                     LANDLOCK_PRELOAD_EVENT_REPORT_UNWRITTEN, error.error_number};
    }
    report_failure_to(file_.get(), origin_);
    read_origin(requests);
    report_failure_to(file_.get(), origin_);
}

void ReportSink::name_program(std::string executable) {
    executable_ = std::move(executable);
    origin_.executable = executable_;
    report_failure_to(file_.get(), origin_);
}

void ReportSink::note_unopened(std::vector<Diagnostic>& events) const {
    if (!unopened_.what.empty()) events.push_back(unopened_);
}

std::string ReportSink::hand_over() const {
    return (is_best_effort_ ? "?fd:" : "fd:") + std::to_string(file_.get()) +
           std::string(kByLauncher);
}

void ReportSink::abandon() {
    report_failure_to(-1);
    remove_made(made_);
}

void ReportSink::send(const Record& record, LogLevel level) const {
    const int patience = is_best_effort_ ? 1 : 10;  // seconds
    std::string text;
    write_report(record, &origin_, {append_to_text, &text});
    text += '\n';
    const Appending appending(file_.get());
    const int code = write_all(file_.get(), text, patience * 1000);
    if (code == 0) return;
    appending.take_back(text.size());
    std::string why = "cannot be written: ";
    why += code == ETIMEDOUT
               ? "it took no more for " + std::to_string(patience) +
                     (patience == 1 ? " second" : " seconds") + "; let somebody read it"
               : errno_text(code);
    if (!is_best_effort_) fail_channel(why, code);
    if (level != LogLevel::error) print_line(Severity::warning, "", "LANDLOCK_REPORT " + why);
}

}  // namespace landlock_preload
