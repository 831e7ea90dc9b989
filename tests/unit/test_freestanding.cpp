// SPDX-License-Identifier: MIT
//
// The functions that stand in for libc's, against libc's own. They have its names, so they are
// compiled here under others.
#include <doctest/doctest.h>

#include <cerrno>
#include <clocale>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#define memcpy own_memcpy
#define memmove own_memmove
#define memset own_memset
#define memcmp own_memcmp
#define bcmp own_bcmp
#define memchr own_memchr
#define strlen own_strlen
#define strcmp own_strcmp
#define __memcpy_chk own_memcpy_chk
#define strtod own_strtod
#define strtoull own_strtoull
#define strtoll own_strtoll
#define __isoc23_strtoull own_isoc23_strtoull
#define __isoc23_strtoll own_isoc23_strtoll
#define snprintf own_snprintf
#define __snprintf_chk own_snprintf_chk
#define localeconv own_localeconv
#include "base/freestanding_bytes.cpp"    // NOLINT(bugprone-suspicious-include)
#include "base/freestanding_numbers.cpp"  // NOLINT(bugprone-suspicious-include)
#undef memcpy
#undef memmove
#undef memset
#undef memcmp
#undef bcmp
#undef memchr
#undef strlen
#undef strcmp
#undef strtod
#undef strtoull
#undef strtoll

namespace {

constexpr std::size_t kRoom = 160;

std::vector<unsigned char> noise(unsigned seed) {
    std::mt19937 random(seed);
    std::vector<unsigned char> bytes(kRoom);
    for (unsigned char& byte : bytes) byte = static_cast<unsigned char>(random());
    return bytes;
}

int sign(int value) {
    return (value > 0) - (value < 0);
}

// Whether both read the number to its end, and both find it too large or neither does.
bool agree_on_size(const std::string& text) {
    char* own_end = nullptr;
    char* end = nullptr;
    const bool own = std::isinf(own_strtod(text.c_str(), &own_end));
    const bool libcs = std::isinf(std::strtod(text.c_str(), &end));
    INFO(text);
    CHECK(own == libcs);
    CHECK(own_end == end);
    return own;
}

}  // namespace

TEST_CASE("freestanding: bytes are copied and moved as by libc, at every distance") {
    for (std::size_t size = 0; size <= 70; ++size) {
        for (std::size_t from = 0; from <= 40; ++from) {
            for (const std::size_t to : {std::size_t{0}, std::size_t{1}, std::size_t{7}, from,
                                         std::size_t{19}, std::size_t{40}}) {
                std::vector<unsigned char> ours = noise(1);
                std::vector<unsigned char> libcs = ours;
                CHECK(own_memmove(&ours[to], &ours[from], size) == &ours[to]);
                std::memmove(&libcs[to], &libcs[from], size);
                REQUIRE(ours == libcs);
            }
            std::vector<unsigned char> target(kRoom);
            std::vector<unsigned char> expected(kRoom);
            const std::vector<unsigned char> source = noise(2);
            own_memcpy(&target[3], &source[from], size);
            std::memcpy(&expected[3], &source[from], size);
            REQUIRE(target == expected);
        }
    }
}

TEST_CASE("freestanding: bytes are set, compared and found as by libc") {
    for (std::size_t size = 0; size <= 40; ++size) {
        std::vector<unsigned char> ours = noise(3);
        std::vector<unsigned char> libcs = ours;
        own_memset(&ours[5], 0x1f0, size);
        std::memset(&libcs[5], 0x1f0, size);
        REQUIRE(ours == libcs);
        ours[5 + size / 2] ^= 0x80U;
        CHECK((own_bcmp(ours.data(), libcs.data(), 5 + size) == 0) ==
              (std::memcmp(ours.data(), libcs.data(), 5 + size) == 0));
        CHECK(sign(own_memcmp(ours.data(), libcs.data(), 5 + size)) ==
              sign(std::memcmp(ours.data(), libcs.data(), 5 + size)));
        CHECK(own_memchr(ours.data(), 0x1f0, size) == std::memchr(ours.data(), 0x1f0, size));
    }
    for (const char* text : {"", "a", "ab", "b", "\xff", "a\xff"}) {
        CHECK(own_strlen(text) == std::strlen(text));
        for (const char* other : {"", "a", "ab", "b", "\xff", "a\xff"}) {
            CHECK(sign(own_strcmp(text, other)) == sign(std::strcmp(text, other)));
        }
    }
}

TEST_CASE("freestanding: whole numbers are read as by libc") {
    for (const char* text :
         {"0", "7", "65535", "9223372036854775807", "9223372036854775808", "18446744073709551615",
          "18446744073709551616", "99999999999999999999", "184467440737095516160", "12]"}) {
        char* own_end = nullptr;
        char* end = nullptr;
        errno = 0;
        const unsigned long long own = own_strtoull(text, &own_end, 10);
        const int own_code = errno;
        errno = 0;
        const unsigned long long libcs = std::strtoull(text, &end, 10);
        INFO(text);
        CHECK(own_code == errno);
        CHECK(own_end == end);
        if (own_code == 0) CHECK(own == libcs);
    }
    for (const char* text : {"-1", "-0", "-9223372036854775808", "-9223372036854775809",
                             "-18446744073709551616", "5"}) {
        char* own_end = nullptr;
        char* end = nullptr;
        errno = 0;
        const long long own = own_strtoll(text, &own_end, 10);
        const int own_code = errno;
        errno = 0;
        const long long libcs = std::strtoll(text, &end, 10);
        INFO(text);
        CHECK(own_code == errno);
        CHECK(own_end == end);
        if (own_code == 0) CHECK(own == libcs);
    }
}

TEST_CASE("freestanding: numbers are too large for a double where libc finds them so") {
    for (const char* text : {"0.0",
                             "1e2",
                             "-80.0",
                             "1e308",
                             "1e309",
                             "1E400",
                             "-1e400",
                             "1e-400",
                             "0e999999999999",
                             "0.0e400",
                             "1e99999999999999999999",
                             "1e-99999999999999999999",
                             "17.9e307",
                             "18.0e307",
                             "1.7976931348623157e308",
                             "1.7976931348623158e308",
                             "1.7976931348623159e308",
                             "1.8e308",
                             "179769313486231580793e288",
                             "179769313486231580794e288",
                             "0.00017e312",
                             "0.00018e312",
                             "0.17976931348623158e309",
                             "1.79769313486231580793728971405303e308",
                             "1.79769313486231580793728971405304e308"}) {
        agree_on_size(text);
    }
    CHECK(agree_on_size("9" + std::string(308, '9')));
    CHECK_FALSE(agree_on_size("1" + std::string(308, '0')));
    CHECK(agree_on_size("1" + std::string(309, '0') + ".5"));
    CHECK_FALSE(agree_on_size("0." + std::string(400, '0') + "1e700"));
    CHECK(agree_on_size("0." + std::string(400, '0') + "1e710"));
}

TEST_CASE("freestanding: the decimal point is JSON's whatever the locale is") {
    CHECK(std::string(own_localeconv()->decimal_point) == ".");
}
