//! Accounts, log-ins, sessions.

use ops::Refusal;
use ops::event::{AccountFact, Fact, Who};
use ops::lockout::{MAX_DELAY, delay};
use ops::roles::Role;
use ops::session::{QUIET, Sessions};
use ops::step::Command;
use tlog::Hash;

use crate::country::{Office, evening, id, new_account, secret};

fn guess(office: &mut Office, name: &str, verified: bool) -> Result<Vec<Fact>, Refusal> {
    let who = office.room.who(name);
    office.hub(Command::LogIn { who, verified, code: 0 })
}

/// T39: a guess every second for 10,000 seconds.
#[test]
fn ten_thousand_guesses_are_slowed_and_remembered() {
    let mut office = Office::new();
    let before = office.events.len();
    let mut looked_at = 0;
    for _ in 0..10_000 {
        office.later(1);
        looked_at += u32::from(guess(&mut office, "clerk-a", false).is_ok());
    }
    assert!(looked_at < 30, "{looked_at} guesses were looked at");
    assert_eq!(office.events.len() - before, looked_at as usize, "each one is in the journal");
    let refused = guess(&mut office, "clerk-a", true);
    assert!(matches!(refused, Err(Refusal::LogIn { wait }) if wait > 0), "even the right one waits: {refused:?}");
    office.by("admin", Command::Unlock { account: id("clerk-a") }).unwrap();
    assert!(matches!(guess(&mut office, "clerk-a", true).unwrap()[..], [Fact::Account(AccountFact::LoggedIn { .. })]));
}

/// Honest twin: who mistypes twice, and a neighbour of who is attacked, wait for nothing.
#[test]
fn people_who_mistype_do_not_wait() {
    let mut office = Office::new();
    guess(&mut office, "clerk-a", false).unwrap();
    guess(&mut office, "clerk-a", false).unwrap();
    assert!(matches!(guess(&mut office, "clerk-a", true).unwrap()[..], [Fact::Account(AccountFact::LoggedIn { .. })]));
    for _ in 0..20 {
        let _ = guess(&mut office, "clerk-b", false);
    }
    assert!(guess(&mut office, "clerk-a", true).is_ok());
}

#[test]
fn names_that_do_not_exist_wait_alike() {
    let mut office = Office::new();
    for _ in 0..4 {
        guess(&mut office, "nobody", false).unwrap();
        guess(&mut office, "clerk-a", false).unwrap();
    }
    assert!(matches!(office.room.who("nobody"), Who::Stranger(_)));
    let waits = ["nobody", "clerk-a"].map(|name| office.room.lockout(office.room.who(name)).wait(office.now));
    assert_eq!(waits[0], waits[1]);
    assert!(waits[0] > 0);
}

#[test]
fn the_delay_grows_and_ends() {
    let delays: Vec<i64> = (0..8).map(delay).collect();
    assert_eq!(delays, [0, 0, 0, 0, 2, 4, 8, 16]);
    assert!((0..200).all(|failures| delay(failures) <= delay(failures + 1)));
    assert_eq!(delay(u32::MAX), MAX_DELAY);
}

#[test]
fn a_clock_set_back_lets_nobody_in_sooner() {
    let mut office = Office::new();
    for _ in 0..6 {
        let _ = guess(&mut office, "clerk-a", false);
        office.later(3);
    }
    let wait = office.room.lockout(office.room.who("clerk-a")).wait(office.now);
    office.later(-3600);
    let now = office.room.lockout(office.room.who("clerk-a")).wait(office.now);
    assert!(now > wait, "{now} {wait}");
}

#[test]
fn a_code_is_good_once() {
    let mut office = Office::new();
    let log_in = |code| Command::LogIn { who: Who::Account(id("nation-1")), verified: true, code };
    assert!(matches!(office.hub(log_in(100)).unwrap()[..], [Fact::Account(AccountFact::LoggedIn { .. })]));
    assert!(matches!(office.hub(log_in(100)).unwrap()[..], [Fact::Account(AccountFact::Failed { .. })]));
    assert_eq!(office.by("nation-1", Command::UseCode { code: 100 }), Err(Refusal::CodeUsed));
    assert!(office.by("nation-1", Command::UseCode { code: 101 }).is_ok());
}

#[test]
fn accounts_that_cannot_be() {
    let mut office = Office::new();
    let mut refuse = |new| office.by("admin", Command::MakeAccount(new)).unwrap_err();
    assert_eq!(refuse(new_account("clerk-a", Role::Clerk, "01-001", None)), Refusal::AccountExists(id("clerk-a")));
    assert_eq!(refuse(new_account("x", Role::Clerk, "01", None)), Refusal::AccountUnfit);
    assert_eq!(refuse(new_account("x", Role::Public, "FR", None)), Refusal::AccountUnfit);
    assert_eq!(refuse(new_account("x", Role::Clerk, "01-001", Some("nobody"))), Refusal::AccountUnfit);
    assert_eq!(refuse(new_account("x", Role::Wall, "01", Some("prefecture-a"))), Refusal::AccountUnfit);
    let without = ops::event::NewAccount { second: None, ..new_account("x", Role::NationalOps, "FR", None) };
    assert_eq!(refuse(without), Refusal::AccountUnfit);
    let hidden = ops::event::NewAccount { name: "a\u{202e}b".into(), ..new_account("x", Role::Clerk, "01-001", None) };
    assert_eq!(refuse(hidden), Refusal::Text);
}

#[test]
fn the_last_administrator_stays() {
    let mut office = Office::new();
    let lock = |account| Command::Lock { account: id(account), reason: "left".to_owned() };
    office.by("admin", lock("admin-2")).unwrap();
    assert_eq!(office.by("admin", lock("admin")), Err(Refusal::LastAdministrator));
}

#[test]
fn passwords_are_ones_own_or_the_administrators() {
    let mut office = Office::new();
    let set = |account| Command::SetPassword { account: id(account), password: secret("$new") };
    assert!(matches!(office.by("clerk-a", set("clerk-b")), Err(Refusal::NotAllowed(_))));
    office.by("clerk-a", set("clerk-a")).unwrap();
    assert!(!office.room.accounts()[&id("clerk-a")].first_password);
    office.by("admin", set("clerk-a")).unwrap();
    assert!(office.room.accounts()[&id("clerk-a")].first_password, "somebody else knows it");
}

#[test]
fn sessions_end_by_quiet_and_one_is_enough() {
    let (mut sessions, now) = (Sessions::default(), evening());
    let at = |seconds| now.plus(seconds).unwrap();
    sessions.begin(id("clerk-a"), Hash([1; 32]), now);
    assert_eq!(sessions.visit(Hash([1; 32]), at(QUIET)), Some(id("clerk-a")));
    assert_eq!(sessions.visit(Hash([1; 32]), at(2 * QUIET)), Some(id("clerk-a")), "a visit is a sign of life");
    assert_eq!(sessions.visit(Hash([1; 32]), at(3 * QUIET + 1)), None);
    sessions.begin(id("clerk-a"), Hash([2; 32]), now);
    sessions.begin(id("clerk-a"), Hash([3; 32]), now);
    assert_eq!(sessions.visit(Hash([2; 32]), now), None, "the second session ends the first");
    assert_eq!(sessions.visit(Hash([4; 32]), now), None, "forged");
    assert_eq!(sessions.visit(Hash([3; 32]), at(-3600)), None, "a clock set back");
    assert!(sessions.is_empty());
    sessions.begin(id("clerk-a"), Hash([5; 32]), now);
    let busy = (0..200).map(|turn| sessions.visit(Hash([5; 32]), at(turn * 600)));
    assert!(busy.last().unwrap().is_none(), "no session lasts for days");
}
