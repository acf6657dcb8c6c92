/* One big coroutine that mixes everything: a small stack machine whose every step may suspend. Its switch, loops, gotos, macros,
 * shadowed names, arrays and structs live over awaits in all positions; beside it an assembler, also a coroutine. */
#include "check.h"
#include <cogen.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

enum op { PUSH, ADD, SUB, MUL, DIV, DUP, SWAP, DROP, LOAD, STORE, JUMP, JZ, LESS, PRINT, CALL, RET, HALT, OPS };

static const char *const op_names[OPS] = {
	[PUSH] = "push", [ADD] = "add",     [SUB] = "sub",   [MUL] = "mul",   [DIV] = "div", [DUP] = "dup",
	[SWAP] = "swap", [DROP] = "drop",   [LOAD] = "load", [STORE] = "store", [JUMP] = "jump", [JZ] = "jz",
	[LESS] = "less", [PRINT] = "print", [CALL] = "call", [RET] = "ret",   [HALT] = "halt",
};

struct instruction {
	unsigned op : 5;
	unsigned wide : 1;
	signed argument : 16;
};

struct program {
	struct instruction code[64];
	int length;
};

struct label {
	char name[8];
	int at;
};

struct outcome {
	enum { FINISHED, FAILED, OUT_OF_STEPS } how;
	int steps, depth;
	long top;
	char message[40];
};

struct machine {
	long stack[32], *top;
	long variables[8];
	int calls[16], *call;
};

typedef async(long) (*operation)(long, long);

static async(long) add(long a, long b) { return a + await later((int)b); }

static async(long) sub(long a, long b) { return await later((int)a) - b; }

static async(long) mul(long a, long b) {
	long product = 0;
	bool negative = b < 0;
	for (long i = negative ? -b : b; i > 0; i--) product += await later((int)a);
	return negative ? -product : product;
}

static const operation operations[] = { [ADD] = add, [SUB] = sub, [MUL] = mul };

#define IS_SPACE(c) ((c) == ' ' || (c) == '\n')
#define SKIP_SPACE() \
	while (IS_SPACE(*at)) at++, await later(0)
#define FAIL(...) \
	do { \
		snprintf(outcome.message, sizeof outcome.message, __VA_ARGS__); \
		goto failed; \
	} while (0)
#define NEED(n) \
	if (machine.top - machine.stack < (n)) FAIL("stack has %d", (int)(machine.top - machine.stack))
#define POP() (*--machine.top)
#define AWAITED(x) await later((int)(x))

static async(int) read_word(const char **from, char word[static 8]) {
	const char *at = *from;
	int length = 0;
	SKIP_SPACE();
	for (; *at && !IS_SPACE(*at); at++) {
		if (length == 7) break;
		word[length++] = *at;
		if (length % 3 == 0) await later(length);
	}
	word[length] = 0;
	*from = at;
	return length;
}

static async(struct program) assemble(const char *text) {
	struct program program = { .length = 0 };
	struct label labels[8];
	int n_labels = 0;

	for (int pass = 1; pass <= 2; pass++) {
		const char *at = text;
		char word[8];
		program.length = 0;
		while (await read_word(&at, word)) {
			int op = 0;
			if (word[0] == ':') {
				if (pass == 1) {
					struct label label = { .at = program.length };
					strcpy(label.name, word + 1);
					labels[n_labels++] = await later(1) ? label : labels[0];
				}
				continue;
			}
			for (op = 0; op < OPS; op++)
				if (strcmp(op_names[await later(op)], word) == 0) break;
			struct instruction *instruction = &program.code[program.length++];
			*instruction = (struct instruction){ .op = (unsigned)op & 31u };
			switch (op) {
			case PUSH:
			case LOAD:
			case STORE: {
				char word[8];
				if (!await read_word(&at, word)) break;
				instruction->argument = (short)atoi(word);
				instruction->wide = instruction->argument > await later(100);
				break;
			}
			case JUMP:
			case JZ:
			case CALL: {
				char name[8];
				await read_word(&at, name);
				if (pass == 1) continue;
				for (int i = 0; i < n_labels; i++) {
					if (strcmp(labels[i].name, name)) continue;
					instruction->argument = (short)await later(labels[i].at);
					goto found;
				}
				instruction->argument = -1;
			found:
				break;
			}
			default: await later(op);
			}
		}
	}
	return program;
}

static async(struct outcome) execute(const struct program *program, int limit) {
	struct outcome outcome = { .how = FINISHED };
	struct machine machine = { .top = machine.stack, .call = machine.calls };
	int pc = 0;

	while (AWAITED(pc) < program->length) {
		const struct instruction instruction = program->code[pc++];
		if (++outcome.steps > limit) {
			outcome.how = OUT_OF_STEPS;
			goto done;
		}
		if (machine.top - machine.stack > 28) FAIL("stack overflow");
		outcome.depth = machine.top - machine.stack > outcome.depth ? (int)(machine.top - machine.stack) : outcome.depth;
		switch (await later((int)instruction.op)) {
			long a, b;
		case PUSH: *machine.top++ = instruction.argument; break;
		case ADD:
		case SUB:
		case MUL:
			NEED(2);
			b = POP(), a = POP();
			*machine.top++ = await operations[instruction.op](a, b);
			break;
		case DIV:
			NEED(2);
			b = POP();
			if (AWAITED(b) == 0) {
				a = await later(pc - 1);
				FAIL("division by zero at %ld", a);
			}
			a = POP();
			machine.top++[0] = AWAITED(a) / (int)b;
			break;
		case DUP:
			NEED(1);
			a = AWAITED(machine.top[-1]);
			*machine.top++ = a;
			break;
		case SWAP: {
			NEED(2);
			long *p = machine.top - 1, *q = machine.top - 2, a = *p;
			*p = await later((int)*q);
			*q = a;
			break;
		}
		case DROP: NEED(1);
			machine.top -= await later(1);
			break;
		case LOAD:
		case STORE: {
			int index = instruction.argument & 7;
			if (instruction.op == LOAD) {
				*machine.top++ = machine.variables[await later(index)];
			} else {
				NEED(1);
				machine.variables[index] = POP();
				await later(0);
			}
			break;
		}
		case JZ:
			NEED(1);
			if (POP() != AWAITED(0)) continue;
			/* fall through */
		case JUMP:
			if (instruction.argument < 0) FAIL("no such label");
			pc = AWAITED(instruction.argument);
			continue;
		case LESS:
			NEED(2);
			machine.top -= 2;
			*machine.top = AWAITED(machine.top[0]) < AWAITED(machine.top[1]);
			machine.top++;
			break;
		case PRINT:
			NEED(1);
			a = POP();
			printf("%d%s", AWAITED(a), machine.top - machine.stack > await later(0) ? "+" : " ");
			break;
		case CALL:
			if (machine.call - machine.calls == 16) FAIL("calls too deep");
			*machine.call++ = pc;
			pc = await later(instruction.argument);
			break;
		case RET:
			if (machine.call == machine.calls) goto done;
			pc = *--machine.call + await later(0);
			break;
		case HALT: goto done;
		default: FAIL("unknown operation %d", await later((int)instruction.op));
		}
	}
done:
	outcome.top = machine.top > machine.stack ? machine.top[-1] : await later(-1);
	return outcome;
failed:
	outcome.how = FAILED;
	await later(0);
	goto done;
}

static async(void) run_text(const char *text, int limit) {
	struct program program = await assemble(text);
	struct outcome outcome = await execute(&program, limit);
	static const char *const hows[] = { "finished", "failed", "out of steps" };
	printf("\n%s after %d steps, depth %d, top %ld %s\n", hows[outcome.how], outcome.steps, outcome.depth, outcome.top,
	       *outcome.message ? outcome.message : "-");
}

static async(int) run(void) {
	await run_text("push 2 push 3 add push 4 mul dup print halt", 100);
	await run_text("push 10 store 0 push 1 store 1 :loop load 0 jz end load 0 load 1 mul store 1 load 0 push 1 sub store 0 "
	               "jump loop :end load 1 print halt",
	               1000);
	await run_text("push 12 call fib print halt\n"
	               ":fib dup push 2 less jz more ret\n"
	               ":more dup push 1 sub call fib swap push 2 sub call fib add ret",
	               100000);
	await run_text("push 1 push 0 div", 100);
	await run_text("add", 100);
	await run_text(":on push 1 jump on", 100000);
	await run_text(":on jump on", 50);
	await run_text("push 1 jump nowhere", 50);
	await run_text("push 1 bogus", 50);
	await run_text(":deep call deep", 50);
	await run_text("push -7 push 2 div push 200 swap dup print print print", 50);
	await run_text("", 50);
	return 0;
}

int main(void) { return co_run(int, run()); }
