// SPDX-License-Identifier: MIT
//
// Whether we are here from the start, and whether we are the first: facts of the loader, read from
// its list of objects. Variables tell neither: `environ` is null after clearenv() and in a link
// namespace of its own, and it may be a variable of the program's.
//
// The list holds the program, then the preloads in their order, then what those need, breadth
// first; what dlopen() brings is appended. The loader itself, which called us, is one of the last
// that a start needs. So whatever comes before the loader was there at the start. Whatever comes
// behind it was, too, if an object that was there needs it; its first object with that need is the
// one that brought it. A namespace of dlmopen() has a list of its own, which does not begin with
// the program. A static program that calls dlopen() has none that we are in.
//
// glibc first starts the last object of the list that has DF_1_INITFIRST, then the program's
// preinit functions, then the libraries, those that come last in the list first. Before 2.34
// libpthread has the flag, and nobody can be blamed for it. Before all of that, it loads audit
// libraries into namespaces of their own and runs their constructors: those of LD_AUDIT, of its own
// option --audit, and of the program's DT_AUDIT and DT_DEPAUDIT. musl knows no such flag, and
// starts preloads in their order.
#include "preload/loading.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string_view>

#include "base/text.hpp"
#include "preload/die.hpp"
#include "preload/environment.hpp"
#include "preload/object_list.hpp"

namespace landlock_preload {
namespace {

constexpr std::string_view kOwnSoname = "liblandlock_preload.so";

// Parts of the C library, whose constructors know nothing of the program's, and the kernel's page
// of code; by their whole names, as anybody's library may begin with the same word.
bool is_of_libc(const LoadedObject& object) {
    const std::string_view name = object.soname != nullptr ? object.soname : "";
    constexpr std::string_view kNames[] = {
        "libc.so.6",       "libc.so.6.1",     "libpthread.so.0",   "libdl.so.2",
        "libm.so.6",       "libm.so.6.1",     "librt.so.1",        "libc.so",
        "linux-vdso.so.1", "linux-gate.so.1", "linux-vdso64.so.1", "linux-vdso32.so.1"};
    return std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames);
}

// Whether the loader takes an object that it has for what is needed by this name.
bool answers(const LoadedObject& object, std::string_view need) {
    if (object.soname != nullptr && need == object.soname) return true;
    const bool is_path = need.find('/') != std::string_view::npos;
    // With the loader's tokens in it ($ORIGIN), it says where, which the list need not say alike.
    if (is_path && need.find('$') == std::string_view::npos) return need == object.name;
    return (is_path || object.soname == nullptr) && base_name(need) == base_name(object.name);
}

struct AnswerSearch {
    std::string_view need;
    const ElfW(Dyn) * needed;  // of the object that it may be for
    bool is_other = false;
};

bool match_answer(const LoadedObject& object, void* data) {
    auto& search = *static_cast<AnswerSearch*>(data);
    if (object.dynamic == search.needed) return true;
    search.is_other = answers(object, search.need);
    return search.is_other;
}

// Whether NEED names it, up to a token of the loader's, which may stand for anything.
bool may_mean(std::string_view need, std::string_view name) {
    const std::size_t token = need.find('$');
    return need.substr(0, token) == name.substr(0, token);
}

// Of all objects that a name may mean, the loader takes the first.
bool has_need(const ObjectList& objects, const LoadedObject& object, const LoadedObject& needed) {
    if (object.strings == nullptr) return false;
    for (const auto* entry = object.dynamic; entry->d_tag != DT_NULL; ++entry) {
        if (entry->d_tag != DT_NEEDED) continue;
        const std::string_view need = object.strings + value_of(*entry);
        const std::string_view name = base_name(need);
        const bool may_be = may_mean(name, base_name(needed.name)) ||
                            (needed.soname != nullptr && may_mean(name, needed.soname));
        if (!may_be) continue;
        AnswerSearch search = {need, needed.dynamic};
        objects.each(match_answer, &search);
        if (!search.is_other) return true;
    }
    return false;
}

// The first object of the list that needs another.
struct NeederSearch {
    const ObjectList* objects = nullptr;
    LoadedObject needed;
    LoadedObject needer;
    int index = -1;
    bool found = false;
};

bool match_needer(const LoadedObject& object, void* data) {
    auto& search = *static_cast<NeederSearch*>(data);
    ++search.index;
    search.needer = object;
    search.found = has_need(*search.objects, object, search.needed);
    return search.found;
}

NeederSearch find_needer(const ObjectList& objects, const LoadedObject& needed) {
    NeederSearch search;
    search.objects = &objects;
    search.needed = needed;
    objects.each(match_needer, &search);
    return search;
}

// What one walk over the list tells.
struct Walk {
    int index = -1;
    int own_index = -1;
    int loader_index = -1;
    bool begins_with_program = true;
    bool nothing_added = false;
    bool has_preinit = false;
    const char* auditors = nullptr;
    LoadedObject own;
    LoadedObject twin;
    LoadedObject holder;  // of the flag
    LoadedObject rival;   // the nearest object that runs before us where nobody has the flag
};

bool is_copy(const LoadedObject& object) {
    return object.soname != nullptr && std::string_view(object.soname) == kOwnSoname;
}

bool visit(const LoadedObject& object, void* data) {
    auto& walk = *static_cast<Walk*>(data);
    ++walk.index;
    if (walk.index == 0) {
        walk.begins_with_program = object.is_program;
        walk.has_preinit = object.has_preinit;
        walk.nothing_added = object.nothing_added;
        walk.auditors = object.auditors;
    }
    if (object.is_own) {
        walk.own_index = walk.index;
        walk.own = object;
    } else if (is_copy(object)) {
        walk.twin = object;
    }
    if (object.is_loader) walk.loader_index = walk.index;
    if (object.has_flag) walk.holder = object;
#ifdef __GLIBC__
    const bool runs_before = walk.own_index >= 0;
#else
    const bool runs_before = walk.own_index < 0 && walk.index > 0;
#endif
    if (runs_before && !object.is_own && !object.is_loader && object.has_constructors &&
        !is_of_libc(object) && walk.rival.dynamic == nullptr) {
        walk.rival = object;
    }
    return false;
}

bool is_at_start(const ObjectList& objects, const Walk& walk) {
#ifdef __GLIBC__
    if (!walk.begins_with_program) return false;
#else
    if (walk.nothing_added) return true;  // musl counts what dlopen brought
#endif
    if (walk.loader_index < 0) return true;  // an unknown kind of start: better refused
    LoadedObject object = walk.own;
    for (int index = walk.own_index; index > walk.loader_index;) {
        const NeederSearch search = find_needer(objects, object);
        if (!search.found || search.index >= index) return false;
        index = search.index;
        object = search.needer;
    }
    return true;
}

#ifdef __GLIBC__
// Audit libraries that ran before us; nullptr: none.
const char* find_auditors(const ObjectList& objects, const Walk& walk, char** envp) {
    const char* other = objects.find_other_namespace();
    if (other != nullptr && *other != '\0') return other;
    if (walk.auditors != nullptr) return walk.auditors;
    const char* request = find_audit_request(envp);
    return request != nullptr || other == nullptr ? request : "an audit library";
}
#endif

// What ran before us at a start, and who could be blamed for it.
void assess_order(const ObjectList& objects, const Walk& walk, [[maybe_unused]] char** envp,
                  Loading& loading) {
    const LoadedObject& rival = walk.rival;
    loading.first = rival.dynamic == nullptr;
#ifdef __GLIBC__
    const char* auditors = find_auditors(objects, walk, envp);
    if (auditors != nullptr) {
        loading.first = false;
        loading.rival = auditors;
        loading.remedy = "start without audit libraries (LD_AUDIT, --audit, DT_AUDIT)";
        return;
    }
    loading.first = loading.first && !walk.has_preinit;
    if (walk.holder.dynamic == walk.own.dynamic) {
        loading.first = true;
        return;
    }
    if (walk.holder.dynamic != nullptr && !is_of_libc(walk.holder)) {
        loading.first = false;
        loading.rival = walk.holder.name;
        loading.remedy = "link it without -z initfirst, of which the loader heeds one";
        return;
    }
    if (rival.dynamic == nullptr) return;
    if (!walk.own.has_flag) {
        loading.rival = rival.name;
        loading.remedy = "build this library with -Dinitfirst=true";
        return;
    }
    loading.remedy = "name this library last in LD_PRELOAD";
#else
    if (rival.dynamic == nullptr) return;
    loading.remedy = "name this library first in LD_PRELOAD";
#endif
    // What the program needs is there whatever LD_PRELOAD says.
    if (!find_needer(objects, rival).found) loading.rival = rival.name;
}

}  // namespace

Loading find_loading(const void* caller, char** envp) {
    const ObjectList objects(caller);
    Walk walk;
    objects.each(visit, &walk);
    Loading loading;
    if (walk.own_index < 0) {
        if (ObjectList::is_static_program()) return loading;
        die("dl_iterate_phdr() does not list this library, so it is not the loader's, and nothing "
            "says whether this is a start; take the function out of the program or the library "
            "that defines it");
    }
    loading.own_path = walk.own.name;
    loading.at_start = is_at_start(objects, walk);
    if (loading.at_start) {
        assess_order(objects, walk, envp, loading);
        if (walk.twin.dynamic != nullptr) loading.twin = walk.twin.name;
    }
    return loading;
}

bool is_linked_in() {
    const ObjectList objects(nullptr);
    Walk walk;
    objects.each(visit, &walk);
    return walk.own_index >= 0 && find_needer(objects, walk.own).found;
}

}  // namespace landlock_preload
