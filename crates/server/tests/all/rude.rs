//! A witness that answers whatever it likes.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use server::witnesses::Asked;
use tlog::VerifierKey;
use tlog::witness::AddCheckpoint;

/// What it does with a request.
pub enum Act {
    /// Sends these bytes and closes.
    Say(String),
    /// Holds the connection and says nothing.
    Hold,
    /// Sends without end.
    Flood,
}

/// A listener on this machine.
pub struct Rude {
    pub url: String,
    calls: Arc<AtomicUsize>,
}

impl Rude {
    /// `act` is told the number of the call, from 0, and what was asked. The thread dies with the
    /// test program.
    pub fn start(act: impl Fn(usize, &AddCheckpoint) -> Act + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let calls = Arc::new(AtomicUsize::new(0));
        let (counted, act) = (Arc::clone(&calls), Arc::new(act));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (Ok(mut stream), act, counted) = (stream, Arc::clone(&act), Arc::clone(&counted)) else { continue };
                thread::spawn(move || {
                    let Some(asked) = request(&mut stream) else { return };
                    let number = counted.fetch_add(1, Ordering::SeqCst);
                    match act(number, &asked) {
                        Act::Say(answer) => _ = stream.write_all(answer.as_bytes()),
                        Act::Hold => thread::sleep(Duration::from_mins(1)),
                        Act::Flood => {
                            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n");
                            while stream.write_all(&[b'x'; 8_192]).is_ok() {}
                        }
                    }
                });
            }
        });
        Self { url, calls }
    }

    /// How often it was asked.
    pub fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }

    /// It, under a key.
    pub fn asked(&self, key: &VerifierKey) -> Asked {
        Asked { key: key.clone(), url: self.url.clone() }
    }
}

/// An answer with a body.
pub fn answer(status: &str, body: &str) -> Act {
    let length = body.len();
    Act::Say(format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}"))
}

fn request(stream: &mut std::net::TcpStream) -> Option<AddCheckpoint> {
    let mut bytes = Vec::new();
    loop {
        let mut some = [0; 4_096];
        let count = stream.read(&mut some).ok()?;
        bytes.extend_from_slice(&some[..count]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            assert!(head.starts_with("POST /add-checkpoint HTTP/1.1\r\n"), "{head}");
            let length = head.to_ascii_lowercase();
            let length = length.split("content-length: ").nth(1)?.split("\r\n").next()?.parse::<usize>().ok()?;
            if body.len() >= length {
                return AddCheckpoint::parse(body.as_bytes());
            }
        }
        if count == 0 {
            return None;
        }
    }
}
