// SPDX-License-Identifier: MIT
//
// The library's functions, as a client finds them.
#pragma once

#include <cstdint>

#include "landlock_preload.h"

namespace oracle {

struct Interface {
    decltype(&landlock_preload_get_status) get_status;
    decltype(&landlock_preload_rule_count) rule_count;
    decltype(&landlock_preload_get_rule) get_rule;
    decltype(&landlock_preload_check_path) check_path;
    decltype(&landlock_preload_check_port) check_port;
};

// Throws where the library is not loaded.
const Interface& interface();

// The verdict on all of ACCESS. Throws what check_path returns but 0.
landlock_preload_verdict check_path(const char* path, std::uint64_t access);
landlock_preload_verdict check_port(std::uint32_t port, std::uint64_t access);

}  // namespace oracle
