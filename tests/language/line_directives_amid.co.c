/* #line in the middle of statements, taken apart or not: what counts by it behind has the same count in cogen as in its output; and
 * directives that are written in other ways. */
#include "check.h"
#include <cogen.h>

#define WHERE printf("%s:%d\n", __FILE__, __LINE__)
#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define UNIQUE(name) JOIN(name, __LINE__)
#define EACH(n) for (int UNIQUE(i) = 0; UNIQUE(i) < (n); UNIQUE(i)++)
#define KEEP(value) int UNIQUE(kept) = (value), *kept = &UNIQUE(kept)

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(int) lengths(int n) {
	n +=
#line 60 "lengths.y"
		1;
	char room[__LINE__];
	room[__LINE__ - 2] = 1;
	await later(n);
	show("room", (int)sizeof room);
	struct { char of[__LINE__]; } record;
	show("record", (int)sizeof record);
	WHERE;
	n += await later(
#line 70
		1);
	char more[__LINE__
#line 90 "more.y"
		+ __LINE__];
	more[__LINE__ + 69] = 1;
	await later(n);
	show("more", (int)sizeof more);
	WHERE;
	return room[60] + more[160];
}

static async(int) names(int n) {
	n += await later(
#line 60 "names.y"
		1);
	EACH(3) { show("each", await later(n)); }
	KEEP(4);
	await later(1);
	show("kept", kept62 + *kept);
	EACH(3) WHERE;
	return n;
}

#line 1 "words.c"
struct word { const char *name; int id; };
static async(int) table(int n) {
	static const struct word words[] = {
#line 12 "words.gperf"
		{ "if", __LINE__ },
#line 13 "words.gperf"
		{ "else", 2 },
#line 9 "words.c"
	};
	WHERE;
	int r = await later(words[n].id);
	WHERE;
	return r;
}

static async(int) plain(int n) {
	await later(__LINE__);
	if (n ==
#line 10 "plain.y"
	    1)
		WHERE;
	printf("%d %d\n",
#line 30 "plain.y"
	       n, __LINE__);
	WHERE;
	n = n ? 1 :
#line 40 "plain.y"
		2;
	WHERE;
	if (n
#line 100 "condition.y"
	    && await later(__LINE__) == __LINE__)
		WHERE;
	else
#line 110 "else.y"
		show("else", await later(2));
	for (int i = 0;
#line 120
	     i < await later(2);
#line 130
	     i++)
#line 140 "loop.y"
	{
		WHERE;
	}
	do
#line 150 "do.y"
		show("do", await later(1));
#line 160 "while.y"
	while (await later(__LINE__) == 3);
#ifdef NEVER
#line 170 "never.y"
	WHERE;
#else
#line 180 "ever.y"
	await later(__LINE__);
#endif
	WHERE;
	return await later(__LINE__)
#line 200 "return.y"
	       + __LINE__;
#line 210 "end.y"
}
static int behind(void) { WHERE; return __LINE__; }

#line 5 "head.y"
static async(int)
#line 50 "head_1.y"
head(int n,
#line 60 "head_2.y"
     int m)
#line 70 "head_3.y"
{
	WHERE;
	return await later(n + m);
}

# 1 "files.c"
static async(int) files(int n) {
	n =
# 1 "value.inc" 1
		3;
	WHERE;
# 4 "files.c" 2
	await later(n);
	WHERE;
# 1 "statements.inc" 1
	n += await later(n);
	WHERE;
# 8 "files.c" 2
	WHERE;
	return n;
}
# 1 "other.h" 1 3
static async(int) other(int n) {
	WHERE;
	return await later(n);
}
# 16 "files.c" 2
static int behind_files(void) { WHERE; return __LINE__; }

static async(int) spellings(int n) {
# /* c */ line /* d */ 200 /* e */
	WHERE; n += await later(__LINE__);
/* f */ # line 300
	WHERE; n += await later(__LINE__);
#\
line 500
	WHERE; n += await later(__LINE__);
#li\
ne 600
	WHERE; n += await later(__LINE__);
%:line 700
	WHERE; n += await later(__LINE__);
	WHERE;
	return n;
}
/* g */ %: line 800 "spellings.y"
static int behind_spellings(void) { WHERE; return __LINE__; }

#line 190 "line_directives_amid.co.c"
static async(int) all(void) {
	show("lengths", await lengths(1));
	show("names", await names(1));
	show("table", await table(0));
	show("plain", await plain(1));
	show("plain", await plain(0));
	show("head", await head(1, 2));
	show("files", await files(1));
	show("other", await other(1));
	show("spellings", await spellings(1));
	return behind() + behind_files() + behind_spellings();
}

int main(void) {
	show("all", co_run(int, all()));
	WHERE;
	return 0;
}
