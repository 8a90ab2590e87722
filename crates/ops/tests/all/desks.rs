//! Entries: blind, twice, and a third for what differs.

use election::message::Field;
use election::words;
use ops::Refusal;
use ops::desk::{Channel, Desk, Sent};
use ops::step::Command;
use proptest::prelude::*;
use tlog::Hash;

use crate::country::{Office, enter_first, evening, figures, report, signature, spot, votes};

fn sign(account: &str, key: &str, desk: &Desk) -> Command {
    let Desk::Agreed(agreed) = desk else { panic!("not agreed: {desk:?}") };
    let text = agreed.report.message().to_string();
    Command::Sign { spot: spot(), shown: agreed.report.id(), signature: signature(account, key, &text) }
}

fn second(first: u32, other: u32) -> Command {
    Command::EnterSecond { spot: spot(), figures: figures(first, other), counted_at: evening() }
}

fn desk(office: &Office) -> Desk {
    office.room.desk(spot()).expect("something was typed").clone()
}

#[test]
fn two_people_type_the_same_and_sign_and_the_log_takes_it() {
    let mut office = Office::new();
    office.by("clerk-a", enter_first(figures(300, 200))).unwrap();
    office.by("clerk-b", second(300, 200)).unwrap();
    let agreed = desk(&office);
    office.by("clerk-a", sign("clerk-a", "01-001/clerk-a", &agreed)).unwrap();
    let agreed = desk(&office);
    office.by("clerk-b", sign("clerk-b", "01-001/clerk-b", &agreed)).unwrap();
    let Desk::Agreed(agreed) = desk(&office) else { panic!() };
    assert!(agreed.is_complete());
    let keys = election::Board::new(office.room.definition().clone());
    let note = agreed.note();
    let received = election::evidence::Received::parse(note.as_bytes()).unwrap();
    assert!(received.authenticate(keys.keys()).is_ok(), "the log would not take\n{note}");
    let sent = Sent { message: agreed.report.id(), index: 1 };
    office.hub(Command::EntrySent { spot: spot(), sent }).unwrap();
    assert_eq!(desk(&office), Desk::Sent(sent));
    assert_eq!(office.by("clerk-a", enter_first(figures(1, 2))), Err(Refusal::Step), "a correction is another thing");
}

/// T35.
#[test]
fn two_people_being_one_are_refused() {
    let mut office = Office::new();
    office.by("clerk-a", enter_first(figures(300, 200))).unwrap();
    assert_eq!(office.by("clerk-a", second(300, 200)), Err(Refusal::SamePerson));
    assert_eq!(office.by("clerk-a-too", second(300, 200)), Err(Refusal::SameKey), "two accounts, one key");
    office.by("clerk-b", second(300, 200)).unwrap();
    let agreed = desk(&office);
    office.by("clerk-a", sign("clerk-a", "01-001/clerk-a", &agreed)).unwrap();
    let agreed = desk(&office);
    assert_eq!(office.by("clerk-a", sign("clerk-a", "01-001/clerk-a", &agreed)), Err(Refusal::SamePerson));
    assert_eq!(office.by("clerk-a-too", sign("clerk-a-too", "01-001/clerk-a", &agreed)), Err(Refusal::SameKey));
    assert_eq!(office.by("clerk-b", sign("clerk-a", "01-001/clerk-a", &agreed)), Err(Refusal::SameKey));
    assert_eq!(office.by("clerk-c", sign("clerk-c", "01-001/clerk-b", &agreed)), Err(Refusal::NoKey));
}

#[test]
fn a_third_person_is_asked_only_what_differs() {
    let mut office = Office::new();
    office.by("clerk-a", enter_first(figures(300, 200))).unwrap();
    office.by("clerk-b", second(300, 190)).unwrap();
    let Desk::Differing(differing) = desk(&office) else { panic!() };
    let fields = [Field::SignedIn, Field::Cast, Field::Valid, Field::Candidate(2)];
    assert_eq!(differing.fields, fields);
    let resolve = |read| Command::Resolve { spot: spot(), read, counted_at: None };
    let third = |figures: [u32; 4]| fields.into_iter().zip(figures.map(votes)).collect::<Vec<_>>();
    let right = third([507, 507, 500, 200]);
    assert_eq!(office.by("clerk-a", resolve(right.clone())), Err(Refusal::SamePerson));
    assert_eq!(office.by("clerk-b", resolve(right.clone())), Err(Refusal::SamePerson));
    assert_eq!(office.by("clerk-c", resolve(right[1..].to_vec())), Err(Refusal::Lines));
    let alone = resolve(third([507, 507, 500, 201]));
    assert_eq!(office.by("clerk-c", alone), Err(Refusal::ThirdReading(Field::Candidate(2))));
    office.by("clerk-c", resolve(right)).unwrap();
    let Desk::Agreed(agreed) = desk(&office) else { panic!() };
    assert_eq!(agreed.report, report(figures(300, 200)));
    assert_eq!(agreed.typed_by.len(), 3);
}

/// The hour the count ended is a line of the record like any other: two hours are a difference, and
/// the third person says which.
#[test]
fn two_hours_are_a_difference() {
    let (here, later) = (evening(), evening().plus(600).unwrap());
    let second = |counted_at| Command::EnterSecond { spot: spot(), figures: figures(300, 200), counted_at };
    let resolve = |counted_at| Command::Resolve { spot: spot(), read: Vec::new(), counted_at };
    for chosen in [here, later] {
        let mut office = Office::new();
        office.by("clerk-a", enter_first(figures(300, 200))).unwrap();
        office.by("clerk-b", second(later)).unwrap();
        let Desk::Differing(differing) = desk(&office) else { panic!("{:?}", desk(&office)) };
        assert_eq!((differing.fields.len(), differing.hours()), (0, Some([here, later])));
        assert_eq!(office.by("clerk-c", resolve(None)), Err(Refusal::Lines));
        assert_eq!(office.by("clerk-c", resolve(later.plus(60))), Err(Refusal::ThirdHour));
        office.by("clerk-c", resolve(Some(chosen))).unwrap();
        let Desk::Agreed(agreed) = desk(&office) else { panic!() };
        assert_eq!(agreed.report.report().counted_at, chosen);
    }
    let mut twin = Office::new();
    twin.by("clerk-a", enter_first(figures(300, 200))).unwrap();
    twin.by("clerk-b", second(here)).unwrap();
    assert!(matches!(desk(&twin), Desk::Agreed(_)), "the honest twin");
    let mut figures_alone = Office::new();
    figures_alone.by("clerk-a", enter_first(figures(300, 200))).unwrap();
    figures_alone.by("clerk-b", self::second(300, 190)).unwrap();
    let read = [Field::SignedIn, Field::Cast, Field::Valid, Field::Candidate(2)];
    let read = read.into_iter().zip([507, 507, 500, 200].map(votes)).collect();
    let forged = Command::Resolve { spot: spot(), read, counted_at: Some(here) };
    assert_eq!(figures_alone.by("clerk-c", forged), Err(Refusal::Lines), "nobody asked for the hour");
}

#[test]
fn a_signature_under_what_was_shown_before_is_refused() {
    let mut office = Office::new();
    office.by("clerk-a", enter_first(figures(300, 200))).unwrap();
    office.by("clerk-b", second(300, 200)).unwrap();
    let stale = sign("clerk-a", "01-001/clerk-a", &desk(&office));
    let dropped = Command::Drop { spot: spot(), reason: "wrong record".to_owned() };
    office.by("clerk-b", dropped).unwrap();
    office.by("clerk-a", enter_first(figures(301, 200))).unwrap();
    office.by("clerk-b", second(301, 200)).unwrap();
    assert_eq!(office.by("clerk-a", stale), Err(Refusal::Changed));
}

#[test]
fn the_first_signature_stands_only_under_its_own_text() {
    for (second_reads, stands) in [(200, 1), (190, 0)] {
        let mut office = Office::new();
        let report = report(figures(300, 200));
        let signature = signature("clerk-a", "01-001/clerk-a", &report.message().to_string());
        let first = Command::EnterFirst { channel: Channel::Paper, report, words: None, signature: Some(signature) };
        office.by("clerk-a", first).unwrap();
        office.by("clerk-b", second(300, second_reads)).unwrap();
        if let Desk::Differing(differing) = desk(&office) {
            let read = differing.fields.iter().map(|field| (*field, differing.second.at(*field).unwrap())).collect();
            office.by("clerk-c", Command::Resolve { spot: spot(), read, counted_at: None }).unwrap();
        }
        let Desk::Agreed(agreed) = desk(&office) else { panic!() };
        assert_eq!(agreed.signatures.len(), stands);
    }
}

#[test]
fn by_telephone_the_words_must_be_the_same() {
    let mut office = Office::new();
    let report = report(figures(300, 200));
    let due = words::words(report.id(), words::CHECK_WORDS);
    let call = |words: Option<String>| Command::EnterFirst {
        channel: Channel::Telephone,
        report: report.clone(),
        words,
        signature: None,
    };
    assert_eq!(office.by("clerk-a", call(None)), Err(Refusal::Words));
    let (_, tail) = due.split_once(' ').unwrap();
    assert_eq!(office.by("clerk-a", call(Some(tail.to_owned()))), Err(Refusal::Words));
    office.by("clerk-a", call(Some(format!("  {} ", due.to_uppercase())))).unwrap();
    assert!(matches!(desk(&office), Desk::Agreed(_)));
}

#[test]
fn stations_and_definitions_that_are_not_there() {
    let mut office = Office::new();
    let mut message = report(figures(1, 2)).message().clone();
    message.definition = Hash([7; 32]);
    let report = ops::desk::Unsigned::new(message).unwrap();
    let foreign = Command::EnterFirst { channel: Channel::Paper, report, words: None, signature: None };
    assert_eq!(office.by("clerk-a", foreign), Err(Refusal::Unknown));
    assert_eq!(office.by("clerk-b", second(1, 2)), Err(Refusal::Step), "nothing was typed before");
}

proptest! {
    /// Whatever three people type: what is agreed was, on every line, typed by two of them.
    #[test]
    fn every_agreed_figure_was_typed_twice(a in 0_u32..4, b in 0_u32..4, c in 0_u32..4) {
        let mut office = Office::new();
        office.by("clerk-a", enter_first(figures(300, a))).unwrap();
        office.by("clerk-b", second(300, b)).unwrap();
        let third = figures(300, c);
        if let Desk::Differing(differing) = desk(&office) {
            let read = differing.fields.iter().map(|field| (*field, third.at(*field).unwrap())).collect();
            let _ = office.by("clerk-c", Command::Resolve { spot: spot(), read, counted_at: None });
        }
        if let Desk::Agreed(agreed) = desk(&office) {
            let agreed = &agreed.report.report().figures;
            for field in agreed.fields() {
                let typed = [figures(300, a), figures(300, b), third.clone()].map(|typed| typed.at(field));
                prop_assert!(typed.iter().filter(|typed| **typed == agreed.at(field)).count() >= 2);
            }
        } else {
            prop_assert!(a != b && b != c && a != c);
        }
    }
}

/// T18 to T22: what one of two people typed wrong, of every kind in the drill. The lines that moved
/// are named, nobody can sign, and the record as both should have read it agrees at once.
#[test]
fn a_slip_of_one_of_two_is_named_line_by_line() {
    type Slip = (&'static str, [u32; 3], [u32; 3], Vec<Field>);
    let lines = |numbers: &[u16]| numbers.iter().copied().map(Field::Candidate).collect::<Vec<_>>();
    let cases: [Slip; 6] = [
        ("T18, two exchanged", [300, 200, 37], [200, 300, 37], lines(&[1, 2])),
        ("T19, slipped by one", [300, 200, 37], [37, 300, 200], lines(&[1, 2, 3])),
        ("T19, slipped from the second on", [300, 200, 37], [300, 37, 200], lines(&[2, 3])),
        ("T22, two nearly alike", [236, 235, 37], [235, 236, 37], lines(&[1, 2])),
        ("T20, two digits", [300, 200, 37], [300, 200, 73], Vec::new()),
        ("T21, ten times as much", [300, 20, 37], [300, 200, 37], Vec::new()),
    ];
    for (what, right, wrong, due) in cases {
        let mut office = Office::new();
        office.by("clerk-a", enter_first(three(right))).unwrap();
        office
            .by("clerk-b", Command::EnterSecond { spot: spot(), figures: three(wrong), counted_at: evening() })
            .unwrap();
        let Desk::Differing(differing) = desk(&office) else { panic!("{what}: {:?}", desk(&office)) };
        let moved = differing.fields.iter().filter(|field| matches!(field, Field::Candidate(_)));
        let moved: Vec<Field> = moved.copied().collect();
        if due.is_empty() {
            assert_eq!(moved.len(), 1, "{what}: {moved:?}");
        } else {
            assert_eq!((&moved, &differing.fields), (&due, &due), "{what}: the sums are the same");
        }
        // Nothing that could be sent exists, whoever would sign it.
        let text = report(three(wrong)).message().to_string();
        let shown = report(three(wrong)).id();
        for clerk in ["clerk-a", "clerk-b"] {
            let signature = signature(clerk, &format!("01-001/{clerk}"), &text);
            assert_eq!(
                office.by(clerk, Command::Sign { spot: spot(), shown, signature }),
                Err(Refusal::Step),
                "{what}"
            );
        }
        let mut twin = Office::new();
        twin.by("clerk-a", enter_first(three(right))).unwrap();
        twin.by("clerk-b", Command::EnterSecond { spot: spot(), figures: three(right), counted_at: evening() })
            .unwrap();
        assert!(matches!(desk(&twin), Desk::Agreed(_)), "{what}: the honest twin");
    }
}

/// Figures with a third candidate; everything above follows from the votes.
fn three([first, second, third]: [u32; 3]) -> election::message::Figures<election::Votes> {
    let mut figures = figures(first, second);
    figures.candidates[2].1 = votes(third);
    for line in [&mut figures.valid, &mut figures.cast, &mut figures.signed_in] {
        *line = votes(line.value() + third);
    }
    figures
}
