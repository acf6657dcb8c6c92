// B3 in Rust: chain.py's functions follow.
use std::{
    future::Future,
    pin::{pin, Pin},
    task::{Context, Poll, Waker},
};

struct Once(bool);
impl Future for Once {
    type Output = ();
    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if self.0 {
            return Poll::Ready(());
        }
        self.0 = true;
        Poll::Pending
    }
}

fn mix(r: u64, d: u64) -> u64 {
    (r ^ (r >> 3)).wrapping_add(d)
}

fn main() {
    let n: u64 = std::env::args().nth(1).unwrap().parse().unwrap();
    let start = bench_time();
    let mut all = pin!(run(n));
    let mut context = Context::from_waker(Waker::noop());
    let sum = loop {
        if let Poll::Ready(value) = all.as_mut().poll(&mut context) {
            break value;
        }
    };
    let ns = bench_time() - start;
    println!("ns_per_call={:.4} check{}={}", ns / n as f64 / DEPTH as f64, DEPTH, sum);
}
