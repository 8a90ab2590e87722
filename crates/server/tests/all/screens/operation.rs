//! The operations rooms, from outside: one night with an arson, and what each may not do.

use super::hall::{Browser, Hall, PASSWORD, Page, csrf};

pub fn post(hall: &Hall, browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> Page {
    let word = csrf(browser);
    let mut all = vec![("csrf", word.as_str())];
    all.extend_from_slice(fields);
    hall.post(browser, path, &all)
}

/// A form that must be taken.
pub fn done(hall: &Hall, browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> String {
    let came = post(hall, browser, path, fields);
    assert_eq!(came.status, 303, "{path}: {}", came.body);
    let location = came.head.lines().find_map(|line| line.strip_prefix("location: ")).expect("a place to go");
    location.to_owned()
}

pub const FIRE: [(&str, &str); 9] = [
    ("what", "arson"),
    ("severity", "critical"),
    ("about", "01-001-0001"),
    ("longitude", "5,21"),
    ("latitude", "46.21"),
    ("when", "2017-04-23T20:05"),
    ("text", "<script>alert(1)</script> feu à la porte"),
    ("source", "voisin"),
    ("grade", "b2"),
];

pub fn with_audience<'a>(fields: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut all = fields.to_vec();
    all.push(("audience", "internal"));
    all
}

pub fn crew(hall: &Hall, room: &mut Browser, unit: &str, leader: &str) {
    let fields = [
        ("unit", unit),
        ("name", unit),
        ("force", "police"),
        ("strength", "2"),
        ("leader", leader),
        ("telephone", "04 74 00 00 00"),
    ];
    done(hall, room, "/hub/operation/units", &fields);
    done(hall, room, &format!("/hub/operation/units/{unit}/on-duty"), &[]);
}

pub fn kinds(hall: &Hall) -> Vec<String> {
    hall.events().iter().filter_map(|text| text.lines().nth(5)?.strip_prefix("kind ").map(str::to_owned)).collect()
}

#[test]
fn a_fire_is_reported_verified_met_and_over() {
    let hall = Hall::new();
    let (mut room, mut leader) = (hall.log_in("room"), hall.log_in("leader"));
    crew(&hall, &mut room, "crew-1", "leader");
    crew(&hall, &mut room, "crew-2", "");
    let here = [("longitude", "5.3"), ("latitude", "46.2")];
    done(&hall, &mut leader, "/hub/operation/units/crew-1/locate", &here);
    let page = done(&hall, &mut room, "/hub/operation/report", &with_audience(&FIRE));
    let shown = hall.get(&mut room, &page);
    assert!(!shown.body.contains("<script>alert") && shown.body.contains("alert(1)"), "escaped: {}", shown.body);
    assert!(!shown.body.contains(&format!("action=\"{page}/orders\"")), "nobody is sent before it is verified");
    done(&hall, &mut room, &format!("{page}/verify"), &[]);
    done(&hall, &mut room, &format!("{page}/claim"), &[]);
    let shown = hall.get(&mut room, &page).body;
    let (first, second) = (shown.find("value=\"crew-1\"").unwrap(), shown.find("value=\"crew-2\"").unwrap());
    assert!(first < second && shown.contains("data-key=\"1\"") && shown.contains(" min"), "the nearest first: {shown}");
    done(&hall, &mut room, &format!("{page}/orders"), &[("unit", "crew-1")]);
    let orders = hall.get(&mut leader, "/hub/orders");
    let order = orders.body.split("/hub/operation/orders/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let order = format!("/hub/operation/orders/{order}");
    let shown = hall.get(&mut leader, &order);
    assert!(shown.status == 200 && shown.body.contains("Rendez-vous sur place"), "{}", shown.body);
    done(&hall, &mut room, &format!("{order}/change"), &[("edition", "1"), ("text", "Par la porte arrière")]);
    let old = post(&hall, &mut leader, &format!("{order}/acknowledge"), &[("edition", "1")]);
    assert!(old.status == 409 && old.body.contains("E417"), "an old edition: {}", old.body);
    done(&hall, &mut leader, &format!("{order}/acknowledge"), &[("edition", "2")]);
    done(&hall, &mut leader, "/hub/operation/units/crew-1/arrive", &[]);
    let strip = hall.get(&mut room, "/hub/operation").body;
    assert!(strip.contains("Sur place") && strip.contains("1 critique<"), "{strip}");
    done(&hall, &mut room, &format!("{page}/close"), &[("reason", "éteint")]);
    assert!(hall.get(&mut room, "/hub/operation/units").body.contains("Libre"));
    let due = ["order-sent", "order-changed", "order-acknowledged", "unit-arrived", "incident-closed"];
    let kinds = kinds(&hall);
    assert_eq!(kinds[kinds.len() - 5..], due);
}

#[test]
fn a_posture_is_proposed_by_its_condition_and_activated_by_two() {
    let hall = Hall::new();
    let (mut room, mut nation) = (hall.log_in("room"), hall.log_in("nation"));
    let plan = |conditions: &'static str| {
        [
            ("posture", "street"),
            ("title", "Manifestation"),
            ("place", "01"),
            ("conditions", conditions),
            ("duties", "Tenir la place"),
            ("forces", "mobile 120"),
        ]
    };
    let never = post(&hall, &mut room, "/hub/operation/prepare", &plan("until 2017-04-01T08:00:00+02:00"));
    assert!(
        never.status == 409 && never.body.contains("E437") && never.body.contains("Tenir la place"),
        "{}",
        never.body
    );
    let peeks = post(&hall, &mut room, "/hub/operation/prepare", &plan("result 1 1 500 0"));
    assert!(peeks.status == 409 && peeks.body.contains("E401"), "no totals before the hour: {}", peeks.body);
    let page = done(&hall, &mut room, "/hub/operation/prepare", &plan("threat FR 4"));
    let early = post(&hall, &mut room, &format!("{page}/propose"), &[]);
    assert!(early.status == 409 && early.body.contains("E438"), "{}", early.body);
    let refused = post(
        &hall,
        &mut room,
        "/hub/operation/threat",
        &[("place", "FR"), ("level", "4"), ("grade", "B2"), ("reason", "r")],
    );
    assert!(refused.status == 403 && refused.body.contains("E402"), "a department does not speak for the nation");
    done(
        &hall,
        &mut nation,
        "/hub/operation/threat",
        &[("place", "FR"), ("level", "4"), ("grade", "B2"), ("reason", "attentat")],
    );
    proposed(&hall, &mut room, &page);
    let strip = hall.get(&mut room, "/hub/operation").body;
    assert!(strip.contains("constaté : 4"), "{strip}");
    done(&hall, &mut room, &format!("{page}/set-aside"), &[("reason", "pas ce soir")]);
    let strip = hall.get(&mut room, "/hub/operation").body;
    assert!(strip.contains("Conditions réunies, à proposer") && strip.contains("constaté : 4"), "{strip}");
    done(&hall, &mut room, &format!("{page}/propose"), &[]);
    let shown = hall.get(&mut room, &page).hidden("shown");
    let activate = |hall: &Hall, browser: &mut Browser, shown: &str| {
        let code = hall.code();
        post(hall, browser, &format!("{page}/activate"), &[("shown", shown), ("password", PASSWORD), ("code", &code)])
    };
    assert_eq!(activate(&hall, &mut room, &"00".repeat(32)).status, 409, "another text");
    assert_eq!(activate(&hall, &mut room, &shown).status, 303);
    let again = activate(&hall, &mut room, &shown);
    assert!(again.status == 409 && again.body.contains("E410"), "{}", again.body);
    assert_eq!(activate(&hall, &mut nation, &shown).status, 303);
    assert_eq!(kinds(&hall).last().map(String::as_str), Some("posture-active"));
    let report = hall.get(&mut nation, "/hub/operation/situation").body;
    assert!(
        report.contains("Manifestation") && report.contains("constaté : 4") && report.contains("Exercice"),
        "{report}"
    );
}

/// Waits until the hub itself has proposed a posture.
pub fn proposed(hall: &Hall, browser: &mut Browser, page: &str) {
    let deadline = std::time::Instant::now() + std::time::Duration::from_mins(1);
    while hall.get(browser, page).hidden("shown").is_empty() {
        assert!(std::time::Instant::now() < deadline, "nobody proposed {page}");
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
}

/// Before votes are public, that a condition on them holds tells of them.
#[test]
fn a_posture_on_votes_is_kept_from_who_may_not_see_them() {
    let hall = Hall::new();
    let (mut room, mut nation) = (hall.log_in("room"), hall.log_in("nation"));
    let plan = [
        ("posture", "second"),
        ("title", "Entre les tours"),
        ("place", "01"),
        ("conditions", "result 1 1 0 0"),
        ("duties", "Renforcer les sièges"),
        ("forces", "mobile 120"),
    ];
    let page = done(&hall, &mut nation, "/hub/operation/prepare", &plan);
    proposed(&hall, &mut nation, &page);
    let told = |browser: &mut Browser, path: &str| hall.get(browser, path).body.contains("Entre les tours");
    let lists = ["/hub/operation", "/hub/operation/postures", "/hub/operation/situation"];
    for path in lists {
        assert!(told(&mut nation, path) && !told(&mut room, path), "{path}");
    }
    let refused = hall.get(&mut room, &page);
    assert!(refused.status == 403 && refused.body.contains("E401"), "{}", refused.body);
    let journal = |browser: &mut Browser| hall.get(browser, "/hub/operation/journal?place=01").body;
    assert!(journal(&mut nation).contains("met 0 0 result") && !journal(&mut room).contains("result 1 1"));
    let activate = |account: &mut Browser| {
        let (shown, code) = (hall.get(account, &page).hidden("shown"), hall.code());
        let fields = [("shown", shown.as_str()), ("password", PASSWORD), ("code", &code)];
        post(&hall, account, &format!("{page}/activate"), &fields)
    };
    assert_eq!(activate(&mut nation).status, 303);
    assert!(!told(&mut room, "/hub/operation"), "asked for, not decided");
    let refused = activate(&mut room);
    assert!(refused.status == 403 || refused.status == 409, "{}", refused.body);
}

/// A phase does not go back: nobody moves it with one click, without the code, or for another move
/// than the one that was shown.
#[test]
fn a_phase_is_moved_on_by_who_proves_to_be_there() {
    let hall = Hall::new();
    let (mut room, mut nation) = (hall.log_in("room"), hall.log_in("nation"));
    let path = "/hub/operation/phase";
    assert_eq!(hall.get(&mut room, path).status, 403);
    let moves = |hall: &Hall| kinds(hall).iter().filter(|kind| *kind == "phase").count();
    let confirm = |browser: &mut Browser, shown: &str, code: &str| {
        post(&hall, browser, path, &[("shown", shown), ("password", PASSWORD), ("code", code), ("to", "round-1")])
    };
    let click = post(&hall, &mut nation, path, &[("to", "round-1")]);
    assert!(click.status == 409 && click.body.contains("E417"), "{}", click.body);
    let first = hall.get(&mut nation, path);
    assert!(first.body.contains("Avant le vote") && first.body.contains("Incidents ouverts"), "{}", first.body);
    let shown = first.hidden("shown");
    let wrong = confirm(&mut nation, &shown, "000000");
    assert!(wrong.status == 409 && wrong.body.contains("E407"), "{}", wrong.body);
    assert_eq!(moves(&hall), 0);
    let code = hall.code();
    assert_eq!(confirm(&mut nation, &shown, &code).status, 303);
    let code = hall.code();
    let again = confirm(&mut nation, &shown, &code);
    assert!(again.status == 409 && again.body.contains("E417"), "the next move is another one: {}", again.body);
    let next = hall.get(&mut nation, path).body;
    assert!(next.contains("Bureaux sans résultat compté") && next.contains("12 / 12"), "what is open: {next}");
    assert_eq!(moves(&hall), 1);
}

#[test]
fn who_is_silent_is_rung_and_noted() {
    let hall = Hall::new();
    let (mut room, mut clerk) = (hall.log_in("room"), hall.log_in("clerk-a"));
    done(&hall, &mut room, "/hub/operation/contacts/01-001", &[("telephone", "04 74 11 22 33")]);
    let list = hall.get(&mut room, "/hub/operation/stations?filter=silent").body;
    assert!(list.contains("<strong>12</strong>") && list.contains("04 74 11 22 33"), "{list}");
    let day = "/hub/operation/days/1/01-001-0001";
    let note = |hall: &Hall, clerk: &mut Browser, news: &str, people: &str, at: &str| {
        let fields = [("news", news), ("people", people), ("at", at), ("way", "telephone"), ("back", "calls")];
        post(hall, clerk, day, &fields)
    };
    assert_eq!(note(&hall, &mut clerk, "open", "", "08:00").status, 303);
    assert_eq!(note(&hall, &mut clerk, "noon", "1 001", "12:00").status, 409, "more than the register");
    assert_eq!(note(&hall, &mut clerk, "noon", "312", "12h00").status, 303);
    assert_eq!(note(&hall, &mut clerk, "17", "311", "17:00").status, 409, "it falls");
    assert_eq!(note(&hall, &mut clerk, "17", "512", "17:00").status, 303);
    assert_eq!(note(&hall, &mut clerk, "closed", "", "19:00").status, 303);
    let page = hall.get(&mut room, day).body;
    assert!(page.contains("Participation 17 h : 512") && page.contains("Person clerk-a"), "{page}");
    let list = hall.get(&mut room, "/hub/operation/stations?filter=silent").body;
    assert!(list.contains("<strong>11</strong>"), "{list}");
    assert!(hall.get(&mut room, "/hub/operation").body.contains("51,20"), "turnout at 17:00");
}

#[test]
fn the_records_state_stands_beside_the_reports_state() {
    let hall = Hall::new();
    let (mut room, mut clerk, mut results) = (hall.log_in("room"), hall.log_in("clerk-a"), hall.log_in("results"));
    crew(&hall, &mut room, "crew-1", "");
    let day = "/hub/operation/days/1/01-001-0001";
    done(&hall, &mut clerk, day, &[("news", "open"), ("at", "08:00")]);
    let taken = "/hub/operation/records/1/01-001-0001/taken";
    let early = post(&hall, &mut clerk, taken, &[("unit", "crew-1")]);
    assert!(early.status == 409 && early.body.contains("E413"), "the station is open");
    done(&hall, &mut clerk, day, &[("news", "closed"), ("at", "19:00")]);
    done(&hall, &mut clerk, taken, &[("unit", "crew-1")]);
    done(&hall, &mut results, "/hub/operation/receipts/1/01-001-0001", &[]);
    assert!(hall.get(&mut room, day).body.contains("Reçu en préfecture"));
}

/// T-replay: a past moment shows what was known, and nothing of what came after.
#[test]
fn a_past_moment_is_shown_again() {
    let hall = Hall::new();
    let mut room = hall.log_in("room");
    done(&hall, &mut room, "/hub/operation/report", &with_audience(&FIRE));
    hall.later(20 * 60);
    let now = hall.get(&mut room, "/hub/operation/situation").body;
    assert!(now.contains("feu à la porte"));
    let past = hall.get(&mut room, "/hub/operation/situation?at=2017-04-23T20:00").body;
    assert!(past.contains("REJEU DE 2017-04-23 20:00:00") && !past.contains("feu à la porte"), "{past}");
    let nonsense = hall.get(&mut room, "/hub/operation/situation?at=yesterday");
    assert!(nonsense.status == 409 && nonsense.body.contains("E430"));
}

#[test]
fn nobody_looks_beyond_the_own_place() {
    let hall = Hall::new();
    let mut room = hall.log_in("room");
    for path in ["/hub/operation", "/hub/operation/stations", "/hub/operation/journal.csv", "/hub/operation/situation"]
    {
        let came = hall.get(&mut room, &format!("{path}?place=FR"));
        assert!(came.status == 403 && came.body.contains("E402"), "{path}: {}", came.status);
        assert_eq!(hall.get(&mut room, &format!("{path}?place=nowhere")).status, 404, "{path}");
        assert_eq!(hall.get(&mut room, &format!("{path}?place=01-001")).status, 200, "{path}");
    }
    let mut nation = hall.log_in("nation");
    let everywhere = [("about", "FR"), ("what", "interference"), ("severity", "serious"), ("when", "2017-04-23T20:01")];
    let mut fields = with_audience(&everywhere);
    fields.extend([("text", "attaque"), ("source", "centre"), ("grade", "A1")]);
    let page = done(&hall, &mut nation, "/hub/operation/report", &fields);
    assert_eq!(hall.get(&mut room, &page).status, 403, "the nation's own");
    assert!(!hall.get(&mut room, "/hub/operation/journal").body.contains("attaque"));
    assert!(hall.get(&mut nation, "/hub/operation/journal").body.contains("attaque"));
    assert_eq!(post(&hall, &mut room, &format!("{page}/verify"), &[]).status, 403);
}

#[test]
fn what_cannot_be_comes_back_as_it_was_typed() {
    let hall = Hall::new();
    let mut room = hall.log_in("room");
    let with = |name: &'static str, value: &'static str| -> Vec<(&'static str, &'static str)> {
        let mut fields = with_audience(&FIRE);
        fields.iter_mut().filter(|(own, _)| *own == name).for_each(|field| field.1 = value);
        fields
    };
    let wrong = [
        ("latitude", "48.85", "E431"),
        ("longitude", "", "E431"),
        ("when", "2017-04-23T23:59", "E430"),
        ("about", "nowhere", "E402"),
        ("text", "", "E425"),
    ];
    for (name, value, code) in wrong {
        let came = post(&hall, &mut room, "/hub/operation/report", &with(name, value));
        assert!(came.status == 409 && came.body.contains(code), "{name} {value}: {} {}", came.status, came.body);
        assert!(came.body.contains("value=\"voisin\""), "what was typed is there");
    }
    done(&hall, &mut room, "/hub/operation/report", &with_audience(&FIRE));
    let twice = post(&hall, &mut room, "/hub/operation/report", &with_audience(&FIRE));
    assert!(twice.status == 409 && twice.body.contains("E434"), "{}", twice.body);
    let unknown = post(&hall, &mut room, "/hub/operation/units/crew-9/on-duty", &[]);
    assert!(unknown.status == 409 && unknown.body.contains("E432"), "{}", unknown.body);
}

/// A report typed while the session ended is found again after log-in, and nothing was done.
#[test]
fn a_report_survives_the_end_of_a_session() {
    let hall = Hall::new();
    let mut clerk = hall.log_in("clerk-a");
    hall.later(31 * 60);
    let before = hall.events().len();
    let door = post(&hall, &mut clerk, "/hub/operation/report", &with_audience(&FIRE));
    assert_eq!((door.status, hall.events().len()), (401, before));
    let (word, kept, back) = (door.hidden("csrf"), door.hidden("kept"), door.hidden("back"));
    let fields =
        [("csrf", word.as_str()), ("account", "clerk-a"), ("password", PASSWORD), ("kept", &kept), ("back", &back)];
    assert_eq!(hall.post(&mut clerk, "/hub/log-in", &fields).status, 303);
    let page = hall.get(&mut clerk, &back).body;
    assert!(page.contains("value=\"voisin\"") && page.contains("value=\"5,21\""), "{page}");
}

#[test]
fn the_journal_is_searched_and_exported() {
    let hall = Hall::new();
    let mut room = hall.log_in("room");
    let mut fields = with_audience(&FIRE);
    fields.iter_mut().filter(|(name, _)| *name == "text").for_each(|field| field.1 = "=HYPERLINK(\"x\"), fumée");
    done(&hall, &mut room, "/hub/operation/report", &fields);
    crew(&hall, &mut room, "crew-1", "");
    let found = hall.get(&mut room, "/hub/operation/journal?q=fum%C3%A9e").body;
    assert!(found.contains("Incident signalé") && !found.contains("Unité enregistrée"), "{found}");
    let table = hall.get(&mut room, "/hub/operation/journal.csv?q=");
    assert!(table.head.contains("text/csv"), "{}", table.head);
    assert!(
        table.body.contains("\"number\",\"at\",\"by\",\"kind\"")
            && table.body.contains("\"incident-reported\",\"01-001-0001\"")
    );
    assert!(!table.body.contains("account-made"), "accounts are not of the operation");
    assert!(!table.body.contains(",=") && !table.body.contains("\"="), "no cell begins like a formula: {}", table.body);
}

#[test]
fn the_stream_says_that_something_is_new() {
    let hall = Hall::new();
    let mut wall = hall.log_in("wall");
    let first = hall.get(&mut wall, "/hub/operation/live");
    assert!(first.status == 200 && first.head.contains("text/event-stream"), "{}", first.head);
    let size = |page: &Page| -> usize {
        let data = page.body.split("data: ").nth(1).unwrap();
        data.split(' ').next().unwrap().parse().unwrap()
    };
    assert_eq!(size(&first), hall.events().len());
    let mut room = hall.log_in("room");
    done(&hall, &mut room, "/hub/operation/report", &with_audience(&FIRE));
    let second = hall.get(&mut wall, "/hub/operation/live");
    assert_eq!(size(&second), hall.events().len());
    assert!(size(&second) > size(&first) && !second.body.contains("feu"), "numbers only");
    let shown = hall.get(&mut wall, "/hub/operation/wall").body;
    assert!(shown.contains("http-equiv=\"refresh\"") && shown.contains("feu à la porte"), "{shown}");
}

fn feed(hall: &Hall, path: &str, token: &str) -> Page {
    let header = format!("Authorization: Bearer {token}\r\n");
    hall.send(&mut Browser::default(), "GET", path, "text/plain", b"", &header)
}

const FEED: &str = "/feeds/operation.geojson";

/// A token made by a room of the department.
pub fn token(hall: &Hall, room: &mut Browser, name: &str, place: &str) -> String {
    let page = post(hall, room, "/hub/operation/feeds", &[("feed", name), ("place", place)]);
    assert_eq!(page.status, 200, "{}", page.body);
    page.body.split("Bearer ").nth(1).unwrap()[..64].to_owned()
}

#[test]
fn a_feed_opens_with_its_token_only() {
    let hall = Hall::new();
    let mut room = hall.log_in("room");
    let good = token(&hall, &mut room, "map", "01-001");
    assert!(!hall.events().iter().any(|text| text.contains(&good)), "the journal has its hash only");
    assert_eq!(feed(&hall, FEED, &good).status, 200);
    let hash = tlog::Hash::of(good.as_bytes()).to_string();
    for wrong in ["", "x", &"0".repeat(64), &hash, &good[..63], &format!("{good}0")] {
        let came = feed(&hall, FEED, wrong);
        assert!(came.status == 401 && came.head.contains("www-authenticate: Bearer"), "{wrong}: {came:?}");
    }
    assert_eq!(hall.get(&mut room, FEED).status, 401, "a session is no token");
    let refused = post(&hall, &mut room, "/hub/operation/feeds", &[("feed", "all"), ("place", "FR")]);
    assert!(refused.status == 403 && refused.body.contains("E402"));
    done(&hall, &mut room, "/hub/operation/feeds/map/end", &[]);
    assert_eq!(feed(&hall, FEED, &good).status, 401, "ended");
}

#[test]
fn a_feed_shows_its_place_and_other_programs_read_it() {
    let hall = Hall::new();
    let (mut room, mut nation) = (hall.log_in("room"), hall.log_in("nation"));
    crew(&hall, &mut room, "crew-1", "");
    done(&hall, &mut room, "/hub/operation/units/crew-1/locate", &[("longitude", "5.3"), ("latitude", "46.2")]);
    let page = done(&hall, &mut room, "/hub/operation/report", &with_audience(&FIRE));
    let number = page.rsplit('/').next().unwrap().to_owned();
    let everywhere = [("about", "FR"), ("what", "interference"), ("severity", "serious"), ("when", "2017-04-23T20:01")];
    let mut fields = with_audience(&everywhere);
    fields.extend([("text", "attaque"), ("source", "centre"), ("grade", "A1")]);
    let other = done(&hall, &mut nation, "/hub/operation/report", &fields);
    let good = token(&hall, &mut room, "map", "01");
    let picture = feed(&hall, "/feeds/operation.geojson", &good);
    assert!(picture.head.contains("application/geo+json"), "{}", picture.head);
    let body = &picture.body[picture.body.find('{').unwrap()..=picture.body.rfind('}').unwrap()];
    let read: serde_json::Value = serde_json::from_str(body).unwrap();
    let layers: Vec<&str> =
        read["features"].as_array().unwrap().iter().map(|one| one["properties"]["layer"].as_str().unwrap()).collect();
    let count = |layer: &str| layers.iter().filter(|own| **own == layer).count();
    assert_eq!((count("incident"), count("unit"), count("station")), (1, 1, 12), "the nation's is not of the place");
    assert_eq!(read["features"][0]["geometry"]["coordinates"][0], 5.21);
    assert_eq!(read["exercise"], true);
    let alert = feed(&hall, &format!("/feeds/cap/{number}"), &good);
    for due in [
        "<status>Exercise</status>",
        "<msgType>Alert</msgType>",
        "<scope>Restricted</scope>",
        "&lt;script&gt;",
        "<circle>46.210000,5.210000 0.5</circle>",
    ] {
        assert!(alert.body.contains(due), "{due}: {}", alert.body);
    }
    assert_eq!(feed(&hall, &other.replace("/hub/operation/incidents", "/feeds/cap"), &good).status, 404, "another's");
    done(&hall, &mut room, &format!("{page}/dismiss"), &[("reason", "rien")]);
    let over = feed(&hall, &format!("/feeds/cap/{number}"), &good).body;
    assert!(
        over.contains("<msgType>Cancel</msgType>") && over.contains("<references>") && over.contains("-2<"),
        "{over}"
    );
    read_by_gdal(body);
}

/// GDAL reads the layer, where it is installed; else this says loudly that nobody did.
fn read_by_gdal(body: &str) {
    let dir = crate::rig::scratch();
    let file = dir.path().join("operation.geojson");
    std::fs::write(&file, body).unwrap();
    match std::process::Command::new("ogrinfo").args(["-so", "-al"]).arg(&file).output() {
        Ok(read) => {
            let text = String::from_utf8_lossy(&read.stdout).into_owned();
            assert!(
                read.status.success() && text.contains("Feature Count: 14") && text.contains("Geometry: Point"),
                "{text}"
            );
        }
        Err(error) => eprintln!("SKIPPED: ogrinfo (Debian: gdal-bin) did not read the GeoJSON feed: {error}"),
    }
}

/// What a station says over the network is in the log, and in the picture of the day without
/// anybody's typing; what does not follow is left in the log.
#[test]
fn news_by_network_come_from_the_log() {
    let hall = Hall::new();
    let mut room = hall.log_in("room");
    let day = "/hub/operation/days/1/01-001-0001";
    done(&hall, &mut room, day, &[("news", "open"), ("at", "08:00")]);
    let definition = super::hall::definition();
    hall.log(&crate::country::at_noon(&definition, 2, 250));
    hall.log(&crate::country::at_noon(&definition, 1, 350));
    let page = (0..100).find_map(|_| {
        std::thread::sleep(std::time::Duration::from_millis(100));
        let page = hall.get(&mut room, day).body;
        page.contains("Participation 12 h : 350").then_some(page)
    });
    assert!(page.is_some_and(|page| page.contains("réseau")), "ten seconds are enough");
    let turnouts = kinds(&hall).into_iter().filter(|kind| kind == "turnout").count();
    assert_eq!(turnouts, 1, "a turnout of a station that never opened stays in the log");
}
