/* What is sent converts to S as by an assignment, whatever number it is. */
#include "check.h"
#include <cogen.h>

__extension__ typedef double _Complex complex_number;

/* Each yields what it got, as a real number. */
#define ECHO(name, S, shown)                                                                                           \
	static generator(double, S) name(void) {                                                                           \
		S got = 0;                                                                                                     \
		for (;;) got = co_received(S, yield (double)(shown));                                                          \
	}

ECHO(of_int, int, got)
ECHO(of_unsigned_char, unsigned char, got)
ECHO(of_bool, _Bool, got)
ECHO(of_float, float, got)
ECHO(of_complex, complex_number, __real__ got * 1000 + __imag__ got)
ECHO(of_short_complex, float _Complex, __real__ got * 1000 + __imag__ got)
enum colour { RED, GREEN = 300 };
ECHO(of_enumeration, enum colour, got)
#ifdef __SIZEOF_INT128__
__extension__ typedef __int128 wide;
__extension__ typedef unsigned __int128 wide_unsigned;
ECHO(of_wide, wide, got / ((wide)1 << 64))
ECHO(of_wide_unsigned, wide_unsigned, got >> 64)
#endif

/* To a generator that cogen does not know at the place. */
static void send_all(const char *name, co_gen *g) {
	double v;
	complex_number complex = 2.5 + 3 * __extension__ 1.0i;
	co_next(g, &v);
	printf("%s:", name);
	co_send(g, 258, &v);
	printf(" %g", v);
	co_send(g, -1, &v);
	printf(" %g", v);
	co_send(g, 0.75, &v);
	printf(" %g", v);
	co_send(g, complex, &v);
	printf(" %g", v);
	co_send(g, GREEN, &v);
	printf(" %g", v);
#ifdef __SIZEOF_INT128__
	co_send(g, (wide)7, &v);
	printf(" %g", v);
#endif
	printf("\n");
	co_free(g);
}

/* To one that it knows. */
static double send_known(void) {
	double v = 0, sum = 0;
	co_gen *g = co_new(of_complex());
	co_next(g, &v);
	co_send(g, 3, &v);
	sum += v;
	co_send(g, 1.5 * __extension__ 1.0i, &v);
	sum += v;
	co_free(g);
#ifdef __SIZEOF_INT128__
	g = co_new(of_wide());
	co_next(g, &v);
	co_send(g, -1e30, &v);
	sum += v;
	co_free(g);
	g = co_new(of_int());
	co_next(g, &v);
	co_send(g, (wide)-5, &v);
	sum += v;
	co_free(g);
#endif
	return sum;
}

int main(void) {
	send_all("int", co_new(of_int()));
	send_all("bool", co_new(of_bool()));
	send_all("float", co_new(of_float()));
	send_all("complex", co_new(of_complex()));
	send_all("short complex", co_new(of_short_complex()));
#ifdef __SIZEOF_INT128__
	send_all("wide", co_new(of_wide()));
	co_gen *g = co_new(of_wide_unsigned());
	double v;
	co_next(g, &v);
	co_send(g, 1e30, &v);
	show_real("wide unsigned", v);
	co_send(g, ((wide_unsigned)3 << 64) + 1, &v);
	show_real("wide unsigned", v);
	co_free(g);
#endif
	co_gen *small = co_new(of_unsigned_char());
	double d;
	co_next(small, &d);
	co_send(small, 258, &d);
	show_real("unsigned char", d);
	co_send(small, GREEN, &d);
	show_real("unsigned char", d);
	co_free(small);
	co_gen *colours = co_new(of_enumeration());
	co_next(colours, &d);
	co_send(colours, 300.5, &d);
	show_real("enumeration", d);
	co_free(colours);
	show_real("known", send_known());
	return 0;
}
