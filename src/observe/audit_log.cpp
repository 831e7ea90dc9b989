// SPDX-License-Identifier: MIT
//
// The records of an event, one system call, belong together: what was denied, who asked for it, by
// which names. The same record may have come by several ways; it counts once.
#include "observe/audit_log.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include "base/text.hpp"
#include "observe/audit_event.hpp"

namespace landlock_preload {
namespace {

std::uint64_t number_in(std::string_view text) {
    std::uint64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

// "/usr/bin/cat[812]", and in brackets what it calls itself, if that is another name.
std::string describe_program(const AuditRecord& record) {
    const std::string path = record.field("exe");
    const std::string name = record.field("comm");
    std::string text = path.empty() ? name : path;
    if (text.empty()) return {};
    if (record.has("pid")) text += '[' + record.field("pid") + ']';
    // The kernel keeps 15 bytes of a name.
    const bool is_same = path.empty() || name.empty() || base_name(path).starts_with(name);
    return is_same ? text : text + " (" + name + ')';
}

// A domain is a sandbox, and named after the program that made it.
struct Domain {
    std::string program;
    std::string name;
    std::uint64_t seen = 0;    // denials
    std::uint64_t denied = 0;  // by the kernel's count, at its end
};

class LogReader {
  public:
    AuditLog read(std::string_view text);

  private:
    void read_line(std::string_view line, bool has_end);
    void note_loss(std::string_view line);
    void drop_others();
    void drop_copies();
    void group();
    void split_loose();
    void read_domain(const AuditRecord& record);
    void read_event(const AuditEvent& event);
    void read_denial(const AuditEvent& event, const Blocked& blocked);
    static void read_object(LoggedDenial& denial, const AuditEvent& event,
                            const AuditRecord& record);

    AuditLog log_;
    std::vector<AuditRecord> records_;
    std::map<std::string, Domain> domains_;
    std::vector<AuditEvent> events_;  // in the order of the log
};

// What the kernel, auditd and journald say where they leave something out.
void LogReader::note_loss(std::string_view line) {
    constexpr std::string_view kPrinter = "kauditd_printk_skb: ";
    constexpr std::string_view kLost[] = {"audit: rate limit exceeded",
                                          "audit: backlog limit exceeded", "audit: out of memory",
                                          "kmsg buffer overrun"};
    const std::size_t printer = line.find(kPrinter);
    if (printer != std::string_view::npos &&
        line.find("callbacks suppressed") != std::string_view::npos) {
        log_.suppressed += number_in(line.substr(printer + kPrinter.size()));
    }
    const bool is_of_journal = line.find("journald") != std::string_view::npos &&
                               (line.find("Missed ") != std::string_view::npos ||
                                line.find("Suppressed ") != std::string_view::npos);
    log_.has_lost =
        log_.has_lost || is_of_journal || std::ranges::any_of(kLost, [&](std::string_view each) {
            return line.find(each) != std::string_view::npos;
        });
}

void LogReader::read_line(std::string_view line, bool has_end) {
    ++log_.lines;
    std::optional<AuditRecord> record = read_audit_record(line);
    if (!record) return note_loss(line);
    ++log_.records;
    if (record->type == RecordType::other) return;
    const bool is_denial = record->type == RecordType::denial;
    if (is_denial || record->type == RecordType::domain) {
        ++log_.of_landlock;
        record->read_fields();
    }
    // The last field of a file is its number; of a port there may be digits missing.
    record->is_cut = record->is_cut || (!has_end && !record->has("ino"));
    if (is_denial && (record->is_cut || !record->has("blockers"))) log_.cut.push_back(log_.lines);
    records_.push_back(std::move(*record));
}

// Of other system calls, whatever else is audited on this machine.
void LogReader::drop_others() {
    std::set<std::string> events;
    for (const AuditRecord& record : records_) {
        if (record.type == RecordType::denial) events.insert(record.event);
    }
    std::erase_if(records_, [&](const AuditRecord& record) {
        return record.type != RecordType::domain && !events.contains(record.event);
    });
    for (AuditRecord& record : records_) {
        if (record.fields.empty()) record.read_fields();
    }
}

// A record without its event is one that has it, too, where both were printed.
void LogReader::drop_copies() {
    std::set<std::pair<std::string, std::string>> known;
    std::multiset<std::string> with_event;
    std::erase_if(records_, [&](const AuditRecord& record) {
        if (record.event.empty()) return false;
        const bool is_new = known.emplace(record.event, record.body).second;
        if (is_new) with_event.insert(record.body);
        return !is_new;
    });
    std::erase_if(records_, [&](const AuditRecord& record) {
        const auto same = with_event.find(record.body);
        if (!record.event.empty() || same == with_event.end()) return false;
        with_event.erase(same);
        return true;
    });
}

// Without numbers, a system call ends its event: its record is written after the denials.
void LogReader::group() {
    std::map<std::string, std::size_t> places;
    bool is_open = false;
    for (const AuditRecord& record : records_) {
        if (record.type == RecordType::domain) read_domain(record);
        std::size_t place = events_.size();
        if (!record.event.empty()) {
            place = places.try_emplace(record.event, place).first->second;
        } else {
            const bool is_next = record.type == RecordType::denial && !events_.empty() &&
                                 events_.back().system_call != nullptr;
            if (is_open && !is_next) --place;
            is_open = true;
        }
        if (place == events_.size()) events_.emplace_back();
        events_[place].add(record);
    }
}

// With neither numbers nor a system call, denials may be of one event or of several, and the place
// of one among others says nothing.
void LogReader::split_loose() {
    std::vector<AuditEvent> all;
    for (AuditEvent& event : events_) {
        const bool is_loose = event.system_call == nullptr && event.denials.size() > 1 &&
                              event.denials.front()->event.empty();
        if (!is_loose) {
            all.push_back(std::move(event));
            continue;
        }
        for (const AuditRecord* denial : event.denials) {
            all.push_back(event);
            all.back().denials = {denial};
        }
    }
    events_ = std::move(all);
}

void LogReader::read_domain(const AuditRecord& record) {
    Domain& domain = domains_[record.field("domain")];
    if (record.field("status") == "allocated") {
        domain.program = describe_program(record);
        domain.name = base_name(record.field("exe"));
    }
    if (record.has("denials")) domain.denied = number_in(record.field("denials"));
}

void LogReader::read_object(LoggedDenial& denial, const AuditEvent& event,
                            const AuditRecord& record) {
    Denial& what = denial.what;
    switch (what.access_class) {
        case AccessClass::fs:
            denial.object = record.field("path");
            denial.is_directory =
                (what.missing & (kNameAccess | fs_access("read_dir"))) != 0 && !what.is_by_move;
            what.path = common_path(denial.object);
            what.written = event.names_of(record);
            return;
        case AccessClass::net:
            // A port of 0 is not written.
            what.port = static_cast<std::uint16_t>(
                number_in(record.field((what.missing & kBinds) != 0 ? "src" : "dest")));
            return;
        case AccessClass::scope:
            what.other = record.has("opid")
                             ? record.field("ocomm") + '[' + record.field("opid") + ']'
                             : '@' + record.field("path").erase(0, 1);
            return;
    }
}

void LogReader::read_denial(const AuditEvent& event, const Blocked& blocked) {
    const AuditRecord& record = *blocked.record;
    const Domain& domain = domains_[record.field("domain")];
    LoggedDenial denial;
    std::string program = domain.program;
    denial.program = domain.name;
    if (event.system_call != nullptr) {
        program = describe_program(*event.system_call);
        const std::string path = event.system_call->field("exe");
        denial.program = path.empty() ? event.system_call->field("comm") : base_name(path);
    }
    if (program.empty()) program = denial.program = event.title_word();
    if (program.empty()) program = denial.program = "a program that the log does not name";
    for (const RemarkKind kind : blocked.remarks) log_.remarks.emplace(kind, program);
    log_.unknown.insert(blocked.unknown.begin(), blocked.unknown.end());
    if (blocked.rights == 0) return;
    denial.what.access_class = blocked.access_class;
    denial.what.missing = blocked.rights;
    denial.what.is_by_move = blocked.is_by_move;
    denial.what.programs.insert(program);
    read_object(denial, event, record);
    const bool is_placed =
        blocked.access_class != AccessClass::fs || denial.object.starts_with('/');
    if (is_placed) log_.denials.push_back(std::move(denial));
}

void LogReader::read_event(const AuditEvent& event) {
    std::vector<Blocked> all = event.blocked();
    log_.is_type_assumed = narrow_moves(event, all) || log_.is_type_assumed;
    for (const Blocked& blocked : all) {
        ++domains_[blocked.record->field("domain")].seen;
        if (!blocked.record->is_cut) read_denial(event, blocked);
    }
}

AuditLog LogReader::read(std::string_view text) {
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const bool has_end = end != std::string_view::npos;
        read_line(text.substr(0, end), has_end);
        text.remove_prefix(has_end ? end + 1 : text.size());
    }
    drop_others();
    drop_copies();
    group();
    split_loose();
    for (const AuditEvent& event : events_) read_event(event);
    for (const auto& [id, domain] : domains_) {
        if (domain.denied > domain.seen) log_.unlogged += domain.denied - domain.seen;
    }
    return std::move(log_);
}

}  // namespace

AuditLog read_audit_log(std::string_view text) {
    return LogReader().read(text);
}

}  // namespace landlock_preload
