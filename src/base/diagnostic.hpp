// SPDX-License-Identifier: MIT
//
// What there is to say of a policy or a start, and where it was written. One type is thrown in the
// whole library: Diagnostics, a list of at most kMaxErrors errors, so that the author of a policy
// sees them all at once. The constructor, which ends the process, and the edge of the tool catch
// it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "landlock_preload.h"

namespace landlock_preload {

// Programs read the numbers of the last two, and those of the events.
enum class Severity : std::uint8_t {
    error = 0,
    warning = LANDLOCK_PRELOAD_LEVEL_WARNING,
    note = LANDLOCK_PRELOAD_LEVEL_NOTE,
};

using EventCode = landlock_preload_event_code;

template <typename Text>
struct BasicDiagnostic {
    Severity severity = Severity::error;
    Text location;  // SOURCE, SOURCE:POINTER or SOURCE:LINE:COLUMN; empty: there is none to name
    Text what;      // one clause, no capital, no full stop; a hint after a semicolon
    EventCode event = EventCode{};  // 0 for an error
    int error_number = 0;           // errno, or 0
};

using Diagnostic = BasicDiagnostic<std::string>;

// A diagnostic whose texts lie in memory that outlives it: this one needs none of its own.
using DiagnosticView = BasicDiagnostic<std::string_view>;

struct Diagnostics {
    std::vector<Diagnostic> list;
};

inline constexpr std::size_t kMaxErrors = 20;

[[gnu::cold]] [[noreturn]] void fail(std::string location, std::string what, int error_number = 0);

// The C library's English text for an errno, without its translations, which would read files.
[[gnu::cold]] std::string errno_text(int error_number);

// All of them in one. Smaller where it is called than a sum of strings, each of which is an object
// to destroy.
std::string concat(std::initializer_list<std::string_view> pieces);

// TEXT, cut where it is long: enough to find it, never the whole policy.
[[gnu::cold]] std::string abridge(std::string_view text);

// TEXT, cut likewise, in quotation marks.
[[gnu::cold]] std::string quote(std::string_view text);

// Adds an error to LIST, unless that has kMaxErrors already.
[[gnu::cold]] void collect(std::vector<Diagnostic>& list, std::string location, std::string what,
                           int error_number = 0);

}  // namespace landlock_preload
