//! A country of one region, two departments, three communes and four stations, with keys for all.

use std::sync::Arc;

use election::{
    Board, Definition, Id, Message, Stamp, Votes,
    board::NotAdmitted,
    definition::{Candidate, Hours, Key, Level, Mode, Parts, Place, Role, Round, Sex, Station, Zone},
    evidence::{Logged, Received},
    message::{Body, Callback, Correction, Field, Figures, Report, Seal},
    refusal::Refusal,
};
use tlog::{
    hash::Hash,
    key::SecretKey,
    note::{Signer, sign},
};

/// Every station of the country.
pub const STATIONS: [&str; 4] = ["01-001-0001", "01-001-0002", "01-002-0001", "02-001-0001"];

pub fn id(text: &str) -> Id {
    Id::new(text).expect("a valid identifier")
}

pub fn stamp(text: &str) -> Stamp {
    Stamp::parse(text).expect("a valid moment")
}

pub fn evening() -> Stamp {
    stamp("2017-04-23T20:14:00+02:00")
}

pub fn votes(figure: u32) -> Votes {
    Votes::new(figure).expect("below the limit")
}

/// The private key of a holder: its seed is the hash of its name.
pub fn signer(name: &str) -> Signer {
    let seed = Hash::of(name.as_bytes()).0;
    Signer::new(name, SecretKey::from_seed(&seed)).expect("a legal name")
}

pub fn holder(scope: &str, holder: &str) -> Signer {
    signer(&format!("fr-test/{scope}/{holder}"))
}

fn place(place: &str, level: Level, parent: Option<&str>) -> Place {
    let name = format!("Name of {place}");
    Place { id: id(place), level, parent: parent.map(id), position: None, zone: Zone::Unstated, name }
}

fn key(scope: &str, name: &str, role: Role) -> Key {
    let public = holder(scope, name).verifier_key().key().compact();
    Key { scope: id(scope), holder: id(name), role, from: None, to: None, public }
}

fn round(number: u8, panels: &[u16]) -> Round {
    let day = if number == 1 { "2017-04-23" } else { "2017-05-07" };
    let at = |hour: &str| stamp(&format!("{day}T{hour}:00:00+02:00"));
    let candidate = |number: &u16| Candidate {
        number: *number,
        sex: Sex::Unstated,
        family: format!("CANDIDATE {number}"),
        given: String::new(),
    };
    Round {
        number,
        publishes: at("20"),
        hours: vec![Hours { class: id("a"), opens: at("08"), closes: at("19") }],
        candidates: panels.iter().map(candidate).collect(),
    }
}

pub fn parts() -> Parts {
    let mut keys = vec![
        key("FR", "authority", Role::Authority),
        key("FR", "court", Role::Court),
        key("01", "prefecture-a", Role::Prefecture),
        key("01", "prefecture-b", Role::Prefecture),
        key("02", "prefecture-a", Role::Prefecture),
        key("01-001", "clerk", Role::Commune),
    ];
    let mut stations = Vec::new();
    for station in STATIONS {
        keys.push(key(station, "president", Role::President));
        keys.push(key(station, "secretary", Role::Secretary));
        stations.push(Station {
            id: id(station),
            commune: id(&station[..6]),
            venue: None,
            constituency: Some(id("01")),
            hours: id("a"),
            registered: [Some(votes(1000)), Some(votes(1000)), None, None],
        });
    }
    Parts {
        election: id("fr-test"),
        title: "Élection d'essai".to_owned(),
        mode: Mode::Test,
        log: signer("log.example/fr-test").verifier_key().clone(),
        quorum: 0,
        witnesses: Vec::new(),
        thresholds: Vec::new(),
        rounds: vec![round(1, &[1, 2, 3]), round(2, &[2, 3])],
        places: vec![
            place("FR", Level::Nation, None),
            place("R1", Level::Region, Some("FR")),
            place("01", Level::Department, Some("R1")),
            place("02", Level::Department, Some("R1")),
            place("01-001", Level::Commune, Some("01")),
            place("01-002", Level::Commune, Some("01")),
            place("02-001", Level::Commune, Some("02")),
        ],
        venues: Vec::new(),
        stations,
        keys,
    }
}

pub fn definition() -> Arc<Definition> {
    Arc::new(Definition::new(parts()).expect("the fixture is without fault"))
}

/// The figures of a station: cast = signed-in, and the rest follows from the votes.
pub fn figures(blank: u32, void: u32, candidates: &[(u16, u32)]) -> Figures<Votes> {
    let valid = candidates.iter().map(|(_, votes)| votes).sum::<u32>();
    let cast = votes(valid + blank + void);
    Figures {
        registered: votes(1000),
        signed_in: cast,
        cast,
        blank: votes(blank),
        void: votes(void),
        valid: votes(valid),
        candidates: candidates.iter().map(|(panel, figure)| (*panel, votes(*figure))).collect(),
    }
}

pub fn report(station: &str, figures: Figures<Votes>) -> Body {
    let station = id(station);
    Body::Report(Report { round: 1, station, edition: 1, figures, reason: None, counted_at: evening() })
}

/// The report that stands in most tests.
pub fn usual() -> Figures<Votes> {
    figures(10, 5, &[(1, 100), (2, 200), (3, 300)])
}

pub fn correction(station: &str, edition: u16, replaces: Hash, from: &Figures<Votes>, to: Figures<Votes>) -> Body {
    Body::Correction(Correction {
        round: 1,
        station: id(station),
        edition,
        replaces,
        changed: to.changed(from),
        figures: to,
        reason: "read again".to_owned(),
        at: evening(),
    })
}

pub fn callback(station: &str, report: Hash, figures: &Figures<Votes>) -> Body {
    let read = [Field::Cast, Field::Candidate(2)].map(|field| (field, figures.at(field).expect("there")));
    Body::Callback(Callback { round: 1, station: id(station), report, read, at: evening() })
}

/// A log without a log: a board and what went into it.
pub struct Night {
    pub definition: Arc<Definition>,
    pub board: Board,
}

impl Night {
    /// A night whose log holds the seal of the definition.
    pub fn begun() -> Self {
        let mut night = Self::empty();
        night.send(seal(&night.definition), &[holder("FR", "authority")]).expect("the seal is admitted");
        night
    }

    pub fn empty() -> Self {
        let definition = definition();
        Self { board: Board::new(Arc::clone(&definition)), definition }
    }

    pub fn message(&self, body: Body) -> Message {
        Message { definition: self.definition.hash(), mode: Mode::Test, body }
    }

    /// Signs and admits, through the bytes, as on the night.
    pub fn send(&mut self, body: Body, signers: &[Signer]) -> Result<Logged, NotAdmitted> {
        let text = self.message(body).to_string();
        let signers: Vec<&Signer> = signers.iter().collect();
        self.deliver(sign(&text, &signers).as_bytes())
    }

    pub fn deliver(&mut self, bytes: &[u8]) -> Result<Logged, NotAdmitted> {
        let received = Received::parse(bytes)?;
        let signed = received.authenticate(self.board.keys())?;
        self.board.admit(signed)
    }

    /// A report by the president and the secretary of its station.
    pub fn report(&mut self, station: &str, figures: Figures<Votes>) -> Result<Logged, NotAdmitted> {
        self.send(report(station, figures), &bureau(station))
    }

    /// Sends, and gives the code of the refusal, or `ok`.
    pub fn code(&mut self, body: Body, signers: &[Signer]) -> &'static str {
        code(self.send(body, signers))
    }
}

/// The two who sign a station's report.
pub fn bureau(station: &str) -> [Signer; 2] {
    [holder(station, "president"), holder(station, "secretary")]
}

pub fn seal(definition: &Definition) -> Body {
    let parts = definition.parts();
    let sizes = [parts.rounds.len(), parts.places.len(), parts.stations.len(), parts.keys.len()];
    Body::Seal(Seal {
        election: parts.election,
        title: parts.title.clone(),
        sizes: sizes.map(|size| size as u64),
        bytes: definition.sealed_bytes(),
        at: stamp("2017-04-20T12:00:00+02:00"),
    })
}

pub fn code(result: Result<Logged, NotAdmitted>) -> &'static str {
    match result {
        Ok(_) => "ok",
        Err(NotAdmitted::Already { .. }) => "already",
        Err(NotAdmitted::Refused(refusal)) => refusal.code(),
    }
}

pub fn form(bytes: &[u8]) -> &'static str {
    match Received::parse(bytes) {
        Ok(_) => "ok",
        Err(refusal @ (Refusal::Form(_) | Refusal::Note(_))) => refusal.code(),
        Err(_) => unreachable!("parsing gives no other refusal"),
    }
}
