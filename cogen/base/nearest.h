/* "Did you mean …?": the word that is nearest to one that was written wrong.
 *
 * In: candidates, one after the other. Out: the one with the fewest edits, where these are few for its length. */
#ifndef CG_NEAREST_H
#define CG_NEAREST_H

#include <stddef.h>

struct nearest {
	const char *word; /* NULL: nothing is near */
	size_t distance;
};

/** Nothing yet. */
struct nearest nearest_none(void);
/** Takes `word` where it is nearer than what was there. */
void nearest_consider(struct nearest *nearest, const char *word, const char *written, size_t length);

#endif
