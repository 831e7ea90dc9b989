// SPDX-License-Identifier: MIT
#include "program.hpp"

#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <sys/auxv.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "operations.hpp"

namespace kernel_tests {
namespace {

Result wait_for_program(pid_t child) {
    int status = 0;
    must(waitpid(child, &status, 0), "waitpid");
    expect(WIFEXITED(status), "a program that ends by itself");
    const int code = WEXITSTATUS(status);
    expect(code != 0 && code != 127, "a program that starts with all its libraries");
    return code == kExitStatus ? Result::allowed : static_cast<Result>(code);
}

std::vector<char*> pointers(std::vector<std::string>& strings) {
    std::vector<char*> all;
    all.reserve(strings.size() + 1);
    for (std::string& string : strings) all.push_back(string.data());
    all.push_back(nullptr);
    return all;
}

}  // namespace

void copy_program(const char* path) {
    const int from = descriptor("/proc/self/exe", O_RDONLY);
    const int to = descriptor(path, O_WRONLY | O_CREAT | O_EXCL);
    struct stat status = {};
    must(fstat(from, &status), "fstat");
    for (off_t left = status.st_size; left > 0;) {
        const int sent = must(sendfile(to, from, nullptr, static_cast<std::size_t>(left)), path);
        expect(sent > 0, "a program that can be copied");
        left -= sent;
    }
    must(fchmod(to, 0755), path);
    close(from);
    close(to);
}

Result execute(const std::vector<std::string>& arguments) {
    std::vector<std::string> strings = arguments;
    const std::vector<char*> argv = pointers(strings);
    const int child = must(fork(), "fork");
    if (child == 0) {
        execve(argv[0], argv.data(), environ);
        _exit(errno);
    }
    return wait_for_program(child);
}

Result execute_descriptor(int fd) {
    std::vector<std::string> strings = {"program", kExitAtOnce};
    const std::vector<char*> argv = pointers(strings);
    const int child = must(fork(), "fork");
    if (child == 0) {
        execveat(fd, "", argv.data(), environ, AT_EMPTY_PATH);
        _exit(errno);
    }
    return wait_for_program(child);
}

std::string loader() {
    const auto* header = reinterpret_cast<const ElfW(Phdr)*>(getauxval(AT_PHDR));
    const unsigned long count = getauxval(AT_PHNUM);
    const ElfW(Phdr)* interpreter = nullptr;
    ElfW(Addr) base = 0;
    for (unsigned long i = 0; i < count; ++i) {
        if (header[i].p_type == PT_PHDR) {
            base = reinterpret_cast<ElfW(Addr)>(header) - header[i].p_vaddr;
        }
        if (header[i].p_type == PT_INTERP) interpreter = &header[i];
    }
    if (interpreter == nullptr) return {};
    return reinterpret_cast<const char*>(base + interpreter->p_vaddr);
}

std::vector<std::string> libraries() {
    std::vector<std::string> paths;
    dl_iterate_phdr(
        [](dl_phdr_info* info, std::size_t, void* data) {
            if (info->dlpi_name != nullptr && info->dlpi_name[0] == '/') {
                static_cast<std::vector<std::string>*>(data)->emplace_back(info->dlpi_name);
            }
            return 0;
        },
        &paths);
    return paths;
}

PolicyText& grant_program(PolicyText& policy, const std::string& path) {
    policy.grant(path, {"execute", "read_file"});
    if (!loader().empty()) policy.grant(loader(), {"execute", "read_file"});
    for (const std::string& library : libraries()) policy.grant(library, {"read_file"});
    return policy;
}

}  // namespace kernel_tests
