#!/bin/sh
# The table of docs/how-it-works/files.md: each file of the tool, in the order of cogen/sources.cmake and under its headings, with the
# first sentence of the comment that the file opens with. Where that says "see NAME.h", the header's comment is read.
set -eu
cogen=$(cd "$(dirname "$0")/../cogen" && pwd)

first_sentence() {
	awk '
		{
			last = sub(/ *\*\/.*/, "")
			sub(/^(\/\*| \*) ?/, "")
			if ($0 == "" && NR > 1) exit
			text = text (text == "" ? "" : " ") $0
			if (last) exit
		}
		END {
			sub(/^Pass(es)? [0-9½]+(, [a-z ]+ half)?[,:] /, "", text)
			if (match(text, /[.]( |$)/)) text = substr(text, 1, RSTART - 1)
			sub(/[ :]+$/, "", text)
			gsub(/\|/, "\\|", text)
			if (text !~ /^(libclang|cogen|co_|--)/) text = toupper(substr(text, 1, 1)) substr(text, 2)
			print text
		}' "$1"
}

printf '| file | |\n|---|---|\n'
sed -n '/^set(/,/^)/p' "$cogen/sources.cmake" | while read -r kind rest; do
	case $kind in
	'#') printf '| **%s** | |\n' "$rest" ;;
	*.c)
		said=$(first_sentence "$cogen/$kind")
		case $said in
		*[Ss]ee\ *.h*) [ ! -e "$cogen/${kind%.c}.h" ] || said=$(first_sentence "$cogen/${kind%.c}.h") ;;
		esac
		printf '| [%s](../../cogen/%s) | %s |\n' "$kind" "$kind" "$said"
		;;
	esac
done
