// SPDX-License-Identifier: MIT
//
// The loader writes for debuggers where its list is: DT_DEBUG, in the dynamic section of the
// program, which the kernel says where to find. dl_iterate_phdr(), which reads the same list, is
// whoever's defines it: one that is not ready lists nothing, and one that remembers the list, as
// programs do for faster exceptions, does not have what was loaded since. It is asked where there
// is no other way: in a namespace of dlmopen(), in a program that was linked without DT_DEBUG, and
// where musl's loader was started as a program.
#include "preload/object_list.hpp"

#include <cstddef>
#include <span>

#include "base/auxiliary_vector.hpp"

namespace landlock_preload {

// The linker's name for the beginning of what it makes, which stays where it is when tools move the
// dynamic section (patchelf). NOLINTNEXTLINE(hicpp-no-assembler)
[[gnu::visibility("hidden")]] extern const ElfW(Ehdr) own_elf_header asm("__ehdr_start");

namespace {

using Headers = std::span<const ElfW(Phdr)>;

bool is_own_base(std::uintptr_t base) {
    return base == reinterpret_cast<std::uintptr_t>(&own_elf_header);
}

const ElfW(Dyn) * dynamic_at(std::uintptr_t address) {
    return reinterpret_cast<const ElfW(Dyn)*>(address);  // NOLINT(performance-no-int-to-ptr)
}

// glibc has added the base, which is what the addresses in the file differ by, to the pointers of a
// dynamic section that can be written to; the kernel's page of code has one that cannot. The base
// wraps round below zero where an object is mapped below the addresses that it was linked for, and
// its dynamic section with it. musl leaves the pointers as they are in the file.
const char* relocated(const LoadedObject& object, std::uintptr_t pointer) {
#ifdef __GLIBC__
    const bool is_wrapped = reinterpret_cast<std::uintptr_t>(object.dynamic) < object.base;
    if (!is_wrapped && pointer < object.base) pointer += object.base;
#else
    pointer += object.base;
#endif
    return reinterpret_cast<const char*>(pointer);  // NOLINT(performance-no-int-to-ptr): as in ELF
}

void read_entry(LoadedObject& object, const ElfW(Dyn) & entry) {
    switch (entry.d_tag) {
        case DT_STRTAB:
            object.strings = relocated(object, value_of(entry));
            break;
        case DT_FLAGS_1:
            object.has_flag = (value_of(entry) & DF_1_INITFIRST) != 0;
            break;
        case DT_INIT:
        case DT_INIT_ARRAY:
            object.has_constructors = true;
            break;
        case DT_PREINIT_ARRAY:
            object.has_preinit = true;
            break;
        default:
            break;
    }
}

void read_dynamic(LoadedObject& object) {
    object.is_own = is_own_base(object.base);
    const ElfW(Dyn)* soname = nullptr;
    const ElfW(Dyn)* auditors = nullptr;
    for (const auto* entry = object.dynamic; entry != nullptr && entry->d_tag != DT_NULL; ++entry) {
        read_entry(object, *entry);
        if (entry->d_tag == DT_SONAME) soname = entry;
        if (entry->d_tag == DT_AUDIT || entry->d_tag == DT_DEPAUDIT) auditors = entry;
    }
    if (object.strings == nullptr) return;
    if (soname != nullptr) object.soname = object.strings + value_of(*soname);
    if (auditors != nullptr) object.auditors = object.strings + value_of(*auditors);
}

Headers headers_of_program() {
    // NOLINTNEXTLINE(performance-no-int-to-ptr): as the kernel gives it
    return {reinterpret_cast<const ElfW(Phdr)*>(auxiliary_value(AT_PHDR)),
            auxiliary_value(AT_PHNUM)};
}

const ElfW(Phdr) * find_header(Headers headers, std::uint32_t type) {
    for (const auto& header : headers) {
        if (header.p_type == type) return &header;
    }
    return nullptr;
}

// What the loader wrote for debuggers, where the list in it is one that this code is in.
const r_debug* find_debug() {
    const Headers headers = headers_of_program();
    const auto* self = find_header(headers, PT_PHDR);
    const auto* section = find_header(headers, PT_DYNAMIC);
    if (self == nullptr || section == nullptr) return nullptr;
    const auto base = reinterpret_cast<std::uintptr_t>(headers.data()) - self->p_vaddr;
    const r_debug* debug = nullptr;
    const auto* dynamic = dynamic_at(base + section->p_vaddr);
    for (const auto* entry = dynamic; entry->d_tag != DT_NULL; ++entry) {
        // NOLINTNEXTLINE(performance-no-int-to-ptr): as in ELF
        if (entry->d_tag == DT_DEBUG) debug = reinterpret_cast<const r_debug*>(value_of(*entry));
    }
    // The list of a static program does not begin with the one that the kernel started, or has no
    // loader.
    if (debug == nullptr || debug->r_ldbase == 0 || debug->r_map == nullptr) return nullptr;
    if (debug->r_map->l_ld != dynamic) return nullptr;
    for (const link_map* map = debug->r_map; map != nullptr; map = map->l_next) {
        if (is_own_base(map->l_addr)) return debug;
    }
    return nullptr;
}

bool holds(const dl_phdr_info& info, const void* address) {
    const auto wanted = reinterpret_cast<std::uintptr_t>(address) - info.dlpi_addr;
    for (int i = 0; i < info.dlpi_phnum; ++i) {
        const auto& header = info.dlpi_phdr[i];
        if (header.p_type == PT_LOAD && wanted - header.p_vaddr < header.p_memsz) return true;
    }
    return false;
}

struct Visitor {
    ObjectList::Visit visit;
    void* data;
    const void* caller;
};

int visit_listed(dl_phdr_info* info, std::size_t /*size*/, void* data) {
    const auto& visitor = *static_cast<const Visitor*>(data);
    LoadedObject object;
    object.name = info->dlpi_name;
    object.base = info->dlpi_addr;
    const auto* section = find_header({info->dlpi_phdr, info->dlpi_phnum}, PT_DYNAMIC);
    if (section != nullptr) object.dynamic = dynamic_at(object.base + section->p_vaddr);
    object.is_program = info->dlpi_phdr == headers_of_program().data();
    object.is_loader = holds(*info, visitor.caller);
    object.nothing_added = info->dlpi_adds == 0;
    read_dynamic(object);
    object.is_own = holds(*info, reinterpret_cast<const void*>(&visit_listed));
    return visitor.visit(object, visitor.data) ? 1 : 0;
}

}  // namespace

ObjectList::ObjectList(const void* caller) : caller_(caller), debug_(find_debug()) {}

void ObjectList::each(Visit visit, void* data) const {
    if (debug_ == nullptr) {
        Visitor visitor = {visit, data, caller_};
        dl_iterate_phdr(visit_listed, &visitor);
        return;
    }
    for (const link_map* map = debug_->r_map; map != nullptr; map = map->l_next) {
        LoadedObject object;
        object.name = map->l_name;
        object.base = map->l_addr;
        object.dynamic = map->l_ld;
        object.is_program = map == debug_->r_map;
        object.is_loader = map->l_addr == debug_->r_ldbase;
        read_dynamic(object);
        if (visit(object, data)) return;
    }
}

const char* ObjectList::find_other_namespace() const {
    constexpr int kWithNamespaces = 2;
    struct Extended {  // r_debug_extended, which older headers lack
        r_debug base;
        const r_debug* next;
    };
    if (debug_ == nullptr || debug_->r_version < kWithNamespaces) return nullptr;
    const r_debug* other = reinterpret_cast<const Extended*>(debug_)->next;
    if (other == nullptr) return nullptr;
    return other->r_map != nullptr ? other->r_map->l_name : "";
}

bool ObjectList::is_static_program() {
#ifdef __GLIBC__
    return find_header(headers_of_program(), PT_INTERP) == nullptr;
#else
    return false;
#endif
}

}  // namespace landlock_preload
