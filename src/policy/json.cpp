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
#include "policy/json.hpp"

#define JSON_NO_IO 1
#define JSON_HAS_FILESYSTEM 0
#define JSON_HAS_EXPERIMENTAL_FILESYSTEM 0
#define JSON_HAS_RANGES 0
#define JSON_ASSERT(condition) ((condition) ? void(0) : std::terminate())

#include <algorithm>
#include <array>
#include <exception>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "error.hpp"
#include "policy/access.hpp"
#include "policy/hints.hpp"
#include "policy/keys.hpp"
#include "policy/syntax.hpp"
#include "policy/template.hpp"

namespace landlock_preload {
namespace {

constexpr std::size_t kMaxDepth = 16;
constexpr std::uint64_t kMaxRawBit = 63;
constexpr const char* kNeedsMarker = "needs \"preloadVersion\": 1";

enum class Type : std::uint8_t { null, boolean, unsigned_integer, number, string, array, object };

constexpr char kTypeNames[][8] = {"null",   "boolean", "number", "number",
                                  "string", "array",   "object"};

// One value as the parser hands it over.
struct Value {
    Type type = Type::null;
    std::uint64_t number = 0;     // of an unsigned integer
    std::string* text = nullptr;  // of a string; of a number that is no unsigned integer

    [[nodiscard]] std::string type_name() const { return kTypeNames[static_cast<int>(type)]; }
    [[nodiscard]] bool is_string() const { return type == Type::string; }

    [[nodiscard]] std::string written() const {
        if (type == Type::string) return quote(*text);
        if (type == Type::number) return *text;
        if (type == Type::unsigned_integer) return std::to_string(number);
        return type_name();
    }
};

// An object or array that is being read.
struct Frame {
    Place place = Place::ignored;
    bool is_array = false;
    std::uint32_t length = 0;  // elements or keys begun so far
    std::uint64_t seen = 0;    // bit N: kKeys[N] was in this object
    std::string key;           // the key whose value is being read
    std::vector<std::string> other_keys;
};

class Reader {
  public:
    using number_integer_t = std::int64_t;
    using number_unsigned_t = std::uint64_t;
    using number_float_t = double;
    using string_t = std::string;
    using binary_t = nlohmann::json::binary_t;

    explicit Reader(const Source& source) : source_(source) { policy_.source = source.name; }

    // What was read. Throws Errors.
    Policy finish(bool parsed);

    // The parser's events; false ends the parse.
    bool null() { return scalar({Type::null}); }
    bool boolean(bool /*value*/) { return scalar({Type::boolean}); }
    bool number_unsigned(std::uint64_t value) { return scalar({Type::unsigned_integer, value}); }
    bool number_integer(std::int64_t value) {
        std::string written = value == 0 ? "-0" : std::to_string(value);
        return scalar({Type::number, 0, &written});
    }
    bool number_float(double /*value*/, const std::string& text) {
        std::string written = text.substr(0, 24);
        return scalar({Type::number, 0, &written});
    }
    bool string(std::string& text) { return scalar({Type::string, 0, &text}); }
    static bool binary(binary_t& /*value*/) { return false; }
    bool start_object(std::size_t /*size*/) { return begin({Type::object}); }
    bool start_array(std::size_t /*size*/) { return begin({Type::array}); }
    bool key(std::string& name);
    bool end_object();
    bool end_array();
    bool parse_error(std::size_t position, const std::string& token,
                     const nlohmann::detail::exception& exception);

  private:
    Frame& top() { return frames_[depth_ - 1]; }
    [[nodiscard]] std::string pointer() const;
    void report(std::string what) { report(errors_, std::move(what)); }
    void report(std::vector<Error>& list, std::string what);
    bool refuse(std::string what);
    Place enter_value();
    bool begin(Value value);
    bool scalar(Value value);
    void store(Place place, Value& value);
    void store_access(Access& access, AccessClass access_class, const Value& value);
    void store_port(const Value& value);
    void store_abi(const Value& value);
    void store_version(const Value& value);
    void store_name(Value& value);

    const Source& source_;
    Policy policy_;
    std::array<Frame, kMaxDepth> frames_;
    std::size_t depth_ = 0;
    Place next_ = Place::root;  // of the value that follows a key
    bool complete_ = false;     // the root has ended
    bool abi_given_ = false;
    bool extended_ = false;
    std::vector<Error> fatal_;         // of stage syntax: stands alone
    std::vector<Error> errors_;        // of stage validate
    std::vector<Error> needs_marker_;  // errors unless the policy is extended
    std::vector<Error> needs_abi_;     // errors unless there is an `abi`
};

std::string Reader::pointer() const {
    std::string text = source_.name;
    for (std::size_t i = 0; i < depth_; ++i) {
        text += i == 0 ? ":/" : "/";
        if (frames_[i].is_array) {
            text += std::to_string(frames_[i].length - 1);
            continue;
        }
        for (const char c : frames_[i].key) {  // RFC 6901
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

void Reader::report(std::vector<Error>& list, std::string what) {
    collect(list, {Stage::validate, 0, pointer(), std::move(what)});
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
    const PlaceShape& shape = shape_of(place);
    const Shape is = value.type == Type::array ? Shape::array : Shape::object;
    if (shape.shape != is && shape.shape != Shape::any) {
        if (place == Place::port_number && is == Shape::object) {
            report(needs_marker_, std::string("a range of ports ") + kNeedsMarker);
        } else {
            store(place, value);
        }
        place = Place::ignored;
    }
    ++depth_;
    top().place = place;
    top().is_array = is == Shape::array;
    top().length = 0;
    top().seen = 0;
    top().key.clear();
    top().other_keys.clear();
    if (place == Place::variable) policy_.variable.emplace_back();
    if (place == Place::path_rule) policy_.path_beneath.emplace_back();
    if (place == Place::port_rule) policy_.net_port.emplace_back();
    return true;
}

bool Reader::scalar(Value value) {
    store(enter_value(), value);
    complete_ |= depth_ == 0;
    return true;
}

bool Reader::key(std::string& name) {
    Frame& frame = top();
    for (std::size_t i = 0; i < kKeys.size(); ++i) {
        const Key& known = kKeys[i];
        if (known.owner != frame.place || name != known.name) continue;
        const std::uint64_t bit = std::uint64_t{1} << i;
        if ((frame.seen & bit) != 0) {
            --depth_;
            return refuse("duplicate key " + quote(name));
        }
        frame.seen |= bit;
        ++frame.length;
        frame.key = name;
        next_ = known.value;
        if (known.mode == KeyMode::extended && known.value != Place::preload_version) {
            report(needs_marker_, kNeedsMarker);
        }
        return true;
    }
    if (std::find(frame.other_keys.begin(), frame.other_keys.end(), name) !=
        frame.other_keys.end()) {
        --depth_;
        return refuse("duplicate key " + quote(name));
    }
    frame.other_keys.push_back(name);
    ++frame.length;
    frame.key = name;
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
    bool has_section = false;
    for (std::size_t i = 0; i < kKeys.size(); ++i) {
        const bool seen = (frame.seen & (std::uint64_t{1} << i)) != 0;
        if (kKeys[i].owner != place) continue;
        if (kKeys[i].mode == KeyMode::required && !seen) {
            report("missing key " + quote(kKeys[i].name));
        }
        has_section |= seen && shape_of(kKeys[i].value).shape == Shape::array;
    }
    if (place == Place::root) {
        complete_ = true;
        if (!has_section) {
            report("no section; name ruleset, pathBeneath, netPort or variable");
        }
    }
    return true;
}

bool Reader::end_array() {
    const Frame& frame = top();
    --depth_;
    if (frame.place != Place::ignored && frame.length == 0) {
        report("empty array; name at least one element, or leave the key out");
    }
    complete_ |= depth_ == 0;
    return true;
}

// Takes a value that is not the object or array its place may ask for.
void Reader::store(Place place, Value& value) {
    const bool is_string = value.is_string();
    switch (place) {
        case Place::ignored:
            return;
        case Place::abi:
            return store_abi(value);
        case Place::preload_version:
            return store_version(value);
        case Place::handled_fs:
            return store_access(policy_.handled_access_fs, AccessClass::fs, value);
        case Place::handled_net:
            return store_access(policy_.handled_access_net, AccessClass::net, value);
        case Place::scoped:
            return store_access(policy_.scoped, AccessClass::scope, value);
        case Place::allowed_fs:
            return store_access(policy_.path_beneath.back().allowed_access, AccessClass::fs, value);
        case Place::allowed_net:
            return store_access(policy_.net_port.back().allowed_access, AccessClass::net, value);
        case Place::port_number:
            return store_port(value);
        case Place::variable_name:
            if (is_string) return store_name(value);
            break;
        case Place::literal:
            if (!is_string) break;
            if (value.text->find('\0') != std::string::npos) return report("NUL byte in a path");
            policy_.variable.back().literal.push_back(std::move(*value.text));
            return;
        case Place::parent: {
            if (!is_string) break;
            std::string what = check_template(*value.text);
            if (!what.empty()) return report(std::move(what));
            policy_.path_beneath.back().parent.push_back(std::move(*value.text));
            return;
        }
        default:
            break;
    }
    report(std::string("expected ") + shape_of(place).expected + ", is " + value.type_name());
}

void Reader::store_name(Value& value) {
    if (!is_variable_name(*value.text)) {
        return report("bad variable name " + quote(*value.text) +
                      "; a letter, then letters, digits and \"_\"");
    }
    policy_.variable.back().name = std::move(*value.text);
}

void Reader::store_abi(const Value& value) {
    constexpr std::uint64_t kMaxAbi = 2147483647;
    abi_given_ = true;
    if (value.type != Type::unsigned_integer || value.number < 1 || value.number > kMaxAbi) {
        return report("must be an integer 1.." + std::to_string(kMaxAbi));
    }
    policy_.abi = static_cast<int>(value.number);
}

void Reader::store_version(const Value& value) {
    extended_ = true;
    if (value.type == Type::unsigned_integer && value.number > 1) {
        return report("preloadVersion " + std::to_string(value.number) +
                      " is newer than this library (1)");
    }
    if (value.type != Type::unsigned_integer || value.number != 1) {
        return report("must be the integer 1");
    }
    report("this version of the library reads plain policies only; remove \"preloadVersion\"");
}

void Reader::store_port(const Value& value) {
    constexpr std::uint64_t kMaxPort = 65535;
    if (value.type != Type::unsigned_integer || value.number > kMaxPort) {
        return report(value.written() + " is not a port (0..65535)");
    }
    policy_.net_port.back().port.push_back(static_cast<std::uint16_t>(value.number));
}

void Reader::store_access(Access& access, AccessClass access_class, const Value& value) {
    if (value.type == Type::unsigned_integer && value.number <= kMaxRawBit) {
        return report(needs_marker_, std::string("a raw kernel bit ") + kNeedsMarker);
    }
    if (!value.is_string()) {
        return report("expected " + class_name(access_class) + ", is " + value.type_name());
    }
    const std::string& name = *value.text;
    const AccessRight* right = find_access(name);
    if (right != nullptr && right->access_class == access_class) {
        access.rights |= right->mask();
        return;
    }
    const std::uint8_t group = find_group(name);
    if (group == kGroupAll || (group != 0 && access_class == AccessClass::fs)) {
        access.groups |= group;
        return report(needs_abi_, quote(name) + R"( needs "abi"; add "abi": N to the policy)");
    }
    if (access_class == AccessClass::fs && (name == "abi.read" || name == "abi.write")) {
        return report(needs_marker_, quote(name) + " " + kNeedsMarker);
    }
    report(describe_unknown_access(access_class, name));
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
    fatal_.push_back(describe_syntax_error(source_.name, source_.text, offset, token, complete_));
    return false;
}

Policy Reader::finish(bool parsed) {
    if (!parsed) throw Errors{std::move(fatal_)};
    if (!extended_) {
        for (Error& error : needs_marker_) collect(errors_, std::move(error));
    }
    if (!abi_given_) {
        for (Error& error : needs_abi_) collect(errors_, std::move(error));
    }
    if (!errors_.empty()) throw Errors{std::move(errors_)};
    return std::move(policy_);
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
