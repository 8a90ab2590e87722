//! The stations: many connections that stay open, each sending one report after the other.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::failure::Failure;

/// What came back for one report.
#[derive(Clone, Default)]
pub struct Sent {
    /// From the first byte sent to the last byte received.
    pub time: Duration,
    /// The body of a 200; nothing else is an answer.
    pub body: Option<String>,
}

/// What came back for all.
pub struct Load {
    /// In the order of the messages.
    pub answers: Vec<Sent>,
    /// From the first byte to the last.
    pub wall: Duration,
}

/// Bytes read at once: a receipt has about 1,400.
const READ_BYTES: usize = 4_096;

/// Sends all messages over so many connections, on as many threads as there are cores.
pub fn send(address: SocketAddr, messages: &[Vec<u8>], connections: usize) -> Result<Load, Failure> {
    // As many descriptors as the system gives; where it gives too few, connecting fails and says so.
    let limit = getrlimit(Resource::Nofile);
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum });
    let requests: Vec<Vec<u8>> = messages.iter().map(|message| request(message)).collect();
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let (next, started) = (AtomicUsize::new(0), Instant::now());
    let shared = Shared { address, requests: &requests, next: &next };
    let mut answers = vec![Sent::default(); messages.len()];
    let done = thread::scope(|scope| {
        let share = connections.div_ceil(threads);
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(move || shared.on_this_thread(share))).collect();
        let done = running.into_iter().map(|thread| thread.join().unwrap_or_else(|_| Ok(Vec::new())));
        done.collect::<io::Result<Vec<_>>>()
    });
    let wall = started.elapsed();
    for (at, sent) in done.map_err(|error| Failure::Outside(error.to_string()))?.into_iter().flatten() {
        answers[at] = sent;
    }
    Ok(Load { answers, wall })
}

/// The whole request in one piece: one write each.
fn request(message: &[u8]) -> Vec<u8> {
    let length = message.len();
    let mut bytes = format!(
        "POST /v1/messages HTTP/1.1\r\nHost: hub\r\nContent-Type: text/plain\r\nContent-Length: {length}\r\n\r\n"
    )
    .into_bytes();
    bytes.extend_from_slice(message);
    bytes
}

#[derive(Clone, Copy)]
struct Shared<'a> {
    address: SocketAddr,
    requests: &'a [Vec<u8>],
    next: &'a AtomicUsize,
}

impl Shared<'_> {
    /// One runtime a thread. Tasks must own what they use, so requests are taken out here.
    fn on_this_thread(self, connections: usize) -> io::Result<Vec<(usize, Sent)>> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let mut done = Vec::new();
            let mut free = Vec::new();
            for _ in 0..connections {
                let stream = TcpStream::connect(self.address).await?;
                stream.set_nodelay(true)?;
                free.push(stream);
            }
            let mut busy = JoinSet::new();
            loop {
                while let Some(stream) = free.pop() {
                    let at = self.next.fetch_add(1, Ordering::Relaxed);
                    let Some(request) = self.requests.get(at) else { break };
                    busy.spawn(exchange(stream, at, request.clone()));
                }
                // A connection that broke is not replaced: its report is an error.
                let Some(ended) = busy.join_next().await else { return Ok(done) };
                let Ok((stream, at, sent)) = ended else { continue };
                done.push((at, sent));
                free.extend(stream);
            }
        })
    }
}

async fn exchange(stream: TcpStream, at: usize, request: Vec<u8>) -> (Option<TcpStream>, usize, Sent) {
    let started = Instant::now();
    let answer = answer(&stream, &request).await;
    let time = started.elapsed();
    let (stream, body) = answer.map_or((None, None), |body| (Some(stream), body));
    (stream, at, Sent { time, body })
}

/// The body of a 200, `None` for any other status.
async fn answer(stream: &TcpStream, request: &[u8]) -> io::Result<Option<String>> {
    let mut rest = request;
    while !rest.is_empty() {
        stream.writable().await?;
        match stream.try_write(rest) {
            Ok(written) => rest = &rest[written..],
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
    let mut got = Vec::with_capacity(READ_BYTES);
    loop {
        stream.readable().await?;
        let mut chunk = [0; READ_BYTES];
        match stream.try_read(&mut chunk) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(read) => got.extend_from_slice(&chunk[..read]),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => continue,
            Err(error) => return Err(error),
        }
        if let Some(body) = whole(&got) {
            return Ok(got.starts_with(b"HTTP/1.1 200 ").then(|| String::from_utf8_lossy(body).into_owned()));
        }
    }
}

/// The body, once all of it is there.
fn whole(got: &[u8]) -> Option<&[u8]> {
    let head = got.windows(4).position(|end| end == b"\r\n\r\n")? + 4;
    let lines = std::str::from_utf8(&got[..head]).ok()?;
    let length = lines.lines().find_map(|line| line.strip_prefix("content-length: "))?;
    got.get(head..head + length.trim().parse::<usize>().ok()?)
}
