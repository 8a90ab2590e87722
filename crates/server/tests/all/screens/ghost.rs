//! One administrator alone is nobody of the ministry: no invented people, no taken accounts.

use super::hall::{Browser, Hall, PASSWORD, Page, csrf};

/// A form of an administrator, with password and a fresh code.
fn act(hall: &Hall, admin: &mut Browser, path: &str, more: &[(&str, &str)]) -> Page {
    let (word, code) = (csrf(admin), hall.code());
    let mut fields = vec![("csrf", word.as_str()), ("password", PASSWORD), ("code", &code)];
    fields.extend(more);
    hall.post(admin, path, &fields)
}

fn invent(hall: &Hall, admin: &mut Browser, account: &str, role: &str, scope: &str) -> Page {
    let fields = [("new-account", account), ("name", "Somebody"), ("role", role), ("scope", scope), ("reason", "ill")];
    act(hall, admin, "/hub/accounts", &fields)
}

/// The secrets that a page shows, in their order.
fn secrets(page: &Page) -> Vec<String> {
    let parts = page.body.split("class=\"code\">").skip(1);
    parts.map(|part| part.split('<').next().unwrap_or_default().to_owned()).collect()
}

/// Number of the last proposal, and the hash of what its page shows.
fn asked(hall: &Hall, admin: &mut Browser) -> (String, String) {
    let last = hall.events().iter().rposition(|text| text.contains("asked\naccount ")).expect("something was asked");
    let page = hall.get(admin, &format!("/hub/asked/{last}"));
    assert_eq!(page.status, 200, "{}", page.body);
    (format!("/hub/asked/{last}"), page.hidden("shown"))
}

fn log_in(hall: &Hall, account: &str, password: &str, code: &str) -> (u16, Browser) {
    let mut browser = Browser::default();
    let word = hall.get(&mut browser, "/hub/log-in").hidden("csrf");
    let fields = [("csrf", word.as_str()), ("account", account), ("password", password), ("code", code)];
    (hall.post(&mut browser, "/hub/log-in", &fields).status, browser)
}

fn happened(hall: &Hall, from: usize, kind: &str) -> usize {
    hall.events()[from..].iter().filter(|text| text.contains(&format!("\nkind {kind}\n"))).count()
}

/// The attack as it was found: two invented people, their passwords and seeds on the page, and both
/// in the ministry's results before the legal hour.
#[test]
fn one_administrator_invents_nobody() {
    let hall = Hall::new();
    let mut thief = hall.log_in("admin");
    let begin = hall.events().len();
    for (role, scope) in [
        ("administrator", "FR"),
        ("national", "FR"),
        ("prefecture-ops", "01"),
        ("prefecture-results", "01"),
        ("auditor", "FR"),
    ] {
        let ghost = format!("g-{role}");
        let page = invent(&hall, &mut thief, &ghost, role, scope);
        assert_eq!(page.status, 200, "{role}: {}", page.body);
        let shown = secrets(&page);
        assert_eq!(shown.len(), 2, "{role}: the seed, twice, and no password: {shown:?}");
        assert_eq!(log_in(&hall, &ghost, "", &hall.code_of(&shown[0])).0, 401, "{role}");
        let (path, _) = asked(&hall, &mut thief);
        let number = path.rsplit('/').next().unwrap().to_owned();
        let event = &hall.events()[number.parse::<usize>().unwrap()];
        // What its own page does not offer is no secret: it is the hash of the text.
        let (_, text) = event.split_once("\naccount ").unwrap();
        let text = text.split_once("\nsecond ").unwrap().0;
        let text = format!("make\nnumber {number}\nby admin\naccount {text}\n");
        let shown = tlog::Hash::of(text.as_bytes()).to_string();
        let own = act(&hall, &mut thief, &format!("{path}/confirm"), &[("shown", &shown)]);
        assert!(own.status == 409 && own.body.contains("E410"), "{role}: {} {}", own.status, own.body);
    }
    assert_eq!(happened(&hall, begin, "account-made"), 0);
    assert_eq!(happened(&hall, begin, "account-asked"), 5);
}

#[test]
fn two_administrators_make_an_account_and_neither_has_both_secrets() {
    let hall = Hall::new();
    let (mut first, mut second) = (hall.log_in("admin"), hall.log_in("admin-b"));
    let page = invent(&hall, &mut first, "nation-c", "national", "FR");
    let seed = secrets(&page)[0].clone();
    let (path, shown) = asked(&hall, &mut second);
    assert!(hall.get(&mut second, "/hub/accounts").body.contains(&path), "who must confirm sees it");
    let other = act(&hall, &mut second, &format!("{path}/confirm"), &[("shown", &"00".repeat(32))]);
    assert!(other.status == 409 && other.body.contains("E417"), "{}", other.body);
    let word = csrf(&second);
    let without = [("csrf", word.as_str()), ("shown", shown.as_str()), ("password", PASSWORD), ("code", "000000")];
    let came = hall.post(&mut second, &format!("{path}/confirm"), &without);
    assert!(came.body.contains("E407") || came.body.contains("E408"), "{} {}", came.status, came.body);
    let done = act(&hall, &mut second, &format!("{path}/confirm"), &[("shown", &shown)]);
    assert_eq!(done.status, 200, "{}", done.body);
    assert!(!done.body.contains(&seed), "the seed is the first's");
    let password = secrets(&done);
    assert_eq!(password.len(), 1, "{password:?}");
    assert_eq!(log_in(&hall, "nation-c", &password[0], &hall.code()).0, 401, "the confirming one lacks the seed");
    let (status, mut person) = log_in(&hall, "nation-c", &password[0], &hall.code_of(&seed));
    assert_eq!(status, 303);
    let results = hall.get(&mut person, "/hub/results");
    assert!(results.status == 303 && results.head.contains("/hub/password"), "the first password must be changed");
    let closed = act(&hall, &mut second, &format!("{path}/confirm"), &[("shown", &shown)]);
    assert!(closed.status == 409 && closed.body.contains("E421"), "{}", closed.body);
    for account in ["nation", "auditor"] {
        let mut watcher = hall.log_in(account);
        let body = hall.get(&mut watcher, "/hub/results").body;
        assert!(body.contains("nation-c") && body.contains("admin-b"), "everybody of the desk sees it: {account}");
        let journal = hall.get(&mut watcher, "/hub/journal").body;
        assert!(journal.contains("nation-c") && !journal.contains(&seed), "{account}");
    }
}

#[test]
fn one_administrator_takes_no_account_over() {
    let hall = Hall::new();
    let mut thief = hall.log_in("admin");
    let begin = hall.events().len();
    for account in ["nation", "room", "auditor", "admin-b", "admin"] {
        let page = act(&hall, &mut thief, &format!("/hub/accounts/{account}/reset"), &[("reason", "lost")]);
        assert_eq!(page.status, 200, "{account}: {}", page.body);
        assert_eq!(secrets(&page).len(), 2, "{account}: the new seed, and no password");
        let (path, shown) = asked(&hall, &mut thief);
        let own = act(&hall, &mut thief, &format!("{path}/confirm"), &[("shown", &shown)]);
        assert!(own.status == 409 && own.body.contains("E410"), "{account}: {}", own.body);
    }
    assert_eq!(happened(&hall, begin, "account-password") + happened(&hall, begin, "account-second-factor"), 0);
    assert_eq!(happened(&hall, begin, "account-reset-asked"), 5);
    assert_eq!(log_in(&hall, "nation", PASSWORD, &hall.code()).0, 303, "the old secrets still hold");
}

#[test]
fn two_administrators_reset_an_account_or_leave_it() {
    let hall = Hall::new();
    let (mut first, mut second) = (hall.log_in("admin"), hall.log_in("admin-b"));
    let mut nation = hall.log_in("nation");
    let reset = |first: &mut Browser| act(&hall, first, "/hub/accounts/nation/reset", &[("reason", "lost")]);
    reset(&mut first);
    let (path, shown) = asked(&hall, &mut second);
    let word = csrf(&second);
    let no = hall.post(&mut second, &format!("{path}/refuse"), &[("csrf", &word), ("reason", "not wanted")]);
    assert_eq!(no.status, 303, "{}", no.body);
    let late = act(&hall, &mut second, &format!("{path}/confirm"), &[("shown", &shown)]);
    assert!(late.body.contains("E421"), "{}", late.body);
    assert_eq!(hall.get(&mut nation, "/hub/results").status, 200, "nothing happened to it");
    let seed = secrets(&reset(&mut first))[0].clone();
    let (path, shown) = asked(&hall, &mut second);
    let done = act(&hall, &mut second, &format!("{path}/confirm"), &[("shown", &shown)]);
    let password = secrets(&done).pop().expect("the first password");
    assert_eq!(hall.get(&mut nation, "/hub/results").status, 303, "its session has ended");
    assert_eq!(log_in(&hall, "nation", PASSWORD, &hall.code()).0, 401);
    assert_eq!(log_in(&hall, "nation", &password, &hall.code_of(&seed)).0, 303);
}

/// Honest twins: what is one administrator's stays one's, and who is alone is told what to do.
#[test]
fn communes_and_walls_take_one_and_a_lonely_administrator_is_told() {
    let hall = Hall::new();
    let mut admin = hall.log_in("admin");
    for (account, role, scope) in [
        ("clerk-d", "clerk", "01-001"),
        ("station-2", "station", "01-001-0001"),
        ("leader-2", "leader", "01"),
        ("wall-2", "wall", "FR"),
    ] {
        let page = invent(&hall, &mut admin, account, role, scope);
        assert_eq!(secrets(&page).len(), 1, "{role}: {}", page.body);
    }
    let page = act(&hall, &mut admin, "/hub/accounts/clerk-d/reset", &[]);
    assert_eq!(secrets(&page).len(), 1, "{}", page.body);
    assert!(!hall.get(&mut admin, "/hub/accounts").body.contains("vigie accounts"), "there are two");
    act(&hall, &mut admin, "/hub/accounts/admin-b/lock", &[("reason", "left")]);
    assert!(hall.get(&mut admin, "/hub/accounts").body.contains("vigie accounts"));
}
