/* Digraphs: brackets and braces of functions, blocks, arrays and macros. */
#include "check.h"
#include <cogen.h>

static async(int) later(int v) <%
	if (suspend_now()) await co_sleep(0);
	return v;
%>

%:define BEGIN <%
%:define END %>
%:define JOINED(a, b) a%:%:b

static async(int) arrays(int n) BEGIN
	int a<:n++:>;
	a[0] = await later(1);
	int size = (int)sizeof a;
	a<:1:> = await later(2);
	return n * 1000 + size + a[0] + a<:1:>;
END

static async(int) parameter(int n, int m<:2:>[n]) <% return await later(n) + m[1]<:0:>; %>

static async(int) blocks(void) {
	int s = 0;
	co_try <%
		co_defer <% s += 100; %>
		s += await later(1);
		co_raise(4, "four");
	%> co_catch (e) <%
		s += e->code;
	%> co_finally <% s += await later(10); %>
	return JOINED(s, );
}

int main(void) <%
	int m[2][2] = <% <% 1, 2 %>, <% 3, 4 %> %>;
	show("arrays", co_run(int, arrays(4)));
	show("parameter", co_run(int, parameter(2, m)));
	show("blocks", co_run(int, blocks()));
	return 0;
%>
