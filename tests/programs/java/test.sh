#!/bin/bash
# SPDX-License-Identifier: MIT
# Java: compiles a server and runs it; the server has a hole, and does what its visitor asks for.
packages='openjdk-17-jdk-headless|openjdk-21-jdk-headless curl'
. "$(dirname "$0")/../lib.sh"
take_port 8000
answers() { [[ $(curl -s --noproxy '*' -d "$1" "http://127.0.0.1:${port[8000]}/") == "$2" ]]; }

exercise() {
	mkdir classes data
	cat >Server.java <<'END'
import com.sun.net.httpserver.*;
import java.net.*;
import java.nio.file.*;
import java.util.concurrent.*;

public class Server {
	static String answer(String[] order) throws Exception {
		switch (order[0]) {
		case "sum": return "" + ForkJoinPool.commonPool().submit(() ->
			java.util.stream.LongStream.rangeClosed(1, 1000000).parallel().sum()).get();
		case "keep": Files.writeString(Path.of("data", order[1]), order[2]); return Files.readString(Path.of("data", order[1]));
		case "read": return Files.readString(Path.of(order[1]));
		case "write": Files.writeString(Path.of(order[1]), "x"); return "written";
		case "connect": new Socket("127.0.0.1", Integer.parseInt(order[1])).close(); return "connected";
		case "listen": new ServerSocket(0).close(); return "listened";
		case "run": return "" + new ProcessBuilder(order[1]).start().waitFor();
		default: return "no such order";
		}
	}
	public static void main(String[] arguments) throws Exception {
		HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[0])), 0);
		server.setExecutor(Executors.newFixedThreadPool(4));
		server.createContext("/", exchange -> {
			int code = 200;
			String text;
			try {
				text = answer(new String(exchange.getRequestBody().readAllBytes()).split(" "));
			} catch (Exception problem) {
				code = 500;
				text = problem.toString();
			}
			exchange.sendResponseHeaders(code, text.length());
			try (var body = exchange.getResponseBody()) { body.write(text.getBytes()); }
		});
		server.start();
	}
}
END
	works 'javac' javac -J-XX:-UsePerfData -d classes Server.java
	start java -XX:-UsePerfData -cp classes Server "${port[8000]}"
	until_true accepts "${port[8000]}"
	ask=(client curl -s --noproxy '*' --fail-with-body "http://127.0.0.1:${port[8000]}/" -d)
	works 'a server, with sums on several threads' "${ask[@]}" sum
	is "$round: the sum" "$out" 500000500000
	works 'keeping what it is sent' "${ask[@]}" 'keep note milk'
	is "$round: the note" "$out $(<data/note)" 'milk milk'

	evidence='22*AccessDenied*' denied 'reading a secret for a visitor' "${ask[@]}" "read $outside/secret"
	evidence='22*AccessDenied*' denied 'writing outside' "${ask[@]}" "write $outside/planted"
	evidence='22*AccessDenied*' denied 'changing its source' "${ask[@]}" "write $PWD/Server.java"
	denied 'another program' "${ask[@]}" 'run /usr/bin/true'
	min_abi=4 denied 'another port' "${ask[@]}" listen
	min_abi=4 denied 'a TCP connection' "${ask[@]}" "connect $listening"
}
prove exercise
