// SPDX-License-Identifier: MIT
//
// One row a system call: its number on this architecture, and how its arguments are read. Newer
// architectures have the calls with descriptors only.
#include "observe/decode.hpp"

#include <fcntl.h>
#include <linux/fs.h>
#include <linux/openat2.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <algorithm>
#include <cstring>

#include "observe/engine.hpp"

namespace landlock_preload {
namespace {

constexpr std::size_t kLongestAddress = 128;  // sizeof(sockaddr_storage)
constexpr std::uint64_t kMostMessages = 1024;
constexpr int kSignals = 65;
constexpr unsigned kExecuteCheck = 0x10000;  // AT_EXECVE_CHECK
constexpr unsigned kReconfigure = 7;         // FSCONFIG_CMD_RECONFIGURE: a mount anew
// Those that Linux knows: the way, and all from O_CREAT to O_TMPFILE. libc's O_LARGEFILE may be 0.
constexpr std::uint64_t kOpenFlags = 0x7fffc0U | O_ACCMODE;

class Decoder {
  public:
    Decoder(const SystemCall& call, Memory& memory) : call_(call), memory_(memory) {}

    // The N-th argument, as the type that the kernel takes it for.
    [[nodiscard]] std::uint64_t wide(std::size_t n) const { return call_.arguments[n]; }
    [[nodiscard]] int number(std::size_t n) const { return static_cast<int>(wide(n)); }
    [[nodiscard]] unsigned flags(std::size_t n) const { return static_cast<unsigned>(wide(n)); }
    [[nodiscard]] mode_t mode(std::size_t n) const { return static_cast<mode_t>(wide(n)); }

    // A path. -1: it is relative to the working directory.
    Name name(int directory_at, std::size_t path_at) {
        Name name;
        if (directory_at >= 0) name.directory = number(static_cast<std::size_t>(directory_at));
        expect(memory_.read_text(wide(path_at), name.path));
        return name;
    }

    // Where this does not hold, the kernel refuses the call before it looks at any name.
    void expect(bool holds) { is_taken_ = is_taken_ && holds; }
    void expect_no_flags_but(std::size_t n, unsigned known) { expect((flags(n) & ~known) == 0); }
    void expect_signal(std::size_t n) { expect(number(n) >= 0 && number(n) < kSignals); }
    void expect_length(std::size_t n) { expect(static_cast<std::int64_t>(wide(n)) >= 0); }

    // openat2(2) refuses what open(2) passes over.
    OpenCall extended_open(const Name& name) {
        struct open_how how = {};
        const std::size_t size = std::min<std::uint64_t>(wide(3), sizeof(how));
        expect(size == sizeof(how) && memory_.read(wide(2), &how, size));
        const bool makes_file = (how.flags & (O_CREAT | (O_TMPFILE & ~O_DIRECTORY))) != 0;
        expect((how.flags & ~kOpenFlags) == 0);
        expect((how.mode & ~std::uint64_t{makes_file ? 07777U : 0U}) == 0);
        return {name, how.flags, how.resolve};
    }

    void use_socket(SocketUse use, std::uint64_t address, std::uint64_t size, unsigned flags = 0) {
        if (address == 0 || size == 0 || size > kLongestAddress) return;
        const bool is_fast = (flags & MSG_FASTOPEN) != 0;
        UseSocket operation = {use, number(0), std::string(size, '\0'), is_fast};
        if (memory_.read(address, operation.address.data(), size)) add(std::move(operation));
    }

    void send_message(std::uint64_t at, unsigned flags) {
        msghdr message = {};
        if (!memory_.read(at, &message, sizeof(message))) return;
        use_socket(SocketUse::send, reinterpret_cast<std::uintptr_t>(message.msg_name),
                   message.msg_namelen, flags);
    }

    void send_messages() {
        const std::uint64_t count = std::min<std::uint64_t>(flags(2), kMostMessages);
        for (std::uint64_t i = 0; i < count; ++i)
            send_message(wide(1) + i * sizeof(mmsghdr), flags(3));
    }

    // name_to_handle_at(2) has filled it.
    OpenHandle handle() {
        OpenHandle open = {number(0), std::string(sizeof(file_handle), '\0'), flags(2)};
        file_handle head = {};
        expect(memory_.read(wide(1), &head, sizeof(head)) && head.handle_bytes <= MAX_HANDLE_SZ);
        open.handle.resize(sizeof(head) + std::min<unsigned>(head.handle_bytes, MAX_HANDLE_SZ));
        expect(memory_.read(wide(1), open.handle.data(), open.handle.size()));
        return open;
    }

    // The other requests are for who is traced already.
    void trace() {
        const int request = number(0);
        if (request == PTRACE_ATTACH || request == PTRACE_SEIZE) add(TraceProcess{number(1)});
    }

    void add(Operation operation) {
        if (is_taken_) operations_.push_back(std::move(operation));
    }

    std::vector<Operation> take() { return std::move(operations_); }

  private:
    const SystemCall& call_;
    Memory& memory_;
    bool is_taken_ = true;  // whether the kernel would take the arguments
    std::vector<Operation> operations_;
};

using Decode = void (*)(Decoder& d);

struct Row {
    int number;
    Decode decode;
};

constexpr std::uint64_t kCreat = O_CREAT | O_WRONLY | O_TRUNC;
constexpr AccessMask kMakeDir = fs_access("make_dir");
constexpr AccessMask kMakeSym = fs_access("make_sym");

// mknod(2): a device without numbers is a whiteout.
void make_node(Decoder& d, const Name& name, mode_t mode, std::uint64_t device) {
    const mode_t type = mode & S_IFMT;
    const bool is_whiteout = type == S_IFCHR && static_cast<unsigned>(device) == 0;
    d.expect(type != S_IFDIR && type != S_IFLNK);
    d.add(MakeEntry{name, right_to_make(mode), is_whiteout});
}

// The text of a link may not be empty.
void make_link(Decoder& d, std::size_t text_at, const Name& name) {
    d.expect(!d.name(-1, text_at).path.empty());
    d.add(MakeEntry{name, kMakeSym});
}

void rename(Decoder& d, const Name& from, const Name& to, unsigned flags) {
    constexpr unsigned kOthers = RENAME_NOREPLACE | RENAME_WHITEOUT;
    d.expect((flags & ~(kOthers | RENAME_EXCHANGE)) == 0);
    d.expect((flags & RENAME_EXCHANGE) == 0 || (flags & kOthers) == 0);
    d.add(RenameEntry{from, to, flags});
}

void truncate(Decoder& d, const Operation& operation) {
    d.expect_length(1);
    d.add(operation);
}

// PROCESS is the first argument.
void send_signal(Decoder& d, std::size_t signal_at) {
    d.expect_signal(signal_at);
    d.add(SendSignal{d.number(0)});
}

constexpr Row kRows[] = {
#ifdef SYS_open
    {SYS_open,
     [](Decoder& d) {
         d.add(OpenCall{d.name(-1, 0), d.flags(1)});
     }},
    {SYS_creat,
     [](Decoder& d) {
         d.add(OpenCall{d.name(-1, 0), kCreat});
     }},
    {SYS_rename, [](Decoder& d) { rename(d, d.name(-1, 0), d.name(-1, 1), 0); }},
    {SYS_link,
     [](Decoder& d) {
         d.add(LinkFile{d.name(-1, 0), d.name(-1, 1)});
     }},
    {SYS_symlink, [](Decoder& d) { make_link(d, 0, d.name(-1, 1)); }},
    {SYS_unlink,
     [](Decoder& d) {
         d.add(RemoveEntry{d.name(-1, 0), false});
     }},
    {SYS_rmdir,
     [](Decoder& d) {
         d.add(RemoveEntry{d.name(-1, 0), true});
     }},
    {SYS_mkdir,
     [](Decoder& d) {
         d.add(MakeEntry{d.name(-1, 0), kMakeDir});
     }},
    {SYS_mknod, [](Decoder& d) { make_node(d, d.name(-1, 0), d.mode(1), d.wide(2)); }},
#endif
    {SYS_openat,
     [](Decoder& d) {
         d.add(OpenCall{d.name(0, 1), d.flags(2)});
     }},
    {SYS_openat2, [](Decoder& d) { d.add(d.extended_open(d.name(0, 1))); }},
    {SYS_truncate, [](Decoder& d) { truncate(d, TruncateFile{d.name(-1, 0)}); }},
    {SYS_ftruncate, [](Decoder& d) { truncate(d, TruncateDescriptor{d.number(0)}); }},
#ifdef SYS_renameat
    {SYS_renameat, [](Decoder& d) { rename(d, d.name(0, 1), d.name(2, 3), 0); }},
#endif
    {SYS_renameat2, [](Decoder& d) { rename(d, d.name(0, 1), d.name(2, 3), d.flags(4)); }},
    {SYS_linkat,
     [](Decoder& d) {
         d.expect_no_flags_but(4, AT_SYMLINK_FOLLOW | AT_EMPTY_PATH);
         d.add(LinkFile{d.name(0, 1), d.name(2, 3), d.flags(4)});
     }},
    {SYS_symlinkat, [](Decoder& d) { make_link(d, 0, d.name(1, 2)); }},
    {SYS_unlinkat,
     [](Decoder& d) {
         d.expect_no_flags_but(2, AT_REMOVEDIR);
         d.add(RemoveEntry{d.name(0, 1), (d.flags(2) & AT_REMOVEDIR) != 0});
     }},
    {SYS_mkdirat,
     [](Decoder& d) {
         d.add(MakeEntry{d.name(0, 1), kMakeDir});
     }},
    {SYS_mknodat, [](Decoder& d) { make_node(d, d.name(0, 1), d.mode(2), d.wide(3)); }},
    {SYS_execve, [](Decoder& d) { d.add(ExecuteFile{d.name(-1, 0)}); }},
    {SYS_execveat,
     [](Decoder& d) {
         d.expect_no_flags_but(4, AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW | kExecuteCheck);
         d.add(ExecuteFile{d.name(0, 1), d.flags(4)});
     }},
    {SYS_bind, [](Decoder& d) { d.use_socket(SocketUse::bind, d.wide(1), d.flags(2)); }},
    {SYS_connect, [](Decoder& d) { d.use_socket(SocketUse::connect, d.wide(1), d.flags(2)); }},
    {SYS_sendto,
     [](Decoder& d) { d.use_socket(SocketUse::send, d.wide(4), d.flags(5), d.flags(3)); }},
    {SYS_sendmsg, [](Decoder& d) { d.send_message(d.wide(1), d.flags(2)); }},
    {SYS_sendmmsg, [](Decoder& d) { d.send_messages(); }},
    {SYS_ioctl,
     [](Decoder& d) {
         d.add(ControlDevice{d.number(0), d.flags(1), d.wide(2)});
     }},
    {SYS_kill, [](Decoder& d) { send_signal(d, 1); }},
    {SYS_tkill, [](Decoder& d) { send_signal(d, 1); }},
    {SYS_tgkill, [](Decoder& d) { send_signal(d, 2); }},
    {SYS_rt_sigqueueinfo, [](Decoder& d) { send_signal(d, 1); }},
    {SYS_rt_tgsigqueueinfo, [](Decoder& d) { send_signal(d, 2); }},
    {SYS_pidfd_send_signal,
     [](Decoder& d) {
         d.expect_signal(1);
         d.add(SignalDescriptor{d.number(0)});
     }},
    {SYS_io_uring_setup, [](Decoder& d) { d.add(Beyond::ring); }},
    {SYS_mount, [](Decoder& d) { d.add(Beyond::mount); }},
    {SYS_umount2, [](Decoder& d) { d.add(Beyond::mount); }},
    {SYS_pivot_root, [](Decoder& d) { d.add(Beyond::mount); }},
    {SYS_move_mount, [](Decoder& d) { d.add(Beyond::mount); }},
    {SYS_fsconfig,
     [](Decoder& d) {
         d.expect(d.flags(1) == kReconfigure);
         d.add(Beyond::mount);
     }},
    {SYS_ptrace, [](Decoder& d) { d.trace(); }},
    {SYS_process_vm_readv, [](Decoder& d) { d.add(TraceProcess{d.number(0)}); }},
    {SYS_process_vm_writev, [](Decoder& d) { d.add(TraceProcess{d.number(0)}); }},
    {SYS_kcmp,
     [](Decoder& d) {
         d.add(TraceProcess{d.number(0)});
         d.add(TraceProcess{d.number(1)});
     }},
    {SYS_setns, [](Decoder& d) { d.add(TraceDescriptor{d.number(0)}); }},
    {SYS_pidfd_getfd, [](Decoder& d) { d.add(TraceDescriptor{d.number(0)}); }},
    {SYS_open_by_handle_at, [](Decoder& d) { d.add(d.handle()); }},
};

}  // namespace

std::vector<Operation> decode(const SystemCall& call, Memory& memory) {
    Decoder decoder(call, memory);
    for (const Row& row : kRows) {
        if (row.number == call.number) row.decode(decoder);
    }
    return decoder.take();
}

const std::vector<int>& decoded_calls() {
    static const std::vector<int> numbers = [] {
        std::vector<int> all;
        for (const Row& row : kRows) all.push_back(row.number);
        return all;
    }();
    return numbers;
}

}  // namespace landlock_preload
