#!/bin/bash
# SPDX-License-Identifier: MIT
# Debian's python3: a server, a virtual environment with a package from a folder of wheels, several
# processes with shared memory, a database, a program in a pipe.
packages='python3 python3-venv python3-pip curl coreutils'
. "$(dirname "$0")/../lib.sh"

take_port 8000
exercise() {
	mkdir -p made site wheels
	echo hello >site/page
	ln -s "$outside/secret" site/link
	python3 - <<-'END'
		import zipfile
		files = {"greeting.py": "text = 'hello from a wheel'\n",
		         "greeting-1.dist-info/METADATA": "Metadata-Version: 2.1\nName: greeting\nVersion: 1\n",
		         "greeting-1.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: none\nRoot-Is-Purelib: true\nTag: py3-none-any\n"}
		files["greeting-1.dist-info/RECORD"] = "".join(name + ",,\n" for name in [*files, "greeting-1.dist-info/RECORD"])
		with zipfile.ZipFile("wheels/greeting-1-py3-none-any.whl", "w") as wheel:
		    for name, text in files.items():
		        wheel.writestr(name, text)
	END
	cat >parallel.py <<-'END'
		import multiprocessing, multiprocessing.shared_memory
		def square(number):
		    return number * number
		if __name__ == "__main__":
		    for method in "fork", "spawn":
		        with multiprocessing.get_context(method).Pool(2) as pool:
		            print(sum(pool.map(square, range(100))))
		    memory = multiprocessing.shared_memory.SharedMemory(create=True, size=8)
		    memory.close()
		    memory.unlink()
	END
	start python3 -m http.server --bind 127.0.0.1 --directory site "${port[8000]}"
	until_true accepts "${port[8000]}"
	works 'http.server' client curl -sf "http://127.0.0.1:${port[8000]}/page"
	is "$round: the page" "$out" hello
	works 'venv' python3 -m venv --without-pip made/env
	works 'pip from a folder of wheels' python3 -m pip --python made/env/bin/python install --no-index --find-links wheels greeting
	works 'what pip installed' made/env/bin/python -c 'import greeting; print(greeting.text)'
	is "$round: the package" "$out" 'hello from a wheel'
	works 'multiprocessing' python3 parallel.py
	is "$round: the sums" "$out" $'328350\n328350'
	works 'sqlite3' python3 -c 'import sqlite3
with sqlite3.connect("made/data") as data:
    data.execute("create table numbers (number)")
    data.executemany("insert into numbers values (?)", [(n,) for n in range(1000)])
    print(*data.execute("select sum(number) from numbers").fetchone())'
	is "$round: the answer" "$out" 499500
	works 'subprocess' python3 -c 'import subprocess
print(subprocess.run("sort", input="b\na\n", text=True, capture_output=True, check=True).stdout)'
	is "$round: sorted" "$out" $'a\nb'

	evidence='*error: 404*' denied 'a link out of what it serves' client curl -sSf "http://127.0.0.1:${port[8000]}/link"
	denied 'reading a secret' python3 -c "print(open('$outside/secret').read())"
	denied 'writing outside' python3 -c "open('$outside/planted', 'w')"
	denied 'changing the project' python3 -c 'open("parallel.py", "a")'
	denied 'another program' python3 -c 'import subprocess; subprocess.run("true", check=True)'
	min_abi=4 denied 'another port' python3 -c 'import socket; socket.create_server(("127.0.0.1", 0))'
	min_abi=4 denied 'a TCP connection' python3 -c "import socket; socket.create_connection(('127.0.0.1', $listening))"
	min_abi=6 denied 'a signal to a stranger' python3 -c "import os; os.kill($stranger, 18)"
}
prove exercise
