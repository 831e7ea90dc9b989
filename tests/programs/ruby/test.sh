#!/bin/bash
# SPDX-License-Identifier: MIT
# Ruby: a server with a thread for each visitor, templates, data files, a program in a pipe.
packages='ruby3.1|ruby3.3 ruby curl coreutils'
. "$(dirname "$0")/../lib.sh"

take_port 4567
exercise() {
	mkdir made
	cat >script.rb <<-'END'
		require 'csv'; require 'json'; require 'yaml'; require 'erb'; require 'fileutils'; require 'pstore'
		require 'open3'; require 'digest'; require 'openssl'; require 'zlib'
		CSV.open('made/table.csv', 'w') { |csv| csv << %w[b 2] << %w[a 1] }
		rows = CSV.read('made/table.csv')
		PStore.new('made/store').transaction { |store| store[:rows] = rows }
		FileUtils.mkdir_p('made/a/b')
		FileUtils.mv('made/table.csv', 'made/rows.csv')
		sorted, status = Open3.capture2('sort', 'made/rows.csv')
		reader, writer = IO.pipe
		fork { writer.write(JSON.generate(rows)); writer.close }
		writer.close
		Process.wait
		told = JSON.parse(reader.read)
		puts ERB.new('<%= sorted.split.join(";") %> <%= told.length %>').result(binding)
	END
	cat >server.rb <<-'END'
		require 'socket'
		server = TCPServer.new('127.0.0.1', ARGV[0].to_i)
		loop do
		  Thread.new(server.accept) do |visitor|
		    path = visitor.gets.to_s.split[1].to_s[1..]
		    nil until visitor.gets.to_s.strip.empty?
		    body = File.read(path)
		    visitor.print "HTTP/1.0 200 OK\r\n\r\n#{body}"
		  rescue SystemCallError => error
		    visitor.print "HTTP/1.0 403 No\r\n\r\n#{error.message}"
		  ensure
		    visitor.close
		  end
		end
	END
	works 'tables, stores, templates and a program in a pipe' ruby script.rb
	is "$round: the table" "$out" 'a,1;b,2 2'
	start ruby server.rb "${port[4567]}"
	until_true accepts "${port[4567]}"
	works 'a server with threads' client curl -sS --fail-with-body "http://127.0.0.1:${port[4567]}/made/rows.csv"
	is "$round: the page" "$out" $'b,2\na,1'

	denied 'reading a secret for a visitor' client curl -sS --fail-with-body "http://127.0.0.1:${port[4567]}/$outside/secret"
	denied 'writing outside' ruby -e "File.write('$outside/planted', 'x')"
	denied 'changing its source' ruby -e "File.write('server.rb', 'x', mode: 'a')"
	denied 'another program' ruby -e 'exec "/usr/bin/true"'
	min_abi=4 denied 'a TCP connection' ruby -rsocket -e "TCPSocket.new('127.0.0.1', $listening)"
	min_abi=6 denied 'a signal to a stranger' ruby -e "Process.kill('CONT', $stranger)"
}
prove exercise
