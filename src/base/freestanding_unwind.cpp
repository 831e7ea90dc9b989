// SPDX-License-Identifier: MIT
//
// Where the unwinder finds what describes the code at an address: see freestanding.cpp. It passes
// through none but ours, as what is thrown here is caught here; libgcc's own answer asks the loader
// for every object of the process, keeps what JIT compilers register, and is larger than any other
// function of this library.
//
// The linker sorts a table of all functions (.eh_frame_hdr; Linux Standard Base, "Exception
// Frames"). What does not look as described here is not found, and the throw ends in die().
#include <link.h>

#include <cstddef>
#include <cstdint>
#include <cstring>

// The linker's name for the beginning of what it makes. NOLINTNEXTLINE(hicpp-no-assembler)
[[gnu::visibility("hidden")]] extern const ElfW(Ehdr) own_elf_header asm("__ehdr_start");

// The names are the unwinder's.
// NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp)
// NOLINTBEGIN(readability-identifier-naming,readability-inconsistent-declaration-parameter-name)
namespace {

struct Entry {
    std::int32_t function;  // from the beginning of the table on, as is
    std::int32_t frame;     // what describes it
};

struct Table {
    std::uint8_t version;
    std::uint8_t frames_encoding;
    std::uint8_t count_encoding;
    std::uint8_t entries_encoding;
    std::int32_t frames;
    std::uint32_t count;
    Entry entries[1];  // as many as that
};

const Table* find_table() {
    const auto* start = reinterpret_cast<const char*>(&own_elf_header);
    const auto* header = reinterpret_cast<const ElfW(Phdr)*>(start + own_elf_header.e_phoff);
    for (int left = own_elf_header.e_phnum; left > 0; --left, ++header) {
        if (header->p_type != PT_GNU_EH_FRAME) continue;
        const auto* table = reinterpret_cast<const Table*>(start + header->p_vaddr);
        constexpr std::uint8_t kFourBytesFromHere = 0x1b;
        constexpr std::uint8_t kFourBytes = 0x03;
        constexpr std::uint8_t kFourBytesFromTable = 0x3b;
        const bool is_known = table->version == 1 && table->frames_encoding == kFourBytesFromHere &&
                              table->count_encoding == kFourBytes &&
                              table->entries_encoding == kFourBytesFromTable && table->count > 0;
        return is_known ? table : nullptr;
    }
    return nullptr;
}

// The length of a function, which stands behind its beginning; that is counted from its own place
// on, in as many bytes. 0: it is written otherwise.
template <typename Begin, typename Length>
Length read_length(const char* frame, const char* function) {
    constexpr std::size_t kBeginAt = 8;  // behind the length of the frame and its common part
    Begin begin = 0;
    Length length = 0;
    std::memcpy(&begin, frame + kBeginAt, sizeof(begin));
    std::memcpy(&length, frame + kBeginAt + sizeof(begin), sizeof(length));
    return frame + kBeginAt + begin == function ? length : 0;
}

}  // namespace

extern "C" {

const void* _Unwind_Find_FDE(const void* address, const void** bases);

// BASES: of text and of data, which nothing is relative to here, and of the function.
const void* _Unwind_Find_FDE(const void* address, const void** bases) {
    const Table* table = find_table();
    if (table == nullptr) return nullptr;
    const auto* origin = reinterpret_cast<const char*>(table);
    const auto* wanted = static_cast<const char*>(address);
    const Entry* first = table->entries;  // the last one that does not begin behind it
    for (std::uint32_t left = table->count; left > 1;) {
        const std::uint32_t half = left / 2;
        if (origin + first[half].function <= wanted) first += half;
        left -= half;
    }
    const char* function = origin + first->function;
    const char* frame = origin + first->frame;
    std::uint64_t length = read_length<std::int32_t, std::uint32_t>(frame, function);
    if (length == 0) length = read_length<std::int64_t, std::uint64_t>(frame, function);
    if (wanted < function || static_cast<std::uint64_t>(wanted - function) >= length)
        return nullptr;
    bases[0] = bases[1] = nullptr;
    bases[2] = function;
    return frame;
}

}  // extern "C"
// NOLINTEND(readability-identifier-naming,readability-inconsistent-declaration-parameter-name)
// NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp)
