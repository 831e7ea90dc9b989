// SPDX-License-Identifier: MIT
//
// The C interface. Every function reads the sealed record, so all of them may be called from any
// thread, signal handler, constructor or destructor. Structures grow at their end only: a caller's
// `size` says how much of one it knows.
#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <iterator>

#include "landlock/access.hpp"
#include "landlock_preload.h"
#include "query/decision.hpp"
#include "report/report_json.hpp"
#include "report/sealed.hpp"

#define EXPORT [[gnu::visibility("default")]]

namespace landlock_preload {
namespace {

// The sizes of version 0.2, the first; tests/interface/layout.c has where each field lies. Only
// what is appended may change sizeof.
constexpr std::size_t kPointer = sizeof(void*);
constexpr std::uint32_t kStatusSize = 176 + 2 * kPointer;
constexpr std::uint32_t kRuleSize = 64 + 3 * kPointer + 48;
constexpr std::uint32_t kEventSize = 16 + 2 * kPointer;
constexpr std::uint32_t kVerdictSize = 32;

// Of libc, where that makes our system calls.
class KeepErrno {
  public:
    KeepErrno() = default;
    ~KeepErrno() { errno = code_; }
    KeepErrno(const KeepErrno&) = delete;
    KeepErrno& operator=(const KeepErrno&) = delete;
    KeepErrno(KeepErrno&&) = delete;
    KeepErrno& operator=(KeepErrno&&) = delete;

  private:
    int code_ = errno;
};

template <typename Structure>
int check_size(const Structure* structure, std::uint32_t first_size) {
    if (structure == nullptr) return LANDLOCK_PRELOAD_ERROR_ARGUMENT;
    return structure->size < first_size ? LANDLOCK_PRELOAD_ERROR_SIZE : 0;
}

// What both sides know of a structure.
template <typename Structure>
int hand_over(Structure& filled, Structure* caller) {
    filled.size = std::min<std::uint32_t>(caller->size, sizeof(filled));
    std::memcpy(caller, &filled, filled.size);
    return 0;
}

landlock_preload_rule describe(const Record& record, const PathRecord& rule) {
    landlock_preload_rule described = {};
    described.kind = LANDLOCK_PRELOAD_RULE_PATH;
    described.requested = rule.requested;
    described.granted = rule.granted;
    described.dropped_by_type = dropped_by_type(record, rule);
    described.dropped_by_kernel = dropped_by_kernel(record, rule);
    described.device = rule.device;
    described.inode = rule.inode;
    described.error = static_cast<std::uint32_t>(rule.code);
    described.source = rule.source;
    described.path = rule.path;
    described.real_path = rule.real_path;
    write_pointer(rule.location, described.pointer);
    return described;
}

landlock_preload_rule describe(const PortRecord& rule) {
    landlock_preload_rule described = {};
    described.kind = LANDLOCK_PRELOAD_RULE_PORT;
    described.requested = rule.requested;
    described.granted = rule.granted;
    described.dropped_by_kernel = rule.requested & ~rule.granted;
    described.port = rule.port;
    described.source = rule.source;
    write_pointer(rule.location, described.pointer);
    return described;
}

// As much as fits, and the length of all of it.
struct Bounded {
    char* buffer;
    std::size_t size;
    std::size_t length;
};

void put_bounded(void* target, std::string_view piece) {
    auto* text = static_cast<Bounded*>(target);
    if (text->length < text->size) {
        std::memcpy(text->buffer + text->length, piece.data(),
                    std::min(piece.size(), text->size - text->length));
    }
    text->length += piece.size();
}

// What a decision can be asked: 0, or what is wrong.
int check_question(AccessMask access, const landlock_preload_verdict* verdict) {
    const int wrong = check_size(verdict, kVerdictSize);
    if (wrong != 0) return wrong;
    if (access == 0) return LANDLOCK_PRELOAD_ERROR_ARGUMENT;
    const bool decides = sealed_record().status.state == LANDLOCK_PRELOAD_STATE_ENFORCED ||
                         sealed_record().status.state == LANDLOCK_PRELOAD_STATE_PARTIAL;
    return decides ? 0 : LANDLOCK_PRELOAD_ERROR_INACTIVE;
}

}  // namespace
}  // namespace landlock_preload

using namespace landlock_preload;  // NOLINT(google-build-using-namespace): C functions are in none

extern "C" {

EXPORT uint32_t landlock_preload_version(void) {
    return (uint32_t{LANDLOCK_PRELOAD_MAJOR} << 16U) | (uint32_t{LANDLOCK_PRELOAD_MINOR} << 8U) |
           uint32_t{LANDLOCK_PRELOAD_PATCH};
}

EXPORT const char* landlock_preload_version_string(void) {
    return LANDLOCK_PRELOAD_VERSION;
}

EXPORT int landlock_preload_get_status(landlock_preload_status* status) {
    const int wrong = check_size(status, kStatusSize);
    if (wrong != 0) return wrong;
    const KeepErrno keep;
    landlock_preload_status filled = named_record().status;
    filled.abi_newest = kNewestAbi;
    return hand_over(filled, status);
}

EXPORT uint32_t landlock_preload_rule_count(void) {
    return sealed_record().path_count + sealed_record().port_count;
}

EXPORT int landlock_preload_get_rule(uint32_t index, landlock_preload_rule* rule) {
    const int wrong = check_size(rule, kRuleSize);
    if (wrong != 0) return wrong;
    if (index >= landlock_preload_rule_count()) return LANDLOCK_PRELOAD_ERROR_INDEX;
    const Record& record = sealed_record();
    landlock_preload_rule filled = index < record.path_count
                                       ? describe(record, record.paths[index])
                                       : describe(record.ports[index - record.path_count]);
    return hand_over(filled, rule);
}

EXPORT uint32_t landlock_preload_event_count(void) {
    return sealed_record().event_count;
}

EXPORT int landlock_preload_get_event(uint32_t index, landlock_preload_event* event) {
    const int wrong = check_size(event, kEventSize);
    if (wrong != 0) return wrong;
    if (index >= sealed_record().event_count) return LANDLOCK_PRELOAD_ERROR_INDEX;
    const DiagnosticView& kept = sealed_record().events[index];
    landlock_preload_event filled = {};
    filled.level = static_cast<std::uint32_t>(kept.severity);
    filled.code = kept.event;
    filled.error = static_cast<std::uint32_t>(kept.error_number);
    filled.where = kept.location.data();  // each text of a record ends with a NUL
    filled.text = kept.what.data();
    return hand_over(filled, event);
}

EXPORT size_t landlock_preload_report(char* buffer, size_t size) {
    const std::size_t room = buffer != nullptr && size > 0 ? size - 1 : 0;
    Bounded text = {buffer, room, 0};
    const KeepErrno keep;
    write_report(named_record(), nullptr, {put_bounded, &text});
    if (buffer != nullptr && size > 0) buffer[std::min(text.length, room)] = '\0';
    return text.length;
}

EXPORT int landlock_preload_check_path(const char* path, uint64_t access,
                                       landlock_preload_verdict* verdict) {
    const KeepErrno keep;
    if (path == nullptr) return LANDLOCK_PRELOAD_ERROR_ARGUMENT;
    const int wrong = check_question(access, verdict);
    if (wrong != 0) return wrong;
    landlock_preload_verdict filled = {};
    decide_path(sealed_record(), path, access, filled);
    return hand_over(filled, verdict);
}

EXPORT int landlock_preload_check_port(uint32_t port, uint64_t access,
                                       landlock_preload_verdict* verdict) {
    constexpr std::uint32_t kMaxPort = 65535;
    if (port > kMaxPort) return LANDLOCK_PRELOAD_ERROR_ARGUMENT;
    const int wrong = check_question(access, verdict);
    if (wrong != 0) return wrong;
    landlock_preload_verdict filled = {};
    decide_port(sealed_record(), static_cast<std::uint16_t>(port), access, filled);
    return hand_over(filled, verdict);
}

}  // extern "C"
