// SPDX-License-Identifier: MIT
//
// The record lies in pages of its own, which are mapped read-only once it is complete: neither a
// bug nor an attacker in the program can make it say something else by writing to it. A small
// policy fits into the same pages; a larger one gets a mapping.
#include "report/sealed.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <new>

#include "base/diagnostic.hpp"
#include "base/process_calls.hpp"

namespace landlock_preload {
namespace {

// The largest page that kernels of an architecture are built with.
#if defined(__aarch64__) || defined(__powerpc64__) || defined(__loongarch64)
constexpr std::size_t kPage = 65536;
#else
constexpr std::size_t kPage = 4096;
#endif
constexpr std::size_t kPages = kPage < 8192 ? 2 * kPage : kPage;

struct alignas(kPage) Pages {
    Record record;
    void* mapping;  // or nullptr; in front, so that a small record touches one page
    std::size_t mapping_size;

    alignas(16) char inline_memory[kPages - 512];
};
static_assert(sizeof(Pages) == kPages);

constinit Pages pages = {};

void make_pages_read_only() {
    const bool sealed =
        (pages.mapping == nullptr || make_read_only(pages.mapping, pages.mapping_size)) &&
        make_read_only(&pages, sizeof(pages));
    if (!sealed) fail("", "cannot seal the record: " + errno_text(errno), errno);
}

}  // namespace

const Record& sealed_record() {
    return pages.record;
}

void mark_secure() {
    pages.record.status.state = LANDLOCK_PRELOAD_STATE_SECURE;
    make_pages_read_only();
}

const Record& seal_record(const RecordInput& input) {
    const std::size_t size = record_size(input);
    void* memory = static_cast<void*>(pages.inline_memory);
    if (size > sizeof(pages.inline_memory)) {
        memory = map_pages(size);
        if (memory == nullptr) throw std::bad_alloc();
        pages.mapping = memory;
        pages.mapping_size = size;
    }
    fill_record(input, memory, pages.record);
    make_pages_read_only();
    return pages.record;
}

}  // namespace landlock_preload
