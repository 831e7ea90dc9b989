// SPDX-License-Identifier: MIT
//
// What `explain` says of a run, or of a log: which rights were denied, what probably came of it,
// and what would grant them.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "observe/denial.hpp"
#include "report/record.hpp"
#include "tool/additions.hpp"

namespace landlock_preload {

struct Explanation {
    const Record* record = nullptr;  // of the sandbox; nullptr: only what was denied is known
    Denials denials;
    std::set<std::pair<RemarkKind, std::string>> remarks;
    int status = 0;                   // of waitpid(2)
    bool has_ended = false;           // the program, so that there is a status
    std::string program;              // as it was started; empty: not known
    std::string policy;               // as it was named
    bool is_launcher_alone = false;   // no library was loaded into the program
    bool is_extended = false;         // so is that policy
    std::vector<Variable> variables;  // that it declares
    Learned missing;                  // what would have to be granted
    std::string log_summary;          // of a log, which has no program that ended
    std::vector<std::string> gaps;    // what a log cannot say
    std::set<std::string> granted;    // what a log has, and the policy grants by now
};

// The rules that grant what is missing.
Additions find_additions(const Explanation& explanation);

// Whether this may be why the program failed: what people start a program for was denied, or it was
// the last thing that it asked for.
bool is_likely_cause(const Explanation& explanation, const Denial& denial);

// "write_file, truncate" on PATH, as a line.
std::string describe_denial(const Denial& denial);

// Whole lines, for people.
std::string explain_to_people(const Explanation& explanation);

// One line of JSON.
std::string explain_as_json(const Explanation& explanation);

// What a remark means for who reads the answer; empty: nothing to say of it.
std::string describe_remark(RemarkKind kind, const std::string& subject);

// Whether something may have been denied and not seen.
bool is_blind_spot(RemarkKind kind);

}  // namespace landlock_preload
