// SPDX-License-Identifier: MIT
//
// The environment as an array of strings: finding our variables in it, and taking ourselves out.
//
// getenv() is of no use: in the first slot of program start libc has not set `environ` yet. The
// strings lie in the initial stack block then, and libc, main() and /proc/self/environ all look at
// them there; so what is edited in place is seen by everyone. The array keeps its length, because
// Go's runtime and others walk past its end to the auxiliary vector: a slot that is left over names
// the number of layers again. We leave, since the kernel hands the domain to every child: if the
// variables stayed, each child would load us, add a layer, and die at the 17th.
//
// Sanitizers and psutil read /proc/PID/environ up to the first empty string, and what sets a
// process's title (nginx, sshd, perl, setproctitle) writes over the arguments and the variables as
// far as they join. So no byte may be left between two variables. In the first slot nobody knows
// yet where one lies, and those behind an edited one move down. Later a constructor may have kept
// an address, and zeros before the number of layers fill up. Once main() runs, all have read them.
//
// Strings elsewhere are edited in place as well, since whoever allocated them frees them (perl and
// bash do). Only literals are replaced, which cannot be written to.
#include "preload/environment.hpp"

#include <elf.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <new>
#include <string>
#include <string_view>

#include "base/auxiliary_vector.hpp"
#include "base/diagnostic.hpp"
#include "base/process_calls.hpp"
#include "base/touched.hpp"

namespace landlock_preload {
namespace {

// Variables that are edited, and the loader's, each with its equals sign.
constexpr std::string_view kPolicy = "LANDLOCK_POLICY=";
constexpr std::string_view kLayers = "LANDLOCK_LAYERS=";
constexpr std::string_view kReport = "LANDLOCK_REPORT=";
constexpr std::string_view kPreload = "LD_PRELOAD=";
constexpr std::string_view kLibraryPath = "LD_LIBRARY_PATH=";
constexpr int kManyLayers = 9;  // means nine or more: a single digit fits every slot

// What follows NAME where an entry begins with it, or nullptr.
const char* value_of(const char* entry, std::string_view name) {
    for (const char c : name) {
        if (*entry++ != c) return nullptr;  // most differ in the first character
    }
    return entry;
}

const char* find_once(char** envp, std::string_view name, std::string_view& contradiction) {
    const char* found = nullptr;
    for (char** entry = envp; *entry != nullptr; ++entry) {
        const char* value = value_of(*entry, name);
        if (value == nullptr) continue;
        if (found != nullptr && std::strcmp(found, value) != 0) contradiction = name;
        found = value;
    }
    return found;
}

// Of several, the loader heeds the last.
const char* find_library_path(char** envp) {
    std::string_view contradiction;
    return find_once(envp, kLibraryPath, contradiction);
}

// One of these per number of layers, for slots whose string may not be written to. They must
// outlive us, and hosts may write to them; so they are variables.
LANDLOCK_PRELOAD_TOUCHED constinit std::array<char[kLayers.size() + 2], kManyLayers + 1>
    layer_entries = {};

char* layer_entry(int layers) {
    char* entry = layer_entries.at(static_cast<std::size_t>(layers));
    std::memcpy(entry, kLayers.data(), kLayers.size());
    entry[kLayers.size()] = static_cast<char>('0' + layers);
    return entry;
}

// Whether no byte of a string in the block may be left over.
bool is_fixed(const char* string, const StringBlock& block) {
    return block.is_joined && reinterpret_cast<std::uintptr_t>(string) < block.movable;
}

bool is_literal(const char* string, const StringBlock& block) {
    return !block.contains(string) && write_error(string) != 0;
}

// `environ` may be an array of constants.
void replace(char*& slot, char* entry) {
    if (write_error(&slot) == EFAULT) {
        fail("", "environ is in read-only memory, so LANDLOCK_POLICY cannot be taken out of it");
    }
    slot = entry;
}

void set_layers(char*& slot, int layers, const StringBlock& block) {
    char* const entry = layer_entry(layers);
    if (is_literal(slot, block)) return replace(slot, entry);
    const std::size_t length = std::strlen(slot);
    const bool fixed = is_fixed(slot, block);
    if (length > kLayers.size()) {
        const std::size_t last = fixed ? length - 1 : kLayers.size();
        std::memset(slot, 0, length);
        std::memset(slot + kLayers.size(), '0', last - kLayers.size());
        std::memcpy(slot, kLayers.data(), kLayers.size());
        slot[last] = entry[kLayers.size()];
    } else if (fixed && value_of(slot, kPreload) != nullptr) {
        std::memset(slot + kPreload.size(), ':', length - kPreload.size());
    } else if (block.contains(slot)) {  // no room for the digit
        if (!fixed) std::memset(slot, 0, length);
        slot = entry;
    } else if (value_of(slot, kPreload) != nullptr) {
        slot[kPreload.size()] = '\0';
    }
}

constinit char nothing[] = "LANDLOCK_REPORT=";

// Empty means unset; the name stays, since an entry without one would surprise some programs.
void empty_report(char*& slot, int layers, const StringBlock& block) {
    if (is_literal(slot, block)) {
        replace(slot, nothing);
    } else if (is_fixed(slot, block) && slot[kReport.size()] != '\0') {
        set_layers(slot, layers, block);
    } else {
        std::memset(slot + kReport.size(), 0, std::strlen(slot) - kReport.size());
    }
}

void scrub_preload(char*& slot, const OwnObject& own, int layers, const StringBlock& block,
                   const char* library_path) {
    const char* list = slot + kPreload.size();
    if (!own.is_listed_in(list, library_path)) return;
    if (own.is_alone_in(list, library_path)) return set_layers(slot, layers, block);
    const std::size_t length = std::strlen(slot);
    const char pad = block.contains(slot) && is_fixed(slot, block) ? ':' : '\0';
    if (is_literal(slot, block)) {  // a copy for good, which our own memory is not
        void* copy = map_pages(length + 1);
        if (copy == nullptr) throw std::bad_alloc();
        replace(slot, static_cast<char*>(std::memcpy(copy, slot, length + 1)));
    }
    char* out = own.remove_from(slot + kPreload.size(), library_path);
    std::memset(out, pad, static_cast<std::size_t>(slot + length - out));
}

// Where the loader keeps the address of what it read.
bool is_kept_by_the_loader(const char* entry) {
#ifdef __GLIBC__
    return value_of(entry, "LD_PROFILE") != nullptr ||
           value_of(entry, "LD_ORIGIN_PATH=") != nullptr;
#else
    return value_of(entry, kLibraryPath) != nullptr;
#endif
}

// Moves the strings down over what was cut off between them.
void close_holes(char** envp, const StringBlock& block) {
    if (block.movable >= block.end) return;
    auto* out = reinterpret_cast<char*>(block.movable);  // NOLINT(performance-no-int-to-ptr)
    for (char** slot = envp; *slot != nullptr; ++slot) {
        if (!block.contains(*slot) || is_fixed(*slot, block)) continue;
        const std::size_t size = std::strlen(*slot) + 1;
        if (out != *slot) std::memmove(out, *slot, size);
        *slot = out;
        out += size;
    }
    std::memset(out, 0, block.end - reinterpret_cast<std::uintptr_t>(out));
}

}  // namespace

Requests find_requests(char** envp) {
    Requests requests;
    if (envp == nullptr) return requests;
    const auto find = [&](auto name) { return find_once(envp, name, requests.contradiction); };
    requests.log = find("LANDLOCK_LOG=");
    requests.strict = find("LANDLOCK_STRICT=");
    requests.threads = find("LANDLOCK_THREADS=");
    requests.report = find(kReport);
    if (requests.report != nullptr) {
        requests.form = find("LANDLOCK_REPORT_FORM=");
        requests.label = find("LANDLOCK_LABEL=");
    }
    if (requests.contradiction == kReport) requests.report = nullptr;
    requests.policy = find(kPolicy);
    return requests;
}

const char* find_audit_request(char** envp) {
    std::string_view contradiction;
    const char* found = envp != nullptr ? find_once(envp, "LD_AUDIT=", contradiction) : nullptr;
    return found != nullptr && *found != '\0' ? found : nullptr;
}

int count_layers(char** envp) {
    if (envp == nullptr) return 0;
    int layers = 0;
    for (char** entry = envp; *entry != nullptr; ++entry) {
        const char* value = value_of(*entry, kLayers);
        if (value == nullptr || *value == '\0') continue;
        int number = 0;
        for (; *value >= '0' && *value <= '9'; ++value) {
            number = std::min(number * 10 + (*value - '0'), kManyLayers);
        }
        if (*value == '\0') layers = std::max(layers, number);
    }
    return layers;
}

bool is_preload_request(char** envp, const OwnObject& own) {
    if (envp == nullptr) return false;
    const char* library_path = find_library_path(envp);
    for (char** entry = envp; *entry != nullptr; ++entry) {
        const char* list = value_of(*entry, kPreload);
        if (list != nullptr && own.is_listed_in(list, library_path)) return true;
    }
    return false;
}

StringBlock StringBlock::of_this_process() {
    // Linux puts, from low to high: the 16 random bytes, the arguments, the environment, the file
    // name of the executable (fs/binfmt_elf.c, fs/exec.c). Both ends are in the auxiliary vector.
    return {auxiliary_value(AT_RANDOM), auxiliary_value(AT_EXECFN)};
}

StringBlock StringBlock::of_this_start(char** envp, bool is_first) {
    StringBlock block = of_this_process();
    block.is_joined = true;
    if (!is_first || envp == nullptr || *envp == nullptr) return block;
    const char* next = *envp;
    const char* movable = next;
    for (char** slot = envp; *slot != nullptr; ++slot) {
        if (*slot != next) return block;
        next += std::strlen(next) + 1;
        if (is_kept_by_the_loader(*slot)) movable = next;
    }
    // Under ld.so as a program, AT_EXECFN is an argument.
    block.begin = reinterpret_cast<std::uintptr_t>(*envp);
    block.end = reinterpret_cast<std::uintptr_t>(next);
    block.movable = reinterpret_cast<std::uintptr_t>(movable);
    return block;
}

StringBlock find_string_block(char** envp, bool at_start, bool is_first) {
    return at_start ? StringBlock::of_this_start(envp, is_first) : StringBlock::of_this_process();
}

int scrub_environment(char** envp, const OwnObject& own, const StringBlock& block) {
    const int layers = std::min(count_layers(envp) + 1, kManyLayers);
    const char* library_path = find_library_path(envp);
    for (char** slot = envp; *slot != nullptr; ++slot) {
        if (value_of(*slot, kPolicy) != nullptr || value_of(*slot, kLayers) != nullptr) {
            set_layers(*slot, layers, block);
        } else if (value_of(*slot, kPreload) != nullptr) {
            scrub_preload(*slot, own, layers, block, library_path);
        } else if (value_of(*slot, kReport) != nullptr) {
            empty_report(*slot, layers, block);
        }
    }
    close_holes(envp, block);
    return layers;
}

void erase_requests(char** envp, const StringBlock& block) {
    if (envp == nullptr || write_error(envp) == EFAULT) return;  // of constants of the program's
    char** out = envp;
    char** slot = envp;
    for (; *slot != nullptr; ++slot) {
        const bool is_request =
            value_of(*slot, kPolicy) != nullptr || value_of(*slot, kReport) != nullptr;
        if (!is_request) {
            *out++ = *slot;
        } else if (block.contains(*slot)) {
            std::memset(*slot, 0, std::strlen(*slot));
        }
    }
    char** const end = slot;
    *out = nullptr;
    close_holes(envp, block);
    // Whoever looks for the auxiliary vector behind the end finds pairs to ignore before it. Of an
    // odd number, one slot names the last variable again, or an empty one where none is left.
    char* const last = out != envp ? out[-1] : nothing;
    if ((end - out) % 2 != 0 && (last == nothing ? block.is_joined : block.contains(last))) {
        *out++ = last;
    }
    const bool are_pairs = (end - out) % 2 == 0;
    for (char** word = out; word <= end; ++word) {
        const bool is_type = are_pairs && (word - out) % 2 == 1;
        *word = is_type ? reinterpret_cast<char*>(AT_IGNORE) : nullptr;  // NOLINT(*-int-to-ptr)
    }
}

}  // namespace landlock_preload
