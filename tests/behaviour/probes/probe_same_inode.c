// SPDX-License-Identifier: MIT
//
// probe_same_inode DIRECTORY NAME TEXT [NAME TEXT]... -- COMMAND [ARGUMENT]...
//
// Mounts a FUSE filesystem on DIRECTORY in which every file has the inode number 42, as those of
// "use_ino", bindfs over several filesystems and 9p may have, runs COMMAND, and ends with its
// status. To the kernel the files are different objects. Needs a mount namespace of its own.
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static char** files;  // NAME TEXT NAME TEXT ...
static size_t count;

static void reply(int fd, uint64_t unique, int error, const void* data, size_t size) {
    struct fuse_out_header header = {(uint32_t)(sizeof(header) + size), -error, unique};
    struct iovec parts[2] = {{&header, sizeof(header)}, {(void*)data, size}};
    if (writev(fd, parts, size > 0 ? 2 : 1) < 0 && errno != ENOENT) perror("reply");
}

// Node 1 is the directory, node 2 + N the Nth file.
static struct fuse_attr attributes(uint64_t node) {
    struct fuse_attr attr = {0};
    attr.ino = node == 1 ? 1 : 42;
    attr.mode = node == 1 ? S_IFDIR | 0755 : S_IFREG | 0644;
    attr.nlink = 1;
    attr.blksize = 4096;
    if (node > 1) attr.size = strlen(files[2 * (node - 2) + 1]);
    return attr;
}

static void look_up(int fd, uint64_t unique, const char* name) {
    for (size_t i = 0; i < count; ++i) {
        if (strcmp(files[2 * i], name) != 0) continue;
        struct fuse_entry_out entry = {0};
        entry.nodeid = 2 + i;
        entry.attr = attributes(2 + i);
        reply(fd, unique, 0, &entry, sizeof(entry));
        return;
    }
    reply(fd, unique, ENOENT, NULL, 0);
}

static void answer(int fd, const struct fuse_in_header* in, const void* body) {
    const struct fuse_init_out init = {
        .major = 7, .minor = 31, .max_readahead = 65536, .max_write = 4096};
    const struct fuse_attr_out attr = {.attr = attributes(in->nodeid)};
    const struct fuse_open_out opened = {0};
    const struct fuse_read_in* asked = body;
    const struct fuse_statfs_out statfs = {0};
    switch (in->opcode) {
        case FUSE_INIT:
            reply(fd, in->unique, 0, &init, sizeof(init));
            break;
        case FUSE_LOOKUP:
            look_up(fd, in->unique, body);
            break;
        case FUSE_GETATTR:
            reply(fd, in->unique, 0, &attr, sizeof(attr));
            break;
        case FUSE_OPEN:
        case FUSE_OPENDIR:
            reply(fd, in->unique, 0, &opened, sizeof(opened));
            break;
        case FUSE_READ: {
            const char* text = files[2 * (in->nodeid - 2) + 1];
            const size_t length = strlen(text);
            const size_t at = asked->offset < length ? asked->offset : length;
            const size_t most = length - at < asked->size ? length - at : asked->size;
            reply(fd, in->unique, 0, text + at, most);
            break;
        }
        case FUSE_READDIR:
        case FUSE_FLUSH:
        case FUSE_RELEASE:
        case FUSE_RELEASEDIR:
            reply(fd, in->unique, 0, NULL, 0);
            break;
        case FUSE_STATFS:
            reply(fd, in->unique, 0, &statfs, sizeof(statfs));
            break;
        case FUSE_FORGET:
        case FUSE_BATCH_FORGET:
        case FUSE_INTERRUPT:
            break;
        default:
            reply(fd, in->unique, ENOSYS, NULL, 0);
            break;
    }
}

static void serve(int fd) {
    static _Alignas(8) char buffer[FUSE_MIN_READ_BUFFER + 4096];
    for (;;) {
        const ssize_t got = read(fd, buffer, sizeof(buffer));
        if (got < 0 && errno == EINTR) continue;
        if (got < (ssize_t)sizeof(struct fuse_in_header)) _exit(0);  // ENODEV: unmounted
        answer(fd, (const struct fuse_in_header*)buffer, buffer + sizeof(struct fuse_in_header));
    }
}

int main(int argc, char** argv) {
    char** command = argv + 2;
    while (command < argv + argc && strcmp(*command, "--") != 0) ++command;
    if (command + 1 >= argv + argc) return 2;
    files = argv + 2;
    count = (size_t)(command - files) / 2;
    const int fd = open("/dev/fuse", O_RDWR | O_CLOEXEC);
    char options[128];
    snprintf(options, sizeof(options), "fd=%d,rootmode=40000,user_id=0,group_id=0,allow_other", fd);
    if (fd < 0 || mount("same_inode", argv[1], "fuse.same_inode", MS_NOSUID | MS_NODEV, options)) {
        perror("cannot mount FUSE");
        return 3;
    }
    const pid_t server = fork();
    if (server == 0) serve(fd);
    close(fd);
    const pid_t child = fork();
    if (child == 0) {
        execvp(command[1], command + 1);
        perror(command[1]);
        _exit(127);
    }
    int status = 0;
    waitpid(child, &status, 0);
    umount2(argv[1], MNT_DETACH);
    waitpid(server, NULL, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
