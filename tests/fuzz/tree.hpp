// SPDX-License-Identifier: MIT
//
// A few files as all that the code under test can see: while a Tree lives, open, opendir, stat and
// glob are answered from a folder of its own, which is "/" and the working directory to them. So no
// input can make a run open a device, hang on a file system, or depend on the machine.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace landlock_preload {

class Tree {
  public:
    // TEXT holds sections. "=== NAME" and a newline begin a file, with all up to the next section;
    // "=== NAME/" is a directory, "=== NAME > TARGET" a symbolic link, "=== NAME |" a FIFO.
    // Everything before the first section is no part of it.
    explicit Tree(std::string_view text);
    ~Tree();
    Tree(const Tree&) = delete;
    Tree& operator=(const Tree&) = delete;

    // Adds a file, replacing what has that name.
    void write(const std::string& name, std::string_view content);

  private:
    void add(std::string_view heading, std::string_view content);
    void make_parents(const std::string& name);
    std::vector<std::string> names_;  // in the order they were made
};

// What comes before the first section, without its newline.
std::string_view before_sections(std::string_view text);

}  // namespace landlock_preload
