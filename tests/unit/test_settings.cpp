// SPDX-License-Identifier: MIT
#include "preload/settings.hpp"

#include <doctest/doctest.h>

#include "fake_process.hpp"
#include "support.hpp"

using namespace landlock_preload;

namespace {

Settings settings(const Entries& entries) {
    FakeProcess process(entries);
    return read_settings(find_requests(process.envp()));
}

std::string settings_refusal(const Entries& entries) {
    return line_of([&] { (void)settings(entries); });
}

}  // namespace

TEST_CASE("settings: STRICT is 0, 1 or unset") {
    CHECK_FALSE(settings({}).strict);
    CHECK_FALSE(settings({"LANDLOCK_STRICT=0"}).strict);
    CHECK(settings({"LANDLOCK_STRICT=1"}).strict);
    for (const std::string value : {"", "2", "true", "yes", "01", "1 ", " 1", "-1"}) {
        CHECK(settings_refusal({"LANDLOCK_STRICT=" + value}) ==
              "LANDLOCK_STRICT is \"" + value + "\"; set it to 0 or 1");
    }
}

TEST_CASE("settings: LOG is error, warning, info or unset") {
    CHECK(settings({}).log == LogLevel::warning);
    CHECK(settings({"LANDLOCK_LOG=error"}).log == LogLevel::error);
    CHECK(settings({"LANDLOCK_LOG=warning"}).log == LogLevel::warning);
    CHECK(settings({"LANDLOCK_LOG=info"}).log == LogLevel::info);
    for (const std::string value : {"", "debug", "Info", "2", "info ", "warn"}) {
        CHECK(settings_refusal({"LANDLOCK_LOG=" + value}) ==
              "LANDLOCK_LOG is \"" + value + "\"; set it to error, warning or info");
    }
}

TEST_CASE("settings: THREADS is replace or unset") {
    CHECK_FALSE(settings({}).replace_threads);
    CHECK(settings({"LANDLOCK_THREADS=replace"}).replace_threads);
    for (const std::string value : {"", "2", "Replace", "replace "}) {
        CHECK(settings_refusal({"LANDLOCK_THREADS=" + value}) ==
              "LANDLOCK_THREADS is \"" + value + "\"; set it to replace, or unset it");
    }
}

TEST_CASE("settings: what is set twice, to different values, is none") {
    for (const std::string name :
         {"LANDLOCK_POLICY", "LANDLOCK_REPORT", "LANDLOCK_STRICT", "LANDLOCK_LOG"}) {
        CHECK(settings_refusal({name + "=a", name + "=b"}) ==
              name + " is set twice, to different values; leave one of them");
    }
}

TEST_CASE("settings: a value that was meant for another variable is told apart") {
    CHECK(settings_refusal({"LANDLOCK_STRICT=info"}) ==
          "LANDLOCK_STRICT is \"info\"; set it to 0 or 1; did you mean \"LANDLOCK_LOG\"?");
    CHECK(settings_refusal({"LANDLOCK_LOG=1"}) ==
          "LANDLOCK_LOG is \"1\"; set it to error, warning or info; did you mean "
          "\"LANDLOCK_STRICT\"?");
    CHECK(settings_refusal({"LANDLOCK_LOG=/p.json"}) ==
          "LANDLOCK_LOG is \"/p.json\"; set it to error, warning or info; did you mean "
          "\"LANDLOCK_POLICY\"?");
}
