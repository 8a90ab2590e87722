//! `vigie accounts`: the people of the hub's screens, in bulk and at a terminal.

mod letter;
mod pens;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use election::{Definition, Id, Stamp, definition::Mode, publish::json::Json, refusal::Language};
use ops::account::{KeyName, Secret};
use ops::event::NewAccount;
use ops::roles::Role;
use ops::step::{Actor, Command as Act, step};
use server::rooms::{NotDone, Rooms};
use server::screens::{admin, secrets};
use verifier::wording::{counted, say};

pub use self::letter::Letter;
use self::letter::{page, print_secret};
pub use self::pens::FilePens;
use self::pens::give;
use crate::{
    clock::unix_time,
    commands::definition::open_sealed,
    failure::Failure,
    folder::{Folder, write_private},
    keyring::{Keyring, Passphrase},
    rooms,
};

/// Most lines of one file of accounts.
const MAX_LINES: usize = 100_000;

/// Make, list, lock and reset the accounts of the hub's screens.
#[derive(clap::Subcommand)]
pub enum Command {
    /// Make the accounts of a CSV file and write the letters that give access
    Import(Import),
    /// List the accounts
    List(List),
    /// Lock an account
    Lock(Lock),
    /// Unlock an account and forget its failed log-ins
    Unlock(Unlock),
    /// Give an account a new first password and a new second factor
    Reset(Reset),
    /// Print the code of a second factor as an authenticator shows it (exercises only)
    Code(Code),
}

#[derive(clap::Args)]
pub struct Import {
    /// The election directory, sealed; its hub must not be running
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// CSV with the columns account, name, role, scope, holder
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The file for the letters, HTML; it holds passwords
    #[arg(long, value_name = "FILE")]
    letters: PathBuf,
    /// The encrypted key file; else DIR/private/keys.age
    #[arg(long, value_name = "FILE")]
    private: Option<PathBuf>,
    /// Print one JSON object a line, passwords included (exercises only)
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    passphrase: Passphrase,
}

#[derive(clap::Args)]
pub struct List {
    /// The election directory, sealed; its hub must not be running
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// Print one JSON object a line
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    passphrase: Passphrase,
}

#[derive(clap::Args)]
pub struct Lock {
    /// The election directory, sealed; its hub must not be running
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// Which account
    #[arg(value_name = "ACCOUNT")]
    account: Id,
    /// Why, in one line
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    passphrase: Passphrase,
}

#[derive(clap::Args)]
pub struct Unlock {
    /// The election directory, sealed; its hub must not be running
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// Which account
    #[arg(value_name = "ACCOUNT")]
    account: Id,
    #[command(flatten)]
    passphrase: Passphrase,
}

#[derive(clap::Args)]
pub struct Reset {
    /// The election directory, sealed; its hub must not be running
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// Which account
    #[arg(value_name = "ACCOUNT")]
    account: Id,
    /// The file for the letter, HTML; it holds a password
    #[arg(long, value_name = "FILE")]
    letters: PathBuf,
    /// The encrypted key file; else DIR/private/keys.age
    #[arg(long, value_name = "FILE")]
    private: Option<PathBuf>,
    #[command(flatten)]
    passphrase: Passphrase,
}

#[derive(clap::Args)]
pub struct Code {
    /// The log-ins of an exercise: CSV with the columns account, password, second
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Which account
    #[arg(value_name = "ACCOUNT")]
    account: Id,
}

impl Command {
    pub fn run(self, language: Language) -> Result<(), Failure> {
        match self {
            Self::Import(import) => import.run(language),
            Self::List(list) => list.run(),
            Self::Lock(lock) => lock.run(),
            Self::Unlock(unlock) => unlock.run(),
            Self::Reset(reset) => reset.run(),
            Self::Code(code) => code.run(),
        }
    }
}

impl Import {
    /// The accounts of a file, for an exercise.
    pub fn of_exercise(folder: &Folder, file: PathBuf, letters: PathBuf, passphrase: &Passphrase) -> Self {
        Self { directory: folder.path(""), file, letters, private: None, json: false, passphrase: passphrase.clone() }
    }

    fn run(&self, language: Language) -> Result<(), Failure> {
        let letters = self.make()?;
        if self.json {
            letters.iter().for_each(print_secret);
            return Ok(());
        }
        let made = counted(
            language,
            letters.len() as u64,
            ["compte créé", "comptes créés"],
            ["account made", "accounts made"],
        );
        let letters = self.letters.display();
        println!(
            "{}",
            say(language, format!("{made}, les lettres dans {letters}"), format!("{made}, letters in {letters}"))
        );
        Ok(())
    }

    /// Makes the accounts and writes the letters.
    pub fn make(&self) -> Result<Vec<Letter>, Failure> {
        let (folder, definition, mut rooms) = opened(&self.directory, &self.passphrase)?;
        if self.json && definition.parts().mode == Mode::Live {
            return Err(Failure::usage(
                "--json écrit des mots de passe : réservé aux exercices",
                "--json prints passwords: for exercises only",
            ));
        }
        let lines = self.lines()?;
        let ring = if lines.iter().any(|line| line.key.is_some()) {
            Some(ring(&folder, &definition, self.private.as_deref(), &self.passphrase)?)
        } else {
            None
        };
        let people = lines.into_iter().map(person).collect::<Result<Vec<_>, _>>()?;
        tried(&rooms, &definition, &people)?;
        let mut letters = Vec::with_capacity(people.len());
        for (new, password) in people {
            letters.push(made(&folder, &definition, &mut rooms, ring.as_ref(), new, password)?);
        }
        write_private(&self.letters, page(&definition, &letters).as_bytes())?;
        Ok(letters)
    }

    /// Every line, or every fault of the file: nothing is made of half a file.
    fn lines(&self) -> Result<Vec<Line>, Failure> {
        let bytes = fs::read(&self.file).map_err(Failure::at(&self.file))?;
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter(&bytes)).from_reader(bytes.as_slice());
        let head: Vec<String> =
            reader.headers().map_err(|error| bad(&self.file, 1, &error))?.iter().map(str::to_owned).collect();
        if head != ["account", "name", "role", "scope", "holder"] {
            return Err(bad(&self.file, 1, &"account,name,role,scope,holder"));
        }
        let mut lines = Vec::new();
        for (at, record) in reader.records().enumerate() {
            let record = record.map_err(|error| bad(&self.file, at + 2, &error))?;
            lines.push(
                Line::read(&record)
                    .ok_or_else(|| bad(&self.file, at + 2, &record.iter().collect::<Vec<_>>().join(",")))?,
            );
            if lines.len() > MAX_LINES {
                return Err(bad(&self.file, at + 2, &"MAX_LINES"));
            }
        }
        Ok(lines)
    }
}

fn delimiter(bytes: &[u8]) -> u8 {
    let head = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    if head.contains(&b';') { b';' } else { b',' }
}

fn bad(path: &Path, line: usize, why: &dyn std::fmt::Display) -> Failure {
    let path = path.display();
    Failure::usage(format!("{path}, ligne {line} : {why}"), format!("{path}, line {line}: {why}"))
}

/// One account of the file.
struct Line {
    account: Id,
    name: String,
    role: Role,
    scope: Id,
    key: Option<KeyName>,
}

impl Line {
    fn read(record: &csv::StringRecord) -> Option<Self> {
        let at = |column: usize| record.get(column).map(str::trim);
        let scope = Id::new(at(3)?).ok()?;
        let key = match at(4)? {
            "" => None,
            holder => Some(KeyName { scope, holder: Id::new(holder).ok()? }),
        };
        let name = at(1).filter(|name| election::text::is_phrase(name))?.to_owned();
        Some(Self { account: Id::new(at(0)?).ok()?, name, role: at(2)?.parse().ok()?, scope, key })
    }
}

/// A line as an account, with its first password.
fn person(line: Line) -> Result<(NewAccount, String), Failure> {
    let (text, password) = admin::first_password().map_err(|error| rooms::failed(&error))?;
    let second = if line.role.needs_second_factor() { Some(new_seed()?) } else { None };
    let Line { account, name, role, scope, key } = line;
    Ok((NewAccount { account, name, role, scope, key, password, second }, text))
}

/// In a picture that is thrown away: nobody is made of a file in which somebody is refused.
fn tried(rooms: &Rooms, definition: &Definition, people: &[(NewAccount, String)]) -> Result<(), Failure> {
    let (mut room, now) = (rooms.room().clone(), now(definition)?);
    for (new, _) in people {
        let facts = step(&room, now, Actor::Hub, Act::MakeAccount(new.clone()));
        let facts = facts.map_err(|refusal| refused(new.account, &NotDone::Refused(refusal)))?;
        let events = room.link(now, None, facts);
        for event in &events {
            room.apply(event);
        }
    }
    Ok(())
}

fn made(
    folder: &Folder,
    definition: &Definition,
    rooms: &mut Rooms,
    ring: Option<&Keyring>,
    new: NewAccount,
    password: String,
) -> Result<Letter, Failure> {
    let NewAccount { account, name, role, scope, key, second, .. } = new.clone();
    act(rooms, definition, account, Act::MakeAccount(new))?;
    if let (Some(key), Some(ring)) = (key, ring) {
        give(folder, ring, account, &key.of(definition), &password)?;
    }
    Ok(Letter { account, name, role, scope, password, second })
}

fn new_seed() -> Result<Secret, Failure> {
    secrets::new_seed().map_err(|error| rooms::failed(&error))
}

impl List {
    fn run(&self) -> Result<(), Failure> {
        let (_, _, rooms) = opened(&self.directory, &self.passphrase)?;
        for (account, found) in rooms.room().accounts() {
            if self.json {
                let mut out = String::new();
                Json::new(&mut out).object(|json| {
                    json.name("account").display(account);
                    json.name("name").display(found.name.as_str());
                    json.name("role").display(found.role);
                    json.name("scope").display(found.scope);
                    json.name("key").display(found.key.map_or_else(String::new, |key| key.to_string()));
                    json.name("locked").display(found.locked.clone().unwrap_or_default());
                });
                println!("{out}");
            } else {
                let key = found.key.map_or_else(|| "-".to_owned(), |key| key.to_string());
                let locked = found.locked.as_ref().map_or_else(String::new, |why| format!(" ({why})"));
                println!("{account:24} {:20} {:12} {key:24} {}{locked}", found.role, found.scope, found.name);
            }
        }
        Ok(())
    }
}

impl Lock {
    fn run(self) -> Result<(), Failure> {
        let (_, definition, mut rooms) = opened(&self.directory, &self.passphrase)?;
        act(&mut rooms, &definition, self.account, Act::Lock { account: self.account, reason: self.reason })
    }
}

impl Unlock {
    fn run(self) -> Result<(), Failure> {
        let (_, definition, mut rooms) = opened(&self.directory, &self.passphrase)?;
        act(&mut rooms, &definition, self.account, Act::Unlock { account: self.account })
    }
}

impl Reset {
    fn run(self) -> Result<(), Failure> {
        let (folder, definition, mut rooms) = opened(&self.directory, &self.passphrase)?;
        let account = self.account;
        let found = rooms.room().accounts().get(&account).cloned();
        let found = found.ok_or_else(|| refused(account, &NotDone::Refused(ops::Refusal::NoAccount)))?;
        let (text, password) = admin::first_password().map_err(|error| rooms::failed(&error))?;
        if let Some(key) = found.key {
            let ring = ring(&folder, &definition, self.private.as_deref(), &self.passphrase)?;
            give(&folder, &ring, account, &key.of(&definition), &text)?;
        }
        act(&mut rooms, &definition, account, Act::SetPassword { account, password })?;
        let second = if found.role.needs_second_factor() { Some(new_seed()?) } else { None };
        if let Some(seed) = &second {
            act(&mut rooms, &definition, account, Act::SetSecondFactor { account, second: seed.clone() })?;
        }
        act(&mut rooms, &definition, account, Act::Unlock { account })?;
        let letter = Letter { account, name: found.name, role: found.role, scope: found.scope, password: text, second };
        write_private(&self.letters, page(&definition, &[letter]).as_bytes())
    }
}

impl Code {
    /// By the machine's clock, which is that of an authenticator.
    fn run(&self) -> Result<(), Failure> {
        let mut reader = csv::Reader::from_path(&self.file).map_err(|error| bad(&self.file, 1, &error))?;
        for (at, record) in reader.records().enumerate() {
            let record = record.map_err(|error| bad(&self.file, at + 2, &error))?;
            if record.get(0) == Some(self.account.as_str()) {
                let seed = record.get(2).and_then(Secret::new);
                let code = seed.and_then(|seed| secrets::code_at(&seed, utc(unix_time())?));
                let code = code.ok_or_else(|| bad(&self.file, at + 2, &"second"))?;
                println!("{code}");
                return Ok(());
            }
        }
        Err(refused(self.account, &NotDone::Refused(ops::Refusal::NoAccount)))
    }
}

/// The rooms of an election directory, while no hub has them.
fn opened(directory: &Path, passphrase: &Passphrase) -> Result<(Folder, Arc<Definition>, Rooms), Failure> {
    let folder = Folder::open(directory)?;
    let definition = open_sealed(&folder.path("definition"))?;
    let rooms = rooms::open(&folder, &definition, passphrase)?;
    Ok((folder, definition, rooms))
}

fn ring(
    folder: &Folder,
    definition: &Definition,
    private: Option<&Path>,
    passphrase: &Passphrase,
) -> Result<Keyring, Failure> {
    let private = private.map_or_else(|| folder.path("private/keys.age"), Path::to_owned);
    Keyring::load(&private, &passphrase.of_election(folder, definition.parts().mode)?)
}

/// A moment written in universal time.
fn utc(seconds: i64) -> Option<Stamp> {
    Stamp::parse("1970-01-01T00:00:00+00:00")?.at(seconds)
}

/// The moment by the machine's clock, written with the offset of the first legal hour.
fn now(definition: &Definition) -> Result<Stamp, Failure> {
    let shown = definition.rounds().first().and_then(|round| round.publishes.at(unix_time()));
    shown.ok_or_else(|| Failure::usage("aucun tour", "no round"))
}

fn act(rooms: &mut Rooms, definition: &Definition, account: Id, command: Act) -> Result<(), Failure> {
    let done = rooms.act(now(definition)?, Actor::Hub, command);
    done.map(|_| ()).map_err(|error| refused(account, &error))
}

fn refused(account: Id, error: &NotDone) -> Failure {
    match error {
        NotDone::Refused(refusal) => Failure::no(
            format!("{account} : {}", refusal.text(Language::French)),
            format!("{account}: {}", refusal.text(Language::English)),
        ),
        NotDone::Failed(_) | NotDone::Chance(_) | NotDone::Head(_) | NotDone::Draft => rooms::failed(error),
    }
}
