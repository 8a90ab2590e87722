//! The map of the operation, past moments, and how long units took to arrive.

use serde_json::Value;

use super::hall::{Browser, Hall};
use super::operation::{FIRE, crew, done, with_audience};
use crate::country::{contradiction, messages};

const PICTURE: &str = "/hub/operation/map/picture";

/// The head of a picture, and the states behind it: the tests' country has no byte beyond 127.
fn picture(hall: &Hall, browser: &mut Browser, query: &str) -> (Value, Vec<u8>) {
    let came = hall.get(browser, &format!("{PICTURE}{query}"));
    assert!(came.status == 200 && came.body.starts_with("VOPS1\n"), "{query}: {came:?}");
    assert!(came.head.contains("application/octet-stream"), "{}", came.head);
    let (begin, end) = (came.body.find('{').unwrap(), came.body.rfind('}').unwrap());
    let head = serde_json::from_str(&came.body[begin..=end]).unwrap();
    (head, came.body.as_bytes()[end + 1..].to_vec())
}

#[test]
fn the_map_shows_stations_incidents_and_units_of_the_place() {
    let hall = Hall::new();
    let (mut room, mut leader) = (hall.log_in("room"), hall.log_in("leader"));
    crew(&hall, &mut room, "crew-1", "leader");
    done(&hall, &mut leader, "/hub/operation/units/crew-1/locate", &[("longitude", "5.3"), ("latitude", "46.2")]);
    let page = done(&hall, &mut room, "/hub/operation/report", &with_audience(&FIRE));
    let (head, states) = picture(&hall, &mut room, "");
    assert_eq!(states, [6; 12], "at ten past eight every station owes its day");
    let figures: Vec<&Value> = head["departments"][0].as_array().unwrap()[3..6].iter().collect();
    assert_eq!(figures, [12, 12, 0], "stations, silent, unusual");
    let fire = &head["incidents"][0];
    assert!(page.ends_with(&fire["number"].to_string()), "{fire}");
    assert_eq!((&fire["severity"], &fire["state"]), (&"critical".into(), &"reported".into()));
    assert!(!fire["title"].as_str().unwrap().contains('<') && fire["x"].as_i64().unwrap() > 0);
    assert_eq!(head["units"][0]["unit"], "crew-1");
    let note = [("news", "open"), ("at", "08:00"), ("way", "telephone")];
    let came = super::operation::post(&hall, &mut room, "/hub/operation/days/1/01-001-0001", &note);
    assert_eq!(came.status, 303, "{}", came.body);
    let (_, states) = picture(&hall, &mut room, "?place=01-001");
    assert_eq!(states.len(), 12, "a byte a station of the country");
}

/// Of a station whose result is in nothing is due any more, wherever somebody looks; before it came
/// the station was without news, and a past moment still says so.
#[test]
fn a_station_whose_result_is_in_is_not_without_news() {
    let (hall, definition) = (Hall::new(), super::hall::definition());
    let (mut room, station) = (hall.log_in("room"), "01-001-0003");
    let look = |browser: &mut Browser, path: &str| hall.get(browser, &format!("/hub/operation{path}")).body;
    let silent = |browser: &mut Browser, query: &str| picture(&hall, browser, query).0["departments"][0][4].clone();
    let before = hall.instant();
    assert_eq!(silent(&mut room, ""), 12, "the honest twin: nothing came");
    assert!(look(&mut room, "/situation").contains("Bureau 0003,"), "named");
    hall.later(60);
    hall.log(&messages(&definition)[3]);
    let line = |text: &str| text.lines().find(|line| line.contains(station)).expect("a line").to_owned();
    let table = line(&look(&mut room, "/stations.csv"));
    assert!(!table.contains("opening") && table.contains("nothing"), "what was said, and nothing due: {table}");
    assert!(look(&mut room, "/stations?filter=silent").contains("<strong>11</strong>"));
    let all = look(&mut room, "/stations?filter=reports");
    assert!(all.contains("Non signalé") && !all.contains("<span class=\"badge wait\">Sans nouvelle"), "{all}");
    let (_, states) = picture(&hall, &mut room, "");
    let mut due = [6; 12];
    due[2] = 4;
    assert_eq!(states, due, "who has counted has closed");
    assert!(!look(&mut room, "/situation").contains("Bureau 0003,"));
    for path in ["", "/wall"] {
        let page = look(&mut room, path);
        assert!(page.contains("11") && !page.contains(&format!("/days/1/{station}")), "{path}: {page}");
    }
    assert_eq!(silent(&mut room, ""), 11);
    assert_eq!(silent(&mut room, &format!("?to={before}")), 12, "nobody knew of it");
    hall.later(60);
    hall.log(&contradiction(&definition));
    assert_eq!(silent(&mut room, ""), 11, "two reports that contradict each other came as well");
}

#[test]
fn the_map_ends_at_the_edge_of_the_territory() {
    let hall = Hall::new();
    let mut room = hall.log_in("room");
    let beyond = hall.get(&mut room, &format!("{PICTURE}?place=FR"));
    assert!(beyond.status == 403 && beyond.body.contains("E402"), "{beyond:?}");
    assert_eq!(hall.get(&mut room, "/hub/operation/map?place=FR").status, 403);
    assert_eq!(hall.get(&mut room, &format!("{PICTURE}?place=99")).status, 404);
    let mut clerk = hall.log_in("clerk-a");
    for path in [PICTURE, "/hub/operation/map", "/hub/operation/map/stations.bin", "/hub/operation/map/01.json"] {
        let came = hall.get(&mut clerk, path);
        assert!(came.status == 403 && came.body.contains("E401"), "{path}: {}", came.status);
    }
}

#[test]
fn the_ground_of_the_map_is_served_and_nothing_else() {
    let hall = Hall::new();
    let mut wall = hall.log_in("wall");
    let get = |browser: &mut Browser, file: &str| hall.get(browser, &format!("/hub/operation/map/{file}"));
    assert!(get(&mut wall, "stations.bin").body.starts_with("VSTN1\n"));
    assert!(get(&mut wall, "departments.bin").body.starts_with("VGEO1\n"));
    assert!(get(&mut wall, "01.bin").body.starts_with("VGEO1\n"), "the communes of Ain");
    let names = get(&mut wall, "01.json").body;
    assert!(names.contains("01-001-0012") && names.contains("[11,"), "{names}");
    for none in ["99.bin", "99.json", "01.exe", "01", "..%2Fhub.css", "%00.bin", ".bin"] {
        assert_eq!(get(&mut wall, none).status, 404, "{none}");
    }
    for (file, status) in
        [("map.js", 200), ("grid.js", 200), ("operation_map.js", 200), ("page.js", 404), ("table.js", 404)]
    {
        assert_eq!(hall.get(&mut wall, &format!("/hub/assets/{file}")).status, status, "{file}");
    }
}

#[test]
fn a_past_moment_is_shown_as_it_was_known() {
    let hall = Hall::new();
    let mut room = hall.log_in("room");
    let before = hall.instant();
    hall.later(600);
    done(&hall, &mut room, "/hub/operation/report", &with_audience(&FIRE));
    let count =
        |browser: &mut Browser, query: &str| picture(&hall, browser, query).0["incidents"].as_array().unwrap().len();
    assert_eq!(count(&mut room, ""), 1);
    assert_eq!(count(&mut room, &format!("?to={before}")), 0, "nobody knew of it");
    assert_eq!(count(&mut room, &format!("?to={}", before + 100_000)), 1, "the future is not known: the present");
    for path in ["/hub/operation/map", "/hub/operation/situation"] {
        let then = hall.get(&mut room, &format!("{path}?to={before}")).body;
        assert!(then.contains("REJEU DE") && then.contains("type=\"range\""), "{then}");
        let then = hall.get(&mut room, &format!("{path}?at=2017-04-23T20:01")).body;
        assert!(then.contains("REJEU DE 2017-04-23 20:01:00"), "the field does without a program: {then}");
        assert!(!hall.get(&mut room, path).body.contains("REJEU DE"));
        for bad in ["to=yesterday", "at=31%2F02", "to=9223372036854775807", "to=-9223372036854775808"] {
            let came = hall.get(&mut room, &format!("{path}?{bad}"));
            assert!(came.status == 409 || came.status == 200 && !came.body.contains("REJEU"), "{bad}: {}", came.status);
        }
    }
}

#[test]
fn the_strip_says_how_long_units_took_to_arrive() {
    let hall = Hall::new();
    let mut room = hall.log_in("room");
    crew(&hall, &mut room, "crew-1", "");
    let page = done(&hall, &mut room, "/hub/operation/report", &with_audience(&FIRE));
    done(&hall, &mut room, &format!("{page}/verify"), &[]);
    assert!(!hall.get(&mut room, "/hub/operation").body.contains("délai médian"), "nobody has arrived");
    done(&hall, &mut room, &format!("{page}/orders"), &[("unit", "crew-1")]);
    hall.later(7 * 60 + 10);
    done(&hall, &mut room, "/hub/operation/units/crew-1/arrive", &[]);
    let strip = hall.get(&mut room, "/hub/operation").body;
    assert!(strip.contains("délai médian 8 min"), "{strip}");
    hall.later(25 * 60 * 60);
    let mut room = hall.log_in("room");
    assert!(!hall.get(&mut room, "/hub/operation").body.contains("délai médian"), "of yesterday");
}

#[test]
fn the_situation_report_is_printed() {
    let hall = Hall::new();
    let mut room = hall.log_in("room");
    let before = hall.instant();
    hall.later(600);
    done(&hall, &mut room, "/hub/operation/report", &with_audience(&FIRE));
    let paper = |browser: &mut Browser, query: &str| {
        let came = hall.get(browser, &format!("/hub/operation/situation.pdf{query}"));
        assert!(came.status == 200 && came.body.starts_with("%PDF-"), "{query}: {}", came.head);
        assert!(came.head.contains("content-type: application/pdf") && came.head.contains("filename=\"situation-01-"));
        came.body.len()
    };
    let (now, then) = (paper(&mut room, ""), paper(&mut room, &format!("?to={before}")));
    assert!(now > 10_000 && now != then, "with its letters inside, and of its moment: {now} {then}");
    assert_eq!(hall.get(&mut room, "/hub/operation/situation.pdf?place=FR").status, 403);
    assert_eq!(hall.get(&mut room, "/hub/operation/situation.pdf?at=yesterday").status, 409);
}
