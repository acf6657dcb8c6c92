# Shared by the scripts of tests/cli, which source it as "$ROOT/tests/run/cli-lib.sh". Each leaves what cogen said in `err`, here or in
# the folder above, and what it printed in `out`.

# fail WHAT…: that, what cogen said, and what is in the folder; then the end.
fail() {
	printf 'FAILED: %s\n' "$*"
	for file in out err ../err; do
		[ ! -s $file ] || { echo "$file:"; cat $file; }
	done
	ls -lA
	exit 1
}

# expect CODE ARGUMENT…: runs cogen with these arguments; what it says goes to ../err.
expect() {
	wanted=$1
	shift
	"$COGEN" "$@" 2>../err
	code=$?
	[ $code = "$wanted" ] || fail "cogen $*: exit code $code, not $wanted"
}
