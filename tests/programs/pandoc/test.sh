#!/bin/bash
# SPDX-License-Identifier: MIT
# pandoc: from and to several formats, with pictures, bibliography and a filter; then texts that take in more.
packages='pandoc python3 unzip'
. "$(dirname "$0")/../lib.sh"
served=$(free_port)

exercise() {
	mkdir in out
	/usr/bin/python3 -c 'import base64
open("in/dot.png", "wb").write(base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="))'
	cat >in/text.md <<-'END'
		---
		title: Größe
		references:
		- {id: knuth, type: book, title: Programming, author: [{family: Knuth}], issued: 1968}
		---
		# Heading

		Text with *stress*, $x^2$, a note[^1], a book [@knuth] and ![a picture](in/dot.png).

		[^1]: The note.

		| a | b |
		|---|---|
		| 1 | 2 |
	END
	echo 'function Str(word) if word.text == "Text" then return pandoc.Str("Words") end end' >in/filter.lua
	printf '#!/bin/sh\ncat\n' >in/filter
	chmod +x in/filter
	local pandoc=(pandoc --fail-if-warnings)
	works 'Markdown to Word, with a picture and books' "${pandoc[@]}" --citeproc -s in/text.md -o out/text.docx
	works 'Word to HTML' "${pandoc[@]}" -s --extract-media=out/media out/text.docx -o out/text.html
	like "$round: the text" "$(<out/text.html)" '*Größe*<em>stress</em>*<table>*Knuth*'
	check "$round: the picture" cmp in/dot.png "$(find out/media -name '*.png')"
	works 'to one page with all that is in it' "${pandoc[@]}" -s --self-contained --toc in/text.md -o out/page.html
	works 'to LaTeX, by a filter in Lua' "${pandoc[@]}" -s --lua-filter=in/filter.lua in/text.md -o out/text.tex
	like "$round: filtered" "$(<out/text.tex)" '*Words with \\emph{stress}*'
	works 'to a book (EPUB)' "${pandoc[@]}" in/text.md -o out/text.epub
	check "$round: it is whole" unzip -tqq out/text.epub

	start client python3 -m http.server --bind 127.0.0.1 --directory in "$served"
	until_true accepts "$served"
	cp in/dot.png "$work/$round/private.png"
	echo ".. include:: $outside/secret" >in/includes.rst
	echo "![]($work/$round/private.png)" >in/embeds.md
	echo "![](http://127.0.0.1:$served/dot.png)" >in/calls.md
	evidence='3 *Could not load include file *secret*' denied 'a text that includes a secret' "${pandoc[@]}" in/includes.rst -o out/stolen.html
	denied 'a text with a picture from outside' "${pandoc[@]}" in/embeds.md -o out/stolen.docx
	min_abi=4 denied 'a text with a picture from a server' "${pandoc[@]}" in/calls.md -o out/called.docx
	denied 'a filter that is a program' "${pandoc[@]}" --filter in/filter in/text.md -o out/filtered.html
	denied 'writing outside' "${pandoc[@]}" in/text.md -o "$outside/planted.html"
	denied 'changing a text' "${pandoc[@]}" -s in/text.md -o in/text.md
}
prove exercise
