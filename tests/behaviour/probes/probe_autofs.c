// SPDX-License-Identifier: MIT
//
// probe_autofs DIRECTORY SOURCE COMMAND [ARGUMENT]...
//
// Makes DIRECTORY an autofs mount with two entries, which look like empty directories until
// somebody goes there: "share" is SOURCE then, and "broken" cannot be mounted. Runs COMMAND and
// ends with its status. Needs a mount namespace of its own.
#include <errno.h>
#include <fcntl.h>
#include <linux/auto_fs.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

// In the process group that the mount knows as its own, and so sees the bare directories.
static void serve(int requests, int root, const char* source) {
    union autofs_v5_packet_union packet;
    while (read(requests, &packet, sizeof(packet)) > 0) {
        if (packet.hdr.type != autofs_ptype_missing_indirect) continue;
        const unsigned long token = packet.v5_packet.wait_queue_token;
        char name[sizeof(packet.v5_packet.name) + 1] = "";
        memcpy(name, packet.v5_packet.name, packet.v5_packet.len);
        char target[sizeof(name) + 32];
        snprintf(target, sizeof(target), "/proc/self/fd/%d/%s", root, name);
        const int known = strcmp(name, "share") == 0;
        const int mounted = known && mount(source, target, NULL, MS_BIND, NULL) == 0;
        if (ioctl(root, mounted ? AUTOFS_IOC_READY : AUTOFS_IOC_FAIL, token) != 0) perror("ioctl");
    }
    _exit(0);
}

int main(int argc, char** argv) {
    int pipes[2], ready[2];
    if (argc < 4 || pipe2(pipes, O_CLOEXEC) != 0 || pipe2(ready, O_CLOEXEC) != 0) return 2;
    const pid_t server = fork();
    if (server == 0) {
        setpgid(0, 0);
        close(ready[0]);
        char options[128];
        snprintf(options, sizeof(options), "fd=%d,pgrp=%d,minproto=5,maxproto=5,indirect", pipes[1],
                 (int)getpid());
        if (mount("probe_autofs", argv[1], "autofs", MS_NOSUID | MS_NODEV, options) != 0) {
            perror("cannot mount autofs");
            _exit(3);
        }
        const int root = open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (root < 0 || mkdirat(root, "share", 0755) != 0 || mkdirat(root, "broken", 0755) != 0) {
            perror("cannot make entries");
            _exit(3);
        }
        close(pipes[1]);
        if (write(ready[1], "", 1) != 1) _exit(3);
        serve(pipes[0], root, argv[2]);
    }
    close(ready[1]);
    close(pipes[0]);
    close(pipes[1]);
    char byte;
    if (read(ready[0], &byte, 1) != 1) return 3;
    const pid_t child = fork();
    if (child == 0) {
        execvp(argv[3], argv + 3);
        perror(argv[3]);
        _exit(127);
    }
    int status = 0;
    waitpid(child, &status, 0);
    char share[4096];
    snprintf(share, sizeof(share), "%s/share", argv[1]);
    umount2(share, MNT_DETACH);
    umount2(argv[1], MNT_DETACH);
    kill(server, SIGKILL);
    waitpid(server, NULL, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
