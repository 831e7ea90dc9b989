// SPDX-License-Identifier: MIT
#include "tool/file_text.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/unique_fd.hpp"

namespace landlock_preload {

std::string read_to_end(int fd, std::size_t most) {
    std::string bytes;
    char buffer[65536];
    while (bytes.size() < most) {
        const ssize_t count = read(fd, buffer, sizeof(buffer));
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) break;
        bytes.append(buffer, static_cast<std::size_t>(count));
    }
    return bytes;
}

std::string read_whole_file(const std::string& path) {
    const UniqueFd file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    return file.is_open() ? read_to_end(file.get()) : "";
}

MappedFile::MappedFile(const char* path) {
    const UniqueFd file(open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    struct stat status = {};
    if (!file.is_open() || fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) return;
    const auto size = static_cast<std::size_t>(status.st_size);
    void* const pages = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.get(), 0);
    if (pages == MAP_FAILED) return;
    bytes_ = static_cast<char*>(pages);
    size_ = size;
}

MappedFile::~MappedFile() {
    if (bytes_ != nullptr) munmap(bytes_, size_);
}

bool write_whole(int fd, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = write(fd, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

}  // namespace landlock_preload
