// SPDX-License-Identifier: MIT
//
// The start of a process as the kernel lays it out: an array of pointers, its null, the auxiliary
// vector behind it, and one block of strings, one after the other. Guards around both show any
// byte that an edit should not have touched.
#pragma once

#include <cstring>
#include <string>
#include <vector>

#include "preload/environment.hpp"

namespace landlock_preload {

class FakeProcess {
  public:
    explicit FakeProcess(const std::vector<std::string>& entries) {
        strings_.assign(kGuardSize, kGuard);
        std::vector<std::size_t> offsets;
        for (const std::string& entry : entries) {
            offsets.push_back(strings_.size());
            strings_.insert(strings_.end(), entry.begin(), entry.end());
            strings_.push_back('\0');
        }
        end_ = strings_.size();
        strings_.insert(strings_.end(), kGuardSize, kGuard);
        for (const std::size_t offset : offsets) pointers_.push_back(&strings_[offset]);
        before_ = pointers_;
        pointers_.push_back(nullptr);
        pointers_.insert(pointers_.end(), {auxiliary(0), auxiliary(1), nullptr});
        sizes_.reserve(entries.size());
        for (const std::string& entry : entries) sizes_.push_back(entry.size());
    }
    FakeProcess(const FakeProcess&) = delete;
    FakeProcess& operator=(const FakeProcess&) = delete;

    // Puts a string that is outside the block into a slot, as putenv() does.
    void replace(std::size_t slot, char* entry) {
        pointers_[slot] = entry;
        before_[slot] = entry;
    }

    [[nodiscard]] char** envp() { return pointers_.data(); }
    [[nodiscard]] StringBlock block() const {
        const auto begin = reinterpret_cast<std::uintptr_t>(strings_.data());
        return {begin + kGuardSize, begin + end_};
    }

    // Of a start at which others have looked at it before us, and of one at which nobody has.
    [[nodiscard]] StringBlock joined_block() const {
        const StringBlock here = block();
        return {here.begin, here.end, true, UINTPTR_MAX};
    }
    [[nodiscard]] StringBlock movable_block() const {
        const StringBlock here = block();
        return {here.begin, here.end, true, here.begin};
    }

    // The entries as a program sees them.
    [[nodiscard]] std::vector<std::string> entries() const {
        std::vector<std::string> seen;
        for (std::size_t i = 0; pointers_[i] != nullptr; ++i) seen.emplace_back(pointers_[i]);
        return seen;
    }

    // Whether this slot still points to where it did.
    [[nodiscard]] bool is_in_place(std::size_t slot) const {
        return pointers_[slot] == before_[slot];
    }

    // Whether everything but the strings' own bytes is as it was: guards, the ends of strings, the
    // length of the array, the auxiliary vector; and whether edited strings end in nothing but NUL.
    [[nodiscard]] bool is_sound() const {
        if (!has_sound_guards()) return false;
        std::size_t offset = kGuardSize;
        for (std::size_t i = 0; i < sizes_.size(); ++i) {
            if (pointers_[i] == nullptr) return false;
            const char* string = &strings_[offset];
            for (std::size_t at = std::strlen(string); at <= sizes_[i]; ++at) {
                if (string[at] != '\0') return false;
            }
            offset += sizes_[i] + 1;
        }
        return keeps_its_length();
    }

    // Whether no byte around the block of strings was written to.
    [[nodiscard]] bool has_sound_guards() const {
        for (std::size_t i = 0; i < kGuardSize; ++i) {
            if (strings_[i] != kGuard || strings_[end_ + i] != kGuard) return false;
        }
        return true;
    }

    // Whether the array ends where it did, with the auxiliary vector behind it.
    [[nodiscard]] bool keeps_its_length() const {
        const std::size_t size = sizes_.size();
        return pointers_[size] == nullptr && pointers_[size + 1] == auxiliary(0) &&
               pointers_[size + 2] == auxiliary(1) && pointers_[size + 3] == nullptr;
    }

    // The bytes of the block, as /proc/self/environ shows them.
    [[nodiscard]] std::string bytes() const {
        return {strings_.data() + kGuardSize, end_ - kGuardSize};
    }

  private:
    static constexpr std::size_t kGuardSize = 64;
    static constexpr char kGuard = '\x5a';

    static char* auxiliary(int index) {
        static char marks[2] = {};
        return &marks[index];
    }

    std::vector<char> strings_;
    std::vector<char*> pointers_;
    std::vector<char*> before_;
    std::vector<std::size_t> sizes_;
    std::size_t end_ = 0;
};

using Entries = std::vector<std::string>;

}  // namespace landlock_preload
