#!/bin/bash
# SPDX-License-Identifier: MIT
# pip: a virtual environment, a package of an index, one that is built by a script of its own; and what that may try.
packages='python3-pip python3-venv python3'
. "$(dirname "$0")/../lib.sh"

take_port 443
exercise() {
	export PIP_CACHE_DIR=$PWD/env/cache PIP_DISABLE_PIP_VERSION_CHECK=1
	mkdir -p "$HOME/.ssh" part index/greeting
	echo "$secret" >"$HOME/.ssh/id"
	printf '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n' >part/pyproject.toml
	cat >part/backend.py <<-'END'
		import os, pathlib, socket, zipfile
		def write_wheel(directory, name):
		    file = f"{name}-1-py3-none-any.whl"
		    info = f"{name}-1.dist-info/"
		    with zipfile.ZipFile(pathlib.Path(directory, file), "w") as wheel:
		        wheel.writestr(f"{name}.py", f"print('hello from {name}')\n")
		        wheel.writestr(info + "METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n")
		        wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\nGenerator: none\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
		        wheel.writestr(info + "RECORD", f"{name}.py,,\n{info}METADATA,,\n{info}WHEEL,,\n{info}RECORD,,\n")
		    return file
		def build_wheel(directory, config_settings=None, metadata_directory=None):
		    what, _, on = os.environ.get("ATTEMPT", "").partition(" ")
		    if what == "read": pathlib.Path(on).read_text()
		    if what == "write": pathlib.Path(on).write_text("x")
		    if what == "signal": os.kill(int(on), 18)
		    if what == "connect": socket.create_connection(("127.0.0.1", int(on)))
		    return write_wheel(directory, "part")
	END
	(cd part && python3 -B -c 'import backend; backend.write_wheel("../index/greeting", "greeting")')
	start client python3 -m http.server --bind 127.0.0.1 --directory index "${port[443]}"
	until_true accepts "${port[443]}"

	works 'a virtual environment' python3 -m venv env
	works 'a package from an index' env/bin/pip install --index-url "http://127.0.0.1:${port[443]}/" greeting
	works 'what was installed' env/bin/python -c 'import greeting'
	is "$round: what it says" "$out" 'hello from greeting'
	works 'a package that is built' env/bin/pip install --no-index ./part
	works 'what was built' env/bin/python -c 'import part'
	works 'pip list' env/bin/pip list
	works 'pip uninstall' env/bin/pip uninstall -y greeting

	build=(env/bin/pip install --no-index --force-reinstall ./part)
	denied 'a build that reads a secret' "ATTEMPT=read $outside/secret" "${build[@]}"
	denied 'a build that reads a key in the home' "ATTEMPT=read $HOME/.ssh/id" "${build[@]}"
	denied 'a build that writes outside' "ATTEMPT=write $outside/planted" "${build[@]}"
	denied 'a build that changes the shell of its user' "ATTEMPT=write $HOME/.bashrc" "${build[@]}"
	min_abi=4 denied 'a build that connects elsewhere' "ATTEMPT=connect $listening" "${build[@]}"
	min_abi=6 denied 'a signal to a stranger' "ATTEMPT=signal $stranger" "${build[@]}"
}
prove exercise
