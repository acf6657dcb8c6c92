// The task type of B8: the smallest useful promise, who goes on and the value. What operator new is asked for is the frame's size.
#pragma once
#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

inline std::size_t last_size, all_sizes;
inline int allocations;

template <class T> struct task {
	struct promise_type {
		std::coroutine_handle<> awaiter;
		T value;
		static void *operator new(std::size_t n) {
			last_size = n;
			all_sizes += n;
			allocations++;
			return std::malloc(n);
		}
		static void operator delete(void *p, std::size_t) { std::free(p); }
		task get_return_object() noexcept { return { std::coroutine_handle<promise_type>::from_promise(*this) }; }
		std::suspend_always initial_suspend() noexcept { return {}; }
		std::suspend_always final_suspend() noexcept { return {}; }
		std::suspend_always yield_value(T v) noexcept {
			value = v;
			return {};
		}
		void return_value(T v) noexcept { value = v; }
		void unhandled_exception() noexcept { std::abort(); }
	};
	std::coroutine_handle<promise_type> coroutine;
	bool await_ready() noexcept { return false; }
	std::coroutine_handle<> await_suspend(std::coroutine_handle<> h) noexcept {
		coroutine.promise().awaiter = h;
		return coroutine;
	}
	T await_resume() noexcept {
		T v = coroutine.promise().value;
		coroutine.destroy();
		return v;
	}
};

struct pause {
	bool await_ready() noexcept { return false; }
	void await_suspend(std::coroutine_handle<>) noexcept {}
	uint64_t await_resume() noexcept { return 1; }
};

using u64 = std::uint64_t;
task<u64> f1(u64 n);
task<u64> f2(u64 n);
task<u64> f3(u64 x);
task<u64> f4(u64 x);
task<u64> f5(u64 n);
task<u64> f5s(u64 n);
task<u64> f6(u64 n);
task<u64> f6s(u64 n);
