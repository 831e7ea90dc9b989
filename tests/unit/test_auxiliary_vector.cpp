// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <elf.h>
#include <sys/auxv.h>

#include <vector>

#include "base/auxiliary_vector.hpp"

using namespace landlock_preload;  // NOLINT(google-build-using-namespace)

namespace {

// What lies on the stack at a start: the arguments, a zero, the environment, a zero, the vector.
class FakeStack {
  public:
    explicit FakeStack(std::vector<unsigned long> behind_arguments) {
        add_text();
        add_text();
        words_.push_back(0);
        for (const unsigned long word : behind_arguments) words_.push_back(word);
    }
    void add_text() { words_.push_back(reinterpret_cast<unsigned long>("text")); }
    void add(unsigned long type, unsigned long value) {
        words_.push_back(type);
        words_.push_back(value);
    }
    void add_vector(unsigned long left_out = 0) {
        start_ = words_.size();
        for (const unsigned long type : {AT_HWCAP, AT_PAGESZ, AT_PHDR, AT_SECURE, AT_RANDOM}) {
            if (type != left_out) add(type, type + 100);
        }
        add(AT_NULL, 0);
        words_.resize(words_.size() + 128);  // the kernel pads, too
    }
    [[nodiscard]] const void* vector() const { return words_.data() + start_; }
    [[nodiscard]] const void* found() {
        return auxiliary_vector_behind(2, reinterpret_cast<char**>(words_.data()));
    }

  private:
    std::vector<unsigned long> words_;
    std::size_t start_ = 0;
};

constexpr unsigned long kString = 0x7fff1234;

}  // namespace

TEST_CASE("auxiliary vector: lies behind the environment") {
    FakeStack stack({kString, kString, 0});
    stack.add_vector();
    CHECK(stack.found() == stack.vector());
    FakeStack without_variables({0});
    without_variables.add_vector();
    CHECK(without_variables.found() == without_variables.vector());
}

TEST_CASE("auxiliary vector: zeros are left where variables were taken out") {
    for (const unsigned zeros : {2U, 3U, 4U, 7U}) {
        std::vector<unsigned long> words = {kString};
        words.resize(words.size() + zeros);
        FakeStack stack(words);
        stack.add_vector();
        CHECK(stack.found() == stack.vector());
    }
}

TEST_CASE("auxiliary vector: pairs to ignore may come first") {
    FakeStack stack({kString, 0, AT_IGNORE, 0});
    stack.add_vector();
    // NOLINTNEXTLINE(*-pointer-arithmetic): two words before
    CHECK(stack.found() == static_cast<const unsigned long*>(stack.vector()) - 2);
}

TEST_CASE("auxiliary vector: what an environment that was cut off leaves is none") {
    for (const auto& left : {std::vector<unsigned long>{kString, 0, kString, 0},
                             std::vector<unsigned long>{0, kString, kString, kString, 0}}) {
        FakeStack stack(left);
        stack.add_vector();
        CHECK(stack.found() == nullptr);
    }
}

TEST_CASE("auxiliary vector: one that lacks what every kernel gives is none") {
    for (const unsigned long type : {AT_PAGESZ, AT_PHDR, AT_SECURE, AT_RANDOM}) {
        FakeStack stack({kString, 0});
        stack.add_vector(type);
        CHECK(stack.found() == nullptr);
    }
    FakeStack without_any({kString, 0});
    without_any.add_vector(AT_HWCAP);
    CHECK(without_any.found() == without_any.vector());
}

TEST_CASE("auxiliary vector: no arguments, no vector behind them") {
    CHECK(auxiliary_vector_behind(0, nullptr) == nullptr);
    char* arguments[] = {nullptr};
    CHECK(auxiliary_vector_behind(-1, arguments) == nullptr);
}

TEST_CASE("auxiliary vector: of this process, the values are those that libc has") {
    REQUIRE(find_auxiliary_vector(0, nullptr));
    for (const unsigned long type :
         {AT_SECURE, AT_BASE, AT_PHDR, AT_PHNUM, AT_RANDOM, AT_EXECFN, AT_PLATFORM, AT_PAGESZ}) {
        CAPTURE(type);
        CHECK(auxiliary_value(type) == getauxval(type));
    }
    CHECK(auxiliary_value(AT_PAGESZ) != 0);
    CHECK(auxiliary_value(999) == 0);
}
