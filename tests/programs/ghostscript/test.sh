#!/bin/bash
# SPDX-License-Identifier: MIT
# Ghostscript, and documents that are programs: with -dNOSAFER they may do what the user may.
packages='ghostscript fonts-urw-base35'
. "$(dirname "$0")/../lib.sh"

exercise() {
	mkdir in out
	printf '%%!PS\n/Helvetica findfont 40 scalefont setfont 72 600 moveto (What came in) show showpage\n' >in/page.ps
	works 'PostScript to PNG' gs -q -dNOSAFER -sDEVICE=png16m -r50 -o out/page.png in/page.ps
	check "$round: it is a picture" grep -q IEND out/page.png
	works 'PostScript to PDF' gs -q -dNOSAFER -sDEVICE=pdfwrite -o out/page.pdf in/page.ps
	works 'PDF to text' gs -q -dNOSAFER -sDEVICE=txtwrite -o out/page.txt out/page.pdf
	like "$round: the text" "$(<out/page.txt)" '*What came in*'

	echo "($outside/secret) (r) file 100 string readline pop print" >in/reads.ps
	echo "($outside/planted) (w) file (x) writestring" >in/writes.ps
	echo "($PWD/in/page.ps) deletefile" >in/deletes.ps
	echo '(%pipe%/usr/bin/id) (r) file 100 string readline pop print' >in/runs.ps
	gs='gs -q -dNOSAFER -dNODISPLAY -dBATCH'
	evidence='1*invalidfileaccess*' denied 'a document that reads another file' $gs in/reads.ps
	evidence='1*invalidfileaccess*' denied 'one that writes outside' $gs in/writes.ps
	evidence='1*@(ioerror|invalidfileaccess)?in?--file--*' denied 'one that runs a program' $gs in/runs.ps
	evidence='1*Error*' denied 'one that deletes a document' $gs in/deletes.ps
	is "$round: the document" "$([[ -e in/page.ps ]] && echo there || echo gone)" "$([[ $round == free ]] && echo gone || echo there)"
}
prove exercise
