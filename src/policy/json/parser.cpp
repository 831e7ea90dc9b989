// SPDX-License-Identifier: MIT
//
// Text to Policy, strictly and in one pass: nlohmann_json's SAX parser calls the reader, which
// walks the grammar. This is the only file that includes nlohmann_json.
//
// Two keys of the root decide what other values may be. They usually come first; where something
// depends on one that has not been read yet, the text's tokens are looked through for it.
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

#include <exception>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "policy/json/builder.hpp"
#include "policy/json/reader.hpp"
#include "policy/json/syntax_errors.hpp"

namespace landlock_preload {
namespace {

using Input = decltype(nlohmann::detail::input_adapter(std::declval<const char*>(),
                                                       std::declval<const char*>()));
using Lexer = nlohmann::detail::lexer<nlohmann::json, Input>;
using Token = Lexer::token_type;

Lexer read_tokens(std::string_view text) {
    return Lexer(nlohmann::detail::input_adapter(text.data(), text.data() + text.size()));
}

// The parser's events, as the reader's.
class Events {
  public:
    using number_integer_t = std::int64_t;
    using number_unsigned_t = std::uint64_t;
    using number_float_t = double;
    using string_t = std::string;
    using binary_t = nlohmann::json::binary_t;

    explicit Events(PolicyReader& reader) : reader_(reader) {}

    bool null() { return reader_.scalar({ValueType::null}); }
    bool boolean(bool value) { return reader_.scalar({ValueType::boolean, value ? 1U : 0U}); }
    bool number_unsigned(std::uint64_t value) {
        return reader_.scalar({ValueType::unsigned_integer, value});
    }
    bool number_integer(std::int64_t value) {
        std::string written = value == 0 ? "-0" : std::to_string(value);
        return reader_.scalar({ValueType::number, 0, &written});
    }
    bool number_float(double /*value*/, const std::string& text) {
        std::string written = abridge(text);
        return reader_.scalar({ValueType::number, 0, &written});
    }
    bool string(std::string& text) { return reader_.scalar({ValueType::string, 0, &text}); }
    static bool binary(binary_t& /*value*/) { return false; }
    bool start_object(std::size_t /*size*/) { return reader_.begin({ValueType::object}); }
    bool start_array(std::size_t /*size*/) { return reader_.begin({ValueType::array}); }
    bool key(std::string& name) { return reader_.key(name); }
    bool end_object() { return reader_.end_object(); }
    bool end_array() { return reader_.end_array(); }
    bool parse_error(std::size_t position, const std::string& token,
                     const nlohmann::detail::exception& exception) {
        constexpr int kOutOfRange = 406;
        const std::size_t offset = position > 0 ? position - 1 : 0;
        if (exception.id == kOutOfRange) {
            reader_.out_of_range(offset, token);
        } else {
            reader_.syntax_error(offset);
        }
        return false;
    }

  private:
    PolicyReader& reader_;
};

}  // namespace

RootKeys find_root_keys(std::string_view text) {
    Lexer lexer = read_tokens(text);
    RootKeys found;
    std::size_t depth = 0;
    std::string string;       // the last one at the root, which is a key where ":" follows
    bool is_version = false;  // the last token was that of "preloadVersion"
    while (!found.has_abi || !found.has_version) {
        const Token token = lexer.scan();
        if (token == Token::end_of_input || token == Token::parse_error) break;
        if (std::exchange(is_version, false)) {
            found.has_version = true;
            found.is_extended = token == Token::value_unsigned && lexer.get_number_unsigned() == 1;
        }
        if (token == Token::begin_object || token == Token::begin_array) ++depth;
        if (token == Token::end_object || token == Token::end_array) --depth;
        if (depth != 1) continue;
        if (token == Token::value_string) string = lexer.get_string();
        if (token != Token::name_separator) continue;
        if (string == "abi") found.has_abi = true;
        is_version = string == "preloadVersion";
    }
    return found;
}

std::string find_comment(std::string_view text) {
    Lexer lexer = read_tokens(text);
    std::size_t depth = 0;
    std::string string;  // the last one at the root, as above
    for (bool is_comment = false;;) {
        const Token token = lexer.scan();
        if (token == Token::end_of_input || token == Token::parse_error) return {};
        if (token == Token::begin_object || token == Token::begin_array) ++depth;
        if (token == Token::end_object || token == Token::end_array) --depth;
        if (depth != 1) continue;
        if (token == Token::value_string) string = lexer.get_string();
        if (is_comment) return string;
        is_comment = token == Token::name_separator && string == "comment";
    }
}

Policy parse_policy(const Source& source) {
    check_bytes(source.name, source.text);
    PolicyReader reader(source);
    Events events(reader);
    const bool is_whole =
        nlohmann::json::sax_parse(source.text.data(), source.text.data() + source.text.size(),
                                  &events, nlohmann::json::input_format_t::json);
    return reader.finish(is_whole);
}

}  // namespace landlock_preload
