// A task type for C++20: lazy, one awaiter, symmetric transfer both ways.
#pragma once
#include <coroutine>
#include <cstdlib>
#include <utility>

template <class T> class task {
public:
	struct promise_type;
	using handle = std::coroutine_handle<promise_type>;
	struct promise_type {
		std::coroutine_handle<> awaiter = std::noop_coroutine();
		T value;
		task get_return_object() noexcept { return task(handle::from_promise(*this)); }
		std::suspend_always initial_suspend() noexcept { return {}; }
		struct last {
			bool await_ready() noexcept { return false; }
			std::coroutine_handle<> await_suspend(handle h) noexcept { return h.promise().awaiter; }
			void await_resume() noexcept {}
		};
		last final_suspend() noexcept { return {}; }
		void return_value(T v) noexcept { value = v; }
		void unhandled_exception() noexcept { std::abort(); }
	};
	task(task &&other) noexcept : coroutine(std::exchange(other.coroutine, {})) {}
	~task() {
		if (coroutine) coroutine.destroy();
	}
	bool await_ready() noexcept { return false; }
	handle await_suspend(std::coroutine_handle<> h) noexcept {
		coroutine.promise().awaiter = h;
		return coroutine;
	}
	T await_resume() noexcept { return coroutine.promise().value; }
	void start() { coroutine.resume(); }

private:
	explicit task(handle h) noexcept : coroutine(h) {}
	handle coroutine;
};
