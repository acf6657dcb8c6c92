/* B8 by hand: what is live across a suspension, what is never there at once on the same bytes, and four bytes of state; in front of it what
 * a frame needs to be resumed from outside: how, and who goes on behind it. A frame that lies in another has both as well. */
#include <stdint.h>
#include <stdio.h>

struct header {
	void (*resume)(void *);
	void *awaiter;
};

#define FRAME(name, ...)         \
	struct name {                \
		struct header header;    \
		uint32_t state;          \
		__VA_ARGS__              \
	}

FRAME(f1, uint64_t n, i;);
FRAME(f2, uint64_t r; union { char a[1024], b[1024]; };);
FRAME(f3, uint64_t i, j;);
FRAME(g3, uint64_t x, y;);
FRAME(g2, uint64_t x, y; struct g3 callee;);
FRAME(f4, uint64_t x, y; struct g2 callee;);
/* The block of a buffer whose address was given away goes on at the suspension: somebody may have kept it. */
FRAME(f5, uint64_t n, i, acc; char tmp[64];);
FRAME(f5s, uint64_t n, i, acc;);
FRAME(f6, char pre[256], buf[256];);
FRAME(f6s, char buf[256];);

#define SIZE(f) printf(#f "=%zu ", sizeof(struct f))

int main(void) {
	SIZE(f1);
	SIZE(f2);
	SIZE(f3);
	SIZE(f4);
	SIZE(f5);
	SIZE(f5s);
	SIZE(f6);
	SIZE(f6s);
	printf("\n");
	return 0;
}
