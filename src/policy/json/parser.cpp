// SPDX-License-Identifier: MIT
//
// Text to Policy, strictly and in one pass.
//
// nlohmann_json's SAX parser calls the Reader below, which walks the grammar in keys.hpp: it knows
// at every moment in which place of the tree it is, what may stand there, and where that is as a
// JSON Pointer. What is wrong with the form of a value is collected, and only reported once the
// whole text has turned out to be JSON, since findings before a syntax error may be echoes of it.
// Duplicate keys and deep nesting are refused at once, at every level, also below unknown keys.
//
// This is the only file that includes nlohmann_json.
#include "policy/json/parser.hpp"

#define JSON_NO_IO 1
#define JSON_HAS_FILESYSTEM 0
#define JSON_HAS_EXPERIMENTAL_FILESYSTEM 0
#define JSON_HAS_RANGES 0
#define JSON_ASSERT(condition) ((condition) ? void(0) : std::terminate())

// All else is built for size. This runs for every character; the whole of nlohmann_json would make
// the library 12 KB larger still.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC push_options
#pragma GCC optimize("O2")
#include <nlohmann/detail/input/lexer.hpp>
#pragma GCC pop_options
#endif

#include <algorithm>
#include <array>
#include <exception>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/diagnostic.hpp"
#include "policy/json/builder.hpp"
#include "policy/json/findings.hpp"
#include "policy/json/grammar.hpp"
#include "policy/json/hints.hpp"
#include "policy/json/syntax_errors.hpp"

namespace landlock_preload {
namespace {

constexpr std::size_t kMaxDepth = 16;

// Keys as bits: bit N is kKeys[N].
constexpr std::uint64_t key_bit(std::size_t index) {
    return std::uint64_t{1} << index;
}

// Those that an object at a place must have.
constexpr auto kRequiredKeys = []() {
    std::array<std::uint64_t, kPlaces.size()> keys = {};
    for (std::size_t i = 0; i < kKeys.size(); ++i) {
        if (kKeys[i].mode != KeyMode::required) continue;
        keys[static_cast<std::size_t>(kKeys[i].owner)] |= key_bit(i);
    }
    return keys;
}();

constexpr std::uint64_t kSectionKeys = []() {
    std::uint64_t keys = 0;
    for (std::size_t i = 0; i < kKeys.size(); ++i) {
        const KeyMode mode = kKeys[i].mode;
        if (mode == KeyMode::section || mode == KeyMode::extended_section) keys |= key_bit(i);
    }
    return keys;
}();

// An object or array that is being read.
struct Frame {
    Place place = Place::ignored;
    bool is_array = false;
    std::uint32_t length = 0;  // elements or keys begun so far
    std::uint64_t seen = 0;    // the keys that were in this object
    std::string_view key;      // the key whose value is being read
    bool in_extended = false;  // that key needs the marker
    std::string other_key;     // holds it where kKeys does not
    std::set<std::string> other_keys;
};

class Reader {
  public:
    using number_integer_t = std::int64_t;
    using number_unsigned_t = std::uint64_t;
    using number_float_t = double;
    using string_t = std::string;
    using binary_t = nlohmann::json::binary_t;

    explicit Reader(const Source& source) : source_(source) {
        builder_.policy.source = source.name;
    }

    // What was read. Throws Errors.
    Policy finish(bool parsed);

    // The parser's events; false ends the parse.
    bool null() { return scalar({ValueType::null}); }
    bool boolean(bool value) { return scalar({ValueType::boolean, value ? 1U : 0U}); }
    bool number_unsigned(std::uint64_t value) {
        return scalar({ValueType::unsigned_integer, value});
    }
    bool number_integer(std::int64_t value) {
        std::string written = value == 0 ? "-0" : std::to_string(value);
        return scalar({ValueType::number, 0, &written});
    }
    bool number_float(double /*value*/, const std::string& text) {
        std::string written = text.substr(0, 24);
        return scalar({ValueType::number, 0, &written});
    }
    bool string(std::string& text) { return scalar({ValueType::string, 0, &text}); }
    static bool binary(binary_t& /*value*/) { return false; }
    bool start_object(std::size_t /*size*/) { return begin({ValueType::object}); }
    bool start_array(std::size_t /*size*/) { return begin({ValueType::array}); }
    bool key(std::string& name);
    bool end_object();
    bool end_array();
    bool parse_error(std::size_t position, const std::string& token,
                     const nlohmann::detail::exception& exception);

  private:
    Frame& top() { return frames_[depth_ - 1]; }
    [[nodiscard]] std::string pointer() const;
    [[nodiscard]] bool is_in_extended() const {
        return std::any_of(frames_.begin(), frames_.begin() + static_cast<std::ptrdiff_t>(depth_),
                           [](const Frame& frame) { return frame.in_extended; });
    }
    void report(Finding finding);
    void report(std::string what) { report({Condition::always, std::move(what), ""}); }
    // Most values are right.
    void report_if_any(Finding finding) {
        if (!finding.what.empty()) report(std::move(finding));
    }
    bool refuse(std::string what);
    Place enter_value();
    bool begin(Value value);
    bool scalar(Value value);
    bool other_key(const std::string& name);

    const Source& source_;
    Builder builder_;
    std::vector<Frame> frames_ = std::vector<Frame>(kMaxDepth);  // stacks may be small
    std::size_t depth_ = 0;
    Place next_ = Place::root;  // of the value that follows a key
    bool complete_ = false;     // the root has ended
    std::vector<Error> fatal_;  // of stage syntax: stands alone
    Findings findings_;
};

std::string Reader::pointer() const {
    std::string text = source_.name;
    for (std::size_t i = 0; i < depth_; ++i) {
        text += i == 0 ? ":/" : "/";
        if (frames_[i].is_array) {
            text += std::to_string(frames_[i].length - 1);
            continue;
        }
        for (const char c : abridge(frames_[i].key)) {  // RFC 6901
            if (c == '~') {
                text += "~0";
            } else if (c == '/') {
                text += "~1";
            } else {
                text += c;
            }
        }
    }
    return text;
}

void Reader::report(Finding finding) {
    if (finding.condition == Condition::always && is_in_extended()) {
        finding.condition = Condition::if_extended;  // the key is what is wrong otherwise
    }
    if (findings_.can_count(finding.condition, builder_)) {
        std::string where = pointer() + finding.below;
        findings_.add(std::move(finding), std::move(where));
    }
}

bool Reader::refuse(std::string what) {
    fatal_.push_back({Stage::syntax, 0, pointer(), std::move(what)});
    return false;
}

// Moves on to the next value, and tells its place.
Place Reader::enter_value() {
    if (depth_ == 0 || !top().is_array) return next_;
    ++top().length;
    return shape_of(top().place).element;
}

// A value that is an object or an array.
bool Reader::begin(Value value) {
    Place place = enter_value();
    if (depth_ == kMaxDepth) {
        return refuse("nested deeper than " + std::to_string(kMaxDepth) + " levels");
    }
    const Shape is = value.type == ValueType::array ? Shape::array : Shape::object;
    if (place == Place::port_number && is == Shape::object) {
        report({Condition::unless_extended, "a range of ports", ""});
        place = Place::port_range;
    }
    const Shape wanted = shape_of(place).shape;
    if (wanted != is && wanted != Shape::any) {
        report_if_any(builder_.store(place, value));
        place = Place::ignored;
    }
    ++depth_;
    top().place = place;
    top().is_array = is == Shape::array;
    top().length = 0;
    top().seen = 0;
    top().key = {};
    top().in_extended = false;
    top().other_keys.clear();
    if (is == Shape::object) builder_.begin_object(place);
    return true;
}

bool Reader::scalar(Value value) {
    report_if_any(builder_.store(enter_value(), value));
    complete_ |= depth_ == 0;
    return true;
}

bool Reader::key(std::string& name) {
    Frame& frame = top();
    for (std::size_t i = 0; i < kKeys.size(); ++i) {
        const Key& known = kKeys[i];
        if (known.owner != frame.place || name[0] != known.name[0] || name != known.name) continue;
        const std::uint64_t bit = key_bit(i);
        if ((frame.seen & bit) != 0) {
            --depth_;
            return refuse("duplicate key " + quote(name));
        }
        frame.seen |= bit;
        ++frame.length;
        frame.key = known.name;
        next_ = known.value;
        frame.in_extended = false;
        const bool nested = is_in_extended();
        frame.in_extended = is_extended(known.mode) && known.value != Place::preload_version;
        if (frame.in_extended && !nested) report({Condition::unless_extended, "", ""});
        return true;
    }
    return other_key(name);
}

bool Reader::other_key(const std::string& name) {
    Frame& frame = top();
    if (!frame.other_keys.insert(name).second) {
        --depth_;
        return refuse("duplicate key " + quote(name));
    }
    ++frame.length;
    frame.other_key = name;
    frame.key = frame.other_key;
    frame.in_extended = false;
    next_ = Place::ignored;
    if (frame.place != Place::ignored) report(describe_unknown_key(frame.place, name));
    return true;
}

bool Reader::end_object() {
    const Frame& frame = top();
    const Place place = frame.place;
    --depth_;
    if (place == Place::ruleset && frame.length == 0) {
        report("empty object; name handledAccessFs, handledAccessNet or scoped");
    }
    const std::uint64_t missing = kRequiredKeys[static_cast<std::size_t>(place)] & ~frame.seen;
    for (std::size_t i = 0; missing >> i != 0; ++i) {
        if ((missing >> i & 1U) != 0) report("missing key " + quote(kKeys[i].name));
    }
    if (missing == 0) {
        std::string where = builder_.is_required() ? pointer() : "";
        report_if_any(builder_.end_object(place, frame.seen, std::move(where)));
    }
    complete_ |= depth_ == 0;
    if (place == Place::root && (frame.seen & kSectionKeys) == 0) {
        report(builder_.policy.is_extended
                   ? "no section; name ruleset, pathBeneath, netPort, variable, preset or include"
                   : "no section; name ruleset, pathBeneath, netPort or variable");
    }
    return true;
}

bool Reader::end_array() {
    const Frame& frame = top();
    --depth_;
    if (frame.place != Place::ignored && frame.length == 0) {
        const bool required = std::any_of(kKeys.begin(), kKeys.end(), [&frame](const Key& key) {
            return key.value == frame.place && key.mode == KeyMode::required;
        });
        report(required ? "empty array; name at least one element"
                        : "empty array; name at least one element, or leave the key out");
    }
    complete_ |= depth_ == 0;
    return true;
}

bool Reader::parse_error(std::size_t position, const std::string& token,
                         const nlohmann::detail::exception& exception) {
    constexpr int kOutOfRange = 406;
    const std::size_t offset = position > 0 ? position - 1 : 0;
    if (exception.id == kOutOfRange) {
        fatal_.push_back({Stage::syntax, 0, syntax_location(source_.name, source_.text, offset),
                          "number " + quote(token) + " is out of range"});
        return false;
    }
    fatal_.push_back(describe_syntax_error(source_.name, source_.text, offset, complete_));
    return false;
}

Policy Reader::finish(bool parsed) {
    if (!parsed) throw Errors{std::move(fatal_)};
    std::vector<Error> errors = std::move(findings_).errors(builder_);
    if (!errors.empty()) throw Errors{std::move(errors)};
    return std::move(builder_.policy);
}

}  // namespace

Policy parse_policy(const Source& source) {
    check_bytes(source.name, source.text);
    Reader reader(source);
    const bool parsed =
        nlohmann::json::sax_parse(source.text.data(), source.text.data() + source.text.size(),
                                  &reader, nlohmann::json::input_format_t::json);
    return reader.finish(parsed);
}

}  // namespace landlock_preload
