// SPDX-License-Identifier: MIT
//
// What nlohmann_json takes from libc to read numbers: see freestanding.cpp. The host's locale
// changes nothing here.
#include <cerrno>
#include <cfloat>
#include <cstdarg>
#include <cstddef>
#include <cstdint>

// The names are libc's and the C++ ABI's.
// NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,cert-dcl50-cpp)
// NOLINTBEGIN(readability-identifier-naming,readability-inconsistent-declaration-parameter-name)
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// Whether a number is too large for a double: DIGITS, without the point, times ten to the EXPONENT
// of the first.
bool is_infinite(const char* digits, long exponent) {
    if (exponent != DBL_MAX_10_EXP) return exponent > DBL_MAX_10_EXP;
    // Half a unit above the largest; nearer than all these digits nobody looks.
    constexpr char kLimit[] = "17976931348623158079372897140530341507993413271003782";
    for (std::size_t at = 0; kLimit[at] != '\0';) {
        const bool is_point = *digits == '.';
        const char digit = is_digit(*digits) ? *digits : '0';
        if (is_digit(*digits) || is_point) ++digits;
        if (is_point) continue;
        if (digit != kLimit[at]) return digit > kLimit[at];
        ++at;
    }
    return true;
}

long read_exponent(const char*& text) {
    constexpr long kMost = 1000000000;
    const bool negative = *text == '-';
    if (*text == '-' || *text == '+') ++text;
    long value = 0;
    for (; is_digit(*text); ++text) {
        if (value < kMost) value = value * 10 + (*text - '0');
    }
    return negative ? -value : value;
}

}  // namespace

extern "C" {

double strtod(const char* text, char** end);
unsigned long long strtoull(const char* text, char** end, int base);
long long strtoll(const char* text, char** end, int base);
unsigned long long __isoc23_strtoull(const char* text, char** end, int base);
long long __isoc23_strtoll(const char* text, char** end, int base);
int snprintf(char* text, std::size_t room, const char* format, ...);
int __snprintf_chk(char* text, std::size_t room, int flag, std::size_t size, const char* format,
                   ...);
int __vsnprintf_chk(char* text, std::size_t room, int flag, std::size_t size, const char* format,
                    std::va_list arguments);
struct lconv* localeconv();

// Of numbers in a policy only their size matters, as no key takes one with a point or an exponent:
// the result is 0 or infinite. JSON's grammar has been checked.
double strtod(const char* text, char** end) {
    if (*text == '-') ++text;
    const char* digits = nullptr;  // from the first that is not 0
    long exponent = 0;             // of that one
    long place = -1;               // of the digit that is read, counted down behind the point
    bool is_fraction = false;
    for (; is_digit(*text) || *text == '.'; ++text) {
        if (*text == '.') {
            is_fraction = true;
            continue;
        }
        if (digits == nullptr && *text != '0') {
            digits = text;
            exponent = is_fraction ? place : 0;
        } else if (digits != nullptr && !is_fraction) {
            ++exponent;
        }
        if (is_fraction) --place;
    }
    if (*text == 'e' || *text == 'E') exponent += read_exponent(++text);
    *end = const_cast<char*>(text);  // NOLINT(*-const-cast)
    const bool infinite = digits != nullptr && is_infinite(digits, exponent);
    return infinite ? __builtin_huge_val() : 0;
}

unsigned long long strtoull(const char* text, char** end, int /*base*/) {
    unsigned long long value = 0;
    for (; is_digit(*text); ++text) {
        const auto digit = static_cast<unsigned>(*text - '0');
        if (__builtin_mul_overflow(value, 10U, &value) ||
            __builtin_add_overflow(value, digit, &value)) {
            errno = ERANGE;
        }
    }
    *end = const_cast<char*>(text);  // NOLINT(*-const-cast)
    return value;
}

long long strtoll(const char* text, char** end, int base) {
    const bool negative = *text == '-';
    const unsigned long long value = strtoull(text + (negative ? 1 : 0), end, base);
    const unsigned long long most = static_cast<unsigned long long>(INT64_MAX) + (negative ? 1 : 0);
    if (value > most) errno = ERANGE;
    return static_cast<long long>(negative ? 0 - value : value);
}

unsigned long long __isoc23_strtoull(const char* text, char** end, int base) {
    return strtoull(text, end, base);
}

long long __isoc23_strtoll(const char* text, char** end, int base) {
    return strtoll(text, end, base);
}

// nlohmann_json writes one kind of text by this, for messages that are printed nowhere.
int snprintf(char* text, std::size_t room, const char* /*format*/, ...) {
    if (room > 0) *text = '\0';
    return 0;
}

int __snprintf_chk(char* text, std::size_t room, int /*flag*/, std::size_t /*size*/,
                   const char* /*format*/, ...) {
    return snprintf(text, room, "");
}

// What clang makes of snprintf by the headers of glibc 2.40 and later.
int __vsnprintf_chk(char* text, std::size_t room, int /*flag*/, std::size_t /*size*/,
                    const char* /*format*/, std::va_list /*arguments*/) {
    return snprintf(text, room, "");
}

// The runtime reads the first member: the decimal point, which is JSON's here whatever the host's
// locale is.
struct lconv* localeconv() {
    static const char kPoint[] = ".";
    static const char* const kMembers[16] = {kPoint, kPoint + 1};
    // NOLINTNEXTLINE(*-const-cast): nobody writes to it
    return reinterpret_cast<struct lconv*>(const_cast<const char**>(kMembers));
}

}  // extern "C"
// NOLINTEND(readability-identifier-naming,readability-inconsistent-declaration-parameter-name)
// NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,cert-dcl50-cpp)
