# Tokens that begin a line behind a backslash, of every kind: what comes out is what comes of the same lines without these, it compiles
# with its #line directives, and messages name the line on which the token is.
set -u

. "$ROOT/tests/run/cli-lib.sh"

cat >joined.h <<'C'
#define \
TWICE(x) ((x) + (x))
#def\
ine WITH(x) (await later(x))
#\
define NAMED n
#define BODY(n) { await co_sleep(0); return n; }
#define OTHER(x) ((x) + (x))
C
cat >other.h <<'C'
#undef OTHER
#define \
OTHER(x) (2 * (x))
C
echo 'n += await later(1);' >lines.h
cat >joined.co.c <<'C'
#include <cogen.h>
#include <stdio.h>
#include "joined.h"
static async(int) later(int n) \
BODY(n)
static \
async( \
int) steps( \
int \
count \
) \
{ \
int n = \
count; \
n += \
TWICE( \
await \
later( \
n)); \
n += \
NAMED + \
WITH(2); \
if ( \
n > \
1) \
{ \
n++; \
}
#include "lines.h"
n += \
OTHER(await later(n++)) + \
OTHER(await later(n));
#include "other.h"
n += \
OTHER(await later(n)) + \
OTHER(n); \
goto \
out; \
n = 0; \
out: \
; \
const char \
*text = \
"a" \
"b"; \
int row[ \
2] = { [ \
0] = \
await later( \
1) }; \
_Static_assert( \
sizeof \
n == 4, \
"x"); \
for (int \
i = 0; \
i < 3; \
i++) \
switch ( \
await later(i)) \
{ \
case \
1: \
continue; \
default: \
n += \
row[0] + \
text[1]; \
break; \
} \
__attribute__(( \
unused)) int k = \
await later( \
2); \
co_task \
*task = \
co_spawn( \
later( \
4)); \
await \
task; \
co_try \
{ \
co_raise( \
5, \
"five"); \
} \
co_catch( \
e) \
{ \
n += \
e->code; \
} \
return \
n + \
co_result( \
int, \
task); \
}
int main(void) \
{ \
printf("%d\n", \
co_run( \
int, \
steps( \
3))); \
return 0; \
}
C
# plain FILE: the same lines, and nothing joined
plain() { sed '/^#/!s/ *\\$//' "$1"; }
# of a file that was written: without what joins lines, comments and blanks
told() { sed 's/\\$//' "$1" | tr '\n' ' ' | sed 's|/\*[^*]*\*/||g; s/[[:space:]][[:space:]]*/ /g; s/plain\.co\.c/joined.co.c/g; s/ *\([][;,(){}]\) */\1/g'; }

plain joined.co.c >plain.co.c
for file in joined plain; do
	expect 0 --no-line $file.co.c -o $file.c
	told $file.c >$file.told
	expect 0 $file.co.c -o $file.c
	"$CC" "@$RSP/compile.rsp" -Wno-misleading-indentation -I. $file.c "@$RSP/link.rsp" -o $file || fail "$file.c does not compile"
	./$file >$file.printed
done
cmp joined.told plain.told || fail "what comes out differs"
[ -s plain.printed ] && cmp joined.printed plain.printed || fail "it does something else"

# Messages: of clang's, of our own, and where nothing is to be said.
cat >joined.co.c <<'C'
#include <cogen.h>
static async(int) later(int n) { await co_sleep(0); return n; }
static async(int) f(int n) {
	n += \
later(1);
	for (;;) \
co_try { await later(1); } \
co_catch_all(e) { if (e \
-> \
code == 5) n++; }
	return \
n;
}
static void drops(void) { \
co_new( \
(later)(1)); }
C
plain joined.co.c >plain.co.c
for file in joined plain; do
	expect 1 $file.co.c -o $file.c
	grep '^[a-z.]*:[0-9]' ../err | sed 's/^plain/joined/' >$file.told
done
cmp joined.told plain.told || { diff joined.told plain.told; fail "messages differ"; }
cat >clang.co.c <<'C'
#include <cogen.h>
static async(int) f(int n) {
	n += \
unknown;
	return n;
}
C
expect 1 clang.co.c -o clang.c
grep -q '^clang.co.c:4:1: error: use of undeclared' ../err || fail "clang's own messages"
grep -q '^    4 | unknown;' ../err || fail "the line of clang's own messages"
