//! What must hold of every parser on every input, one function a parser.
//!
//! None may panic. Where a format has one spelling, writing what was read gives the same bytes;
//! where it has several, writing and reading again gives the same value. Each function returns
//! whether the input was accepted, so that a run that never got past the first check is seen.
//!
//! The fuzzer calls these functions, and so does the short deterministic run in the tests of
//! `xtask`, over the same seeds.

// The reader alone, out of a crate that would bring a whole hub along.
#[path = "../../crates/server/src/cot/frame.rs"]
mod frame;
#[path = "../../crates/server/src/cot/message.rs"]
mod peer;

use std::str;

use election::evidence::Received;
use election::publish::Manifest;
use election::{Definition, Message, Stamp};
use import::assemble::communes;
use import::directory;
use import::official::{self, pr17};
use import::{Refused, planning};
use plan::answer::{Certificates, Drawn, Plan};
use plan::check::{check, draw};
use plan::draw::overrides;
use plan::draw::price::price;
use plan::measure::Clock;
use plan::problem::Problem;
use plan::problem::text::problem_hash;
use plan::repair::{self, Before};
use station::carry;
use station::draft::Draft;
use tlog::registration::register_all;
use tlog::tile::{TilePath, decode_bundle, encode_bundle};
use tlog::witness::AddCheckpoint;
use tlog::{Checkpoint, Note, Policy, TlogProof, VerifierKey};

/// Whether a parser accepts these bytes; panics when a law is broken.
pub type Body = fn(&[u8]) -> bool;

/// Every target with the name of its file in `fuzz_targets` and its folder in `seeds`.
pub const TARGETS: &[(&str, Body)] = &[
    ("bundle", bundle),
    ("carry", carried),
    ("checkpoint", checkpoint),
    ("communes", commune_table),
    ("cot", cot),
    ("definition", definition),
    ("directory", election_directory),
    ("draft", draft),
    ("entry", entry),
    ("event", event),
    ("manifest", manifest),
    ("message", message),
    ("note", note),
    ("official", official_file),
    ("plan", plan_text),
    ("plan_certificates", plan_certificates),
    ("plan_drawn", plan_drawn),
    ("plan_events", plan_events),
    ("plan_forces", plan_forces),
    ("plan_incidents", plan_incidents),
    ("plan_leave", plan_leave),
    ("plan_overrides", plan_overrides),
    ("plan_policy", plan_policy),
    ("plan_problem", plan_problem),
    ("plan_threats", plan_threats),
    ("policy", policy),
    ("qr_parts", qr_parts),
    ("solomon", solomon),
    ("stamp", stamp),
    ("sweep", sweep),
    ("tile_path", tile_path),
    ("tlog_proof", tlog_proof),
    ("vkey", vkey),
    ("witness_request", witness_request),
];

/// C2SP signed-note.
pub fn note(input: &[u8]) -> bool {
    Note::parse(input).is_ok_and(|note| {
        assert_eq!(note.encode().as_bytes(), input);
        true
    })
}

/// The text of a checkpoint.
pub fn checkpoint(input: &[u8]) -> bool {
    let Some(parsed) = str::from_utf8(input).ok().and_then(|text| Checkpoint::parse(text).ok()) else {
        return false;
    };
    let mut again = parsed.to_text();
    for line in &parsed.extensions {
        again.push_str(line);
        again.push('\n');
    }
    assert_eq!(again.as_bytes(), input);
    true
}

/// A receipt.
pub fn tlog_proof(input: &[u8]) -> bool {
    TlogProof::parse(input).is_ok_and(|proof| {
        assert_eq!(proof.to_string().as_bytes(), input);
        true
    })
}

/// A policy has comments and free spacing: it is its meaning that must come back.
pub fn policy(input: &[u8]) -> bool {
    Policy::parse(input).is_ok_and(|policy| {
        let again = Policy::parse(policy.to_text().as_bytes());
        assert_eq!(again.as_ref(), Ok(&policy));
        true
    })
}

/// The body of `add-checkpoint`.
pub fn witness_request(input: &[u8]) -> bool {
    AddCheckpoint::parse(input).is_some_and(|request| {
        assert_eq!(request.to_string().as_bytes(), input);
        true
    })
}

/// A verifier key as it is handed around.
pub fn vkey(input: &[u8]) -> bool {
    let parsed = str::from_utf8(input).ok().and_then(|text| VerifierKey::parse(text).ok());
    parsed.is_some_and(|key| {
        assert_eq!(key.to_string().as_bytes(), input);
        true
    })
}

/// The path of a tile or bundle.
pub fn tile_path(input: &[u8]) -> bool {
    let parsed = str::from_utf8(input).ok().and_then(TilePath::parse);
    parsed.is_some_and(|path| {
        assert_eq!(path.path().as_bytes(), input);
        true
    })
}

/// A bundle; the first byte is the number of entries less one, which in a log the path tells.
pub fn bundle(input: &[u8]) -> bool {
    let Some((width, bytes)) = input.split_first() else {
        return false;
    };
    decode_bundle(bytes, u16::from(*width) + 1).is_ok_and(|entries| {
        assert_eq!(entries.len(), usize::from(*width) + 1);
        assert_eq!(encode_bundle(&entries), bytes);
        true
    })
}

/// The text of a message, without signatures.
pub fn message(input: &[u8]) -> bool {
    let parsed = str::from_utf8(input).ok().and_then(|text| Message::parse(text).ok());
    parsed.is_some_and(|message| {
        assert_eq!(message.to_string().as_bytes(), input);
        true
    })
}

/// An entry of the log: a message and its signatures.
pub fn entry(input: &[u8]) -> bool {
    Received::parse(input).is_ok_and(|received| {
        assert!(input.starts_with(received.message().to_string().as_bytes()));
        true
    })
}

/// A sealed definition.
pub fn definition(input: &[u8]) -> bool {
    Definition::open(input, &register_all).is_ok_and(|definition| {
        let mut again = String::new();
        assert!(definition.seal(&mut again).is_ok());
        assert_eq!(again.as_bytes(), input);
        true
    })
}

/// The manifest of a snapshot.
pub fn manifest(input: &[u8]) -> bool {
    let parsed = str::from_utf8(input).ok().and_then(|text| Manifest::parse(text).ok());
    parsed.is_some_and(|manifest| {
        assert_eq!(manifest.to_string().as_bytes(), input);
        true
    })
}

/// A moment.
pub fn stamp(input: &[u8]) -> bool {
    let parsed = str::from_utf8(input).ok().and_then(Stamp::parse);
    parsed.is_some_and(|stamp| {
        assert_eq!(stamp.to_string().as_bytes(), input);
        true
    })
}

/// One event of the rooms' journal: one spelling.
pub fn event(input: &[u8]) -> bool {
    ops::Event::parse(input).is_ok_and(|event| {
        assert_eq!(event.text().as_bytes(), input);
        true
    })
}

/// An official file in any layout, plain or compressed. What can be written in the layout of
/// 2017 is read back with the same stations, and then written again byte for byte. The loose
/// verdict puts nothing aside in a good file, and forgives nothing that is not of one station.
pub fn official_file(input: &[u8]) -> bool {
    let loose = official::read_loosely(input, "input");
    let Ok(file) = official::read(input, "input") else {
        assert!(loose.is_err() || loose.is_ok_and(|loose| !loose.broken.is_empty()));
        return false;
    };
    assert!(loose.is_ok_and(|loose| loose.file == file && loose.broken.is_empty()));
    let mut first = Vec::new();
    if pr17::write(&file, &mut first).is_ok() {
        // A file of constructed names may be one that the strict reader has reasons to refuse.
        if let Ok(again) = official::read(first.as_slice(), "again") {
            let counts = |file: &official::ResultFile| -> Vec<_> {
                file.rows.iter().map(|row| (row.station, row.counts.clone())).collect()
            };
            assert_eq!(counts(&again), counts(&file));
            let mut second = Vec::new();
            assert!(pr17::write(&again, &mut second).is_ok());
            assert_eq!(first, second);
        }
    }
    true
}

/// What a peer of Cursor on Target sends, cut anywhere: the frames are the same however the bytes
/// come, and what is read of one is a point on earth or talk. Nothing with a document type, an
/// instruction or an entity of its own is read.
pub fn cot(input: &[u8]) -> bool {
    use frame::Frame;
    use peer::{Message, read};
    let at_once = Frame::default().take(input);
    let mut frame = Frame::default();
    let cut: Result<Vec<_>, _> = input.chunks(7).map(|part| frame.take(part)).collect();
    assert_eq!(at_once, cut.map(|cut| cut.concat()));
    let Ok(whole) = at_once else { return false };
    let good = whole.iter().filter(|message| match read(message) {
        Ok(Message::Seen(seen)) => {
            assert!(seen.point.lat_e6.abs() <= 90_000_000 && seen.point.lon_e6.abs() <= 180_000_000);
            assert!(!message.starts_with(b"<!DOCTYPE") && !seen.unit.as_str().is_empty());
            // Any two moments that are read can be compared.
            seen.at.instant().checked_sub(seen.stale.instant()).is_some()
        }
        Ok(Message::Auth { feed, token }) => token.len() + feed.as_str().len() <= message.len(),
        Ok(Message::Other) => true,
        Err(refused) => {
            assert!(!refused.to_string().is_empty());
            false
        }
    });
    good.count() > 0
}

/// The table of communes with their positions.
pub fn commune_table(input: &[u8]) -> bool {
    communes::read(input, "input").is_ok()
}

/// The problem that plans and certificates are read against.
const SMALL_PROBLEM: &[u8] = include_bytes!("../seeds/plan_problem/small");

fn small_problem() -> Problem {
    Problem::open(SMALL_PROBLEM).unwrap_or_else(|fault| panic!("the small problem is refused: {fault:?}"))
}

/// The problem of a plan.
pub fn plan_problem(input: &[u8]) -> bool {
    Problem::open(input).is_ok_and(|problem| {
        let mut again = String::new();
        assert!(problem.seal(&mut again).is_ok());
        assert_eq!(again.as_bytes(), input);
        assert_eq!(problem_hash(&problem), tlog::Hash::of(input));
        true
    })
}

/// A plan of the small problem. Whatever is read is also checked: the checker may find anything,
/// and never breaks.
pub fn plan_text(input: &[u8]) -> bool {
    let problem = small_problem();
    Plan::open(input, &problem).is_ok_and(|plan| {
        let mut again = String::new();
        assert!(plan.seal(&problem, &mut again).is_ok());
        assert_eq!(again.as_bytes(), input);
        let verdict = check(&problem, &plan, &Certificates::none(plan.problem));
        assert!(verdict.figures.is_some(), "what is read names nothing unknown");
        true
    })
}

/// Certificates for a plan of the small problem, checked with the small plan.
pub fn plan_certificates(input: &[u8]) -> bool {
    let problem = small_problem();
    Certificates::open(input, &problem).is_ok_and(|certificates| {
        let mut again = String::new();
        assert!(certificates.seal(&problem, &mut again).is_ok());
        assert_eq!(again.as_bytes(), input);
        assert!(check(&problem, &small_plan(&problem), &certificates).figures.is_some());
        true
    })
}

/// A plan that the checker has seen.
fn small_plan(problem: &Problem) -> Plan {
    let small = include_bytes!("../seeds/plan/small");
    Plan::open(small, problem).unwrap_or_else(|fault| panic!("the small plan is refused: {fault:?}"))
}

/// Orders drawn from the small plan. Whatever is read is also drawn again: the checker may find
/// anything, and never breaks.
pub fn plan_drawn(input: &[u8]) -> bool {
    let problem = small_problem();
    let plan = small_plan(&problem);
    Drawn::open(input, &problem, &plan).is_ok_and(|drawn| {
        let mut again = String::new();
        assert!(drawn.seal(&problem, &plan, &mut again).is_ok());
        assert_eq!(again.as_bytes(), input);
        let _ = draw(&problem, &plan, &drawn, &[Some([7; 32]), None]);
        true
    })
}

/// What happened to the small plan. Whatever is read is written again, and repaired or refused with
/// every fault; the checker may look at it.
pub fn plan_incidents(input: &[u8]) -> bool {
    repair::read(input).is_ok_and(|changes| {
        let mut again = String::new();
        assert!(repair::write(&changes, &mut again).is_ok());
        let read: Vec<_> = repair::read(again.as_bytes()).expect("what was written is read");
        assert!(read.iter().map(|line| &line.change).eq(changes.iter().map(|line| &line.change)));
        let problem = small_problem();
        let plan = small_plan(&problem);
        let text = include_bytes!("../seeds/plan_certificates/small");
        let certificates = Certificates::open(text, &problem).expect("a seed");
        let before = Before { problem: &problem, plan: &plan, certificates: &certificates };
        match repair::repair(before, &changes, &repair::Settings::from(Clock(9 * 3_600))) {
            Ok(repaired) => drop(check(&repaired.problem, &repaired.plan, &repaired.certificates)),
            Err(faults) => assert!(!faults.is_empty()),
        }
        true
    })
}

/// `overrides.csv` over the small plan. What is read can be priced.
pub fn plan_overrides(input: &[u8]) -> bool {
    let problem = small_problem();
    let plan = small_plan(&problem);
    overrides::read(input, &problem, &plan).is_ok_and(|overrides| {
        assert!(price(&problem, &plan, &overrides).is_ok(), "what is read can be drawn");
        true
    })
}

/// An election directory: files one after another, each under a line `=== NAME`.
pub fn election_directory(input: &[u8]) -> bool {
    let files = split(input);
    let source = |name: &str| {
        let found = files.iter().find(|(known, _)| *known == name.as_bytes());
        Ok(found.map(|(_, bytes)| bytes.to_vec()))
    };
    let Ok(draft) = directory::read(&source, &register_all) else {
        return false;
    };
    let written = directory::write(&draft);
    let copy = |name: &str| {
        let found = written.iter().find(|(known, _)| known == name);
        Ok(found.map(|(_, bytes)| bytes.clone()))
    };
    let Ok(again) = directory::read(&copy, &register_all) else {
        panic!("what was written is not read: {written:?}");
    };
    assert_eq!(directory::write(&again), written);
    for round in &draft.rounds {
        let _ = directory::counts::read(&source, &draft, round.number);
    }
    // An election may still lack keys: whether it holds as a whole is another question.
    let _ = directory::check(&source, &register_all);
    true
}

/// A file of a plan has free order and, in TOML, free spacing: it is its records that come back.
fn planned<T: PartialEq>(
    input: &[u8],
    read: fn(&[u8], &str) -> Result<T, Refused>,
    write: impl Fn(&T) -> Vec<u8>,
) -> bool {
    let Ok(records) = read(input, "input") else {
        return false;
    };
    let written = write(&records);
    let again = read(&written, "again").unwrap_or_else(|told| panic!("what was written is not read: {told}"));
    assert!(again == records, "other records came back");
    assert_eq!(write(&again), written);
    true
}

/// `events.csv` of a plan.
pub fn plan_events(input: &[u8]) -> bool {
    planned(input, planning::events::read, |events| planning::events::write(events))
}

/// `forces.csv` of a plan.
pub fn plan_forces(input: &[u8]) -> bool {
    planned(input, planning::forces::read, |forces| planning::forces::write(forces))
}

/// `leave.csv` of a plan.
pub fn plan_leave(input: &[u8]) -> bool {
    planned(input, planning::leave::read, |leaves| planning::leave::write(leaves))
}

/// `policy.toml` of a plan.
pub fn plan_policy(input: &[u8]) -> bool {
    planned(input, planning::policy::read, planning::policy::write)
}

/// `threats.toml` of a plan.
pub fn plan_threats(input: &[u8]) -> bool {
    planned(input, planning::threats::read, |threats| planning::threats::write(threats))
}

/// A problem of vehicles with time windows, in the form of Solomon.
pub fn solomon(input: &[u8]) -> bool {
    let problem = str::from_utf8(input).ok().and_then(|text| plan::route::solomon::parse(text).ok());
    problem.is_some_and(|problem| {
        let alone: Vec<Vec<usize>> = (1..problem.places.len()).map(|customer| vec![customer]).collect();
        if let Ok(distance) = problem.check(&alone) {
            assert!(problem.bound() <= distance, "no rounds are shorter than the bound");
        }
        true
    })
}

/// A problem of sweeps: what was read is answered by nobody going anywhere.
pub fn sweep(input: &[u8]) -> bool {
    plan::sweep::read::parse(input).is_ok_and(|problem| {
        let nobody = plan::sweep::Rounds(vec![Vec::new(); problem.shifts().len()]);
        assert_eq!(plan::sweep::check::check(&problem, &nobody), Ok(problem.weight() * plan::sweep::PRICE));
        true
    })
}

/// Names and contents.
fn split(input: &[u8]) -> Vec<(&[u8], &[u8])> {
    let mut files = Vec::new();
    let mut rest = input;
    while let Some(tail) = rest.strip_prefix(b"=== ") {
        let Some(end) = tail.iter().position(|byte| *byte == b'\n') else {
            break;
        };
        let (name, body) = (&tail[..end], &tail[end + 1..]);
        let next = body.windows(5).position(|window| window == b"\n=== ");
        let length = next.map_or(body.len(), |at| at + 1);
        files.push((name, &body[..length]));
        rest = &body[length..];
    }
    files
}

/// A file of signed messages, as a stick carries it.
pub fn carried(input: &[u8]) -> bool {
    carry::read_bundle(input).is_ok_and(|messages| {
        assert_eq!(carry::write_bundle(&messages), input);
        true
    })
}

/// The texts of scanned codes, one a line: what they give is cut into the same parts again.
pub fn qr_parts(input: &[u8]) -> bool {
    let Ok(text) = str::from_utf8(input) else { return false };
    let lines: Vec<&str> = text.lines().collect();
    carry::join(&lines).is_ok_and(|message| {
        let mut again: Vec<String> = carry::split(&message).iter().map(ToString::to_string).collect();
        let mut read: Vec<String> = lines.iter().map(|line| line.trim().to_owned()).collect();
        again.sort();
        read.sort();
        assert_eq!(again, read);
        true
    })
}

/// A form as far as it was typed.
pub fn draft(input: &[u8]) -> bool {
    Draft::parse(input).is_ok_and(|draft| {
        assert_eq!(draft.to_string().as_bytes(), input);
        true
    })
}
