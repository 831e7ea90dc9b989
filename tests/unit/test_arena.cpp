// SPDX-License-Identifier: MIT
//
// The library's own memory: that blocks do not overlap, are aligned, are used again, and all go
// back to the kernel.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "base/arena.hpp"

using namespace landlock_preload;

namespace {

long mapped_pages() {
    long pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    return pages;
}

struct Block {
    unsigned char* memory;
    std::size_t size;
    unsigned char fill;
};

bool is_untouched(const Block& block) {
    return std::all_of(block.memory, block.memory + block.size,
                       [&](unsigned char byte) { return byte == block.fill; });
}

}  // namespace

TEST_CASE("arena: blocks of any size keep what is written to them") {
    std::mt19937 random(15);  // NOLINT(*-msc51-cpp): the same each time
    std::vector<Block> blocks;
    for (int round = 0; round < 20000; ++round) {
        if (random() % 3 == 0 && !blocks.empty()) {
            const std::size_t which = random() % blocks.size();
            REQUIRE(is_untouched(blocks[which]));
            deallocate(blocks[which].memory);
            blocks[which] = blocks.back();
            blocks.pop_back();
            continue;
        }
        const std::size_t size = random() % (std::size_t{1} << (random() % 18));
        auto* memory = static_cast<unsigned char*>(allocate(size));
        REQUIRE(memory != nullptr);
        REQUIRE(reinterpret_cast<std::uintptr_t>(memory) % alignof(std::max_align_t) == 0);
        const auto fill = static_cast<unsigned char>(random());
        std::memset(memory, fill, size);
        blocks.push_back({memory, size, fill});
    }
    for (const Block& block : blocks) {
        REQUIRE(is_untouched(block));
        deallocate(block.memory);
    }
    release_arena();
}

TEST_CASE("arena: memory that was given back is used again") {
    void* spacer = allocate(1);
    for (const std::size_t size : {std::size_t{1}, std::size_t{100}, std::size_t{16000}}) {
        void* first = allocate(size);
        void* behind = allocate(1);
        deallocate(first);
        CHECK(allocate(size) == first);
        deallocate(first);
        deallocate(behind);
    }
    deallocate(spacer);
    release_arena();
}

TEST_CASE("arena: nothing stays mapped, neither chunks nor large blocks") {
    release_arena();
    mapped_pages();  // whatever a stream takes, it has then
    const long before = mapped_pages();
    std::vector<void*> blocks(3000);
    for (void*& block : blocks) block = allocate(100);
    void* large = allocate(std::size_t{1} << 22);
    std::memset(large, 1, std::size_t{1} << 22);
    CHECK(mapped_pages() > before + 1024);
    deallocate(large);
    for (void* block : blocks) deallocate(block);
    release_arena();
    CHECK(mapped_pages() <= before + 8);  // of the vector itself
}

TEST_CASE("arena: lent memory is used first, and what does not fit into it is mapped") {
    alignas(std::max_align_t) char lent[1024];
    const auto is_lent = [&](const void* memory) {
        return memory >= lent && memory < lent + sizeof(lent);
    };
    lend_to_arena(lent, sizeof(lent));
    auto* first = static_cast<char*>(allocate(600));
    REQUIRE(is_lent(first));
    CHECK(first + 600 <= lent + sizeof(lent));
    void* second = allocate(600);
    REQUIRE(second != nullptr);
    CHECK(!is_lent(second));
    deallocate(second);
    deallocate(first);
    CHECK(allocate(600) == first);
    release_arena();
    void* after = allocate(16);
    CHECK(!is_lent(after));
    release_arena();
}

TEST_CASE("arena: no size that cannot be had is granted") {
    CHECK(allocate(SIZE_MAX) == nullptr);
    CHECK(allocate(SIZE_MAX - 15) == nullptr);
    CHECK(allocate(PTRDIFF_MAX) == nullptr);
    deallocate(nullptr);
}
