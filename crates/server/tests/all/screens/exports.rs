//! What goes out of the screens as files, read back by readers that know the formats and not us.

use std::collections::BTreeMap;

use quick_xml::events::Event;
use quick_xml::reader::Reader;

use super::hall::{Browser, Hall};
use super::operation::{FIRE, crew, done, post, with_audience};

/// A room with a fire, a crew on its way with a changed order, and another crew.
fn busy() -> (Hall, Browser, Browser) {
    let hall = Hall::new();
    let (mut room, mut leader) = (hall.log_in("room"), hall.log_in("leader"));
    crew(&hall, &mut room, "crew-1", "leader");
    crew(&hall, &mut room, "crew-2", "");
    let here = [("longitude", "5.3"), ("latitude", "46.2")];
    done(&hall, &mut leader, "/hub/operation/units/crew-1/locate", &here);
    let page = done(&hall, &mut room, "/hub/operation/report", &with_audience(&FIRE));
    done(&hall, &mut room, &format!("{page}/verify"), &[]);
    done(
        &hall,
        &mut room,
        &format!("{page}/orders"),
        &[("unit", "crew-1"), ("text", "=1+1; <b>vite</b>, par l'arrière")],
    );
    (hall, room, leader)
}

/// The lines of a table by the names of its columns.
fn table(hall: &Hall, browser: &mut Browser, path: &str) -> Vec<BTreeMap<String, String>> {
    let came = hall.get(browser, path);
    assert_eq!(came.status, 200, "{path}: {}", came.body);
    assert!(came.head.contains("text/csv") && came.head.contains("attachment"), "{}", came.head);
    let mut reader = csv::Reader::from_reader(came.body.as_bytes());
    reader.deserialize().map(|line| line.unwrap()).collect()
}

#[test]
fn every_list_is_a_table_too() {
    let (hall, mut room, mut leader) = busy();
    let incidents = table(&hall, &mut room, "/hub/operation/incidents.csv");
    let [fire] = incidents.as_slice() else { panic!("{incidents:?}") };
    assert_eq!(fire["says"], "<script>alert(1)</script> feu à la porte");
    assert_eq!([&fire["state"], &fire["severity"], &fire["kind"]], ["assigned", "critical", "arson"]);
    assert_eq!([&fire["longitude"], &fire["latitude"], &fire["units"]], ["5.210000", "46.210000", "crew-1"]);
    assert_eq!(fire["when"], "2017-04-23T20:05:00+02:00");
    let units = table(&hall, &mut room, "/hub/operation/units.csv?place=01");
    assert_eq!(units.iter().map(|unit| unit["unit"].as_str()).collect::<Vec<_>>(), ["crew-1", "crew-2"]);
    assert_eq!([&units[0]["state"], &units[1]["longitude"]], ["en-route", ""]);
    let stations = table(&hall, &mut room, "/hub/operation/stations.csv");
    assert_eq!(stations.len(), 12, "every station of the department");
    assert!(stations.iter().all(|station| station["state"] == "nothing" && station["due"] == "opening"));
    let orders = table(&hall, &mut leader, "/hub/operation/orders.csv");
    assert_eq!(orders[0]["says"], "'=1+1; <b>vite</b>, par l'arrière", "no spreadsheet runs it");
    assert_eq!([&orders[0]["unit"], &orders[0]["edition"], &orders[0]["state"]], ["crew-1", "1", "sent"]);
    assert!(table(&hall, &mut room, "/hub/operation/postures.csv").is_empty());
    for name in ["incidents", "units", "stations", "postures"] {
        let path = format!("/hub/operation/{name}.csv");
        assert_eq!(hall.get(&mut leader, &path).status, 403, "a leader has no room: {path}");
        assert_eq!(hall.get(&mut room, &format!("{path}?place=FR")).status, 403, "{path}");
        let list = hall.get(&mut room, &format!("/hub/operation/{name}")).body;
        assert!(list.contains(&format!("{path}?place=01")), "the list leads to its table: {name}");
    }
}

/// A calendar's properties event by event: its lines are whole, folded and nested as RFC 5545 wants.
fn calendar(text: &str) -> Vec<BTreeMap<String, String>> {
    assert!(text.ends_with("\r\n") && !text.replace("\r\n", "").contains(['\r', '\n']));
    assert!(text.split("\r\n").all(|line| line.len() <= 75), "{text}");
    let whole = text.replace("\r\n ", "");
    let (mut open, mut events) = (Vec::new(), Vec::new());
    for line in whole.lines() {
        let (name, value) = line.split_once(':').unwrap();
        match name {
            "BEGIN" => {
                open.push(value);
                if value == "VEVENT" {
                    events.push(BTreeMap::new());
                }
            }
            "END" => assert_eq!(open.pop(), Some(value)),
            _ if open.last() == Some(&"VEVENT") => {
                let before = events.last_mut().unwrap().insert(name.to_owned(), value.to_owned());
                assert_eq!(before, None, "{name} twice");
            }
            _ => assert_eq!(open, ["VCALENDAR"]),
        }
    }
    assert!(open.is_empty());
    events
}

#[test]
fn a_unit_takes_its_orders_along_as_a_calendar() {
    let (hall, mut room, mut leader) = busy();
    let path = "/hub/operation/units/crew-1/orders.ics";
    let came = hall.get(&mut leader, path);
    assert!(came.head.contains("text/calendar") && came.head.contains("crew-1.ics"), "{}", came.head);
    let first = calendar(&came.body);
    assert_eq!(first.len(), 1);
    assert_eq!(first[0]["DESCRIPTION"], "=1+1\\; <b>vite</b>\\, par l'arrière");
    assert_eq!([&first[0]["SEQUENCE"], &first[0]["STATUS"]], ["0", "CONFIRMED"]);
    assert!(first[0]["SUMMARY"].starts_with("EXERCICE") && first[0]["GEO"] == "46.210000;5.210000", "{first:?}");
    assert!(first[0]["DTSTART"].ends_with('Z') && !first[0].contains_key("DTEND"), "{first:?}");
    let number = first[0]["UID"].split(['-', '.']).nth(1).unwrap().to_owned();
    let order = format!("/hub/operation/orders/{number}");
    hall.later(600);
    done(&hall, &mut room, &format!("{order}/change"), &[("edition", "1"), ("text", "é".repeat(150).as_str())]);
    done(&hall, &mut room, &format!("{order}/withdraw"), &[("reason", "assez")]);
    let last = calendar(&hall.get(&mut leader, path).body);
    assert_eq!([&last[0]["SEQUENCE"], &last[0]["STATUS"]], ["1", "CANCELLED"]);
    assert_eq!([&last[0]["UID"], &last[0]["DTSTART"]], [&first[0]["UID"], &first[0]["DTSTART"]], "the same event");
    assert_eq!(last[0]["DESCRIPTION"], "é".repeat(150));
    assert!(last[0]["DTEND"] > last[0]["DTSTART"]);
    assert_eq!(hall.get(&mut leader, "/hub/operation/units/crew-2/orders.ics").status, 409, "another's");
    assert_eq!(hall.get(&mut room, "/hub/operation/units/nobody/orders.ics").status, 404);
    let mut clerk = hall.log_in("clerk-a");
    assert_eq!(hall.get(&mut clerk, path).status, 403);
}

#[test]
fn a_unit_takes_its_orders_along_as_points() {
    let (hall, mut room, mut leader) = busy();
    let came = hall.get(&mut leader, "/hub/operation/units/crew-1/orders.gpx");
    assert!(came.head.contains("application/gpx+xml"), "{}", came.head);
    let points = |text: &str| {
        let (mut reader, mut points, mut depth) = (Reader::from_str(text), Vec::new(), 0);
        loop {
            match reader.read_event().unwrap() {
                Event::Start(start) => {
                    depth += 1;
                    let name = format!("{:?}", start.name());
                    if name.contains("wpt") {
                        let value = |name: &str| {
                            let found = start
                                .attributes()
                                .map(|one| one.unwrap())
                                .find(|one| format!("{:?}", one.key).contains(name));
                            String::from_utf8_lossy(found.unwrap().value.as_ref().as_ref()).into_owned()
                        };
                        points.push([value("lat"), value("lon")]);
                    }
                }
                Event::End(_) => depth -= 1,
                Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(depth, 0);
        points
    };
    assert_eq!(points(&came.body), [["46.200000", "5.300000"], ["46.210000", "5.210000"]], "{}", came.body);
    assert!(came.body.contains("&lt;b&gt;vite&lt;/b&gt;") && !came.body.contains("<b>"), "{}", came.body);
    let order = hall.get(&mut leader, "/hub/orders").body;
    let order = order.split("/hub/operation/orders/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    post(&hall, &mut room, &format!("/hub/operation/orders/{order}/withdraw"), &[("reason", "assez")]);
    let came = hall.get(&mut leader, "/hub/operation/units/crew-1/orders.gpx");
    assert_eq!(points(&came.body).len(), 1, "what was taken back is no place to go");
}

/// The page that many screens renew is written once for a role, and holds nobody's word.
#[test]
fn a_renewed_page_is_the_same_for_everybody_of_a_role() {
    let (hall, mut room, _) = busy();
    let renews = "x-vigie-renews: 1\r\n";
    let renewed = |browser: &mut Browser, path: &str| hall.send(browser, "GET", path, "text/plain", b"", renews);
    for path in ["/hub/operation", "/hub/operation/wall"] {
        let one = renewed(&mut room, path);
        assert!(one.status == 200 && one.body.starts_with("<main id=\"main\""), "{one:?}");
        assert!(one.body.ends_with("</main>") && one.body.contains("id=\"state\""), "{}", one.body);
        assert!(one.body.contains("feu à la porte"), "{}", one.body);
        assert!(!one.body.contains("csrf") && !one.body.contains("Person room"), "{}", one.body);
        assert_eq!(renewed(&mut Browser::default(), path).status, 303, "who is logged out gets nothing kept");
    }
    let mut wall = hall.log_in("wall");
    assert!(
        !renewed(&mut wall, "/hub/operation?place=01").body.contains("/hub/operation/report"),
        "another role's page"
    );
    let mut fields = with_audience(&FIRE);
    fields.iter_mut().filter(|(name, _)| *name == "text").for_each(|field| field.1 = "un autre feu");
    done(&hall, &mut room, "/hub/operation/report", &fields);
    std::thread::sleep(std::time::Duration::from_secs(1));
    assert!(renewed(&mut room, "/hub/operation").body.contains("un autre feu"));
}

/// Every page of the room says how old it is, and a past one as it was: its level of threat too.
#[test]
fn the_top_line_of_a_past_moment_is_of_that_moment() {
    let (hall, mut room, _) = busy();
    hall.later(600);
    let raise = [("place", "01"), ("level", "4"), ("grade", "B2"), ("reason", "attaques")];
    done(&hall, &mut room, "/hub/operation/threat", &raise);
    hall.later(60);
    for path in ["/hub/operation/situation", "/hub/operation/map"] {
        let now = hall.get(&mut room, path).body;
        let before = hall.get(&mut room, &format!("{path}?to={}", hall.instant() - 300)).body;
        assert!(now.contains("menace 4/5") && before.contains("menace 1/5"), "{path}");
        let size = |page: &str| page.split("data-size=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        assert_eq!(size(&now), size(&before), "and it does not renew itself for ever");
    }
}

#[test]
fn the_page_of_a_posture_renews_itself() {
    let (hall, mut room, _) = busy();
    let plan = [
        ("posture", "street"),
        ("title", "Manifestation"),
        ("place", "01"),
        ("conditions", "threat FR 4"),
        ("duties", "Tenir la place"),
        ("forces", "mobile 120"),
    ];
    let page = done(&hall, &mut room, "/hub/operation/prepare", &plan);
    let shown = hall.get(&mut room, &page).body;
    assert!(shown.contains("id=\"state\"") && shown.contains("data-live=\"/hub/operation/live\""), "{shown}");
}

/// Circuits and what reserves reach are for who may see the plan, of the own place, and of now.
#[test]
fn the_map_has_the_plans_circuits_and_response_areas() {
    let hall = Hall::new();
    let mut room = hall.log_in("room");
    let path = "/hub/operation/map/plan";
    assert_eq!(hall.get(&mut room, path).status, 404, "no plan");
    hall.open_plan(&hall.plan()).unwrap();
    let layer = |browser: &mut Browser, query: &str| -> serde_json::Value {
        let came = hall.get(browser, &format!("{path}{query}"));
        assert_eq!(came.status, 200, "{}", came.body);
        serde_json::from_str(&came.body).unwrap()
    };
    let own = layer(&mut room, "");
    let all = layer(&mut hall.log_in("nation"), "");
    let list = |layer: &serde_json::Value, name: &str| layer[name].as_array().unwrap().clone();
    let circuits = list(&own, "circuits");
    assert!(!circuits.is_empty() && circuits.iter().all(|one| one["department"] == "01"), "{own}");
    assert!(circuits.iter().all(|one| one["line"][0] == *one["line"].as_array().unwrap().last().unwrap()), "closed");
    assert_eq!(
        list(&all, "circuits"),
        circuits,
        "this country has one department; the plan's other one is nobody's here"
    );
    let reserves = list(&all, "reserves");
    assert!(!reserves.is_empty(), "{all}");
    assert!(reserves.iter().all(|one| one["crews"].as_array().is_some_and(|crews| !crews.is_empty())), "{all}");
    let before = format!("{path}?to={}", hall.instant() - 300);
    assert_eq!(hall.get(&mut room, &before).status, 404, "of a past moment there is none");
    assert_eq!(hall.get(&mut room, &format!("{path}?place=FR")).status, 403);
    let mut leader = hall.log_in("leader");
    assert_eq!(hall.get(&mut leader, path).status, 403);
}
