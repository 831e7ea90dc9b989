// SPDX-License-Identifier: MIT
#include <elf.h>

#include <algorithm>
#include <iterator>

#include "tool/target/elf_file.hpp"

namespace landlock_preload {

std::string describe_architecture(const ElfFile& elf) {
    struct Machine {
        std::uint16_t number;
        const char* name;
    };
    constexpr Machine kMachines[] = {
        {EM_386, "x86"},          {EM_X86_64, "x86-64"},        {EM_ARM, "ARM"},
        {EM_AARCH64, "AArch64"},  {EM_RISCV, "RISC-V"},         {EM_PPC, "PowerPC"},
        {EM_PPC64, "PowerPC 64"}, {EM_S390, "S/390"},           {EM_MIPS, "MIPS"},
        {EM_SPARCV9, "SPARC"},    {258 /* new */, "LoongArch"},
    };
    std::string text = elf.elf_class == ELFCLASS32 ? "32-bit " : "64-bit ";
    const auto* const machine = std::ranges::find(kMachines, elf.machine, &Machine::number);
    if (machine == std::end(kMachines)) return text + "machine " + std::to_string(elf.machine);
    text += machine->name;
    return text;
}

std::string describe_libc(Libc libc) {
    if (libc == Libc::glibc) return "glibc";
    return libc == Libc::musl ? "musl" : "an unknown libc";
}

}  // namespace landlock_preload
