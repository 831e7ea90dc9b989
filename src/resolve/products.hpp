// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "resolve/variables.hpp"

namespace landlock_preload {

// Returns what is wrong with a template's pieces, such as a variable that is not declared, or
// nothing; sets VANISHES where a variable has no values.
std::string check_pieces(std::string_view written, const Variables& variables, bool is_glob,
                         bool& vanishes);

// Appends every product of a template's values to each of PRODUCTS. Returns what is wrong, or
// nothing. REFUSES_ROOT: none of them may be "/". The template must have passed check_pieces().
std::string fill_in(std::string_view written, const Variables& variables, bool is_glob,
                    bool refuses_root, std::vector<std::string>& products);

// How much of a product is the value of the variable that its template begins with.
std::uint16_t length_of_first_value(std::string_view written, std::string_view product,
                                    const Variables& variables);

// What is wrong where there are more than kMaxPathsOfTemplate.
std::string too_many_paths();

}  // namespace landlock_preload
