// SPDX-License-Identifier: MIT
//
// The calendar without libc, whose gmtime() belongs to the host. Years are counted from March on,
// so that the day of a leap year comes last, and in eras of 400 years, which are all of one length.
#include "report/timestamp.hpp"

namespace landlock_preload {

Timestamp::Timestamp(std::uint64_t nanoseconds) {
    constexpr std::uint64_t kSecondsOfDay = 86400;
    constexpr std::uint64_t kDaysOfEra = 146097;
    constexpr std::uint64_t kDaysToEpoch = 719468;  // from March 1 of the year 0 to 1970
    const std::uint64_t milliseconds = nanoseconds / 1000000;
    const std::uint64_t seconds = milliseconds / 1000;
    const std::uint64_t days = seconds / kSecondsOfDay + kDaysToEpoch;
    const std::uint64_t in_era = days % kDaysOfEra;
    const std::uint64_t years =
        (in_era - in_era / 1460 + in_era / 36524 - in_era / (kDaysOfEra - 1)) / 365;
    const std::uint64_t in_year = in_era - (365 * years + years / 4 - years / 100);
    const std::uint64_t month = (5 * in_year + 2) / 153;  // 0 is March
    const bool is_next_year = month >= 10;
    put(0, 4, days / kDaysOfEra * 400 + years + (is_next_year ? 1 : 0));
    put(5, 2, is_next_year ? month - 9 : month + 3);
    put(8, 2, in_year - (153 * month + 2) / 5 + 1);
    put(11, 2, seconds % kSecondsOfDay / 3600);
    put(14, 2, seconds % 3600 / 60);
    put(17, 2, seconds % 60);
    put(20, 3, milliseconds % 1000);
}

void Timestamp::put(unsigned at, unsigned digits, std::uint64_t value) {
    for (unsigned i = at + digits; i > at; value /= 10)
        text_[--i] = static_cast<char>('0' + value % 10);
}

}  // namespace landlock_preload
