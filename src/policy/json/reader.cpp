// SPDX-License-Identifier: MIT
//
// What is wrong with the form of a value is collected, and only reported once the whole text has
// turned out to be JSON, since findings before a syntax error may be echoes of it. Duplicate keys
// and deep nesting are refused at once, at every level, also below unknown keys.
#include "policy/json/reader.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "policy/json/hints.hpp"
#include "policy/json/syntax_errors.hpp"

namespace landlock_preload {
namespace {

constexpr KeySet kRequiredKeys =
    keys_where([](const Key& key) { return key.mode == KeyMode::required; });

constexpr KeySet kSections = keys_where([](const Key& key) { return key.is_section(); });
constexpr KeySet kPlainSections =
    keys_where([](const Key& key) { return key.mode == KeyMode::section; });

consteval KeySet plain_keys_of(ObjectNode owner) {
    return keys_where([owner](const Key& key) { return key.owner == owner && !key.is_extended(); });
}

constexpr std::size_t kObjectNodes = static_cast<std::size_t>(ObjectNode::port_range) + 1;

consteval std::array<KeySet, kObjectNodes> find_required_keys() {
    std::array<KeySet, kObjectNodes> keys = {};
    for (std::size_t i = 0; i < kKeys.size(); ++i) {
        keys[static_cast<std::size_t>(kKeys[i].owner)] |= kRequiredKeys & key_bit(i);
    }
    return keys;
}

// The keys that an object of each kind must have.
constexpr auto kMustHave = find_required_keys();

}  // namespace

std::string PolicyReader::pointer() const {
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

bool PolicyReader::is_in_extended() const {
    return std::any_of(frames_.begin(), frames_.begin() + static_cast<std::ptrdiff_t>(depth_),
                       [](const Frame& frame) { return frame.in_extended; });
}

void PolicyReader::report(Finding finding) {
    if (finding.what.empty()) return;  // most values are right
    if (errors_.size() == kMaxErrors) return;
    // Below an extended key in a policy that is not extended, the key is what is wrong.
    if (is_in_extended() && !builder_.is_extended()) return;
    collect(errors_, pointer() + finding.below, std::move(finding.what));
}

bool PolicyReader::refuse(std::string what) {
    collect(fatal_, pointer(), std::move(what));
    return false;
}

// Moves on to the next value, and returns its node.
Node PolicyReader::enter_value() {
    if (depth_ == 0 || !top().is_array) return next_;
    ++top().length;
    Node element = top().node;
    element.is_array = false;
    return element;
}

bool PolicyReader::begin(Value value) {
    Node node = enter_value();
    if (depth_ == kMaxDepth) {
        return refuse("nested deeper than " + std::to_string(kMaxDepth) + " levels");
    }
    const bool is_array = value.type == ValueType::array;
    if (node == one(PortNode::port) && !is_array) {
        if (!builder_.has_version()) report({concat({"a range of ports ", kNeedsVersion})});
        node = one(ObjectNode::port_range);
    }
    const bool is_wanted =
        is_array ? node.is_array : node.type == NodeType::object && !node.is_array;
    if (!is_wanted) {
        report(builder_.store(node, value));
        node = {};
    }
    if (depth_++ == frames_.size()) frames_.emplace_back();
    top().node = node;
    top().is_array = is_array;
    top().length = 0;
    top().seen = 0;
    top().key = {};
    top().in_extended = false;
    top().other_keys.clear();
    if (is_wanted && !is_array) builder_.begin_object(node.as<ObjectNode>());
    return true;
}

bool PolicyReader::scalar(Value value) {
    report(builder_.store(enter_value(), value));
    complete_ |= depth_ == 0;
    return true;
}

bool PolicyReader::key(const std::string& name) {
    const Node node = top().node;
    if (node.type == NodeType::unknown) return other_key(name);
    for (std::size_t i = 0; i < kKeys.size(); ++i) {
        const Key& known = kKeys[i];
        if (known.owner != node.as<ObjectNode>() || name[0] != known.name[0]) continue;
        if (name == known.name) return known_key(known, key_bit(i));
    }
    return other_key(name);
}

bool PolicyReader::known_key(const Key& key, KeySet bit) {
    Frame& frame = top();
    if ((frame.seen & bit) != 0) {
        --depth_;
        return refuse("duplicate key " + quote(key.name));
    }
    frame.seen |= bit;
    ++frame.length;
    frame.key = key.name;
    next_ = key.value;
    frame.in_extended = false;
    const bool is_marker = key.value == one(IntegerNode::preload_version);
    if (!key.is_extended() || is_marker || is_in_extended()) return true;
    if (!builder_.has_version()) report({kNeedsVersion});
    frame.in_extended = true;
    return true;
}

bool PolicyReader::other_key(const std::string& name) {
    Frame& frame = top();
    if (!frame.other_keys.insert(name).second) {
        --depth_;
        return refuse("duplicate key " + quote(name));
    }
    ++frame.length;
    frame.other_key = name;
    frame.key = frame.other_key;
    frame.in_extended = false;
    next_ = {};
    if (frame.node.type != NodeType::unknown) {
        report({describe_unknown_key(frame.node.as<ObjectNode>(), name)});
    }
    return true;
}

// What is wrong with the keys of an object that has ended.
void PolicyReader::check_keys(ObjectNode node, const Frame& frame) {
    if (node == ObjectNode::ruleset && frame.length == 0) {
        constexpr KeySet kPlain = plain_keys_of(ObjectNode::ruleset);
        report({"empty object; name " + key_names(kPlain, " or ")});
    }
    const KeySet missing = kMustHave[static_cast<std::size_t>(node)] & ~frame.seen;
    for (std::size_t i = 0; missing >> i != 0; ++i) {
        if ((missing & key_bit(i)) != 0) report({"missing key " + quote(kKeys[i].name)});
    }
    if (missing == 0) report(builder_.end_object(node, frame.seen));
    if (node == ObjectNode::root && (frame.seen & kSections) == 0) {
        const KeySet sections = builder_.is_extended() ? kSections : kPlainSections;
        report({"empty policy; add at least one of " + key_names(sections, " or ")});
    }
}

bool PolicyReader::end_object() {
    const Frame& frame = top();
    --depth_;
    complete_ |= depth_ == 0;
    if (frame.node.type != NodeType::unknown) check_keys(frame.node.as<ObjectNode>(), frame);
    return true;
}

bool PolicyReader::end_array() {
    const Frame& frame = top();
    --depth_;
    complete_ |= depth_ == 0;
    if (frame.node.type == NodeType::unknown || frame.length != 0) return true;
    const bool is_required = std::any_of(kKeys.begin(), kKeys.end(), [&frame](const Key& key) {
        return key.value == frame.node && key.mode == KeyMode::required;
    });
    report({is_required ? "empty array; name at least one element"
                        : "empty array; name at least one element, or leave the key out"});
    return true;
}

void PolicyReader::syntax_error(std::size_t offset) {
    fatal_.push_back(describe_syntax_error(source_.name, source_.text, offset, complete_));
}

void PolicyReader::out_of_range(std::size_t offset, const std::string& number) {
    collect(fatal_, syntax_location(source_.name, source_.text, offset),
            "number " + quote(number) + " is out of range");
}

Policy PolicyReader::finish(bool is_whole) {
    if (!is_whole) throw Diagnostics{std::move(fatal_)};
    if (!errors_.empty()) throw Diagnostics{std::move(errors_)};
    return std::move(builder_.policy);
}

}  // namespace landlock_preload
