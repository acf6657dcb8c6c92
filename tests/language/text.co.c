/* Text that only looks like code: comments, strings, characters, digraphs, continued lines, odd spacing. */
#include "check.h"
#include <cogen.h>

/* async(int) commented(void) { await nothing(); } */
// yield also; await co_sleep(1);

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v; // await
}

static async(const char *) texts(int n) {
	const char *text = "await later(1); /* not a comment";
	await later(0); /* " */
	const char *other = "// neither \" ; }";
	char brace = '{', quote = '\'', double_quote = '"', backslash = '\\';
	await /* between */ later /* everywhere */ ( /* in */ 0 /* behind */ ) /* and */ ; // "
	printf("%s|%s|%c%c%c%c\n", text, other, brace, quote, double_quote, backslash);
	return n ? "yield" " from " "await" : "\
continued";
}

static
async
(
int
)
spread
(
int
n
)
{
int
a
=
await
later
(
n
)
;
return
a
+
await later(1)+await(later(2))+(await(later(3)))
;
}

static async(int)tight(int n){int a=await later(n),b=-await later(1);if(a)return await later(a)+b;else{b+=await later(5);}return b;}

static async(int) continued(int n) {
	int sum = 1 + \
		await la\
ter(n) \
		+ 2;
	int row<:2:> = <% 1, 2 %>;
	await later(0);
	return sum + row<:1:>;
}

/* To clang, a token that begins a line behind a backslash begins at that. */
#define TWICE_K (k * 2)
static async(int) at_line_starts(int n) {
int k = n, *p = &k; \
await later(0);
int sum = 1 + \
k + \
TWICE_K\
+ \
*p;
if \
(sum > 3) \
return \
sum + \
(await later(3)) + n; else \
return \
TWICE_K;
}
static int runs_it(int n) {
return co_run(int, \
at_line_starts(n));
}

static async(int) literals(void) {
	long long sum = await later(1) + 0x1F + 017 + 0b11 + 'a' + L'b' - '0' * 1000 + (long long)1e2 + 10ULL;
	return (int)sum;
}

static async(int) run(void) {
	show_text("text", await texts(0));
	show_text("text", await texts(1));
	show("spread", await spread(10));
	show("tight", await tight(0) + await tight(3));
	show("continued", await continued(4));
	show("at line starts", await at_line_starts(4) * 10 + await at_line_starts(0));
	show("literals", await literals());
	const char *unicode = "äöü → await";
	await later(0);
	show_text("unicode", unicode);
	return 0;
}

int main(void) {
	show("runs it", runs_it(2));
	return co_run(int, run());
}
