// A ready queue and detached tasks for C++20, linked through the coroutines' own frames.
#pragma once
#include <coroutine>
#include <cstdlib>

struct item {
	std::coroutine_handle<> coroutine;
	item *next;
};

struct queue {
	item *head = nullptr, **tail = &head;
	void put(item *i) {
		i->next = nullptr;
		*tail = i;
		tail = &i->next;
	}
	item *get() {
		item *i = head;
		if (i && !(head = i->next)) tail = &head;
		return i;
	}
};

inline queue ready;

struct checkpoint {
	item self;
	bool await_ready() noexcept { return false; }
	void await_suspend(std::coroutine_handle<> h) noexcept {
		self.coroutine = h;
		ready.put(&self);
	}
	void await_resume() noexcept {}
};

// Begins when the queue comes to it; its frame comes from a free list.
struct detached {
	struct promise_type {
		detached get_return_object() noexcept { return {}; }
		checkpoint initial_suspend() noexcept { return {}; }
		std::suspend_never final_suspend() noexcept { return {}; }
		void return_void() noexcept {}
		void unhandled_exception() noexcept { std::abort(); }
		struct block {
			block *next;
		};
		static inline block *unused = nullptr;
		static inline std::size_t size = 0;
		static void *operator new(std::size_t n) {
			if (unused && n == size) {
				block *b = unused;
				unused = b->next;
				return b;
			}
			size = n;
			return std::malloc(n);
		}
		static void operator delete(void *p, std::size_t) noexcept {
			block *b = static_cast<block *>(p);
			b->next = unused;
			unused = b;
		}
	};
};
