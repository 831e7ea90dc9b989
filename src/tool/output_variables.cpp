// SPDX-License-Identifier: MIT
#include "tool/output_variables.hpp"

#include <algorithm>

namespace landlock_preload {

std::string OutputVariables::refer_to(const std::string& value) {
    if (value.empty()) return {};
    const auto known = std::find(values_.begin(), values_.end(), value);
    const auto number = known - values_.begin() + 1;
    if (known == values_.end()) values_.push_back(value);
    return "${place" + std::to_string(number) + "}";
}

void OutputVariables::write(JsonText& json) const {
    if (values_.empty()) return;
    json.key("variable");
    json.begin_array();
    for (std::size_t i = 0; i < values_.size(); ++i) {
        json.begin_object();
        json.value("name", "place" + std::to_string(i + 1));
        json.line("literal", {JsonText::quoted(values_[i])});
        json.end_object();
    }
    json.end_array();
}

}  // namespace landlock_preload
