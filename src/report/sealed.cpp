// SPDX-License-Identifier: MIT
//
// The record is read-only but while it is filled: neither a bug nor an attacker in the program can
// make it say something else by writing to it. It lies among what the loader relocates and makes
// read-only (RELRO), whose page every start touches anyway, and so costs none, and no mapping. What
// is in there is writable once more, before the program runs. A small policy fits into the same
// page; a larger one gets a mapping.
//
// The linker ends that part where a page of the architecture's smallest size begins. Where kernels
// have larger ones as well, the record has pages of its own.
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

#if defined(__aarch64__) || defined(__powerpc64__) || defined(__loongarch64)
constexpr std::size_t kPage = 65536;  // the largest
#define LANDLOCK_PRELOAD_SEALED alignas(kPage)
constexpr std::size_t kSmall = kPage - 512;
#else
constexpr std::size_t kPage = 4096;
#define LANDLOCK_PRELOAD_SEALED [[gnu::section(".data.rel.ro.record")]]
constexpr std::size_t kSmall = 1536;  // of a dozen rules
#endif

struct Sealed {
    Record record;
    void* mapping;  // or nullptr
    std::size_t mapping_size;

    alignas(16) char inline_memory[kSmall];
};

LANDLOCK_PRELOAD_SEALED constinit Sealed sealed = {};

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

// Of the pages that the record is in.
bool set_access(int access) {
    const auto begin = reinterpret_cast<std::uintptr_t>(&sealed) / kPage * kPage;
    const auto end = reinterpret_cast<std::uintptr_t>(&sealed + 1);
    auto* pages = reinterpret_cast<void*>(begin);  // NOLINT(performance-no-int-to-ptr)
    return protect_pages(pages, (end - begin + kPage - 1) / kPage * kPage, access);
}

void unseal() {
    if (!set_access(PROT_READ | PROT_WRITE)) {
        fail("", "cannot write to the record: " + errno_text(errno), errno);
    }
}

void seal() {
    const bool is_sealed =
        (sealed.mapping == nullptr || make_read_only(sealed.mapping, sealed.mapping_size)) &&
        set_access(PROT_READ);
    if (!is_sealed) fail("", "cannot seal the record: " + errno_text(errno), errno);
}

}  // namespace

const Record& sealed_record() {
    return sealed.record;
}

Record named_record() {
    Record named = sealed.record;
    const bool has_program = named.status.state == LANDLOCK_PRELOAD_STATE_ENFORCED ||
                             named.status.state == LANDLOCK_PRELOAD_STATE_PARTIAL;
    if (has_program && named.status.executable == nullptr) {
        named.status.executable = look_up_name();
    }
    return named;
}

void mark_secure() {
    unseal();
    sealed.record.status.state = LANDLOCK_PRELOAD_STATE_SECURE;
    seal();
}

const Record& seal_record(const RecordInput& input) {
    unseal();
    const std::size_t size = record_size(input);
    void* memory = static_cast<void*>(sealed.inline_memory);
    if (size > sizeof(sealed.inline_memory)) {
        memory = map_pages(size);
        if (memory == nullptr) throw std::bad_alloc();
        sealed.mapping = memory;
        sealed.mapping_size = size;
    }
    fill_record(input, memory, sealed.record);
    seal();
    return sealed.record;
}

}  // namespace landlock_preload
