// SPDX-License-Identifier: MIT
//
// The decisions of the synthesis, in the order in which they are taken.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "observe/landmarks.hpp"
#include "observe/synthesis.hpp"

namespace landlock_preload {

class Synthesis {
  public:
    Synthesis(const Learned& learned, Machine& machine, std::size_t fewest_here)
        : learned_(learned),
          machine_(machine),
          fewest_here_(fewest_here),
          landmarks_(learned.home),
          paths_(learned.paths),
          made_(learned.made) {}

    Draft run();

  private:
    using Groups = std::map<std::string, std::vector<std::string>>;

    // synthesis.cpp: what is needed, and of what is there before a run
    void drop_deleted_names();
    void gather_what_is_numbered();
    void expect_files_to_be_missing();
    void find_directories_to_make();
    [[nodiscard]] bool can_make_in(const std::string& parent, const Groups& made_in) const;
    void ascribe_to_what_was_there();
    void pair_rights();
    [[nodiscard]] std::string home_of(const std::string& path) const;
    void need(const std::string& path, const SeenPath& seen);
    // synthesis_presets.cpp
    void choose_presets();
    void consider_preset(const std::string& name, std::size_t fewest);
    [[nodiscard]] bool is_covered(const std::string& name, const std::string& path,
                                  AccessMask rights);
    [[nodiscard]] bool is_of_user(const std::string& path) const;
    const std::vector<PresetRow>& rows_of(const std::string& name);
    // synthesis_rules.cpp: how far a rule reaches
    void place_programs();
    void place_written();
    void place_caches(const Groups& caches);
    void place_read();
    [[nodiscard]] bool has_own_directory() const;
    [[nodiscard]] bool is_within_temporary(const std::string& path) const;
    void place_groups(const Groups& groups);
    void gather_siblings();
    bool gather_in(const std::string& directory, const std::vector<std::string>& children);
    [[nodiscard]] bool may_take_over(const std::string& directory) const;
    void drop_what_parents_grant();
    void keep_rights_of_moves();
    bool keep_rights_of(const SeenMove& move);
    [[nodiscard]] AccessMask rights_at(const std::string& path);
    void put(const std::string& path, const SeenPath& seen, AccessMask rights);
    void find_variables();
    // synthesis_remarks.cpp: what who reads the policy should know
    void remark_wide_rules();
    void remark_made_directories();
    void remark_chosen_ports();

    const Learned& learned_;
    Machine& machine_;
    std::size_t fewest_here_;
    Landmarks landmarks_;
    std::map<std::string, SeenPath> paths_;
    std::set<std::string> made_;
    std::set<std::string> to_make_;          // directories, by the start
    std::set<std::string> shared_;           // on the way to these, which a rule is not on
    std::map<std::string, SeenPath> needs_;  // of what was there before
    std::map<std::string, std::vector<PresetRow>> rows_;
    std::set<std::string> copied_;  // remarks on what is copied, and not moved
    Draft draft_;
};

// The directory that holds PATH.
std::string directory_of(const std::string& path);

inline constexpr AccessMask kReads = fs_access("read_file", "read_dir");
inline constexpr AccessMask kRemoves = fs_access("remove_file", "remove_dir");
inline constexpr AccessMask kMakes =
    rights_that(Change::makes_file, Change::makes_directory, Change::makes_link,
                Change::makes_special_file, Change::makes_device);

}  // namespace landlock_preload
