//! A hub and its witnesses over HTTP: published at once, final with the quorum, whatever one of
//! the witnesses does; and a hub that lies gets no second cosignature.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use server::http;
use server::witness::{Keeper, router};
use server::witnesses::Asked;
use tempfile::TempDir;
use tlog::cosignature::Cosigner;
use tlog::{Checkpoint, Hash, Note, Policy, SecretKey, TlogProof, VerifierKey};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use crate::country::{contradiction, log, messages};
use crate::rig::scratch;
use crate::rude::{Act, Rude, answer};
use crate::served::{PATIENCE_WITH_WITNESSES, Served, until};

const NOW: u64 = 1_492_974_000;

fn cosigner(number: u8) -> Cosigner {
    Cosigner::new(&format!("w{number}.example"), SecretKey::from_seed(&[40 + number; 32])).expect("a legal name")
}

fn key(number: u8) -> VerifierKey {
    cosigner(number).verifier_key().clone()
}

/// Our own witness, listening.
struct Ours {
    dir: TempDir,
    number: u8,
    address: SocketAddr,
    _runtime: Runtime,
}

impl Ours {
    fn start(number: u8) -> Self {
        let dir = scratch();
        let keeper = Keeper::open(dir.path(), cosigner(number), vec![log().verifier_key().clone()]).expect("opened");
        let runtime = Runtime::new().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        runtime.spawn(http::serve(listener, router(keeper, Arc::new(|| NOW)), None, std::future::pending()));
        Self { dir, number, address, _runtime: runtime }
    }

    fn asked(&self) -> Asked {
        Asked { key: key(self.number), url: format!("http://{}", self.address) }
    }

    fn files(&self, dir: &str) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(self.dir.path().join(dir));
        entries.map_or(Vec::new(), |entries| entries.map(|entry| entry.unwrap().path()).collect())
    }
}

/// Who has cosigned the public checkpoint, and its size; every line on it must be good.
fn cosigned(public: &Path, known: &[u8]) -> (u64, Vec<String>) {
    let bytes = std::fs::read(public.join("checkpoint")).expect("a checkpoint");
    let (checkpoint, note) = Checkpoint::open(&bytes, log().verifier_key()).expect("signed by the log");
    let good = known.iter().map(|number| key(*number)).filter(|key| key.verify_note(&note).is_ok());
    let names: Vec<String> = good.map(|key| key.name().to_owned()).collect();
    assert_eq!(note.signatures.len(), 1 + names.len(), "nothing unchecked is public: {:?}", note.raw());
    (checkpoint.size, names)
}

fn is_cosigned(served: &Served, size: u64, by: &[u8]) -> bool {
    let names: Vec<String> = by.iter().map(|number| key(*number).name().to_owned()).collect();
    cosigned(&served.public(), by) == (size, names)
}

fn metric(served: &Served, name: &str) -> u64 {
    let text = served.get("/metrics").body;
    let line = text.lines().find_map(|line| line.strip_prefix(&format!("{name} "))).expect("a metric");
    line.parse().expect("a number")
}

#[test]
fn the_quorum_makes_it_final_and_nobody_waits_for_the_rest() {
    let (one, two) = (Ours::start(1), Ours::start(2));
    let slow = Rude::start(|_, _| Act::Hold);
    let asked = vec![one.asked(), slow.asked(&key(3)), two.asked()];
    let policy = Policy::k_of_n(log().verifier_key(), &[key(1), key(2), key(3)], 2).unwrap();
    let served = Served::witnessed(asked, 2);
    let begun = Instant::now();
    let messages = served.begun(5);
    until("five cosigned by two", || is_cosigned(&served, 5, &[1, 2]));
    assert!(begun.elapsed() < Duration::from_secs(3), "the slow one holds nobody up: {:?}", begun.elapsed());
    policy.open(&std::fs::read(served.public().join("checkpoint")).unwrap()).expect("the quorum");
    until("final", || metric(&served, "vigie_final_size") == 5);
    assert_eq!(metric(&served, "vigie_cosignatures"), 2);
    // A receipt asked for later stands under the final checkpoint.
    let id = election::Message::id(Note::parse(messages[3].as_bytes()).unwrap().text);
    let receipt = TlogProof::parse(served.get(&format!("/v1/receipts/{id}")).body.as_bytes()).unwrap();
    assert_eq!(receipt.verify(Hash::leaf(messages[3].as_bytes()), &policy).expect("final").size, 5);
    // The log goes on from what they have cosigned.
    served.post(messages[5].as_bytes());
    until("six", || is_cosigned(&served, 6, &[1, 2]));
    served.stop();
}

#[test]
fn a_checkpoint_without_its_quorum_is_public_and_not_final() {
    let one = Ours::start(1);
    let dead = Asked { key: key(2), url: "http://127.0.0.1:9".to_owned() };
    let served = Served::witnessed(vec![one.asked(), dead], 2);
    let messages = served.begun(4);
    until("one of two", || is_cosigned(&served, 4, &[1]));
    assert_eq!(metric(&served, "vigie_final_size"), 0);
    assert_eq!(served.get("/manifest").status, 200, "published all the same");
    let id = election::Message::id(Note::parse(messages[3].as_bytes()).unwrap().text);
    let receipt = served.get(&format!("/v1/receipts/{id}"));
    assert_eq!((receipt.status, receipt.body.contains("w1.example")), (200, false), "no word of a minority");
    until("asked again", || metric(&served, "vigie_witness_failures_total") > 3);
    served.stop();
}

#[test]
fn a_new_process_finds_what_witnesses_hold() {
    let one = Ours::start(1);
    let served = Served::witnessed(vec![one.asked()], 1);
    served.begun(7);
    until("seven", || is_cosigned(&served, 7, &[1]));
    // Nobody there: what was cosigned stays on the checkpoint.
    let dead = Asked { key: key(1), url: "http://127.0.0.1:9".to_owned() };
    let served = served.again_asking(vec![dead], 1);
    assert!(is_cosigned(&served, 7, &[1]));
    assert_eq!(metric(&served, "vigie_final_size"), 7);
    // It knows nothing of the witness, which says 7 (409), and goes on from there.
    let served = served.again_asking(vec![one.asked()], 1);
    let messages = messages(&served.definition);
    served.post(messages[7].as_bytes());
    until("eight", || is_cosigned(&served, 8, &[1]));
    // A definition that no longer knows the witness: its line means nothing and goes.
    let served = served.again_asking(Vec::new(), 0);
    assert!(is_cosigned(&served, 8, &[]));
    served.stop();
}

/// While the log grows, whoever reads the checkpoint finds one with its quorum, every time.
#[test]
fn a_final_checkpoint_gives_way_to_a_final_one() {
    let one = Ours::start(1);
    let served = Served::witnessed(vec![one.asked()], 1);
    let messages = served.begun(2);
    until("two", || is_cosigned(&served, 2, &[1]));
    let public = served.public();
    let stop = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let reading = {
        let stop = Arc::clone(&stop);
        std::thread::spawn(move || {
            let mut sizes = std::collections::BTreeSet::new();
            while !stop.load(std::sync::atomic::Ordering::SeqCst) {
                let (size, by) = cosigned(&public, &[1]);
                assert_eq!(by.len(), 1, "a reader with a policy is told V060 at size {size}");
                sizes.insert(size);
            }
            sizes
        })
    };
    for message in &messages[2..9] {
        served.post(message.as_bytes());
        std::thread::sleep(Duration::from_millis(60));
    }
    until("nine", || is_cosigned(&served, 9, &[1]));
    stop.store(true, std::sync::atomic::Ordering::SeqCst);
    let sizes = reading.join().expect("every checkpoint that was read is final");
    assert!(sizes.len() > 2 && sizes.contains(&9), "it grew meanwhile: {sizes:?}");
    served.stop();
}

/// The witness that the quorum needs falls silent: the last final checkpoint stays for some
/// seconds, and no longer. After that nothing waits until there is a final one again.
#[test]
fn a_quorum_that_does_not_come_holds_nothing_up_for_long() {
    let honest = |asked: &tlog::witness::AddCheckpoint| {
        cosigner(1).cosign(&Note::parse(asked.checkpoint.as_bytes()).unwrap(), NOW)
    };
    let silent = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let heard = Arc::clone(&silent);
    let rude = Rude::start(move |_, asked| {
        if heard.load(std::sync::atomic::Ordering::SeqCst) {
            answer("503 Service Unavailable", "")
        } else {
            answer("200 OK", &honest(asked))
        }
    });
    let served = Served::witnessed(vec![rude.asked(&key(1))], 1);
    let messages = served.begun(3);
    until("three", || is_cosigned(&served, 3, &[1]));
    silent.store(true, std::sync::atomic::Ordering::SeqCst);
    let begun = Instant::now();
    served.post(messages[3].as_bytes());
    until("four, not final", || {
        let (size, by) = cosigned(&served.public(), &[1]);
        assert!((size, by.len()) == (3, 1) || (size, by.len()) == (4, 0), "{size} {by:?}");
        size == 4
    });
    let waited = begun.elapsed();
    assert!(waited >= PATIENCE_WITH_WITNESSES.quorum, "the final one stood: {waited:?}");
    // There is no final one to take away: nothing waits.
    let begun = Instant::now();
    served.post(messages[4].as_bytes());
    until("five", || is_cosigned(&served, 5, &[]));
    assert!(begun.elapsed() < PATIENCE_WITH_WITNESSES.quorum, "{:?}", begun.elapsed());
    silent.store(false, std::sync::atomic::Ordering::SeqCst);
    until("final again", || is_cosigned(&served, 5, &[1]));
    served.stop();
}

/// What a witness does at a call.
type Bad = Box<dyn Fn(usize, &tlog::witness::AddCheckpoint) -> Act + Send + Sync>;

/// What a malicious witness can answer: none of it is kept, and an honest one is not held up.
#[test]
fn one_malicious_witness_hurts_nobody() {
    // Another witness's cosignature, and the right one's of another text.
    let foreign = |asked: &tlog::witness::AddCheckpoint| {
        cosigner(99).cosign(&Note::parse(asked.checkpoint.as_bytes()).unwrap(), NOW)
    };
    let other_text = |asked: &tlog::witness::AddCheckpoint| {
        let size = asked.checkpoint.lines().nth(1).unwrap();
        let other = asked.checkpoint.replacen(&format!("\n{size}\n"), "\n77\n", 1);
        cosigner(5).cosign(&Note::parse(other.as_bytes()).unwrap(), NOW)
    };
    let bad: Vec<Bad> = vec![
        Box::new(|_, _| answer("200 OK", "")),
        Box::new(|_, _| answer("200 OK", "thank you\n")),
        Box::new(move |_, asked| answer("200 OK", &foreign(asked))),
        Box::new(move |_, asked| answer("200 OK", &other_text(asked))),
        // The log's own line again, and the text of another note.
        Box::new(|_, asked| answer("200 OK", asked.checkpoint.rsplit_once("\n\n").unwrap().1)),
        Box::new(|_, asked| answer("200 OK", &format!("\n\n{}", asked.checkpoint))),
        Box::new(|number, _| answer("409 Conflict", &format!("{}\n", number % 4))),
        Box::new(|_, _| answer("409 Conflict", "99999\n")),
        Box::new(|_, _| answer("409 Conflict", "-1\n")),
        Box::new(|_, _| answer("409 Conflict", &"9".repeat(1_000))),
        Box::new(|_, _| answer("422 Unprocessable Entity", "\u{1b}[2J")),
        Box::new(|_, _| answer("503 Service Unavailable\r\nRetry-After: 99999999999", "")),
        Box::new(|_, _| answer("301 Moved\r\nLocation: http://127.0.0.1:9/", "")),
        Box::new(|_, _| Act::Say("\0\0\0".to_owned())),
        Box::new(|_, _| Act::Flood),
    ];
    let one = Ours::start(1);
    let rude: Vec<Rude> = bad.into_iter().map(Rude::start).collect();
    // The fourth signs with its own key, which is cosigner(5).
    let liars = (2..).zip(&rude).map(|(number, rude)| rude.asked(&key(number)));
    let asked: Vec<Asked> = liars.chain([one.asked()]).collect();
    let served = Served::witnessed(asked, 2);
    let begun = Instant::now();
    served.begun(4);
    until("cosigned by the honest one", || is_cosigned(&served, 4, &[1]));
    assert!(begun.elapsed() < Duration::from_secs(5), "held up by others: {:?}", begun.elapsed());
    until("all asked again", || rude.iter().all(|rude| rude.calls() > 2));
    let (calls, begun): (Vec<usize>, _) = (rude.iter().map(Rude::calls).collect(), Instant::now());
    std::thread::sleep(Duration::from_millis(700));
    // At most two calls a pause, and the pauses have grown to 200 ms.
    let most = 2 * (3 + begun.elapsed().as_millis() / 100);
    for (case, (rude, before)) in rude.iter().zip(calls).enumerate() {
        assert!(((rude.calls() - before) as u128) <= most, "case {case}: {} calls", rude.calls() - before);
    }
    assert!(is_cosigned(&served, 4, &[1]), "no lie is kept");
    assert_eq!(metric(&served, "vigie_final_size"), 0);
    served.stop();
}

#[test]
fn a_witness_that_comes_back_is_asked_again() {
    let honest = |asked: &tlog::witness::AddCheckpoint| {
        cosigner(1).cosign(&Note::parse(asked.checkpoint.as_bytes()).unwrap(), NOW)
    };
    let rude = Rude::start(move |number, asked| match number {
        0 => answer("500 Internal Server Error", ""),
        1 => answer("404 Not Found", ""),
        2 => Act::Say(String::new()),
        _ => answer("200 OK", &honest(asked)),
    });
    let served = Served::witnessed(vec![rude.asked(&key(1))], 1);
    served.begun(3);
    until("cosigned", || is_cosigned(&served, 3, &[1]));
    served.stop();
}

/// The key of a log in two hands: one size and two roots.
#[test]
fn a_split_view_is_refused_and_kept() {
    let one = Ours::start(1);
    let served = Served::witnessed(vec![one.asked()], 1);
    served.begun(14);
    until("fourteen", || is_cosigned(&served, 14, &[1]));
    assert!(one.files("evidence").is_empty(), "an honest log leaves nothing");
    let first = std::fs::read_to_string(served.public().join("checkpoint")).unwrap();

    let other = Served::witnessed(vec![one.asked()], 1);
    other.begun(13);
    assert_eq!(other.post(contradiction(&other.definition).as_bytes()).status, 200);
    until("refused", || !one.files("evidence").is_empty());
    until("published", || cosigned(&other.public(), &[1]).0 == 14);
    assert!(is_cosigned(&other, 14, &[]) && metric(&other, "vigie_final_size") < 14);
    let second = std::fs::read_to_string(other.public().join("checkpoint")).unwrap();
    let kept = std::fs::read_to_string(&one.files("evidence")[0]).unwrap();
    assert!(kept.contains(&first) && kept.contains(&second), "both notes, each with the log's signature: {kept}");
    assert_ne!(first, second);

    // It grows, and its past is another: still nothing, and the two checkpoints are kept.
    let messages = messages(&other.definition);
    assert_eq!(other.post(messages[13].as_bytes()).status, 200);
    until("published", || cosigned(&other.public(), &[1]).0 == 15);
    until("refused", || !one.files("doubts").is_empty());
    assert!(is_cosigned(&other, 15, &[]));
    other.stop();
    // The honest one goes on.
    served.post(messages[14].as_bytes());
    until("fifteen", || is_cosigned(&served, 15, &[1]));
    served.stop();
}

/// A journal that was put back from a copy: shorter than what the witness has seen.
#[test]
fn a_rollback_is_refused() {
    let one = Ours::start(1);
    let served = Served::witnessed(vec![one.asked()], 1);
    let messages = served.begun(9);
    until("nine", || is_cosigned(&served, 9, &[1]));
    served.stop();
    let back = Served::witnessed(vec![one.asked()], 1);
    back.begun(6);
    until("refused", || metric(&back, "vigie_witness_failures_total") > 1);
    assert!(is_cosigned(&back, 6, &[]), "nobody cosigns what is shorter than before");
    // Only when it is the same log again, and as long as it was.
    for message in &messages[6..9] {
        back.post(message.as_bytes());
    }
    until("nine again", || is_cosigned(&back, 9, &[1]));
    assert!(one.files("evidence").is_empty() && one.files("doubts").is_empty());
    back.stop();
}
