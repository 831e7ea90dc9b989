// SPDX-License-Identifier: MIT
#include "tool/target/privilege.hpp"

#include <sys/prctl.h>
#include <sys/statvfs.h>

#include "support.hpp"

using namespace landlock_preload;

namespace {

bool is_nosuid(const std::string& path) {
    struct statvfs status = {};
    return statvfs(path.c_str(), &status) == 0 && (status.f_flag & ST_NOSUID) != 0;
}

bool is_without_new_privileges() {
    return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
}

}  // namespace

TEST_CASE("privilege: a set-id bit has the loader ignore LD_PRELOAD, where it counts") {
    const TempFolder folder;
    const std::string path = folder.file("program");
    const UniqueFd file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    const std::string lost =
        "its set-id bit does not count here, as no_new_privs is set; started by a process "
        "without that, the loader ignores LD_PRELOAD";
    struct Case {
        mode_t mode;
        std::string privilege;
    };
    const auto described = [](const char* kind, const char* names, unsigned id) {
        const std::string owner = std::string(names) + " " + std::to_string(id);
        return std::string("it is ") + kind + " (" + owner +
               "), so the loader ignores LD_PRELOAD for everyone but " + owner + ", which you are";
    };
    for (const Case& one : {Case{0755, ""}, Case{04755, described("setuid", "uid", getuid())},
                            Case{02755, described("setgid", "gid", getgid())}, Case{02745, ""}}) {
        CAPTURE(one.mode);
        REQUIRE(chmod(path.c_str(), one.mode) == 0);
        struct stat status = {};
        REQUIRE(stat(path.c_str(), &status) == 0);
        if ((status.st_mode & 07777) != one.mode || status.st_gid != getgid()) continue;
        const bool counts = !is_nosuid(path) && !is_without_new_privileges();
        CHECK(find_privilege(file.get()) == (counts ? one.privilege : ""));
        const bool is_lost =
            !is_nosuid(path) && is_without_new_privileges() && !one.privilege.empty();
        CHECK(find_lost_privilege(file.get()) == (is_lost ? lost : ""));
    }
}
