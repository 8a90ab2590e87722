//! Accounts that two administrators make or reset.

use ops::event::{AccountFact, Fact, PrefectureFact};
use ops::proposal::{AccountChange, Ask, MAX_ASKED, ProposalState};
use ops::roles::{Act, Role, may};
use ops::step::Command;
use ops::{Refusal, Room};
use tlog::Hash;

use crate::country::{Office, definition, id, new_account, secret};

/// The wish for an account.
pub fn ask(account: &str, role: Role, scope: &str) -> Ask {
    let name = format!("Person {account}");
    let change = AccountChange::Make { account: id(account), name, role, scope: id(scope) };
    Ask { change, reason: "somebody fell ill".to_owned(), second: secret("SEED-OF-THE-ASKED") }
}

/// The wish for new secrets.
pub fn ask_reset(account: &str) -> Ask {
    let change = AccountChange::Reset { account: id(account) };
    Ask { change, reason: "a lost telephone".to_owned(), second: secret("SEED-OF-THE-ASKED") }
}

/// Confirms what was asked for last.
fn confirm(office: &Office) -> Command {
    let (number, asked) = office.room.asked().last_key_value().expect("something was asked for");
    let shown = Hash::of(asked.text().as_bytes());
    Command::ConfirmAccount { proposal: *number, shown, password: secret("$first") }
}

fn refuse(office: &Office) -> Command {
    let proposal = *office.room.asked().last_key_value().expect("something was asked for").0;
    Command::RefuseAccount { proposal, reason: "nobody knows of it".to_owned() }
}

fn state(office: &Office) -> &ProposalState {
    &office.room.asked().last_key_value().expect("something was asked for").1.state
}

fn scope_of(role: Role) -> &'static str {
    match role {
        Role::PrefectureOps | Role::PrefectureResults | Role::Leader => "01",
        Role::Clerk => "01-001",
        Role::Station => "01-001-0001",
        _ => "FR",
    }
}

#[test]
fn whoever_has_power_or_sight_is_made_by_two_and_has_a_second_factor() {
    let powers = [
        Act::SeeTotals,
        Act::Release,
        Act::Correct,
        Act::CallBack,
        Act::ManageAccounts,
        Act::HandleIncident,
        Act::Dispatch,
        Act::SeePlan,
        Act::ActivatePosture,
        Act::ChangePhase,
        Act::ReadJournal,
    ];
    for role in Role::ALL {
        let has_power = powers.iter().any(|act| may(role, *act));
        assert_eq!(role.takes_two_administrators(), has_power, "{role}");
        assert!(role.needs_second_factor() || !has_power, "{role}: each of the two hands one secret over");
    }
}

/// The attack: one administrator makes two people of the ministry.
#[test]
fn one_administrator_makes_nobody_above_the_commune() {
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Public) {
        let mut office = Office::new();
        let new = || Command::MakeAccount(new_account("ghost-1", role, scope_of(role), None));
        let made = office.by("admin", new());
        if role.takes_two_administrators() {
            assert_eq!(made, Err(Refusal::TwoAdministrators), "{role}");
            assert!(!office.room.accounts().contains_key(&id("ghost-1")));
            assert!(office.hub(new()).is_ok(), "{role}: the machine's owner does");
        } else {
            assert!(made.is_ok(), "{role}: {made:?}");
            let asked = Office::new().by("admin", Command::AskAccount(ask("ghost-1", role, scope_of(role))));
            assert_eq!(asked, Err(Refusal::AccountUnfit), "{role}: nobody has to be asked");
        }
    }
}

#[test]
fn one_administrator_gives_nobody_above_the_commune_new_secrets() {
    let mut office = Office::new();
    let people: Vec<_> = office.room.accounts().iter().map(|(account, own)| (*account, own.role)).collect();
    for (account, role) in people {
        let due = if role.takes_two_administrators() { Err(Refusal::TwoAdministrators) } else { Ok(()) };
        let password = Command::SetPassword { account, password: secret("$known-to-me") };
        let second = Command::SetSecondFactor { account, second: secret("KNOWN-TO-ME") };
        if account != id("admin") {
            assert_eq!(office.by("admin", password).map(|_| ()), due, "{account}");
        }
        assert_eq!(office.by("admin", second).map(|_| ()), due, "{account}");
    }
    let own = Command::SetPassword { account: id("admin"), password: secret("$mine") };
    assert!(office.by("admin", own).is_ok(), "one's own password is one's own");
}

#[test]
fn two_make_an_account() {
    let mut office = Office::new();
    office.by("admin", Command::AskAccount(ask("new", Role::NationalOps, "FR"))).unwrap();
    assert!(!office.room.accounts().contains_key(&id("new")), "asked for is not made");
    let wrong =
        Command::ConfirmAccount { proposal: office.room.size() - 1, shown: Hash([1; 32]), password: secret("$first") };
    assert_eq!(office.by("admin-2", wrong), Err(Refusal::Changed));
    let due = confirm(&office);
    assert_eq!(office.by("admin", due), Err(Refusal::SamePerson));
    let due = confirm(&office);
    assert!(matches!(office.by("nation-1", due), Err(Refusal::NotAllowed(Act::ManageAccounts))));
    let due = confirm(&office);
    let facts = office.by("admin-2", due).unwrap();
    assert!(matches!(
        facts[..],
        [Fact::Prefecture(PrefectureFact::ProposalConfirmed { .. }), Fact::Account(AccountFact::Made(_))]
    ));
    let made = &office.room.accounts()[&id("new")];
    assert_eq!((made.role, made.first_password, made.key), (Role::NationalOps, true, None));
    assert_eq!((made.password.expose(), made.second.as_ref().unwrap().expose()), ("$first", "SEED-OF-THE-ASKED"));
    let mut again = Room::new(definition());
    office.events.iter().for_each(|event| again.replay(event).unwrap());
    assert_eq!(again.asked(), office.room.asked());
}

#[test]
fn two_give_new_secrets() {
    let mut office = Office::new();
    let before = office.room.accounts()[&id("nation-1")].clone();
    office.by("admin", Command::AskAccount(ask_reset("nation-1"))).unwrap();
    assert_eq!(office.room.accounts()[&id("nation-1")], before, "asked for is not done");
    let due = confirm(&office);
    assert_eq!(office.by("admin", due), Err(Refusal::SamePerson));
    let due = confirm(&office);
    office.by("admin-2", due).unwrap();
    let after = &office.room.accounts()[&id("nation-1")];
    assert!(after.first_password && after.password != before.password && after.second != before.second);
    for (account, due) in
        [("nobody", Refusal::NoAccount), ("clerk-c", Refusal::AccountUnfit), ("results-01-a", Refusal::AccountUnfit)]
    {
        assert_eq!(office.by("admin", Command::AskAccount(ask_reset(account))), Err(due), "{account}");
    }
}

/// Every state with every command, by who asked and by another.
#[test]
fn every_arrow_and_no_other() {
    let reach = |name: &str| {
        let mut office = Office::new();
        office.by("admin", Command::AskAccount(ask("new", Role::Auditor, "01"))).unwrap();
        match name {
            "confirmed" => {
                let due = confirm(&office);
                office.by("admin-2", due).unwrap();
            }
            "refused" => {
                let due = refuse(&office);
                office.by("admin-2", due).unwrap();
            }
            _ => {}
        }
        office
    };
    let closed = Err(Refusal::Proposal);
    for (name, who, confirms, refuses) in [
        ("waiting", "admin", Err(Refusal::SamePerson), Ok(())),
        ("waiting", "admin-2", Ok(()), Ok(())),
        ("confirmed", "admin", closed, closed),
        ("confirmed", "admin-2", closed, closed),
        ("refused", "admin", closed, closed),
        ("refused", "admin-2", closed, closed),
    ] {
        let mut office = reach(name);
        let (before, due) = (state(&office).clone(), confirm(&office));
        assert_eq!(office.by(who, due).map(|_| ()), confirms, "{name} {who}");
        assert_eq!(*state(&office) != before, confirms.is_ok(), "{name} {who}");
        let mut office = reach(name);
        let due = refuse(&office);
        assert_eq!(office.by(who, due).map(|_| ()), refuses, "{name} {who}");
        assert_eq!(office.room.accounts().contains_key(&id("new")), name == "confirmed", "{name} {who}");
        let again = match name {
            "confirmed" => Err(Refusal::AccountExists(id("new"))),
            _ => Ok(()),
        };
        let asked = office.by(who, Command::AskAccount(ask("new", Role::Auditor, "01"))).map(|_| ());
        assert_eq!(asked, again, "{name} {who}: after it was refused it may be asked for again");
    }
    let mut office = reach("waiting");
    assert_eq!(
        office.by("admin-2", Command::AskAccount(ask("new", Role::NationalOps, "FR"))),
        Err(Refusal::ProposalOpen)
    );
}

/// What is true when it is confirmed counts, not what was true when it was asked.
#[test]
fn what_changed_meanwhile_is_seen() {
    let mut office = Office::new();
    office.by("admin", Command::AskAccount(ask("new", Role::NationalOps, "FR"))).unwrap();
    office.by("admin-2", Command::Lock { account: id("admin"), reason: "stolen".to_owned() }).unwrap();
    let due = confirm(&office);
    assert_eq!(office.by("admin-2", due), Err(Refusal::NoAccount), "who is locked has asked for nothing");
    office.by("admin-2", Command::Unlock { account: id("admin") }).unwrap();
    office.hub(Command::MakeAccount(new_account("new", Role::NationalOps, "FR", None))).unwrap();
    let due = confirm(&office);
    assert_eq!(office.by("admin-2", due), Err(Refusal::AccountExists(id("new"))));
}

/// A number of the one kind opens nothing of the other.
#[test]
fn corrections_and_accounts_are_not_mixed_up() {
    let mut office = Office::new();
    office.by("admin", Command::AskAccount(ask("new", Role::NationalOps, "FR"))).unwrap();
    let number = *office.room.asked().last_key_value().unwrap().0;
    let shown = Hash::of(office.room.asked()[&number].text().as_bytes());
    let correction = Command::ConfirmProposal { proposal: number, shown, signature: None };
    assert_eq!(office.by("results-01-a", correction), Err(Refusal::Proposal));
    let no = Command::RefuseProposal { proposal: number, reason: "no".to_owned() };
    assert_eq!(office.by("results-01-a", no), Err(Refusal::Proposal));
    let message = crate::proposals::annulment();
    let shown = message.id();
    office.by("results-01-a", Command::Propose { message, shown, signature: None }).unwrap();
    let number = *office.room.proposals().last_key_value().unwrap().0;
    let account = Command::ConfirmAccount { proposal: number, shown, password: secret("$first") };
    assert_eq!(office.by("admin-2", account), Err(Refusal::Proposal));
}

#[test]
fn wishes_that_cannot_be() {
    let mut office = Office::new();
    let mut refused = |ask| office.by("admin", Command::AskAccount(ask)).unwrap_err();
    assert_eq!(refused(ask("nation-1", Role::NationalOps, "FR")), Refusal::AccountExists(id("nation-1")));
    assert_eq!(refused(ask("new", Role::NationalOps, "01")), Refusal::AccountUnfit);
    let without = Ask { reason: String::new(), ..ask("new", Role::NationalOps, "FR") };
    assert_eq!(refused(without), Refusal::Text);
    for nth in 0..MAX_ASKED {
        office.by("admin", Command::AskAccount(ask(&format!("new-{nth}"), Role::Auditor, "01"))).unwrap();
    }
    let beyond = Command::AskAccount(ask("new", Role::Auditor, "01"));
    assert_eq!(office.by("admin", beyond.clone()), Err(Refusal::Limit));
    let due = refuse(&office);
    office.by("admin", due).unwrap();
    assert!(office.by("admin", beyond).is_ok(), "one that was taken back makes room");
}
