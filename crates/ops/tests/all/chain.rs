//! The journal: one spelling, one chain, the same picture again.

use election::text::Fault;
use ops::account::KeyName;
use ops::desk::{Channel, Sent};
use ops::event::{AccountFact, EntryFact, Fact, HouseFact, PrefectureFact, Who};
use ops::proposal::Change;
use ops::room::Broken;
use ops::step::Command;
use ops::{Event, Room};
use tlog::Hash;

use crate::country::{Office, definition, enter_first, evening, figures, id, report, secret, signature, spot, votes};

/// One fact of every kind.
fn every_fact() -> Vec<Fact> {
    let operation = crate::operation::scene::facts().into_iter().map(Fact::Operation);
    let asked = [
        crate::administrators::ask("ghost", ops::Role::NationalOps, "FR"),
        crate::administrators::ask_reset("nation-1"),
    ];
    let asked = asked.map(|ask| Fact::Account(AccountFact::Asked(ask)));
    of_the_results().into_iter().chain(asked).chain(operation).collect()
}

fn of_the_results() -> Vec<Fact> {
    let (round, station) = spot();
    let sent = Sent { message: Hash([1; 32]), index: 7 };
    let (account, reason) = (id("clerk-a"), "because it is so".to_owned());
    let line = signature("clerk-a", "01-001/clerk-a", "text\n");
    let read = vec![(election::message::Field::Cast, votes(3)), (election::message::Field::Candidate(2), votes(0))];
    let report = report(figures(1, 2));
    let annulment =
        election::message::Annulment { round, station, decision: "1".into(), reason: reason.clone(), at: evening() };
    let mut message = report.message().clone();
    message.body = election::message::Body::Annulment(annulment);
    let change = Change::new(message).expect("a change");
    let made = crate::country::new_account("x", ops::Role::NationalOps, "FR", None);
    let keyed = ops::event::NewAccount { key: KeyName::parse("FR/k"), second: None, ..made.clone() };
    vec![
        Fact::Account(AccountFact::Made(made)),
        Fact::Account(AccountFact::Made(keyed)),
        Fact::Account(AccountFact::Password { account, password: secret("$a b"), first: true }),
        Fact::Account(AccountFact::Password { account, password: secret("$a"), first: false }),
        Fact::Account(AccountFact::SecondFactor { account, second: secret("S") }),
        Fact::Account(AccountFact::Locked { account, reason: reason.clone() }),
        Fact::Account(AccountFact::Unlocked { account }),
        Fact::Account(AccountFact::LoggedIn { account, code: u64::MAX }),
        Fact::Account(AccountFact::Failed { who: Who::Account(account) }),
        Fact::Account(AccountFact::Failed { who: Who::Stranger(255) }),
        Fact::Account(AccountFact::LoggedOut { account }),
        Fact::Account(AccountFact::CodeUsed { account, code: 1 }),
        Fact::Entry(EntryFact::First { channel: Channel::Paper, report: report.clone(), signature: None }),
        Fact::Entry(EntryFact::First { channel: Channel::File, report: report.clone(), signature: Some(line.clone()) }),
        Fact::Entry(EntryFact::Second { round, station, figures: figures(1, 2), counted_at: None }),
        Fact::Entry(EntryFact::Second { round, station, figures: figures(1, 2), counted_at: Some(evening()) }),
        Fact::Entry(EntryFact::File { place: id("01-001"), file: Hash([4; 32]), lines: 1_500 }),
        Fact::Entry(EntryFact::Resolved { round, station, read: read.clone(), counted_at: None }),
        Fact::Entry(EntryFact::Resolved { round, station, read: read.clone(), counted_at: Some(evening()) }),
        Fact::Entry(EntryFact::Dropped { round, station, reason: reason.clone() }),
        Fact::Entry(EntryFact::Signed { round, station, report: report.id(), signature: line.clone() }),
        Fact::Entry(EntryFact::Sent { round, station, sent }),
        Fact::Entry(EntryFact::NotTaken { round, station, reason: reason.clone() }),
        Fact::Entry(EntryFact::Returned { round, place: id("01-001"), sent }),
        Fact::Prefecture(PrefectureFact::CallbackOpened { round, station, report: Hash([2; 32]), nonce: [3; 32] }),
        Fact::Prefecture(PrefectureFact::CallbackDiffered { round, station, read }),
        Fact::Prefecture(PrefectureFact::CallbackDone { round, station, sent }),
        Fact::Prefecture(PrefectureFact::Proposed { message: change.clone(), signature: None }),
        Fact::Prefecture(PrefectureFact::Proposed { message: change, signature: Some(line.clone()) }),
        Fact::Prefecture(PrefectureFact::ProposalConfirmed { proposal: 3, signature: Some(line) }),
        Fact::Prefecture(PrefectureFact::ProposalRefused { proposal: 3, reason: reason.clone() }),
        Fact::Prefecture(PrefectureFact::ProposalSent { proposal: 3, sent }),
        Fact::Prefecture(PrefectureFact::WarningHandled {
            round,
            station,
            report: Hash([2; 32]),
            code: election::definition::WarningCode::parse("W301").expect("a code"),
            reason: reason.clone(),
        }),
        Fact::Prefecture(PrefectureFact::WitnessCopied { round, station, source: reason, figures: figures(1, 2) }),
        Fact::House(HouseFact::ReleaseAsked { round }),
        Fact::House(HouseFact::Released { round }),
        Fact::House(HouseFact::BackedUp { file: "rooms-7.sqlite".into() }),
        Fact::House(HouseFact::Checked { findings: 0 }),
        Fact::House(HouseFact::Started),
    ]
}

#[test]
fn every_kind_of_event_is_read_as_it_was_written() {
    let facts = every_fact();
    let events = Room::new(definition()).link(evening(), Some(id("clerk-a")), facts);
    for event in &events {
        let text = event.text();
        let read = Event::parse(text.as_bytes());
        assert_eq!(read.as_ref(), Ok(event), "{text}");
        assert_eq!(read.unwrap().text(), text);
    }
}

#[test]
fn other_spellings_are_refused() {
    let events = Room::new(definition()).link(evening(), None, every_fact());
    let mut refused = 0;
    for event in &events {
        let text = event.text();
        for cut in 0..text.len() {
            let Some(cut) = text.get(..cut) else { continue };
            let longer = format!("{cut}\n");
            let whole = |text: &str| Event::parse(text.as_bytes()).ok().map(|event| event.text());
            assert!(whole(cut).is_none_or(|text| text == cut));
            assert!(whole(&longer).is_none_or(|text| text == longer));
            refused += 1;
        }
        for (from, to) in [("number ", "number 0"), ("by -", "by  -"), ("kind ", "kind\t"), ("\n", "\r\n")] {
            assert!(Event::parse(text.replacen(from, to, 1).as_bytes()).is_err(), "{from:?} to {to:?} in\n{text}");
        }
    }
    assert!(refused > 1_000);
    let unknown = events[0].text().replace("account-made", "account-born");
    assert!(matches!(Event::parse(unknown.as_bytes()).unwrap_err().fault, Fault::Word(_)));
    let long = vec![b'a'; ops::event::MAX_EVENT_BYTES + 1];
    assert!(matches!(Event::parse(&long).unwrap_err().fault, Fault::Limit(_)));
}

fn day() -> Office {
    let mut office = Office::new();
    office.by("clerk-a", enter_first(figures(300, 200))).unwrap();
    let second = Command::EnterSecond { spot: spot(), figures: figures(300, 201), counted_at: evening() };
    office.by("clerk-b", second).unwrap();
    office.by("results-01-a", Command::OpenCallback { spot: spot(), report: Hash([7; 32]), nonce: [3; 32] }).unwrap();
    office.by("clerk-a", Command::LogOut).unwrap();
    office
}

fn replayed(events: &[Event]) -> Result<Room, Broken> {
    let mut room = Room::new(definition());
    events.iter().try_for_each(|event| room.replay(event))?;
    Ok(room)
}

#[test]
fn the_same_journal_gives_the_same_picture() {
    let office = day();
    let again = replayed(&office.events).unwrap();
    assert_eq!(again.head(), office.room.head());
    assert_eq!(again.desk(spot()), office.room.desk(spot()));
    assert_eq!(again.accounts(), office.room.accounts());
    assert_eq!(again.callback(spot()), office.room.callback(spot()));
}

/// T38: an edited, a deleted, a moved and a foreign event.
#[test]
fn a_changed_past_is_found_at_the_row() {
    let office = day();
    let edit = office.events.len() - 3;
    let mut edited = office.events.clone();
    edited[edit].by = Some(id("clerk-c"));
    assert_eq!(replayed(&edited).unwrap_err(), Broken::Before { number: edit as u64 + 1 });
    let mut cut = office.events.clone();
    cut.remove(edit);
    let number = edit as u64;
    assert_eq!(replayed(&cut).unwrap_err(), Broken::Number { due: number, found: number + 1 });
    let mut swapped = office.events.clone();
    swapped.swap(edit, edit + 1);
    assert!(replayed(&swapped).is_err());
    let mut first = office.events.clone();
    first[0].before = Hash([1; 32]);
    assert_eq!(replayed(&first).unwrap_err(), Broken::Before { number: 0 });
}

/// What a hand that recomputed the chain wrote: nothing panics, and nothing appears.
#[test]
fn events_about_nothing_change_nothing() {
    let mut room = Room::new(definition());
    let facts = every_fact().into_iter().filter(|fact| !matches!(fact, Fact::Entry(EntryFact::First { .. })));
    for event in room.link(evening(), None, facts.collect()) {
        room.apply(&event);
    }
    assert!(room.desk(spot()).is_none_or(|desk| matches!(desk, ops::desk::Desk::Sent(_))));
    assert!(!room.is_released(1));
    assert!(room.proposals().is_empty());
}
