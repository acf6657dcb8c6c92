// B1 in Rust: an iterator, seen through or behind a box.
#[path = "../common/clock.rs"]
mod clock;
use std::hint::black_box;

struct Fibonacci {
    a: u64,
    b: u64,
    n: u64,
}

impl Iterator for Fibonacci {
    type Item = u64;
    fn next(&mut self) -> Option<u64> {
        if self.n == 0 {
            return None;
        }
        self.n -= 1;
        let value = self.a;
        self.a = self.b;
        self.b = self.b.wrapping_add(value);
        Some(value)
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let n: u64 = arguments[1].parse().unwrap();
    let numbers = Fibonacci { a: 0, b: 1, n };
    let start = clock::bench_time();
    let mut total = 0u64;
    if arguments.len() > 2 {
        let numbers: Box<dyn Iterator<Item = u64>> = black_box(Box::new(numbers));
        for x in numbers {
            total = total.wrapping_add(x);
        }
    } else {
        for x in numbers {
            total = total.wrapping_add(x);
        }
    }
    println!("ns={:.4} check={}", (clock::bench_time() - start) / n as f64, total);
}
