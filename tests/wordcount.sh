#!/bin/sh
# Compares the word count sample with wc.
#
# In: the built sample. Out: exit status 0 when every total is that of `cat … | wc -w`: on a tree made here, on the system's
# headers, with files named one by one and with directories, in two locales; and when errors are reported per file.
set -eu

program=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
	echo "wordcount: $*" >&2
	exit 1
}

# wc from coreutils 9.5 on takes what cannot be printed for a part of a word; before, it went by unseen, as it does in the
# sample. A newer wc gets to see only what can be printed, which takes a locale where that can be said byte by byte.
locales="C C.UTF-8"
words() { wc -w; }
if [ "$(printf 'a \001 b\n' | LC_ALL=C wc -w)" -ne 2 ]; then
	locales=C
	words() { tr -d '\000-\010\016-\037\177-\377' | wc -w; }
fi

# The total that the sample prints, for the arguments; the paths that it counted, one per line, in $work/paths.
total() {
	"$program" "$@" >"$work/out" 2>"$work/err" || return 1
	sed '$d; s/^ *[0-9]* //' "$work/out" >"$work/paths"
	sed -n '$s/^ *\([0-9]*\) words.*/\1/p' "$work/out"
}

# same NAME ARGUMENT...: the total is that of the files' text in one piece, in the order in which they were printed.
same() {
	name=$1
	shift
	ours=$(total "$@") || fail "$name: exit status of $program: $(head -n 3 "$work/err")"
	theirs=$(tr '\n' '\0' <"$work/paths" | xargs -0 cat -- | words)
	[ "$ours" -eq "$theirs" ] || fail "$name: $ours words, wc says $theirs (LC_ALL=$LC_ALL)"
	echo "ok $name: $ours words in $(wc -l <"$work/paths") files (LC_ALL=$LC_ALL)"
}

# ---- a tree made here

tree=$work/tree
deep=$tree/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s/t/u/v/w/x/y/z
mkdir -p "$deep" "$tree/with space" "$tree/empty directory"
: >"$tree/empty"
printf '   \n\t\n' >"$tree/blank"
printf 'no newline at the end' >"$tree/joined 1"
printf 'goes on here, and ends with a space ' >"$tree/joined 2"
printf 'starts a new one' >"$tree/joined 3"
printf ' starts with a space\v\f\r\nand has all kinds of them' >"$tree/joined 4"
printf 'caf\303\251 \302\251 2024 na\303\257ve \342\200\224 \377\376 \001 bytes\000that are \000 no text' >"$tree/bytes"
printf 'deep down\n' >"$deep/file"
printf 'a name with a space\n' >"$tree/with space/a file"
# Longer than two blocks, with words, spaces and two-byte characters across their borders.
awk 'BEGIN { for (i = 0; i < 40000; i++) printf "w%d\303\251%s", i, i % 3 ? " " : "  \n" }' >"$tree/long"
ln -s .. "$tree/with space/loop"

for LC_ALL in $locales; do
	export LC_ALL
	same "one file" "$tree/long"
	same "files by name" "$tree/joined 1" "$tree/joined 2" "$tree/empty" "$tree/joined 3" "$tree/joined 4" "$tree/bytes"
	same "a tree" "$tree"
	find "$tree" -type f | sort >"$work/expected"
	sort "$work/paths" | cmp -s - "$work/expected" || fail "a tree: not the files that find finds"
done

# ---- errors: reported for each file, the others counted

LC_ALL=C
export LC_ALL
if "$program" "$tree/empty" "$work/missing" "$tree/joined 1" >"$work/out" 2>"$work/err"; then
	fail "a missing file: exit status 0"
fi
grep -q "missing: no such file" "$work/err" || fail "a missing file is not reported: $(cat "$work/err")"
grep -q "^ *5 words" "$work/out" || fail "a missing file: the others are not counted: $(tail -n 1 "$work/out")"
if "$program" >/dev/null 2>&1; then fail "no arguments: exit status 0"; fi

# ---- never more than sixteen open: with room for a few more descriptors than that, nothing fails

mkdir "$work/many"
i=0
while [ $i -lt 400 ]; do
	echo "file number $i" >"$work/many/$i"
	i=$((i + 1))
done
(
	# shellcheck disable=SC3045 # not in POSIX, but in dash, bash and busybox
	ulimit -n 40
	same "few descriptors" "$work/many"
) || exit 1

# ---- real input: the system's headers, as a directory and by name

for LC_ALL in $locales; do
	export LC_ALL
	same "the system's headers" /usr/include
done
LC_ALL=C
find /usr/include -type f | sort >"$work/expected"
sort "$work/paths" | cmp -s - "$work/expected" || fail "the system's headers: not the files that find finds"

find /usr/include -type f -print0 | head -z -n 2000 | tr '\0' '\n' >"$work/some"
while IFS= read -r path; do set -- "$@" "$path"; done <"$work/some"
shift
same "headers by name" "$@"
