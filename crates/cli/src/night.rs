//! An election night from one directory: keys, signing, the hub, and what it publishes.

use std::io;
use std::path::Path;
use std::sync::Arc;

use election::{
    Counts, Definition, Id, Message, Stamp,
    definition::{Mode, StationIx},
    intake::Hands as _,
    message::{Body, Figures, Report, Seal},
    publish::{Listing, MAX_MANIFEST_BYTES, Manifest, Snapshot},
    refusal::Language,
};
use import::directory::Written;
use server::{
    hub::{Answer, Hub},
    journal::Recovery,
    publisher::{Foreign, PublishError, Publisher},
};
use tlog::{Note, Signer, note::sign};
use verifier::{
    Threads,
    wording::{self, say},
};

use crate::{
    commands::{
        definition::{seal, seal_checked, sealed_bytes},
        keys,
    },
    failure::Failure,
    folder::{Folder, read_limited},
    keyring::{Keyring, Passphrase},
    progress,
};

/// Messages signed and taken in together.
const AT_ONCE: usize = 4_096;

/// A night under way: a sealed definition, the private keys of an exercise, and a hub.
pub struct Night {
    pens: Pens,
    hub: Hub,
}

/// Who signs, and under which definition.
struct Pens {
    definition: Arc<Definition>,
    ring: Keyring,
}

/// A station's count and the moment it is signed.
pub struct Due {
    pub station: StationIx,
    pub counts: Counts,
    pub counted_at: Stamp,
}

/// What became of the reports of a replay.
#[derive(Default)]
pub struct Outcome {
    pub logged: u64,
    /// Stations whose report was in the log before.
    pub there: u64,
    /// The first refusals, with their station.
    pub refused: Vec<(Id, String)>,
}

impl Night {
    /// Opens a directory for a night: issues keys and seals where that was not done (for an
    /// exercise only), and starts the hub on `hub/`.
    pub fn open(
        folder: &Folder,
        mut written: Written,
        passphrase: &Passphrase,
        language: Language,
    ) -> Result<Self, Failure> {
        let draft = &mut written.draft;
        let private = folder.path("private/keys.age");
        let secret = match draft.mode {
            Mode::Test => passphrase.of_exercise(&folder.path("private/passphrase"), &private)?,
            Mode::Live => passphrase.obtain()?,
        };
        keys::settle(&private, &secret, draft)?;
        let (ring, definition) = if private.exists() {
            (Keyring::load(&private, &secret)?, seal_checked(folder, Arc::new(written.check()?))?)
        } else if draft.mode == Mode::Test && draft.keys.is_empty() {
            let ring = keys::issue_into(folder, draft, None, &private, &secret)?;
            // The files are others now: they are read again, when the draft has made room.
            drop(written);
            (ring, seal(folder)?)
        } else {
            let text = say(
                language,
                "pas de clés privées : émettez-les avec « vigie keys issue »",
                "no private keys: issue them with `vigie keys issue`",
            );
            return Err(Failure::Usage(format!("{}: {text}", private.display())));
        };
        Self::begin(folder, definition, ring)
    }

    /// A night on a sealed definition; the hub's log begins with the seal.
    pub fn begin(folder: &Folder, definition: Arc<Definition>, ring: Keyring) -> Result<Self, Failure> {
        let log = ring.signer(definition.log().name())?;
        let started = Hub::start(&folder.path("hub"), Arc::clone(&definition), log, &Threads::all());
        let (hub, recovery) = started.map_err(|error| of_the_hub(&error))?;
        if let Some(recovery) = recovery.filter(|recovery| *recovery != Recovery::default()) {
            eprintln!("{}: {recovery:?}", folder.path("hub").display());
        }
        let mut night = Self { pens: Pens { definition, ring }, hub };
        if night.hub.board().size() == 0 {
            night.send_seal()?;
        }
        Ok(night)
    }

    fn send_seal(&mut self) -> Result<(), Failure> {
        let parts = self.pens.definition.parts();
        let sizes = [parts.rounds.len(), parts.places.len(), parts.stations.len(), parts.keys.len()];
        // Sealed the day before the first doors open: every key's first hour comes later.
        let opens = parts.rounds.iter().flat_map(|round| &round.hours).map(|hours| hours.opens);
        let first = opens.min_by_key(|opens| opens.instant()).and_then(|opens| opens.plus(-86_400));
        let seal = Body::Seal(Seal {
            election: parts.election,
            title: parts.title.clone(),
            sizes: sizes.map(|size| size as u64),
            bytes: self.pens.definition.sealed_bytes(),
            at: first.ok_or_else(|| Failure::usage("aucune heure d'ouverture", "no opening hours"))?,
        });
        let nation = self.pens.definition.place(self.pens.definition.nation()).id;
        let note = self.pens.note(seal, &[(nation, "authority")])?;
        let answers = self.take(&[note])?;
        match &answers[0] {
            Answer::Logged { .. } => Ok(()),
            Answer::Refused(refusal) => {
                Err(Failure::no(refusal.text(Language::French), refusal.text(Language::English)))
            }
        }
    }

    /// Sends signed messages through the rules into the log.
    pub fn take(&mut self, messages: &[Vec<u8>]) -> Result<Vec<Answer>, Failure> {
        self.hub.take(messages, &Threads::all()).map_err(|error| of_the_hub(&error))
    }

    /// The reports of a round, signed at their stations and sent in this order.
    pub fn replay(&mut self, round: u8, due: Vec<Due>, language: Language) -> Result<Outcome, Failure> {
        let label = say(language, format!("tour {round} : relevés"), format!("round {round}: reports"));
        let bar = progress::bar(&label, due.len() as u64);
        let mut outcome = Outcome::default();
        let round_ix = self.definition().round_ix(round).ok_or_else(|| no_round(round))?;
        let awaited = |due: &Due| self.hub.board().state(round_ix, due.station).is_missing();
        // What a station has sent stands: a second, different report would contest it.
        let (due, there): (Vec<Due>, Vec<Due>) = due.into_iter().partition(awaited);
        outcome.there = there.len() as u64;
        let mut rest = due.into_iter().peekable();
        while rest.peek().is_some() {
            let some: Vec<Due> = rest.by_ref().take(AT_ONCE).collect();
            let stations: Vec<Id> = some.iter().map(|due| self.pens.definition.station(due.station).id).collect();
            let pens = &self.pens;
            let notes = Threads::all().each(some, |due| pens.report(round, &due));
            let notes: Vec<Vec<u8>> = notes.into_iter().collect::<Result<_, _>>()?;
            for (answer, station) in self.take(&notes)?.into_iter().zip(stations) {
                match answer {
                    Answer::Logged { .. } => outcome.logged += 1,
                    Answer::Refused(refusal) => outcome.refused.push((station, refusal.text(language))),
                }
            }
            bar.inc(notes.len() as u64);
        }
        bar.finish_and_clear();
        Ok(outcome)
    }

    /// Publishes under the embargo: checkpoint and hashes always; contents only of rounds whose
    /// legal hour has come at `at`, and then the snapshot.
    ///
    /// Gives whether the snapshot speaks of the whole log.
    pub fn publish(&self, public: &Path, at: Stamp) -> Result<bool, Failure> {
        let journal = self.hub.journal();
        let board = self.hub.board();
        // A snapshot speaks of the whole log; while part of it is withheld the last one stands, and
        // no entry becomes public that no manifest speaks for.
        let whole = board.anything_public(at) && board.public_size(at) == board.size();
        let mut publisher = Publisher::open(public).map_err(not_published)?;
        publisher.continues(journal).map_err(not_published)?;
        publisher.file("definition", sealed_bytes(self.definition())).map_err(not_published)?;
        publisher.log(journal, if whole { board.size() } else { 0 }).map_err(not_published)?;
        if !whole {
            return Ok(false);
        }
        let log = self.pens.ring.signer(self.definition().log().name())?;
        let at = self.not_before_the_last(public, at)?;
        let snapshot = Snapshot { board, root: journal.checkpoint().root, at };
        let name = format!("{}-{}", board.size(), at.instant());
        publisher.snapshot(&name, |write| manifest(&snapshot, &name, &log, write)).map_err(not_published)?;
        Ok(true)
    }

    /// The moment of a publication, or of the one that stands, if that is of the same log and
    /// later: the snapshot of one log never goes back, or readers who remember would refuse it.
    fn not_before_the_last(&self, public: &Path, at: Stamp) -> Result<Stamp, Failure> {
        let path = public.join("manifest");
        if !path.exists() {
            return Ok(at);
        }
        let bytes = read_limited(&path, MAX_MANIFEST_BYTES as u64)?;
        // What is no manifest of this log is about to be replaced: it says nothing about dates.
        let note = Note::parse_limited(&bytes, MAX_MANIFEST_BYTES).ok();
        let signed = note.filter(|note| self.definition().log().verify_note(note).is_ok());
        let last = signed.and_then(|note| Manifest::parse(note.text).ok());
        let later = last.filter(|last| last.size == self.hub.board().size() && last.at.instant() > at.instant());
        Ok(later.map_or(at, |last| last.at))
    }

    /// The definition of the night.
    pub fn definition(&self) -> &Arc<Definition> {
        &self.pens.definition
    }

    /// The hub.
    pub fn hub(&self) -> &Hub {
        &self.hub
    }
}

impl Pens {
    /// A signed message.
    fn note(&self, body: Body, by: &[(Id, &str)]) -> Result<Vec<u8>, Failure> {
        let parts = self.definition.parts();
        let message = Message { definition: self.definition.hash(), mode: parts.mode, body };
        let name = |(scope, holder): &(Id, &str)| format!("{}/{scope}/{holder}", parts.election);
        let signers: Vec<Signer> = by.iter().map(|by| self.ring.signer(&name(by))).collect::<Result<_, _>>()?;
        let signers: Vec<&Signer> = signers.iter().collect();
        Ok(sign(&message.to_string(), &signers).into_bytes())
    }

    fn report(&self, round: u8, due: &Due) -> Result<Vec<u8>, Failure> {
        let station = self.definition.station(due.station).id;
        let round_ix = self.definition.round_ix(round).ok_or_else(|| no_round(round))?;
        let figures = Figures::of(&due.counts, &self.definition.rounds()[round_ix]);
        let report = Report { round, station, edition: 1, figures, reason: None, counted_at: due.counted_at };
        self.note(Body::Report(report), &[(station, "president"), (station, "secretary")])
    }
}

/// Writes the files of a snapshot and gives the signed list of them.
fn manifest(
    snapshot: &Snapshot<'_>,
    name: &str,
    log: &Signer,
    write: &mut dyn FnMut(&str, &[u8]) -> io::Result<()>,
) -> io::Result<Vec<u8>> {
    let mut listing = Listing::default();
    snapshot.each_file(|path, chunk| {
        listing.chunk(path, chunk);
        write(path, chunk)
    })?;
    let definition = snapshot.board.definition();
    let manifest = Manifest {
        definition: definition.hash(),
        mode: definition.parts().mode,
        size: snapshot.board.size(),
        root: snapshot.root,
        at: snapshot.at,
        folder: format!("snapshots/{name}/"),
        files: listing.files(),
    };
    Ok(sign(&manifest.to_string(), &[log]).into_bytes())
}

/// A round that the definition does not have.
pub fn no_round(round: u8) -> Failure {
    Failure::usage(format!("le scrutin n'a pas de tour {round}"), format!("the election has no round {round}"))
}

/// The hub and its journal speak English; in French it is said whose words they are.
fn of_the_hub(error: &dyn std::error::Error) -> Failure {
    Failure::outside(format!("le concentrateur : {error}"), error.to_string())
}

#[expect(clippy::needless_pass_by_value, reason = "what map_err hands over")]
fn not_published(error: PublishError) -> Failure {
    let english = error.to_string();
    let french = match &error {
        PublishError::Disk { path, cause } => {
            format!("{} : {}", path.display(), wording::cause(Language::French, cause))
        }
        PublishError::Foreign { path, why } => {
            let why = match why {
                Foreign::Election => "c'est le répertoire d'un scrutin, pas un lieu de publication",
                Foreign::OtherLog => "le point de contrôle qui s'y trouve n'est pas de ce journal",
                Foreign::OtherPast => "le journal publié là n'est pas le début de celui-ci",
            };
            format!("{} : {why} ; publiez dans un autre répertoire", path.display())
        }
        PublishError::Log(path) => format!("il manque {path} au journal ; contrôlez le répertoire du concentrateur"),
    };
    Failure::outside(french, english)
}
