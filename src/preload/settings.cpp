// SPDX-License-Identifier: MIT
//
// The variables that are a word: a wrong one is an error, since whoever set it wanted something.
#include "preload/settings.hpp"

#include <cstring>
#include <string>
#include <string_view>

#include "base/diagnostic.hpp"
#include "policy/json/foreign.hpp"

namespace landlock_preload {

Settings read_settings(const Requests& requests) {
    Settings settings;
    std::string_view twice = requests.contradiction;
    if (!twice.empty()) {
        twice.remove_suffix(1);
        fail("", std::string(twice) + " is set twice, to different values; leave one of them");
    }
    const auto refuse_unless = [](bool right, const char* name, const char* value,
                                  const char* hint) {
        if (!right)
            fail("", name + (" is " + quote(value)) + "; set it to " + hint +
                         hint_for_setting(name, value));
    };
    if (const char* value = requests.strict) {
        settings.strict = std::strcmp(value, "1") == 0;
        refuse_unless(settings.strict || std::strcmp(value, "0") == 0, "LANDLOCK_STRICT", value,
                      "0 or 1");
    }
    if (const char* value = requests.log) {
        if (std::strcmp(value, "error") == 0) settings.log = LogLevel::error;
        if (std::strcmp(value, "info") == 0) settings.log = LogLevel::info;
        refuse_unless(settings.log != LogLevel::warning || std::strcmp(value, "warning") == 0,
                      "LANDLOCK_LOG", value, "error, warning or info");
    }
    if (const char* value = requests.threads) {
        settings.replace_threads = std::strcmp(value, "replace") == 0;
        refuse_unless(settings.replace_threads, "LANDLOCK_THREADS", value, "replace, or unset it");
    }
    return settings;
}

}  // namespace landlock_preload
