/* Runs what has no C library, where there is one. */
#include <stdio.h>

int check(void);

int main(void) {
	int line = check();
	if (line) printf("frames.co.c:%d: not so\n", line);
	return line != 0;
}
