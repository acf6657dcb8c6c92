#!/bin/sh
# Rewrites the blocks of the documentation that show what the tool prints, by running it again.
#
# In: the path of a built cogen; with --check behind it, nothing is written, and a page that is out of date is an error. A block
# is the fenced one behind a line `<!-- LANGUAGE: COMMAND -->`; the command runs in docs/how-it-works, with `cogen` being that
# tool. Behind `<!-- paragraph: COMMAND -->` it is what comes before the next empty line, a table for instance, and there is no fence.
# A line `<!-- image FILE: COMMAND -->` has what the command prints put into FILE, beside the page. Out: README.md and
# docs/**/*.md with the same text around new blocks, and the pictures.
set -eu

cogen=$(realpath "$1")
mode=${2:-write}
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin"
ln -s "$cogen" "$work/bin/cogen"
PATH=$work/bin:$PATH
export PATH
cd "$root/docs/how-it-works"

status=0
for page in "$root/README.md" "$root"/docs/*.md "$root"/docs/*/*.md; do
	if grep -q bench/report "$page" && ! command -v python3 >"$work/python"; then
		echo "$page: not looked at, as python3 is not there"
		continue
	fi
	awk '
		skipping { if (/^```$/) skipping = 0; next }
		passing { if (/^$/) { passing = 0; print } next }
		/^<!-- [a-z]+: .* -->$/ {
			print
			language = $2
			sub(/:$/, "", language)
			command = $0
			sub(/^<!-- [a-z]+: /, "", command)
			sub(/ -->$/, "", command)
			if (language != "paragraph") print "```" (language == "text" ? "" : language)
			while ((command | getline line) > 0) print line
			if (close(command) != 0) failed = 1
			if (language == "paragraph") {
				passing = 1
				next
			}
			print "```"
			getline
			skipping = 1
			next
		}
		{ print }
		END { exit failed }
	' "$page" >"$work/page" || { echo "$page: a command failed" >&2; status=1; continue; }
	sed -n 's/^<!-- image \([^ :]*\): \(.*\) -->$/\1 \2/p' "$page" >"$work/images"
	while read -r image command; do
		image=$(dirname "$page")/$image
		sh -c "$command" >"$work/image" || { echo "$page: a command failed" >&2; status=1; continue; }
		cmp -s "$image" "$work/image" && continue
		if [ "$mode" = --check ]; then
			echo "$image is out of date: docs/update.sh $1" >&2
			status=1
		else
			mkdir -p "$(dirname "$image")"
			cat "$work/image" >"$image"
			echo "updated $image"
		fi
	done <"$work/images"
	cmp -s "$page" "$work/page" && continue
	if [ "$mode" = --check ]; then
		echo "$page is out of date: docs/update.sh $1" >&2
		diff -u "$page" "$work/page" >&2 || true
		status=1
	else
		cat "$work/page" >"$page"
		echo "updated $page"
	fi
done
exit $status
