# Shared by the scripts; sourced. Progress: one line per step on standard output; what the step printed goes to a log in the
# build folder, which is shown when it fails.

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
jobs="$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)"

say() { printf '%s\n' "$*"; }
die() {
	printf '%s\n' "$*" >&2
	exit 1
}

# step LOG TEXT COMMAND...: runs the command with its output in LOG.
step() {
	local log="$1" text="$2" begin=$SECONDS
	shift 2
	mkdir -p "$(dirname "$log")"
	printf '%-58s ' "$text"
	if "$@" >"$log" 2>&1 </dev/null; then
		printf 'ok %4d s\n' $((SECONDS - begin))
	else
		local status=$?
		printf 'FAILED\n\n' 
		tail -n 60 "$log" >&2
		printf '\nThe whole log: %s\n' "$log" >&2
		return "$status"
	fi
}

# The generator for a build folder: the one that it has; else Ninja where there is one.
generator() {
	if [ -f "$1/CMakeCache.txt" ]; then
		sed -n 's/^CMAKE_GENERATOR:INTERNAL=//p' "$1/CMakeCache.txt"
	elif command -v ninja >/dev/null; then
		echo Ninja
	else
		echo 'Unix Makefiles'
	fi
}
