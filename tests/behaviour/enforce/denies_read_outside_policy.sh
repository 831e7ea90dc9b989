#!/bin/bash
# needs: landlock
# also on: kernels:1- aarch64 musl portable glibc-2.31
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

mkdir inside
echo public >inside/file
echo secret >secret
policy="{\"ruleset\":[{\"handledAccessFs\":[\"read_file\"]}],
  \"pathBeneath\":[{\"allowedAccess\":[\"read_file\"],\"parent\":[\"$work/inside\",\"/usr\"]}]}"

confined "$policy" cat inside/file
is 'reads what is granted' "$out" public
is 'says nothing when all went well' "$err" ''

confined "$policy" cat secret
is 'fails on what is not granted' "$status" 1
is 'reads nothing of it' "$out" ''
like 'the read fails with EACCES' "$err" '*secret: Permission denied'

run cat secret
is 'the same program reads it without us' "$out" secret
finish
