// SPDX-License-Identifier: MIT
//
// The launcher and the library read the same policy, one after the other. A path, and a descriptor
// that a file is behind, can be read twice. What comes as a stream cannot, so its text goes on in a
// memory file, by the same number where the user has named one.
#include "tool/run/policy_argument.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/diagnostic.hpp"
#include "base/text.hpp"
#include "policy/ready.hpp"
#include "preload/output.hpp"
#include "tool/policy_file.hpp"
#include "tool/target/exec_chain.hpp"

namespace landlock_preload {
namespace {

// Whether the policy was left out, so that the program stands in its place.
bool is_program(const std::string& argument) {
    struct stat status = {};
    if (argument.empty() || argument.find('/') != std::string::npos) return false;
    if (stat(argument.c_str(), &status) == 0) return false;
    try {
        return !find_program(argument).empty();
    } catch (const Diagnostics&) {
        return false;
    }
}

Source read(const std::string& argument) {
    if (!is_ready_name(argument) && is_program(argument)) {
        fail(argument,
             "is a program, and there is no policy of that name; name a policy before it");
    }
    return read_argument(argument);
}

[[noreturn]] void fail_to_pass_on(const std::string& name, int code = errno) {
    fail(name, "cannot pass the policy on: " + errno_text(code), code);
}

// A kernel may be set to refuse a memory file that could be executed, and an older one does not
// know how to make another.
int make_memory_file() {
    constexpr unsigned kNoExecSeal = 8;
    constexpr const char* kName = "landlock-policy";
    const int fd = memfd_create(kName, MFD_CLOEXEC | kNoExecSeal);
    return fd >= 0 || errno != EINVAL ? fd : memfd_create(kName, MFD_CLOEXEC);
}

// A limit on the size of files (RLIMIT_FSIZE) is one on this, too, and a signal by itself.
UniqueFd write_to_memory(const Source& source) {
    constexpr int kPatience = 1000;  // milliseconds; nobody has to be waited for
    UniqueFd file(make_memory_file());
    if (!file.is_open()) fail_to_pass_on(source.name);
    const int code = write_all(file.get(), source.text, kPatience);
    if (code != 0) fail_to_pass_on(source.name, code);
    return file;
}

bool is_regular(int fd) {
    struct stat status = {};
    return fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
}

}  // namespace

// The library finds a ready policy by its name, unless the tool has them elsewhere.
PolicyArgument::PolicyArgument(std::string argument)
    : argument_(std::move(argument)), source_(read(argument_)) {
    if (is_ready_name(argument_) && are_policies_elsewhere()) argument_ = source_.name;
}

// The library takes no standard stream for its policy.
bool PolicyArgument::is_descriptor_for_library() const {
    return parse_descriptor(source_.name) > STDERR_FILENO;
}

std::string PolicyArgument::hand_over() {
    constexpr std::size_t kMostText = 65536;  // a variable of 128 KiB is too long for the kernel
    const bool is_long = source_.kind == SourceKind::inline_text && argument_.size() > kMostText;
    if (source_.kind != SourceKind::descriptor && !is_long) return argument_;
    const int named = is_descriptor_for_library() ? parse_descriptor(source_.name) : -1;
    if (named >= 0 && is_regular(named)) return argument_;
    const UniqueFd file = write_to_memory(source_);
    // Not closed on exec.
    const int passed =
        named >= 0 ? dup2(file.get(), named) : fcntl(file.get(), F_DUPFD, STDERR_FILENO + 1);
    if (passed < 0) fail_to_pass_on(source_.name);
    return "fd:" + std::to_string(passed);
}

void PolicyArgument::close() const {
    if (is_descriptor_for_library()) ::close(parse_descriptor(source_.name));
}

}  // namespace landlock_preload
