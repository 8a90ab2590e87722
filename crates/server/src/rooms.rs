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
//! from an older copy; who puts back both is found by the public log, whose messages this journal
//! speaks of. Incidents, orders and threats lie in it: what is written is sealed ([`RoomKey`]).

mod cipher;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use election::{Definition, Id, Stamp, refusal::Language};
use ops::room::Broken;
use ops::step::{Actor, Command, step};
use ops::{Event, Refusal, Room};
use rusqlite::{Connection, OptionalExtension as _, Row, TransactionBehavior, params};
use thiserror::Error;
use tlog::Hash;

pub use self::cipher::RoomKey;
use self::cipher::{Cipher, Place};

pub(crate) const DATABASE: &str = "rooms.sqlite";
const HEAD: &str = "rooms.head";
const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS events (
    number INTEGER PRIMARY KEY,
    sealed BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS drafts (
    account TEXT NOT NULL,
    form    TEXT NOT NULL,
    sealed  BLOB NOT NULL,
    PRIMARY KEY (account, form)
) STRICT;
";

/// Longest draft, bytes.
pub const MAX_DRAFT_BYTES: usize = 65_536;

/// Most drafts of one account: every station of the largest commune, twice.
pub const MAX_DRAFTS: u32 = 4_000;

/// Most events given for one page of the journal.
pub const MAX_EVENTS_AT_ONCE: u32 = 200;

/// Rooms that are open; nobody else has their journal meanwhile.
pub struct Rooms {
    room: Room,
    store: Connection,
    cipher: Cipher,
    head: PathBuf,
    /// Number of events and hash of the last one's row.
    end: (u64, Hash),
}

/// Why rooms do not open.
#[derive(Debug, Error)]
pub enum RoomsRefused {
    /// Somebody else has them: a hub that runs.
    #[error("{}: in use by another process; stop the hub first, or use its screens", .0.display())]
    InUse(PathBuf),
    /// The disk or the database.
    #[error("the rooms' journal: {0}")]
    Failed(#[from] rusqlite::Error),
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
    Failed(#[from] rusqlite::Error),
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
        let path = dir.join(DATABASE);
        let store = connect(&path).map_err(|error| match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DatabaseBusy) => RoomsRefused::InUse(path.clone()),
            _ => RoomsRefused::Failed(error),
        })?;
        let cipher = Cipher::new(key, definition.hash());
        let room = Reading { store: &store, cipher: &cipher }.replayed(definition, i64::MAX)?;
        let end = (room.size(), last_row(&store)?);
        let rooms = Self { room, store, cipher, head: dir.join(HEAD), end };
        rooms.compare_head()?;
        Ok(rooms)
    }

    /// The picture.
    pub fn room(&self) -> &Room {
        &self.room
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
        let tx = self.store.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut last = self.end.1;
        for event in &events {
            let sealed = self.cipher.seal(Place::Event(number(event)), &event.text())?;
            tx.execute("INSERT INTO events VALUES (?, ?)", params![number(event), sealed])?;
            last = Hash::of(&sealed);
        }
        tx.commit()?;
        for event in &events {
            self.room.apply(event);
        }
        self.end = (self.room.size(), last);
        // Without the fsync that the journal had: a lost head only hides a rolled-back copy.
        let _ = fs::write(&self.head, self.head_line());
        Ok(events)
    }

    /// Events of a page, the latest first, before a number.
    pub fn events(&self, before: u64, most: u32) -> rusqlite::Result<Vec<Event>> {
        let sql = "SELECT number, sealed FROM events WHERE number < ? ORDER BY number DESC LIMIT ?";
        let mut statement = self.store.prepare(sql)?;
        let before = i64::try_from(before).unwrap_or(i64::MAX);
        let reading = self.reading();
        let rows =
            statement.query_map(params![before, most.min(MAX_EVENTS_AT_ONCE)], |row| Ok(reading.event(row)?.ok()))?;
        let events: Vec<Option<Event>> = rows.collect::<rusqlite::Result<_>>()?;
        Ok(events.into_iter().flatten().collect())
    }

    /// The rooms as they were at a moment: [`Room::at`], read from the disk without holding all of
    /// the journal in memory.
    pub fn at(&self, moment: Stamp) -> Result<Room, RoomsRefused> {
        let mut statement = self.store.prepare("SELECT number, sealed FROM events ORDER BY number")?;
        let mut rows = statement.query([])?;
        let mut length = 0;
        while let Some(row) = rows.next()? {
            let event = self.reading().event(row)??;
            if event.at.instant() <= moment.instant() {
                length = number(&event) + 1;
            }
        }
        self.reading().replayed(Arc::clone(self.room.definition()), length)
    }

    /// Reads the whole chain again and compares it with the picture: what is wrong, if anything.
    pub fn check(&self, language: Language) -> Vec<String> {
        let say = |french: String, english: String| if language == Language::French { french } else { english };
        match self.reading().replayed(Arc::clone(self.room.definition()), i64::MAX) {
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
        let path = to.to_string_lossy();
        self.store.execute("VACUUM INTO ?", [path.as_ref()])?;
        fs::write(to.with_file_name(HEAD), self.head_line()).map_err(NotDone::Head)
    }

    /// Keeps what an account typed into a form, as it was typed.
    pub fn keep(&mut self, account: Id, form: &str, text: &str) -> Result<(), NotDone> {
        let sealed = self.cipher.seal(Place::Draft { account, form }, text)?;
        let account = account.to_string();
        let sql = "SELECT count(*) FROM drafts WHERE account = ? AND form <> ?";
        let kept: u32 = self.store.query_row(sql, [account.as_str(), form], |row| row.get(0))?;
        if text.len() > MAX_DRAFT_BYTES || kept >= MAX_DRAFTS {
            return Err(NotDone::Draft);
        }
        let sql = "INSERT INTO drafts VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET sealed = excluded.sealed";
        self.store.execute(sql, params![account, form, sealed])?;
        Ok(())
    }

    /// What an account typed into a form.
    pub fn kept(&self, account: Id, form: &str) -> rusqlite::Result<Option<String>> {
        let sql = "SELECT sealed FROM drafts WHERE account = ? AND form = ?";
        let found = self.store.query_row(sql, [account.as_str(), form], |row| row.get::<_, Vec<u8>>(0)).optional()?;
        // A draft that somebody spoilt is no draft: there is nothing to be shown of it.
        Ok(found.and_then(|sealed| self.cipher.open(Place::Draft { account, form }, &sealed)))
    }

    /// Forgets a draft whose content stands in an event.
    pub fn forget(&mut self, account: Id, form: &str) -> rusqlite::Result<()> {
        self.store.execute("DELETE FROM drafts WHERE account = ? AND form = ?", [account.as_str(), form])?;
        Ok(())
    }

    fn reading(&self) -> Reading<'_> {
        Reading { store: &self.store, cipher: &self.cipher }
    }

    fn head_line(&self) -> String {
        let (size, hash) = self.end;
        format!("{size} {hash}\n")
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
        let Some((had, hash)) = head else { return Ok(()) };
        let has = self.room.size();
        let last = i64::try_from(had).unwrap_or(i64::MAX) - 1;
        let sql = "SELECT sealed FROM events WHERE number = ?";
        let found: Option<Vec<u8>> = self.store.query_row(sql, [last], |row| row.get(0)).optional()?;
        let same = had == 0 || found.is_some_and(|sealed| Hash::of(&sealed) == hash);
        if same { Ok(()) } else { Err(RoomsRefused::RolledBack { had, has }) }
    }
}

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let store = Connection::open(path)?;
    store.busy_timeout(std::time::Duration::from_millis(200))?;
    // One process has the picture in its memory: a second writer would part the two.
    store.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    store.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    store.pragma_update(None, "synchronous", "FULL")?;
    store.execute_batch(SCHEMA)?;
    Ok(store)
}

fn number(event: &Event) -> i64 {
    i64::try_from(event.number).unwrap_or_else(|_| unreachable!("numbers are below MAX_EVENTS"))
}

/// The hash of the last row; of nothing where there is none.
fn last_row(store: &Connection) -> rusqlite::Result<Hash> {
    let sql = "SELECT sealed FROM events ORDER BY number DESC LIMIT 1";
    let sealed: Option<Vec<u8>> = store.query_row(sql, [], |row| row.get(0)).optional()?;
    Ok(Hash::of(&sealed.unwrap_or_default()))
}

/// The journal on the disk, and what opens it.
#[derive(Clone, Copy)]
struct Reading<'a> {
    store: &'a Connection,
    cipher: &'a Cipher,
}

impl Reading<'_> {
    /// The event of a row of `number, sealed`.
    fn event(self, row: &Row<'_>) -> rusqlite::Result<Result<Event, RoomsRefused>> {
        let (at, sealed): (i64, Vec<u8>) = (row.get(0)?, row.get(1)?);
        let text = self.cipher.open(Place::Event(at), &sealed);
        let event = text
            .and_then(|text| Event::parse(text.as_bytes()).ok())
            .filter(|event| i64::try_from(event.number) == Ok(at));
        Ok(event.ok_or_else(|| RoomsRefused::Row { row: u64::try_from(at).unwrap_or(u64::MAX) }))
    }

    /// The fold of the first so many events.
    fn replayed(self, definition: Arc<Definition>, length: i64) -> Result<Room, RoomsRefused> {
        let mut room = Room::new(definition);
        let sql = "SELECT number, sealed FROM events WHERE number < ? ORDER BY number";
        let mut statement = self.store.prepare(sql)?;
        let mut rows = statement.query([length])?;
        while let Some(row) = rows.next()? {
            room.replay(&self.event(row)??)?;
        }
        Ok(room)
    }
}
