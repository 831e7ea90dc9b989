// SPDX-License-Identifier: MIT
//
// The record as text, for supervisors and people. The words are those of landlock-preload(7), under
// "THE REPORT"; whoever changes one raises kReportVersion.
#include "report/report_json.hpp"

#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/process_calls.hpp"
#include "landlock/kernel.hpp"
#include "report/timestamp.hpp"
#include "sandbox/gaps.hpp"

namespace landlock_preload {
namespace {

constexpr std::uint64_t kReportVersion = 1;

struct Word {
    char text[20];
};

constexpr Word kStates[] = {{"inactive"}, {"secure"}, {"partial"}, {"enforced"}};
constexpr Word kSupports[] = {
    {"unknown"}, {"available"}, {"notBuilt"}, {"notEnabled"}, {"blocked"}};

struct FlagWord {
    std::uint64_t flag;
    char text[20];
};

constexpr FlagWord kFlags[] = {
    {LANDLOCK_PRELOAD_FLAG_LOG_SAME_EXEC_OFF, "log_same_exec_off"},
    {LANDLOCK_PRELOAD_FLAG_LOG_NEW_EXEC_ON, "log_new_exec_on"},
    {LANDLOCK_PRELOAD_FLAG_LOG_SUBDOMAINS_OFF, "log_subdomains_off"},
    {LANDLOCK_PRELOAD_FLAG_QUIET, "quiet"},
};

void write_access(JsonLine& line, std::string_view name, AccessClass access_class,
                  AccessMask mask) {
    line.key(name);
    line.begin_array();
    for (const AccessRight& right : kAccessRights) {
        if (right.access_class != access_class || (mask & right.mask()) == 0) continue;
        line.text(right.name);
        mask &= ~right.mask();
    }
    for (unsigned bit = 0; mask != 0; ++bit, mask >>= 1U) {  // newer than this library
        if ((mask & 1U) != 0) line.number(bit);
    }
    line.end_array();
}

void write_flags(JsonLine& line, std::string_view name, std::uint64_t flags) {
    line.key(name);
    line.begin_array();
    for (const FlagWord& word : kFlags) {
        if ((flags & word.flag) != 0) line.text(word.text);
    }
    line.end_array();
}

void write_class(JsonLine& line, std::string_view name, AccessClass access_class,
                 const landlock_preload_status& status, bool is_short) {
    const StatusFields fields = status_fields(access_class);
    line.key(name);
    line.begin_object();
    if (!is_short) {
        write_access(line, "requested", access_class, status.*fields.requested);
        write_access(line, "enforced", access_class, status.*fields.enforced);
    }
    write_access(line, "dropped", access_class, status.*fields.dropped);
    line.end_object();
}

void write_head(JsonLine& line, std::string_view state, const ReportOrigin* origin) {
    line.begin_object();
    line.number("reportVersion", kReportVersion);
    line.text("state", state);
    line.text("version", LANDLOCK_PRELOAD_VERSION);
    if (origin == nullptr) return;
    line.text("time", Timestamp(real_nanoseconds()).text());
    utsname system = {};
    if (system_call(SYS_uname, &system) == 0) line.text("host", system.nodename);
    if (!origin->label.empty()) line.text("label", origin->label);
}

void write_walls(JsonLine& line, Walls walls) {
    line.key("walls");
    line.begin_array();
    if ((walls & kLauncherWall) != 0) line.text("launcher");
    if ((walls & kPreloadWall) != 0) line.text("preload");
    line.end_array();
}

void write_process(JsonLine& line, const landlock_preload_status& status, Walls walls) {
    line.number("pid", status.pid);
    if (status.executable != nullptr) line.text("executable", status.executable);
    if (status.source != nullptr) line.text("source", status.source);
    line.flag("early", status.early != 0);
    line.number("threads", status.threads);
    line.flag("wholeProcess", status.whole_process != 0);
    line.flag("noNewPrivs", status.no_new_privs != 0);
    line.number("layersAdded", status.layers_added);
    line.number("layersKnown", status.layers_known);
    write_walls(line, walls);
    line.text("support", kSupports[status.support].text);
    line.number("abi", status.abi);
    line.number("abiUsed", status.abi_used);
    line.number("abiNewest", kNewestAbi);
    line.number("errata", status.errata);
    line.number("nanoseconds", status.nanoseconds);
}

void write_masks(JsonLine& line, const landlock_preload_status& status, bool is_short) {
    for (const AccessClass each : kAccessClasses) {
        write_class(line, words_of(each).report, each, status, is_short);
    }
    line.key("flags");
    line.begin_object();
    if (!is_short) {
        write_flags(line, "requested", status.flags_requested);
        write_flags(line, "enforced", status.flags_enforced);
    }
    write_flags(line, "dropped", status.flags_dropped);
    line.end_object();
    line.key("gaps");
    line.begin_array();
    for (std::size_t bit = 0; bit < kGaps.size(); ++bit) {
        if ((status.gaps & (1U << bit)) != 0) line.text(kGaps[bit].name);
    }
    line.end_array();
}

template <typename Rule>
void write_rule_head(JsonLine& line, const Rule& rule, std::string_view kind) {
    Pointer pointer;
    write_pointer(rule.location, pointer);
    line.begin_object();
    line.text("pointer", pointer);
    line.text("source", rule.source);
    line.text("kind", kind);
}

void write_rule_counts(JsonLine& line, const landlock_preload_status& status) {
    line.number("rulesApplied", status.rules_applied);
    line.number("rulesReduced", status.rules_reduced);
    line.number("rulesSkipped", status.rules_skipped);
}

void write_rules(JsonLine& line, const Record& record) {
    line.key("rules");
    line.begin_array();
    for (std::uint32_t i = 0; i < record.path_count; ++i) {
        const PathRecord& rule = record.paths[i];
        write_rule_head(line, rule, "path");
        line.text("path", rule.path);
        if (rule.real_path != nullptr) line.text("realPath", rule.real_path);
        line.number("device", rule.device);
        line.number("inode", rule.inode);
        write_access(line, "requested", AccessClass::fs, rule.requested);
        write_access(line, "granted", AccessClass::fs, rule.granted);
        write_access(line, "droppedByType", AccessClass::fs, dropped_by_type(record, rule));
        write_access(line, "droppedByKernel", AccessClass::fs, dropped_by_kernel(record, rule));
        line.number("error", static_cast<std::uint64_t>(rule.code));
        line.end_object();
    }
    for (std::uint32_t i = 0; i < record.port_count; ++i) {
        const PortRecord& rule = record.ports[i];
        write_rule_head(line, rule, "port");
        line.number("port", rule.port);
        write_access(line, "requested", AccessClass::net, rule.requested);
        write_access(line, "granted", AccessClass::net, rule.granted);
        write_access(line, "droppedByKernel", AccessClass::net, rule.requested & ~rule.granted);
        line.end_object();
    }
    line.end_array();
}

void write_events(JsonLine& line, const Record& record, bool is_short) {
    line.key("events");
    line.begin_array();
    for (std::uint32_t i = 0; i < record.event_count; ++i) {
        const DiagnosticView& event = record.events[i];
        if (is_short && event.severity != Severity::warning) continue;
        line.begin_object();
        line.text("level", event.severity == Severity::warning ? "warning" : "note");
        line.number("code", event.event);
        line.number("error", static_cast<std::uint64_t>(event.error_number));
        if (!is_short) {
            line.text("where", event.location);
            line.text("text", event.what);
        }
        line.end_object();
    }
    line.end_array();
}

std::size_t support_of(int abi) {
    switch (-abi) {
        case ENOSYS:
            return LANDLOCK_PRELOAD_SUPPORT_NOT_BUILT;
        case EOPNOTSUPP:
            return LANDLOCK_PRELOAD_SUPPORT_NOT_ENABLED;
        case EPERM:
            return LANDLOCK_PRELOAD_SUPPORT_BLOCKED;
        default:
            return abi > 0 ? LANDLOCK_PRELOAD_SUPPORT_AVAILABLE : LANDLOCK_PRELOAD_SUPPORT_UNKNOWN;
    }
}

}  // namespace

void write_report(const Record& record, const ReportOrigin* origin, JsonLine line) {
    const bool is_short = origin != nullptr && origin->is_short;
    write_head(line, kStates[record.status.state].text, origin);
    write_process(line, record.status, record.walls);
    write_masks(line, record.status, is_short);
    write_rule_counts(line, record.status);
    if (!is_short) write_rules(line, record);
    write_events(line, record, is_short);
    line.end_object();
}

void write_failure(std::span<const DiagnosticView> errors, const ReportOrigin& origin,
                   JsonLine line) {
    const int abi = ask_abi();
    write_head(line, "failed", &origin);
    line.number("pid", static_cast<std::uint64_t>(process_id()));
    if (!origin.executable.empty()) line.text("executable", origin.executable);
    if (!origin.source.empty()) line.text("source", origin.source);
    line.text("support", kSupports[support_of(abi)].text);
    line.number("abi", static_cast<std::uint64_t>(std::max(abi, 0)));
    line.key("errors");
    line.begin_array();
    if (origin.is_short && !errors.empty()) errors = errors.first(1);
    for (const DiagnosticView& error : errors) {
        line.begin_object();
        line.text("where", error.location);
        line.text("text", error.what);
        line.number("errno", static_cast<std::uint64_t>(error.error_number));
        line.end_object();
    }
    line.end_array();
    line.end_object();
}

}  // namespace landlock_preload
