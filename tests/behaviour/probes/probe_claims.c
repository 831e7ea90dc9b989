/* SPDX-License-Identifier: MIT
 * probe_claims: what the library says of itself, beside what system calls show.
 *
 *   probe_claims policy WHAT PROGRAM   prints a policy that asks for WHAT and grants only what
 * trying needs probe_claims layout FOLDER         makes what `try` needs in FOLDER probe_claims try
 * WHAT PROGRAM FOLDER SERVER ABSTRACT PID under that policy: prints "state N", "class ASKED
 * REQUESTED ENFORCED DROPPED DENIED" for each class of rights, and "flags REQUESTED ENFORCED
 * DROPPED". ASKED is what the policy says, DENIED what the kernel refused when every right was
 * tried once, asked for or not; the others are the status.
 *
 * WHAT is a number, for every right that this ABI knows, or the name of one right. PROGRAM can be
 * executed; SERVER and ABSTRACT are listening stream sockets, PID a process that may be signalled,
 * all outside of the sandbox. Descriptor 8 is a bound UDP socket. Rights and bits are those of
 * tests/lib/landlock_facts.inc.
 */
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/random.h>
#include <netinet/in.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "landlock_preload.h"

enum { PORT = 42140, BOUND_SOCKET = 8 };

static const char *server, *abstract, *program;
static pid_t bystander;

/* Each of these returns -1 and sets errno, or succeeds. They run in the layout's folder. */

static int opened(const char* path, int flags) {
    const int fd = open(path, flags | O_CLOEXEC | O_NOCTTY);
    return fd < 0 ? fd : close(fd);
}

static int try_execute(void) {
    int ends[2], code = 0;
    if (pipe2(ends, O_CLOEXEC) != 0) exit(99);
    const pid_t child = fork();
    if (child == 0) {
        execl(program, program, (char*)NULL);
        code = errno;
        _exit(write(ends[1], &code, sizeof(code)) == sizeof(code) ? 0 : 99);
    }
    close(ends[1]);
    const ssize_t got = read(ends[0], &code, sizeof(code)); /* nothing, where it was executed */
    close(ends[0]);
    waitpid(child, NULL, 0);
    errno = code;
    return got == 0 ? 0 : -1;
}

static int try_write_file(void) {
    return opened("file", O_WRONLY);
}
static int try_read_file(void) {
    return opened("file", O_RDONLY);
}
static int try_read_dir(void) {
    return opened("folder", O_RDONLY | O_DIRECTORY);
}
static int try_remove_dir(void) {
    return rmdir("folder/empty");
}
static int try_remove_file(void) {
    return unlink("folder/useless");
}
static int try_make_char(void) {
    return mknod("folder/char", S_IFCHR | 0600, makedev(1, 3));
}
static int try_make_dir(void) {
    return mkdir("folder/dir", 0700);
}
static int try_make_reg(void) {
    return mknod("folder/reg", S_IFREG | 0600, 0);
}
static int try_make_fifo(void) {
    return mkfifo("folder/fifo", 0600);
}
static int try_make_block(void) {
    return mknod("folder/block", S_IFBLK | 0600, makedev(7, 0));
}
static int try_make_sym(void) {
    return symlink("x", "folder/sym");
}
static int try_refer(void) {
    return rename("folder/moved", "other/moved");
}
static int try_truncate(void) {
    return truncate("file", 1);
}

static int try_ioctl_dev(void) {
    int entropy;
    const int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC); /* which every policy here grants */
    if (fd < 0) exit(99);
    const int result = ioctl(fd, RNDGETENTCNT, &entropy);
    const int code = errno;
    close(fd);
    errno = code;
    return result;
}

/* A stream socket with a path, or an abstract name where that begins with @. Nobody accepts: it may
 * not wait. */
static int unix_socket(const char* name, int (*act)(int, const struct sockaddr*, socklen_t)) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof(address.sun_path), "%s", name);
    if (name[0] == '@') address.sun_path[0] = '\0';
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const int result = act(fd, (const struct sockaddr*)&address,
                           (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(name)));
    const int code = errno;
    close(fd);
    errno = code;
    return result;
}

static int try_make_sock(void) {
    return unix_socket("folder/sock", bind);
}
static int try_resolve_unix(void) {
    return unix_socket(server, connect);
}
static int try_abstract_unix_socket(void) {
    return unix_socket(abstract, connect);
}
static int try_signal(void) {
    return kill(bystander, 0);
}

static int inet_socket(int fd, int (*act)(int, const struct sockaddr*, socklen_t)) {
    const struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(PORT), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    return act(fd, (const struct sockaddr*)&address, sizeof(address));
}

static int new_inet_socket(int type, int (*act)(int, const struct sockaddr*, socklen_t)) {
    const int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);
    const int result = inet_socket(fd, act);
    const int code = errno;
    close(fd);
    errno = code;
    return result;
}

static int try_bind_tcp(void) {
    return new_inet_socket(SOCK_STREAM, bind);
}
static int try_connect_tcp(void) {
    return new_inet_socket(SOCK_STREAM, connect);
}
static int try_bind_udp(void) {
    return new_inet_socket(SOCK_DGRAM, bind);
}
/* A new socket would have to be bound on the way. */
static int try_connect_send_udp(void) {
    return inet_socket(BOUND_SOCKET, connect);
}

enum class {
#define CLASS(name, key) name##_class,
#include "../../lib/landlock_facts.inc"
    CLASSES
};
static const char* const class_names[CLASSES] = {
#define CLASS(name, key) #name,
#include "../../lib/landlock_facts.inc"
};
static const char* const keys[CLASSES] = {
#define CLASS(name, key) #key,
#include "../../lib/landlock_facts.inc"
};

/* A right that the facts have and that is not tried here does not compile. */
static const struct right {
    const char* name;
    enum class class;
    int bit;
    int since; /* the first ABI that knows it */
    int (*act)(void);
} rights[] = {
#define RIGHT(class, bit, name, since, on) {#name, class##_class, bit, since, try_##name},
#include "../../lib/landlock_facts.inc"
};
enum { RIGHTS = sizeof(rights) / sizeof(rights[0]) };

static int is_asked(const struct right* right, const char* what) {
    const int abi = atoi(what);
    return abi != 0 ? right->since <= abi : strcmp(right->name, what) == 0;
}

static void print_policy(const char* what, const char* executed) {
    const char* between = "{\"ruleset\":[";
    int reads = 0;
    for (const struct right* right = rights; right != rights + RIGHTS; ++right) {
        if (!is_asked(right, what)) continue;
        printf("%s{\"%s\":[\"%s\"]}", between, keys[right->class], right->name);
        between = ",";
        if (right->act == try_read_file) reads = 1;
    }
    printf("]");
    if (reads) {
        printf(
            ",\"pathBeneath\":[{\"allowedAccess\":[\"read_file\"],"
            "\"parent\":[\"/dev/urandom\",\"%s\"]}]",
            executed);
    }
    printf("}\n");
}

static int must(int result) {
    if (result >= 0) return result;
    perror("probe_claims");
    exit(99);
}

static void make_layout(const char* folder) {
    static const char* const files[] = {"file", "folder/useless", "folder/moved"};
    must(mkdir(folder, 0700));
    must(chdir(folder));
    must(mkdir("folder", 0700));
    must(mkdir("folder/empty", 0700));
    must(mkdir("other", 0700));
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); ++i) {
        close(must(open(files[i], O_WRONLY | O_CREAT, 0600)));
    }
}

static int is_denied(const struct right* right) {
    errno = 0;
    if (right->act() == 0) return 0;
    /* The kernel's answer to refer where the rights to make and remove are granted. */
    if (right->act == try_refer && errno == EXDEV) return 1;
    return errno == (right->class == scope_class ? EPERM : EACCES);
}

static void try_rights(const char* what) {
    unsigned long long asked[CLASSES] = {0}, denied[CLASSES] = {0};
    struct landlock_preload_status status = {.size = sizeof(status)};
    if (landlock_preload_get_status_by(dlsym(RTLD_DEFAULT, "landlock_preload_get_status"),
                                       &status) != 0) {
        exit(98);
    }
    for (const struct right* right = rights; right != rights + RIGHTS; ++right) {
        if (is_asked(right, what)) asked[right->class] |= 1ULL << right->bit;
        if (is_denied(right)) denied[right->class] |= 1ULL << right->bit;
    }
    const unsigned long long told[CLASSES][3] = {
#define CLASS(name, key) {status.name##_requested, status.name##_enforced, status.name##_dropped},
#include "../../lib/landlock_facts.inc"
    };
    printf("state %u\n", status.state);
    for (int i = 0; i < CLASSES; ++i) {
        printf("%s %#llx %#llx %#llx %#llx %#llx\n", class_names[i], asked[i], told[i][0],
               told[i][1], told[i][2], denied[i]);
    }
    printf("gaps %#x\n", status.gaps);
    printf("flags %#llx %#llx %#llx\n", (unsigned long long)status.flags_requested,
           (unsigned long long)status.flags_enforced, (unsigned long long)status.flags_dropped);
}

int main(int count, char** arguments) {
    if (count == 4 && strcmp(arguments[1], "policy") == 0) {
        print_policy(arguments[2], arguments[3]);
    } else if (count == 3 && strcmp(arguments[1], "layout") == 0) {
        make_layout(arguments[2]);
    } else if (count == 8 && strcmp(arguments[1], "try") == 0) {
        program = arguments[3];
        must(chdir(arguments[4]));
        server = arguments[5];
        abstract = arguments[6];
        bystander = atoi(arguments[7]);
        try_rights(arguments[2]);
    } else {
        return 97;
    }
    return 0;
}
