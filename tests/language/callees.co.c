/* What a call runs is the value of its callee, whatever the callee's colour was found by: an operand of typeof, the first
 * of a table, a name that a comma drops. Each is called so that the wrong one of two functions would show. */
#include "check.h"
#include <cogen.h>

typedef async(int) operation(int, int);

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(int) add(int a, int b) { return await later(a) + b; }
static async(int) subtract(int a, int b) { return await later(a) - b; }

#define KEEP(variable, function) static __typeof__(function) *variable = function
KEEP(kept, add);

#define READ_ONCE(x) (*(const volatile __typeof__(x) *)&(x))

typedef __typeof__(add) operation_of_add;
typedef async(int) (*to_operation)(int, int);
struct typed {
	__typeof__(add) *function;
	__typeof__(&add) pointer, table[2];
};
struct declared {
	operation *first, *second, *table[2];
};

static __typeof__(&add) global = subtract;
static __typeof__(add) *globals[] = { add, subtract };
static operation *second_of(operation *first, operation *second) {
	(void)first;
	return second;
}

static __typeof__(add) *picked(int n) { return n ? subtract : add; }

static async(int) parameters(__typeof__(add) function, __typeof__(&add) pointer, __typeof__(&add) table[]) {
	return await function(50, 2) * 10000 + await pointer(50, 3) * 100 + await table[1](50, 4);
}

static async(void) by_typeof(void) {
	__typeof__(&add) pointer = subtract;
	__typeof__(add) *function = subtract, *table[2] = { add, subtract };
	__typeof__(*pointer) *again = subtract;
	__typeof__(table[0]) element = subtract;
	__typeof__(add == subtract ? add : subtract) chosen = subtract;
	__typeof__((add)) *wrapped = subtract;
	__typeof__(*&add) *turned = subtract;
	__auto_type first = add;
	struct typed typed = { subtract, subtract, { add, subtract } }, *to = &typed;
	show("pointer", await pointer(5, 2));
	show("function", await function(5, 2) + await table[1](50, 2) * 10);
	show("again", await again(5, 2) + await element(50, 2) * 10);
	show("chosen", await chosen(5, 2) + await wrapped(50, 2) * 10 + await turned(500, 2) * 100);
	first = subtract;
	show("inferred", await first(5, 2));
	show("fields", await typed.function(5, 2) + await to->pointer(50, 2) * 10 + await to->table[1](500, 2) * 100);
	show("globals", await global(5, 2) + await globals[1](50, 2) * 10 + await(*globals[1])(500, 2) * 100);
	show("parameters", await parameters(subtract, subtract, table));
	show("kept", await kept(5, 2));
	kept = subtract;
	show("changed", await kept(5, 2));
	static __typeof__(&add) lasting = subtract;
	show("static", await(*lasting)(5, 2) + await(&*lasting)(50, 2) * 10);
}

static async(void) by_type_name(void) {
	__typeof__(operation) *named = subtract;
	__typeof__(to_operation) pointer = subtract, *to = &pointer;
	__typeof__(((struct declared *)0)->second) member = subtract;
	operation_of_add *renamed = subtract;
	void *other = (void *)subtract;
	show("typedef", await named(5, 2) + await pointer(50, 2) * 10 + await(*to)(500, 2) * 100);
	show("member", await member(5, 2) + await renamed(50, 2) * 10);
	show("cast", await((__typeof__(&add))other)(5, 2) + await((operation_of_add *)other)(50, 2) * 10);
	show("cast again", await((__typeof__(operation) *)other)(5, 2));
	show("read", await READ_ONCE(kept)(5, 2) + await READ_ONCE(pointer)(50, 2) * 10);
	show("read in place", await(*(const volatile __typeof__(kept) *)&kept)(5, 2));
	show("literal", await((__typeof__(&add)[]){ add, subtract })[await later(1)](5, 2));
	show("returned", await picked(1)(5, 2) + await(*picked(await later(1)))(50, 2) * 10);
}

static async(void) by_literal(int one) {
	int i = 0;
	show("literal", await((operation *[]){ add, subtract })[await later(1)](5, 2));
	show("stepped", await((operation *[]){ add, subtract })[++i](await later(5), 2));
	show("moved", await(*((operation *[]){ add, subtract } + await later(1)))(5, 2));
	show("in brackets", await(((operation *[]){ add, subtract }[one]))(5, 2));
	show("chosen", await(*(one ? (operation *[]){ subtract } : (operation *[]){ add }))(5, 2));
	show("only", await(*(operation *[]){ subtract, add })(await later(5), 2));
	show("rows", await((operation *[2][1]){ { add }, { subtract } })[await later(1)][0](5, 2));
	show("designated", await((operation *[2]){ [0] = add, [1] = subtract })[one](5, 2));
	show("one is NULL", await((operation *[]){ NULL, subtract })[one](5, 2));
	show("turned", await one[(operation *[]){ add, subtract }](5, 2));
	show("scalar", await(operation *){ subtract }(5, 2));
	show("address", await(&(operation *){ subtract })[await later(0)](5, 2));
	show("member", await((struct declared){ add, subtract, { add, add } }).second(5, 2));
	show("of a table",
	     await((struct declared[]){ { .second = add }, { .second = subtract } })[await later(1)].second(5, 2));
	show("table in it",
	     await((struct declared){ .first = add, .table = { add, subtract } }).table[await later(1)](5, 2));
	show("of a union", await((union {
						   operation *called;
						   void *other;
					   }){ subtract })
	                       .called(5, 2));
}

static async(void) by_expression(int one) {
	operation *table[] = { add, subtract }, **at = table, *some = add, *none = NULL;
	operation *(*second)(operation *, operation *) = second_of;
	show("comma", await(show("dropped", 1), subtract)(5, 2));
	show("choice", await(one ? subtract : add)(5, 2));
	show("omitted", await(some ?: subtract)(5, 2) + await(none ?: subtract)(50, 2) * 10);
	show("assigned", await(some = subtract)(5, 2) + await(table[0] = subtract)(await later(50), 2) * 10);
	table[0] = add;
	show("stepped", await(*++at)(5, 2));
	show("stepped back", await(*at--)(5, 2));
	show("moved", await(*(at += 1))(5, 2));
	show("subscript", await table[add == subtract ? 0 : 1](5, 2) + await(&table[1])[0](50, 2) * 10);
	show("block", await({
			 await later(1);
			 subtract;
		 })(5, 2));
	show("variable", await({
			 operation *chosen = add;
			 if (await later(1)) chosen = subtract;
			 chosen;
		 })(5, 2));
	show("cast", await((operation *)(void *)subtract)(5, 2) + await((operation *)some)(50, 2) * 10);
	show("returned", await second_of(add, subtract)(5, 2) + await second(add, some)(50, 2) * 10);
	show("generic", await _Generic(add, int : add, default : subtract)(5, 2));
	show("compiler's", await __builtin_choose_expr(0, add, subtract)(5, 2));
	show("compiler's first", await(*__builtin_choose_expr(sizeof(int) > 1, &subtract, 0))(5, 2));
	show("added", await(*(one + (operation **)globals))(5, 2));
	show("names", await(*&subtract)(5, 2) + await(&*subtract)(50, 2) * 10 + await(**subtract)(500, 2) * 100);
	show("name", await(__extension__ subtract)(5, 2) + await((subtract))(50, 2) * 10);
}

static async(int) program(void) {
	await by_typeof();
	await by_type_name();
	await by_literal(await later(1));
	await by_expression(await later(1));
	return 0;
}

int main(void) { return co_run(int, program()); }
