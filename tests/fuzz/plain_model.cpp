// SPDX-License-Identifier: MIT
//
// Slow and simple on purpose. Whatever is wrong throws Refused.
#include "plain_model.hpp"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "plain_json.hpp"

namespace plain_model {
namespace {

using landlock_facts::Class;

class Reader {
  public:
    explicit Reader(const Value& root) : root_(root) {}

    Resolved read();

  private:
    void only(const Value& object, const std::set<std::string_view>& keys) const {
        refuse_unless(object.kind == Kind::object);
        for (const std::string& key : object.keys) refuse_unless(keys.contains(key));
    }
    static const std::vector<Value>& list(const Value* value) {
        refuse_unless(value != nullptr && value->kind == Kind::array && !value->items.empty());
        return value->items;
    }
    static const std::string& text(const Value& value) {
        refuse_unless(value.kind == Kind::string);
        return value.text;
    }
    // The items of an optional section.
    [[nodiscard]] std::vector<Value> section(const char* key) const {
        const Value* value = root_.find(key);
        return value != nullptr ? list(value) : std::vector<Value>();
    }
    std::uint64_t rights(const Value* value, Class of);
    std::uint64_t group(std::string_view name, Class of) const;
    void handle(Class of, std::uint64_t mask) {
        if (mask != 0) resolved_.handled[of] |= mask;
    }
    void read_abi();
    void read_variables();
    void read_rulesets();
    void read_paths();
    void read_ports();
    static void check_template(const std::string& path);
    void expand(const std::string& path, std::uint64_t mask);

    const Value& root_;
    std::uint64_t abi_ = 0;
    std::map<std::string, std::vector<std::string>> variables_;
    std::size_t paths_ = 0;
    std::vector<std::pair<std::string, std::uint64_t>> templates_;
    Resolved resolved_;
};

std::uint64_t Reader::group(std::string_view name, Class of) const {
    const bool is_fs = of == Class::fs;
    refuse_unless(name == "abi.all" ||
                  (is_fs && (name == "abi.read_execute" || name == "abi.read_write")));
    refuse_unless(abi_ != 0);
    std::uint64_t mask = 0;
    for (const landlock_facts::Right& each : landlock_facts::kRights) {
        const std::string_view right = each.name;
        if (each.of != of || static_cast<std::uint64_t>(each.since) > abi_) continue;
        if (name == "abi.read_write" && right == "execute") continue;
        if (name == "abi.read_execute" && right != "execute" && right != "read_file" &&
            right != "read_dir" && right != "refer") {
            continue;
        }
        mask |= each.mask;
    }
    return mask;
}

std::uint64_t Reader::rights(const Value* value, Class of) {
    std::uint64_t mask = 0;
    for (const Value& item : list(value)) {
        const std::string& name = text(item);
        const auto* const right =
            std::find_if(std::begin(landlock_facts::kRights), std::end(landlock_facts::kRights),
                         [&](const auto& each) { return each.of == of && each.name == name; });
        mask |= right != std::end(landlock_facts::kRights) ? right->mask : group(name, of);
    }
    return mask;
}

void Reader::read_abi() {
    const Value* value = root_.find("abi");
    if (value == nullptr) return;
    refuse_unless(value->kind == Kind::integer && value->integer >= 1 &&
                  value->integer <= 2147483647);
    abi_ = value->integer;
}

bool is_name(std::string_view name) {
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    if (name.empty() || !is_letter(name[0])) return false;
    for (const char c : name) {
        if (!is_letter(c) && !(c >= '0' && c <= '9') && c != '_') return false;
    }
    return true;
}

void Reader::read_variables() {
    for (const Value& item : section("variable")) {
        only(item, {"name", "literal"});
        const Value* name = item.find("name");
        refuse_unless(name != nullptr && is_name(text(*name)));
        std::vector<std::string>& values = variables_[name->text];
        const Value* literal = item.find("literal");
        if (literal == nullptr) continue;
        for (const Value& value : list(literal)) {
            refuse_unless(text(value).find('\0') == std::string::npos);
            values.push_back(value.text);
        }
    }
}

void Reader::read_rulesets() {
    for (const Value& item : section("ruleset")) {
        std::set<std::string_view> keys;
        for (const auto& [of, key] : landlock_facts::kClasses) keys.insert(key);
        only(item, keys);
        refuse_unless(!item.keys.empty());
        for (const auto& [of, key] : landlock_facts::kClasses) {
            if (const Value* listed = item.find(key)) handle(of, rights(listed, of));
        }
    }
}

void Reader::check_template(const std::string& path) {
    refuse_unless(!path.empty() && path.size() < 4096 && path.find('\0') == std::string::npos);
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (path[i] != '$' || i + 1 == path.size()) continue;
        if (path[i + 1] == '$') {
            ++i;
        } else if (path[i + 1] == '{') {
            const std::size_t end = path.find('}', i);
            refuse_unless(end != std::string::npos && is_name(path.substr(i + 2, end - i - 2)));
            i = end;
        }
    }
}

void Reader::read_paths() {
    for (const Value& item : section("pathBeneath")) {
        only(item, {"allowedAccess", "parent"});
        const std::uint64_t mask = rights(item.find("allowedAccess"), Class::fs);
        for (const Value& parent : list(item.find("parent"))) {
            check_template(text(parent));
            if (mask != 0) templates_.emplace_back(parent.text, mask);
        }
        handle(Class::fs, mask);
    }
}

// Every combination of the values; a reference to what has no values leaves no path.
void Reader::expand(const std::string& path, std::uint64_t mask) {
    std::vector<std::string> done = {""};
    bool vanishes = false;
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (path[i] != '$' || i + 1 == path.size() || (path[i + 1] != '$' && path[i + 1] != '{')) {
            for (std::string& product : done) product += path[i];
            continue;
        }
        if (path[i + 1] == '$') {
            for (std::string& product : done) product += '$';
            ++i;
            continue;
        }
        const std::size_t end = path.find('}', i);
        const auto variable = variables_.find(path.substr(i + 2, end - i - 2));
        refuse_unless(variable != variables_.end());
        i = end;
        vanishes = vanishes || variable->second.empty();
        if (vanishes || done.size() * variable->second.size() > 4096) {
            // Too many, unless another variable takes all of them away.
            done.resize(vanishes ? 0 : 4097);
            continue;
        }
        std::vector<std::string> products;
        for (const std::string& product : done) {
            for (const std::string& value : variable->second) {
                products.push_back((product + value).substr(0, 4096));
            }
        }
        done = std::move(products);
    }
    if (vanishes) return;
    refuse_unless(done.size() <= 4096);
    paths_ += done.size();
    refuse_unless(paths_ <= 65536);
    for (const std::string& product : done) {
        refuse_unless(!product.empty() && product.size() < 4096);
        resolved_.paths[by_components(product)] |= mask;
    }
}

void Reader::read_ports() {
    for (const Value& item : section("netPort")) {
        only(item, {"allowedAccess", "port"});
        const std::uint64_t mask = rights(item.find("allowedAccess"), Class::net);
        for (const Value& port : list(item.find("port"))) {
            refuse_unless(port.kind == Kind::integer && port.integer <= 65535);
            if (mask != 0) resolved_.ports[port.integer] |= mask;
        }
        handle(Class::net, mask);
    }
}

Resolved Reader::read() {
    only(root_, {"abi", "variable", "ruleset", "pathBeneath", "netPort"});
    refuse_unless(root_.keys.size() > (root_.find("abi") != nullptr ? 1U : 0U));
    read_abi();
    read_variables();
    read_rulesets();
    read_paths();
    read_ports();
    for (const auto& [path, mask] : templates_) expand(path, mask);
    return resolved_;
}

}  // namespace

std::string by_components(std::string_view path) {
    std::vector<std::string> parts(1);
    for (const char c : path) {
        if (c == '/') {
            parts.emplace_back();
        } else {
            parts.back() += c;
        }
    }
    std::string form;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (parts[i].empty() || (parts[i] == "." && i > 0)) continue;
        form += (form.empty() ? "" : "/") + parts[i];
    }
    return (path.substr(0, 1) == "/" ? "/" : "") + form;
}

Verdict judge(std::string_view text) {
    Verdict verdict;
    try {
        const Value root = read_json(text);
        verdict.is_plain = root.find("preloadVersion") == nullptr;
        if (verdict.is_plain) verdict.resolved = Reader(root).read();
    } catch (const Refused&) {
    }
    return verdict;
}

}  // namespace plain_model
