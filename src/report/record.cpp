// SPDX-License-Identifier: MIT
//
// From the vectors and strings of enforcement to one block of plain memory, which can be sealed and
// then read from anywhere, a signal handler included. Texts are copied, each name of a source once.
#include "report/record.hpp"

#include <sys/stat.h>

#include <cstring>

#include "base/process_calls.hpp"

namespace landlock_preload {
namespace {

constexpr AccessMask kLogSameExecOff = LANDLOCK_PRELOAD_FLAG_LOG_SAME_EXEC_OFF;
constexpr AccessMask kLogNewExecOn = LANDLOCK_PRELOAD_FLAG_LOG_NEW_EXEC_ON;
constexpr AccessMask kLogSubdomainsOff = LANDLOCK_PRELOAD_FLAG_LOG_SUBDOMAINS_OFF;
constexpr AccessMask kLogFlags = kLogSameExecOff | kLogNewExecOn | kLogSubdomainsOff;

std::size_t text_size(const std::string& text) {
    return text.size() + 1;
}

std::size_t source_count(const ResolvedPolicy& policy) {
    return 1 + policy.included.size();
}

// Lays things into a block one after the other; the largest alignment comes first.
class Block {
  public:
    explicit Block(void* memory) : next_(static_cast<char*>(memory)) {}

    template <typename Item>
    Item* take(std::size_t count) {
        auto* items = reinterpret_cast<Item*>(next_);
        next_ += count * sizeof(Item);
        return items;
    }
    const char* copy(const std::string& text) {
        char* at = next_;
        std::memcpy(at, text.c_str(), text.size() + 1);
        next_ += text.size() + 1;
        return at;
    }

  private:
    char* next_;
};

AccessMask requested_flags(const ResolvedPolicy& policy) {
    AccessMask flags = 0;
    if (!policy.log.same_exec) flags |= kLogSameExecOff;
    if (policy.log.new_exec) flags |= kLogNewExecOn;
    if (!policy.log.subdomains) flags |= kLogSubdomainsOff;
    if (!policy.quiet.empty()) flags |= LANDLOCK_PRELOAD_FLAG_QUIET;
    return flags;
}

class Filler {
  public:
    Filler(const RecordInput& input, void* memory, Record& record)
        : input_(input), block_(memory), record_(record) {}

    void fill();

  private:
    void fill_masks();
    void fill_process();
    void fill_path(PathRecord& record, const ResolvedPath& path, std::size_t planned);
    void fill_paths(PathRecord* records);
    void fill_ports(PortRecord* records);
    void fill_events(DiagnosticView* records);
    void count_rule(AccessMask requested, AccessMask granted);

    const RecordInput& input_;
    Block block_;
    Record& record_;
    const char** sources_ = nullptr;
};

void Filler::fill_masks() {
    const ResolvedPolicy& policy = input_.policy;
    const Plan& plan = input_.plan;
    landlock_preload_status& status = record_.status;
    status.abi = static_cast<std::uint32_t>(plan.abi);
    status.abi_used = static_cast<std::uint32_t>(plan.abi < kNewestAbi ? plan.abi : kNewestAbi);
    // What ABI 1 denies everywhere (refer) is in force without being handled.
    const AccessSet enforced = policy.handled - plan.dropped;
    for (const AccessClass each : kAccessClasses) {
        const StatusFields fields = status_fields(each);
        status.*fields.requested = policy.handled[each];
        status.*fields.enforced = enforced[each];
        status.*fields.dropped = plan.dropped[each];
    }
    status.flags_requested = requested_flags(policy);
    if (plan.dropped_log) status.flags_dropped |= status.flags_requested & kLogFlags;
    if (plan.dropped_quiet) status.flags_dropped |= LANDLOCK_PRELOAD_FLAG_QUIET;
    status.flags_enforced = status.flags_requested & ~status.flags_dropped;
    const bool is_partial = plan.is_partial() || !input_.ruleset.unusable.empty();
    status.state = is_partial ? LANDLOCK_PRELOAD_STATE_PARTIAL : LANDLOCK_PRELOAD_STATE_ENFORCED;
}

void Filler::fill_process() {
    const ProcessFacts& process = input_.process;
    landlock_preload_status& status = record_.status;
    status.support = LANDLOCK_PRELOAD_SUPPORT_AVAILABLE;
    status.errata = process.errata;
    status.gaps = process.gaps;
    status.early = process.is_first ? 1 : 0;
    status.pid = process.pid;
    status.threads = process.threads;
    status.no_new_privs = 1;
    status.whole_process = 1;
    status.layers_added = 1;
    status.layers_known = process.layers;
    status.nanoseconds = process.nanoseconds;
    record_.walls = process.walls;
    record_.root_device = process.root.device;
    record_.root_inode = process.root.inode;
}

void Filler::count_rule(AccessMask requested, AccessMask granted) {
    if (granted == 0) {
        ++record_.status.rules_skipped;
        return;
    }
    ++record_.status.rules_applied;
    if (granted != requested) ++record_.status.rules_reduced;
}

void Filler::fill_path(PathRecord& record, const ResolvedPath& path, std::size_t planned) {
    record = {};
    record.requested = path.allowed_access;
    record.source = sources_[path.location.file];
    record.path = block_.copy(path.path);
    record.location = path.location;
    if (planned == input_.plan.paths.size()) return;  // nothing that this kernel knows
    static_cast<GrantOutcome&>(record) = input_.ruleset.outcomes[planned];
    if (input_.ruleset.real_paths.empty() || input_.ruleset.real_paths[planned].empty()) return;
    record.real_path = block_.copy(input_.ruleset.real_paths[planned]);
}

void Filler::fill_paths(PathRecord* records) {
    const std::vector<PlannedPath>& planned = input_.plan.paths;
    std::size_t next = 0;  // both are in the policy's order
    for (std::uint32_t i = 0; i < record_.path_count; ++i) {
        const bool is_planned = next < planned.size() && planned[next].index == i;
        fill_path(records[i], input_.policy.paths[i], is_planned ? next : planned.size());
        if (is_planned) ++next;
        count_rule(records[i].requested, records[i].granted);
    }
}

void Filler::fill_ports(PortRecord* records) {
    const std::vector<PlannedPort>& planned = input_.plan.ports;
    std::size_t next = 0;
    for (std::uint32_t i = 0; i < record_.port_count; ++i) {
        const ResolvedPort& port = input_.policy.ports[i];
        const bool is_planned = next < planned.size() && planned[next].index == i;
        records[i] = {port.allowed_access, is_planned ? planned[next].allowed : 0,
                      sources_[port.location.file], port.location, port.port};
        if (is_planned) ++next;
        count_rule(records[i].requested, records[i].granted);
    }
}

void Filler::fill_events(DiagnosticView* records) {
    for (const Severity severity : {Severity::warning, Severity::note}) {
        for (const Diagnostic& event : input_.events) {
            if (event.severity != severity) continue;
            *records++ = {severity, block_.copy(event.location), block_.copy(event.what),
                          event.event, event.error_number};
        }
    }
}

void Filler::fill() {
    record_ = {};
    record_.path_count = static_cast<std::uint32_t>(input_.policy.paths.size());
    record_.port_count = static_cast<std::uint32_t>(input_.policy.ports.size());
    record_.event_count = static_cast<std::uint32_t>(input_.events.size());
    auto* paths = block_.take<PathRecord>(record_.path_count);
    auto* ports = block_.take<PortRecord>(record_.port_count);
    auto* events = block_.take<DiagnosticView>(record_.event_count);
    sources_ = block_.take<const char*>(source_count(input_.policy));
    for (std::uint32_t i = 0; i < source_count(input_.policy); ++i) {
        sources_[i] = block_.copy(input_.policy.file_name(i));
    }
    record_.status.source = sources_[0];
    const std::string& executable = input_.process.executable;
    if (!executable.empty()) record_.status.executable = block_.copy(executable);
    fill_masks();
    fill_process();
    fill_paths(paths);
    fill_ports(ports);
    fill_events(events);
    record_.paths = paths;
    record_.ports = ports;
    record_.events = events;
}

}  // namespace

StatusFields status_fields(AccessClass access_class) {
    using Status = landlock_preload_status;
    switch (access_class) {
        case AccessClass::fs:
            return {&Status::fs_requested, &Status::fs_enforced, &Status::fs_dropped};
        case AccessClass::net:
            return {&Status::net_requested, &Status::net_enforced, &Status::net_dropped};
        case AccessClass::scope:
            return {&Status::scope_requested, &Status::scope_enforced, &Status::scope_dropped};
    }
    return {};
}

AccessMask dropped_by_kernel(const Record& record, const PathRecord& rule) {
    AccessMask dropped = rule.requested & ~record.status.fs_enforced;
    if (record.status.abi < std::uint32_t{kAbiWithRefer})
        dropped |= rule.requested & fs_access("refer");
    return dropped;
}

AccessMask dropped_by_type(const Record& record, const PathRecord& rule) {
    if (rule.inode == 0 || rule.is_directory) return 0;
    return rule.requested & ~rule.granted & ~dropped_by_kernel(record, rule);
}

RootDirectory find_root_directory() {
    struct stat root = {};
    if (stat_path("/", root) != 0) return {};
    return {root.st_dev, root.st_ino};
}

std::size_t record_size(const RecordInput& input) {
    std::size_t size = input.policy.paths.size() * sizeof(PathRecord) +
                       input.policy.ports.size() * sizeof(PortRecord) +
                       input.events.size() * sizeof(DiagnosticView) +
                       source_count(input.policy) * sizeof(const char*);
    for (std::uint32_t i = 0; i < source_count(input.policy); ++i) {
        size += text_size(input.policy.file_name(i));
    }
    size += text_size(input.process.executable);
    for (const ResolvedPath& path : input.policy.paths) size += text_size(path.path);
    for (const std::string& path : input.ruleset.real_paths) size += text_size(path);
    for (const Diagnostic& event : input.events) {
        size += text_size(event.location) + text_size(event.what);
    }
    return size;
}

void fill_record(const RecordInput& input, void* memory, Record& record) {
    Filler(input, memory, record).fill();
}

}  // namespace landlock_preload
