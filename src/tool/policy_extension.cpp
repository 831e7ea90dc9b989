// SPDX-License-Identifier: MIT
#include "tool/policy_extension.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <utility>

#include "base/diagnostic.hpp"
#include "base/unique_fd.hpp"
#include "observe/denial.hpp"
#include "policy/load.hpp"
#include "tool/additions.hpp"
#include "tool/file_text.hpp"
#include "tool/policy_text.hpp"
#include "tool/terminal.hpp"
#include "tool/this_machine.hpp"

namespace landlock_preload {
namespace {

// Whether it still is a policy: what is appended to a file may be what it includes from another.
bool is_good(const std::string& path, const std::string& text) {
    try {
        load_sources({{SourceKind::file, path, text}});
        return true;
    } catch (const Diagnostics& errors) {
        print_errors(errors);
        return false;
    }
}

std::string with_additions(std::string text, const Additions& additions) {
    text = add_to_array(std::move(text), "preset", additions.preset);
    text = add_to_array(std::move(text), "pathBeneath", additions.path_beneath);
    return add_to_array(std::move(text), "netPort", additions.net_port);
}

void say(const std::string& path, const Additions& additions) {
    for (const auto* items : {&additions.preset, &additions.path_beneath, &additions.net_port}) {
        for (const std::string& item : *items) print_note(path, "added " + item);
    }
    if (additions.scopes != 0) {
        print_warning(path, "the program reached what is outside: leave out of \"scoped\" " +
                                access_names(AccessClass::scope, additions.scopes));
    }
    for (const std::string& remark : additions.remarks) print_note("", remark);
}

}  // namespace

PolicyExtension::PolicyExtension(std::string path, std::string executable)
    : path_(std::move(path)), executable_(std::move(executable)) {
    load();
}

void PolicyExtension::load() {
    Loaded loaded = load_sources({read_path(path_)});
    is_extended_ = loaded.policy.is_extended;
    variables_ = loaded.policy.variable;
    prospect_ = std::make_unique<Prospect>();
    foresee(std::move(loaded), executable_, false, *prospect_);
    judge_.emplace(prospect_->record);
    handled_ = prospect_->plan.handled[AccessClass::fs];
}

std::vector<std::string> PolicyExtension::made() const {
    std::vector<std::string> directories;
    for (const ResolvedPath& each : prospect_->made) directories.push_back(each.path);
    return directories;
}

void PolicyExtension::begin() {
    note_surroundings(missing_);
    try {
        load();
    } catch (const Diagnostics& errors) {
        print_errors(errors);
        prospect_ = nullptr;
    }
}

void PolicyExtension::add(Findings findings, const std::string& program) {
    if (prospect_ == nullptr) return;
    std::vector<Need> missing;
    for (Need& need : findings.needs) {
        need.rights = judge_->judge(need).missing;
        if (need.rights != 0) missing.push_back(std::move(need));
    }
    judge_->forget_after(findings);
    findings.needs = std::move(missing);
    // What would be refused because of rights that are gained is granted where it comes from.
    for (const Move& move : std::exchange(findings.moves, {})) {
        const AccessMask gained = judge_->gained_by(move);
        if (gained != 0) missing_.paths[move.from.path].add({gained, true, {program}});
    }
    missing_.add(findings, program);
}

bool PolicyExtension::write() {
    if (prospect_ == nullptr) return false;
    ThisMachine machine;
    const Additions additions = add_for(
        missing_, machine, {is_extended_, handled_, declared_directories(variables_, missing_)});
    const UniqueFd file(open(path_.c_str(), O_RDWR | O_CLOEXEC));
    flock(file.get(), LOCK_EX);  // others may learn at the same time
    const std::string before = read_whole_file(path_);
    const std::string text = with_additions(before, additions);
    if (text != before) {
        if (!is_good(path_, text)) {
            print_error(path_, "nothing was added to it");
            return false;
        }
        if (ftruncate(file.get(), 0) != 0 || !write_whole(file.get(), text)) {
            print_error(path_, "cannot be written");
            return false;
        }
    }
    say(path_, additions);
    return true;
}

}  // namespace landlock_preload
