//! The durable shell of the rooms' journal: events are on the disk before they are believed.
//!
//! ```text
//! DIR/rooms.sqlite   events in strict text, each naming the hash of the one before; drafts; sealed
//! DIR/rooms.head     number and hash of the last sealed row, so that an older copy is noticed
//! ```
//!
//! A command goes through [`ops::step()`], its events are committed with an fsync, and only then
//! the picture moves on. At opening every event is read and the chain is checked: an edited or a
//! deleted row is named (T38). The file beside the database finds a database that was put back
//! from an older copy; who puts back both is found by the log's own journal, which remembers with
//! every batch of messages how far this one was ([`Rooms::reaches`]). Incidents, orders and threats
//! lie in it: what is written is sealed ([`RoomKey`]).

mod cipher;
mod people;
mod store;

use std::fs;
use std::io;
use std::ops::{ControlFlow, Range};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use election::{Definition, Id, Stamp, refusal::Language};
use ops::room::Broken;
use ops::step::{Actor, Command, step};
use ops::{Event, Refusal, Room};
use thiserror::Error;
use tlog::Hash;

pub use self::cipher::RoomKey;
use self::cipher::{Cipher, Place};
pub use self::people::People;
pub use self::store::{NotOpened, Sqlite, Store, StoreFailed};
use crate::journal::Beside;

pub(crate) const DATABASE: &str = "rooms.sqlite";
const HEAD: &str = "rooms.head";

/// Longest draft, bytes.
pub const MAX_DRAFT_BYTES: usize = 65_536;

/// Most drafts of one account: every station of the largest commune, twice.
pub const MAX_DRAFTS: u32 = 4_000;

/// Most events given for one page of the journal.
pub const MAX_EVENTS_AT_ONCE: u32 = 200;

/// Most events of a stretch: who reads it holds up the rooms for some milliseconds.
pub const MAX_STRETCH: u64 = 1_000;

/// Rooms that are open; nobody else has their journal meanwhile.
pub struct Rooms {
    room: Room,
    store: Box<dyn Store>,
    cipher: Cipher,
    head: PathBuf,
    /// Number of events and hash of the last one's row; whoever keeps the log looks at it too.
    end: Arc<Mutex<Beside>>,
    /// When each event was, in seconds: a past moment is looked for without opening a row.
    moments: Vec<i64>,
    people: Arc<People>,
}

/// Why rooms do not open.
#[derive(Debug, Error)]
pub enum RoomsRefused {
    /// The file: somebody else has it, or it is no store.
    #[error(transparent)]
    NotOpened(#[from] NotOpened),
    /// The disk or the database.
    #[error("the rooms' journal: {0}")]
    Failed(#[from] StoreFailed),
    /// The file of the head.
    #[error("the rooms' head: {0}")]
    Head(io::Error),
    /// A row does not open, or is no event in its one spelling.
    #[error("row {row} of the rooms' journal is not what this key sealed: it was changed, or the key was")]
    Row {
        /// Number of the row.
        row: u64,
    },
    /// The chain is broken.
    #[error("the rooms' journal was changed: {0}")]
    Chain(#[from] Broken),
    /// The journal is shorter than it was, or ends in another event.
    #[error("the rooms' journal was put back from an older copy: it had {had} events and has {has}")]
    RolledBack {
        /// Events that there were.
        had: u64,
        /// Events that there are.
        has: u64,
    },
}

/// Why a command was not done.
#[derive(Debug, Error)]
pub enum NotDone {
    /// It was refused.
    #[error("{}", .0.code())]
    Refused(Refusal),
    /// It could not be made durable; nothing was done.
    #[error("the rooms' journal: {0}")]
    Failed(#[from] StoreFailed),
    /// The system gives no randomness.
    #[error("no randomness: {0}")]
    Chance(#[from] getrandom::Error),
    /// The head of a copy could not be written.
    #[error("the head of the copy: {0}")]
    Head(io::Error),
    /// A draft beyond the limits.
    #[error("beyond the limit of drafts")]
    Draft,
}

impl From<Refusal> for NotDone {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl Rooms {
    /// Opens the rooms in a directory, or begins them, and checks the whole chain.
    pub fn open(dir: &Path, definition: Arc<Definition>, key: RoomKey) -> Result<Self, RoomsRefused> {
        Self::with(Box::new(Sqlite::open(&dir.join(DATABASE))?), dir, definition, key)
    }

    /// As [`Rooms::open`], with the rows in another store; the head lies in the directory.
    pub fn with(
        store: Box<dyn Store>,
        dir: &Path,
        definition: Arc<Definition>,
        key: RoomKey,
    ) -> Result<Self, RoomsRefused> {
        let cipher = Cipher::new(key, definition.hash());
        let mut moments = Vec::new();
        let room = Reading { store: &*store, cipher: &cipher }.replayed(definition, |at| moments.push(at.instant()))?;
        let people = Arc::new(People::of(&room));
        let end =
            Arc::new(Mutex::new(Beside { size: room.size(), hash: Hash::of(&store.last()?.unwrap_or_default()) }));
        let rooms = Self { room, store, cipher, head: dir.join(HEAD), end, moments, people };
        rooms.compare_head()?;
        Ok(rooms)
    }

    /// The picture.
    pub fn room(&self) -> &Room {
        &self.room
    }

    /// Who has an account, as it is at any time.
    pub fn people(&self) -> Arc<People> {
        Arc::clone(&self.people)
    }

    /// Decides on a command; what it comes to is durable when this returns.
    pub fn act(&mut self, now: Stamp, actor: Actor, command: Command) -> Result<Vec<Event>, NotDone> {
        let facts = step(&self.room, now, actor, command)?;
        let by = match actor {
            Actor::Hub => None,
            Actor::Account(account) => Some(account),
        };
        let events = self.room.link(now, by, facts);
        if events.is_empty() {
            return Ok(events);
        }
        let seal = |event: &Event| self.cipher.seal(Place::Event(event.number), &event.text());
        let rows: Vec<Vec<u8>> = events.iter().map(seal).collect::<Result<_, _>>()?;
        self.store.append(events[0].number, &rows)?;
        let last = rows.last().map_or(self.end().hash, |row| Hash::of(row));
        for event in &events {
            self.room.apply(event);
            self.moments.push(event.at.instant());
            self.people.heard(&self.room, event);
        }
        *self.end.lock().unwrap_or_else(PoisonError::into_inner) = Beside { size: self.room.size(), hash: last };
        // Without the fsync that the journal had: a lost head only hides a rolled-back copy.
        let _ = fs::write(&self.head, self.head_line());
        Ok(events)
    }

    /// Events of a page, the latest first, before a number. A row that was spoilt is left out here;
    /// the check names it.
    pub fn events(&self, before: u64, most: u32) -> Result<Vec<Event>, StoreFailed> {
        let before = before.min(self.room.size());
        let first = before.saturating_sub(most.min(MAX_EVENTS_AT_ONCE).into());
        let mut events = Vec::new();
        self.store.each(first..before, &mut |row, sealed| {
            events.extend(self.reading().event(row, &sealed).ok());
            ControlFlow::Continue(())
        })?;
        events.reverse();
        Ok(events)
    }

    /// How many events were known at a moment: those up to the last one that is not later, as
    /// [`Room::at`] has it.
    pub fn length_at(&self, moment: Stamp) -> u64 {
        let last = self.moments.iter().rposition(|at| *at <= moment.instant());
        last.map_or(0, |last| u64::try_from(last).unwrap_or(u64::MAX) + 1)
    }

    /// When an event was, in seconds.
    pub fn when(&self, number: u64) -> Option<i64> {
        usize::try_from(number).ok().and_then(|at| self.moments.get(at).copied())
    }

    /// The events from one number to before another, in their order, [`MAX_STRETCH`] at most.
    pub fn stretch(&self, from: u64, to: u64) -> Result<Vec<Event>, RoomsRefused> {
        let mut events = Vec::new();
        self.reading().each(from..to.min(from.saturating_add(MAX_STRETCH)), |event| {
            events.push(event);
            Ok(())
        })?;
        Ok(events)
    }

    /// Reads the whole chain again and compares it with the picture: what is wrong, if anything.
    pub fn check(&self, language: Language) -> Vec<String> {
        let say = |french: String, english: String| if language == Language::French { french } else { english };
        match self.reading().replayed(Arc::clone(self.room.definition()), |_| ()) {
            Ok(room) if room.head() == self.room.head() => Vec::new(),
            Ok(_) => vec![say(
                "le journal des salles a été changé pendant que le concentrateur marchait".to_owned(),
                "the rooms' journal was changed while the hub ran".to_owned(),
            )],
            // Which event, and which check of the chain: the words of the journal's own reader.
            Err(refused) => {
                vec![say(format!("le journal des salles ne se relit plus : {refused}"), refused.to_string())]
            }
        }
    }

    /// A copy of the journal, whole and consistent, in a new file, and its head beside it.
    pub fn back_up(&self, to: &Path) -> Result<(), NotDone> {
        self.store.copy(to)?;
        fs::write(to.with_file_name(HEAD), self.head_line()).map_err(NotDone::Head)
    }

    /// Keeps what an account typed into a form, as it was typed.
    pub fn keep(&mut self, account: Id, form: &str, text: &str) -> Result<(), NotDone> {
        if text.len() > MAX_DRAFT_BYTES {
            return Err(NotDone::Draft);
        }
        let sealed = self.cipher.seal(Place::Draft { account, form }, text)?;
        if self.store.keep(account.as_str(), form, &sealed, MAX_DRAFTS)? { Ok(()) } else { Err(NotDone::Draft) }
    }

    /// What an account typed into a form.
    pub fn kept(&self, account: Id, form: &str) -> Result<Option<String>, StoreFailed> {
        let found = self.store.kept(account.as_str(), form)?;
        // A draft that somebody spoilt is no draft: there is nothing to be shown of it.
        Ok(found.and_then(|sealed| self.cipher.open(Place::Draft { account, form }, &sealed)))
    }

    /// Forgets a draft whose content stands in an event.
    pub fn forget(&mut self, account: Id, form: &str) -> Result<(), StoreFailed> {
        self.store.forget(account.as_str(), form)
    }

    fn reading(&self) -> Reading<'_> {
        Reading { store: &*self.store, cipher: &self.cipher }
    }

    fn head_line(&self) -> String {
        let Beside { size, hash } = self.end();
        format!("{size} {hash}\n")
    }

    fn end(&self) -> Beside {
        *self.end.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How far the journal is, durably, at any time.
    pub fn reached(&self) -> impl Fn() -> Beside + Send + Sync + 'static {
        let end = Arc::clone(&self.end);
        move || *end.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Refuses a journal that is shorter than it was, or had another event there.
    pub fn reaches(&self, place: &Beside) -> Result<(), RoomsRefused> {
        let Beside { size: had, hash } = *place;
        let mut found = None;
        self.store.each(had.saturating_sub(1)..had, &mut |_, sealed| {
            found = Some(sealed);
            ControlFlow::Break(())
        })?;
        let same = had == 0 || found.is_some_and(|sealed| Hash::of(&sealed) == hash);
        if same { Ok(()) } else { Err(RoomsRefused::RolledBack { had, has: self.room.size() }) }
    }

    fn compare_head(&self) -> Result<(), RoomsRefused> {
        let text = match fs::read_to_string(&self.head) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(RoomsRefused::Head(error)),
        };
        let head =
            text.trim_end().split_once(' ').and_then(|(size, hash)| Some((size.parse().ok()?, Hash::from_hex(hash)?)));
        // A torn head says nothing: it is written without an fsync.
        head.map_or(Ok(()), |(size, hash)| self.reaches(&Beside { size, hash }))
    }
}

/// The journal in its store, and what opens it.
#[derive(Clone, Copy)]
struct Reading<'a> {
    store: &'a dyn Store,
    cipher: &'a Cipher,
}

impl Reading<'_> {
    /// The event of a row.
    fn event(self, row: u64, sealed: &[u8]) -> Result<Event, RoomsRefused> {
        let text = self.cipher.open(Place::Event(row), sealed);
        let event = text.and_then(|text| Event::parse(text.as_bytes()).ok()).filter(|event| event.number == row);
        event.ok_or(RoomsRefused::Row { row })
    }

    /// Gives the events of a stretch in their order, up to the first that is refused.
    fn each(
        self,
        stretch: Range<u64>,
        mut give: impl FnMut(Event) -> Result<(), RoomsRefused>,
    ) -> Result<(), RoomsRefused> {
        let mut outcome = Ok(());
        self.store.each(stretch, &mut |row, sealed| {
            outcome = self.event(row, &sealed).and_then(&mut give);
            if outcome.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        outcome
    }

    /// The fold of all events; when each was is told on the way.
    fn replayed(self, definition: Arc<Definition>, mut at: impl FnMut(Stamp)) -> Result<Room, RoomsRefused> {
        let mut room = Room::new(definition);
        self.each(0..u64::MAX, |event| {
            room.replay(&event)?;
            at(event.at);
            Ok(())
        })?;
        Ok(room)
    }
}
