//! What is asked at entry: bounds at once, history with an earlier contest, neighbours once enough is in.

use checks::{Address, Contest, Line, Station};
use election::message::Figures;
use election::refusal::Language;
use election::{Counts, Id, Votes};
use server::screens::warnings::MIN_REPORTED;
use server::screens::{Asking, Earlier, Warnings};
use station::form::Form;

use super::hall::{Hall, csrf, definition};

fn id(text: &str) -> Id {
    Id::new(text).unwrap()
}

fn votes(figure: u32) -> Votes {
    Votes::new(figure).unwrap()
}

fn lines() -> Vec<Line> {
    [1, 2].map(|panel| Line { panel, family: format!("CANDIDATE {panel}") }).into()
}

fn counts(registered: u32, first: u32, second: u32) -> Counts {
    let cast = votes(first + second + 7);
    Counts {
        registered: votes(registered),
        signed_in: cast,
        cast,
        blank: votes(4),
        void: votes(3),
        valid: votes(first + second),
        candidates: [first, second].map(votes).into(),
    }
}

fn at(station: &str, counts: Counts) -> Station {
    let (commune, department) = (id("01-001"), id("01"));
    let address = Address { station: id(station), commune, department, constituency: Some(department), position: None };
    Station { address, counts }
}

fn figures(counts: &Counts) -> Figures<Votes> {
    Figures::of(counts, &definition().rounds()[0])
}

/// As the file of an earlier contest says: the first station had half as many voters.
fn earlier() -> Earlier {
    let stations = vec![at("01-001-0001", counts(500, 150, 100)), at("01-001-0002", counts(1000, 300, 200))];
    Earlier::new("Présidentielle 2012", Contest::new(lines(), stations).unwrap()).unwrap()
}

fn codes(asking: &Asking, station: &str, counts: &Counts) -> Vec<String> {
    let form = Form::new(&definition(), 1, id(station)).unwrap();
    let questions = asking.questions(&form, &figures(counts));
    questions.iter().map(|question| question.code.to_string()).collect()
}

#[test]
fn an_earlier_contest_asks_from_the_first_report_on() {
    let now = counts(1000, 300, 200);
    let alone = Asking::new(definition(), None);
    assert_eq!(codes(&alone, "01-001-0001", &now), Vec::<String>::new());
    assert_eq!(alone.earlier(id("01-001-0001"), Language::French), None);
    let asking = Asking::new(definition(), Some(earlier()));
    assert_eq!(codes(&asking, "01-001-0001", &now), ["W403"], "twice as many voters");
    assert_eq!(codes(&asking, "01-001-0003", &now), Vec::<String>::new(), "a station that was not there");
    assert_eq!(codes(&asking, "01-001-0002", &now), ["W502"], "the very figures of the earlier contest");
    let said = asking.earlier(id("01-001-0001"), Language::English).unwrap();
    assert_eq!(said, "Présidentielle 2012: this station had 500 registered, 257 cast, 4 blank, 3 void papers.");
    assert!(Earlier::new("a\u{202e}b", Contest::default()).is_none() && Earlier::new("", Contest::default()).is_none());
}

/// Stations where the first of two candidates has about three votes in five.
fn reported(number: u32) -> Contest {
    let station = |at_: u32| {
        let first = 290 + at_ * 7 % 23;
        at(&format!("01-001-{:04}", 100 + at_), counts(1000, first, 190 + at_ * 11 % 19))
    };
    Contest::new(lines(), (0..number).map(station).collect()).unwrap()
}

#[test]
fn neighbours_are_asked_about_once_enough_is_in() {
    let asking = Asking::new(definition(), None);
    let exchanged = counts(1000, 195, 301);
    let few = u32::try_from(MIN_REPORTED).unwrap() - 1;
    asking.teach(1, &reported(few));
    assert_eq!(codes(&asking, "01-001-0001", &exchanged), Vec::<String>::new(), "not enough to tell");
    asking.teach(1, &reported(few + 1));
    let asked = codes(&asking, "01-001-0001", &exchanged);
    assert!(asked.contains(&"W402".to_owned()), "two rows exchanged: {asked:?}");
    assert_eq!(codes(&asking, "01-001-0001", &counts(1000, 301, 195)), Vec::<String>::new(), "the honest twin");
    let form = Form::new(&definition(), 2, id("01-001-0001")).unwrap();
    assert!(asking.questions(&form, &figures(&exchanged)).is_empty(), "the other round has taught nothing");
}

/// The page asks, tells what the station had, and goes on with a reason.
#[test]
fn the_screen_tells_what_the_station_had() {
    let hall = Hall::asking(earlier());
    let mut a = hall.log_in("clerk-a");
    let word = csrf(&a);
    let form = |reason: &'static str| {
        let figures = ["1000", "507", "507", "4", "3", "500", "300", "200"];
        let names = ["registered", "signed-in", "cast", "blank", "void", "valid", "candidate-1", "candidate-2"];
        let mut fields: Vec<(String, &str)> = names.map(|name| format!("f-{name}")).into_iter().zip(figures).collect();
        fields.extend([
            ("counted".to_owned(), "20:04"),
            ("reason".to_owned(), reason),
            ("csrf".to_owned(), word.as_str()),
        ]);
        fields
    };
    let path = "/hub/stations/1/01-001-0001/entry";
    let mut post = |fields: Vec<(String, &str)>| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        hall.post(&mut a, path, &fields)
    };
    let asked = post(form(""));
    assert!(asked.status == 422 && asked.body.contains("W403"), "{}", asked.body);
    let said = "Présidentielle 2012 : ce bureau avait 500 inscrits, 257 votants, 4 bulletins blancs, 3 nuls.";
    assert!(asked.body.contains(said), "{}", asked.body);
    assert_eq!(post(form("deux rues rattachées")).status, 200);
}
