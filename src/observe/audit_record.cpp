// SPDX-License-Identifier: MIT
//
// The same record is written in three ways:
//
// * type=LANDLOCK_ACCESS msg=audit(1700000000.123:45): domain=... (auditd; an older one
//   UNKNOWN[1423])
// * [  12.345678] audit: type=1423 audit(1700000000.123:45): domain=... (the kernel's log)
// * Nov 28 12:00:00 host audit[812]: AUDIT1423 domain=... (the journal)
//
// The kernel quotes strings, and writes those with a blank, a quotation mark or what is no letter
// of ASCII as digits instead; so no program can write a line that looks like a record into another.
#include "observe/audit_record.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>

namespace landlock_preload {
namespace {

constexpr std::string_view kDigits = "0123456789";
constexpr char kEnriched = '\x1d';  // auditd adds what it makes of the record behind it

struct TypeName {
    std::string_view number;
    std::string_view name;
    RecordType type;
};
constexpr TypeName kTypes[] = {{"1423", "LANDLOCK_ACCESS", RecordType::denial},
                               {"1424", "LANDLOCK_DOMAIN", RecordType::domain},
                               {"1300", "SYSCALL", RecordType::system_call},
                               {"1302", "PATH", RecordType::path},
                               {"1327", "PROCTITLE", RecordType::title}};

// WORD: a name, a number, or a number that somebody had no name for.
RecordType type_of(std::string_view word) {
    for (const std::string_view prefix : {"UNKNOWN[", "AUDIT"}) {
        if (!word.starts_with(prefix)) continue;
        word.remove_prefix(prefix.size());
        if (word.ends_with(']')) word.remove_suffix(1);
        break;
    }
    for (const TypeName& each : kTypes) {
        if (word == each.number || word == each.name) return each.type;
    }
    return RecordType::other;
}

// The strings of records, which are digits where they are not quoted.
bool is_string(std::string_view name) {
    constexpr std::string_view kStrings[] = {"path", "name", "exe", "comm", "ocomm", "proctitle"};
    return std::ranges::find(kStrings, name) != std::end(kStrings);
}

bool is_encoded(std::string_view value) {
    return !value.empty() && value.size() % 2 == 0 &&
           value.find_first_not_of("0123456789ABCDEF") == std::string_view::npos;
}

std::string decoded(std::string_view value) {
    std::string text;
    for (std::size_t i = 0; i + 1 < value.size(); i += 2) {
        unsigned byte = 0;
        std::from_chars(value.data() + i, value.data() + i + 2, byte, 16);
        text += static_cast<char>(byte);
    }
    return text;
}

// The value in front of TEXT, which goes on behind it.
std::string take_value(std::string_view name, std::string_view& text, bool& is_cut) {
    const auto take = [&text](std::size_t length) {
        const std::string_view taken = text.substr(0, length);
        text.remove_prefix(taken.size());
        return taken;
    };
    if (text.starts_with('"') || text.starts_with('\'')) {
        const char quote = take(1).front();
        const std::size_t end = text.find(quote);
        is_cut = is_cut || end == std::string_view::npos;
        std::string value(take(end));
        take(1);
        return value;
    }
    // As `ausearch --interpret` writes it: neither quoted nor encoded.
    const std::size_t device = text.find(" dev=");
    if (name == "path" && text.starts_with('/') && device != std::string_view::npos) {
        return std::string(take(device));
    }
    const std::string_view value = take(text.find(' '));
    if (!is_string(name)) return std::string(value);
    if (value == "(null)") return {};
    return is_encoded(value) ? decoded(value) : std::string(value);
}

// Where a record can begin: not amid what somebody else has written.
bool is_start(std::string_view before) {
    return before.empty() || before.ends_with("audit: ") ||
           (before.starts_with("node=") && before.find(' ') == before.size() - 1);
}

// "type=TYPE msg=audit(EVENT): BODY" and "type=TYPE audit(EVENT): BODY".
std::optional<AuditRecord> read_typed(std::string_view line) {
    constexpr std::string_view kType = "type=";
    const std::size_t start = line.find(kType);
    if (start == std::string_view::npos || !is_start(line.substr(0, start))) return std::nullopt;
    line.remove_prefix(start + kType.size());
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos) return std::nullopt;
    const RecordType type = type_of(line.substr(0, space));
    line.remove_prefix(space + 1);
    constexpr std::string_view kMessage = "msg=";
    if (line.starts_with(kMessage)) line.remove_prefix(kMessage.size());
    constexpr std::string_view kEvent = "audit(";
    if (!line.starts_with(kEvent)) return std::nullopt;
    const std::size_t end = line.find(')');
    AuditRecord record;
    record.type = type;
    record.is_cut = end == std::string_view::npos;
    record.event = line.substr(kEvent.size(), record.is_cut ? end : end - kEvent.size());
    line.remove_prefix(record.is_cut ? line.size() : end + 1);
    record.body = line.substr(std::min(line.find_first_not_of(" :"), line.size()));
    return record;
}

// "... audit[PROCESS]: TYPE BODY": the journal keeps the event elsewhere.
std::optional<AuditRecord> read_of_journal(std::string_view line) {
    constexpr std::string_view kName = " audit";
    const std::size_t start = line.find(kName);
    if (start == std::string_view::npos) return std::nullopt;
    line.remove_prefix(start + kName.size());
    if (line.starts_with('[')) {
        const std::size_t end = line.find_first_not_of(kDigits, 1);
        if (end == std::string_view::npos || line[end] != ']') return std::nullopt;
        line.remove_prefix(end + 1);
    }
    constexpr std::string_view kColon = ": ";
    if (!line.starts_with(kColon)) return std::nullopt;
    line.remove_prefix(kColon.size());
    const std::size_t space = line.find(' ');
    AuditRecord record;
    record.type = type_of(line.substr(0, space));
    if (record.type == RecordType::other || space == std::string_view::npos) return std::nullopt;
    record.body = line.substr(space + 1);
    return record;
}

}  // namespace

void AuditRecord::read_fields() {
    std::string_view text = body;
    while (!text.empty()) {
        const std::size_t start = text.find_first_not_of(" :");
        if (start == std::string_view::npos) return;
        text.remove_prefix(start);
        const std::size_t end = text.find_first_of("= ");
        const std::string name(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end);
        if (!text.starts_with('=')) continue;
        text.remove_prefix(1);
        fields[name] = take_value(name, text, is_cut);
    }
}

std::string AuditRecord::field(std::string_view name) const {
    const auto found = fields.find(name);
    return found == fields.end() ? "" : found->second;
}

std::optional<AuditRecord> read_audit_record(std::string_view line) {
    std::optional<AuditRecord> record = read_typed(line);
    if (!record) record = read_of_journal(line);
    if (!record) return std::nullopt;
    if (record->type == RecordType::other) return record;
    record->body.resize(std::min(record->body.find(kEnriched), record->body.size()));
    while (record->body.ends_with(' ') || record->body.ends_with('\r')) record->body.pop_back();
    return record;
}

}  // namespace landlock_preload
