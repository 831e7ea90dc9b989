// SPDX-License-Identifier: MIT
//
// What of a need a sandbox does not grant.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "base/unique_fd.hpp"
#include "observe/need.hpp"
#include "report/record.hpp"

namespace landlock_preload {

struct Judgement {
    AccessMask missing = 0;
    bool is_certain = true;  // else the kernel may see more than we do
};

// Judges by the layer of a record, as the kernel will.
class Judge {
  public:
    explicit Judge(const Record& record) : record_(record) {}

    Judgement judge(const Need& need);
    // The rights that the object would gain by its move, because of which it is refused (EXDEV).
    [[nodiscard]] AccessMask gained_by(const Move& move) const;
    // After FINDINGS: names that they take away may have led to directories.
    void forget_after(const Findings& findings);

  private:
    // Device, inode and mount of a directory.
    using Place = std::tuple<std::uint64_t, std::uint64_t, std::uint64_t>;

    Judgement judge_object(const Need& need);
    bool is_granted_above(const UniqueFd& directory, AccessMask needed);

    const Record& record_;
    // What is granted on the way from a directory to the root, where all of it was seen. Only for a
    // moment, as others move directories, too; but a program asks for many files in few of them.
    std::map<Place, AccessMask> granted_above_;
    std::uint64_t since_ = 0;
};

// PATH without what is another one in each process: /proc/PID/maps, /dev/pts/N.
std::string common_path(const std::string& path);

// A right that was refused on an object: said once, however often a task asked for it.
struct Denial {
    AccessClass access_class = AccessClass::fs;
    AccessMask missing = 0;
    std::string path;  // of the object that a rule has to be on; see common_path()
    mode_t mode = 0;   // of that object
    std::uint16_t port = 0;
    std::string other;              // the other side of a scope
    std::set<std::string> written;  // as programs wrote it
    std::set<std::string> programs;
    std::uint64_t times = 0;
    std::uint64_t last = 0;  // the place of the last time among all needs
    bool is_certain = true;
    bool is_by_move = false;  // MISSING has to be granted where the object comes from
};

class Denials {
  public:
    void add(const Need& need, const Judgement& judgement, const std::string& program);
    void add_move(const Move& move, AccessMask gained, const std::string& program);
    // One of a log.
    void add(Denial denial);

    // In the order of their first time.
    [[nodiscard]] const std::vector<Denial>& list() const { return list_; }
    // How many needs there were, denied or not.
    void count() { ++needs_; }
    [[nodiscard]] std::uint64_t needs() const { return needs_; }

  private:
    // Class, rights, path, port, other side, and whether by a move.
    using Key = std::tuple<AccessClass, AccessMask, std::string, std::uint16_t, std::string, bool>;
    Denial& find_or_add(Denial denial);

    std::vector<Denial> list_;
    std::map<Key, std::size_t> places_;
    std::uint64_t needs_ = 0;
};

}  // namespace landlock_preload
