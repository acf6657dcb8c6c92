// B7: an echo server: an async fn for each connection, polled when epoll has an event for it.
use std::future::{poll_fn, Future};
use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::fd::AsRawFd;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

#[repr(C)]
#[cfg_attr(target_arch = "x86_64", repr(packed))]
#[derive(Clone, Copy)]
struct Event {
    events: u32,
    data: u64,
}
extern "C" {
    fn epoll_create1(flags: i32) -> i32;
    fn epoll_ctl(poll: i32, operation: i32, fd: i32, event: *mut Event) -> i32;
    fn epoll_wait(poll: i32, events: *mut Event, count: i32, timeout: i32) -> i32;
}
const READABLE: u32 = 1;
const WRITABLE: u32 = 4;
const EDGE: u32 = 1 << 31;

fn ready<T>(result: std::io::Result<T>) -> Poll<std::io::Result<T>> {
    match result {
        Err(error) if error.kind() == ErrorKind::WouldBlock => Poll::Pending,
        other => Poll::Ready(other),
    }
}

async fn serve(mut stream: TcpStream) -> std::io::Result<()> {
    let mut buffer = vec![0u8; 65536];
    loop {
        let n = poll_fn(|_| ready(stream.read(&mut buffer))).await?;
        if n == 0 {
            return Ok(());
        }
        let mut sent = 0;
        while sent < n {
            sent += poll_fn(|_| ready(stream.write(&buffer[sent..n]))).await?;
        }
    }
}

fn main() -> std::io::Result<()> {
    let port: u16 = std::env::args().nth(1).unwrap().parse().unwrap();
    let listener = TcpListener::bind(("127.0.0.1", port))?;
    listener.set_nonblocking(true)?;
    let poll = unsafe { epoll_create1(0) };
    let watch = |fd: i32, events: u32| {
        let mut event = Event { events, data: fd as u64 };
        unsafe { epoll_ctl(poll, 1, fd, &mut event) };
    };
    watch(listener.as_raw_fd(), READABLE);
    let mut tasks: Vec<Option<Pin<Box<dyn Future<Output = std::io::Result<()>>>>>> = Vec::new();
    let mut context = Context::from_waker(Waker::noop());
    let mut events = [Event { events: 0, data: 0 }; 512];
    loop {
        let count = unsafe { epoll_wait(poll, events.as_mut_ptr(), 512, -1) };
        for event in events.iter().take(count.max(0) as usize) {
            let fd = event.data as usize;
            if fd == listener.as_raw_fd() as usize {
                while let Ok((stream, _)) = listener.accept() {
                    stream.set_nonblocking(true)?;
                    stream.set_nodelay(true)?;
                    let fd = stream.as_raw_fd();
                    if tasks.len() <= fd as usize {
                        tasks.resize_with(fd as usize + 1, || None);
                    }
                    tasks[fd as usize] = Some(Box::pin(serve(stream)));
                    watch(fd, READABLE | WRITABLE | EDGE);
                }
                continue;
            }
            if let Some(task) = tasks[fd].as_mut() {
                if task.as_mut().poll(&mut context).is_ready() {
                    tasks[fd] = None;
                }
            }
        }
    }
}
