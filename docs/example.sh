#!/bin/sh
# example.sh ID [FLAG...]: what cogen says of the example in the section of diagnostics.md on that id; an error when it does not speak of
# the id. The page's first block of C stands in front of each example, but with --bare, as its first flag.
set -eu
page=$(cd "$(dirname "$0")" && pwd)/diagnostics.md
id=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

block() { # the first block of C behind a line
	awk -v from="$1" '
		$0 == from { there = 1 }
		there && inside && /^```$/ { exit }
		there && inside { print }
		there && /^```c$/ { inside = 1 }
	' "$page"
}
block "$(sed -n 1p "$page")" >prelude.h
block "## \`$id\`" >example.co.c
echo 'static inline async(int) twice(int n) { return 2 * await work(n); }' >work.h
if [ "${1:-}" = --bare ]; then
	shift
else
	set -- -include prelude.h -I. "$@"
fi
cogen "$@" example.co.c -o out.c 2>said || true
grep -q "\[-W$id\]\$" said || [ "$id" = parse ] || { cat said >&2; exit 1; }
cat said
