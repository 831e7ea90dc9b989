// SPDX-License-Identifier: MIT
//
// What the containers of libstdc++, and nlohmann_json's own exceptions, need of libstdc++'s
// archive. Its objects for that are functexcept.o and stdexcept.o. These want the old strings
// (cow-string-inst.o), those want std::random_device (random.o), that wants std::system_error, and
// system_error.o has constructed global objects since GCC 14: a second constructor in every process
// that loads us, and a link that fails for want of __dso_handle, which start files would define.
// Defining these few functions here keeps the whole chain out of the link. If another function of
// those objects is ever needed, the link fails with a double definition, or the elf suite with a
// foreign constructor. The version script keeps all of this out of the host's sight.
//
// No message is lost: what() of such an exception is printed nowhere. Parse errors are described by
// our own code, and a container's complaint is a bug of ours, for which the start ends with 125.
#include <exception>
#include <new>
#include <stdexcept>
#include <string>  // IWYU pragma: keep: declares the functions named std::__throw_*

#ifdef __GLIBCXX__

// The names are libstdc++'s.
// NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,cert-dcl58-cpp)
// NOLINTBEGIN(readability-identifier-naming,cert-dcl50-cpp)
namespace std {

// Since GCC 13 what a failed check of a container calls. Its own would print through stdio. Older
// headers do not declare it; the newer do with GNU's attribute, which [[noreturn]] may not follow.
__attribute__((noreturn)) void __glibcxx_assert_fail(const char* file, int line,
                                                     const char* function,
                                                     const char* condition) noexcept;
void __glibcxx_assert_fail(const char* /*file*/, int /*line*/, const char* /*function*/,
                           const char* /*condition*/) noexcept {
    terminate();
}

void __throw_bad_alloc() {
    throw bad_alloc();
}
// The size of an array that no address space could hold.
void __throw_bad_array_new_length() {
    throw bad_alloc();
}
void __throw_length_error(const char* /*what*/) {
    terminate();
}
void __throw_logic_error(const char* /*what*/) {
    terminate();
}
void __throw_out_of_range_fmt(const char* /*format*/, ...) {
    terminate();
}

// The exceptions of nlohmann_json contain one of these, for their text, which nobody reads.
__cow_string::__cow_string() = default;  // NOLINT(*-member-init)
__cow_string::~__cow_string() {}         // NOLINT(*-use-equals-default)
runtime_error::runtime_error(const char* /*what*/) {}
runtime_error::~runtime_error() noexcept = default;
const char* runtime_error::what() const noexcept {
    return "";
}

}  // namespace std
// NOLINTEND(readability-identifier-naming,cert-dcl50-cpp)
// NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,cert-dcl58-cpp)

#endif
