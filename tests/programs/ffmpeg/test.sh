#!/bin/bash
# SPDX-License-Identifier: MIT
# ffmpeg: encoding, decoding, and lists that name what is not there for them.
packages='ffmpeg python3'
. "$(dirname "$0")/../lib.sh"
served=$(free_port)

exercise() {
	mkdir in out
	ffmpeg=(ffmpeg -loglevel error -nostdin -y)
	"${ffmpeg[@]}" -f lavfi -i testsrc=duration=1:size=160x120:rate=10 -f lavfi -i sine=duration=1 -c:v libx264 -preset ultrafast -c:a aac "$work/$round/film.mkv"
	cp "$work/$round/film.mkv" in/film.mkv
	works 'to WebM' "${ffmpeg[@]}" -i in/film.mkv -c:v libvpx -c:a libvorbis out/film.webm
	works 'to MP4 with its index in front' "${ffmpeg[@]}" -i in/film.mkv -c copy -movflags +faststart out/film.mp4
	works 'filters and pictures' "${ffmpeg[@]}" -i in/film.mkv -vf scale=80:60,hflip -frames:v 3 out/picture-%d.png
	is "$round: the pictures" "$(echo out/*.png)" 'out/picture-1.png out/picture-2.png out/picture-3.png'
	works 'a list of parts (HLS)' "${ffmpeg[@]}" -i out/film.mp4 -c copy -f hls -hls_time 1 out/film.m3u8
	works 'reading all of it' "${ffmpeg[@]}" -i out/film.webm -i out/film.m3u8 -map 0 -map 1 -f null -
	works 'facts about it' ffprobe -loglevel error -show_entries format=nb_streams -of csv out/film.webm
	is "$round: two streams" "$out" format,2

	start client python3 -m http.server --bind 127.0.0.1 --directory "$work/$round" "$served"
	until_true accepts "$served"
	printf "file '%s'\n" "$work/$round/film.mkv" >in/reads.txt
	denied 'a list with a film from outside' "${ffmpeg[@]}" -f concat -safe 0 -i in/reads.txt -c copy out/read.mkv
	min_abi=4 denied 'a film from a server' "${ffmpeg[@]}" -i "http://127.0.0.1:$served/film.mkv" -c copy out/called.mkv
	denied 'writing outside' "${ffmpeg[@]}" -i in/film.mkv -c copy "$outside/planted.mkv"
	denied 'replacing a film' "${ffmpeg[@]}" -f lavfi -i testsrc=duration=1 in/film.mkv
}
prove exercise
