//! `texts/`: messages without signatures. `notes/`: entries of a log, of which the form alone is
//! judged.

use election::{
    Message, Stamp,
    definition::Role,
    evidence::Received,
    message::{Annulment, Body, Certified, Event, Figures, KeyGrant, KeyRevocation, Report, Return, Status},
    refusal::Refusal,
};
use tlog::{hash::Hash, note::sign};

use super::files::{Row, cases, clear, save_folder};
use super::refusals::{NOTES, TEXTS};
use crate::fixture::{
    self, Night, bureau, callback, correction, evening, figures, form, id, report, signer, usual, votes,
};

const STATION: &str = "01-001-0001";

fn status(event: Event, signed_in: Option<u32>) -> Body {
    Body::Status(Status { round: 1, station: id(STATION), event, signed_in: signed_in.map(votes), at: evening() })
}

fn with_reason(reason: &str) -> Body {
    let mut figures = usual();
    figures.signed_in = votes(616);
    let (station, reason) = (id(STATION), Some(reason.to_owned()));
    Body::Report(Report { round: 1, station, edition: 1, figures, reason, counted_at: evening() })
}

fn grant(from: Option<Stamp>, to: Option<Stamp>) -> Body {
    let name = "fr-test/01-001-0001/president-2";
    Body::Key(KeyGrant {
        scope: id(STATION),
        holder: id("president-2"),
        role: Role::President,
        from,
        to,
        public: signer(name).verifier_key().key().clone(),
        at: evening(),
    })
}

/// One good message of every kind, and what is worth showing of a kind.
pub fn good() -> Vec<(&'static str, Body, &'static str)> {
    let night = Night::empty();
    let first = Message::id(&night.message(report(STATION, usual())).to_string());
    let better = figures(10, 5, &[(1, 110), (2, 190), (3, 300)]);
    let until = fixture::stamp("2017-04-23T23:00:00+02:00");
    vec![
        ("seal", fixture::seal(&night.definition), "entry 0 of a log"),
        ("report", report(STATION, usual()), "a report"),
        (
            "report-reason",
            with_reason("one voter signed and left with the paper"),
            "a report whose figures need a reason",
        ),
        ("status", status(Event::Noon, Some(312)), "a station's turnout"),
        ("status-open", status(Event::Open, None), "a station that opens"),
        ("callback", callback(STATION, first, &usual()), "a report read back"),
        ("correction", correction(STATION, 2, first, &usual(), better), "edition 2"),
        (
            "correction-none",
            correction(STATION, 2, first, &usual(), usual()),
            "edition 2 that changes no line: it decides a conflict",
        ),
        ("annulment", annulment(), "a court takes a station out"),
        ("return", the_return(), "a commune's sums"),
        ("certified", certified(first), "the authority certifies"),
        ("key", grant(Some(evening()), Some(until)), "a key with both bounds"),
        ("key-unbounded", grant(None, None), "a key without bounds"),
        ("key-revoked", revocation(), "a key that was lost"),
    ]
}

fn annulment() -> Body {
    Body::Annulment(Annulment {
        round: 1,
        station: id(STATION),
        decision: "2017-170 PDR".to_owned(),
        reason: "the box was moved before the count".to_owned(),
        at: evening(),
    })
}

fn revocation() -> Body {
    Body::KeyRevoked(KeyRevocation {
        scope: id(STATION),
        holder: id("president"),
        reason: "lost on the way".to_owned(),
        at: evening(),
    })
}

fn certified(root: Hash) -> Body {
    Body::Certified(Certified { round: 1, place: id("FR"), root, at: evening() })
}

fn the_return() -> Body {
    Body::Return(Return {
        round: 2,
        place: id("01-001"),
        reports: 2,
        root: Hash::of(b"a root"),
        figures: Figures {
            registered: 2_000,
            signed_in: 900,
            cast: 900,
            blank: 0,
            void: 0,
            valid: 900,
            candidates: [(2, 400), (3, 500)].into(),
        },
        at: evening(),
    })
}

fn text_of(kind: &str) -> String {
    let (_, body, _) = good().into_iter().find(|(name, ..)| *name == kind).expect(kind);
    Night::empty().message(body).to_string()
}

fn texts() -> Vec<(Row, Vec<u8>)> {
    let mut cases: Vec<(Row, Vec<u8>)> = good()
        .iter()
        .map(|(name, _, what)| {
            let row = Row::new("ok", None, &format!("{name}.txt"), what);
            (row, text_of(name).into_bytes())
        })
        .collect();
    for wrong in TEXTS {
        let good = text_of(wrong.kind);
        assert!(good.contains(wrong.from), "{}: {}", wrong.kind, wrong.from);
        let bad = good.replacen(wrong.from, wrong.to, 1);
        let file = format!("{}-{}.txt", wrong.kind, wrong.name);
        let row = Row::new(wrong.code, Some(wrong.line), &file, wrong.what);
        cases.push((row, bad.into_bytes()));
    }
    cases.extend(long_texts());
    cases
}

/// Texts beyond a limit.
fn long_texts() -> Vec<(Row, Vec<u8>)> {
    let good = text_of("report");
    let reason = |bytes: usize| good.replacen("reason -", &format!("reason {}", "x".repeat(bytes)), 1);
    let many = |count: usize| {
        let lines: Vec<String> = (1..=count).map(|n| format!("candidate {n} 0\n")).collect();
        let old = "candidate 1 100\ncandidate 2 200\ncandidate 3 300\n";
        good.replacen(old, &lines.concat(), 1)
    };
    let row = |code: &str, line: Option<usize>, name: &str, what: &str| {
        Row::new(code, line, &format!("report-{name}.txt"), what)
    };
    vec![
        (row("ok", None, "phrase-400", "400 bytes of free text"), reason(400).into()),
        (row("E013", Some(16), "phrase-401", "401 bytes of free text"), reason(401).into()),
        (row("E013", Some(16), "line-1024", "a line of 1,024 bytes, its text too long"), reason(1_017).into()),
        (row("E009", Some(16), "line-1025", "a line of 1,025 bytes"), reason(1_018).into()),
        (row("ok", None, "candidates-400", "400 candidates"), many(400).into()),
        (row("E009", Some(413), "candidates-401", "401 candidates"), many(401).into()),
    ]
}

fn note(kind: &str) -> String {
    let text = text_of(kind);
    let [president, secretary] = bureau(STATION);
    sign(&text, &[&president, &secretary])
}

fn notes() -> Vec<(Row, Vec<u8>)> {
    let good = note("report");
    let mut cases =
        vec![(Row::new("ok", None, "report.note", "a report with its signatures"), good.clone().into_bytes())];
    for (code, line, name, what, change) in NOTES {
        let row = Row::new(code, *line, &format!("{name}.note"), what);
        cases.push((row, change(&good)));
    }
    cases
}

pub fn write() {
    clear("texts");
    save_folder("texts", &texts());
    clear("notes");
    save_folder("notes", &notes());
}

#[test]
fn texts_have_their_verdicts() {
    let cases = cases("texts", &[]);
    assert_eq!(cases, texts(), "made again, they are the same");
    let mut wrong = Vec::new();
    for (row, bytes) in cases {
        let text = String::from_utf8(bytes).expect(&row.file);
        let seen = match Message::parse(&text) {
            Ok(message) => {
                assert_eq!(message.to_string(), text, "{}", row.file);
                ("ok", None)
            }
            Err(fault) => (fault.fault.code(), Some(fault.line)),
        };
        if seen != (row.verdict.as_str(), row.line) {
            wrong.push((row.file, seen));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn notes_have_their_verdicts() {
    let cases = cases("notes", &[]);
    assert_eq!(cases, notes(), "made again, they are the same");
    let mut wrong = Vec::new();
    for (row, bytes) in cases {
        let line = match Received::parse(&bytes) {
            Err(Refusal::Form(fault)) => Some(fault.line),
            _ => None,
        };
        let seen = (form(&bytes), line);
        if seen != (row.verdict.as_str(), row.line) {
            wrong.push((row.file, seen));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
