// SPDX-License-Identifier: MIT
#pragma once

#include <elf.h>
#include <link.h>

#include <cstdint>

namespace landlock_preload {

// One object of the loader's list, with what its dynamic section says.
struct LoadedObject {
    const char* name = "";
    const char* soname = nullptr;
    const char* strings = nullptr;
    const char* auditors = nullptr;  // DT_AUDIT or DT_DEPAUDIT
    const ElfW(Dyn) * dynamic = nullptr;
    std::uintptr_t base = 0;
    bool has_flag = false;  // DF_1_INITFIRST
    bool has_constructors = false;
    bool has_preinit = false;
    bool is_own = false;  // what this code is in
    bool is_loader = false;
    bool is_program = false;     // the one that the kernel started
    bool nothing_added = false;  // musl: nobody has called dlopen()
};

// The value of an entry of a dynamic section.
inline std::uintptr_t value_of(const ElfW(Dyn) & entry) {
    return entry.d_un.d_val;  // NOLINT(cppcoreguidelines-pro-type-union-access): as in ELF
}

// The objects that the loader has brought into the namespace of this one.
class ObjectList {
  public:
    // CALLER: any address in the loader, as that which a constructor returns to.
    explicit ObjectList(const void* caller);

    // Calls VISIT with each, from the first on, until it returns true.
    using Visit = bool (*)(const LoadedObject& object, void* data);
    void each(Visit visit, void* data) const;

    // Whether no list of a loader's has been made: a static program has called dlopen().
    static bool is_static_program();

    // The first object of another namespace that the loader has made, empty where all of them are
    // gone again; nullptr: there is none, or glibc is older than 2.35.
    [[nodiscard]] const char* find_other_namespace() const;

  private:
    const void* caller_;
    const r_debug* debug_ = nullptr;  // nullptr: dl_iterate_phdr() is asked
};

}  // namespace landlock_preload
