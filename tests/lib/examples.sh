# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What the scripts about ../../src/share/examples share. Each example is run as it is delivered, and once
# more with LANDLOCK_STRICT=1 and `abi` lowered to what this kernel has, where nothing may be missing.
kernel_abi=$(abi)
# Below ABI 6 there are no scopes, so that a policy which asks for them cannot be strict.
modes=(delivered)
((kernel_abi < 6)) || modes+=(strict)

# take_example NAME FILE MODE: a copy as FILE; `settings` is what to put into the environment.
take_example() {
	local newest=$((kernel_abi < 10 ? kernel_abi : 10))
	settings=(LANDLOCK_POLICY="$2" LD_PRELOAD="$lib")
	if [[ $3 == strict ]]; then
		sed 's/^  "abi": 10,$/  "abi": '"$newest,/" "$examples/$1" >"$2"
		settings+=(LANDLOCK_STRICT=1)
	else
		cp "$examples/$1" "$2"
	fi
	grep -q "^  \"abi\": $([[ $3 == strict ]] && echo "$newest" || echo 10),$" "$2" || fail "the abi of $1 was found"
}

# says_what_it_should NAME MODE FILE: of the library there is nothing in FILE, or one line on what the
# kernel lacks where the policy asks for more.
says_what_it_should() {
	local said
	said=$(grep liblandlock_preload "$3")
	if [[ $2 == strict ]] || ((kernel_abi >= 10)); then
		is "$1: the library says nothing" "$said" ''
	else
		like "$1: the library says what is not enforced" "$said" '*: warning: *: not enforced, because this kernel (Landlock ABI *'
		is "$1: in one line" "$(grep -c liblandlock_preload "$3")" 1
	fi
}

free_port() { /usr/bin/python3 -c 'import socket; print(socket.create_server(("127.0.0.1", 0)).getsockname()[1])'; }

# listen: a TCP server of somebody else on $listening, until the script ends.
listen() {
	/usr/bin/python3 -c 'import socket, time
server = socket.create_server(("127.0.0.1", 0))
print(server.getsockname()[1], flush=True)
time.sleep(600)' >"$work/.port" &
	listener=$!
	trap 'kill "$listener" 2>/dev/null; rm -rf --one-file-system "$work"' EXIT
	local tries
	for ((tries = 0; tries < 100; tries++)); do
		[[ ! -s $work/.port ]] || break
		sleep 0.1
	done
	listening=$(<"$work/.port")
}
# What connects to it and starts no program for that.
connect='exec 3<>/dev/tcp/127.0.0.1/$0 && echo connected'
