/* SPDX-License-Identifier: MIT
 * A program that exports functions and variables under names that the library may well have inside,
 * C and C++ ones. Not one of them may be called or read by the library: each aborts. */
#include <stdlib.h>

#include "opens.h"

#define CLASH(name)     \
    void name(void);    \
    void name(void) {   \
        abort();        \
    }

CLASH(start)
CLASH(construct)
CLASH(confine)
CLASH(fail)
CLASH(die)
CLASH(quote)
CLASH(collect)
CLASH(assess)
CLASH(scrub_environment)
CLASH(find_requests)
CLASH(read_source)
CLASH(parse_policy)
CLASH(load_policy)
CLASH(expand_policy)
CLASH(query_abi)
CLASH(create_ruleset)
CLASH(add_rule)
CLASH(restrict_self)
CLASH(landlock_create_ruleset)
CLASH(landlock_add_rule)
CLASH(landlock_restrict_self)
CLASH(landlock_preload_version)
CLASH(landlock_preload_version_string)
CLASH(_ZN16landlock_preload9query_abiEv)
CLASH(_ZN16landlock_preload11load_policyEPKc)
CLASH(_ZN16landlock_preload3dieESt17basic_string_viewIcSt11char_traitsIcEE)
CLASH(_Znwm)
CLASH(_ZdlPv)
CLASH(_ZdlPvm)
CLASH(_ZSt9terminatev)
CLASH(__cxa_throw)
CLASH(__cxa_begin_catch)
CLASH(__cxa_allocate_exception)
CLASH(__gxx_personality_v0)
CLASH(_Unwind_RaiseException)
CLASH(_ZNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEE9_M_appendEPKcm)

int line = 1, own = 1, plan = 1, policy = 1, path_buffer = 1, layer_entries = 1;

int main(int argc, char** argv) {
    report_open("main", argv[argc - 1]);
    return 0;
}
