/* SPDX-License-Identifier: MIT
 * probe_stuck KIND FD COMMAND...: runs a command with a descriptor on which a write would wait for
 * ever. Its exit status is the command's, or 98 if that has not ended after 30 s. The kinds:
 *
 * - pipe, socket, datagram: full
 * - gone: a datagram socket that was full when its peer was closed
 * - terminal: its other side reads nothing
 * - stopped: a terminal, as by Ctrl-S
 * - job: a terminal that stops jobs in the background which write to it
 * - fuse: a file whose server answers neither a write nor a poll; needs root
 *
 * With "nonblocking-" in front, O_NONBLOCK is set. */
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static void fail(const char* what) {
    perror(what);
    exit(99);
}

static void fill(int fd) {
    static const char bytes[4096];
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    while (write(fd, bytes, sizeof(bytes)) > 0) {
    }
    while (write(fd, bytes, 1) > 0) {
    }
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
}

static int make_terminal(const char* kind) {
    int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0) fail("terminal");
    int terminal = open(ptsname(master), O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (terminal < 0) fail("terminal");
    if (strcmp(kind, "terminal") == 0) fill(terminal);
    if (strcmp(kind, "stopped") == 0 && tcflow(terminal, TCOOFF) != 0) fail("tcflow");
    if (strcmp(kind, "job") == 0) {
        struct termios settings;
        signal(SIGHUP, SIG_IGN);
        if (setsid() < 0 || ioctl(terminal, TIOCSCTTY, 0) != 0) fail("TIOCSCTTY");
        tcgetattr(terminal, &settings);
        settings.c_lflag |= TOSTOP;
        tcsetattr(terminal, TCSANOW, &settings);
    }
    return terminal;
}

static void reply(int device, uint64_t unique, int error, const void* data, size_t size) {
    static char out[4096];
    struct fuse_out_header header = {(uint32_t)(sizeof(header) + size), error, unique};
    memcpy(out, &header, sizeof(header));
    if (size > 0) memcpy(out + sizeof(header), data, size);
    if (write(device, out, header.len) < 0) _exit(97);
}

static void fill_attr(struct fuse_attr* attr, uint64_t node) {
    attr->ino = node;
    attr->mode = node == FUSE_ROOT_ID ? S_IFDIR | 0755 : S_IFREG | 0666;
    attr->nlink = 1;
}

/* One directory and a file "file" in it. */
static void serve(int device) {
    static union {
        struct fuse_in_header header;
        char bytes[1 << 17];
    } in;
    for (;;) {
        if (read(device, &in, sizeof(in)) <= 0) _exit(0);
        const uint64_t unique = in.header.unique;
        struct fuse_init_out init = {.major = FUSE_KERNEL_VERSION,
                                     .minor = 31,
                                     .max_readahead = 4096,
                                     .max_background = 4,
                                     .max_write = 4096};
        struct fuse_entry_out entry = {.nodeid = 2};
        struct fuse_attr_out attr = {0};
        struct fuse_open_out opened = {.open_flags = FOPEN_DIRECT_IO};
        switch (in.header.opcode) {
            case FUSE_INIT:
                reply(device, unique, 0, &init, sizeof(init));
                break;
            case FUSE_LOOKUP:
                fill_attr(&entry.attr, 2);
                reply(device, unique, 0, &entry, sizeof(entry));
                break;
            case FUSE_GETATTR:
                fill_attr(&attr.attr, in.header.nodeid);
                reply(device, unique, 0, &attr, sizeof(attr));
                break;
            case FUSE_OPEN:
                reply(device, unique, 0, &opened, sizeof(opened));
                break;
            case FUSE_WRITE:
            case FUSE_POLL:
            case FUSE_STATFS:
            case FUSE_FORGET:
            case FUSE_INTERRUPT:
                break; /* for ever */
            default:
                reply(device, unique, -ENOSYS, NULL, 0);
        }
    }
}

static pid_t server;

static int make_fuse(void) {
    char folder[] = "/tmp/landlock-stuck.XXXXXX", options[128], file[64];
    const int device = open("/dev/fuse", O_RDWR | O_CLOEXEC);
    if (device < 0) fail("/dev/fuse");
    if (mkdtemp(folder) == NULL) fail(folder);
    snprintf(options, sizeof(options), "fd=%d,rootmode=40000,user_id=0,group_id=0", device);
    if (unshare(CLONE_NEWNS) != 0) fail("unshare");
    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
    if (mount("stuck", folder, "fuse", MS_NOSUID | MS_NODEV, options) != 0) fail("mount");
    server = fork();
    if (server == 0) serve(device);
    close(device);
    snprintf(file, sizeof(file), "%s/file", folder);
    const int fd = open(file, O_WRONLY | O_CLOEXEC);
    if (fd < 0) fail(file);
    umount2(folder, MNT_DETACH);
    rmdir(folder);
    return fd;
}

static int make(const char* kind) {
    int pair[2];
    if (strcmp(kind, "pipe") == 0) {
        if (pipe2(pair, O_CLOEXEC) != 0) fail("pipe");
        fill(pair[1]);
        return pair[1];
    }
    if (strcmp(kind, "socket") == 0) {
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) fail("socketpair");
        fill(pair[1]);
        return pair[1];
    }
    const int is_gone = strcmp(kind, "gone") == 0;
    if (is_gone || strcmp(kind, "datagram") == 0) {
        if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, pair) != 0) fail("socketpair");
        fill(pair[1]);
        if (is_gone) close(pair[0]);
        return pair[1];
    }
    return strcmp(kind, "fuse") == 0 ? make_fuse() : make_terminal(kind);
}

int main(int argc, char** argv) {
    static const char kNonblocking[] = "nonblocking-";
    if (argc < 4) return 99;
    const int blocks = strncmp(argv[1], kNonblocking, strlen(kNonblocking)) != 0;
    const char* kind = blocks ? argv[1] : argv[1] + strlen(kNonblocking);
    if (strcmp(kind, "job") == 0 &&
        fork() != 0) { /* which leads no group, so that it may setsid() */
        int status = 0;
        wait(&status);
        return WIFEXITED(status) ? WEXITSTATUS(status) : 96;
    }
    const int fd = make(kind);
    if (!blocks) fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    const pid_t child = fork();
    if (child == 0) {
        if (strcmp(kind, "job") == 0) setpgid(0, 0);
        dup2(fd, atoi(argv[2]));
        execvp(argv[3], argv + 3);
        _exit(99);
    }
    int status = 0;
    int left = 300;
    while (waitpid(child, &status, WNOHANG | WUNTRACED) == 0 && --left > 0) {
        nanosleep(&(struct timespec){0, 100000000}, NULL);
    }
    if (left == 0 || WIFSTOPPED(status)) kill(child, SIGKILL);
    if (server > 0) kill(server, SIGKILL);
    if (left == 0) return 98;
    if (WIFSTOPPED(status)) return 95;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 96;
}
