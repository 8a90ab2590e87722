//! A country of one station, with as many candidates as a test wants.

use election::{
    Definition, Id, Stamp, Votes,
    definition::{Candidate, Hours, Key, Level, Mode, Parts, Place, Role, Round, Sex, Station, Venue, Zone},
    message::Field,
};
use station::form::{Form, Typed, Unsigned};
use tlog::{
    hash::Hash,
    key::SecretKey,
    note::{Signer, sign},
};

pub const STATION: &str = "23-096-0012";

pub fn id(text: &str) -> Id {
    Id::new(text).expect("a valid identifier")
}

pub fn stamp(text: &str) -> Stamp {
    Stamp::parse(text).expect("a valid moment")
}

pub fn evening() -> Stamp {
    stamp("2017-04-23T20:14:00+02:00")
}

fn signer(name: &str) -> Signer {
    Signer::new(name, SecretKey::from_seed(&Hash::of(name.as_bytes()).0)).expect("a legal name")
}

pub fn holder(holder: &str) -> Signer {
    signer(&format!("fr-test/{STATION}/{holder}"))
}

pub fn log() -> Signer {
    signer("log.example/fr-test")
}

fn key(name: &str, role: Role) -> Key {
    let public = holder(name).verifier_key().key().compact();
    Key { scope: id(STATION), holder: id(name), role, from: None, to: None, public }
}

const NAMES: [(&str, &str); 6] = [
    ("Zoé", "AUBÉPINE"),
    ("Jean-Gérard", "DE LA HAUTE-FUTAIE"),
    ("Œdipe", "ŒILLET"),
    ("Marie-Françoise", "L'HÊTRE-PLEUREUR"),
    ("", "LISTE DES COQUELICOTS"),
    ("Ünal", "ÇIÇEK <&>"),
];

fn place(place: &str, level: Level, parent: Option<&str>, name: &str) -> Place {
    Place { id: id(place), level, parent: parent.map(id), position: None, zone: Zone::Unstated, name: name.to_owned() }
}

/// A definition with this many candidates in its one round; 1,204 voters.
pub fn definition(candidates: u16) -> Definition {
    let at = |hour: &str| stamp(&format!("2017-04-23T{hour}:00:00+02:00"));
    let candidate = |number: u16| {
        let (given, family) = NAMES[usize::from(number - 1) % NAMES.len()];
        Candidate { number, sex: Sex::Unstated, family: family.to_owned(), given: given.to_owned() }
    };
    let round = Round {
        number: 1,
        publishes: at("20"),
        hours: vec![Hours { class: id("a"), opens: at("08"), closes: at("19") }],
        candidates: (1..=candidates).map(candidate).collect(),
    };
    let station = Station {
        id: id(STATION),
        commune: id("23-096"),
        venue: Some(id("23-096-v1")),
        constituency: None,
        hours: id("a"),
        registered: [Votes::new(1_204), None, None, None],
    };
    let venue =
        Venue { id: id("23-096-v1"), commune: id("23-096"), position: None, name: "École Jean-Macé".to_owned() };
    let parts = Parts {
        election: id("fr-test"),
        title: "Élection d'essai".to_owned(),
        mode: Mode::Test,
        log: log().verifier_key().clone(),
        quorum: 0,
        witnesses: Vec::new(),
        thresholds: Vec::new(),
        rounds: vec![round],
        places: vec![
            place("FR", Level::Nation, None, "France"),
            place("R75", Level::Region, Some("FR"), "Nouvelle-Aquitaine"),
            place("23", Level::Department, Some("R75"), "Creuse"),
            place("23-096", Level::Commune, Some("23"), "Guéret"),
        ],
        venues: vec![venue],
        stations: vec![station],
        keys: vec![key("president", Role::President), key("secretary", Role::Secretary)],
    };
    Definition::new(parts).expect("the fixture is without fault")
}

pub fn form(candidates: u16) -> Form {
    Form::new(&definition(candidates), 1, id(STATION)).expect("the station opens")
}

/// A good entry: 861 signatures and papers, 14 blank, 6 void, and valid votes that add up.
pub fn typed(form: &Form) -> Typed {
    let mut typed = Typed::default();
    let mut put = |field, text: &str| typed.put(field, text).expect("kept");
    for (field, text) in Field::FIXED.into_iter().zip(["1 204", "861", "861", "14", "6", "841"]) {
        put(field, text);
    }
    let count = u32::try_from(form.candidates().len()).expect("few");
    for (at, candidate) in (0..).zip(form.candidates()) {
        let votes = if at == 0 { 841 - 841 / count * (count - 1) } else { 841 / count };
        put(Field::Candidate(candidate.number), &votes.to_string());
    }
    typed
}

pub fn report(candidates: u16) -> Unsigned {
    let form = form(candidates);
    form.read(&typed(&form)).entry(&[]).expect("a good entry").report(evening())
}

/// The report of a good entry, signed by both holders of the station.
pub fn note(candidates: u16) -> Vec<u8> {
    sign(report(candidates).text(), &[&holder("president"), &holder("secretary")]).into_bytes()
}
