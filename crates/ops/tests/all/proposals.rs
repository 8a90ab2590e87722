//! Acts of two people: corrections, annulments, the release.

use election::Message;
use election::definition::Mode;
use election::message::{Annulment, Body, Correction};
use ops::Refusal;
use ops::desk::Sent;
use ops::event::Fact;
use ops::proposal::{Change, ProposalState};
use ops::step::{Command, release_text};
use tlog::Hash;

use crate::country::{Office, STATION, definition, evening, figures, id, report, signature, spot, stamp};

fn change(body: Body) -> Change {
    Change::new(Message { definition: definition().hash(), mode: Mode::Test, body }).expect("a change")
}

fn correction() -> Change {
    let (from, to) = (figures(300, 200), figures(301, 200));
    change(Body::Correction(Correction {
        round: 1,
        station: id(STATION),
        edition: 2,
        replaces: report(from.clone()).id(),
        changed: to.changed(&from),
        figures: to,
        reason: "read again".to_owned(),
        at: evening(),
    }))
}

pub fn annulment() -> Change {
    change(Body::Annulment(Annulment {
        round: 1,
        station: id(STATION),
        decision: "2017-171".to_owned(),
        reason: "no booth".to_owned(),
        at: evening(),
    }))
}

fn propose(change: &Change, by: &str, key: Option<&str>) -> Command {
    let signature = key.map(|key| signature(by, key, &change.message().to_string()));
    Command::Propose { message: change.clone(), shown: change.id(), signature }
}

fn confirm(office: &Office, by: &str, key: Option<&str>) -> Command {
    let found = office.room.open_proposal(spot()).expect("one is open");
    let signature = key.map(|key| signature(by, key, &found.message.message().to_string()));
    Command::ConfirmProposal { proposal: found.number, shown: found.message.id(), signature }
}

#[test]
fn two_people_correct() {
    let mut office = Office::new();
    office.by("results-01-a", propose(&correction(), "results-01-a", Some("01/prefecture-a"))).unwrap();
    let again = propose(&correction(), "results-01-b", Some("01/prefecture-b"));
    assert_eq!(office.by("results-01-b", again), Err(Refusal::ProposalOpen));
    let own = confirm(&office, "results-01-a", Some("01/prefecture-a"));
    assert_eq!(office.by("results-01-a", own), Err(Refusal::SamePerson));
    let same_key = confirm(&office, "results-01-x", Some("01/prefecture-a"));
    assert_eq!(office.by("results-01-x", same_key), Err(Refusal::SameKey));
    let borrowed = confirm(&office, "results-01-b", Some("01/prefecture-a"));
    assert_eq!(office.by("results-01-b", borrowed), Err(Refusal::SameKey));
    let unsigned = confirm(&office, "results-01-b", None);
    assert_eq!(office.by("results-01-b", unsigned), Err(Refusal::NoKey));
    let elsewhere = confirm(&office, "results-02-a", Some("02/prefecture-a"));
    assert_eq!(office.by("results-02-a", elsewhere), Err(Refusal::Territory(id(STATION))));
    let good = confirm(&office, "results-01-b", Some("01/prefecture-b"));
    office.by("results-01-b", good).unwrap();
    let (number, proposal) = office.room.proposals().first_key_value().unwrap();
    assert!(matches!(proposal.state, ProposalState::Confirmed(_)));
    let board = election::Board::new(definition());
    let note = proposal.note();
    let received = election::evidence::Received::parse(note.as_bytes()).unwrap();
    assert!(received.authenticate(board.keys()).is_ok(), "{note}");
    let sent = Command::ProposalSent { proposal: *number, sent: Sent { message: Hash([1; 32]), index: 3 } };
    office.hub(sent.clone()).unwrap();
    assert_eq!(office.hub(sent), Err(Refusal::Proposal), "once");
}

/// T37, in the journal: what was shown is not what would be done.
#[test]
fn another_content_than_the_one_shown_is_refused() {
    let mut office = Office::new();
    let Command::Propose { message, signature, .. } = propose(&correction(), "results-01-a", Some("01/prefecture-a"))
    else {
        panic!()
    };
    let other = Command::Propose { message, shown: annulment().id(), signature };
    assert_eq!(office.by("results-01-a", other), Err(Refusal::Changed));
    office.by("results-01-a", propose(&correction(), "results-01-a", Some("01/prefecture-a"))).unwrap();
    let Command::ConfirmProposal { proposal, signature, .. } =
        confirm(&office, "results-01-b", Some("01/prefecture-b"))
    else {
        panic!()
    };
    let other = Command::ConfirmProposal { proposal, shown: Hash([5; 32]), signature };
    assert_eq!(office.by("results-01-b", other), Err(Refusal::Changed));
}

#[test]
fn a_prefecture_prepares_an_annulment_and_signs_none() {
    let mut office = Office::new();
    let signed = propose(&annulment(), "results-01-a", Some("01/prefecture-a"));
    assert_eq!(office.by("results-01-a", signed), Err(Refusal::NoKey));
    office.by("results-01-a", propose(&annulment(), "results-01-a", None)).unwrap();
    let good = confirm(&office, "results-01-x", None);
    office.by("results-01-x", good).unwrap();
    assert!(office.room.open_proposal(spot()).unwrap().signatures.is_empty());
}

#[test]
fn a_refused_proposal_makes_room_for_another() {
    let mut office = Office::new();
    office.by("results-01-a", propose(&annulment(), "results-01-a", None)).unwrap();
    let number = office.room.open_proposal(spot()).unwrap().number;
    let refuse = Command::RefuseProposal { proposal: number, reason: "another station".to_owned() };
    assert_eq!(office.by("results-02-a", refuse.clone()), Err(Refusal::Territory(id(STATION))));
    office.by("results-01-b", refuse).unwrap();
    assert!(office.room.open_proposal(spot()).is_none());
    office.by("results-01-a", propose(&correction(), "results-01-a", Some("01/prefecture-a"))).unwrap();
}

fn release(office: &Office, round: u8) -> Command {
    let text = release_text(&office.room, round).expect("a round");
    Command::Release { round, shown: Hash::of(text.as_bytes()) }
}

/// T47.
#[test]
fn nothing_is_released_before_its_hour_nor_by_one() {
    let mut office = Office::new();
    office.now = stamp("2017-04-23T19:59:59+02:00");
    let command = release(&office, 1);
    assert_eq!(office.by("nation-1", command.clone()), Err(Refusal::Early));
    // The same moment on a clock two hours behind: moments count, not the text.
    office.now = stamp("2017-04-23T17:59:59+00:00");
    assert_eq!(office.by("nation-1", command.clone()), Err(Refusal::Early));
    office.now = stamp("2017-04-23T18:00:00+00:00");
    assert_eq!(office.by("nation-1", Command::Release { round: 1, shown: Hash([1; 32]) }), Err(Refusal::Changed));
    office.by("nation-1", command.clone()).unwrap();
    assert!(!office.room.is_released(1));
    assert_eq!(office.by("nation-1", command.clone()), Err(Refusal::SamePerson));
    // A clock set back holds the second person as well.
    office.now = stamp("2017-04-23T19:00:00+02:00");
    assert_eq!(office.by("nation-2", command.clone()), Err(Refusal::Early));
    office.now = evening();
    assert!(matches!(office.by("nation-2", command.clone()).unwrap()[..], [Fact::House(_)]));
    assert!(office.room.is_released(1));
    assert!(!office.room.is_released(2));
    assert_eq!(office.by("nation-1", command), Err(Refusal::Released));
    let command = release(&office, 2);
    assert_eq!(office.by("nation-1", command), Err(Refusal::Early), "round two has its own hour");
}

#[test]
fn the_three_way_match_names_the_line() {
    use ops::matching::rows;
    let reported = figures(300, 200);
    let honest = rows(&reported, &Vec::new(), Some(&reported));
    assert!(honest.iter().all(ops::matching::Row::agrees));
    let rows = rows(&reported, &Vec::new(), Some(&figures(200, 300)));
    let differing: Vec<String> = rows.iter().filter(|row| !row.agrees()).map(|row| row.field.to_string()).collect();
    assert_eq!(differing, ["candidate-1", "candidate-2"], "a swap of two candidates (T18)");
}
