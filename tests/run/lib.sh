# Shared by the test runners; each is called as `sh RUNNER ENV [ARGUMENTS]`, from any directory, and sources this file.
# ENV is written by the build: COGEN, CC, ROOT, BUILD, WORK, RSP, LEVELS, CMAKE, PREFIX, LIBCORE, CORE_SOURCES, HOSTED_SOURCES.

set -eu
. "$1"
shift

fail() {
	printf 'FAILED: %s\n' "$*"
	exit 1
}

# An empty folder of the test's own, and into it.
enter() {
	folder="$WORK/$1"
	rm -rf "$folder"
	mkdir -p "$folder"
	cd "$folder"
}

# The command itself, as one would type it again (on stderr), then its effect.
run() {
	{
		printf '+'
		for word; do
			case $word in
			*[!A-Za-z0-9_./=,:@+-]* | '') printf " '%s'" "$word" ;;
			*) printf ' %s' "$word" ;;
			esac
		done
		printf '\n'
	} >&2
	"$@"
}

# compile OUTPUT ARGUMENTS...: warnings are errors; the runtime, libuv and libm are linked.
compile() {
	output="$1"
	shift
	run "$CC" "@$RSP/compile.rsp" "$@" "@$RSP/link.rsp" -o "$output" || fail "the compiler refuses it"
}

# The annotated file as it stands: no compiler may complain.
annotation_reading() {
	run "$CC" "@$RSP/compile.rsp" -fsyntax-only "$@" || fail "annotation reading: not clean as it stands"
}

# standard_of FILE: the C that a test is written in, `/* std: gnu2x */` in its first line, or gnu11.
standard_of() {
	standard=$(sed -n '1s|^/\* *std: *\([a-z0-9]*\).*|\1|p' "$1")
	printf '%s\n' "${standard:-gnu11}"
}

# compare WHAT EXPECTED ACTUAL
compare() {
	diff -u "$2" "$3" || fail "$1 differs from what is expected"
}
