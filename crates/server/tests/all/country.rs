//! A department of one commune and twelve stations, with the keys of all, and the messages of its
//! evening.

use std::sync::Arc;

use election::definition::{Candidate, Hours, Key, Level, Mode, Parts, Place, Role, Round, Sex, Station, Zone};
use election::message::{Body, Callback, Correction, Event, Field, Figures, Report, Seal, Status};
use election::{Definition, Id, Message, Stamp, Votes};
use tlog::note::{Signer, sign};
use tlog::{Hash, SecretKey};

/// Stations of the country.
const STATIONS: u32 = 12;

fn id(text: &str) -> Id {
    Id::new(text).expect("a valid identifier")
}

fn stamp(text: &str) -> Stamp {
    Stamp::parse(text).expect("a valid moment")
}

fn votes(figure: u32) -> Votes {
    Votes::new(figure).expect("below the limit")
}

fn station(number: u32) -> String {
    format!("01-001-{number:04}")
}

/// The private key of a name: its seed is the hash of the name.
fn signer(name: &str) -> Signer {
    Signer::new(name, SecretKey::from_seed(&Hash::of(name.as_bytes()).0)).expect("a legal name")
}

/// The log's key.
pub fn log() -> Signer {
    signer("log.example/country")
}

fn holder(scope: &str, holder: &str) -> Signer {
    signer(&format!("country/{scope}/{holder}"))
}

fn key(scope: &str, name: &str, role: Role) -> Key {
    let public = holder(scope, name).verifier_key().key().compact();
    Key { scope: id(scope), holder: id(name), role, from: None, to: None, public }
}

fn place(place: &str, level: Level, parent: Option<&str>) -> Place {
    let name = format!("Name of {place}");
    Place { id: id(place), level, parent: parent.map(id), position: None, zone: Zone::Unstated, name }
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
        candidates: [1, 2].map(candidate).into(),
    }
}

/// The definition; another title is another election.
pub fn definition(title: &str) -> Arc<Definition> {
    let mut keys = vec![key("FR", "authority", Role::Authority), key("01", "prefecture", Role::Prefecture)];
    let mut stations = Vec::new();
    for number in 1..=STATIONS {
        let station = station(number);
        keys.push(key(&station, "president", Role::President));
        keys.push(key(&station, "secretary", Role::Secretary));
        stations.push(Station {
            id: id(&station),
            commune: id("01-001"),
            venue: None,
            constituency: Some(id("01")),
            hours: id("a"),
            registered: [Some(votes(1000)), Some(votes(1000)), None, None],
        });
    }
    let parts = Parts {
        election: id("country"),
        title: title.to_owned(),
        mode: Mode::Test,
        log: log().verifier_key().clone(),
        quorum: 0,
        witnesses: Vec::new(),
        thresholds: Vec::new(),
        rounds: vec![round(1, "2017-04-23"), round(2, "2017-05-07")],
        places: vec![
            place("FR", Level::Nation, None),
            place("R1", Level::Region, Some("FR")),
            place("01", Level::Department, Some("R1")),
            place("01-001", Level::Commune, Some("01")),
        ],
        venues: Vec::new(),
        stations,
        keys,
    };
    Arc::new(Definition::new(parts).expect("the country is without fault"))
}

fn figures(first: u32, second: u32) -> Figures<Votes> {
    let cast = votes(first + second + 7);
    Figures {
        registered: votes(1000),
        signed_in: cast,
        cast,
        blank: votes(4),
        void: votes(3),
        valid: votes(first + second),
        candidates: [(1, votes(first)), (2, votes(second))].into(),
    }
}

fn evening() -> Stamp {
    stamp("2017-04-23T20:14:00+02:00")
}

fn text(definition: &Definition, body: Body) -> String {
    Message { definition: definition.hash(), mode: Mode::Test, body }.to_string()
}

fn seal(definition: &Definition) -> String {
    let parts = definition.parts();
    let sizes = [parts.rounds.len(), parts.places.len(), parts.stations.len(), parts.keys.len()];
    let body = Body::Seal(Seal {
        election: parts.election,
        title: parts.title.clone(),
        sizes: sizes.map(|size| size as u64),
        bytes: definition.sealed_bytes(),
        at: stamp("2017-04-20T12:00:00+02:00"),
    });
    sign(&text(definition, body), &[&holder("FR", "authority")])
}

fn by_the_bureau(number: u32, text: &str) -> String {
    let station = station(number);
    sign(text, &[&holder(&station, "president"), &holder(&station, "secretary")])
}

fn report(definition: &Definition, number: u32, figures: Figures<Votes>) -> String {
    let (station, counted_at) = (id(&station(number)), evening());
    text(definition, Body::Report(Report { round: 1, station, edition: 1, figures, reason: None, counted_at }))
}

/// A first report that contradicts the one of [`messages`].
pub fn contradiction(definition: &Definition) -> String {
    by_the_bureau(3, &report(definition, 3, figures(1, 2)))
}

/// A report that one member of the bureau has signed alone.
pub fn signed_by_one(definition: &Definition) -> String {
    let text = report(definition, 4, figures(5, 6));
    sign(&text, &[&holder(&station(4), "president")])
}

/// The same text as the report of station 5, under two signatures that are not good.
pub fn forged(definition: &Definition) -> String {
    let text = report(definition, 5, figures(50, 500));
    let [one, two] = ["president", "secretary"].map(|name| {
        let name = format!("country/{}/{name}", station(5));
        Signer::new(&name, SecretKey::from_seed(&[9; 32])).expect("a legal name")
    });
    sign(&text, &[&one, &two])
}

/// A report of the second round, well signed.
pub fn of_round_two(definition: &Definition) -> String {
    let counted_at = stamp("2017-05-07T20:14:00+02:00");
    let report =
        Report { round: 2, station: id(&station(1)), edition: 1, figures: figures(3, 4), reason: None, counted_at };
    by_the_bureau(1, &text(definition, Body::Report(report)))
}

/// A station's message that it is installed for the second round.
pub fn installed_for_round_two(definition: &Definition) -> String {
    let at = stamp("2017-05-07T07:30:00+02:00");
    let body =
        Body::Status(Status { round: 2, station: id(&station(1)), event: Event::Installed, signed_in: None, at });
    sign(&text(definition, body), &[&holder(&station(1), "president")])
}

/// What a station says at noon: another text for every count.
pub fn at_noon(definition: &Definition, number: u32, signed_in: u32) -> String {
    let (station, at) = (station(number), stamp("2017-04-23T12:00:00+02:00"));
    let status = Status { round: 1, station: id(&station), event: Event::Noon, signed_in: Some(votes(signed_in)), at };
    sign(&text(definition, Body::Status(status)), &[&holder(&station, "president")])
}

/// The messages of an evening in order, each one admitted: the seal, a report from every station,
/// two corrections, two readings back.
pub fn messages(definition: &Definition) -> Vec<String> {
    let mut messages = vec![seal(definition)];
    for number in 1..=STATIONS {
        messages.push(by_the_bureau(number, &report(definition, number, reported(number))));
    }
    messages.push(correction(definition, 1));
    messages.push(correction(definition, 2));
    messages.push(callback(definition, 6));
    messages.push(callback(definition, 7));
    messages
}

fn reported(number: u32) -> Figures<Votes> {
    figures(10 * number, 100 * number % 700)
}

fn correction(definition: &Definition, number: u32) -> String {
    let (from, to) = (reported(number), figures(11 * number, 100 * number));
    let body = Body::Correction(Correction {
        round: 1,
        station: id(&station(number)),
        edition: 2,
        replaces: Message::id(&report(definition, number, reported(number))),
        changed: to.changed(&from),
        figures: to,
        reason: "read again".to_owned(),
        at: evening(),
    });
    by_two_of_the_correction(number, &text(definition, body))
}

/// A member of the bureau, and the prefecture. Signature lines ascend by name.
fn by_two_of_the_correction(number: u32, text: &str) -> String {
    sign(text, &[&holder(&station(number), "president"), &holder("01", "prefecture")])
}

fn callback(definition: &Definition, number: u32) -> String {
    let figures = reported(number);
    let read = [Field::Cast, Field::Candidate(2)].map(|field| (field, figures.at(field).expect("there")));
    let report = Message::id(&report(definition, number, reported(number)));
    let body = Body::Callback(Callback { round: 1, station: id(&station(number)), report, read, at: evening() });
    sign(&text(definition, body), &[&holder("01", "prefecture")])
}
