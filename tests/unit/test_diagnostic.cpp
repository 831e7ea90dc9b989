// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cerrno>
#include <cstring>

#include "support.hpp"

using namespace landlock_preload;

TEST_CASE("diagnostic: fail throws one error with everything it was given") {
    const auto errors = errors_of([] { fail("p.json:/abi", "cannot do it", ENOENT); });
    REQUIRE(errors.size() == 1);
    CHECK(errors[0].location == "p.json:/abi");
    CHECK(errors[0].what == "cannot do it");
    CHECK(errors[0].error_number == ENOENT);
    CHECK(errors_of([] { fail("", "x"); })[0].error_number == 0);
}

TEST_CASE("diagnostic: errno texts are the C library's English ones") {
    for (const int code : {EPERM,      ENOENT, EIO,          ENXIO,     E2BIG,   EBADF,     EAGAIN,
                           ENOMEM,     EACCES, EFAULT,       ENODEV,    ENOTDIR, EISDIR,    EINVAL,
                           ENFILE,     EMFILE, ENAMETOOLONG, ENOSYS,    ELOOP,   EOVERFLOW, EBADFD,
                           EOPNOTSUPP, ESTALE, ETIMEDOUT,    EHOSTDOWN, ENOTCONN}) {
        CAPTURE(code);
        CHECK(errno_text(code) == strerrordesc_np(code));
    }
    CHECK(errno_text(4095) == "errno 4095");
}

TEST_CASE("diagnostic: a quoted text is cut after 80 bytes") {
    CHECK(quote("") == "\"\"");
    CHECK(quote("a") == "\"a\"");
    CHECK(quote(std::string(80, 'x')) == '"' + std::string(80, 'x') + '"');
    CHECK(quote(std::string(81, 'x')) == '"' + std::string(80, 'x') + "...\"");
    CHECK(quote(std::string(100000, 'x')).size() == 85);
}

TEST_CASE("diagnostic: a quoted text is not cut inside a character") {
    // 79 bytes, then two bytes of one character: it does not fit.
    CHECK(quote(std::string(100, '\xb3')) == '"' + std::string(80, '\xb3') + "...\"");
    CHECK(quote(std::string(79, 'x') + "éé") == '"' + std::string(79, 'x') + "...\"");
}

TEST_CASE("diagnostic: the first 20 errors are kept") {
    std::vector<Diagnostic> list;
    for (int i = 0; i < 30; ++i) collect(list, "", "", i);
    REQUIRE(list.size() == 20);
    CHECK(list.front().error_number == 0);
    CHECK(list.back().error_number == 19);
}
