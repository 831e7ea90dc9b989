// SPDX-License-Identifier: MIT
//
// Found by dlsym, as the header recommends; nothing of the library is linked in.
#include "interface.hpp"

#include <dlfcn.h>

#include <stdexcept>
#include <string>

namespace oracle {
namespace {

template <typename Function>
void find(Function& function, const char* name) {
    function = reinterpret_cast<Function>(dlsym(RTLD_DEFAULT, name));
    if (function == nullptr) throw std::runtime_error(std::string(name) + " is not here");
}

Interface find_interface() {
    Interface found = {};
    find(found.get_status, "landlock_preload_get_status");
    find(found.rule_count, "landlock_preload_rule_count");
    find(found.get_rule, "landlock_preload_get_rule");
    find(found.check_path, "landlock_preload_check_path");
    find(found.check_port, "landlock_preload_check_port");
    return found;
}

void expect_success(int status) {
    if (status != 0) throw std::runtime_error("check: " + std::to_string(status));
}

landlock_preload_verdict empty_verdict() {
    landlock_preload_verdict verdict = {};
    verdict.size = sizeof(verdict);
    return verdict;
}

}  // namespace

const Interface& interface() {
    static const Interface found = find_interface();
    return found;
}

landlock_preload_verdict check_path(const char* path, std::uint64_t access) {
    landlock_preload_verdict verdict = empty_verdict();
    expect_success(interface().check_path(path, access, &verdict));
    return verdict;
}

landlock_preload_verdict check_port(std::uint32_t port, std::uint64_t access) {
    landlock_preload_verdict verdict = empty_verdict();
    expect_success(interface().check_port(port, access, &verdict));
    return verdict;
}

}  // namespace oracle
