// SPDX-License-Identifier: MIT
//
// The verdict comes first, then the system call, in a child of its own: the one must have said what
// the other does. The expectation is the system call alone.
//
// "unknown" is right in two cases only: the call fails for the very reason that the verdict names;
// or the object has no name left that leads to it, so that nobody can tell from inside.
#include "confined.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "attempt.hpp"
#include "interface.hpp"
#include "random.hpp"
#include "tree.hpp"

namespace oracle {
namespace {

constexpr int kNothingToCompare = 255;

// Nothing where it was removed.
std::string working_directory() {
    std::error_code error;
    return std::filesystem::current_path(error).string();
}

// The errno of an attempt, or 0.
int try_in_child(const Attempt& attempt) {
    const pid_t child = must(fork(), "fork");
    if (child == 0) {
        const long status = attempt.act();
        _exit(status == kNoAnswer ? kNothingToCompare : status < 0 ? errno : 0);
    }
    int status = 0;
    must(waitpid(child, &status, 0), "waitpid");
    if (!WIFEXITED(status)) throw std::runtime_error("an attempt was killed");
    return WEXITSTATUS(status);
}

std::string relative_to_here(const std::string& path) {
    const std::string here = working_directory();
    return here.empty() ? path : std::filesystem::path(path).lexically_relative(here).string();
}

// Another way to write a path.
class Rewriter {
  public:
    Rewriter(Random& random, const Wave& wave) : random_(random), wave_(wave) {}

    std::string rewrite(const std::string& path, const std::string& fresh);

  private:
    std::string with_detour(std::string path);
    std::string beside_descriptor(const std::string& fresh);
    std::string pathological();

    Random& random_;
    const Wave& wave_;
};

std::string Rewriter::with_detour(std::string path) {
    constexpr const char* kDetours[] = {"/.", "/", "/../"};
    std::vector<std::size_t> slashes;
    for (std::size_t at = path.find('/'); at != std::string::npos; at = path.find('/', at + 1)) {
        slashes.push_back(at);
    }
    if (slashes.empty()) return "./" + path;
    const std::size_t at = random_.pick(slashes);
    std::string detour = kDetours[random_.below(3)];
    if (detour == "/../") {  // out of the directory and into it again
        if (at == 0) return "/.." + path;
        const std::size_t start = path.rfind('/', at - 1);
        detour = "/.." + path.substr(start == std::string::npos ? 0 : start, at - start);
        if (start == std::string::npos) detour = "/../" + path.substr(0, at);
    }
    return path.insert(at, detour);
}

std::string Rewriter::beside_descriptor(const std::string& fresh) {
    const std::string process = random_.percent(50) ? "/proc/self/" : "/proc/thread-self/";
    const std::string link = process + "fd/" + std::to_string(random_.pick(wave_.descriptors));
    switch (random_.below(5)) {
        case 0:
            return link + "/" + fresh;
        case 1:
            return link + "/..";
        case 2: {
            const std::string& path = random_.pick(wave_.paths);
            return link + path.substr(path.rfind('/'));
        }
        default:
            return link;
    }
}

std::string Rewriter::pathological() {
    const std::string& path = random_.pick(wave_.paths);
    switch (random_.below(5)) {
        case 0:
            return "";
        case 1:
            return path + "/" + std::string(256, 'n');
        case 2:
            return path + std::string(4096 - path.size(), '/');
        case 3:
            return path + std::string(4095 - path.size(), '/');
        default:
            return path + "/absent/absent";
    }
}

std::string Rewriter::rewrite(const std::string& path, const std::string& fresh) {
    const std::string folder = path.substr(0, path.rfind('/'));
    const std::string& other = random_.pick(wave_.paths);
    switch (random_.below(16)) {
        case 0:
        case 1:
            return relative_to_here(path);
        case 2:
        case 3:
            return with_detour(path);
        case 4:
            return path + "/";
        case 5:
        case 6:
            return path + "/" + fresh;
        case 7:
            return folder + "/" + fresh;
        case 8:
            return "/proc/self/root" + path;
        case 9:
            return "/proc/self/cwd/" + fresh;
        case 10:
            return beside_descriptor(fresh);
        case 11:
            return path + other.substr(other.rfind('/'));  // a link may lead there
        case 12:
            return with_detour(with_detour(path));
        case 13:
            return path + "/..";
        case 14:
            return random_.percent(30) ? pathological() : path;
        default:
            return path;
    }
}

// Whether a link of /proc leads to an object that its name no longer leads to, be it that the name
// is now another one's, or a hard link's on another mount.
bool has_lost_name(const std::string& link) {
    constexpr unsigned kWanted = STATX_INO | STATX_MNT_ID;
    struct statx object = {};
    struct statx named = {};
    if (statx(AT_FDCWD, link.c_str(), 0, kWanted, &object) != 0) return false;
    std::error_code error;
    const std::string name = std::filesystem::read_symlink(link, error).string();
    if (statx(AT_FDCWD, name.c_str(), 0, kWanted, &named) != 0) return true;
    return object.stx_ino != named.stx_ino || object.stx_mnt_id != named.stx_mnt_id;
}

// Whether a path starts at such an object: a descriptor, or the working directory.
bool is_nameless(const std::string& path) {
    const std::size_t at = path.find("/fd/");
    if (at != std::string::npos) {
        return has_lost_name(path.substr(0, std::min(path.find('/', at + 4), path.size())));
    }
    const bool is_relative = !path.starts_with('/') || path.find("/cwd/") != std::string::npos;
    return is_relative && has_lost_name("/proc/self/cwd");
}

class Questioner {
  public:
    explicit Questioner(const Wave& wave)
        : wave_(wave), random_(wave.seed), rewriter_(random_, wave) {
        for (const std::string& path : wave.paths) {
            if (kind_of(path) == 'd') folders_.push_back(path);
        }
        const std::string here = working_directory();
        if (!here.empty()) folders_.push_back(here);
    }
    Tally ask() {
        for (std::size_t i = 0; i < wave_.count; ++i) ask_once(wave_.first + i);
        return tally_;
    }

  private:
    void ask_once(std::size_t serial);
    landlock_preload_verdict combined(const Attempt& attempt);
    void compare(const Attempt& attempt, const landlock_preload_verdict& verdict, int code);
    void check_consistency(const Question& question, const landlock_preload_verdict& verdict);
    void disagree(const Attempt& attempt, const landlock_preload_verdict& verdict,
                  const std::string& what);

    const Wave& wave_;
    Random random_;
    Rewriter rewriter_;
    std::vector<std::string> folders_;
    std::string path_;
    Tally tally_;
};

void Questioner::disagree(const Attempt& attempt, const landlock_preload_verdict& verdict,
                          const std::string& what) {
    ++tally_.disagreements;
    std::fprintf(stderr,
                 "oracle: %s: answer %u, missing %#llx, rule %d, stale %u, error %u; but %s\n",
                 attempt.name, verdict.answer, static_cast<unsigned long long>(verdict.missing),
                 static_cast<int>(verdict.rule), verdict.stale, verdict.error, what.c_str());
    for (const Question& question : attempt.questions) {
        std::fprintf(stderr, "oracle:   asked %#llx of \"%s\"\n",
                     static_cast<unsigned long long>(question.access),
                     question.path.substr(0, 300).c_str());
    }
}

// What a verdict says of its rule and of single rights has to fit it.
void Questioner::check_consistency(const Question& question,
                                   const landlock_preload_verdict& verdict) {
    const Attempt attempt = {"consistency", {question}, nullptr};
    std::uint64_t missing = 0;
    for (std::uint64_t bit = 1; bit <= question.access; bit <<= 1U) {
        if ((question.access & bit) == 0) continue;
        missing |= check_path(question.path.c_str(), bit).missing;
    }
    if (missing != verdict.missing && verdict.error == 0) {
        disagree(attempt, verdict, "right by right, others are missing");
    }
    if (verdict.answer == LANDLOCK_PRELOAD_ANSWER_ALLOWED && verdict.missing != 0) {
        disagree(attempt, verdict, "something is missing");
    }
    if (verdict.rule == LANDLOCK_PRELOAD_NO_RULE) return;
    landlock_preload_rule rule = {};
    rule.size = sizeof(rule);
    if (interface().get_rule(verdict.rule, &rule) != 0) {
        disagree(attempt, verdict, "there is no such rule");
    } else if ((rule.granted & question.access) == 0) {
        disagree(attempt, verdict, "that rule grants none of it");
    } else if (verdict.answer == LANDLOCK_PRELOAD_ANSWER_DENIED && verdict.stale == 0) {
        disagree(attempt, verdict, "a rule is named that is not stale");
    }
}

// All questions of an attempt must be allowed for the attempt to be.
landlock_preload_verdict Questioner::combined(const Attempt& attempt) {
    landlock_preload_verdict verdict = {};
    verdict.answer = LANDLOCK_PRELOAD_ANSWER_ALLOWED;
    for (const Question& question : attempt.questions) {
        const landlock_preload_verdict one = check_path(question.path.c_str(), question.access);
        check_consistency(question, one);
        const bool is_worse = one.answer == LANDLOCK_PRELOAD_ANSWER_DENIED ||
                              verdict.answer == LANDLOCK_PRELOAD_ANSWER_ALLOWED;
        if (is_worse) verdict = one;
    }
    return verdict;
}

void Questioner::compare(const Attempt& attempt, const landlock_preload_verdict& verdict,
                         int code) {
    const bool is_refused = code == EACCES || (attempt.may_cross && code == EXDEV);
    const std::string done =
        code == 0 ? "the call succeeds" : std::string("the call fails: ") + std::strerror(code);
    switch (verdict.answer) {
        case LANDLOCK_PRELOAD_ANSWER_UNKNOWN:
            ++tally_.unknown;
            if (verdict.error != 0 ? static_cast<int>(verdict.error) != code
                                   : !is_nameless(path_)) {
                disagree(attempt, verdict, done);
            }
            return;
        default:
            break;
    }
    const bool expected = verdict.answer == LANDLOCK_PRELOAD_ANSWER_DENIED;
    if (attempt.only_unknown_counts || (attempt.only_refusals_count && !expected)) {
        ++tally_.skipped;
        return;
    }
    ++tally_.compared;
    tally_.denied += expected ? 1 : 0;
    if (is_refused != expected) disagree(attempt, verdict, done);
}

void Questioner::ask_once(std::size_t serial) {
    const std::string fresh = "n" + std::to_string(serial);
    path_ = rewriter_.rewrite(random_.pick(wave_.paths), fresh);
    const auto attempt = choose_attempt(random_, path_, fresh + "x", folders_);
    if (!attempt) return;
    const landlock_preload_verdict verdict = combined(*attempt);
    const int code = try_in_child(*attempt);
    if (code == kNothingToCompare) {
        ++tally_.skipped;
    } else {
        compare(*attempt, verdict, code);
    }
}

}  // namespace

Tally ask_about_paths(const Wave& wave) {
    return Questioner(wave).ask();
}

}  // namespace oracle
