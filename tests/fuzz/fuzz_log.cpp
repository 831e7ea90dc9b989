// SPDX-License-Identifier: MIT
//
// Any text as a log of the kernel's audit.
#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "observe/audit_log.hpp"
#include "observe/audit_record.hpp"
#include "promise.hpp"

using namespace landlock_preload;

namespace {

// Whether each record of TEXT says which event it is of.
bool is_numbered(std::string_view text) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size() - 1);
        const std::optional<AuditRecord> record = read_audit_record(text.substr(0, end));
        if (record && record->event.empty()) return false;
        text.remove_prefix(end + 1);
    }
    return true;
}

}  // namespace

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
    // A record that came twice counts once. Without its event's number it may be another.
    if (!text.ends_with('\n') || !is_numbered(text)) return 0;
    const AuditLog twice = read_audit_log(std::string(text) + std::string(text));
    require(twice.denials.size() == log.denials.size(), "the same once more changes nothing");
    return 0;
}
