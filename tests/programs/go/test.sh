#!/bin/bash
# SPDX-License-Identifier: MIT
# go, offline: a module with a package of its own, tests and a generator; and what these may try.
packages='golang-go'
is_static=1
. "$(dirname "$0")/../lib.sh"

exercise() {
	export TMPDIR=$PWD/tmp GOCACHE=$PWD/tmp/cache GOPROXY=off GOFLAGS=-count=1 GOTOOLCHAIN=local
	mkdir -p tmp part
	printf 'module example.org/app\n\ngo 1.19\n' >go.mod
	printf 'package part\n\nfunc Twice(n int) int { return 2 * n }\n' >part/part.go
	cat >main.go <<-'END'
		package main

		import (
			"example.org/app/part"
			"fmt"
		)

		func main() { fmt.Println(part.Twice(21)) }
	END
	cat >part/part_test.go <<-'END'
		package part

		import (
			"net"
			"os"
			"os/exec"
			"strings"
			"testing"
		)

		func TestTwice(t *testing.T) {
			if Twice(21) != 42 {
				t.Fatal("wrong")
			}
			what, on, _ := strings.Cut(os.Getenv("ATTEMPT"), " ")
			var err error
			switch what {
			case "read":
				_, err = os.ReadFile(on)
			case "write":
				err = os.WriteFile(on, []byte("x"), 0o600)
			case "run":
				err = exec.Command(on).Run()
			case "connect":
				_, err = net.Dial("tcp", on)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	END
	works 'building' go build -o tmp/app
	is "$round: the program" "$(tmp/app)" 42
	works 'running' go run .
	works 'tests' go test ./part
	works 'vet' go vet ./part
	works 'list' go list ./...

	denied 'a test that reads a secret' "ATTEMPT=read $outside/secret" go test ./part
	denied 'a test that writes outside' "ATTEMPT=write $outside/planted" go test ./part
	denied 'a test that changes the source' "ATTEMPT=write planted" go test ./part
	denied 'a test that starts a program' "ATTEMPT=run /usr/bin/id" go test ./part
	min_abi=4 denied 'a test that connects' "ATTEMPT=connect 127.0.0.1:$listening" go test ./part
}
prove exercise
