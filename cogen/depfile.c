/* The depfile: see depfile.h. */
#include "depfile.h"
#include "base/ds.h"
#include <string.h>

void depfile_init(struct depfile *depfile) { *depfile = (struct depfile){ 0 }; }

void depfile_release(struct depfile *depfile) {
	free(depfile->main);
	for (size_t i = 0; i < arrlenu(depfile->others); i++) free(depfile->others[i]);
	arrfree(depfile->others);
	*depfile = (struct depfile){ 0 };
}

/* Without `.` parts and doubled slashes. */
static char *clean_path(const char *path) {
	struct text clean;
	text_init(&clean);
	const char *at = path;
	if (*at == '/') text_putc(&clean, '/');
	while (*at) {
		at += strspn(at, "/");
		size_t length = strcspn(at, "/");
		if (length > 1 || (length == 1 && *at != '.')) {
			if (clean.length && clean.data[clean.length - 1] != '/') text_putc(&clean, '/');
			text_add(&clean, at, length);
		}
		at += length;
	}
	return text_steal(&clean);
}

void depfile_add(struct depfile *depfile, const char *path) {
	char *clean = clean_path(path);
	if (!depfile->main)
		depfile->main = clean;
	else
		arrput(depfile->others, clean);
}

void depfile_escape(struct text *out, const char *name) {
	size_t backslashes = 0;
	for (; *name; name++) {
		if (*name == ' ' || *name == '\t') {
			/* Those in front of the blank are read in pairs. */
			text_fill(out, '\\', backslashes + 1);
		} else if (*name == '#') {
			text_putc(out, '\\');
		} else if (*name == '$') {
			text_putc(out, '$');
		}
		backslashes = *name == '\\' ? backslashes + 1 : 0;
		text_putc(out, *name);
	}
	/* A name that ends in backslashes would take the line's end with it. */
	text_fill(out, '\\', backslashes);
}

static int compare_paths(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

void depfile_print(const struct depfile *depfile, const char *target, struct text *out) {
	text_puts(out, target);
	text_putc(out, ':');
	if (depfile->main) {
		text_putc(out, ' ');
		depfile_escape(out, depfile->main);
	}
	size_t count = arrlenu(depfile->others);
	if (count) qsort(depfile->others, count, sizeof(*depfile->others), compare_paths);
	const char *before = NULL;
	for (size_t i = 0; i < count; i++) {
		const char *path = depfile->others[i];
		if (strcmp(path, depfile->main) == 0 || (before && strcmp(path, before) == 0)) continue;
		text_puts(out, " \\\n ");
		depfile_escape(out, path);
		before = path;
	}
	text_putc(out, '\n');
}
