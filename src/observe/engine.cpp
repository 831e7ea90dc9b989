// SPDX-License-Identifier: MIT
//
// The engine: which rights the kernel asks Landlock for, by what is written in
// security/landlock/fs.c, net.c and task.c, and the order of checks in fs/namei.c and fs/open.c. It
// reads nothing itself; what names lead to it asks the World.
//
// A call is seen before it is made, so its result is not known. It need not be: the engine looks
// whether the call would get as far as Landlock's check. A name that is missing, one that is there
// already, a type that does not fit, and modes that refuse come before it or have the same effect.
#include "observe/engine.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "observe/engine_parts.hpp"

namespace landlock_preload {
namespace {

constexpr AccessMask kTruncate = fs_access("truncate");
constexpr AccessMask kIoctlDev = fs_access("ioctl_dev");
constexpr AccessMask kSignal = access_bit(AccessClass::scope, "signal");

}  // namespace

Findings find_needs(const Operation& operation, World& world, const KernelFacts& kernel) {
    Engine engine(world, kernel);
    std::visit(engine, operation);
    return std::move(engine.findings);
}

SplitPath split_path(const std::string& path) {
    const std::size_t last = path.find_last_not_of('/');
    if (last == std::string::npos) return {path.empty() ? "." : "/", "", false};
    const std::size_t slash = path.rfind('/', last);
    SplitPath split;
    split.must_be_directory = last + 1 < path.size();
    if (slash == std::string::npos) {
        split.directory = ".";
        split.name = path.substr(0, last + 1);
        return split;
    }
    split.directory = path.substr(0, std::max<std::size_t>(slash, 1));
    split.name = path.substr(slash + 1, last - slash);
    return split;
}

Need& Engine::need(const Found& object, AccessMask rights, const std::string& written) {
    Need need;
    need.rights = rights;
    need.path = object.path;
    need.written = written;
    need.object = object;
    need.is_directory = object.is_directory();
    findings.needs.push_back(std::move(need));
    return findings.needs.back();
}

void Engine::need_port(AccessMask right, std::uint16_t port) {
    Need need;
    need.access_class = AccessClass::net;
    need.rights = right;
    need.port = port;
    findings.needs.push_back(std::move(need));
}

void Engine::need_scope(AccessMask scope, const std::string& written) {
    Need need;
    need.access_class = AccessClass::scope;
    need.rights = scope;
    need.written = written;
    findings.needs.push_back(std::move(need));
}

void Engine::operator()(const TruncateFile& truncate) {
    const Found file = world_.find(truncate.name, Follow::yes);
    if (!file.is_regular() || file.path.empty() || !world_.may(file, W_OK)) return;
    need(file, kTruncate, truncate.name.path);
}

// Decided when the file was opened, by the rights that it had then.
void Engine::operator()(const TruncateDescriptor& truncate) {
    const Found file = world_.find_descriptor(truncate.fd);
    if ((world_.flags_of(truncate.fd) & O_ACCMODE) == O_RDONLY) return;
    if (!file.is_regular() || file.path.empty() || world_.was_open_outside(file)) return;
    need(file, kTruncate, "");
}

void Engine::operator()(const ControlDevice& control) {
    if (std::ranges::find(kFreeCommands, control.command) != kFreeCommands.end()) return;
    if ((world_.flags_of(control.fd) & O_PATH) != 0) return;
    if (control.command == TIOCGPTPEER) open_peer(control);
    const Found device = world_.find_descriptor(control.fd);
    if (device.error != 0 || device.path.empty()) return;
    if (!S_ISCHR(device.mode) && !S_ISBLK(device.mode)) return;
    if (world_.was_open_outside(device)) return;
    need(device, kIoctlDev, "");
}

// ioctl_tty(2): as open(2), but for the name.
void Engine::open_peer(const ControlDevice& control) {
    const Found peer = world_.find_peer(control.fd);
    if (peer.error == 0) open_existing({{AT_FDCWD, peer.path}, control.argument}, peer);
}

// To itself, its group and all at once no process is refused: who of them can be reached is.
void Engine::operator()(const SendSignal& signal) {
    const bool is_one = signal.process != 0 && signal.process != -1;
    const pid_t process = signal.process < 0 ? -signal.process : signal.process;
    if (!is_one || world_.is_observed(process)) return;
    need_scope(kSignal, std::to_string(process));
}

void Engine::operator()(const TraceProcess& trace) {
    if (!world_.is_observed(trace.process)) remark(RemarkKind::trace);
}

void Engine::operator()(const SignalDescriptor& signal) {
    const pid_t process = world_.process_of(signal.fd);
    if (process > 0) (*this)(SendSignal{process});
}

void Engine::operator()(const TraceDescriptor& trace) {
    const pid_t process = world_.process_of(trace.fd);
    if (process > 0) (*this)(TraceProcess{process});
}

void Engine::operator()(Beyond beyond) {
    switch (beyond) {
        case Beyond::mount:
            return remark(RemarkKind::mount);
        case Beyond::ring:
            return remark(RemarkKind::ring);
    }
}

}  // namespace landlock_preload
