// SPDX-License-Identifier: MIT
//
// Any text as a log of the kernel's audit.
#include <cstdint>
#include <string_view>

#include "observe/audit_log.hpp"
#include "promise.hpp"

using namespace landlock_preload;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const AuditLog log = read_audit_log(text);
    require(log.records <= log.lines, "a line is one record");
    require(log.of_landlock <= log.records, "of which some are Landlock's");
    require(log.denials.size() <= log.of_landlock, "and some of these say what was denied");
    for (const LoggedDenial& denial : log.denials) {
        const Denial& what = denial.what;
        require(what.missing != 0, "something was denied");
        require(!access_names(what.access_class, what.missing).empty(), "which has a name");
        require(!what.programs.begin()->empty(), "to a program that has one");
        const bool is_placed = what.access_class != AccessClass::fs || denial.object[0] == '/';
        require(is_placed, "on what a rule can be on", denial.object);
    }
    // Whatever came twice is the same log.
    if (!text.ends_with('\n')) return 0;
    const AuditLog twice = read_audit_log(std::string(text) + std::string(text));
    require(twice.denials.size() >= log.denials.size(), "more lines take nothing away");
    return 0;
}
