/* SPDX-License-Identifier: MIT
 * probe_socket VERB ADDRESS...: tries one thing with a socket, and tells what came of it in a line:
 * `done`, or the error's text.
 *
 *   bind|connect|send tcp|udp PORT    on 127.0.0.1; send is one datagram without connecting
 *   rebind udp FROM TO                binds FROM first, then sends to TO
 *   connect unix PATH                 a PATH that begins with @ is abstract
 *   serve tcp|udp|unix ADDRESS        prints `ready`, and stays until its standard input ends
 *
 * An abstract socket, or one with a path, is a stream.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

union address {
    struct sockaddr any;
    struct sockaddr_in inet;
    struct sockaddr_un local;
};

static int is_unix(const char* kind) {
    return strcmp(kind, "unix") == 0;
}

static socklen_t fill(union address* address, const char* kind, const char* text) {
    memset(address, 0, sizeof(*address));
    if (!is_unix(kind)) {
        address->inet.sin_family = AF_INET;
        address->inet.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address->inet.sin_port = htons((uint16_t)atoi(text));
        return sizeof(address->inet);
    }
    address->local.sun_family = AF_UNIX;
    snprintf(address->local.sun_path, sizeof(address->local.sun_path), "%s", text);
    if (text[0] == '@') address->local.sun_path[0] = '\0';
    return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(text));
}

static int new_socket(const char* kind) {
    const int fd = socket(is_unix(kind) ? AF_UNIX : AF_INET,
                          strcmp(kind, "udp") == 0 ? SOCK_DGRAM : SOCK_STREAM, 0);
    const int on = 1;
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0) {
        perror("probe_socket");
        exit(99);
    }
    return fd;
}

static int serve(int fd, const char* kind, const union address* address, socklen_t length) {
    char nothing;
    if (bind(fd, &address->any, length) != 0) return -1;
    if (strcmp(kind, "udp") != 0 && listen(fd, SOMAXCONN) != 0) return -1;
    puts("ready");
    fflush(stdout);
    exit(read(STDIN_FILENO, &nothing, 1) == 0 ? 0 : 99);
}

int main(int argc, char** argv) {
    if (argc < 4) return 99;
    const char *verb = argv[1], *kind = argv[2];
    union address address;
    socklen_t length = fill(&address, kind, argv[3]);
    const int fd = new_socket(kind);
    long status = -1;
    if (strcmp(verb, "serve") == 0) {
        status = serve(fd, kind, &address, length);
    } else if (strcmp(verb, "bind") == 0) {
        status = bind(fd, &address.any, length);
    } else if (strcmp(verb, "connect") == 0) {
        status = connect(fd, &address.any, length);
    } else if (strcmp(verb, "send") == 0) {
        status = sendto(fd, "x", 1, 0, &address.any, length);
    } else if (strcmp(verb, "rebind") == 0 && argc == 5) {
        if (bind(fd, &address.any, length) == 0) {
            length = fill(&address, kind, argv[4]);
            status = sendto(fd, "x", 1, 0, &address.any, length);
        }
    } else {
        return 99;
    }
    puts(status >= 0 ? "done" : strerror(errno));
    return status >= 0 ? 0 : 1;
}
