//! A hub that serves is killed under load, many times: every receipt it ever gave is honoured.

use std::collections::BTreeMap;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::Child;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use election::intake::OneHand;
use server::disk::RealDisk;
use server::http::{self, App};
use server::publication::Publication;
use server::publishing::{Publishing, Rules};
use server::service::Service;
use server::witnesses::Patience;
use tlog::tree::verify_inclusion;
use tlog::{Checkpoint, Hash, TlogProof};
use tokio::net::TcpListener;

use crate::country::{at_noon, definition, log, messages};
use crate::hub::start;
use crate::outside::{self, Promises};
use crate::{KILL_STEP, SERVE, kill_process, scratch, spawn};

/// Processes that are killed.
const KILLS: u32 = 24;

/// Senders at once.
const SENDERS: usize = 6;

/// Messages of the night.
const MESSAGES: u32 = 3_000;

/// The process that dies: a hub that serves until it is killed.
pub fn run(dir: &Path) {
    let hub = start(Arc::new(RealDisk), &dir.join("hub"));
    let shown = definition("Essai").rounds()[0].publishes;
    let service = Service::start(hub, OneHand, Arc::new(move || shown));
    let public = dir.join("public");
    let publication = Publication::open(&public, log(), b"sealed".to_vec()).expect("a public directory");
    let rules = Rules { every: Duration::from_millis(30), at_legal_hour: true, patience: Patience::default() };
    let publishing = Publishing::start(service.handle(), publication, &public, rules).expect("published");
    let router = http::finish(App::new(service.handle(), public, publishing.standing()).router());
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        println!("{}", listener.local_addr().expect("an address"));
        http::serve(listener, router, None, std::future::pending()).await;
    });
}

/// What has a receipt: the place of each message, by its number.
type Honoured = BTreeMap<usize, (u64, TlogProof)>;

/// Everything that must hold in the end.
pub fn killed_under_load() -> u64 {
    let scratch = scratch();
    let dir = scratch.path().join("night");
    let night = night();
    let mut honoured = Honoured::new();
    for kill in 0..KILLS {
        let (mut child, address) = begin(&dir);
        let next = AtomicUsize::new(first_open(&night, &honoured));
        let given = thread::scope(|scope| {
            let (next, night, honoured) = (&next, &night, &honoured);
            let senders: Vec<_> =
                (0..SENDERS).map(|_| scope.spawn(move || send(address, night, next, honoured))).collect();
            // Moments that nobody chose: the machine's own unsteadiness, on top of a step.
            thread::sleep(KILL_STEP * (kill * 7 % 30 + 1));
            kill_process(child.id());
            senders.into_iter().flat_map(|sender| sender.join().expect("a sender")).collect::<Vec<_>>()
        });
        child.wait().expect("killed");
        keep(&mut honoured, given, &night);
        check(&dir, &night, &honoured);
    }
    assert!(honoured.len() > 200, "only {} receipts before {KILLS} deaths", honoured.len());
    the_last_one(&dir, &night, &mut honoured);
    assert_eq!(honoured.len(), night.len());
    u64::from(KILLS)
}

/// The seal, the evening, and what stations say at noon.
fn night() -> Vec<String> {
    let definition = definition("Essai");
    let mut night = messages(&definition);
    night.extend((0..MESSAGES).map(|count| at_noon(&definition, 1 + count % 12, count / 12)));
    night
}

fn begin(dir: &Path) -> (Child, SocketAddr) {
    let mut child = spawn(dir, &[(SERVE, "")]);
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().expect("piped")).read_line(&mut line).expect("an address");
    (child, line.trim_end().parse().expect("the process serves"))
}

/// The first message without a receipt; senders go on from there, sending again what has one.
fn first_open(night: &[String], honoured: &Honoured) -> usize {
    (0..night.len()).find(|number| !honoured.contains_key(number)).unwrap_or(0)
}

/// Sends one message after the other until the hub is dead; gives the receipts. The evening's own
/// messages depend on each other: one that comes before what it builds on is refused, and sent
/// again by the next sender.
fn send(address: SocketAddr, night: &[String], next: &AtomicUsize, honoured: &Honoured) -> Vec<(usize, String)> {
    let mut given = Vec::new();
    loop {
        let number = next.fetch_add(1, Ordering::SeqCst) % night.len();
        if honoured.contains_key(&number) && !number.is_multiple_of(5) {
            continue;
        }
        match post(address, &night[number]) {
            Ok(Some(receipt)) => given.push((number, receipt)),
            Ok(None) => {}
            Err(_) => return given,
        }
    }
}

/// The body of a 200; an answer that was cut off was not given.
fn post(address: SocketAddr, message: &str) -> io::Result<Option<String>> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    let length = message.len();
    let head = format!(
        "POST /v1/messages HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: {length}\r\n\r\n"
    );
    stream.write_all(&[head.as_bytes(), message.as_bytes()].concat())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (head, body) = answer.split_once("\r\n\r\n").ok_or(io::ErrorKind::UnexpectedEof)?;
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
    if length != Some(body.len()) {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(head.starts_with("HTTP/1.1 200 ").then(|| body.to_owned()))
}

/// A receipt proves its message; and a message has one place for ever.
fn keep(honoured: &mut Honoured, given: Vec<(usize, String)>, night: &[String]) {
    for (number, receipt) in given {
        let proof = TlogProof::parse(receipt.as_bytes()).expect("a receipt");
        let (checkpoint, _) = Checkpoint::open(proof.checkpoint.as_bytes(), log().verifier_key()).expect("signed");
        let leaf = Hash::leaf(night[number].as_bytes());
        verify_inclusion(&leaf, proof.index, checkpoint.size, &proof.path, &checkpoint.root).expect("proven");
        let index = proof.index;
        let before = honoured.insert(number, (index, proof));
        assert!(before.is_none_or(|(before, _)| before == index), "message {number} has moved");
    }
}

/// The log as it lies on the disk, against every receipt.
fn check(dir: &Path, night: &[String], honoured: &Honoured) -> usize {
    let mut promised = Promises::default();
    for (number, (index, proof)) in honoured {
        promised.entry(*index, Hash::leaf(night[*number].as_bytes()));
        let (checkpoint, _) = Checkpoint::open(proof.checkpoint.as_bytes(), log().verifier_key()).expect("signed");
        promised.tree(checkpoint.size, checkpoint.root);
    }
    outside::check(&dir.join("hub/log"), log().verifier_key(), &promised).len()
}

/// A last hub is not killed: it takes what is missing, and its totals are those of a night on which
/// nothing died.
fn the_last_one(dir: &Path, night: &[String], honoured: &mut Honoured) {
    let (mut child, address) = begin(dir);
    for (number, message) in night.iter().enumerate() {
        let receipt = post(address, message).expect("it answers").expect("a receipt");
        keep(honoured, vec![(number, receipt)], night);
    }
    kill_process(child.id());
    child.wait().expect("killed");
    assert_eq!(check(dir, night, honoured), night.len(), "each message counts once");
    let undisturbed = scratch();
    let mut other = start(Arc::new(RealDisk), undisturbed.path());
    other.take(night, &OneHand).expect("the disk is good");
    let again = start(Arc::new(RealDisk), &dir.join("hub"));
    assert_eq!(of_places(&again), of_places(&other));
}

/// The total of every place: what does not depend on the order in which messages came.
fn of_places(hub: &server::hub::Hub) -> String {
    let board = hub.board();
    let tallies: Vec<_> = board.definition().places().map(|(place, _)| board.tally(0, place)).collect();
    format!("{} {tallies:?}", board.size())
}
