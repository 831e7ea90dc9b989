// SPDX-License-Identifier: MIT
#include "observe/audit_event.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <iterator>

#include "base/text.hpp"
#include "landlock/access_set.hpp"
#include "observe/engine.hpp"

namespace landlock_preload {
namespace {

constexpr AccessMask kRefer = fs_access("refer");

// "fs.read_file", "ptrace".
void read_blocker(std::string_view name, Blocked& blocked) {
    if (name == "fs.change_topology") return blocked.remarks.push_back(RemarkKind::mount);
    if (name == "ptrace") return blocked.remarks.push_back(RemarkKind::trace);
    const std::size_t dot = name.find('.');
    const AccessRight* right =
        dot == std::string_view::npos ? nullptr : find_access(name.substr(dot + 1));
    if (right == nullptr || name.substr(0, dot) != words_of(right->access_class).report) {
        return blocked.unknown.emplace_back(name), void();
    }
    blocked.access_class = right->access_class;
    blocked.rights |= right->mask();
}

// link and linkat, by architecture.
bool is_link(const AuditRecord* call) {
    constexpr std::string_view kLinks[] = {"c000003e 86",   "c000003e 265",  "c00000b7 37",
                                           "40000003 9",    "40000003 303",  "x86_64 link",
                                           "x86_64 linkat", "aarch64 linkat"};
    if (call == nullptr) return false;
    const std::string name = call->field("arch") + ' ' + call->field("syscall");
    return std::ranges::find(kLinks, name) != std::end(kLinks);
}

// The type of what was moved; 0: not known.
mode_t moved_type(const AuditEvent& event) {
    for (const AuditRecord* path : event.paths) {
        const std::string kind = path->field("nametype");
        if (kind != "DELETE" && kind != "NORMAL") continue;
        const std::string text = path->field("mode");
        mode_t mode = 0;
        std::from_chars(text.data(), text.data() + text.size(), mode, 8);
        return mode & S_IFMT;
    }
    return 0;
}

bool is_replacing(const AuditEvent& event) {
    return std::ranges::count_if(event.paths, [](const AuditRecord* path) {
               return path->field("nametype") == "DELETE";
           }) > 1;
}

// The source is written first. Of one record alone, the directory that it is on is not known.
void narrow(std::vector<Blocked>& all, AccessMask on_source, AccessMask on_goal) {
    for (Blocked& each : all) {
        const bool is_source = &each == &all.front();
        const bool is_alone = all.size() == 1;
        AccessMask kept = is_source ? on_source : on_goal;
        if (is_alone) kept = on_source | on_goal;
        each.rights &= kept;
    }
}

// All that a move needs is granted, but the goal grants more than the source.
void narrow_to_gain(std::vector<Blocked>& all, bool is_directory) {
    Blocked& source = all.front();
    if (all.size() > 1) source.rights &= ~all.back().rights;
    if (!is_directory) source.rights &= kFileAccess;
    source.is_by_move = true;
    all.resize(1);
}

}  // namespace

void AuditEvent::add(const AuditRecord& record) {
    switch (record.type) {
        case RecordType::denial:
            denials.push_back(&record);
            break;
        case RecordType::system_call:
            system_call = &record;
            break;
        case RecordType::path:
            paths.push_back(&record);
            break;
        case RecordType::title:
            title = &record;
            break;
        case RecordType::domain:
        case RecordType::other:
            break;
    }
}

std::vector<Blocked> AuditEvent::blocked() const {
    std::vector<Blocked> all;
    for (const AuditRecord* record : denials) {
        Blocked& blocked = all.emplace_back();
        blocked.record = record;
        const std::string names = record->field("blockers");
        for (std::string_view rest = names; !rest.empty();) {
            const std::size_t comma = std::min(rest.find(','), rest.size());
            read_blocker(rest.substr(0, comma), blocked);
            rest.remove_prefix(std::min(comma + 1, rest.size()));
        }
    }
    return all;
}

std::set<std::string> AuditEvent::names_of(const AuditRecord& record) const {
    std::set<std::string> names;
    for (const AuditRecord* path : paths) {
        const bool is_it = record.has("ino") && path->field("inode") == record.field("ino");
        if (is_it && !path->field("name").empty()) names.insert(path->field("name"));
    }
    return names;
}

std::string AuditEvent::title_word() const {
    if (title == nullptr) return {};
    const std::string line = title->field("proctitle");
    return line.substr(0, std::min(line.find('\0'), line.size()));
}

int AuditEvent::error() const {
    int result = 0;
    if (system_call == nullptr) return result;
    const std::string text = system_call->field("exit");
    std::from_chars(text.data(), text.data() + text.size(), result);
    return -result;
}

bool narrow_moves(const AuditEvent& event, std::vector<Blocked>& all) {
    // No other check asks for both at once; and where it names no more than what is needed, it does
    // not either.
    const auto is_mixed = [](const Blocked& each) {
        return each.access_class == AccessClass::fs && (each.rights & kNameAccess) != 0 &&
               (each.rights & ~kNameAccess) != 0;
    };
    const auto has_refer = [](const Blocked& each) {
        return each.access_class == AccessClass::fs && (each.rights & kRefer) != 0;
    };
    const bool is_referred = std::ranges::any_of(all, has_refer);
    const bool is_gain = event.error() == EXDEV && !is_referred && !all.empty();
    if (!is_gain && std::ranges::none_of(all, is_mixed)) return false;
    const mode_t type = moved_type(event);
    if (is_gain) {
        narrow_to_gain(all, S_ISDIR(type));
        return type == 0;
    }
    if (event.error() == EXDEV) {
        narrow(all, kRefer, kRefer);
        return false;
    }
    const mode_t assumed = type == 0 ? S_IFREG : type;
    const AccessMask removes = right_to_remove(assumed);
    const AccessMask on_source = kRefer | (is_link(event.system_call) ? 0 : removes);
    const AccessMask on_goal =
        kRefer | right_to_make(assumed) | (is_replacing(event) ? removes : 0);
    narrow(all, on_source, on_goal);
    return type == 0;
}

}  // namespace landlock_preload
