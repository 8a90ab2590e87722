//! A witness over HTTP: one history of a log, whatever anybody sends and whenever it dies.

use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use server::disk::Disk;
use server::http;
use server::witness::{Keeper, NotRecounted, Recount, Told, WitnessNotOpened, recounting_router, router};
use tlog::cosignature::Cosigner;
use tlog::tree::consistency_proof;
use tlog::witness::AddCheckpoint;
use tlog::{Checkpoint, Frontier, Hash, Note, SecretKey, Signer};
use tokio::net::TcpListener;

use crate::country::log;
use crate::faulty::{Fault, Faulty};
use crate::rig::scratch;
use crate::served::{Came, came};

const NOW: u64 = 1_492_974_000;

fn cosigner() -> Cosigner {
    Cosigner::new("witness.example", SecretKey::from_seed(&[7; 32])).expect("a legal name")
}

fn open(dir: &Path) -> Keeper {
    Keeper::open(dir, cosigner(), vec![log().verifier_key().clone()]).expect("opened")
}

/// The leaves of a log: `kind` tells its histories apart.
fn leaves(kind: &str, size: u64) -> Vec<Hash> {
    (0..size).map(|index| Hash::leaf(format!("{kind} {index}").as_bytes())).collect()
}

fn checkpoint(leaves: &[Hash], signer: &Signer) -> String {
    let mut tree = Frontier::new();
    for leaf in leaves {
        tree.push(*leaf);
    }
    let checkpoint = Checkpoint::new(signer.name(), tree.size(), tree.root());
    tlog::note::sign(&checkpoint.to_text(), &[signer])
}

/// All nodes of a small tree, computed slowly.
struct Nodes<'a>(&'a [Hash]);

impl tlog::tree::HashReader for Nodes<'_> {
    fn node(&self, level: u8, index: u64) -> Option<Hash> {
        if level == 0 {
            return self.0.get(usize::try_from(index).ok()?).copied();
        }
        Some(Hash::node(&self.node(level - 1, 2 * index)?, &self.node(level - 1, 2 * index + 1)?))
    }
}

fn request(kind: &str, old: u64, size: u64) -> String {
    let leaves = leaves(kind, size);
    let proof = consistency_proof(&Nodes(&leaves), old, size).unwrap_or_default();
    AddCheckpoint { old_size: old, proof, checkpoint: checkpoint(&leaves, &log()) }.to_string()
}

fn cosigned(told: &Told, kind: &str, size: u64) {
    assert_eq!(told.status, 200, "{told:?}");
    let note = checkpoint(&leaves(kind, size), &log()) + &told.body;
    let note = Note::parse(note.as_bytes()).expect("a cosigned note");
    cosigner().verifier_key().verify_note(&note).expect("the witness's cosignature");
}

#[test]
fn one_history_is_cosigned() {
    let dir = scratch();
    let mut keeper = open(dir.path());
    for (old, size) in [(0, 1), (1, 5), (5, 5), (5, 300)] {
        cosigned(&keeper.add(request("a", old, size).as_bytes(), NOW), "a", size);
    }
    // A log that goes back, forgets, or lies, and one that nobody knows.
    let other = Signer::new("log.example/other", SecretKey::from_seed(&[3; 32])).expect("a legal name");
    let unknown = AddCheckpoint { old_size: 0, proof: Vec::new(), checkpoint: checkpoint(&leaves("a", 3), &other) };
    let forger = Signer::new(log().name(), SecretKey::from_seed(&[3; 32])).expect("a legal name");
    let forged = AddCheckpoint { old_size: 300, proof: Vec::new(), checkpoint: checkpoint(&leaves("a", 301), &forger) };
    for (request, status, body) in [
        (request("a", 5, 7), 409, Some("300\n")),
        (request("a", 0, 400), 409, Some("300\n")),
        (request("b", 300, 400), 422, None),
        (request("a", 9, 7), 400, None),
        (unknown.to_string(), 404, None),
        (forged.to_string(), 403, None),
        ("old 1\n".to_owned(), 400, None),
    ] {
        let told = keeper.add(request.as_bytes(), NOW);
        assert_eq!(told.status, status, "{told:?}");
        assert!(body.is_none_or(|body| told.body == body), "{told:?}");
    }
    cosigned(&keeper.add(request("a", 300, 301).as_bytes(), NOW), "a", 301);
}

#[test]
fn what_was_cosigned_is_remembered() {
    let dir = scratch();
    let mut keeper = open(dir.path());
    cosigned(&keeper.add(request("a", 0, 5).as_bytes(), NOW), "a", 5);
    let second = Keeper::open(dir.path(), cosigner(), Vec::new());
    assert!(matches!(second, Err(WitnessNotOpened::Locked(_))), "one process for one memory");
    drop(keeper);
    let mut keeper = open(dir.path());
    assert_eq!(keeper.add(request("a", 0, 5).as_bytes(), NOW).status, 409);
    cosigned(&keeper.add(request("a", 5, 6).as_bytes(), NOW), "a", 6);
    drop(keeper);
    // A record that somebody changed, or another witness's: it does not start.
    let record = std::fs::read_dir(dir.path().join("records")).unwrap().next().unwrap().unwrap().path();
    let text = std::fs::read_to_string(&record).unwrap();
    std::fs::write(&record, text.replace("\n6\n", "\n5\n")).unwrap();
    assert!(matches!(Keeper::open(dir.path(), cosigner(), Vec::new()), Err(WitnessNotOpened::Record { .. })));
}

#[test]
fn a_split_view_is_kept_as_proof() {
    let dir = scratch();
    let mut keeper = open(dir.path());
    cosigned(&keeper.add(request("a", 0, 5).as_bytes(), NOW), "a", 5);
    let evidence = || std::fs::read_dir(dir.path().join("evidence")).map_or(0, Iterator::count);
    assert_eq!(evidence(), 0, "an honest log leaves nothing");
    for _ in 0..3 {
        assert_eq!(keeper.add(request("b", 5, 5).as_bytes(), NOW).status, 422);
    }
    assert_eq!(evidence(), 1);
    let file = std::fs::read_dir(dir.path().join("evidence")).unwrap().next().unwrap().unwrap().path();
    let text = std::fs::read_to_string(file).unwrap();
    for kind in ["a", "b"] {
        let note = checkpoint(&leaves(kind, 5), &log());
        assert!(text.contains(&note), "both notes are there");
    }
}

#[test]
fn nothing_is_cosigned_that_is_not_durable() {
    // The disk fails at each of its effects: no cosignature, and none before a new start.
    for (at, fault) in (1..40).flat_map(|at| [Fault::NotDone, Fault::Done, Fault::Torn].map(|fault| (at, fault))) {
        let dir = scratch();
        let disk = Faulty::with(&[(at, fault)]);
        let logs = vec![log().verifier_key().clone()];
        let opened = Keeper::open_on(Arc::clone(&disk) as Arc<dyn Disk>, dir.path(), cosigner(), logs);
        let Ok(mut keeper) = opened else { continue };
        let told = keeper.add(request("a", 0, 5).as_bytes(), NOW);
        if disk.hit().is_empty() {
            cosigned(&told, "a", 5);
            return;
        }
        assert_eq!(told.status, 500, "{:?}", disk.hit());
        assert!(!told.body.contains("witness.example"), "{told:?}");
        assert_eq!(keeper.add(request("a", 0, 5).as_bytes(), NOW).status, 500);
        drop(keeper);
        // After a start the record may be there or not; the log continues from what is there.
        let told = open(dir.path()).add(request("a", 0, 6).as_bytes(), NOW);
        assert!(told.status == 200 || (told.status, told.body.as_str()) == (409, "5\n"), "{:?}: {told:?}", disk.hit());
    }
    panic!("a cosignature has more than 40 effects");
}

/// Over HTTP, with the statuses and the type of the specification.
#[test]
fn it_speaks_http() {
    let dir = scratch();
    let clock = Arc::new(AtomicU64::new(NOW));
    let now = Arc::clone(&clock);
    let router = router(open(dir.path()), Arc::new(move || now.load(Ordering::SeqCst)));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = listener.local_addr().unwrap();
    runtime.spawn(http::serve(listener, router, None, std::future::pending()));
    let send = |method: &str, path: &str, body: &[u8]| -> Came {
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        let length = body.len();
        let head =
            format!("{method} {path} HTTP/1.1\r\nHost: w\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n");
        let _ = stream.write_all(&[head.as_bytes(), body].concat());
        came(&mut stream)
    };
    let add = |body: &str| send("POST", "/add-checkpoint", body.as_bytes());
    let first = add(&request("a", 0, 5));
    assert_eq!(first.status, 200);
    assert!(first.body.starts_with("— witness.example "), "{first:?}");
    let conflict = add(&request("a", 0, 7));
    assert_eq!((conflict.status, conflict.body.as_str()), (409, "5\n"));
    assert!(conflict.head.contains("content-type: text/x.tlog.size"), "{}", conflict.head);
    let record = send("GET", &format!("/{}/checkpoint", Hash::of(log().name().as_bytes())), b"");
    assert!(record.status == 200 && record.body.ends_with(&first.body), "{record:?}");
    assert_eq!(send("GET", &format!("/{}/checkpoint", Hash::of(b"nobody")), b"").status, 404);
    assert_eq!(send("GET", "/add-checkpoint", b"").status, 405);
    assert_eq!(send("POST", "/add-checkpoint", &vec![b'x'; 2_000_000]).status, 413);
    // A clock that is not set cosigns nothing.
    clock.store(0, Ordering::SeqCst);
    assert_eq!(add(&request("a", 5, 6)).status, 500);
}

/// A recount that says what it is told to, and counts how often it was asked.
struct Says {
    wrong: Arc<AtomicU64>,
    asked: Arc<AtomicU64>,
}

impl Recount for Says {
    fn recount(&self, checkpoint: &str, _now: u64) -> Result<(), NotRecounted> {
        assert!(checkpoint.starts_with(log().name()), "the checkpoint: {checkpoint}");
        self.asked.fetch_add(1, Ordering::SeqCst);
        match self.wrong.load(Ordering::SeqCst) {
            0 => Ok(()),
            1 => Err(NotRecounted::Later("not there".to_owned())),
            2 => Err(NotRecounted::Faults { findings: "V044 places/FR.json\n".to_owned(), manifest: b"M\n".to_vec() }),
            _ => panic!("a recount that breaks"),
        }
    }
}

/// What was not recounted is not cosigned, and nothing of it is remembered as cosigned.
#[test]
fn a_recount_comes_before_the_cosignature() {
    let dir = scratch();
    let of = Hash::of(b"definition");
    let keeper = Keeper::open_recounting(dir.path(), cosigner(), log().verifier_key().clone(), of).expect("opened");
    let (wrong, asked) = (Arc::new(AtomicU64::new(1)), Arc::new(AtomicU64::new(0)));
    let says = Says { wrong: Arc::clone(&wrong), asked: Arc::clone(&asked) };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = listener.local_addr().unwrap();
    let router = recounting_router(keeper, Arc::new(|| NOW), Box::new(says));
    runtime.spawn(http::serve(listener, router, None, std::future::pending()));
    let add = |body: &str| {
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        let head = "POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nConnection: close\r\nContent-Length: ";
        stream.write_all(format!("{head}{}\r\n\r\n{body}", body.len()).as_bytes()).unwrap();
        came(&mut stream)
    };
    let faults = || std::fs::read_dir(dir.path().join("faults")).map_or(0, Iterator::count);
    // What no witness would take is not worth a recount.
    assert_eq!((add("old x\n").status, add(&request("a", 7, 9)).status), (400, 409));
    assert_eq!(asked.load(Ordering::SeqCst), 0);
    let later = add(&request("a", 0, 5));
    assert_eq!(later.status, 503, "{later:?}");
    assert!(later.head.contains("retry-after: 5"), "{}", later.head);
    wrong.store(2, Ordering::SeqCst);
    for _ in 0..2 {
        let refused = add(&request("a", 0, 5));
        assert!(refused.status == 422 && refused.body.contains("V044"), "{refused:?}");
    }
    assert_eq!(faults(), 1, "kept once");
    let file = std::fs::read_dir(dir.path().join("faults")).unwrap().next().unwrap().unwrap().path();
    let kept = std::fs::read_to_string(file).unwrap();
    assert!(kept.contains(&checkpoint(&leaves("a", 5), &log())) && kept.ends_with("V044 places/FR.json\n\nM\n"));
    // One that breaks answers with an error, and the next is made all the same.
    wrong.store(3, Ordering::SeqCst);
    assert_eq!(add(&request("a", 0, 5)).status, 500);
    wrong.store(0, Ordering::SeqCst);
    let before = asked.load(Ordering::SeqCst);
    assert_eq!(add(&request("a", 0, 5)).status, 200, "nothing was remembered of the refused ones");
    assert_eq!(add(&request("a", 5, 5)).status, 200);
    assert_eq!(asked.load(Ordering::SeqCst), before + 1, "the same checkpoint is not counted twice");
}

/// One key says one thing: what was recounted, and of which definition, or that it was seen.
#[test]
fn a_key_that_recounts_never_does_less() {
    let (dir, of) = (scratch(), Hash::of(b"definition"));
    let key = || log().verifier_key().clone();
    let recounting = |of| Keeper::open_recounting(dir.path(), cosigner(), key(), of).map(|_| ());
    recounting(of).expect("a new one");
    recounting(of).expect("the same again");
    assert!(matches!(recounting(Hash::of(b"other")), Err(WitnessNotOpened::SawOnly)));
    assert!(matches!(Keeper::open(dir.path(), cosigner(), vec![key()]), Err(WitnessNotOpened::Recounts)));
    let plain = scratch();
    cosigned(&open(plain.path()).add(request("a", 0, 5).as_bytes(), NOW), "a", 5);
    let less = Keeper::open_recounting(plain.path(), cosigner(), key(), of);
    assert!(matches!(less, Err(WitnessNotOpened::SawOnly)), "it has cosigned what it only saw");
}
