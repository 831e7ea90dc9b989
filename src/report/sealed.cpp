// SPDX-License-Identifier: MIT
//
// The record lies in pages of its own, which are mapped read-only once it is complete: neither a
// bug nor an attacker in the program can make it say something else by writing to it. A small
// policy fits into the same pages; a larger one gets a mapping.
//
// To look into /proc/self costs a start as much as ten rules do: the kernel makes what is there,
// and takes it down again at the exit. So the program's name is looked up when it is first asked
// for. It is the same then: the link is the image's that this library is in, and reading it is
// nothing that Landlock denies. Its text may differ, where the file was renamed or removed.
#include "report/sealed.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
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

constinit std::atomic<const char*> late_name = nullptr;

// In a page of its own, which is read-only before anybody sees it; nullptr: not known. Of several
// threads that are first, one is faster.
const char* look_up_name() {
    constexpr std::size_t kSize = 4096;  // no name of the kernel's is longer
    const char* known = late_name.load();
    if (known != nullptr) return known;
    auto* name = static_cast<char*>(map_pages(kSize));
    if (name == nullptr) return nullptr;
    if (read_link("/proc/self/exe", name, kSize - 1) > 0 && make_read_only(name, kSize) &&
        late_name.compare_exchange_strong(known, name)) {
        return name;
    }
    unmap_pages(name, kSize);
    return known;
}

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

Record named_record() {
    Record named = pages.record;
    const bool has_program = named.status.state == LANDLOCK_PRELOAD_STATE_ENFORCED ||
                             named.status.state == LANDLOCK_PRELOAD_STATE_PARTIAL;
    if (has_program && named.status.executable == nullptr) {
        named.status.executable = look_up_name();
    }
    return named;
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
