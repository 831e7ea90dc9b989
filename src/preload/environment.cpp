// SPDX-License-Identifier: MIT
//
// The environment as an array of strings: finding our variables in it, and taking ourselves out.
//
// getenv() and its kin are of no use: in the first slot of program start libc has not set `environ`
// yet. The strings lie in the initial stack block then, and libc, main() and /proc/self/environ
// all look at them there; so what is edited in place is seen by everyone. The array itself keeps
// its length, because Go's runtime and others walk past its end to the auxiliary vector.
//
// Why we leave: the kernel hands the domain to every child. If the variables stayed, each child
// would load us, add a layer, and die at the 17th.
#include "preload/environment.hpp"

#include <sys/auxv.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <new>
#include <string>
#include <string_view>

#include "error.hpp"
#include "policy/foreign.hpp"
#include "rare_calls.hpp"

namespace landlock_preload {
namespace {

constexpr std::string_view kPolicy = "LANDLOCK_POLICY=";
constexpr std::string_view kLayers = "LANDLOCK_LAYERS=";
constexpr std::string_view kReport = "LANDLOCK_REPORT=";
constexpr std::string_view kStrict = "LANDLOCK_STRICT=";
constexpr std::string_view kLog = "LANDLOCK_LOG=";
constexpr std::string_view kPreload = "LD_PRELOAD=";
constexpr std::string_view kLibraryPath = "LD_LIBRARY_PATH=";
constexpr int kManyLayers = 9;  // means nine or more: a single digit fits every slot
static_assert(kPolicy.size() == kLayers.size());

const char* value_of(const char* entry, std::string_view name) {
    for (const char c : name) {
        if (*entry++ != c) return nullptr;  // most differ in the first character
    }
    return entry;
}

// NAME includes the equals sign.
const char* find_once(char** envp, std::string_view name, const char*& contradiction) {
    const char* found = nullptr;
    for (char** entry = envp; *entry != nullptr; ++entry) {
        const char* value = value_of(*entry, name);
        if (value == nullptr) continue;
        if (found != nullptr && std::strcmp(found, value) != 0) contradiction = name.data();
        found = value;
    }
    return found;
}

const char* find_library_path(char** envp) {
    for (char** entry = envp; *entry != nullptr; ++entry) {
        if (const char* value = value_of(*entry, kLibraryPath)) return value;
    }
    return nullptr;
}

int count_layers(char** envp) {
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

// One of these per number of layers, for slots whose string may not be written to. They must
// outlive us, and hosts may write to them; so they are variables.
constinit std::array<char[kLayers.size() + 2], kManyLayers + 1> layer_entries = {};

char* layer_entry(int layers) {
    char* entry = layer_entries.at(static_cast<std::size_t>(layers));
    std::memcpy(entry, kLayers.data(), kLayers.size());
    entry[kLayers.size()] = static_cast<char>('0' + layers);
    return entry;
}

void set_layers(char*& slot, int layers, StringBlock block) {
    if (!block.contains(slot)) {
        slot = layer_entry(layers);
        return;
    }
    const std::size_t length = std::strlen(slot);
    std::memset(slot, 0, length);
    if (length <= kLayers.size()) return;  // no room for the digit: the slot stays empty
    std::memcpy(slot, kLayers.data(), kLayers.size());
    slot[kLayers.size()] = static_cast<char>('0' + layers);
}

// Empty means unset; the name stays, since an entry without one would surprise some programs.
void empty_report(char*& slot, StringBlock block) {
    static constinit char nothing[] = "LANDLOCK_REPORT=";
    if (block.contains(slot)) {
        std::memset(slot + kReport.size(), 0, std::strlen(slot) - kReport.size());
    } else {
        slot = nothing;
    }
}

bool names_us(std::string_view list, const OwnObject& own, const char* library_path) {
    for (;;) {
        const std::string_view item = next_preload_item(list);
        if (item.empty()) return false;
        if (own.is_named_by(item, library_path)) return true;
    }
}

// Moves the items that stay to the front of VALUE, each with the separator it had before it.
void remove_own_items(char* value, const OwnObject& own, const char* library_path) {
    const std::size_t length = std::strlen(value);
    char* out = value;
    std::string_view rest(value, length);
    for (;;) {
        const std::string_view item = next_preload_item(rest);
        if (item.empty()) break;
        if (own.is_named_by(item, library_path)) continue;
        if (out != value) *out++ = *(item.data() - 1);
        std::memmove(out, item.data(), item.size());
        out += item.size();
    }
    std::memset(out, 0, static_cast<std::size_t>(value + length - out));
}

void scrub_preload(char*& slot, const OwnObject& own, StringBlock block, const char* library_path) {
    if (!names_us(slot + kPreload.size(), own, library_path)) return;
    if (!block.contains(slot)) {
        const std::size_t size = std::strlen(slot) + 1;
        // Kept for good, and so not from the arena, which ends with the start.
        auto* copy = static_cast<char*>(map_pages(size));
        if (copy == nullptr) throw std::bad_alloc();
        slot = static_cast<char*>(std::memcpy(copy, slot, size));
    }
    remove_own_items(slot + kPreload.size(), own, library_path);
}

}  // namespace

StringBlock StringBlock::of_this_process() {
    // Linux puts, from low to high: the 16 random bytes, the arguments, the environment, the file
    // name of the executable (fs/binfmt_elf.c, fs/exec.c). Both ends are in the auxiliary vector.
    return {getauxval(AT_RANDOM), getauxval(AT_EXECFN)};
}

Requests find_requests(char** envp) {
    Requests requests;
    if (envp == nullptr) return requests;
    const auto find = [&](std::string_view name) {
        return find_once(envp, name, requests.contradiction);
    };
    requests.log = find(kLog);
    requests.strict = find(kStrict);
    requests.report = find(kReport);
    if (requests.contradiction == kReport.data()) requests.report = nullptr;
    requests.policy = find(kPolicy);
    return requests;
}

Settings read_settings(const Requests& requests) {
    Settings settings;
    if (requests.contradiction != nullptr) {
        const std::string_view name = requests.contradiction;
        fail(Stage::environment, "",
             std::string(name.substr(0, name.size() - 1)) +
                 " is set twice, to different values; leave one of them");
    }
    if (requests.strict != nullptr) {
        const std::string_view value = requests.strict;
        if (value != "0" && value != "1") {
            fail(Stage::environment, "",
                 "LANDLOCK_STRICT is " + quote(value) + "; set it to 0 or 1" +
                     hint_for_setting("LANDLOCK_STRICT", value));
        }
        settings.strict = value == "1";
    }
    if (requests.log != nullptr) {
        const std::string_view value = requests.log;
        if (value == "error") {
            settings.log = LogLevel::error;
        } else if (value == "info") {
            settings.log = LogLevel::info;
        } else if (value != "warning") {
            fail(Stage::environment, "",
                 "LANDLOCK_LOG is " + quote(value) + "; set it to error, warning or info" +
                     hint_for_setting("LANDLOCK_LOG", value));
        }
    }
    return settings;
}

bool is_preload_request(char** envp, const OwnObject& own) {
    if (envp == nullptr) return false;
    const char* library_path = find_library_path(envp);
    for (char** entry = envp; *entry != nullptr; ++entry) {
        const char* list = value_of(*entry, kPreload);
        if (list != nullptr && names_us(list, own, library_path)) return true;
    }
    return false;
}

int scrub_environment(char** envp, const OwnObject& own, StringBlock block) {
    const int layers = std::min(count_layers(envp) + 1, kManyLayers);
    const char* library_path = find_library_path(envp);
    for (char** slot = envp; *slot != nullptr; ++slot) {
        if (value_of(*slot, kPolicy) != nullptr || value_of(*slot, kLayers) != nullptr) {
            set_layers(*slot, layers, block);
        } else if (value_of(*slot, kPreload) != nullptr) {
            scrub_preload(*slot, own, block, library_path);
        } else if (value_of(*slot, kReport) != nullptr) {
            empty_report(*slot, block);
        }
    }
    return layers;
}

void erase_requests(char** envp, StringBlock block) {
    if (envp == nullptr) return;
    static constinit char nothing[1] = "";
    for (char** slot = envp; *slot != nullptr; ++slot) {
        if (value_of(*slot, kPolicy) == nullptr && value_of(*slot, kReport) == nullptr) continue;
        if (block.contains(*slot)) {
            std::memset(*slot, 0, std::strlen(*slot));
        } else {
            *slot = nothing;
        }
    }
}

}  // namespace landlock_preload
