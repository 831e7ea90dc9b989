// SPDX-License-Identifier: MIT
//
// The path of a rule is opened anew at each start, and links are followed. So a program that may
// exchange an entry on the way chooses what the next start grants. An entry is exchanged where it
// can be taken away and something else can be put there, in one and the same directory:
//
// * a link leads anywhere, unless the rule says noSymlinks;
// * a directory that lies beside, comes from elsewhere or is made there may have a link in it where
//   the path goes on, and what is below it gets the rights of the rule;
// * at the end of the path, so does any object that lies beside. The kernel keeps a move or a hard
//   link from widening rights only where the directory changes. A rule that grants no more than the
//   program has in that directory anyway adds nothing.
//
// Where nothing is there, and to a glob, a new name will do. A right that the policy does not
// handle is there as well, but only where a rule grants another one that the exchange needs:
// policies that have nothing to do with names get a note instead (see lint.cpp).
//
// Other users may do the same where a directory is open to them, and are found out when the link is
// there.
#include "sandbox/tamper.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <climits>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/process_calls.hpp"
#include "sandbox/path_walk.hpp"
#include "sandbox/places.hpp"

namespace landlock_preload {
namespace {

constexpr AccessMask kMakesLinks = rights_that(Change::makes_link);
constexpr AccessMask kRemovesFile = rights_that(Change::removes_file);
constexpr AccessMask kRemovesDirectory = rights_that(Change::removes_directory);
constexpr AccessMask kMakesDirectory = rights_that(Change::makes_directory);
constexpr AccessMask kMakesSpecialFile =
    rights_that(Change::makes_special_file, Change::makes_device);
constexpr AccessMask kMakesFile = rights_that(Change::makes_file) | kMakesSpecialFile;
constexpr AccessMask kRefer = fs_access("refer");
// The kernel denies refer though it is not handled. Few policies handle special files.
constexpr AccessMask kOnlyByGrant = kRefer | kMakesSpecialFile;

// What the next start may grant, from the least to the worst.
enum class Danger : std::uint8_t {
    none,
    unseen,  // that cannot be known
    others,  // what another user's link leads to
    link,    // what a link leads to
    any,     // whatever is there
};

// How an entry can be exchanged: what has to be removed, and what can be made in its place.
struct Exchange {
    Danger danger = Danger::none;
    AccessMask removes = 0;
    AccessMask makes = 0;
};

class RulePaths {
  public:
    RulePaths(const ResolvedPolicy& policy, const Plan& plan, const Ruleset& ruleset)
        : policy_(policy),
          plan_(plan),
          ruleset_(ruleset),
          walk_(policy, ruleset.objects),
          places_(policy, plan, ruleset, walk_) {}

    std::string find();

  private:
    [[nodiscard]] const ResolvedPath& path(std::size_t planned) const {
        return policy_.paths[plan_.paths[planned].index];
    }
    [[nodiscard]] Exchange find_exchange(const ResolvedPath& path, AccessMask allowed,
                                         AccessMask removed) const;
    [[nodiscard]] Exchange find_worst(const ResolvedPath& path, AccessMask allowed) const;
    void check(const ResolvedPath& path, AccessMask allowed, bool is_there);
    [[nodiscard]] bool is_settled(std::string_view directory);
    [[nodiscard]] bool is_way_settled(std::string way);
    void check_ways();

    const ResolvedPolicy& policy_;
    const Plan& plan_;
    const Ruleset& ruleset_;
    PathWalk walk_;
    Places places_;
    std::vector<std::pair<std::string, bool>> directories_;  // of ways, and whether settled
    std::string link_;
    const RuleObject* grant_ = nullptr;
    Danger worst_ = Danger::none;
    std::string first_;  // of the worst
    bool is_of_preset_ = false;
    std::size_t count_ = 0;
};

bool is_glob(const ResolvedPath& path) {
    return path.options.glob || path.is_match;
}

// The worst that can be put where the walk is now. ALLOWED: what the rule of the path grants;
// REMOVED: what the program needs to take away what is there.
Exchange RulePaths::find_exchange(const ResolvedPath& path, AccessMask allowed,
                                  AccessMask removed) const {
    const AccessMask granted = walk_.directory().granted;
    if ((granted & kChangesNames) == 0) return {};
    const AccessMask possible = granted | ~(plan_.handled[AccessClass::fs] | kOnlyByGrant);
    const auto can_put = [&](AccessMask makes) {
        return (possible & removed) == removed && (possible & makes) != 0 &&
               (granted & (removed | makes)) != 0;
    };
    const bool can_put_directory = can_put(kMakesDirectory);
    const AccessMask added = allowed & ~granted;
    const PathType type = path.options.type;
    if (!walk_.is_last()) {
        if (can_put_directory && added != 0) return {Danger::any, removed, kMakesDirectory};
    } else if (can_put_directory && added != 0 && type != PathType::file) {
        return {Danger::any, removed, kMakesDirectory};
    } else if (can_put(kMakesFile) && (added & kFileAccess) != 0 && type != PathType::directory) {
        return {Danger::any, removed, kMakesFile};
    }
    if (path.options.no_symlinks) return {};
    if (can_put(kMakesLinks)) return {Danger::link, removed, kMakesLinks};
    // One with a link in it is moved there.
    const bool can_move = can_put_directory && (possible & (kRemovesDirectory | kRefer)) != 0;
    if (can_move && !walk_.is_last()) return {Danger::link, removed, kMakesDirectory};
    return {};
}

// What the file system lets this process do there, too. To a glob's matches a name may be added,
// or one of them be exchanged.
Exchange RulePaths::find_worst(const ResolvedPath& path, AccessMask allowed) const {
    const Step* entry = walk_.entry();
    Exchange worst;
    if (entry == nullptr || is_glob(path)) worst = find_exchange(path, allowed, 0);
    if (entry != nullptr) {
        const AccessMask removed = S_ISDIR(entry->mode) ? kRemovesDirectory : kRemovesFile;
        const Exchange exchange = find_exchange(path, allowed, removed);
        if (exchange.danger > worst.danger && !walk_.is_kept()) worst = exchange;
    }
    if (worst.danger == Danger::none || !walk_.may_change(walk_.directory())) return {};
    return worst;
}

// IS_THERE: it could be opened.
void RulePaths::check(const ResolvedPath& path, AccessMask allowed, bool is_there) {
    const RuleObject* grant = nullptr;
    Danger worst = Danger::none;
    for (walk_.begin(path.path); walk_.next() && worst != Danger::any;) {
        const Exchange exchange = find_worst(path, allowed);
        if (exchange.danger > worst) {
            worst = exchange.danger;
            grant = walk_.first_rule(walk_.directory(), exchange.makes);
            if (grant == nullptr) grant = walk_.first_rule(walk_.directory(), exchange.removes);
        }
        if (worst == Danger::none && !path.options.no_symlinks && walk_.is_open_to_others()) {
            worst = Danger::others;
        }
    }
    if (worst == Danger::none && is_there && walk_.is_out_of_sight()) worst = Danger::unseen;
    if (worst == Danger::none) return;
    ++count_;
    if (worst <= worst_) return;
    worst_ = worst;
    first_ = path.path;
    is_of_preset_ = path.location.section == Section::preset;
    grant_ = grant;
}

// Whether nobody may change what is in a directory, or on the way there. Many links are in few.
bool RulePaths::is_settled(std::string_view directory) {
    for (const auto& [name, settled] : directories_) {
        if (name == directory) return settled;
    }
    std::string name(directory);
    const auto can_change = [](const Step& step) {
        return (step.granted & kChangesNames) != 0 || (step.mode & S_IWOTH) != 0;
    };
    bool settled = true;
    for (walk_.begin(name); settled && walk_.next();) settled = !can_change(walk_.directory());
    settled = settled && walk_.end() != nullptr && !can_change(*walk_.end());
    directories_.emplace_back(std::move(name), settled);
    return settled;
}

// Whether only such directories have an entry that the way leads through.
bool RulePaths::is_way_settled(std::string way) {
    for (int links = 0; links < 40; ++links) {  // as the kernel follows
        const std::size_t name = way.rfind('/') + 1;
        if (!is_settled(std::string_view{way}.substr(0, name))) return false;
        const ssize_t length = read_link(way.c_str(), link_.data(), link_.size());
        if (length <= 0) return length == 0 || errno != ENOMEM;
        const std::string_view text(link_.data(), static_cast<std::size_t>(length));
        way.replace(text.starts_with('/') ? 0 : name, std::string::npos, text);
    }
    return true;
}

void RulePaths::check_ways() {
    const LinkWays& ways = policy_.ways;
    if (ways.paths.empty()) return;
    link_.resize(PATH_MAX);
    ResolvedPath way = {{}, ways.allowed & plan_.handled[AccessClass::fs], {Section::preset}};
    for (std::size_t at = 0; at < ways.paths.size(); at += way.path.size() + 1) {
        way.path = ways.paths.c_str() + at;
        if (!is_way_settled(way.path)) check(way, way.allowed_access, false);
    }
}

std::string RulePaths::find() {
    for (std::size_t i = 0; i < plan_.paths.size(); ++i) {
        const ResolvedPath& one = path(i);
        if (one.descriptor != kNoDescriptor || (one.options.no_symlinks && !places_.are_any()))
            continue;
        if (!places_.may_lie_on_way_to(i)) continue;
        check(one, plan_.paths[i].allowed, ruleset_.outcomes[i].code == 0);
    }
    if (places_.are_any()) check_ways();
    if (worst_ == Danger::none) return {};
    std::string what = std::move(first_);
    if (count_ > 1) what += " and " + std::to_string(count_ - 1) + " more of its own paths";
    if (worst_ == Danger::unseen) {
        return "it cannot be seen who may replace " + what +
               "; name it by a shorter, absolute path";
    }
    what += grant_ != nullptr ? " (by its rule on " + policy_.paths[grant_->index].path + ")"
                              : " (file mode)";
    const bool is_any = worst_ == Danger::any;
    return (grant_ != nullptr ? "the policy lets the program replace "
                              : "other users may replace ") +
           what + ", and the next start grants what " +
           (is_any ? "is put there" : "a link there leads to") +
           (is_any || is_of_preset_ ? "; keep it outside what that rule grants"
                                    : "; set noSymlinks");
}

}  // namespace

void find_replaceable(const ResolvedPolicy& policy, const Plan& plan, const Ruleset& ruleset,
                      std::vector<std::string>& findings) {
    std::string finding = RulePaths(policy, plan, ruleset).find();
    if (!finding.empty()) findings.push_back(std::move(finding));
}

}  // namespace landlock_preload
