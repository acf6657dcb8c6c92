# Where macros of the system's headers pack, which cogen does not search for pragmas: frames are kept from what follows in force.
set -u

. "$ROOT/tests/run/cli-lib.sh"

mkdir system
printf '#define PACKED_FROM_HERE _Pragma("pack(1)")\n' >system/packs.h
cat >packs.co.c <<'END'
#include <cogen.h>
#include <packs.h>

static async(int) first(int n) {
	await co_sleep(0);
	PACKED_FROM_HERE
	return n;
}

static async(int) packed(int n);
async(int) all(void) { return await first(1) + await packed(2); }

static async(int) packed(int n) {
	struct header {
		char type;
		int length;
	} header = { 1, n };
	await co_sleep(0);
	return (int)sizeof header + header.length;
}

int main(void) { return co_run(int, all()) != 8; }
END
expect 0 packs.co.c -o packs.c -- -isystem system
"$CC" "@$RSP/compile.rsp" -isystem system packs.c "@$RSP/link.rsp" -o packs || fail "the compiler refuses it"
./packs || fail "it counts something else"

# The same at file scope, through a macro of one's own and in an argument.
printf '#define SAME(...) __VA_ARGS__\n#define PACK_FROM_HERE PACKED_FROM_HERE\n' >mine.h
for begin in PACKED_FROM_HERE PACK_FROM_HERE 'SAME(PACKED_FROM_HERE)'; do
	sed "/^	PACKED_FROM_HERE/d; s/^static async(int) first/$begin\n&/; s/<packs.h>/&\n#include \"mine.h\"/" packs.co.c >around.co.c
	expect 0 around.co.c -o around.c -- -isystem system
	"$CC" "@$RSP/compile.rsp" -isystem system around.c "@$RSP/link.rsp" -o around 2>err || fail "$begin: the compiler refuses it"
	./around || fail "$begin: it counts something else"
	grep -q 'pragma pack' around.c || fail "$begin: frames are packed"
done
