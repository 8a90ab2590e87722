//! An election night from one directory: keys, signing, the hub, and what it publishes.

use std::path::Path;
use std::sync::Arc;

use election::{
    Counts, Definition, Id, Message, Stamp,
    definition::{Mode, StationIx},
    intake::Hands as _,
    message::{Body, Figures, Report, Seal},
    refusal::Language,
};
use import::directory::Written;
use server::{
    disk::RealDisk,
    hub::{Answer, Hub},
    journal::{Journal, Recovery},
    publication::{Publication, Published, Source},
    publisher::{Foreign, PublishError},
    witnesses::Quorum,
};
use tlog::{Signer, note::sign};
use verifier::{
    Threads,
    wording::{self, say},
};

use crate::{
    commands::{
        definition::{open_sealed, seal, seal_checked, sealed_bytes},
        keys,
    },
    failure::Failure,
    folder::Folder,
    keyring::{Keyring, Passphrase},
    progress,
};

/// Messages signed and taken in together.
const AT_ONCE: usize = 4_096;

/// A night under way: a sealed definition, the private keys of an exercise, and a hub.
pub struct Night {
    pens: Pens,
    hub: Hub,
    pages: bool,
}

/// Who signs, and under which definition.
struct Pens {
    definition: Arc<Definition>,
    ring: Keyring,
}

/// A station's count and the moment it is signed.
#[derive(Clone)]
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
        let secret = passphrase.of_election(folder, draft.mode)?;
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

    /// Opens a night again whose hub has begun: what is sealed holds, whatever became of the files
    /// that people wrote. A night that has not begun is opened as [`Night::open`] does.
    pub fn reopen(folder: &Folder, passphrase: &Passphrase, language: Language) -> Result<Self, Failure> {
        let (sealed, private) = (folder.path("definition"), folder.path("private/keys.age"));
        if !sealed.exists() || !private.exists() || !Journal::exists(&folder.path("hub")) {
            return Self::open(folder, folder.written()?, passphrase, language);
        }
        eprintln!("{}", say(language, "lecture de la définition scellée…", "reading the sealed definition…"));
        let definition = open_sealed(&sealed)?;
        let secret = passphrase.of_election(folder, definition.parts().mode)?;
        let (of, mut lines) = (signed_entries(folder), progress::Lines::begin());
        Self::begin_telling(folder, definition, Keyring::load(&private, &secret)?, &mut |read| {
            lines.tell(|| reread(read, of.max(read), language));
        })
    }

    /// A night on a sealed definition; the hub's log begins with the seal.
    pub fn begin(folder: &Folder, definition: Arc<Definition>, ring: Keyring) -> Result<Self, Failure> {
        Self::begin_telling(folder, definition, ring, &mut |_| ())
    }

    /// As [`Night::begin`]; tells how many entries of the log have been read again.
    fn begin_telling(
        folder: &Folder,
        definition: Arc<Definition>,
        ring: Keyring,
        told: &mut dyn FnMut(u64),
    ) -> Result<Self, Failure> {
        let (log, disk) = (ring.signer(definition.log().name())?, Arc::new(RealDisk));
        let (hub, own) = (folder.path("hub"), Arc::clone(&definition));
        let started = Hub::start_telling(disk, &hub, own, log, &Threads::all(), told);
        let (hub, recovery) = started.map_err(|error| of_the_hub(&error))?;
        if let Some(recovery) = recovery.filter(|recovery| *recovery != Recovery::default()) {
            eprintln!("{}: {}", folder.path("hub").display(), repaired(&recovery, crate::help::language()));
        }
        let mut night = Self { pens: Pens { definition, ring }, hub, pages: false };
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
            Answer::Early(_) => unreachable!("a seal is about no round, and this hub has no clock"),
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
            let notes = self.signed(round, some)?;
            for (answer, station) in self.take(&notes)?.into_iter().zip(stations) {
                match answer {
                    Answer::Logged { .. } => outcome.logged += 1,
                    Answer::Refused(refusal) => outcome.refused.push((station, refusal.text(language))),
                    Answer::Early(early) => outcome.refused.push((station, early.text(language))),
                }
            }
            bar.inc(notes.len() as u64);
        }
        bar.finish_and_clear();
        Ok(outcome)
    }

    /// The reports of a round, signed at their stations.
    pub fn signed(&self, round: u8, due: Vec<Due>) -> Result<Vec<Vec<u8>>, Failure> {
        let pens = &self.pens;
        Threads::all().each(due, |due| pens.report(round, &due)).into_iter().collect()
    }

    /// The one private key that a hub needs whose log has begun.
    pub fn log_key(&self) -> Option<Keyring> {
        self.pens.ring.only(self.definition().log().name())
    }

    /// Publishes under the embargo: checkpoint and hashes always; contents only of rounds whose
    /// legal hour has come at `at`, and then the snapshot.
    ///
    /// Gives whether the snapshot speaks of the whole log.
    pub fn publish(&self, public: &Path, at: Stamp) -> Result<bool, Failure> {
        let (board, journal) = (&*self.hub.board(), self.hub.journal());
        let source = Source { board, checkpoint: journal.checkpoint(), reader: &journal.reader() };
        let published = self.publication(public)?.publish(source, at, |_| true).map_err(not_published)?;
        Ok(published != Published::Hashes)
    }

    /// With pages for people in what is published from now on.
    #[must_use]
    pub fn with_pages(self, pages: bool) -> Self {
        Self { pages, ..self }
    }

    /// A public directory for this night.
    fn publication(&self, public: &Path) -> Result<Publication, Failure> {
        let log = self.pens.ring.signer(self.definition().log().name())?;
        let publication = Publication::open(public, log, sealed_bytes(self.definition())).map_err(not_published)?;
        // Nobody is asked; what its witnesses have cosigned before stays on the checkpoint.
        let publication = publication.with_witnesses(Quorum::of(self.definition(), None), Vec::new());
        Ok(if self.pages { publication.with_pages(server::pages::Pages::of_france()) } else { publication })
    }

    /// The night for a service: its hub, and its public directory.
    pub fn into_parts(self, public: &Path) -> Result<(Hub, Publication), Failure> {
        let publication = self.publication(public)?;
        Ok((self.hub, publication))
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

/// A round that the definition does not have.
pub fn no_round(round: u8) -> Failure {
    Failure::usage(format!("le scrutin n'a pas de tour {round}"), format!("the election has no round {round}"))
}

/// How many entries the log's last checkpoint says it has: to be told, never to be believed.
fn signed_entries(folder: &Folder) -> u64 {
    let note = std::fs::read_to_string(folder.path("hub/log/checkpoint")).unwrap_or_default();
    note.lines().nth(1).and_then(|size| size.parse().ok()).unwrap_or(0)
}

fn reread(read: u64, of: u64, language: Language) -> String {
    let [read, of] = [read, of].map(|number| language.number(number));
    say(
        language,
        format!("relecture du journal : {read} messages sur {of}"),
        format!("reading the log again: {read} messages of {of}"),
    )
}

/// The hub and its journal speak English; in French it is said whose words they are.
fn of_the_hub(error: &dyn std::error::Error) -> Failure {
    Failure::outside(format!("le concentrateur : {error}"), error.to_string())
}

#[expect(clippy::needless_pass_by_value, reason = "what map_err hands over")]
/// Why nothing was published, in both languages.
pub fn not_published(error: PublishError) -> Failure {
    let english = error.to_string();
    let french = match &error {
        PublishError::Disk { path, cause } => {
            format!("{} : {}", path.display(), wording::cause(Language::French, cause))
        }
        PublishError::Foreign { path, why } => {
            let why = match why {
                Foreign::Election => "c'est le répertoire d'un scrutin, pas un lieu de publication ; publiez dans un autre répertoire".to_owned(),
                Foreign::OtherLog => "le point de contrôle qui s'y trouve n'est pas de ce journal ; publiez dans un autre répertoire".to_owned(),
                Foreign::Longer { public, own } => format!(
                    "le journal publié là a {public} entrées, celui de ce concentrateur {own} : son répertoire est une copie plus ancienne. \
                     Servez le répertoire qui l'a publié. S'il est perdu, rien ne continue à partir de la copie, ni là ni ailleurs : \
                     commencez un nouveau journal, sous une nouvelle origine"
                ),
                Foreign::OtherPast => "le journal publié là n'est pas le début de celui de ce concentrateur, et la même clé a signé les deux : \
                     l'un des deux a continué à partir d'une copie. Ne publiez ni l'un ni l'autre ; servez le répertoire qui a publié le premier, \
                     et gardez les deux comme preuve".to_owned(),
            };
            format!("{} : {why}", path.display())
        }
        PublishError::Log(path) => format!("il manque {path} au journal ; contrôlez le répertoire du concentrateur"),
    };
    Failure::outside(french, english)
}

/// What opening a hub's log put in order: nothing of it is lost.
fn repaired(recovery: &Recovery, language: Language) -> String {
    let Recovery { sequenced, republished, rebuilt, swept } = recovery;
    let mut told = Vec::new();
    if *sequenced > 0 {
        told.push(say(
            language,
            format!("{sequenced} entrées écrites avant l'arrêt sont entrées au journal"),
            format!("{sequenced} entries written before the stop are in the log now"),
        ));
    }
    if rebuilt.is_some() {
        told.push(say(language, "les fichiers du journal sont refaits", "the log's files are made again").to_owned());
    }
    if *republished {
        told.push(say(language, "son point de contrôle est réécrit", "its checkpoint is written again").to_owned());
    }
    if *swept > 0 {
        told.push(say(language, "des restes sont effacés", "leftovers are deleted").to_owned());
    }
    let whole = say(language, "le journal est entier", "the log is whole");
    format!("{} ; {whole}", told.join(", ")).replace(" ; ", say(language, " ; ", "; "))
}
