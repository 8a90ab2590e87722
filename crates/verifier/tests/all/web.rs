//! A web server of a few lines on the loopback, polite or nasty.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::press::Files;

/// How a request is answered.
#[derive(Clone)]
pub enum Answer {
    /// With this status and body.
    Body(u16, Vec<u8>),
    /// With bytes as fast as they are taken, without end.
    Endless,
    /// With a byte now and then, without end.
    Drip,
    /// By closing the connection.
    Reset,
    /// By promising more than is sent.
    Short(Vec<u8>),
}

/// A server that ends with its test.
pub struct Web {
    address: String,
    ends: Arc<AtomicBool>,
    asked: Arc<AtomicU64>,
    thread: Option<JoinHandle<()>>,
}

impl Web {
    pub fn new(answer: impl Fn(&str) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("bound").to_string();
        let (ends, asked) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let (over, count) = (Arc::clone(&ends), Arc::clone(&asked));
        let thread = thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if over.load(Ordering::SeqCst) {
                    return;
                }
                count.fetch_add(1, Ordering::SeqCst);
                // An error is a reader that has gone away.
                let _ = serve(stream, &answer, &over);
            }
        });
        Self { address, ends, asked, thread: Some(thread) }
    }

    /// Serves files, and 404 for the others; `nasty` may answer first.
    pub fn of(files: Files, nasty: impl Fn(&str) -> Option<Answer> + Send + Sync + 'static) -> Self {
        Self::new(move |path| match (nasty(path), files.get(path)) {
            (Some(answer), _) => answer,
            (None, Some(bytes)) => Answer::Body(200, bytes.clone()),
            (None, None) => Answer::Body(404, b"<html>not found</html>".to_vec()),
        })
    }

    pub fn url(&self) -> String {
        format!("http://{}/results/", self.address)
    }

    /// Connections so far.
    pub fn asked(&self) -> u64 {
        self.asked.load(Ordering::SeqCst)
    }
}

impl Drop for Web {
    fn drop(&mut self) {
        self.ends.store(true, Ordering::SeqCst);
        // Wakes the listener up; if it is gone already, so much the better.
        let _ = TcpStream::connect(&self.address);
        if let Some(thread) = self.thread.take() {
            thread.join().expect("the server did not panic");
        }
    }
}

/// One request a connection, so that a reset hits one file.
fn serve(mut stream: TcpStream, answer: &impl Fn(&str) -> Answer, over: &AtomicBool) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        if stream.read(&mut byte)? == 0 {
            return Ok(());
        }
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let path = head.split(' ').nth(1).unwrap_or_default();
    let path = path.strip_prefix("/results/").unwrap_or_default();
    let open = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n";
    match answer(path) {
        Answer::Reset => Ok(()),
        Answer::Body(status, bytes) => {
            let length = bytes.len();
            write!(stream, "HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n")?;
            stream.write_all(&bytes)
        }
        Answer::Short(bytes) => {
            let length = bytes.len() + 1;
            write!(stream, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n")?;
            stream.write_all(&bytes)
        }
        Answer::Endless => {
            stream.write_all(open.as_bytes())?;
            while !over.load(Ordering::SeqCst) {
                stream.write_all(&[b'a'; 4096])?;
            }
            Ok(())
        }
        Answer::Drip => {
            stream.write_all(open.as_bytes())?;
            while !over.load(Ordering::SeqCst) {
                stream.write_all(b"a")?;
                thread::sleep(Duration::from_millis(5));
            }
            Ok(())
        }
    }
}
