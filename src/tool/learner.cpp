// SPDX-License-Identifier: MIT
#include "tool/learner.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <string>
#include <utility>

#include "base/diagnostic.hpp"
#include "base/unique_fd.hpp"
#include "landlock/kernel.hpp"
#include "observe/landmarks.hpp"
#include "observe/task.hpp"
#include "sandbox/path_hash.hpp"
#include "tool/draft_text.hpp"
#include "tool/explanation.hpp"
#include "tool/file_text.hpp"
#include "tool/json_text.hpp"
#include "tool/output_rules.hpp"
#include "tool/standard_streams.hpp"
#include "tool/terminal.hpp"
#include "tool/this_machine.hpp"

namespace landlock_preload {
namespace {

bool write_file(const std::string& path, const std::string& text) {
    const UniqueFd file(open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
    const bool is_written = file.is_open() && write_whole(file.get(), text);
    if (!is_written) print_error(path, "cannot be written");
    return is_written;
}

}  // namespace

Learned read_facts(const std::string& path) {
    errno = 0;
    const std::string facts = read_whole_file(path);
    if (!facts.empty()) return read_learned(facts, path);
    if (errno != 0 && errno != ENOENT) fail(path, "cannot open: " + errno_text(errno), errno);
    return {};
}

std::string digest_of(std::string_view text) {
    return std::to_string(add_to_hash(kEmptyHash, text));
}

void Learner::confined(pid_t /*program*/, const std::string& /*report*/) {
    is_confined_ = true;
    note_surroundings(learned_);
    if (extension_ != nullptr) extension_->begin();
}

void Learner::happens(const std::string& program, Findings findings) {
    learned_.add(findings, program);
    for (const Remark& remark : findings.remarks) {
        remarks_.emplace(remark.kind, remark.subject.empty() ? program : remark.subject);
    }
    if (extension_ != nullptr) extension_->add(std::move(findings), program);
}

void Learner::ended(int status, bool left) {
    status_ = status;
    if (!left || !is_confined_) return;
    print_note("",
               "the program has ended, but what it left running is still observed; to have "
               "the policy written now, send TERM to process " +
                   std::to_string(getpid()));
}

void Learner::say_what_is_missing() const {
    for (const auto& [kind, subject] : remarks_) {
        const std::string what = describe_remark(kind, subject);
        if (kind == RemarkKind::ring) {  // which the observer refuses, so that nothing is hidden
            print_note("", subject +
                               " was refused an io_uring, whose requests could not be seen; "
                               "most programs do without");
        } else if (is_blind_spot(kind)) {
            print_warning("", what + "; what it needs is not in the policy");
        } else {
            print_note("", what);
        }
    }
    // As a server ends.
    const bool is_told_to =
        WIFSIGNALED(status_) && (WTERMSIG(status_) == SIGTERM || WTERMSIG(status_) == SIGINT);
    if (is_told_to) {
        print_note(program_, "it was ended by a signal, and may need more when it goes on");
    } else if (status_ != 0) {
        print_warning(program_, "it failed, and may need more when it succeeds");
    }
}

// A policy that its program can change is no policy at the next start; and JSON is UTF-8.
void Learner::warn_of_paths(const Draft& draft) const {
    constexpr AccessMask kChanges = rights_of(RightKind::write);
    const std::string path = files_.policy.empty() ? "" : without_links(files_.policy);
    for (const auto& [directory, rule] : draft.rules) {
        if (!JsonText::can_hold(directory)) {
            print_warning(directory, kBeyondJson);
        }
    }
    for (const auto& [directory, rule] : draft.rules) {
        const bool is_changeable =
            !path.empty() && (rule.rights & kChanges) != 0 && is_within(path, directory);
        if (!is_changeable) continue;
        print_warning(files_.policy, "this policy lets the program change it (by its rule on " +
                                         directory + "); move it elsewhere before you use it");
        return;
    }
}

// All of what was learned.
bool Learner::write_policy() {
    ThisMachine machine;
    const Draft draft = synthesize(learned_, machine);
    const std::string text = write_draft(draft, learned_, std::min(query_abi(), kNewestAbi));
    bool is_written = true;
    if (files_.policy.empty()) {
        to_output(text);
        is_written = flush_output();
        if (!is_written) print_error("", "cannot write to standard output");
    } else {
        is_written = write_file(files_.policy, text);
        learned_.digest = digest_of(text);
    }
    warn_of_paths(draft);
    for (const std::string& remark : draft.remarks) print_note("", remark);
    return is_written;
}

// Others may learn at the same time, as a server and its client.
bool Learner::finished() {
    if (!is_confined_) return false;  // the launcher has said why
    UniqueFd lock;
    bool is_written = true;
    if (files_.is_merged && !files_.facts.empty()) {
        lock = UniqueFd(open(files_.facts.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
        flock(lock.get(), LOCK_EX);
        try {
            learned_.unite(read_facts(files_.facts));
        } catch (const Diagnostics& errors) {
            print_errors(errors);
            files_.facts.clear();
            is_written = false;
        }
    }
    const bool has_policy = extension_ != nullptr ? extension_->write() : write_policy();
    if (!files_.facts.empty()) {
        is_written = write_file(files_.facts, write_learned(learned_)) && is_written;
    }
    say_what_is_missing();
    return has_policy && is_written;
}

}  // namespace landlock_preload
