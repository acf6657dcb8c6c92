/* See nearest.h. */
#include "nearest.h"
#include <string.h>

enum { WORD = 40 };

struct nearest nearest_none(void) {
	return (struct nearest){ NULL, WORD };
}

/* Edits (a character more, less, other, or two exchanged) that make `b` of `a`. Both are at most `WORD` long. */
static size_t distance(const char *a, size_t a_length, const char *b, size_t b_length) {
	size_t table[WORD + 1][WORD + 1];
	for (size_t i = 0; i <= a_length; i++) {
		for (size_t k = 0; k <= b_length; k++) {
			size_t least = i ? table[i - 1][k == 0 ? 0 : k] + 1 : k;
			if (i && k) {
				size_t other = table[i][k - 1] + 1, same = table[i - 1][k - 1] + (a[i - 1] != b[k - 1]);
				least = other < least ? other : least;
				least = same < least ? same : least;
				if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1] && table[i - 2][k - 2] + 1 < least)
					least = table[i - 2][k - 2] + 1;
			}
			table[i][k] = least;
		}
	}
	return table[a_length][b_length];
}

void nearest_consider(struct nearest *nearest, const char *word, const char *written, size_t length) {
	size_t word_length = strlen(word);
	if (word_length > WORD || length > WORD) return;
	size_t edits = distance(word, word_length, written, length);
	if (edits <= word_length / 3 && edits < nearest->distance) *nearest = (struct nearest){ word, edits };
}
