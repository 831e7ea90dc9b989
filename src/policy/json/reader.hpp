// SPDX-License-Identifier: MIT
//
// The walk through a policy: takes the events of a JSON parser, knows at every moment at which node
// of the grammar it is, and where that is as a JSON Pointer.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "policy/json/builder.hpp"
#include "policy/json/grammar.hpp"
#include "policy/source.hpp"

namespace landlock_preload {

class PolicyReader {
  public:
    explicit PolicyReader(const Source& source) : source_(source), builder_(source.text) {
        builder_.policy.source = source.name;
        frames_.reserve(kMaxDepth);  // they stay where they are: keys are views into them
    }

    // The events, in the order of the text. Where one returns false, the parse ends.
    bool scalar(Value value);
    bool begin(Value value);  // of an object or an array
    bool key(const std::string& name);
    bool end_object();
    bool end_array();
    // The text is not JSON at the byte at OFFSET.
    void syntax_error(std::size_t offset);
    void out_of_range(std::size_t offset, const std::string& number);

    // What was read. IS_WHOLE: the parse came to its end. Throws Diagnostics.
    Policy finish(bool is_whole);

  private:
    // An object or array that is being read.
    struct Frame {
        Node node;
        bool is_array = false;
        std::uint32_t length = 0;  // elements or keys begun so far
        KeySet seen = 0;           // the keys that were in this object
        std::string_view key;      // the key whose value is being read
        bool in_extended = false;  // that key needs "preloadVersion"
        std::string other_key;     // it, where kKeys does not have it
        std::set<std::string> other_keys;
    };
    static constexpr std::size_t kMaxDepth = 16;

    Frame& top() { return frames_[depth_ - 1]; }
    [[nodiscard]] std::string pointer() const;
    [[nodiscard]] bool is_in_extended() const;
    void report(Finding finding);
    bool refuse(std::string what);
    Node enter_value();
    bool known_key(const Key& key, KeySet bit);
    bool other_key(const std::string& name);
    void check_keys(ObjectNode node, const Frame& frame);

    const Source& source_;
    Builder builder_;
    std::vector<Frame> frames_;  // stacks may be small
    std::size_t depth_ = 0;
    Node next_ = one(ObjectNode::root);  // of the value that follows a key
    bool complete_ = false;              // the root has ended
    std::vector<Diagnostic> fatal_;      // the one that ended the parse: it stands alone
    std::vector<Diagnostic> errors_;
};

}  // namespace landlock_preload
