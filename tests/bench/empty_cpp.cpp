// SPDX-License-Identifier: MIT
//
// The least a C++ preload can be: nothing happens in it, but it could throw, and so carries the
// runtime for that.
#include <cstdlib>
#include <stdexcept>
#include <string>

namespace {

[[gnu::constructor]] void construct(int argc, char** argv, char** /*envp*/) {
    if (argc >= 0) return;
    try {
        throw std::runtime_error(std::string(argv[0]) + " has no arguments");
    } catch (const std::exception& error) {
        std::exit(static_cast<int>(error.what()[0]));
    }
}

}  // namespace
