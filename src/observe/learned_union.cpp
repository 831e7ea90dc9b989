// SPDX-License-Identifier: MIT
//
// Runs may have been in different places: what one did in its working directory, another would
// have done in its own. So before they are united, what was seen below such a place of one run is
// moved to where the other has that place.
#include <algorithm>
#include <utility>
#include <vector>

#include "observe/landmarks.hpp"
#include "observe/learned.hpp"

namespace landlock_preload {
namespace {

class Relocation {
  public:
    Relocation(const Learned& from, const Learned& to)
        : landmarks_of_one_(from.home), landmarks_of_other_(to.home) {
        add(from.working_directory, to.working_directory);
        add(from.temporary, to.temporary);
        for (const auto& [name, place] : from.environment) {
            const auto other = to.environment.find(name);
            if (other != to.environment.end()) add(place, other->second);
        }
        if (from.home != "/" && to.home != "/") places_.emplace_back(from.home, to.home);
        std::erase_if(
            places_, [](const auto& place) { return place.first.empty() || place.second.empty(); });
        std::ranges::stable_sort(places_, [](const auto& one, const auto& other) {
            return one.first.size() > other.first.size();
        });
    }

    [[nodiscard]] std::string moved(const std::string& path) const {
        for (const auto& [from, to] : places_) {
            if (is_within(path, from)) return to + path.substr(from.size());
        }
        return path;
    }

    [[nodiscard]] std::set<std::string> moved(const std::set<std::string>& paths) const {
        std::set<std::string> result;
        for (const std::string& path : paths) result.insert(moved(path));
        return result;
    }

  private:
    // What everybody shares is the same place for both.
    void add(const std::string& from, const std::string& to) {
        const bool is_own =
            !landmarks_of_one_.is_shared(from) && !landmarks_of_other_.is_shared(to);
        if (is_own) places_.emplace_back(from, to);
    }

    Landmarks landmarks_of_one_;
    Landmarks landmarks_of_other_;
    std::vector<std::pair<std::string, std::string>> places_;
};

}  // namespace

void Learned::unite(const Learned& other) {
    const Relocation places(other, *this);
    for (const auto& [path, seen] : other.paths) paths[places.moved(path)].add(seen);
    for (const auto& [port, seen] : other.ports) {
        ports[port].rights |= seen.rights;
        ports[port].programs.insert(seen.programs.begin(), seen.programs.end());
    }
    made.merge(places.moved(other.made));
    created.merge(places.moved(other.created));
    removed.merge(places.moved(other.removed));
    for (const SeenMove& move : other.moves) {
        moves.insert({places.moved(move.from), places.moved(move.to), move.is_directory});
    }
    for (const auto& [name, path] : other.environment) {
        environment.emplace(name, places.moved(path));
    }
    scopes |= other.scopes;
}

}  // namespace landlock_preload
