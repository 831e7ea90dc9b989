// SPDX-License-Identifier: MIT
//
// What went wrong, and where. One type is thrown in the whole library: Errors, a list of at most
// kMaxErrors findings, so that the author of a policy sees them all at once. It is caught in the
// constructor (which ends the process) and nowhere else in the library.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace landlock_preload {

enum class Stage : unsigned char { environment, load, syntax, validate, resolve, kernel };

struct Error {
    Stage stage;
    int code;           // errno, or 0
    std::string where;  // SOURCE, SOURCE:POINTER or SOURCE:LINE:COLUMN; empty: no place to name
    std::string what;   // one clause, no capital, no full stop; a hint after a semicolon
};

struct Errors {
    std::vector<Error> list;
};

// What a message is about. Programs read these numbers (landlock_preload.h), so they stay.
enum class EventCode : unsigned char {
    none = 0,
    rights_dropped = 1,
    paths_unusable = 2,
    tampering = 3,
    io_uring = 4,
    unknown_variable = 5,
    not_first = 6,
    second_copy = 7,
    path_unusable = 16,
    abi_clamped = 17,
    not_read = 18,
    single_file = 19,
    inferred_only = 32,
    no_refer = 33,
    no_execute = 34,
    loader = 35,
    literal = 36,
    proc_self = 37,
    execute_unread = 38,
    class_missing = 39,
    inferred_beside = 40,
    names_unprotected = 41,
};

// Something to say that ends nothing.
struct Message {
    std::string where;
    std::string what;
    EventCode code = EventCode::none;
    int error = 0;  // errno, or 0
};

inline constexpr std::size_t kMaxErrors = 20;

[[noreturn]] void fail(Stage stage, std::string where, std::string what, int code = 0);

// The C library's English text for an errno, without its translations, which would read files.
std::string errno_text(int code);

// All of them in one. Smaller where it is called than a sum of strings, each of which is an object
// to destroy.
std::string concat(std::initializer_list<std::string_view> pieces);

// TEXT, cut where it is long: enough to find it, never the whole policy.
std::string abridge(std::string_view text);

// The same in quotes.
std::string quote(std::string_view text);

// kMaxErrors is kept here: an error too many is not stored.
void collect(std::vector<Error>& list, Error error);

}  // namespace landlock_preload
