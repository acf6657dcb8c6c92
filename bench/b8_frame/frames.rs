// B8 in Rust: the sizes of the futures of the functions of frames.co.c.
use std::cell::Cell;
use std::future::Future;
use std::hint::black_box;
use std::mem::size_of_val;
use std::pin::{pin, Pin};
use std::task::{Context, Poll, Waker};

struct Pause(bool);
impl Future for Pause {
    type Output = u64;
    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u64> {
        if self.0 {
            return Poll::Ready(1);
        }
        self.0 = true;
        Poll::Pending
    }
}
fn pause() -> Pause {
    Pause(false)
}

#[inline(never)]
fn fill(p: &mut [u8], x: u64) {
    p.fill(x as u8);
    black_box(p);
}
#[inline(never)]
fn sum(p: &[u8]) -> u64 {
    p.iter().map(|x| *x as i8 as i64 as u64).fold(0u64, |a, b| a.wrapping_add(b))
}

async fn f1(n: u64, slot: &Cell<u64>) {
    let mut i = 0;
    while i < n {
        slot.set(i);
        pause().await;
        i += 1;
    }
}
async fn f2(n: u64) -> u64 {
    let mut r = 0u64;
    {
        let mut a = [0u8; 1024];
        fill(&mut a, n);
        pause().await;
        r = r.wrapping_add(sum(&a));
    }
    {
        let mut b = [0u8; 1024];
        fill(&mut b, r);
        pause().await;
        r = r.wrapping_add(sum(&b));
    }
    r
}
async fn f3(x: u64) -> u64 {
    let a = x + 1;
    let b = a.wrapping_mul(3);
    let c = b ^ a;
    let d = c.wrapping_add(b);
    let e = d.wrapping_mul(a);
    let f = e ^ c;
    let g = f.wrapping_add(d);
    let h = g.wrapping_mul(b);
    let i = h ^ f;
    let j = i.wrapping_add(g);
    pause().await;
    i ^ j
}
async fn g3(x: u64) -> u64 {
    let y = x * 3;
    pause().await;
    x + y
}
async fn g2(x: u64) -> u64 {
    let y = x * 5;
    let r = g3(x + 1).await;
    r + x + y
}
async fn f4(x: u64) -> u64 {
    let y = x * 7;
    let r = g2(x + 1).await;
    r + x + y
}
async fn f5(n: u64) -> u64 {
    let mut acc = 0u64;
    let mut i = 0;
    while i < n {
        let mut tmp = [0u8; 64];
        fill(&mut tmp, i);
        let t1 = sum(&tmp);
        let t2 = t1.wrapping_mul(i);
        let t3 = t2 ^ t1;
        acc = acc.wrapping_add(t3);
        acc ^= pause().await;
        i += 1;
    }
    acc
}
async fn f5s(n: u64) -> u64 {
    let mut acc = 0u64;
    let mut i = 0;
    while i < n {
        let t3;
        {
            let mut tmp = [0u8; 64];
            fill(&mut tmp, i);
            let t1 = sum(&tmp);
            let t2 = t1.wrapping_mul(i);
            t3 = t2 ^ t1;
        }
        acc = acc.wrapping_add(t3);
        acc ^= pause().await;
        i += 1;
    }
    acc
}
async fn f6(n: u64) -> u64 {
    let mut pre = [0u8; 256];
    fill(&mut pre, n);
    let k = sum(&pre);
    let mut buf = [0u8; 256];
    fill(&mut buf, k);
    pause().await;
    sum(&buf)
}
async fn f6s(n: u64) -> u64 {
    let k;
    {
        let mut pre = [0u8; 256];
        fill(&mut pre, n);
        k = sum(&pre);
    }
    let mut buf = [0u8; 256];
    fill(&mut buf, k);
    pause().await;
    sum(&buf)
}

fn ended<F: Future>(f: F) -> F::Output {
    let mut f = pin!(f);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(v) = f.as_mut().poll(&mut context) {
            return v;
        }
    }
}

fn main() {
    let cell = Cell::new(0);
    println!(
        "f1={} f2={} f3={} f4={} f5={} f5s={} f6={} f6s={} allocations_f4=0 check={} check_without_f4={}",
        size_of_val(&f1(3, &cell)),
        size_of_val(&f2(3)),
        size_of_val(&f3(3)),
        size_of_val(&f4(3)),
        size_of_val(&f5(3)),
        size_of_val(&f5s(3)),
        size_of_val(&f6(3)),
        size_of_val(&f6s(3)),
        ended(f2(3)) ^ ended(f3(3)) ^ ended(f4(3)) ^ ended(f6(3)) ^ ended(f6s(3)),
        ended(f2(3)) ^ ended(f3(3)) ^ ended(f6(3)) ^ ended(f6s(3))
    );
    ended(f1(3, &cell));
    ended(f5(3));
    ended(f5s(3));
}
