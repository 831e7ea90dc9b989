#!/bin/bash
# SPDX-License-Identifier: MIT
# cargo, offline: a program, a library beside it, a build script and tests; and what a build script may try.
packages='cargo rustc gcc libc6-dev'
. "$(dirname "$0")/../lib.sh"

exercise() {
	export TMPDIR=$PWD/target
	[[ $round == confined ]] || mkdir target
	mkdir -p src part/src
	printf '[package]\nname = "part"\nversion = "1.0.0"\nedition = "2021"\n' >part/Cargo.toml
	echo 'pub fn twice(n: u32) -> u32 { 2 * n }' >part/src/lib.rs
	printf '[package]\nname = "app"\nversion = "1.0.0"\nedition = "2021"\n[dependencies]\npart = { path = "part" }\n' >Cargo.toml
	cat >build.rs <<-'END'
		use std::{env, fs, net::TcpStream, path::Path, process::Command};
		fn main() {
		    println!("cargo:rerun-if-env-changed=ATTEMPT");
		    let out = Path::new(&env::var("OUT_DIR").unwrap()).join("made.rs");
		    fs::write(out, "pub const MADE: u32 = 21;").unwrap();
		    let attempt = env::var("ATTEMPT").unwrap_or_default();
		    let (what, on) = attempt.split_once(' ').unwrap_or(("", ""));
		    match what {
		        "read" => println!("cargo:warning={}", fs::read_to_string(on).unwrap()),
		        "write" => fs::write(on, "x").unwrap(),
		        "run" => assert!(Command::new(on).status().unwrap().success()),
		        "connect" => drop(TcpStream::connect(on).unwrap()),
		        _ => (),
		    }
		}
	END
	cat >src/main.rs <<-'END'
		include!(concat!(env!("OUT_DIR"), "/made.rs"));
		fn main() { println!("{}", part::twice(MADE)); }
		#[test]
		fn doubles() { assert_eq!(part::twice(MADE), 42); }
	END
	cargo generate-lockfile --offline || fail 'a lock file, as it comes with the source'
	works 'building, with a build script' cargo build --offline
	is "$round: the program" "$(target/debug/app)" 42
	works 'tests' cargo test --offline
	like "$round: they passed" "$out" '*test doubles ... ok*'
	works 'running' cargo run --offline

	denied 'a build script that reads a secret' "ATTEMPT=read $outside/secret" cargo build --offline
	denied 'a build script that writes outside' "ATTEMPT=write $outside/planted" cargo build --offline
	denied 'a build script that changes the source' "ATTEMPT=write src/planted.rs" cargo build --offline
	denied 'a build script that starts a program' "ATTEMPT=run /usr/bin/id" cargo build --offline
	min_abi=4 denied 'a build script that connects' "ATTEMPT=connect 127.0.0.1:$listening" cargo build --offline
}
prove exercise
