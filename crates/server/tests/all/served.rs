//! A served hub for tests, and a client that can be as rude as it likes.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use election::{Definition, Stamp, intake::OneHand};
use server::disk::Disk;
use server::http::{self, App};
use server::hub::Hub;
use server::publication::Publication;
use server::publishing::{Publishing, Rules};
use server::service::{Handle, Service};
use server::witnesses::{Asked, Patience, Quorum};
use tempfile::TempDir;
use tlog::Policy;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;

use crate::country::{definition, log, messages};
use crate::rig::scratch;

/// How long the client waits for anything.
const PATIENCE: Duration = Duration::from_secs(20);

/// Short, so that a test sees many tries.
pub const PATIENCE_WITH_WITNESSES: Patience = Patience {
    answer: Duration::from_secs(3),
    quorum: Duration::from_secs(2),
    first: Duration::from_millis(20),
    most: Duration::from_millis(200),
};

/// 2017-04-23T21:00:00+02:00, an hour after the legal hour of the first round.
const NIGHT: i64 = 1_492_974_000;

/// A hub that serves, in a directory that vanishes with it.
pub struct Served {
    pub definition: Arc<Definition>,
    dir: Arc<TempDir>,
    clock: Arc<AtomicI64>,
    runtime: Runtime,
    service: Service,
    publishing: Option<Publishing>,
    serving: tokio::task::JoinHandle<()>,
    stop: oneshot::Sender<()>,
    address: SocketAddr,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Came {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Came {
    /// The code of a problem.
    pub fn code(&self) -> &str {
        let after = self.body.split("\"code\":\"").nth(1).unwrap_or_default();
        after.split('"').next().unwrap_or_default()
    }
}

impl Served {
    /// A new hub whose log is empty; every round is released when its hour comes.
    pub fn new() -> Self {
        Self::on(Arc::new(scratch()), true, NIGHT)
    }

    /// A new hub at another moment, with rounds that are released by their hour or by somebody.
    pub fn at(clock: &str, at_legal_hour: bool) -> Self {
        Self::on(Arc::new(scratch()), at_legal_hour, Stamp::parse(clock).unwrap().instant())
    }

    /// The same directory under a new process's eyes.
    pub fn again(self) -> Self {
        let dir = Arc::clone(&self.dir);
        self.stop();
        Self::on(dir, true, NIGHT)
    }

    /// A hub that asks these witnesses; `quorum` of them make a checkpoint final.
    pub fn witnessed(asked: Vec<Asked>, quorum: usize) -> Self {
        Self::asking(Arc::new(scratch()), asked, quorum)
    }

    /// The same directory under a new process's eyes, and other witnesses.
    pub fn again_asking(self, asked: Vec<Asked>, quorum: usize) -> Self {
        let dir = Arc::clone(&self.dir);
        self.stop();
        Self::asking(dir, asked, quorum)
    }

    fn asking(dir: Arc<TempDir>, asked: Vec<Asked>, quorum: usize) -> Self {
        let keys: Vec<_> = asked.iter().map(|asked| asked.key.clone()).collect();
        let policy = Policy::k_of_n(log().verifier_key(), &keys, quorum).unwrap();
        let quorum = Quorum::of(&definition("Essai"), Some(policy));
        Self::with(dir, true, NIGHT, |publication| publication.with_witnesses(quorum, asked))
    }

    fn on(dir: Arc<TempDir>, at_legal_hour: bool, clock: i64) -> Self {
        Self::with(dir, at_legal_hour, clock, |publication| publication)
    }

    fn with(
        dir: Arc<TempDir>,
        at_legal_hour: bool,
        clock: i64,
        dress: impl FnOnce(Publication) -> Publication,
    ) -> Self {
        let hub = Hub::start(&dir.path().join("hub"), definition("Essai"), log(), &OneHand).unwrap();
        Self::of(hub.0, dir, at_legal_hour, clock, dress)
    }

    /// A hub whose log lies on another disk.
    pub fn on_disk(disk: Arc<dyn Disk>) -> Self {
        let dir = Arc::new(scratch());
        let hub = Hub::start_on(disk, &dir.path().join("hub"), definition("Essai"), log(), &OneHand).unwrap();
        Self::of(hub.0, dir, true, NIGHT, |publication| publication)
    }

    fn of(
        hub: Hub,
        dir: Arc<TempDir>,
        at_legal_hour: bool,
        clock: i64,
        dress: impl FnOnce(Publication) -> Publication,
    ) -> Self {
        let definition = definition("Essai");
        let clock = Arc::new(AtomicI64::new(clock));
        let (now, shown) = (Arc::clone(&clock), definition.rounds()[0].publishes);
        let service =
            Service::start(hub, OneHand, Arc::new(move || shown.at(now.load(Ordering::SeqCst)).unwrap_or(shown)));
        let public = dir.path().join("public");
        let publication = dress(Publication::open(&public, log(), b"sealed".to_vec()).unwrap());
        let rules = Rules { every: Duration::from_millis(20), at_legal_hour, patience: PATIENCE_WITH_WITNESSES };
        let publishing = Publishing::start(service.handle(), publication, &public, rules).unwrap();
        let router = http::finish(App::new(service.handle(), public, publishing.standing()).router());
        let runtime = Runtime::new().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let serving = runtime.spawn(http::serve(listener, router, None, async {
            let _ = stopped.await;
        }));
        Self { definition, dir, clock, runtime, service, publishing: Some(publishing), serving, stop, address }
    }

    pub fn hub(&self) -> Handle {
        self.service.handle()
    }

    pub fn public(&self) -> PathBuf {
        self.dir.path().join("public")
    }

    pub fn log_dir(&self) -> PathBuf {
        self.dir.path().join("hub/log")
    }

    /// Sets the hub's clock.
    pub fn set_clock(&self, text: &str) {
        self.clock.store(Stamp::parse(text).unwrap().instant(), Ordering::SeqCst);
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Sends these very bytes and reads to the end of the connection.
    pub fn raw(&self, bytes: &[u8]) -> Came {
        let mut stream = self.connect();
        // A server may answer and close before it has read everything.
        let _ = stream.write_all(bytes);
        came(&mut stream)
    }

    pub fn get(&self, path: &str) -> Came {
        self.raw(format!("GET {path} HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n\r\n").as_bytes())
    }

    pub fn post(&self, message: &[u8]) -> Came {
        self.raw(&request("text/plain; charset=utf-8", message))
    }

    /// The evening, up to `count` messages, each answered by a receipt.
    pub fn begun(&self, count: usize) -> Vec<String> {
        let messages = messages(&self.definition);
        for message in &messages[..count] {
            let came = self.post(message.as_bytes());
            assert_eq!(came.status, 200, "{came:?}");
        }
        messages
    }

    /// The hub has ended by itself, and says why; what was left of it is put away, and another one
    /// starts on the same directory.
    pub fn again_after_its_end(mut self) -> (Self, String) {
        let why = self.runtime.block_on(self.service.ended());
        self.stop.send(()).unwrap();
        self.runtime.block_on(self.serving).unwrap();
        self.publishing.take().unwrap().stop();
        assert!(self.service.stop().is_err());
        (Self::on(self.dir, true, NIGHT), why.to_string())
    }

    /// As on SIGTERM.
    pub fn stop(mut self) {
        self.stop.send(()).unwrap();
        self.runtime.block_on(self.serving).unwrap();
        self.publishing.take().unwrap().stop();
        self.service.stop().unwrap();
    }
}

/// Waits until the publisher has come round to it.
pub fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let begun = std::time::Instant::now();
    while !holds() {
        assert!(begun.elapsed() < PATIENCE, "{what}: not within {PATIENCE:?}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// A request with a body.
pub fn request(kind: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!(
        "POST /v1/messages HTTP/1.1\r\nHost: hub\r\nConnection: close\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n"
    );
    [head.as_bytes(), body].concat()
}

/// Everything until the connection ends.
pub fn came(stream: &mut TcpStream) -> Came {
    let mut bytes = Vec::new();
    // A connection that is reset after the answer has still answered.
    let _ = stream.read_to_end(&mut bytes);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    Came { status, head: head.to_ascii_lowercase(), body: body.to_owned() }
}

/// Every file below a directory with its bytes.
pub fn tree(dir: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut open = vec![dir.to_owned()];
    while let Some(dir) = open.pop() {
        for entry in std::fs::read_dir(&dir).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() { open.push(path) } else { found.push((path.clone(), std::fs::read(path).unwrap())) }
        }
    }
    found.sort();
    found
}
