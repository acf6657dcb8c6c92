// B2 in C++20: a recursive generator with symmetric transfer. The root's promise knows the innermost coroutine; a delegation hands
// over to the child, whose end hands back.
#include "tree.h"
#include <coroutine>
#include <utility>

class recursive {
public:
	struct promise_type;
	using handle = std::coroutine_handle<promise_type>;
	struct promise_type {
		uint64_t value;
		promise_type *root = this;
		handle parent, leaf;
		recursive get_return_object() noexcept {
			leaf = handle::from_promise(*this);
			return recursive(leaf);
		}
		std::suspend_always initial_suspend() noexcept { return {}; }
		struct last {
			bool await_ready() noexcept { return false; }
			std::coroutine_handle<> await_suspend(handle h) noexcept {
				auto &promise = h.promise();
				if (!promise.parent) return std::noop_coroutine();
				promise.root->leaf = promise.parent;
				return promise.parent;
			}
			void await_resume() noexcept {}
		};
		last final_suspend() noexcept { return {}; }
		std::suspend_always yield_value(uint64_t v) noexcept {
			root->value = v;
			return {};
		}
		struct delegate {
			handle child;
			bool await_ready() noexcept { return false; }
			std::coroutine_handle<> await_suspend(handle h) noexcept {
				auto &promise = h.promise();
				child.promise().root = promise.root;
				child.promise().parent = h;
				promise.root->leaf = child;
				return child;
			}
			void await_resume() noexcept {}
		};
		delegate yield_value(recursive &&child) noexcept { return { child.coroutine }; }
		void return_void() noexcept {}
		void unhandled_exception() noexcept { abort(); }
	};
	recursive(recursive &&other) noexcept : coroutine(std::exchange(other.coroutine, {})) {}
	~recursive() {
		if (coroutine) coroutine.destroy();
	}
	bool next() {
		coroutine.promise().leaf.resume();
		return !coroutine.done();
	}
	uint64_t value() const { return coroutine.promise().value; }

private:
	explicit recursive(handle h) noexcept : coroutine(h) {}
	handle coroutine;
};

BENCH_OPAQUE recursive chain(int depth, uint64_t n) {
	if (depth > 0) {
		co_yield chain(depth - 1, n);
	} else {
		for (uint64_t i = 0; i < n; i++) co_yield i;
	}
}

BENCH_OPAQUE recursive walk(const node *node) {
	if (node->left) co_yield walk(node->left);
	co_yield node->value;
	if (node->right) co_yield walk(node->right);
}

static void drain(recursive g, total &total) {
	while (g.next()) total_add(&total, g.value());
}

int main(int argc, char **argv) {
	int depth = (int)bench_argument(argc, argv, 2, 1);
	uint64_t n = bench_argument(argc, argv, 3, 1000);
	total total = { 0, 0 };
	double start;
	if (argv[1][0] == 'c') {
		start = bench_time();
		drain(chain(depth - 1, n), total);
	} else {
		node *root = tree_make(depth, argv[1][0] == 'l');
		start = bench_time();
		while (total.count < n) drain(walk(root), total);
	}
	total_print(total, start, depth);
}
