//! The lines of one file: all of them or none.

use ops::Refusal;
use ops::desk::{Desk, MAX_FILE_LINES, Unsigned};
use ops::event::{EntryFact, Fact};
use ops::step::{Command, FileLine};
use tlog::Hash;

use crate::country::{Office, enter_first, evening, figures, id, report, signature, spot};

/// A first entry of another station, signed by its typist.
fn line(station: &str) -> FileLine {
    let mut message = report(figures(300, 200)).message().clone();
    let election::message::Body::Report(body) = &mut message.body else { panic!("a report") };
    body.station = id(station);
    let report = Unsigned::new(message).expect("a report");
    let text = report.message().to_string();
    FileLine::First { report, signature: Some(signature("clerk-b", "01-001/clerk-b", &text)) }
}

fn second() -> FileLine {
    FileLine::Second { spot: spot(), figures: figures(300, 200), counted_at: evening() }
}

fn file(lines: Vec<FileLine>) -> Command {
    Command::EnterFile { place: id("01-001"), file: Hash([4; 32]), lines }
}

#[test]
fn every_line_is_entered_behind_the_name_of_the_file() {
    let mut office = Office::new();
    office.by("clerk-a", enter_first(figures(300, 200))).unwrap();
    let facts = office.by("clerk-b", file(vec![second(), line("01-001-0002")])).unwrap();
    let Fact::Entry(EntryFact::File { file, lines, .. }) = &facts[0] else { panic!("{facts:?}") };
    assert_eq!((*file, *lines, facts.len()), (Hash([4; 32]), 2, 3));
    assert!(matches!(office.room.desk(spot()), Some(Desk::Agreed(_))));
    assert!(matches!(office.room.desk((1, id("01-001-0002"))), Some(Desk::First(_))));
}

/// One bad line, wherever it stands, and no line is entered.
#[test]
fn one_bad_line_refuses_the_file() {
    let forged = match line("01-001-0002") {
        FileLine::First { report, signature } => FileLine::First {
            report,
            signature: signature.map(|line| ops::desk::Signature { by: id("clerk-a"), ..line }),
        },
        second @ FileLine::Second { .. } => second,
    };
    let cases = [
        (vec![line("01-001-0002"), second()], Refusal::Step),
        (vec![line("01-001-0002"), line("01-001-0002")], Refusal::Step),
        (vec![line("01-001-0002"), line("02-001-0001")], Refusal::Territory(id("02-001-0001"))),
        (vec![forged], Refusal::NoKey),
        (Vec::new(), Refusal::Limit),
        (vec![line("01-001-0002"); MAX_FILE_LINES + 1], Refusal::Limit),
    ];
    for (lines, why) in cases {
        let mut office = Office::new();
        let before = office.room.head();
        assert_eq!(office.by("clerk-b", file(lines)), Err(why));
        assert_eq!(office.room.head(), before);
        assert!(office.room.desks().is_empty());
    }
    let mut office = Office::new();
    office.by("clerk-b", enter_first(figures(300, 200))).unwrap();
    let own = file(vec![line("01-001-0002"), second()]);
    assert_eq!(office.by("clerk-b", own), Err(Refusal::SamePerson), "T35 by a file");
    assert_eq!(office.room.desks().len(), 1);
    let elsewhere = Command::EnterFile { place: id("02-001"), file: Hash([4; 32]), lines: vec![line("01-001-0002")] };
    assert_eq!(office.by("clerk-a", elsewhere), Err(Refusal::Territory(id("02-001"))));
    assert_eq!(office.by("room-01", file(vec![line("01-001-0002")])), Err(Refusal::NotAllowed(ops::Act::Enter)));
}
