// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <string_view>

namespace landlock_preload {

// The shared object that this code is in, and which items of LD_PRELOAD mean it.
class OwnObject {
  public:
    // PATH, as the loader knows it, must outlive this object.
    explicit OwnObject(const char* path) : path_(path) {}

    [[nodiscard]] const char* path() const { return path_; }

    // Whether an item of LD_PRELOAD names this object: by a path or link that leads to the same
    // file, or to a file with our SONAME, as a build for another architecture is; where there is
    // no such file, by our own file name or the name it was loaded under. LIBRARY_PATH is the value
    // of LD_LIBRARY_PATH or nullptr; it matters for items without a slash.
    [[nodiscard]] bool is_named_by(std::string_view item, const char* library_path) const;

    // Whether any item of LIST, the value of an LD_PRELOAD, names this object, and whether all do.
    [[nodiscard]] bool is_listed_in(std::string_view list, const char* library_path) const;
    [[nodiscard]] bool is_alone_in(std::string_view list, const char* library_path) const;

    // Moves the items that do not to the front of LIST, each with the separator it had before it,
    // and returns their end.
    char* remove_from(char* list, const char* library_path) const;

  private:
    const char* path_;
};

// Whether a character separates the items of LD_PRELOAD.
bool is_preload_separator(char c);

// Takes the next item off the front of LIST; empty at the end.
std::string_view next_preload_item(std::string_view& list);

}  // namespace landlock_preload
