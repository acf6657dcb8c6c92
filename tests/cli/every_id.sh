# Every id of diag.def: a file in tests/errors shows it and is named after it, its -W options work, and the page on diagnostics has a
# section for it.
set -u

. "$ROOT/tests/run/cli-lib.sh"

flags_of() { sed -n '1s|.*/\* *flags: *\([^*]*[^ *]\) *\*/.*|\1|p' "$1"; }

"$COGEN" --help=diagnostics >all || fail "--help=diagnostics"
sed -n '/^Warnings/,/^Errors/s/^  \([a-z-]*\) .*/\1/p' all >warnings
sed -n '/^Errors/,$s/^  \([a-z-]*\) .*/\1/p' all >errors
[ -s warnings ] && [ -s errors ] || fail "no ids in --help=diagnostics"

for id in $(cat warnings errors); do
	severity=error
	grep -q -x -e "$id" warnings && severity=warning
	file="$ROOT/tests/errors/$(echo "$id" | tr - _).co.c"
	[ -f "$file" ] || fail "$id: there is no $(basename "$file") in tests/errors"
	grep -q "/\* $severity: $id \*/" "$file" "${file%.co.c}.h" 2>/dev/null || fail "$id: $(basename "$file") does not expect it"
	[ "$("$COGEN" --help="$id" | sed -n 1p)" = "$severity: $id: $(sed -n "s/^  $id  *//p" all)" ] || fail "$id: --help=$id"

	# shellcheck disable=SC2046 # flags are words
	set -- $(flags_of "$file") "-iquote$ROOT/tests/errors" "$file" -o out.c
	rm -f out.c
	"$COGEN" "$@" 2>err
	code=$?
	grep -q "$severity: .*\[-W$id\]\$" err || [ "$id" = parse ] || fail "$id: not reported"
	if [ $severity = error ]; then
		[ $code = 1 ] && [ ! -e out.c ] || fail "$id: exit code $code, or output"
		"$COGEN" "-Wno-$id" "$@" 2>err
		[ $? = 2 ] && grep -q "^cogen: '-Wno-$id': that is always an error" err || fail "$id: -Wno-$id is taken"
		continue
	fi
	[ $code = 0 ] && [ -s out.c ] || fail "$id: exit code $code, or no output"
	"$COGEN" "-Werror=$id" "$@" 2>err && fail "$id: -Werror=$id is none"
	grep -q "error: .*\[-Werror=$id\]\$" err || fail "$id: -Werror=$id"
	"$COGEN" "$@" "-Wno-$id" 2>err || fail "$id: -Wno-$id"
	grep -q "\[-W$id\]\$" err && fail "$id: -Wno-$id leaves it"
	"$COGEN" "-Wno-$id" "-W$id" -Werror "-Wno-error=$id" "$@" 2>err || fail "$id: -Wno-error=$id"
	grep -q "warning: .*\[-W$id\]\$" err || fail "$id: -W$id"
	"$COGEN" -w "$@" 2>err && [ ! -s err ] || fail "$id: -w leaves it"
done

# And the other way round.
for id in $(sed -n 's/^## `\([a-z-]*\)`$/\1/p' "$ROOT/docs/diagnostics.md"); do
	grep -q -x -e "$id" warnings errors || fail "docs/diagnostics.md has a section on $id, which there is not"
done
for id in $(cat warnings errors); do
	[ "$(grep -c -x "## \`$id\`" "$ROOT/docs/diagnostics.md")" = 1 ] || fail "docs/diagnostics.md has no section on $id, or two"
done
exit 0
