// SPDX-License-Identifier: MIT
//
// `cdi`: one specification of the Container Device Interface for all policies of a directory, a
// device each. An engine that is asked for such a device mounts the library and the policy into the
// container and sets the two variables, whatever the image and its user have set.
//
// Two loaders read LD_PRELOAD there, and one value has to serve both. glibc's replaces $LIB by a
// directory of its distribution, so the library is mounted at each of these. musl's replaces
// nothing, so a directory of that very name has its build. Without one the other is mounted there:
// musl's loader refuses that, and the program does not start, instead of running without a sandbox.
//
// A static program reads no LD_PRELOAD. For these this tool is mounted as well: `run` confines
// them.
#include <sys/utsname.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/diagnostic.hpp"
#include "resolve/expand.hpp"
#include "tool/json_text.hpp"
#include "tool/policy_file.hpp"
#include "tool/run/preload.hpp"
#include "tool/standard_streams.hpp"
#include "tool/target/obstacle.hpp"
#include "tool/terminal.hpp"
#include "tool/verbs.hpp"

namespace landlock_preload {
namespace {

constexpr std::string_view kKind = "landlock.example/policy";
constexpr std::string_view kRoot = "/run/landlock/";  // in the container
constexpr std::string_view kLibrary = "liblandlock_preload.so";

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_letter_or_digit(char c) {
    return is_letter(c) || (c >= '0' && c <= '9');
}

// As CDI has names: letters, digits and some of OTHERS, which neither begin nor end them.
bool is_name(std::string_view name, std::string_view others) {
    return !name.empty() && is_letter_or_digit(name.front()) && is_letter_or_digit(name.back()) &&
           std::ranges::all_of(name, [others](char c) {
               return is_letter_or_digit(c) || others.find(c) != std::string_view::npos;
           });
}

std::string take_kind(const CommandLine& line) {
    if (!line.has("--kind")) {
        print_note("", "the kind is " + std::string(kKind) +
                           ", in a domain that nobody owns; name one of yours by --kind");
        return std::string(kKind);
    }
    std::string kind = line.value("--kind");
    const std::string_view all = kind;
    const std::size_t slash = std::min(all.find('/'), all.size());
    const std::string_view vendor = all.substr(0, slash);
    const bool is_domain = is_name(vendor, "_-.") && is_letter(vendor.front()) &&
                           vendor.find('.') != std::string_view::npos;
    if (is_domain && slash < all.size() && is_name(all.substr(slash + 1), "_-") &&
        is_letter(all[slash + 1])) {
        return kind;
    }
    throw WrongUsage{"--kind is " + quote(kind) +
                     "; write VENDOR/CLASS, such as example.org/landlock"};
}

struct Device {
    std::string name;
    std::string policy;  // its absolute path
};

// Whether the policy at PATH would start in a container, as far as that can be said from here.
void check_policy(const std::string& path) {
    Loaded loaded = load_arguments({path});
    if (!loaded.policy.included.empty()) {
        fail(path, "it includes " + quote(loaded.policy.included.front()) +
                       ", and a container gets one file; unite them by landlock-policy resolve");
    }
    refuse_lost_protection(loaded);
    if (expand_policy(std::move(loaded.policy), {nullptr, true}).handled.empty()) {
        fail(path, kRestrictsNothing);
    }
}

Device make_device(const std::filesystem::path& file) {
    Device device = {file.stem().string(), file.string()};
    if (!is_name(device.name, "_-.:")) {
        fail(device.policy,
             "a device of CDI cannot have that name; rename the file to letters, digits and any of "
             "_-.: between them");
    }
    if (!JsonText::can_hold(device.policy)) fail(device.policy, "its path is not UTF-8");
    check_policy(device.policy);
    return device;
}

std::vector<Device> find_devices(const std::string& directory) {
    std::vector<std::filesystem::path> files;
    std::error_code error;
    const std::filesystem::path absolute = std::filesystem::canonical(directory, error);
    for (std::filesystem::directory_iterator at(absolute, error), end; !error && at != end;
         at.increment(error)) {
        const std::string name = at->path().filename().string();
        if (name.ends_with(".json") && !name.starts_with('.')) files.push_back(at->path());
    }
    if (error) fail(directory, "cannot open: " + errno_text(error.value()), error.value());
    if (files.empty()) fail(directory, "it contains no policy (*.json)");
    std::ranges::sort(files);
    std::vector<Device> devices;
    Diagnostics wrong;
    for (const std::filesystem::path& file : files) {
        try {
            devices.push_back(make_device(file));
        } catch (const Diagnostics& errors) {
            wrong.list.insert(wrong.list.end(), errors.list.begin(), errors.list.end());
        }
    }
    if (!wrong.list.empty()) throw Diagnostics(std::move(wrong));
    return devices;
}

// The absolute path of a build of the library for LIBC.
std::string take_library(const std::string& name, Libc libc, const char* option) {
    std::string path = absolute_path(name);
    const PreloadLibrary library = find_library(path, {}, {});
    std::string problem = library.problem;
    if (problem.empty() && find_libc_of_library(library.elf) != libc) {
        problem = "it is no build for " + describe_libc(libc);
    }
    if (!problem.empty()) fail(path, problem + "; " + option + " names another file");
    if (!JsonText::can_hold(path)) fail(path, "its path is not UTF-8");
    return path;
}

// This tool's own file.
std::string find_tool() {
    std::error_code error;
    std::string path = std::filesystem::read_symlink("/proc/self/exe", error).string();
    if (error) fail("/proc/self/exe", "cannot read: " + errno_text(error.value()), error.value());
    if (!JsonText::can_hold(path)) fail(path, "its path is not UTF-8");
    return path;
}

void write_mount(JsonText& json, std::string_view from, const std::string& to) {
    json.begin_object();
    json.key("hostPath");
    json.value(from);
    json.key("containerPath");
    json.value(std::string(kRoot) + to);
    json.key("options");
    json.line({JsonText::quoted("ro"), JsonText::quoted("bind"), JsonText::quoted("nosuid"),
               JsonText::quoted("nodev")});
    json.end_object();
}

// Where glibc's loaders of the distributions look: Arch and Nix, Fedora and SUSE, Debian and
// Ubuntu; and where somebody on the way has replaced $LIB by nothing.
std::vector<std::string> glibc_places() {
    utsname system = {};
    uname(&system);
    std::string machine = static_cast<const char*>(system.machine);
#ifdef __i386__  // by which Debian calls the 32-bit libraries of every x86 machine
    machine = "i386";
#endif
    return {"", "lib/", "lib64/", "lib/" + machine + "-linux-gnu/"};
}

void write_container_edits(JsonText& json, const std::string& glibc, const std::string& musl,
                           const std::string& tool) {
    json.key("containerEdits");
    json.begin_object();
    json.key("env");
    json.begin_array();
    json.value("LD_PRELOAD=" + std::string(kRoot) + "$LIB/" + std::string(kLibrary));
    json.value("LANDLOCK_POLICY=" + std::string(kRoot) + "policy.json");
    json.end_array();
    json.key("mounts");
    json.begin_array();
    for (const std::string& place : glibc_places()) {
        write_mount(json, glibc, place + std::string(kLibrary));
    }
    write_mount(json, musl, "$LIB/" + std::string(kLibrary));
    write_mount(json, tool, "landlock-policy");
    json.end_array();
    json.end_object();
}

void write_device(JsonText& json, const Device& device) {
    json.begin_object();
    json.key("name");
    json.value(device.name);
    json.key("containerEdits");
    json.begin_object();
    json.key("mounts");
    json.begin_array();
    write_mount(json, device.policy, "policy.json");
    json.end_array();
    json.end_object();
    json.end_object();
}

}  // namespace

int run_cdi(const CommandLine& line) {
    const std::string kind = take_kind(line);
    const std::string named = line.value("--library");
    const std::string glibc =
        take_library(named.empty() ? find_own_library() : named, Libc::glibc, "--library");
    const std::string musl =
        line.has("--musl") ? take_library(line.value("--musl"), Libc::musl, "--musl") : glibc;
    const std::vector<Device> devices = find_devices(line.operands.front());
    JsonText json;
    json.begin_object();
    json.key("cdiVersion");
    json.value("0.3.0");  // the first with all of this
    json.key("kind");
    json.value(kind);
    write_container_edits(json, glibc, musl, find_tool());
    json.key("devices");
    json.begin_array();
    for (const Device& device : devices) write_device(json, device);
    json.end_array();
    json.end_object();
    to_output(json.text() + '\n');
    return kYes;
}

}  // namespace landlock_preload
