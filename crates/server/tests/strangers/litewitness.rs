//! `litewitness` of the project torchwood, unpacked from a Debian package. It keeps its key in an
//! `ssh-agent`.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use server::witnesses::Asked;
use tempfile::TempDir;
use tlog::note::Algorithm;
use tlog::{Checkpoint, Hash, Policy, TlogProof, VerifierKey};

use crate::country::{contradiction, log, messages};
use crate::served::{Served, until};
use crate::{Running, run, words};

/// Where `cargo xtask test` has put the program; without it the search path is asked.
const PROGRAMS: &str = "VIGIE_STRANGERS";

const NAME: &str = "litewitness.example/w";

struct LiteWitness {
    dir: TempDir,
    programs: PathBuf,
    fingerprint: String,
    port: u16,
    key: VerifierKey,
    _agent: Running,
    running: Option<Running>,
}

impl LiteWitness {
    /// A witness that knows our log; `None` where the program is missing, and that is said.
    fn start() -> Option<Self> {
        let programs = std::env::var_os(PROGRAMS).map(PathBuf::from).unwrap_or_default();
        let mut asked = Command::new(programs.join("litewitness"));
        if asked.arg("-h").stdout(Stdio::null()).stderr(Stdio::null()).status().is_err() {
            println!("SKIPPED: litewitness is not there, so no witness of others has cosigned anything");
            return None;
        }
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name);
        run(Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", words(&path("key"))]));
        let mut agent = Command::new("ssh-agent");
        let agent = agent.args(["-D", "-a", words(&path("agent"))]).stdout(Stdio::null()).stderr(Stdio::null());
        let agent = Running(agent.spawn().unwrap());
        until("an agent", || path("agent").exists());
        run(Command::new("ssh-add").arg("-q").arg(path("key")).env("SSH_AUTH_SOCK", path("agent")));
        let told = run(Command::new("ssh-keygen").args(["-l", "-f", words(&path("key.pub"))]));
        let fingerprint = told.split(' ').nth(1).unwrap().to_owned();
        let (origin, vkey) = (log().name().to_owned(), log().verifier_key().to_string());
        let control = |arguments: &[&str]| {
            let mut command = Command::new(programs.join("witnessctl"));
            run(command.args(arguments).args(["-db", words(&path("w.db")), "-origin", &origin]));
        };
        control(&["add-log"]);
        run(Command::new(programs.join("witnessctl")).args([
            "add-key",
            "-db",
            words(&path("w.db")),
            "-origin",
            &origin,
            "-key",
            &vkey,
        ]));
        let key = its_key(&std::fs::read_to_string(path("key.pub")).unwrap());
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut it = Self { dir, programs, fingerprint, port, key, _agent: agent, running: None };
        it.begin();
        Some(it)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Starts the process, again after [`LiteWitness::end`].
    fn begin(&mut self) {
        let told = std::fs::File::create(self.path("told")).unwrap();
        let mut command = Command::new(self.programs.join("litewitness"));
        command.args(["-name", NAME, "-key", &self.fingerprint, "-db", words(&self.path("w.db"))]);
        command.args(["-ssh-agent", words(&self.path("agent")), "-listen", &format!("127.0.0.1:{}", self.port)]);
        self.running = Some(Running(command.stdout(Stdio::null()).stderr(told).spawn().unwrap()));
        until("listening", || std::net::TcpStream::connect(("127.0.0.1", self.port)).is_ok());
        let told = std::fs::read_to_string(self.path("told")).unwrap();
        assert!(told.contains(&self.key.to_string()), "its key is the one we made of its SSH key: {told}");
    }

    fn end(&mut self) {
        self.running = None;
    }

    fn asked(&self) -> Vec<Asked> {
        vec![Asked { key: self.key.clone(), url: format!("http://127.0.0.1:{}", self.port) }]
    }
}

/// The verifier key of an OpenSSH public key: its last 32 bytes are the Ed25519 key.
fn its_key(line: &str) -> VerifierKey {
    let blob = line.split(' ').nth(1).unwrap();
    // The type and its length, then 32 bytes: 51 in all, which base64 writes without padding.
    let bytes = base64_bytes(blob);
    let public: &[u8; 32] = bytes.last_chunk().unwrap();
    let public = tlog::PublicKey::register(public).unwrap();
    VerifierKey::new(NAME, Algorithm::CosignatureV1, public).unwrap()
}

fn base64_bytes(text: &str) -> Vec<u8> {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let value = |byte: u8| u32::try_from(alphabet.iter().position(|one| *one == byte).unwrap()).unwrap();
    let group = |four: &[u8]| four.iter().fold(0, |sum, byte| sum << 6 | value(*byte));
    text.as_bytes().chunks_exact(4).flat_map(|four| group(four).to_be_bytes()[1..].to_vec()).collect()
}

fn is_cosigned(public: &Path, size: u64, key: &VerifierKey) -> bool {
    let bytes = std::fs::read(public.join("checkpoint")).unwrap();
    let (checkpoint, note) = Checkpoint::open(&bytes, log().verifier_key()).unwrap();
    checkpoint.size == size && key.verify_note(&note).is_ok()
}

#[test]
fn litewitness_cosigns_our_log() {
    let Some(mut lite) = LiteWitness::start() else { return };
    let key = lite.key.clone();
    let served = Served::witnessed(lite.asked(), 1);
    let messages = served.begun(5);
    until("five", || is_cosigned(&served.public(), 5, &key));
    for (size, message) in (6..).zip(&messages[5..9]) {
        assert_eq!(served.post(message.as_bytes()).status, 200);
        until("one more", || is_cosigned(&served.public(), size, &key));
    }
    // It goes away, the log grows; it comes back and remembers.
    lite.end();
    assert_eq!(served.post(messages[9].as_bytes()).status, 200);
    until("published without it", || served.get("/checkpoint").body.contains("\n10\n"));
    assert!(!is_cosigned(&served.public(), 10, &key));
    lite.begin();
    until("ten", || is_cosigned(&served.public(), 10, &key));
    // A new process of ours knows nothing of it and is told its size.
    let served = served.again_asking(lite.asked(), 1);
    assert_eq!(served.post(messages[10].as_bytes()).status, 200);
    until("eleven", || is_cosigned(&served.public(), 11, &key));
    // A receipt with its cosignature, checked as a station does.
    let policy = Policy::k_of_n(log().verifier_key(), std::slice::from_ref(&key), 1).unwrap();
    let id = election::Message::id(tlog::Note::parse(messages[7].as_bytes()).unwrap().text);
    let receipt = TlogProof::parse(served.get(&format!("/v1/receipts/{id}")).body.as_bytes()).unwrap();
    receipt.verify(Hash::leaf(messages[7].as_bytes()), &policy).expect("final by a stranger's word");
    served.stop();
}

#[test]
fn litewitness_refuses_our_lies() {
    let Some(lite) = LiteWitness::start() else { return };
    let key = lite.key.clone();
    let served = Served::witnessed(lite.asked(), 1);
    served.begun(14);
    until("fourteen", || is_cosigned(&served.public(), 14, &key));
    served.stop();
    let failures = |served: &Served| {
        let text = served.get("/metrics").body;
        let line = text.lines().find_map(|line| line.strip_prefix("vigie_witness_failures_total ")).unwrap();
        line.parse::<u64>().unwrap()
    };
    // Another history under the same key: shorter, as long, and longer.
    let other = Served::witnessed(lite.asked(), 1);
    other.begun(13);
    until("the shorter one refused", || failures(&other) > 1);
    assert!(!is_cosigned(&other.public(), 13, &key));
    for (size, message) in [(14, contradiction(&other.definition)), (15, messages(&other.definition)[13].clone())] {
        assert_eq!(other.post(message.as_bytes()).status, 200);
        until("published", || other.get("/checkpoint").body.contains(&format!("\n{size}\n")));
        let before = failures(&other);
        until("refused", || failures(&other) > before + 1);
        assert!(!is_cosigned(&other.public(), size, &key), "{size}");
    }
    other.stop();
}
