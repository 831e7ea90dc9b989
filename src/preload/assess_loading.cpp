// SPDX-License-Identifier: MIT
#include "preload/assess_loading.hpp"

#include <string>
#include <utility>

#include "base/escape.hpp"

namespace landlock_preload {
namespace {

void warn_of(const char* other, std::string what, EventCode code, bool strict,
             std::vector<Diagnostic>& warnings) {
    what = quote(other) + what + "; LANDLOCK_STRICT=1 ";
    if (strict) fail("", what + "makes this an error");
    warnings.insert(warnings.begin(),
                    {Severity::warning, "", what + "refuses to start then", code});
}

}  // namespace

// Another library that started first may have opened what the policy denies; under the launcher,
// what its sandbox grants beyond the policy. Another copy of this one finds no policy any more, and
// cannot say what this one did.
void assess_loading(const Loading& loading, bool strict, std::vector<Diagnostic>& warnings) {
    if (loading.twin != nullptr) {
        warn_of(loading.twin,
                " is another copy of this library, which stays inactive and may answer the program "
                "in place of this one; load one of them",
                LANDLOCK_PRELOAD_EVENT_SECOND_COPY, strict, warnings);
    }
    if (loading.rival == nullptr) return;
    const std::string remedy = loading.remedy;
    warn_of(loading.rival, " started before this library, and so outside of its sandbox; " + remedy,
            LANDLOCK_PRELOAD_EVENT_NOT_FIRST, strict, warnings);
}

}  // namespace landlock_preload
