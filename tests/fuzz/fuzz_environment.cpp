// SPDX-License-Identifier: MIT
//
// Any bytes as a process's environment: found, scrubbed and erased in place, against a second
// opinion on what each entry must come to.
//
// The first byte tells which entries are outside of the kernel's block, as what putenv() put there;
// the entries follow, each up to its NUL.
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "../unit/fake_process.hpp"
#include "preload/environment.hpp"
#include "preload/settings.hpp"
#include "promise.hpp"

using namespace landlock_preload;

namespace {

constexpr const char* kOwnPath = "/nowhere/liblandlock_preload.so";
constexpr std::string_view kOwnName = "liblandlock_preload.so";

bool has_name(std::string_view entry, std::string_view name) {
    return entry.size() > name.size() && entry.starts_with(name) && entry[name.size()] == '=';
}

// The items of an LD_PRELOAD, by colons and blanks.
std::vector<std::string> items_of(std::string_view list) {
    std::vector<std::string> items(1);
    for (const char c : list) {
        if (c != ' ' && c != ':') {
            items.back() += c;
        } else if (!items.back().empty()) {
            items.emplace_back();
        }
    }
    if (items.back().empty()) items.pop_back();
    return items;
}

// No file is at kOwnPath, so names are all that can tell.
bool is_ours(const std::string& item) {
    return item.substr(item.rfind('/') + 1) == kOwnName;
}

// The values of a variable, in their order.
Entries values_of(const Entries& entries, std::string_view name) {
    Entries values;
    for (const std::string& entry : entries) {
        if (has_name(entry, name)) values.push_back(entry.substr(name.size() + 1));
    }
    return values;
}

bool is_contradicting(const Entries& values) {
    return std::adjacent_find(values.begin(), values.end(), std::not_equal_to<>()) != values.end();
}

// Whether a setting has one of the words it may have.
bool is_setting(const Entries& values, const Entries& words) {
    return values.empty() || std::find(words.begin(), words.end(), values.back()) != words.end();
}

void check_requests(char** envp, const Entries& entries) {
    const Requests requests = find_requests(envp);
    bool contradicts = false;
    const auto check = [&](const char* got, std::string_view name) {
        const Entries values = values_of(entries, name);
        const bool differ = is_contradicting(values);
        contradicts |= differ;
        if (differ && name == "LANDLOCK_REPORT") return require(got == nullptr, "no report then");
        require((got != nullptr) == !values.empty(), "what is set is found", name);
        require(values.empty() || differ || values.back() == got, "its value is found", name);
    };
    check(requests.policy, "LANDLOCK_POLICY");
    check(requests.report, "LANDLOCK_REPORT");
    check(requests.strict, "LANDLOCK_STRICT");
    check(requests.log, "LANDLOCK_LOG");
    require(requests.contradiction.empty() != contradicts, "two values are told");
    const bool is_right =
        !contradicts && is_setting(values_of(entries, "LANDLOCK_STRICT"), {"0", "1"}) &&
        is_setting(values_of(entries, "LANDLOCK_LOG"), {"error", "warning", "info"});
    require(errors_of([&] { (void)read_settings(requests); }).empty() == is_right,
            "two values are an error, and so are other words");
}

int layers_of(const Entries& entries) {
    int layers = 0;
    for (const std::string& entry : entries) {
        if (!has_name(entry, "LANDLOCK_LAYERS")) continue;
        const std::string digits = entry.substr(16);
        if (digits.empty() || digits.find_first_not_of("0123456789") != std::string::npos) continue;
        const bool is_many = digits.find_first_not_of('0') + 1 < digits.size() &&
                             digits.find_first_not_of('0') != std::string::npos;
        layers = std::max(layers, is_many ? 9 : digits.back() - '0');
    }
    return std::min(layers + 1, 9);
}

// What is outside of the block stays where it is, and may be too short for the count.
void check_scrubbed(const std::string& before, const std::string& after, int layers, bool outside) {
    const std::string counted = "LANDLOCK_LAYERS=" + std::to_string(layers);
    const bool is_short = outside && before.size() < counted.size();
    if (has_name(before, "LANDLOCK_POLICY") || has_name(before, "LANDLOCK_LAYERS")) {
        return require(after == (is_short ? before : counted), "the policy's slot counts layers",
                       after);
    }
    if (has_name(before, "LANDLOCK_REPORT")) {
        return require(after == "LANDLOCK_REPORT=", "the report is unset", after);
    }
    if (!has_name(before, "LD_PRELOAD")) return require(after == before, "others stay", after);
    std::vector<std::string> expected = items_of(std::string_view(before).substr(11));
    const bool names_us = std::any_of(expected.begin(), expected.end(), is_ours);
    if (!names_us) return require(after == before, "without us a preload stays", after);
    std::erase_if(expected, is_ours);
    if (expected.empty()) {
        return require(after == (is_short ? "LD_PRELOAD=" : counted), "a slot that is left over",
                       after);
    }
    require(has_name(after, "LD_PRELOAD"), "a preload stays one", after);
    require(items_of(std::string_view(after).substr(11)) == expected,
            "other items stay, in their order", after);
}

// The entries of a process, some of them outside of its block.
class Process {
  public:
    Process(const Entries& entries, std::uint8_t outside) : fake(entries), entries_(entries) {
        // For good, as the scrubber may leave a slot pointing to it.
        for (std::size_t i = 0; i < entries_.size(); ++i) {
            if ((outside >> (i % 8) & 1U) != 0) fake.replace(i, entries_[i].data());
        }
    }
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    FakeProcess fake;

  private:
    Entries entries_;
};

void check_scrub(const Entries& entries, std::uint8_t outside) {
    const OwnObject own(kOwnPath);
    Process process(entries, outside);
    FakeProcess& fake = process.fake;
    check_requests(fake.envp(), entries);
    bool asked = false;
    for (const std::string& entry : entries) {
        if (!has_name(entry, "LD_PRELOAD")) continue;
        const std::vector<std::string> items = items_of(std::string_view(entry).substr(11));
        asked |= std::any_of(items.begin(), items.end(), is_ours);
    }
    require(is_preload_request(fake.envp(), own) == asked, "who names us asks for us");
    require(scrub_environment(fake.envp(), own, fake.block()) == layers_of(entries),
            "the layers are counted");
    require(fake.is_sound(), "scrubbing stays within the strings");
    require(!is_preload_request(fake.envp(), own), "nobody names us then");
    const Entries after = fake.entries();
    require(after.size() == entries.size(), "no entry is lost or added");
    for (std::size_t i = 0; i < entries.size(); ++i) {
        check_scrubbed(entries[i], after[i], layers_of(entries), (outside >> (i % 8) & 1U) != 0);
    }
}

void check_erase(const Entries& entries, std::uint8_t outside) {
    Process process(entries, outside);
    erase_requests(process.fake.envp(), process.fake.block());
    require(process.fake.has_sound_guards(), "erasing stays within the block");
    Entries expected;
    bool is_last_outside = false;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (has_name(entries[i], "LANDLOCK_POLICY") || has_name(entries[i], "LANDLOCK_REPORT")) {
            continue;
        }
        expected.push_back(entries[i]);
        is_last_outside = (outside >> (i % 8) & 1U) != 0;
    }
    // Of an odd number of slots that fall free, one names the last variable again, where that is
    // the kernel's.
    if ((entries.size() - expected.size()) % 2 != 0 && !expected.empty() && !is_last_outside) {
        expected.push_back(expected.back());
    }
    require(process.fake.entries() == expected, "requests are taken out, others stay");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    std::string_view rest(reinterpret_cast<const char*>(data + 1), size - 1);
    Entries entries;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('\0'), rest.size());
        entries.emplace_back(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    check_scrub(entries, data[0]);
    check_erase(entries, data[0]);
    return 0;
}
