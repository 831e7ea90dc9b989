// SPDX-License-Identifier: MIT
//
// A random tree of files in the working directory, and what happens to it while a confined process
// looks at it. Names tell what a thing is: d directory, f file, h hard link, l symbolic link, p
// FIFO, s socket that somebody listens on, c device; tNa and tNb are twins: two directories of one
// parent that no rule and no change names, so that a file may be renamed from one to the other
// without getting other rights.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "random.hpp"

namespace oracle {

// Whether this process may mount and make devices; then trees have both.
bool is_privileged();

void plant_tree(Random& random);

// Everything below the working directory, through mounts, "." included; absolute, sorted.
std::vector<std::string> list_tree();

// Moves, replaces and deletes things, and mounts some over others.
void disturb_tree(Random& random);

// Binds and new filesystems.
void mount_something(Random& random);

bool is_in_twin(std::string_view path);

// Of a path whose last component is named as above.
char kind_of(std::string_view path);

// Throws where STATUS is negative.
int must(long status, const std::string& what);

}  // namespace oracle
