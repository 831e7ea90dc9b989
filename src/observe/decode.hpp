// SPDX-License-Identifier: MIT
//
// From the registers of a system call to an operation.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "observe/operation.hpp"

namespace landlock_preload {

struct SystemCall {
    int number = 0;
    std::array<std::uint64_t, 6> arguments = {};
};

// The memory of the task that calls.
class Memory {
  public:
    Memory() = default;
    Memory(const Memory&) = delete;
    Memory(Memory&&) = delete;
    Memory& operator=(const Memory&) = delete;
    Memory& operator=(Memory&&) = delete;
    virtual ~Memory() = default;

    // False where it cannot be read; so for a null pointer.
    virtual bool read(std::uint64_t address, void* bytes, std::size_t size) = 0;
    // Up to its NUL.
    virtual bool read_text(std::uint64_t address, std::string& text) = 0;
};

// What is asked for; nothing where the kernel would refuse the pointers. sendmmsg(2) asks for
// several things.
std::vector<Operation> decode(const SystemCall& call, Memory& memory);

// The numbers of this architecture that decode() knows.
const std::vector<int>& decoded_calls();

}  // namespace landlock_preload
