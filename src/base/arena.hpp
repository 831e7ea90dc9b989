// SPDX-License-Identifier: MIT
//
// The library's own memory. The host's malloc is never asked: it may be one that reads its settings
// when it is first called, which in the first slot of program start is before there is an
// environment; one that another preload provides and that is not ready; and what it learns from our
// requests (as glibc's threshold for mmap) would stay for the life of the process.
#pragma once

#include <cstddef>

namespace landlock_preload {

// Memory for any type, or nullptr where there is none. For the thread that runs the start alone.
void* allocate(std::size_t size) noexcept;
void deallocate(void* memory) noexcept;

// Takes blocks from this memory first, before any is asked of the kernel. It must be there until
// the arena is released, and be aligned for any type.
void lend_to_arena(void* memory, std::size_t size) noexcept;

// Gives all of it back to the kernel. Nothing that was allocated may be in use any more.
void release_arena() noexcept;

}  // namespace landlock_preload
