//! A hub in memory: it takes messages in, keeps the log, and prints the public directory. It can
//! also be told to lie, which an honest one cannot.

use std::collections::BTreeMap;
use std::sync::Arc;

use election::{
    Board, Definition, Id,
    definition::{Key, Parts, Role},
    evidence::Received,
    intake::OneHand,
    message::{Annulment, Body, Figures, KeyGrant, KeyRevocation, Message},
    publish::{File, Manifest, Snapshot},
};
use tlog::{
    Checkpoint, Hash, SecretKey, Sequencer, Signer, VerifierKey,
    cosignature::Cosigner,
    note::{Note, sign},
    registration::register_all,
    tree::Frontier,
};
use verify::{Audit, Code, Source, Trust, Unavailable, audit};

use crate::fixture::{self, STATIONS, bureau, correction, evening, figures, holder, id, report, signer, stamp, usual};

pub const LOG: &str = "log.example/fr-test";
/// After the legal hour of round 1.
pub const NIGHT: &str = "2017-04-23T23:00:00+02:00";

/// A published directory.
pub type Files = BTreeMap<String, Vec<u8>>;

/// A source over [`Files`].
pub struct Directory<'a> {
    pub files: &'a Files,
    pub lists: bool,
}

impl Source for Directory<'_> {
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, Unavailable> {
        let bytes = self.files.get(path).ok_or(Unavailable::Absent)?;
        if bytes.len() as u64 > limit {
            return Err(Unavailable::Unreadable("too long".to_owned()));
        }
        Ok(bytes.clone())
    }

    fn list(&self) -> Option<Result<Vec<String>, Unavailable>> {
        self.lists.then(|| Ok(self.files.keys().cloned().collect()))
    }
}

pub fn check(files: &Files, trust: &Trust) -> Audit {
    let source = Directory { files, lists: true };
    audit(&source, &OneHand, &register_all, trust)
}

pub fn look(files: &Files) -> Audit {
    check(files, &Trust::default())
}

/// Code and place of every finding that was kept.
pub fn found(audit: &Audit) -> Vec<(&'static str, String)> {
    let kept = audit.findings.kept().iter();
    kept.map(|finding| (finding.code.code(), finding.place.clone())).collect()
}

/// Whether a finding of this code names this place.
pub fn names(audit: &Audit, code: &str, place: &str) -> bool {
    found(audit).contains(&(code_of(code), place.to_owned()))
}

fn code_of(code: &str) -> &'static str {
    let found = Code::ALL.iter().map(|code| code.code()).find(|one| *one == code);
    found.unwrap_or_else(|| panic!("{code} is not a code"))
}

/// A hub: a definition and the entries it has logged.
#[derive(Clone)]
pub struct Press {
    pub definition: Arc<Definition>,
    pub entries: Vec<Vec<u8>>,
    board: Board,
    /// Sizes at which checkpoints were signed, before the last.
    pub batches: Vec<usize>,
    /// Entries the manifest speaks of; all if none is said.
    pub public: Option<usize>,
    pub at: &'static str,
}

impl Press {
    pub fn new(parts: Parts) -> Self {
        let definition = Arc::new(Definition::new(parts).expect("without fault"));
        let mut press = Self {
            board: Board::new(Arc::clone(&definition)),
            definition,
            entries: Vec::new(),
            batches: Vec::new(),
            public: None,
            at: NIGHT,
        };
        let seal = fixture::seal(&press.definition);
        press.send(seal, &[holder("FR", "authority")]);
        press
    }

    pub fn text(&self, body: Body) -> String {
        let message = Message { definition: self.definition.hash(), mode: self.definition.parts().mode, body };
        message.to_string()
    }

    pub fn note(&self, body: Body, signers: &[Signer]) -> Vec<u8> {
        let signers: Vec<&Signer> = signers.iter().collect();
        sign(&self.text(body), &signers).into_bytes()
    }

    /// Takes a message in as an honest hub does; gives its identity.
    pub fn send(&mut self, body: Body, signers: &[Signer]) -> Hash {
        let note = self.note(body, signers);
        let received = Received::parse(&note).expect("well formed");
        let signed = received.authenticate(self.board.keys()).expect("signed");
        let logged = self.board.admit(signed).expect("admitted");
        self.entries.push(note);
        logged.id
    }

    pub fn report(&mut self, station: &str, figures: Figures<election::Votes>) -> Hash {
        self.send(report(station, figures), &bureau(station))
    }

    /// The board at the manifest's size: what an honest hub publishes. Entries that no rule
    /// admits are passed over, as a dishonest hub would.
    pub fn board(&self) -> Board {
        let mut board = Board::new(Arc::clone(&self.definition));
        let public = &self.entries[..self.public()];
        election::intake::admit_all(&mut board, &OneHand, public, |_, _| {});
        board
    }

    pub fn public(&self) -> usize {
        self.public.unwrap_or(self.entries.len())
    }

    pub fn root(&self, size: usize) -> Hash {
        let mut tree = Frontier::new();
        for entry in &self.entries[..size] {
            tree.push(Hash::leaf(entry));
        }
        tree.root()
    }

    /// The log's files, partial tiles of earlier batches included, without entries beyond
    /// `contents`.
    pub fn log(&self, contents: usize) -> Files {
        let mut files = Files::new();
        let log = signer(LOG);
        let mut sequencer = Sequencer::create(log.verifier_key().clone());
        let ends = self.batches.iter().copied().chain([self.entries.len()]);
        let mut start = 0;
        for end in ends {
            let batch = sequencer.append(self.entries[start..end].to_vec()).expect("appended");
            for file in batch.files() {
                files.insert(file.path.clone(), file.bytes.clone());
            }
            let disk = files.clone();
            let reread = batch.reread(|path| disk.get(path).cloned()).expect("reread");
            let signed = reread.sign(&log).expect("signed");
            files.insert("checkpoint".to_owned(), signed.file().bytes);
            for gone in signed.superseded() {
                files.retain(|path, _| !path.starts_with(&format!("{gone}/")));
            }
            sequencer = signed.commit();
            start = end;
        }
        files.retain(|path, _| !path.starts_with("tile/entries/"));
        for (index, entries) in (0..).zip(self.entries[..contents].chunks(256)) {
            let width = u16::try_from(entries.len()).expect("a chunk");
            let path = tlog::tile::Bundle { index, width }.path();
            files.insert(path, tlog::tile::encode_bundle(entries));
        }
        files.insert("definition".to_owned(), self.sealed());
        files
    }

    pub fn sealed(&self) -> Vec<u8> {
        let mut sealed = String::new();
        self.definition.seal(&mut sealed).expect("a String");
        sealed.into_bytes()
    }

    pub fn folder(&self) -> String {
        format!("snapshots/{}/", self.public())
    }

    /// The snapshot's files, without their folder.
    pub fn snapshot(&self) -> Files {
        let board = self.board();
        let snapshot = Snapshot { board: &board, root: self.root(self.public()), at: stamp(self.at) };
        let mut files = Files::new();
        let done: Result<(), ()> = snapshot.each_file(|path, bytes| {
            files.entry(path.to_owned()).or_default().extend_from_slice(bytes);
            Ok(())
        });
        done.expect("nothing fails");
        files
    }

    pub fn manifest(&self, snapshot: &Files) -> Manifest {
        let files = snapshot.iter().map(|(path, bytes)| File {
            path: path.clone(),
            bytes: bytes.len() as u64,
            hash: Hash::of(bytes),
        });
        Manifest {
            definition: self.definition.hash(),
            mode: self.definition.parts().mode,
            size: self.public() as u64,
            root: self.root(self.public()),
            at: stamp(self.at),
            folder: self.folder(),
            files: files.collect(),
        }
    }

    /// The whole directory.
    pub fn print(&self) -> Files {
        self.print_as(&self.snapshot(), |_| {})
    }

    /// The whole directory with another snapshot, and a manifest that was changed before it was
    /// signed: what a log that lies can do.
    pub fn print_as(&self, snapshot: &Files, change: impl FnOnce(&mut Manifest)) -> Files {
        let mut files = self.log(self.public());
        for (path, bytes) in snapshot {
            files.insert(format!("{}{path}", self.folder()), bytes.clone());
        }
        let mut manifest = self.manifest(snapshot);
        change(&mut manifest);
        files.insert("manifest".to_owned(), signed(&manifest.to_string()));
        files
    }
}

/// A text signed by the log.
pub fn signed(text: &str) -> Vec<u8> {
    sign(text, &[&signer(LOG)]).into_bytes()
}

/// A checkpoint of the log over anything it likes.
pub fn checkpoint(size: u64, root: Hash) -> Vec<u8> {
    signed(&Checkpoint::new(LOG, size, root).to_text())
}

pub fn cosigner(name: &str) -> Cosigner {
    let seed = Hash::of(name.as_bytes()).0;
    Cosigner::new(name, SecretKey::from_seed(&seed)).expect("a legal name")
}

/// Adds the witness's line to the checkpoint of a directory.
pub fn cosign(files: &mut Files, witness: &str) {
    let checkpoint = files.get_mut("checkpoint").expect("there");
    let note = Note::parse(checkpoint).expect("a note");
    let line = cosigner(witness).cosign(&note, 1_492_977_600);
    checkpoint.extend_from_slice(line.as_bytes());
}

pub const WITNESSES: [&str; 2] = ["witness.example/party", "witness.example/press"];

/// The fixture's country with two witnesses, one of whom must have cosigned.
pub fn witnessed() -> Parts {
    let witnesses: Vec<VerifierKey> = WITNESSES.iter().map(|name| cosigner(name).verifier_key().clone()).collect();
    Parts { quorum: 1, witnesses, ..fixture::parts() }
}

/// All four stations have reported.
pub fn plain() -> Press {
    let mut press = Press::new(fixture::parts());
    for station in STATIONS {
        press.report(station, usual());
    }
    press
}

/// A night with everything: a key granted and used, one revoked, a correction, a conflict, an
/// annulment. The last station stays missing but for its status.
pub fn eventful() -> Press {
    let mut press = Press::new(fixture::parts());
    let first = press.report(STATIONS[0], usual());
    let less = figures(0, 0, &[(1, 90), (2, 200), (3, 300)]);
    press.send(grant(), &[holder("FR", "authority")]);
    let signers = [deputy(), holder(STATIONS[0], "secretary")];
    press.send(correction(STATIONS[0], 2, first, &usual(), less), &signers);
    press.report(STATIONS[1], usual());
    press.report(STATIONS[1], figures(1, 1, &[(1, 1), (2, 1), (3, 1)]));
    press.report(STATIONS[2], usual());
    press.send(annulment(STATIONS[2]), &[holder("FR", "court")]);
    press.send(revocation(), &[holder("FR", "authority")]);
    press
}

pub fn deputy() -> Signer {
    holder(STATIONS[0], "deputy")
}

fn grant() -> Body {
    Body::Key(KeyGrant {
        scope: id(STATIONS[0]),
        holder: id("deputy"),
        role: Role::President,
        from: None,
        to: None,
        public: deputy().verifier_key().key().clone(),
        at: evening(),
    })
}

fn revocation() -> Body {
    Body::KeyRevoked(KeyRevocation {
        scope: id(STATIONS[3]),
        holder: id("president"),
        reason: "lost".to_owned(),
        at: evening(),
    })
}

pub fn annulment(station: &str) -> Body {
    Body::Annulment(Annulment {
        round: 1,
        station: id(station),
        decision: "2017-166".to_owned(),
        reason: "the box was moved".to_owned(),
        at: evening(),
    })
}

/// An invented country of 700 stations in two batches: three bundles, two levels of tiles, and
/// a partial tile left over from the first batch.
pub fn country() -> (Press, Vec<election::Counts>) {
    let invented = sim::country::invent(sim::country::Size::new(700).expect("a size"), 7);
    let key = |scope: Id, name: &str, role| Key {
        scope,
        holder: id(name),
        role,
        from: None,
        to: None,
        public: holder(scope.as_str(), name).verifier_key().key().compact(),
    };
    let nation = invented.places[0].id;
    let mut keys = vec![key(nation, "authority", Role::Authority)];
    for station in &invented.stations {
        keys.push(key(station.id, "president", Role::President));
        keys.push(key(station.id, "secretary", Role::Secretary));
    }
    keys.sort_by_key(|key| (key.scope, key.holder));
    let mut press = Press::new(Parts {
        rounds: invented.rounds,
        places: invented.places,
        venues: invented.venues,
        stations: invented.stations.clone(),
        keys,
        ..fixture::parts()
    });
    for (station, counts) in invented.stations.iter().zip(&invented.counts[0]) {
        let figures = Figures::of(counts, &press.definition.rounds()[0]);
        press.report(station.id.as_str(), figures);
    }
    press.batches = vec![530, 600];
    let counts = invented.counts[0].clone();
    (press, counts)
}
