//! T36: what a stolen password does alone. Nothing of it reaches the log or the public.

use ops::roles::Role;

use super::desk::{ENTRY, confirm, post, record};
use super::hall::{Browser, Hall, PASSWORD, PEOPLE, csrf};

/// The status of a log-in with the right password and this code.
fn log_in(hall: &Hall, account: &str, code: &str) -> u16 {
    let mut browser = Browser::default();
    let word = hall.get(&mut browser, "/hub/log-in").hidden("csrf");
    let fields = [("csrf", word.as_str()), ("account", account), ("password", PASSWORD), ("code", code)];
    hall.post(&mut browser, "/hub/log-in", &fields).status
}

/// Messages in the log.
fn logged(hall: &Hall) -> u64 {
    hall.handle().checkpoint().size
}

/// Whoever may release, correct, see totals or make accounts is not let in by the password alone.
#[test]
fn a_password_without_its_code_opens_nothing() {
    let hall = Hall::new();
    let mut tried = 0;
    for (account, role, ..) in PEOPLE.iter().filter(|(_, role, ..)| role.needs_second_factor()) {
        let right = hall.code();
        let wrong: String = right.chars().map(|digit| if digit == '9' { '0' } else { '9' }).collect();
        for code in ["", "000000x", &wrong] {
            assert_eq!(log_in(&hall, account, code), 401, "{role} with {code:?}");
        }
        hall.later(20 * 60);
        let code = hall.code();
        assert_eq!(log_in(&hall, account, &code), 303, "{role}: the honest twin");
        assert_eq!(log_in(&hall, account, &code), 401, "{role}: a code is good once");
        hall.later(20 * 60);
        tried += 1;
    }
    assert_eq!(tried, 6, "two administrators, national, both of the prefecture, auditor");
    assert!(!Role::Clerk.needs_second_factor(), "its acts take two people instead");
}

/// A clerk's password: a first entry can be typed and confirmed, and that is all. The second entry,
/// the two signatures and the return are somebody else's.
#[test]
fn one_clerk_alone_brings_nothing_into_the_log() {
    let hall = Hall::new();
    let before = logged(&hall);
    let mut thief = hall.log_in("clerk-a");
    let fields = record(&thief, 300);
    let page = post(&hall, &mut thief, ENTRY, &fields);
    assert_eq!(confirm(&hall, &mut thief, &format!("{ENTRY}/confirm"), &page.hidden("shown")).status, 303);
    let fields = record(&thief, 300);
    let second = post(&hall, &mut thief, ENTRY, &fields);
    assert!(second.status >= 400 && second.body.contains("E410"), "{}", second.status);
    let sign = "/hub/stations/1/01-001-0001/sign";
    for shown in [page.hidden("shown"), "00".repeat(32)] {
        assert!(confirm(&hall, &mut thief, sign, &shown).status >= 400);
        assert!(confirm(&hall, &mut thief, "/hub/returns/01-001", &shown).status >= 400);
    }
    assert_eq!(logged(&hall), before, "something is in the log");
    // With the other clerk it goes on: what the thief typed is compared with what the paper says.
    let mut honest = hall.log_in("clerk-b");
    let fields = record(&honest, 310);
    assert!(post(&hall, &mut honest, ENTRY, &fields).status < 400);
    assert!(confirm(&hall, &mut honest, sign, &page.hidden("shown")).status >= 400, "they differ");
    assert_eq!(logged(&hall), before);
}

/// The administrator's password and second factor: the password of who has a key is not reset over the
/// network, since the key lies under it; and no act on figures is the administrator's.
#[test]
fn the_administrator_alone_becomes_nobody_else() {
    let hall = Hall::new();
    let before = logged(&hall);
    let mut thief = hall.log_in("admin");
    hall.later(60);
    for account in ["clerk-a", "clerk-b", "results"] {
        let (word, code, events) = (csrf(&thief), hall.code(), hall.events().len());
        let fields = [("csrf", word.as_str()), ("password", PASSWORD), ("code", &code)];
        let came = hall.post(&mut thief, &format!("/hub/accounts/{account}/reset"), &fields);
        assert!(came.status >= 400, "{account}: {}", came.status);
        let written = hall.events().split_off(events);
        assert!(
            !written
                .iter()
                .any(|text| text.contains("kind account-password") || text.contains("kind account-second-factor")),
            "{written:?}"
        );
        hall.later(60);
    }
    for path in [ENTRY, "/hub/stations/1/01-001-0001/sign", "/hub/release/1"] {
        let word = csrf(&thief);
        let came = hall.post(&mut thief, path, &[("csrf", word.as_str()), ("password", PASSWORD)]);
        assert!(matches!(came.status, 403 | 404), "{path}: {}", came.status);
    }
    assert_eq!(log_in(&hall, "clerk-a", ""), 303, "the password is the old one");
    assert_eq!(logged(&hall), before);
}
