//! A log made by our code, read by the transparency log packages of the Go project, which share
//! nothing with us. What they refuse, nobody else can be expected to read.

#![expect(clippy::unwrap_used, reason = "a test that cannot make its log has failed")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;
use tlog::{PublicFile, SecretKey, Sequencer, Signer};

const ORIGIN: &str = "vigie.example/foreign";

struct Client {
    program: PathBuf,
    // Removed with its content when the test ends.
    directory: TempDir,
}

impl Client {
    fn build() -> Client {
        let directory = TempDir::new().unwrap();
        let program = directory.path().join("logcheck");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../interop/go/logcheck.go");
        let built = Command::new("go")
            .args(["build", "-o"])
            .args([&program, &source])
            .env("GO111MODULE", "off")
            .env("GOFLAGS", "")
            .env("GOPATH", "/usr/share/gocode")
            .env("GOCACHE", directory.path().join("cache"))
            .output()
            .unwrap();
        assert!(built.status.success(), "go build: {}", shown(&built));
        Client { program, directory }
    }

    fn fresh(&self, name: &str) -> PathBuf {
        let path = self.directory.path().join(name);
        fs::create_dir_all(&path).unwrap();
        path
    }

    fn asked(&self, log: &Path, older: Option<&Path>) -> Output {
        let mut command = Command::new(&self.program);
        command.arg(log).arg(signer().verifier_key().to_string()).args(older);
        command.output().unwrap()
    }

    fn accepts(&self, log: &Path, older: Option<&Path>) {
        let output = self.asked(log, older);
        assert_eq!(output.status.code(), Some(0), "{}: {}", log.display(), shown(&output));
    }

    /// Code 1 is a refusal; a client that crashes has refused nothing.
    fn refuses(&self, log: &Path, older: Option<&Path>, why: &str) {
        let output = self.asked(log, older);
        assert_eq!(output.status.code(), Some(1), "{why}: {}", shown(&output));
    }
}

fn shown(output: &Output) -> String {
    String::from_utf8_lossy(&[&*output.stdout, &*output.stderr].concat()).into_owned()
}

fn signer() -> Signer {
    Signer::new(ORIGIN, SecretKey::from_seed(&[7; 32])).unwrap()
}

fn write(log: &Path, file: &PublicFile) {
    let path = log.join(&file.path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, &file.bytes).unwrap();
}

/// Entries of many lengths, among them none and the longest.
fn entry(index: usize) -> Vec<u8> {
    match index {
        3 => Vec::new(),
        5 => vec![b'x'; tlog::tile::MAX_ENTRY],
        _ => format!("entry {index}\n").repeat(index % 7 + 1).into_bytes(),
    }
}

/// Runs a log through the given sizes, as the server does, and leaves the checkpoint of every
/// size but the last in a file of its own beside the log.
fn grow(log: &Path, sizes: &[usize]) -> Vec<PathBuf> {
    let signer = signer();
    let mut sequencer = Sequencer::create(signer.verifier_key().clone());
    let mut older = Vec::new();
    let mut from = 0;
    for &size in sizes {
        let batch = sequencer.append((from..size).map(entry).collect()).unwrap();
        batch.files().iter().for_each(|file| write(log, file));
        let read = batch.reread(|path| fs::read(log.join(path)).ok()).unwrap();
        let signed = read.sign(&signer).unwrap();
        write(log, &signed.file());
        let copy = log.with_extension(format!("at-{size}"));
        fs::write(&copy, signed.note()).unwrap();
        older.push(copy);
        for directory in signed.superseded() {
            fs::remove_dir_all(log.join(directory)).unwrap();
        }
        sequencer = signed.commit();
        from = size;
    }
    older.pop();
    older
}

fn files(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    let mut found: Vec<PathBuf> =
        entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect();
    found.sort();
    found
}

#[test]
fn go_reads_logs_of_every_shape() {
    let client = Client::build();
    for (name, sizes) in [
        ("one", &[1][..]),
        ("short-of-a-tile", &[100, 255]),
        ("a-tile", &[255, 256]),
        ("over-a-tile", &[256, 257]),
        ("some-tiles", &[1, 300, 512, 700]),
        ("three-levels", &[40_000, 65_535, 65_536, 66_000]),
    ] {
        let log = client.fresh(name);
        let older = grow(&log, sizes);
        client.accepts(&log, None);
        for older in older {
            client.accepts(&log, Some(&older));
        }
    }
}

#[test]
fn go_refuses_a_changed_byte_in_every_file() {
    let client = Client::build();
    let log = client.fresh("log");
    grow(&log, &[200, 700]);
    let all = files(&log);
    assert!(all.len() > 7, "bundles, tiles of two levels and the checkpoint: {all:?}");
    for path in all {
        let whole = fs::read(&path).unwrap();
        // The last character of the signature holds two bits that Go's base64 ignores.
        let end = whole.len() - if path.ends_with("checkpoint") { 3 } else { 0 };
        for place in [0, 1, end / 3, end / 2, end - 1] {
            let mut changed = whole.clone();
            changed[place] ^= 1;
            fs::write(&path, &changed).unwrap();
            client.refuses(&log, None, &format!("{} byte {place}", path.display()));
        }
        fs::write(&path, &whole[..whole.len() - 1]).unwrap();
        client.refuses(&log, None, &format!("{} cut", path.display()));
        fs::remove_file(&path).unwrap();
        client.refuses(&log, None, &format!("{} missing", path.display()));
        fs::write(&path, &whole).unwrap();
    }
    client.accepts(&log, None);
}

#[test]
fn go_refuses_another_past() {
    let client = Client::build();
    let log = client.fresh("log");
    grow(&log, &[200, 700]);
    // The same size and signer, another history.
    let signer = signer();
    let other = Sequencer::create(signer.verifier_key().clone());
    let entries = (0..200).map(|index| format!("other {index}").into_bytes()).collect();
    let batch = other.append(entries).unwrap();
    let kept = batch.files().to_vec();
    let find = |path: &str| kept.iter().find(|file| file.path == path).map(|file| file.bytes.clone());
    let signed = batch.reread(find).unwrap().sign(&signer).unwrap();
    let forged = log.with_extension("forged");
    fs::write(&forged, signed.note()).unwrap();
    client.refuses(&log, Some(&forged), "another past");
    client.accepts(&log, Some(&log.with_extension("at-200")));
}

#[test]
fn go_refuses_another_key() {
    let client = Client::build();
    let log = client.fresh("log");
    grow(&log, &[10]);
    let stranger = Signer::new(ORIGIN, SecretKey::from_seed(&[8; 32])).unwrap();
    let output = Command::new(&client.program).arg(&log).arg(stranger.verifier_key().to_string()).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", shown(&output));
}
