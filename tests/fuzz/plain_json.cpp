// SPDX-License-Identifier: MIT
#include "plain_json.hpp"

#include <utility>

namespace plain_model {
namespace {

class Json {
  public:
    explicit Json(std::string_view text) : text_(text) {}

    Value read() {
        refuse_unless(text_.find('\0') == std::string_view::npos);
        Value value = read_value(0);
        skip_blanks();
        refuse_unless(at_ == text_.size());
        return value;
    }

  private:
    [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
    char take() {
        refuse_unless(at_ < text_.size());
        return text_[at_++];
    }
    void expect(char c) { refuse_unless(take() == c); }
    void skip_blanks() {
        while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') ++at_;
    }
    Value read_value(int depth);
    Value read_object(int depth);
    Value read_array(int depth);
    Value read_word(std::string_view word, Kind kind);
    Value read_number();
    std::string read_string();
    unsigned read_hex();
    void read_escape(std::string& text);
    void read_wide(unsigned char first, std::string& text);

    std::string_view text_;
    std::size_t at_ = 0;
};

Value Json::read_value(int depth) {
    skip_blanks();
    switch (peek()) {
        case '{':
            return read_object(depth + 1);
        case '[':
            return read_array(depth + 1);
        case '"': {
            Value value;
            value.kind = Kind::string;
            value.text = read_string();
            return value;
        }
        case 't':
            return read_word("true", Kind::boolean);
        case 'f':
            return read_word("false", Kind::boolean);
        case 'n':
            return read_word("null", Kind::null);
        default:
            return read_number();
    }
}

Value Json::read_object(int depth) {
    refuse_unless(depth <= 16);
    Value value;
    value.kind = Kind::object;
    expect('{');
    skip_blanks();
    if (peek() == '}') return take(), value;
    for (;;) {
        skip_blanks();
        refuse_unless(peek() == '"');
        std::string key = read_string();
        refuse_unless(value.find(key) == nullptr);
        skip_blanks();
        expect(':');
        value.items.push_back(read_value(depth));
        value.keys.push_back(std::move(key));
        skip_blanks();
        const char c = take();
        if (c == '}') return value;
        refuse_unless(c == ',');
    }
}

Value Json::read_array(int depth) {
    refuse_unless(depth <= 16);
    Value value;
    value.kind = Kind::array;
    expect('[');
    skip_blanks();
    if (peek() == ']') return take(), value;
    for (;;) {
        value.items.push_back(read_value(depth));
        skip_blanks();
        const char c = take();
        if (c == ']') return value;
        refuse_unless(c == ',');
    }
}

Value Json::read_word(std::string_view word, Kind kind) {
    refuse_unless(text_.substr(at_, word.size()) == word);
    at_ += word.size();
    Value value;
    value.kind = kind;
    return value;
}

// A plain policy has no use for a number that is no integer; so its size is of no matter either.
Value Json::read_number() {
    const auto digits = [this] {
        std::size_t count = 0;
        for (; peek() >= '0' && peek() <= '9'; ++at_) ++count;
        refuse_unless(count > 0);
    };
    Value value;
    value.kind = Kind::integer;
    const std::size_t start = at_;
    if (peek() == '-') value.kind = Kind::number, ++at_;
    if (peek() == '0') {
        ++at_;
    } else {
        digits();
    }
    const std::string_view whole = text_.substr(start, at_ - start);
    if (peek() == '.') value.kind = Kind::number, ++at_, digits();
    if (peek() == 'e' || peek() == 'E') {
        value.kind = Kind::number, ++at_;
        if (peek() == '+' || peek() == '-') ++at_;
        digits();
    }
    if (value.kind == Kind::number) return value;
    for (const char c : whole) {
        const auto digit = static_cast<std::uint64_t>(c - '0');
        if (value.integer > (UINT64_MAX - digit) / 10) {
            value.kind = Kind::number;
            return value;
        }
        value.integer = value.integer * 10 + digit;
    }
    return value;
}

std::string Json::read_string() {
    std::string text;
    expect('"');
    for (;;) {
        const char c = take();
        const auto byte = static_cast<unsigned char>(c);
        refuse_unless(byte >= 0x20);
        if (c == '"') return text;
        if (c == '\\') {
            read_escape(text);
        } else if (byte < 0x80) {
            text += c;
        } else {
            read_wide(byte, text);
        }
    }
}

unsigned Json::read_hex() {
    unsigned number = 0;
    for (int i = 0; i < 4; ++i) {
        const char c = take();
        const std::string_view digits = "0123456789abcdefABCDEF";
        std::size_t digit = digits.find(c);
        refuse_unless(digit != std::string_view::npos);
        if (digit >= 16) digit -= 6;
        number = number * 16 + static_cast<unsigned>(digit);
    }
    return number;
}

void Json::read_escape(std::string& text) {
    const char c = take();
    if (c != 'u') {
        const std::string_view names = "\"\\/bfnrt";
        const std::size_t at = names.find(c);
        refuse_unless(at != std::string_view::npos);
        text += std::string_view("\"\\/\b\f\n\r\t")[at];
        return;
    }
    unsigned point = read_hex();
    refuse_unless(point < 0xdc00 || point > 0xdfff);
    if (point >= 0xd800 && point < 0xdc00) {
        expect('\\');
        expect('u');
        const unsigned low = read_hex();
        refuse_unless(low >= 0xdc00 && low <= 0xdfff);
        point = 0x10000 + ((point - 0xd800) << 10U) + (low - 0xdc00);
    }
    const auto add = [&text](unsigned byte) { text += static_cast<char>(byte); };
    if (point < 0x80) {
        add(point);
    } else if (point < 0x800) {
        add(0xc0 | point >> 6U), add(0x80 | (point & 0x3fU));
    } else if (point < 0x10000) {
        add(0xe0 | point >> 12U), add(0x80 | (point >> 6U & 0x3fU)), add(0x80 | (point & 0x3fU));
    } else {
        add(0xf0 | point >> 18U), add(0x80 | (point >> 12U & 0x3fU));
        add(0x80 | (point >> 6U & 0x3fU)), add(0x80 | (point & 0x3fU));
    }
}

// A character of several bytes; RFC 3629 has the shortest form only, and no surrogates.
void Json::read_wide(unsigned char first, std::string& text) {
    refuse_unless(first >= 0xc2 && first <= 0xf4);
    const int more = first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
    unsigned point = first & (0x3fU >> static_cast<unsigned>(more));
    text += static_cast<char>(first);
    for (int i = 0; i < more; ++i) {
        const char c = take();
        refuse_unless((static_cast<unsigned char>(c) & 0xc0U) == 0x80);
        point = point << 6U | (static_cast<unsigned char>(c) & 0x3fU);
        text += c;
    }
    refuse_unless(more == 1 || point >= (more == 2 ? 0x800U : 0x10000U));
    refuse_unless(point <= 0x10ffff && (point < 0xd800 || point > 0xdfff));
}

}  // namespace

Value read_json(std::string_view text) {
    return Json(text).read();
}

}  // namespace plain_model
