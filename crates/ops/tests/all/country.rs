//! Two departments of one commune each, their people, and a room that obeys.

use std::sync::Arc;

use election::definition::{
    Candidate, Hours, Key, Level, Mode, Parts, Place, Position, Role, Round, Sex, Station, Zone,
};
use election::message::{Body, Figures, Report};
use election::{Definition, Id, Message, Stamp, Votes};
use ops::account::{KeyName, Secret};
use ops::desk::{Channel, Signature, Unsigned};
use ops::event::{Fact, NewAccount};
use ops::step::{Actor, Command, step};
use ops::{Refusal, Room};
use tlog::{Hash, SecretKey, Signer};

/// The station most tests are about.
pub const STATION: &str = "01-001-0001";

pub fn id(text: &str) -> Id {
    Id::new(text).expect("a valid identifier")
}

pub fn stamp(text: &str) -> Stamp {
    Stamp::parse(text).expect("a valid moment")
}

pub fn votes(figure: u32) -> Votes {
    Votes::new(figure).expect("below the limit")
}

/// Ten past the legal hour.
pub fn evening() -> Stamp {
    stamp("2017-04-23T20:10:00+02:00")
}

pub fn signer(name: &str) -> Signer {
    Signer::new(name, SecretKey::from_seed(&Hash::of(name.as_bytes()).0)).expect("a legal name")
}

fn key(scope: &str, holder: &str, role: Role) -> Key {
    let public = signer(&format!("country/{scope}/{holder}")).verifier_key().key().compact();
    Key { scope: id(scope), holder: id(holder), role, from: None, to: None, public }
}

fn place(name: &str, level: Level, parent: Option<&str>) -> Place {
    let parent = parent.map(id);
    // Two communes a degree and a half apart, so that neither's ground is the other's.
    let position = (level == Level::Commune).then(|| Position {
        lon_e6: if name.starts_with("01") { 5_200_000 } else { 3_600_000 },
        lat_e6: if name.starts_with("01") { 46_200_000 } else { 49_600_000 },
    });
    Place { id: id(name), level, parent, position, zone: Zone::Unstated, name: format!("Place {name}") }
}

fn round(number: u8, day: &str) -> Round {
    let at = |hour: &str| stamp(&format!("{day}T{hour}:00:00+02:00"));
    let candidate = |number: u16| Candidate {
        number,
        sex: Sex::Unstated,
        family: format!("CANDIDATE {number}"),
        given: String::new(),
    };
    Round {
        number,
        publishes: at("20"),
        hours: vec![Hours { class: id("a"), opens: at("08"), closes: at("19") }],
        candidates: [1, 2, 3].map(candidate).into(),
    }
}

fn station(name: &str, commune: &str) -> Station {
    Station {
        id: id(name),
        commune: id(commune),
        venue: None,
        constituency: None,
        hours: id("a"),
        registered: [Some(votes(1000)), Some(votes(1000)), None, None],
    }
}

pub fn definition() -> Arc<Definition> {
    let mut keys = vec![key("FR", "authority", Role::Authority), key("FR", "court", Role::Court)];
    for department in ["01", "02"] {
        keys.extend(["prefecture-a", "prefecture-b"].map(|holder| key(department, holder, Role::Prefecture)));
        let commune = format!("{department}-001");
        keys.extend(["clerk-a", "clerk-b"].map(|holder| key(&commune, holder, Role::Commune)));
    }
    let parts = Parts {
        election: id("country"),
        title: "A country".to_owned(),
        mode: Mode::Test,
        log: signer("log.example/country").verifier_key().clone(),
        quorum: 0,
        witnesses: Vec::new(),
        thresholds: Vec::new(),
        rounds: vec![round(1, "2017-04-23"), round(2, "2017-05-07")],
        places: vec![
            place("FR", Level::Nation, None),
            place("R1", Level::Region, Some("FR")),
            place("01", Level::Department, Some("R1")),
            place("02", Level::Department, Some("R1")),
            place("01-001", Level::Commune, Some("01")),
            place("02-001", Level::Commune, Some("02")),
        ],
        venues: Vec::new(),
        stations: vec![station(STATION, "01-001"), station("01-001-0002", "01-001"), station("02-001-0001", "02-001")],
        keys,
    };
    Arc::new(Definition::new(parts).expect("the country is without fault"))
}

/// Account, role, scope, holder of the key.
const PEOPLE: &[(&str, ops::Role, &str, Option<&str>)] = &[
    ("admin", ops::Role::Administrator, "FR", None),
    ("admin-2", ops::Role::Administrator, "FR", None),
    ("nation-1", ops::Role::NationalOps, "FR", None),
    ("nation-2", ops::Role::NationalOps, "FR", None),
    ("room-01", ops::Role::PrefectureOps, "01", None),
    ("room-02", ops::Role::PrefectureOps, "02", None),
    ("results-01-a", ops::Role::PrefectureResults, "01", Some("prefecture-a")),
    ("results-01-b", ops::Role::PrefectureResults, "01", Some("prefecture-b")),
    ("results-01-x", ops::Role::PrefectureResults, "01", Some("prefecture-a")),
    ("results-02-a", ops::Role::PrefectureResults, "02", Some("prefecture-a")),
    ("clerk-a", ops::Role::Clerk, "01-001", Some("clerk-a")),
    ("clerk-b", ops::Role::Clerk, "01-001", Some("clerk-b")),
    ("clerk-c", ops::Role::Clerk, "01-001", None),
    ("clerk-a-too", ops::Role::Clerk, "01-001", Some("clerk-a")),
    ("clerk-next-door", ops::Role::Clerk, "02-001", Some("clerk-a")),
    ("station-1", ops::Role::Station, STATION, None),
    ("leader", ops::Role::Leader, "01", None),
    ("wall", ops::Role::Wall, "FR", None),
    ("auditor", ops::Role::Auditor, "FR", None),
];

pub fn secret(text: &str) -> Secret {
    Secret::new(text).expect("a phrase")
}

pub fn new_account(account: &str, role: ops::Role, scope: &str, holder: Option<&str>) -> NewAccount {
    NewAccount {
        account: id(account),
        name: format!("Person {account}"),
        role,
        scope: id(scope),
        key: holder.map(|holder| KeyName { scope: id(scope), holder: id(holder) }),
        password: secret("$hash"),
        second: role.needs_second_factor().then(|| secret("SEED")),
    }
}

/// A room with everybody in it, and the events that made it so.
pub struct Office {
    pub room: Room,
    pub events: Vec<ops::Event>,
    pub now: Stamp,
}

impl Office {
    pub fn new() -> Self {
        let mut office = Self { room: Room::new(definition()), events: Vec::new(), now: evening() };
        for (account, role, scope, holder) in PEOPLE {
            let new = new_account(account, *role, scope, *holder);
            office.hub(Command::MakeAccount(new)).expect("people are without fault");
        }
        office
    }

    pub fn hub(&mut self, command: Command) -> Result<Vec<Fact>, Refusal> {
        self.act(Actor::Hub, command)
    }

    /// What a person does.
    pub fn by(&mut self, account: &str, command: Command) -> Result<Vec<Fact>, Refusal> {
        self.act(Actor::Account(id(account)), command)
    }

    fn act(&mut self, actor: Actor, command: Command) -> Result<Vec<Fact>, Refusal> {
        let facts = step(&self.room, self.now, actor, command)?;
        let by = match actor {
            Actor::Hub => None,
            Actor::Account(id) => Some(id),
        };
        for event in self.room.link(self.now, by, facts.clone()) {
            self.room.apply(&event);
            self.events.push(event);
        }
        Ok(facts)
    }

    pub fn later(&mut self, seconds: i64) {
        self.now = self.now.plus(seconds).expect("in this century");
    }
}

pub fn figures(first: u32, second: u32) -> Figures<Votes> {
    let cast = votes(first + second + 7);
    Figures {
        registered: votes(1000),
        signed_in: cast,
        cast,
        blank: votes(4),
        void: votes(3),
        valid: votes(first + second),
        candidates: [(1, votes(first)), (2, votes(second)), (3, votes(0))].into(),
    }
}

/// An unsigned report of [`STATION`].
pub fn report(figures: Figures<Votes>) -> Unsigned {
    let definition = definition();
    let report = Report { round: 1, station: id(STATION), edition: 1, figures, reason: None, counted_at: evening() };
    let message = Message { definition: definition.hash(), mode: Mode::Test, body: Body::Report(report) };
    Unsigned::new(message).expect("a report")
}

/// The signature of an account under a text.
pub fn signature(account: &str, key: &str, text: &str) -> Signature {
    let key = KeyName::parse(key).expect("a key name");
    let note = tlog::note::sign(text, &[&signer(&format!("country/{key}"))]);
    let line = note.lines().last().and_then(|line| line.strip_prefix("— ")).expect("a signature line");
    Signature { by: id(account), key, line: line.to_owned() }
}

pub fn enter_first(figures: Figures<Votes>) -> Command {
    Command::EnterFirst { channel: Channel::Paper, report: report(figures), words: None, signature: None }
}

pub fn spot() -> ops::room::Spot {
    (1, id(STATION))
}

/// A state in which a report stands and waits for its call-back.
pub fn reported() -> election::state::StationState {
    let counts = election::Counts {
        registered: votes(1000),
        signed_in: votes(507),
        cast: votes(507),
        blank: votes(4),
        void: votes(3),
        valid: votes(500),
        candidates: [300, 200, 0].map(votes).into(),
    };
    let standing = election::state::Standing { edition: 1, report: Hash([7; 32]), replaces: None, index: 1, counts };
    election::state::StationState::Reported(standing)
}
