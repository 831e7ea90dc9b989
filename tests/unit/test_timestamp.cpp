// SPDX-License-Identifier: MIT
//
// Moments as `date -u -d @SECONDS +%FT%TZ` of coreutils has them.
#include "report/timestamp.hpp"

#include <doctest/doctest.h>

#include <ctime>
#include <string>

using namespace landlock_preload;

namespace {

std::string moment(std::uint64_t milliseconds) {
    return std::string(Timestamp(milliseconds * 1000000 + 999999).text());
}

}  // namespace

TEST_CASE("timestamp: known moments, to the millisecond") {
    CHECK(moment(0) == "1970-01-01T00:00:00.000Z");
    CHECK(moment(951782399999) == "2000-02-28T23:59:59.999Z");
    CHECK(moment(951782400000) == "2000-02-29T00:00:00.000Z");
    CHECK(moment(951868800001) == "2000-03-01T00:00:00.001Z");
    CHECK(moment(1795886201123) == "2026-11-28T17:16:41.123Z");
    CHECK(moment(4107542399050) == "2100-02-28T23:59:59.050Z");
    CHECK(moment(4107542400000) == "2100-03-01T00:00:00.000Z");
}

TEST_CASE("timestamp: as gmtime() has every day of five centuries") {
    for (std::time_t day = 0; day < 500 * 366; ++day) {
        const std::time_t seconds = day * 86400 + day % 86400;
        std::tm fields = {};
        REQUIRE(gmtime_r(&seconds, &fields) != nullptr);
        char expected[32] = {};
        REQUIRE(std::strftime(expected, sizeof(expected), "%FT%T.000Z", &fields) == 24);
        CHECK(Timestamp(static_cast<std::uint64_t>(seconds) * 1000000000).text() == expected);
    }
}
