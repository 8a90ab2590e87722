//! A station's directory: its part of the definition, its keys, its drafts, and its messages with
//! what became of them ([`super::mail`]). See `specs/station-directory.md`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use age::secrecy::SecretString;
use election::{
    Definition, Id, Message, Stamp,
    definition::{Key, Mode},
    message::{Body, MAX_MESSAGE_BYTES},
    refusal::{Gate, Language, Refusal},
};
use station::{
    draft::{Draft, MAX_DRAFT_BYTES},
    excerpt::{Excerpt, Post},
    form::{Entry, Form, Paper, Standing, Typed, Unsigned},
    signing,
};
use tlog::note::sign;

use super::{
    mail::{Fate, Signed, kind},
    strange::Strange,
};
use crate::{
    clock::unix_time,
    failure::Failure,
    folder::{Folder, read_limited},
    keyring::{Keyring, Work},
};

/// An open station directory.
pub struct Desk {
    pub(super) folder: Folder,
    place: PathBuf,
    excerpt: Excerpt,
}

/// What was typed of a paper.
fn draft_of(paper: Paper) -> &'static str {
    match paper {
        Paper::Report => "draft",
        Paper::Correction => "correction-draft",
    }
}

/// Ending of a paper's text with one signature.
fn signature_of(paper: Paper) -> &'static str {
    match paper {
        Paper::Report => "signature",
        Paper::Correction => "correction-signature",
    }
}

const POST: &str = "station";
const DEFINITION: &str = "definition";
/// The address of the hub, if somebody wrote it down.
const HUB: &str = "hub";
/// Longest address of a hub, bytes.
pub(super) const MAX_ADDRESS_BYTES: usize = 400;
/// Longest words of a refusal that are kept, and longest file `station`.
pub(super) const REASON_LIMIT: u64 = 16_384;

impl Desk {
    /// Makes a directory for a station; one that holds anything is not touched.
    pub fn create(place: &Path, excerpt: Excerpt) -> Result<Self, Failure> {
        let held = fs::read_dir(place).is_ok_and(|mut entries| entries.next().is_some());
        if held {
            let place = place.display();
            return Err(Failure::usage(
                format!("{place} : ce répertoire n'est pas vide ; choisissez-en un nouveau"),
                format!("{place}: this directory is not empty; choose a new one"),
            ));
        }
        let folder = Folder::create(place)?;
        let sealed = crate::commands::definition::sealed_bytes(excerpt.definition());
        let post = excerpt.post().to_string().into_bytes();
        folder.write(&[(DEFINITION.to_owned(), sealed), (POST.to_owned(), post)])?;
        Ok(Self { folder, place: place.to_owned(), excerpt })
    }

    /// Opens a station's directory.
    pub fn open(place: &Path) -> Result<Self, Failure> {
        let folder = Folder::open(place)?;
        let broken = |file: &str, why: &str| {
            let path = place.join(file);
            let path = path.display();
            Failure::no(
                format!("{path} : abîmé ({why}) ; refaites le répertoire avec « vigie station init »"),
                format!("{path}: damaged ({why}); make the directory again with `vigie station init`"),
            )
        };
        if !folder.path(POST).exists() {
            let place = place.display();
            return Err(Failure::usage(
                format!("{place} : pas le répertoire d'un bureau ; faites-le avec « vigie station init »"),
                format!("{place}: not the directory of a station; make one with `vigie station init`"),
            ));
        }
        let post = Post::parse(&read_limited(&folder.path(POST), REASON_LIMIT)?);
        let post = post.map_err(|fault| broken(POST, &Refusal::Form(fault).text(Language::English)))?;
        let sealed = read_limited(&folder.path(DEFINITION), verify::MAX_DEFINITION_BYTES)?;
        let definition = Definition::open(sealed, &verifier::register);
        let definition = definition.map_err(|error| broken(DEFINITION, &error.to_string()))?;
        let excerpt = Excerpt::kept(post, definition).ok_or_else(|| broken(DEFINITION, "another station"))?;
        Ok(Self { folder, place: place.to_owned(), excerpt })
    }

    /// The station's part of the definition.
    pub fn excerpt(&self) -> &Excerpt {
        &self.excerpt
    }

    /// The station.
    pub fn station(&self) -> Id {
        self.excerpt.post().station
    }

    /// The hub's address that lies here; it is no secret, and whoever answers there must prove what
    /// they took.
    pub fn hub(&self) -> Result<Option<String>, Failure> {
        let path = self.folder.path(HUB);
        if !path.exists() {
            return Ok(None);
        }
        let bytes = read_limited(&path, MAX_ADDRESS_BYTES as u64 + 1)?;
        let path = path.display();
        address(lossy(&bytes).trim_end()).map(Some).map_err(|()| {
            Failure::no(
                format!("{path} : pas une adresse en http:// ou https://"),
                format!("{path}: not an address with http:// or https://"),
            )
        })
    }

    /// Writes the hub's address down.
    pub fn keep_hub(&self, address: &str) -> Result<(), Failure> {
        self.folder.write(&[(HUB.to_owned(), format!("{address}\n").into_bytes())])
    }

    /// The command that sends what is signed.
    pub fn sending(&self) -> Result<String, Failure> {
        let to = if self.hub()?.is_some() { "" } else { " --to URL" };
        Ok(format!("vigie station send {}{to}", self.place.display()))
    }

    /// The directory.
    pub fn place(&self) -> &Path {
        &self.place
    }

    fn mode(&self) -> Mode {
        self.excerpt.definition().parts().mode
    }

    /// The round asked for; else the last one whose doors have opened by this computer's clock,
    /// else the first.
    pub fn round(&self, asked: Option<u8>) -> Result<u8, Failure> {
        if let Some(round) = asked {
            self.form(round)?;
            return Ok(round);
        }
        let now = unix_time();
        let rounds: Vec<u8> = self.excerpt.definition().rounds().iter().map(|round| round.number).collect();
        let opens = rounds.iter().copied().filter(|round| self.form(*round).is_ok());
        let begun = |round: &u8| self.excerpt.hours(*round).is_ok_and(|hours| hours.opens.instant() <= now);
        let last = opens.clone().rfind(begun);
        last.or_else(|| opens.clone().next()).ok_or_else(|| of_gate(Gate::Station(self.station())))
    }

    /// The form of a round.
    pub fn form(&self, round: u8) -> Result<Form, Failure> {
        self.excerpt.form(round).map_err(of_gate)
    }

    /// Now, on the wall clock of the station's place.
    pub fn now(&self, round: u8) -> Result<Stamp, Failure> {
        let hours = self.excerpt.hours(round).map_err(of_gate)?;
        hours
            .closes
            .at(unix_time())
            .ok_or_else(|| Failure::outside("l'horloge de cet ordinateur est fausse", "this computer's clock is wrong"))
    }

    /// What is strange about the moment at which a count is said to have ended. Nothing is refused for
    /// it: this computer's clock may be the wrong one.
    pub fn of_the_hour(&self, round: u8, at: Stamp) -> Result<Vec<Strange>, Failure> {
        let hours = self.excerpt.hours(round).map_err(of_gate)?;
        Ok(Strange::of(at, self.now(round)?, hours.opens))
    }

    /// What was typed and kept for a round.
    pub fn draft(&self, paper: Paper, form: &Form) -> Result<Typed, Failure> {
        let path = self.path(form.round(), draft_of(paper));
        if !path.exists() {
            return Ok(Typed::default());
        }
        let bytes = read_limited(&path, MAX_DRAFT_BYTES as u64)?;
        let path = path.display();
        let draft = Draft::parse(&bytes).map_err(|fault| {
            let fault = Refusal::Form(fault);
            let (french, english) = (fault.text(Language::French), fault.text(Language::English));
            Failure::no(
                format!("{path} : brouillon abîmé ({french}) ; mettez-le de côté et recommencez la saisie"),
                format!("{path}: the draft is damaged ({english}); put it aside and enter again"),
            )
        })?;
        draft.for_form(form).map_err(|misfit| {
            Failure::no(
                format!("{path} : brouillon d'un autre formulaire ; mettez-le de côté"),
                format!("{path}: {misfit}; put it aside"),
            )
        })
    }

    /// Keeps what was typed.
    pub fn keep(&self, paper: Paper, form: &Form, typed: Typed) -> Result<(), Failure> {
        let draft = Draft::of(form, typed, self.now(form.round())?);
        self.folder.write(&[(format!("round-{}/{}", form.round(), draft_of(paper)), draft.to_string().into_bytes())])
    }

    /// Keeps the text that is to be signed. The same count is the same text, whenever it is
    /// confirmed again; of another text the signatures are no use any more.
    pub fn prepare(&self, entry: &Entry, counted_at: Option<Stamp>) -> Result<Unsigned, Failure> {
        let round = entry.form().round();
        let before = self.prepared(Paper::Report, round)?;
        let stamp = counted_at.or(before.as_ref().map(|report| report.message().body.at()));
        let report = entry.report(stamp.map_or_else(|| self.now(round), Ok)?);
        if before.as_ref() == Some(&report) {
            return Ok(report);
        }
        let report = entry.report(counted_at.map_or_else(|| self.now(round), Ok)?);
        self.put_prepared(Paper::Report, round, &report)?;
        Ok(report)
    }

    /// Keeps the correction that is to be signed in the place of what stands.
    pub fn prepare_correction(
        &self,
        entry: &Entry,
        standing: &Standing,
        at: Option<Stamp>,
    ) -> Result<Option<Unsigned>, Failure> {
        let round = entry.form().round();
        let Some(correction) = entry.correction(standing, at.map_or_else(|| self.now(round), Ok)?) else {
            return Ok(None);
        };
        self.put_prepared(Paper::Correction, round, &correction)?;
        Ok(Some(correction))
    }

    fn put_prepared(&self, paper: Paper, round: u8, text: &Unsigned) -> Result<(), Failure> {
        self.take_back(paper, round)?;
        self.folder.write(&[(format!("round-{round}/{}", paper.word()), text.text().as_bytes().to_vec())])
    }

    /// Removes the signatures of single holders.
    fn take_back(&self, paper: Paper, round: u8) -> Result<(), Failure> {
        self.halves(paper, round)?.iter().try_for_each(|path| fs::remove_file(path).map_err(Failure::at(path)))
    }

    /// The text that is to be signed, once the entry is complete; none again when something else
    /// was typed since, so that nobody signs what is not on the form any more.
    pub fn prepared(&self, paper: Paper, round: u8) -> Result<Option<Unsigned>, Failure> {
        let path = self.path(round, paper.word());
        if !path.exists() {
            return Ok(None);
        }
        let bytes = read_limited(&path, MAX_MESSAGE_BYTES as u64)?;
        let message = String::from_utf8(bytes).ok().and_then(|text| Message::parse(&text).ok());
        let said = match (paper, message.as_ref().map(|message| &message.body)) {
            (Paper::Report, Some(Body::Report(report))) => Some((&report.figures, report.reason.as_deref())),
            (Paper::Correction, Some(Body::Correction(said))) => Some((&said.figures, Some(said.reason.as_str()))),
            _ => None,
        };
        let Some((figures, reason)) = said else {
            let path = path.display();
            return Err(Failure::no(
                format!("{path} : abîmé ; retirez-le et saisissez de nouveau"),
                format!("{path}: damaged; remove it and enter again"),
            ));
        };
        let form = self.form(round)?;
        let now = form.read(&self.draft(paper, &form)?);
        let same = now.figures().as_ref() == Some(figures) && now.reason() == reason;
        Ok(message.filter(|_| same).map(Unsigned::of))
    }

    /// The report or correction of a round with the highest edition that two have signed here; a
    /// correction that the hub refused has none. What a prefecture corrected is not known here.
    pub fn last_edition(&self, round: u8) -> Result<Option<Signed>, Failure> {
        let ours = |signed: &Signed| edition(signed).is_some_and(|(of, ..)| of == round);
        let stands =
            |signed: &Signed| !matches!((&signed.message.body, &signed.fate), (Body::Correction(_), Fate::Refused(_)));
        let all = self.messages()?.into_iter().filter(|signed| ours(signed) && stands(signed));
        Ok(all.max_by_key(|signed| edition(signed).map(|(_, standing)| standing.edition)))
    }

    /// The report of a round, when all who must have signed it.
    pub fn report(&self, round: u8) -> Result<Option<Signed>, Failure> {
        let is_report = |signed: &Signed| matches!(&signed.message.body, Body::Report(report) if report.round == round);
        Ok(self.messages()?.into_iter().find(is_report))
    }

    /// Who has signed the report or correction of a round so far.
    pub fn signed_by(&self, paper: Paper, round: u8) -> Result<Vec<Id>, Failure> {
        let mut holders = Vec::new();
        for path in self.halves(paper, round)? {
            let note = read_limited(&path, MAX_MESSAGE_BYTES as u64)?;
            holders.extend(signing::signed_by(&note, self.excerpt.holders(), |key| self.excerpt.name(key)));
        }
        holders.sort_unstable();
        Ok(holders)
    }

    fn halves(&self, paper: Paper, round: u8) -> Result<Vec<PathBuf>, Failure> {
        let place = self.folder.path(&format!("round-{round}"));
        let mut found: Vec<PathBuf> =
            list(&place)?.into_iter().filter(|path| has_ending(path, signature_of(paper))).collect();
        found.sort();
        Ok(found)
    }

    /// Signs the prepared report or correction as a holder. Gives the message once two have signed;
    /// then a correction leaves the way free for the next.
    pub fn sign_by_two(
        &self,
        paper: Paper,
        round: u8,
        text: &Unsigned,
        holder: Id,
        secret: &SecretString,
    ) -> Result<Option<Signed>, Failure> {
        let half = self.signature(text, holder, secret)?;
        self.folder.write(&[(format!("round-{round}/{holder}.{}", signature_of(paper)), half.into_bytes())])?;
        let halves = self.halves(paper, round)?;
        if halves.len() < signing::SIGNERS {
            return Ok(None);
        }
        let read = |path: &PathBuf| read_limited(path, MAX_MESSAGE_BYTES as u64);
        let notes: Vec<String> =
            halves.iter().map(read).collect::<Result<Vec<_>, _>>()?.iter().map(|half| lossy(half)).collect();
        let note = signing::together(text.text(), &notes).map_err(|why| {
            Failure::no(format!("les signatures ne vont pas ensemble ({why}) ; signez de nouveau"), why.to_string())
        })?;
        let signed = self.file(&note, text)?;
        self.take_back(paper, round)?;
        if paper == Paper::Correction {
            for path in [paper.word(), draft_of(paper)].map(|name| self.path(round, name)) {
                fs::remove_file(&path).map_err(Failure::at(&path))?;
            }
        }
        Ok(Some(signed))
    }

    /// Signs a message that one holder signs alone, and files it.
    pub fn sign_alone(&self, message: &Unsigned, holder: Id, secret: &SecretString) -> Result<Signed, Failure> {
        let note = self.signature(message, holder, secret)?;
        self.file(&note, message)
    }

    fn signature(&self, message: &Unsigned, holder: Id, secret: &SecretString) -> Result<String, Failure> {
        let key = self.key(holder)?;
        let ring = Keyring::load(&self.key_file(holder), secret)?;
        let signer = ring.signer(&self.excerpt.name(key))?;
        signing::fits(key, &signer, message.message().body.at()).map_err(|why| {
            let named = |language| format!("{holder} : {}", why.text(language));
            Failure::no(named(Language::French), named(Language::English))
        })?;
        Ok(sign(message.text(), &[&signer]))
    }

    fn file(&self, note: &str, message: &Unsigned) -> Result<Signed, Failure> {
        let id = message.id();
        let name = format!("{}-{}", kind(message.message()), &id.to_string()[..16]);
        self.folder.write(&[(format!("messages/{name}.note"), note.as_bytes().to_vec())])?;
        let message = message.message().clone();
        Ok(Signed { name, note: note.as_bytes().to_vec(), message, id, fate: Fate::Unsent })
    }

    /// The key of a holder of this station.
    pub fn key(&self, holder: Id) -> Result<&Key, Failure> {
        self.excerpt.holders().find(|key| key.holder == holder).ok_or_else(|| {
            let all: Vec<String> = self.excerpt.holders().map(|key| key.holder.to_string()).collect();
            let all = all.join(", ");
            Failure::usage(
                format!("{holder} : pas un titulaire de ce bureau ({all})"),
                format!("{holder}: not a holder of this station ({all})"),
            )
        })
    }

    /// Where a holder's private key lies.
    pub fn key_file(&self, holder: Id) -> PathBuf {
        self.folder.path(&format!("keys/{holder}.age"))
    }

    /// The holders whose private keys lie here.
    pub fn keyed(&self) -> Vec<Id> {
        self.excerpt.holders().map(|key| key.holder).filter(|holder| self.key_file(*holder).exists()).collect()
    }

    /// Keeps a holder's private key, under his own passphrase.
    pub fn keep_key(&self, holder: Id, ring: &Keyring, secret: &SecretString) -> Result<(), Failure> {
        ring.save(&self.key_file(holder), secret, Work::Act)
    }

    /// A message in the mode and under the definition of this station.
    pub fn unsigned(&self, body: Body) -> Unsigned {
        Unsigned::of(Message { definition: self.excerpt.post().definition, mode: self.mode(), body })
    }

    fn path(&self, round: u8, name: &str) -> PathBuf {
        self.folder.path(&format!("round-{round}/{name}"))
    }
}

/// Round and edition of a report or correction.
pub fn edition(signed: &Signed) -> Option<(u8, Standing)> {
    let (round, edition, figures) = match &signed.message.body {
        Body::Report(report) => (report.round, report.edition, &report.figures),
        Body::Correction(correction) => (correction.round, correction.edition, &correction.figures),
        _ => return None,
    };
    Some((round, Standing { edition, id: signed.id, figures: figures.clone() }))
}

/// What lies in a directory; nothing where there is none.
pub(super) fn list(place: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries = match fs::read_dir(place) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Failure::at(place)(error)),
    };
    entries.map(|entry| entry.map(|entry| entry.path()).map_err(Failure::at(place))).collect()
}

pub(super) fn has_ending(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|own| own == ending)
}

pub(super) fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

pub fn of_gate(gate: Gate) -> Failure {
    Failure::no(gate.text(Language::French), gate.text(Language::English))
}

/// A moment given on the command line.
pub fn moment(name: &str, text: &str) -> Result<Stamp, Failure> {
    Stamp::parse(text).ok_or_else(|| {
        let french = format!("{name} {text} : pas un moment (AAAA-MM-JJTHH:MM:SS+HH:MM)");
        Failure::usage(french, format!("{name} {text}: YYYY-MM-DDTHH:MM:SS+HH:MM"))
    })
}

/// An address of a hub: `http://` or `https://`, and no character that hides anything.
pub(super) fn address(text: &str) -> Result<String, ()> {
    let scheme = text.starts_with("http://") || text.starts_with("https://");
    let plain = text.bytes().all(|byte| byte.is_ascii_graphic()) && text.len() <= MAX_ADDRESS_BYTES;
    if scheme && plain { Ok(text.to_owned()) } else { Err(()) }
}
