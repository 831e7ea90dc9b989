// SPDX-License-Identifier: MIT
//
// What the kernel shows of a process only to who may trace it (ptrace(2), "access mode checking").
// A confined program may trace none outside of its sandbox, whatever its rules say.
#include "query/tracing.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>

#include "base/path_page.hpp"
#include "base/process_calls.hpp"

namespace landlock_preload {
namespace {

// fs/proc/base.c
constexpr char kPublic[][16] = {
    "attr",     "autogroup", "cgroup",    "cmdline",   "comm",  "coredump_filter", "cpuset",
    "limits",   "net",       "oom_adj",   "oom_score", "sched", "oom_score_adj",   "stat",
    "loginuid", "schedstat", "sessionid", "statm",     "task",  "timens_offsets",  "status"};

std::string_view take_component(std::string_view& path) {
    const std::string_view component = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(component.size() + 1, path.size()));
    return component;
}

bool is_number(std::string_view name) {
    return !name.empty() && name.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_own_number(std::string_view name) {
    int number = 0;
    std::from_chars(name.data(), name.data() + name.size(), number);
    return number == process_id();
}

}  // namespace

bool is_public_of_process(std::string_view name) {
    return std::find(std::begin(kPublic), std::end(kPublic), name) != std::end(kPublic);
}

bool is_of_other_process(int fd) {
    constexpr unsigned long kProcFs = 0x9fa0;
    if (filesystem_of(fd) != kProcFs) return false;
    const PathPage page;
    if (page.text() == nullptr) return true;
    const ssize_t length = read_link(DescriptorLink(fd).path, page.text(), PathPage::kSize);
    if (length <= 0) return true;
    std::string_view rest(page.text(), static_cast<std::size_t>(length));
    std::string_view name;
    while (!rest.empty() && !is_number(name)) name = take_component(rest);
    if (!is_number(name) || is_own_number(name)) return false;
    name = take_component(rest);
    // Of a thread there is the same once more.
    if (name == "task" && is_number(take_component(rest))) name = take_component(rest);
    return !name.empty() && !is_public_of_process(name);
}

}  // namespace landlock_preload
