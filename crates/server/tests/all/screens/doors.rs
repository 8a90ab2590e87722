//! Roles, sessions, forms.

use axum::http::Method;
use ops::roles::{Act, Role, may};
use ops::session::TRIES;
use server::screens::access::MAX_FORM_BYTES;
use server::screens::routes::routes;

use super::desk::{ENTRY, confirm, post, record};
use super::hall::{Browser, Hall, PASSWORD, PEOPLE, csrf, form};

/// A path of the list with something in the place of its parameters.
fn filled(path: &str) -> String {
    let pairs = [
        ("{commune}", "01-001"),
        ("{place}", "01-001"),
        ("{department}", "01"),
        ("{station}", "01-001-0001"),
        ("{round}", "1"),
        ("{number}", "3"),
        ("{account}", "clerk-b"),
        ("{act}", "unlock"),
        ("{file}", "hub.css"),
        ("{tag}", "fr"),
        ("{unit}", "crew-1"),
        ("{posture}", "street"),
        ("{feed}", "map"),
    ];
    let filled = pairs.iter().fold(path.to_owned(), |path, (name, value)| path.replace(name, value));
    assert!(!filled.contains('{'), "{path} has a parameter that this test does not know");
    filled
}

/// From the list of routes and the table of roles, and from nothing else.
#[test]
fn every_role_at_every_route() {
    let hall = Hall::new();
    hall.open_plan(&hall.plan()).unwrap();
    let (mut tried, mut refused) = (0, 0);
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Public) {
        let (account, ..) = PEOPLE.iter().find(|(_, own, ..)| *own == role).expect("one of every role");
        let mut browser = hall.log_in(account);
        for route in routes() {
            let path = filled(route.path);
            let came = if route.method == Method::GET {
                hall.get(&mut browser.clone(), &path)
            } else {
                hall.post(&mut browser.clone(), &path, &[("csrf", &csrf(&browser))])
            };
            tried += 1;
            let forbidden = came.body.contains("E401");
            refused += u32::from(forbidden);
            assert_eq!(forbidden, !may(role, route.act), "{role} at {} {path}: {}", route.method, came.status);
            assert_eq!(forbidden, forbidden && came.status == 403, "{role} at {path}");
            assert_ne!(came.status, 500, "{role} at {} {path}: {}", route.method, came.body);
            if path == "/hub/log-out" {
                browser = hall.log_in(account);
            }
        }
    }
    assert!(tried > 400 && refused > 200, "{tried} {refused}");
}

#[test]
fn without_an_account_there_is_only_the_door() {
    let hall = Hall::new();
    for route in routes() {
        let path = filled(route.path);
        let mut nobody = Browser::default();
        let came = if route.method == Method::GET {
            hall.get(&mut nobody, &path)
        } else {
            hall.post(&mut nobody, &path, &[("csrf", "")])
        };
        match (route.act, route.method == Method::GET) {
            (Act::LogIn, true) => assert!(matches!(came.status, 200 | 303), "{path}: {}", came.status),
            (Act::LogIn, false) => assert_eq!(came.status, 403, "{path}: no word"),
            (_, true) => assert!(came.status == 303 && came.head.contains("/hub/log-in"), "{path}: {came:?}"),
            (_, false) => assert_eq!(came.status, 401, "{path}"),
        }
    }
}

#[test]
fn cookies_are_locked_away_and_pages_run_nothing_of_others() {
    let hall = Hall::new();
    let mut browser = Browser::default();
    let page = hall.get(&mut browser, "/hub/log-in");
    assert!(page.head.contains("HttpOnly; SameSite=Strict"), "{}", page.head);
    let policy = page.head.lines().find(|line| line.starts_with("content-security-policy")).expect("a policy");
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    assert!(!page.body.contains("<style") && !page.body.contains("style=") && !page.body.contains("onclick"));
    assert!(page.head.contains("cache-control: no-store"));
}

#[test]
fn forged_and_ended_sessions_are_nobody() {
    let hall = Hall::new();
    let mut forged = Browser::default();
    forged.cookies.insert("vigie".to_owned(), "00".repeat(32));
    assert_eq!(hall.get(&mut forged, "/hub/communes/01-001").status, 303);
    let mut first = hall.log_in("clerk-a");
    let mut second = hall.log_in("clerk-a");
    assert_eq!(hall.get(&mut first, "/hub/communes/01-001").status, 303, "one session an account");
    assert_eq!(hall.get(&mut second, "/hub/communes/01-001").status, 200);
    hall.later(31 * 60);
    assert_eq!(hall.get(&mut second, "/hub/communes/01-001").status, 303, "quiet for too long");
}

#[test]
fn a_form_without_the_word_of_its_session_does_nothing() {
    let hall = Hall::new();
    let (mut browser, other) = (hall.log_in("admin"), hall.log_in("auditor"));
    let before = hall.events().len();
    for word in [String::new(), "00".repeat(32), csrf(&other)] {
        let came = hall.post(&mut browser, "/hub/care/check", &[("csrf", &word)]);
        assert_eq!(came.status, 403, "{word}");
    }
    let good = csrf(&browser);
    let kind = "application/x-www-form-urlencoded";
    let body = format!("csrf={good}");
    for elsewhere in ["Origin: http://evil\r\n", "Sec-Fetch-Site: cross-site\r\n"] {
        let came = hall.send(&mut browser, "POST", "/hub/care/check", kind, body.as_bytes(), elsewhere);
        assert_eq!(came.status, 403, "{elsewhere}");
    }
    assert_eq!(hall.events().len(), before, "nothing was done");
    let came = hall.send(&mut browser, "POST", "/hub/care/check", kind, body.as_bytes(), "Origin: http://hub\r\n");
    assert_eq!(came.status, 200, "the honest twin");
    assert_eq!(hall.events().len(), before + 1);
}

/// A body that is longer than any form is refused as such, before its fields are looked at; said or
/// not, at the door or inside.
#[test]
fn a_body_longer_than_any_form_is_too_long() {
    let hall = Hall::new();
    let mut browser = Browser::default();
    let word = hall.get(&mut browser, "/hub/log-in").hidden("csrf");
    let before = hall.events().len();
    let fields = |password: &str| form(&[("csrf", &word), ("account", "clerk-a"), ("password", password)]);
    let kind = "application/x-www-form-urlencoded";
    let long = fields(&"x".repeat(MAX_FORM_BYTES));
    let came = hall.send(&mut browser, "POST", "/hub/log-in", kind, long.as_bytes(), "");
    assert_eq!(came.status, 413, "{}", came.head);
    let said = format!(
        "POST /hub/log-in HTTP/1.1\r\nHost: hub\r\nConnection: close\r\nCookie: vigie-door={}\r\n",
        browser.cookies["vigie-door"]
    );
    for rest in [
        // Said and never sent; and sent in pieces without having been said.
        "Content-Length: 99999999999\r\n\r\n".to_owned(),
        format!(
            "Transfer-Encoding: chunked\r\n\r\n{}0\r\n\r\n",
            format!("4000\r\n{}\r\n", "x".repeat(0x4000)).repeat(5)
        ),
    ] {
        assert_eq!(hall.raw(&format!("{said}Content-Type: {kind}\r\n{rest}")), 413, "{}", &rest[..20]);
    }
    let mut clerk = hall.log_in("clerk-a");
    let inside = hall.send(&mut clerk, "POST", "/hub/password", kind, long.as_bytes(), "");
    assert_eq!(inside.status, 413, "{}", inside.head);
    // The honest twin is as long as a form may be: read, and refused for what it says.
    let short = fields(&"x".repeat(MAX_FORM_BYTES - 200));
    let came = hall.send(&mut browser, "POST", "/hub/log-in", kind, short.as_bytes(), "");
    assert_eq!(came.status, 401, "{}", came.head);
    assert!(hall.events().len() - before <= 3, "nothing but the two log-ins was done");
}

/// T39: ten thousand guesses over HTTP, one a second. A few are looked at, all of these are in the
/// journal, and the account is there afterwards for who knows its password.
#[test]
fn ten_thousand_guesses_over_http() {
    let hall = Hall::new();
    let mut browser = Browser::default();
    let word = hall.get(&mut browser, "/hub/log-in").hidden("csrf");
    let before = hall.events().len();
    let mut connection = hall.connection();
    for nth in 0..10_000 {
        hall.later(1);
        let guess = format!("mauvaise pioche {nth}");
        let body = form(&[("csrf", &word), ("account", "clerk-a"), ("password", &guess)]);
        assert_eq!(connection.post(&browser, "/hub/log-in", &body), 401, "guess {nth}");
    }
    let logged = hall.events().split_off(before);
    assert!((3..30).contains(&logged.len()), "{} were looked at", logged.len());
    assert!(logged.iter().all(|text| text.contains("log-in-failed")));
    hall.later(24 * 3_600);
    let body = form(&[("csrf", &word), ("account", "clerk-a"), ("password", PASSWORD)]);
    assert_eq!(connection.post(&browser, "/hub/log-in", &body), 303, "the honest twin");
}

/// T39 over HTTP, all at once: time does not pass.
#[test]
fn guesses_are_slowed_and_logged() {
    let hall = Hall::new();
    let mut browser = Browser::default();
    let word = hall.get(&mut browser, "/hub/log-in").hidden("csrf");
    let before = hall.events().len();
    for _ in 0..60 {
        let fields = [("csrf", word.as_str()), ("account", "clerk-a"), ("password", "mauvaise pioche")];
        assert_eq!(hall.post(&mut browser, "/hub/log-in", &fields).status, 401);
    }
    let logged = hall.events().split_off(before);
    assert!((3..6).contains(&logged.len()), "{} were looked at", logged.len());
    assert!(logged.iter().all(|text| text.contains("log-in-failed")));
    let fields = [("csrf", word.as_str()), ("account", "clerk-a"), ("password", PASSWORD)];
    assert_eq!(hall.post(&mut browser, "/hub/log-in", &fields).status, 401, "even the right one waits");
    hall.later(20 * 60);
    assert_eq!(hall.post(&mut browser, "/hub/log-in", &fields).status, 303);
}

/// Anybody can be wrong at the door under another's name: whoever is inside goes on confirming.
#[test]
fn what_others_try_at_the_door_holds_nobody_up_inside() {
    let hall = Hall::new();
    let mut clerk = hall.log_in("clerk-a");
    let fields = record(&clerk, 300);
    let page = post(&hall, &mut clerk, ENTRY, &fields);
    let mut outside = Browser::default();
    let word = hall.get(&mut outside, "/hub/log-in").hidden("csrf");
    for _ in 0..10 {
        let fields = [("csrf", word.as_str()), ("account", "clerk-a"), ("password", "mauvaise pioche")];
        assert_eq!(hall.post(&mut outside, "/hub/log-in", &fields).status, 401);
        hall.later(5);
    }
    let done = confirm(&hall, &mut clerk, &format!("{ENTRY}/confirm"), &page.hidden("shown"));
    assert_eq!(done.status, 303, "{}", done.body);
}

/// A session that somebody left open is no way to guess its password: it ends, and the door counts.
#[test]
fn a_session_ends_after_some_wrong_confirmations() {
    let hall = Hall::new();
    let mut clerk = hall.log_in("clerk-a");
    let fields = record(&clerk, 300);
    let page = post(&hall, &mut clerk, ENTRY, &fields);
    let (path, word, shown) = (format!("{ENTRY}/confirm"), csrf(&clerk), page.hidden("shown"));
    for nth in 0..=TRIES {
        let fields = [("csrf", word.as_str()), ("shown", shown.as_str()), ("password", "mauvaise pioche")];
        let came = hall.post(&mut clerk, &path, &fields);
        assert!(came.status >= 400 || nth == TRIES, "{nth}: {}", came.status);
    }
    let came = confirm(&hall, &mut clerk, &path, &shown);
    assert_eq!(came.status, 401, "the right one comes too late: {}", came.body);
    assert_eq!(hall.get(&mut clerk, ENTRY).status, 303, "the session is over");
}

#[test]
fn nobody_is_led_elsewhere_after_logging_in() {
    let hall = Hall::new();
    for back in ["//evil", "https://evil", "/hub//evil", "/hub/\\evil", "/other"] {
        let mut browser = Browser::default();
        let word = hall.get(&mut browser, "/hub/log-in").hidden("csrf");
        let fields = [("csrf", word.as_str()), ("account", "clerk-a"), ("password", PASSWORD), ("back", back)];
        let came = hall.post(&mut browser, "/hub/log-in", &fields);
        assert!(came.head.contains("location: /hub/communes/01-001"), "{back}: {}", came.head);
    }
}
