// SPDX-License-Identifier: MIT
//
// Blocks are cut off chunks of pages, one behind the other. One that is given back is kept in a
// list for the next of its size; sizes are rounded to four steps per power of two, so that there
// are few lists and little is lost. Large blocks are mappings of their own. The first chunk is lent
// by whoever has memory to spare: a mapping, its pages and their end cost as much as several rules.
//
// All of operator new, and what the C++ runtime takes from malloc, ends here: see freestanding.cpp.
#include "base/arena.hpp"

#include <bit>
#include <cstdint>

#include "base/process_calls.hpp"
#include "base/touched.hpp"

namespace landlock_preload {
namespace {

constexpr std::size_t kChunk = std::size_t{1} << 16;
constexpr std::size_t kLarge = kChunk / 4;

// Stands before every block. Alignment is that of any type.
struct alignas(std::max_align_t) Header {
    std::size_t size;  // of the block behind it
    Header* next;      // in a list of free blocks
};

struct alignas(std::max_align_t) Chunk {
    Chunk* next;
    std::size_t size;
};

// The steps: a quarter of the power of two below SIZE, or the alignment.
[[gnu::always_inline]] constexpr unsigned step_of(std::size_t size) {
    const auto width = static_cast<unsigned>(std::bit_width(size - 1));
    constexpr unsigned kLeast = 4;
    return width < kLeast + 3 ? kLeast : width - 3;
}
static_assert(alignof(Header) <= 16);

[[gnu::always_inline]] constexpr std::size_t list_of(std::size_t size) {
    return std::size_t{step_of(size)} * 4 + (size >> step_of(size));
}
constexpr std::size_t round_up(std::size_t size) {
    const std::size_t step = std::size_t{1} << step_of(size);
    return (size + step - 1) & ~(step - 1);
}
static_assert(round_up(1) == 16 && round_up(128) == 128 && round_up(129) == 160);
static_assert(list_of(kLarge) < 64);

LANDLOCK_PRELOAD_TOUCHED constinit Header* free_blocks[64] = {};
LANDLOCK_PRELOAD_TOUCHED constinit Chunk* chunks = nullptr;
LANDLOCK_PRELOAD_TOUCHED constinit char* fresh = nullptr;  // of the newest chunk: nobody's yet
LANDLOCK_PRELOAD_TOUCHED constinit std::size_t fresh_size = 0;

bool add_chunk() {
    auto* chunk = static_cast<Chunk*>(map_pages(kChunk));
    if (chunk == nullptr) return false;
    *chunk = {chunks, kChunk};
    chunks = chunk;
    fresh = reinterpret_cast<char*>(chunk + 1);
    fresh_size = kChunk - sizeof(Chunk);
    return true;
}

void* allocate_large(std::size_t size) {
    if (size > PTRDIFF_MAX) return nullptr;
    auto* header = static_cast<Header*>(map_pages(size + sizeof(Header)));
    if (header == nullptr) return nullptr;
    header->size = size;
    return header + 1;
}

}  // namespace

void* allocate(std::size_t size) noexcept {
    if (size > kLarge) return allocate_large(size);
    size = round_up(size == 0 ? 1 : size);
    Header*& list = free_blocks[list_of(size)];
    if (Header* block = list) {
        list = block->next;
        return block + 1;
    }
    const std::size_t whole = size + sizeof(Header);
    if (fresh_size < whole && !add_chunk()) return nullptr;
    auto* block = reinterpret_cast<Header*>(fresh);
    fresh += whole;
    fresh_size -= whole;
    block->size = size;
    return block + 1;
}

void deallocate(void* memory) noexcept {
    if (memory == nullptr) return;
    Header* block = static_cast<Header*>(memory) - 1;
    if (block->size > kLarge) {
        unmap_pages(block, block->size + sizeof(Header));
    } else if (reinterpret_cast<char*>(memory) + block->size == fresh) {
        fresh -= block->size + sizeof(Header);
        fresh_size += block->size + sizeof(Header);
    } else {
        Header*& list = free_blocks[list_of(block->size)];
        block->next = list;
        list = block;
    }
}

void lend_to_arena(void* memory, std::size_t size) noexcept {
    fresh = static_cast<char*>(memory);
    fresh_size = size;
}

void release_arena() noexcept {
    while (Chunk* chunk = chunks) {
        chunks = chunk->next;
        unmap_pages(chunk, chunk->size);
    }
    for (Header*& list : free_blocks) list = nullptr;
    fresh = nullptr;
    fresh_size = 0;
}

}  // namespace landlock_preload
