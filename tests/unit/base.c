/* Memory, arenas, text, arrays, character widths. */
#include "unit.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1 /* as gcc has it */
#endif
#endif

#include "base/ds.h"
#include "base/fatal.h"
#include "base/text.h"
#include "base/unicode.h"
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void text_grows_and_stays_terminated(void **state) {
	(void)state;
	struct text text;
	text_init(&text);
	for (int i = 0; i < 1000; i++) text_printf(&text, "%d,", i);
	assert_int_equal(text.length, 10 * 2 + 90 * 3 + 900 * 4);
	assert_int_equal(strlen(text.data), text.length);
	assert_string_equal(text.data + text.length - 9, ",998,999,");
	text_clear(&text);
	text_add(&text, "a\0b", 3);
	text_putc(&text, 'c');
	text_fill(&text, '-', 2);
	text_puts(&text, "");
	assert_int_equal(text.length, 6);
	assert_memory_equal(text.data, "a\0bc--", 7);
	text_release(&text);
	assert_null(text.data);
}

/* What text.c prints itself, and, from the first conversion that it does not know, C's own printf. */
static void text_prints_as_printf(void **state) {
	(void)state;
	struct text text;
	text_init(&text);
	text_printf(&text, "%s|%.*s|%c|%%|%zu|%u|%d|", "whole", 2, "part", 'c', (size_t)-1, 0u, -2147483647 - 1);
	assert_string_equal(text.data, "whole|pa|c|%|18446744073709551615|0|-2147483648|");
	text_clear(&text);
	text_printf(&text, "%d %lu %s %5.1f %%%03d", 1, 2ul, "three", 4.25, 5);
	assert_string_equal(text.data, "1 2 three   4.2 %005");
	text_clear(&text);
	text_printf(&text, "%s%.2s%zd", "a", "bcd", (ssize_t)-1);
	assert_string_equal(text.data, "abc-1");
	text_clear(&text);
	text_expect(&text, 1000);
	assert_true(text.capacity > 1000);
	assert_int_equal(text.length, 0);
	text_release(&text);
}

static void text_gives_its_string_away(void **state) {
	(void)state;
	struct text text;
	text_init(&text);
	char *empty = text_steal(&text);
	assert_string_equal(empty, "");
	free(empty);
	text_puts(&text, "kept");
	char *kept = text_steal(&text);
	assert_string_equal(kept, "kept");
	assert_null(text.data);
	assert_int_equal(text.length, 0);
	free(kept);
}

static void arena_pieces_are_zeroed_and_apart(void **state) {
	(void)state;
	struct arena arena = { 0 };
	unsigned char *pieces[300];
	for (size_t i = 0; i < 300; i++) {
		size_t size = i * 37 % 1500; /* 0 included; several blocks */
		pieces[i] = arena_alloc(&arena, size);
		assert_int_equal((uintptr_t)pieces[i] % _Alignof(max_align_t), 0);
		for (size_t k = 0; k < size; k++) assert_int_equal(pieces[i][k], 0);
		memset(pieces[i], (int)i | 1, size);
	}
	unsigned char *large = arena_alloc(&arena, 1 << 20);
	memset(large, 0xff, 1 << 20);
	for (size_t i = 0; i < 300; i++) {
		for (size_t k = 0; k < i * 37 % 1500; k++) assert_int_equal(pieces[i][k], (unsigned char)(i | 1));
	}
	assert_string_equal(arena_printf(&arena, "%s-%d", "x", 5), "x-5");
	assert_string_equal(arena_strndup(&arena, "abcdef", 3), "abc");
	arena_release(&arena);
	assert_null(arena.blocks);
	assert_string_equal(arena_strdup(&arena, "again"), "again");
	arena_release(&arena);
}

static void arrays_insert_and_delete(void **state) {
	(void)state;
	int *list = NULL;
	for (int i = 0; i < 5; i++) arrput(list, i);
	arrins(list, 0, 10);
	arrins(list, 6, 11);
	arrdel(list, 2);
	static const int expected[] = { 10, 0, 2, 3, 4, 11 };
	assert_int_equal(arrlen(list), 6);
	assert_memory_equal(list, expected, sizeof(expected));
	arrfree(list);
	assert_null(list);
}

static void string_maps_own_their_keys(void **state) {
	(void)state;
	struct {
		char *key;
		int value;
	} *map = NULL;
	sh_new_strdup(map);
	char key[8];
	for (int i = 0; i < 100; i++) {
		snprintf(key, sizeof(key), "k%d", i);
		shput(map, key, i);
	}
	assert_int_equal(shlen(map), 100);
	assert_int_equal(shget(map, "k42"), 42);
	assert_int_equal(shgeti(map, "k100"), -1);
	for (int i = 0; i < 100; i++) /* in order of insertion */
		assert_int_equal(map[i].value, i);
	shfree(map);
}

/* Runs `end` in a child and gives its exit code. */
static int exit_code_of(void (*end)(void)) {
	fflush(NULL);
	pid_t child = fork();
	if (child == 0) {
		fclose(stderr);
		end();
		_exit(99);
	}
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void no_memory(void) {
	/* Behind the compiler's back, which knows that this cannot be. */
	volatile size_t size = SIZE_MAX / 2 - 1;
	char *memory = xmalloc(size);
	memory[0] = 1;
	free(memory);
}

static void broken_promise(void) { ENSURE(1 + 1 == 3); }

static void ends_with_code_3(void **state) {
	(void)state;
	assert_int_equal(exit_code_of(broken_promise), 3);
#if !defined(__SANITIZE_ADDRESS__)
	assert_int_equal(exit_code_of(no_memory), 3);
#else
	(void)no_memory; /* ASan ends such a request itself */
#endif
}

static void decodes_utf8(void **state) {
	(void)state;
	uint32_t character;
	assert_int_equal(utf8_decode("a", 1, &character), 1);
	assert_int_equal(character, 'a');
	assert_int_equal(utf8_decode("\xc3\xa4", 2, &character), 2);
	assert_int_equal(character, 0xe4);
	assert_int_equal(utf8_decode("\xf0\x9f\x98\x80", 4, &character), 4);
	assert_int_equal(character, 0x1f600);
	assert_int_equal(utf8_decode("\xc3", 1, &character), 0);     /* cut off */
	assert_int_equal(utf8_decode("\xc3\x28", 2, &character), 0); /* no continuation */
	assert_int_equal(utf8_decode("\xc0\x80", 2, &character), 0); /* overlong */
	assert_int_equal(utf8_decode("\xe0\x80\x80", 3, &character), 0);
	assert_int_equal(utf8_decode("\xed\xa0\x80", 3, &character), 0);     /* surrogate */
	assert_int_equal(utf8_decode("\xf4\x90\x80\x80", 4, &character), 0); /* behind the last */
	assert_int_equal(utf8_decode("\x80", 1, &character), 0);
}

static void knows_widths(void **state) {
	(void)state;
	assert_int_equal(character_width('a'), 1);
	assert_int_equal(character_width(0xe4), 1);
	assert_int_equal(character_width(0x301), 0);   /* combining acute */
	assert_int_equal(character_width(0x4e2d), 2);  /* CJK */
	assert_int_equal(character_width(0xff21), 2);  /* fullwidth A */
	assert_int_equal(character_width(0x1f600), 2); /* emoji */
	assert_int_equal(character_width(0x1b), -1);
	assert_int_equal(character_width(0x202e), -1); /* right-to-left override */
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_grows_and_stays_terminated),
		cmocka_unit_test(text_prints_as_printf),
		cmocka_unit_test(text_gives_its_string_away),
		cmocka_unit_test(arena_pieces_are_zeroed_and_apart),
		cmocka_unit_test(arrays_insert_and_delete),
		cmocka_unit_test(string_maps_own_their_keys),
		cmocka_unit_test(ends_with_code_3),
		cmocka_unit_test(decodes_utf8),
		cmocka_unit_test(knows_widths),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
