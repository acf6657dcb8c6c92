// A generator type for C++20, as small as it can be: lazy, no exceptions kept.
#pragma once
#include <coroutine>
#include <cstdlib>
#include <utility>

template <class T> class generator {
public:
	struct promise_type {
		T value;
		generator get_return_object() noexcept { return generator(handle::from_promise(*this)); }
		std::suspend_always initial_suspend() noexcept { return {}; }
		std::suspend_always final_suspend() noexcept { return {}; }
		std::suspend_always yield_value(T v) noexcept {
			value = v;
			return {};
		}
		void return_void() noexcept {}
		void unhandled_exception() noexcept { std::abort(); }
	};
	using handle = std::coroutine_handle<promise_type>;
	generator(generator &&other) noexcept : coroutine(std::exchange(other.coroutine, {})) {}
	~generator() {
		if (coroutine) coroutine.destroy();
	}
	bool next() {
		coroutine.resume();
		return !coroutine.done();
	}
	T value() const { return coroutine.promise().value; }

private:
	explicit generator(handle h) noexcept : coroutine(h) {}
	handle coroutine;
};
