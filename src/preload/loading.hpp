// SPDX-License-Identifier: MIT
#pragma once

namespace landlock_preload {

// How the loader brought this library into the process.
struct Loading {
    const char* own_path = "";    // as the loader knows it
    bool at_start = false;        // with the program; otherwise somebody called dlopen
    bool first = false;           // no constructor but the C library's ran before ours
    const char* rival = nullptr;  // whose did, where the loader could have started us before it
    const char* remedy = "";      // how that can be had
    const char* twin = nullptr;   // another copy of this library
};

// Asks the loader's own list, nothing that a program can change. CALLER is any address in the
// loader, as that which a constructor returns to; ENVP may ask for audit libraries. Allocates
// nothing.
Loading find_loading(const void* caller, char** envp);

// Whether the program or one of its libraries needs this library by name.
bool is_linked_in();

}  // namespace landlock_preload
