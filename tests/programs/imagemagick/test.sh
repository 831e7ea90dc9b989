#!/bin/bash
# SPDX-License-Identifier: MIT
# ImageMagick: pictures of several formats, more than fits into memory, text; then those of a stranger.
packages='imagemagick librsvg2-bin fonts-dejavu-core'
. "$(dirname "$0")/../lib.sh"

exercise() {
	mkdir in out
	convert -size 400x300 gradient:red-blue in/picture.png
	convert -size 40x30 xc:red xc:green xc:blue in/film.gif
	works 'PNG to a smaller JPEG' convert in/picture.png -resize 50% out/picture.jpg
	works 'facts about it' identify -format '%m %w %h' out/picture.jpg
	is "$round: half of it" "$out" 'JPEG 200 150'
	works 'WebP, TIFF and BMP' convert in/picture.png -write out/picture.webp -write out/picture.tiff out/picture.bmp
	works 'the pictures of a film, side by side' montage in/film.gif -tile 3x1 -geometry +0+0 out/film.png
	is "$round: three of them" "$(identify -format '%w %h %k' out/film.png)" '120 30 3'
	works 'text' convert in/picture.png -font /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf -draw "text 5,20 'hello'" out/text.png
	check "$round: it is to be seen" test "$(compare -metric AE in/picture.png out/text.png null: 2>&1)" -gt 100
	works 'more than fits into memory' convert -limit memory 100KB -limit map 0 in/picture.png -blur 0x3 -rotate 20 out/blurred.png
	echo "viewbox 0 0 50 50 image Over 0,0 50,50 'in/picture.png'" >in/drawing.mvg
	works 'a drawing' convert mvg:in/drawing.mvg out/drawing.png

	cp in/picture.png "$work/$round/private.png"
	echo "viewbox 0 0 50 50 image Over 0,0 50,50 '$work/$round/private.png'" >in/reads.mvg
	echo '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="5" height="5"/></svg>' >in/picture.svg
	# What it says of an error is seldom the error. Under a learned policy it only has the error's name: it reads the file
	# of its messages when something fails, which is not among what works.
	local fails='unable to open image'
	[[ ! ${LANDLOCK_PROGRAMS_LEARNED-} ]] || fails=UnableToOpenBlob
	evidence="1 *$fails*private.png*" denied 'a drawing with a picture from outside' convert mvg:in/reads.mvg out/stolen.png
	evidence="1 *$fails*magick-*" denied 'a format that needs another program (SVG)' convert in/picture.svg out/svg.png
	evidence="1 *$fails*planted.png*" denied 'writing outside' convert in/picture.png "$outside/planted.png"
	evidence="1 *$fails*in/picture.png*" denied 'changing a picture' mogrify -flip in/picture.png
	is "$round: the picture in the drawing" "$(identify -format %k out/stolen.png)" "$([[ $round == confined ]] && echo 1 || identify -format %k out/drawing.png)"
	is "$round: the SVG" "$(ls out/svg.png 2>/dev/null)" "$([[ $round == confined ]] || echo out/svg.png)"
}
prove exercise
