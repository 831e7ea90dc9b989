// SPDX-License-Identifier: MIT
//
// A child reports through a pipe: a Result, or why it has none. It leaves by _exit, so that nothing
// of doctest, which belongs to the parent, runs twice.
#include "sandbox.hpp"

#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>

#include "base/diagnostic.hpp"
#include "landlock/kernel.hpp"
#include "operations.hpp"
#include "policy/json/parser.hpp"
#include "resolve/expand.hpp"
#include "sandbox/plan.hpp"
#include "sandbox/ruleset.hpp"

namespace kernel_tests {
namespace {

constexpr uid_t kNobody = 65534;
constexpr unsigned kSecondsOfAChild = 60;  // emulated machines are slow

// A directory of its own for one child, removed afterwards.
class Scratch {
  public:
    explicit Scratch(uid_t uid) {
        char name[] = "/tmp/landlock-kernel.XXXXXX";
        if (mkdtemp(name) == nullptr) throw std::runtime_error("cannot make a scratch directory");
        path_ = name;
        if (chmod(name, 0755) != 0 || chown(name, uid, uid == geteuid() ? getegid() : uid) != 0) {
            throw std::runtime_error("cannot give the scratch directory away");
        }
    }
    ~Scratch() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    [[nodiscard]] const char* path() const { return path_.c_str(); }

  private:
    std::string path_;
};

void become(uid_t uid) {
    if (uid == geteuid()) return;
    must(setgroups(0, nullptr), "setgroups");
    must(setresgid(uid, uid, uid), "setresgid");
    must(setresuid(uid, uid, uid), "setresuid");
    // As if the user had started us: without, our /proc/self would belong to root.
    must(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0), "PR_SET_DUMPABLE");
}

void write_content(const char* path) {
    const int fd = must(open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644), path);
    must(write(fd, "content", 7), path);
    close(fd);
}

void make_layout() {
    umask(022);
    write_content("file");
    must(mkdir("dir", 0755), "dir");
    write_content("dir/file");
    must(mkdir("dir/sub", 0755), "dir/sub");
    must(mkdir("other", 0755), "other");
    must(mkfifo("fifo", 0644), "fifo");
    must(symlink("file", "link"), "link");
    expect(bind_unix("sock", SOCK_STREAM) == Result::allowed, "sock");
}

// What a child that has no Result writes instead is the reason.
struct Report {
    int has_result;
    int code;
    char reason[400];
};

void set_reason(Report& report, const std::string& reason) {
    const std::size_t length = std::min(reason.size(), sizeof(report.reason) - 1);
    std::memcpy(report.reason, reason.data(), length);
}

Report run(const Action& act) {
    Report report = {};
    try {
        report.code = static_cast<int>(act());
        report.has_result = 1;
    } catch (const landlock_preload::Diagnostics& errors) {
        set_reason(report, "the library refused: " + errors.list.front().what);
    } catch (const std::exception& exception) {
        set_reason(report, exception.what());
    }
    return report;
}

std::vector<std::unique_ptr<Bystander>> left_running;

// doctest's handlers would report a child's signal as the end of the whole suite.
void forget_handlers() {
    for (const int number : {SIGINT, SIGILL, SIGFPE, SIGSEGV, SIGTERM, SIGABRT}) {
        std::signal(number, SIG_DFL);
    }
}

// Forks; the child runs ACT and ends.
Report fork_and_run(const Action& act) {
    int ends[2];
    must(pipe2(ends, O_CLOEXEC), "pipe");
    const int child = must(fork(), "fork");
    if (child == 0) {
        close(ends[0]);
        alarm(kSecondsOfAChild);
        forget_handlers();
        for (auto& others : left_running) (void)others.release();  // our parent's
        left_running.clear();
        const Report report = run(act);
        left_running.clear();
        const bool told = write(ends[1], &report, sizeof(report)) == sizeof(report);
        _exit(told ? 0 : 1);
    }
    close(ends[1]);
    Report report = {};
    const bool told = read(ends[0], &report, sizeof(report)) == sizeof(report);
    close(ends[0]);
    int status = 0;
    must(waitpid(child, &status, 0), "waitpid");
    if (!told || status != 0) {
        report.has_result = 0;
        set_reason(report, "the child ended with wait status " + std::to_string(status));
    }
    return report;
}

}  // namespace

int must(long status, const char* what) {
    if (status >= 0) return static_cast<int>(status);
    throw std::runtime_error(std::string("cannot go on: ") + what + ": " + std::strerror(errno));
}

void expect(bool is, const char* what) {
    if (!is) throw std::runtime_error(std::string("expected: ") + what);
}

Result result_of(long status) {
    return status >= 0 ? Result::allowed : static_cast<Result>(errno);
}

doctest::String toString(Result result) {
    switch (result) {
        case Result::none:
            return "no result";
        case Result::allowed:
            return "allowed";
        case Result::eacces:
            return "EACCES";
        case Result::eperm:
            return "EPERM";
        case Result::exdev:
            return "EXDEV";
        case Result::enoent:
            return "ENOENT";
    }
    return std::strerror(static_cast<int>(result));
}

int kernel_abi() {
    static const long abi = syscall(444, nullptr, std::size_t{0}, std::uint32_t{1});
    return static_cast<int>(abi);
}

int kernel_errata() {
    const long errata = syscall(444, nullptr, std::size_t{0}, std::uint32_t{2});
    return errata < 0 ? 0 : static_cast<int>(errata);
}

Result denied_since(int since, Result why, Result else_result) {
    return kernel_abi() >= since ? why : else_result;
}

std::vector<uid_t> users() {
    // A container's root may lack what becoming another takes.
    bool may_be_another = geteuid() == 0;
    for (const int capability : {CAP_CHOWN, CAP_SETGID, CAP_SETUID}) {
        may_be_another = may_be_another && has_capability(0, capability);
    }
    if (!may_be_another) return {geteuid()};
    return {0, kNobody};
}

bool has_capability(uid_t uid, int capability) {
    if (uid != geteuid()) return false;  // dropped with the uid
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;) {
        if (word != "CapEff:") continue;
        status >> word;
        return ((std::stoull(word, nullptr, 16) >> capability) & 1U) != 0;
    }
    return false;
}

Result in_child(uid_t uid, const Action& act) {
    const Scratch scratch(uid);
    const Report report = fork_and_run([&] {
        must(chdir(scratch.path()), "chdir");
        become(uid);
        make_layout();
        return act();
    });
    if (report.has_result == 0) {
        FAIL_CHECK(std::string(report.reason));
        return Result::none;
    }
    return static_cast<Result>(report.code);
}

Result confined(uid_t uid, const PolicyText& policy, const Action& act) {
    return confined(
        uid, policy, [] {}, act);
}

Result confined(uid_t uid, const PolicyText& policy, const Preparation& prepare,
                const Action& act) {
    return in_child(uid, [&] {
        prepare();
        enforce(policy);
        return act();
    });
}

int since(const std::string& right) {
    for (const landlock_facts::Right& documented : landlock_facts::kRights) {
        if (right == documented.name) return documented.since;
    }
    throw std::runtime_error("no such right: " + right);
}

void check_needs(const std::vector<Grant>& needs, const Action& act, const Preparation& prepare) {
    const auto granted = [&needs](std::size_t short_of, const std::string& right) {
        PolicyText policy = all_fs();
        for (std::size_t i = 0; i < needs.size(); ++i) {
            policy.grant(needs[i].path,
                         i == short_of ? without(needs[i].rights, right) : needs[i].rights);
        }
        return policy;
    };
    for (const uid_t uid : users()) {
        CAPTURE(uid);
        CHECK(in_child(uid, [&] {
                  prepare();
                  return act();
              }) == Result::allowed);
        CHECK(confined(uid, granted(needs.size(), ""), prepare, act) == Result::allowed);
        for (std::size_t i = 0; i < needs.size(); ++i) {
            CAPTURE(needs[i].path);
            for (const std::string& right : needs[i].rights) {
                CAPTURE(right);
                CHECK(confined(uid, granted(i, right), prepare, act) == denied_since(since(right)));
            }
        }
    }
}

void enforce(const PolicyText& policy) {
    using namespace landlock_preload;
    const Source source = {SourceKind::inline_text, "LANDLOCK_POLICY", policy.text()};
    const ResolvedPolicy resolved = expand_policy(parse_policy(source));
    const Plan plan = plan_enforcement(resolved, query_abi());
    const Ruleset ruleset = build_ruleset(resolved, plan);
    require_confinable_threads(plan.abi);
    restrict_self(ruleset.fd.get(), plan.abi);
}

Bystander::Bystander(const Preparation& serve) {
    int ready[2];
    int alive[2];
    must(pipe2(ready, O_CLOEXEC), "pipe");
    must(pipe2(alive, O_CLOEXEC), "pipe");
    pid_ = must(fork(), "fork");
    if (pid_ == 0) {
        close(ready[0]);
        close(alive[1]);
        const Report report = run([&serve] {
            serve();
            return Result::allowed;
        });
        if (report.has_result != 1 || write(ready[1], "r", 1) != 1) _exit(1);
        char nothing;
        _exit(read(alive[0], &nothing, 1) == 0 ? 0 : 1);  // until whoever made us is gone
    }
    close(ready[1]);
    close(alive[0]);
    keep_alive_ = alive[1];
    char answer;
    const bool is_ready = read(ready[0], &answer, 1) == 1;
    close(ready[0]);
    expect(is_ready, "a bystander that could prepare itself");
}

Bystander::~Bystander() {
    close(keep_alive_);
    waitpid(pid_, nullptr, 0);
}

void leave_running(const Preparation& serve) {
    left_running.push_back(std::make_unique<Bystander>(serve));
}

Result in_grandchild(const Action& act) {
    const Report report = fork_and_run(act);
    if (report.has_result == 0) throw std::runtime_error(report.reason);
    return static_cast<Result>(report.code);
}

}  // namespace kernel_tests
