#!/bin/bash
# SPDX-License-Identifier: MIT
# A perl script: files, a pipe, sockets between processes, a database file, archives in memory.
packages='perl coreutils'
. "$(dirname "$0")/../lib.sh"

exercise() {
	mkdir made
	printf '%s\n' b a b c >words
	cat >script.pl <<-'END'
		use strict; use warnings; use autodie;
		use File::Temp 'tempfile'; use File::Path 'make_path'; use File::Find; use SDBM_File; use Fcntl;
		use Socket; use POSIX 'strftime'; use Encode; use Digest::SHA; use IO::Compress::Gzip 'gzip'; use JSON::PP;
		my %count;
		open my $words, '<', 'words';
		while (<$words>) { chomp; $count{$_}++ }
		tie my %data, 'SDBM_File', 'made/counts', O_RDWR | O_CREAT, 0666;
		%data = %count;
		make_path 'made/a/b';
		my ($temporary, $name) = tempfile(DIR => 'made');
		print $temporary "$_ $data{$_}\n" for keys %data;
		close $temporary;
		rename $name, 'made/counts.txt';
		open my $sorted, '-|', 'sort made/counts.txt | sort -u';
		my @lines = <$sorted>;
		close $sorted;
		socketpair my $here, my $there, AF_UNIX, SOCK_STREAM, PF_UNSPEC;
		if (!fork) { print $there encode_json(\%count); exit }
		close $there;
		waitpid -1, 0;
		my $told = decode_json(<$here>);
		gzip(\join('', @lines), 'made/counts.gz');
		find(sub { }, 'made');
		print strftime('%Y', gmtime 0), " $told->{b} ", join ';', map { s/\n//r } @lines;
	END
	works 'text, files and a database' perl script.pl
	is "$round: the counts" "$out" '1970 2 a 1;b 2;c 1'
	works 'a one-liner on files in place' perl -i -pe 's/a/A/' made/counts.txt
	like "$round: changed" "$(<made/counts.txt)" '*A 1*'

	denied 'reading a secret' perl -e 'open(my $f, "<", shift) or die "$!"; print <$f>' "$outside/secret"
	denied 'writing outside' perl -e 'open(my $f, ">", shift) or die "$!"' "$outside/planted"
	denied 'changing its input' perl -e 'open(my $f, ">>", "words") or die "$!"'
	denied 'another program' perl -e 'exec "/usr/bin/true" or die "$!"'
	min_abi=4 denied 'a TCP connection' perl -MSocket -e 'socket(my $s, AF_INET, SOCK_STREAM, 0); connect($s, pack_sockaddr_in(shift, INADDR_LOOPBACK)) or die "$!"' "$listening"
	min_abi=6 denied 'a signal to a stranger' perl -e 'kill("CONT", shift) or die "$!"' "$stranger"
}
prove exercise
