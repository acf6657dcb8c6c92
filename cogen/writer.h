/* Writing results, all or nothing.
 *
 * In: finished contents and where they go. Out: the files, each replaced in one step by rename from a temporary file in
 * the same directory; or, when anything fails, the files as they were and nothing beside them. */
#ifndef CG_WRITER_H
#define CG_WRITER_H

#include <stdbool.h>
#include <stddef.h>

struct output {
	const char *path; /* "-": standard output */
	const char *bytes;
	size_t length;
};

/** Writes all of them, or none. What is no regular file (a device, a pipe) is written to directly, after everything
 * that can be checked before. Symbolic links are followed; a file that exists keeps its mode. False: told in one line
 * on stderr. */
bool writer_write(const struct output *outputs, size_t count);
/** Whether the file is there and holds exactly this. */
bool writer_has(const char *path, const char *bytes, size_t length);

#endif
