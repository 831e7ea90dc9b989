// SPDX-License-Identifier: MIT
//
// Interpreters that the kernel runs instead of a file because somebody registered them with
// binfmt_misc: for another processor, or for what is no ELF program at all.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace landlock_preload {

struct BinfmtHandler {
    std::string name;
    std::string interpreter;
    bool holds_interpreter_open = false;  // F: by the file, whatever its path leads to now
    bool takes_credentials = false;       // C: set-id bits and capabilities of the file it is given
};

// What the kernel calls a registration, by the text of its file below /proc/sys/fs/binfmt_misc.
// Whether an enabled one takes PATH, whose first bytes are BYTES. If so, HANDLER gets all but its
// name.
bool is_taken_by_handler(std::string_view text, std::string_view path, std::string_view bytes,
                         BinfmtHandler& handler);

// The handlers that take it, of those that can be seen: of several, the kernel asks the one that
// was registered last, which cannot be known from outside. None where binfmt_misc is not mounted.
std::vector<BinfmtHandler> find_handlers(const std::string& path, std::string_view bytes);

}  // namespace landlock_preload
