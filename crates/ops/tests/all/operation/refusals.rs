//! What is refused about incidents, units and orders, and what is not.

use election::definition::Position;
use election::refusal::Language;
use ops::operation::escort::Move;
use ops::operation::ground::Ground;
use ops::operation::incident::{Kind, OLDEST, Report};
use ops::operation::travel::Travel;
use ops::step::{Actor, Command, step};
use ops::{OperationCommand as Do, Refusal};

use super::scene::{INSIDE, Scene, hour, note, report, unit};
use crate::country::{STATION, id, spot};

fn at(point: Position) -> Do {
    let ground = Ground { about: id(STATION), point: Some(point) };
    Do::Report(Report { ground, kind: Kind::Intrusion, ..report() })
}

#[test]
fn an_incident_outside_of_the_country() {
    let mut scene = Scene::new();
    let outside = [
        Position { lon_e6: 0, lat_e6: 0 },
        Position { lon_e6: INSIDE.lat_e6, lat_e6: INSIDE.lon_e6 },
        Position { lon_e6: INSIDE.lon_e6, lat_e6: INSIDE.lat_e6 + 600_000 },
        // In the country, and far from the place that is named.
        Position { lon_e6: 3_600_000, lat_e6: 49_600_000 },
    ];
    for point in outside {
        assert_eq!(scene.room(at(point)), Err(Refusal::Outside), "{point:?}");
    }
    assert_eq!(scene.room(at(INSIDE)), Ok(()));
    let nowhere = Ground { about: id("nowhere"), point: None };
    assert_eq!(
        scene.by("nation-1", Do::Report(Report { ground: nowhere, ..report() })),
        Err(Refusal::Territory(id("nowhere")))
    );
    let nation = Ground { about: id("FR"), point: Some(Position { lon_e6: 3_600_000, lat_e6: 49_600_000 }) };
    assert_eq!(scene.by("nation-1", Do::Report(Report { ground: nation, ..report() })), Ok(()));
    assert_eq!(scene.room(Do::Report(Report { ground: nation, ..report() })), Err(Refusal::Territory(id("FR"))));
}

#[test]
fn an_incident_in_the_future_or_from_another_year() {
    let mut scene = Scene::new();
    let when = |seconds: i64| Do::Report(Report { when: hour("10:00").plus(seconds).unwrap(), ..report() });
    assert_eq!(scene.room(when(301)), Err(Refusal::Moment));
    assert_eq!(scene.room(when(300)), Ok(()), "clocks differ a little");
    assert_eq!(scene.room(when(-OLDEST - 1)), Err(Refusal::Moment));
}

#[test]
fn an_incident_twice() {
    let mut scene = Scene::new();
    let first = scene.incident;
    assert_eq!(scene.room(Do::Report(report())), Err(Refusal::ReportedAlready(first)));
    assert!(Refusal::ReportedAlready(first).text(Language::French).contains(&format!("n° {first}")));
    let nearly = Report { text: "smoke".to_owned(), ..report() };
    let alike: Vec<u64> = scene.operation().alike(&nearly).map(|incident| incident.number).collect();
    assert_eq!(alike, [first], "the room is asked whether it is the same");
    let number = scene.office.room.size();
    scene.room(Do::Report(nearly)).unwrap();
    assert_eq!(scene.room(Do::Merge { incident: number, of: number }), Err(Refusal::Merge));
    scene.room(Do::Merge { incident: number, of: first }).unwrap();
    assert_eq!(scene.operation().incidents()[&first].duplicates, [number]);
    assert_eq!(scene.room(Do::Merge { incident: first, of: number }), Err(Refusal::Step), "no circle");
    let other = scene.other;
    scene.room(Do::Merge { incident: first, of: other }).unwrap();
    assert_eq!(scene.operation().incidents()[&other].duplicates, [number, first], "duplicates go along");
}

#[test]
fn units_keep_an_incident_from_being_merged() {
    let mut scene = Scene::new();
    scene.send("crew-1");
    let (incident, of) = (scene.incident, scene.other);
    assert_eq!(scene.room(Do::Merge { incident, of }), Err(Refusal::Merge));
    assert_eq!(scene.room(Do::Dismiss { incident, reason: "no".into() }), Err(Refusal::Step));
}

/// A script stays text: it is kept as it was typed, and the screens escape it.
#[test]
fn a_script_is_kept_as_text_and_hidden_characters_are_refused() {
    let mut scene = Scene::new();
    let kept = &scene.operation().incidents()[&scene.incident].report.text;
    assert!(kept.contains("<script>"));
    for text in ["", " padded", "two\nlines", "turned \u{202e}", &"x".repeat(401)] {
        let command = Do::Report(Report { text: text.to_owned(), ..report() });
        assert_eq!(scene.room(command), Err(Refusal::Text), "{text:?}");
    }
}

#[test]
fn a_unit_that_does_not_exist_or_is_not_free() {
    let mut scene = Scene::new();
    let incident = scene.incident;
    let send = |unit: &str, incident| Do::SendOrder { incident, unit: id(unit), text: "Go".to_owned() };
    assert_eq!(scene.room(send("nobody", incident)), Err(Refusal::NoUnit));
    assert_eq!(scene.room(send("crew-1", 99_999)), Err(Refusal::NoIncident));
    let other = scene.other;
    assert_eq!(scene.room(send("crew-1", other)), Err(Refusal::Step), "not verified");
    scene.send("crew-1");
    assert_eq!(scene.room(send("crew-1", incident)), Err(Refusal::NotFree));
    assert_eq!(scene.room(Do::Duty { unit: id("crew-1"), on: false }), Err(Refusal::Step), "called back first");
    assert_eq!(scene.room(Do::Locate { unit: id("nobody"), point: INSIDE, at: hour("09:00") }), Err(Refusal::NoUnit));
    let odd = ops::operation::unit::Particulars { leader: Some(id("clerk-a")), ..unit("crew-8", None) };
    assert_eq!(scene.room(Do::MakeUnit(odd)), Err(Refusal::NoAccount), "a clerk leads no unit");
}

#[test]
fn positions_stay_in_the_country_and_do_not_go_back_in_time() {
    let mut scene = Scene::new();
    let locate = |point, at: &str| Do::Locate { unit: id("crew-1"), point, at: hour(at) };
    scene.room(locate(INSIDE, "09:30")).unwrap();
    assert_eq!(scene.room(locate(INSIDE, "09:29")), Err(Refusal::Moment), "an older message that came late");
    assert_eq!(scene.room(locate(INSIDE, "10:06")), Err(Refusal::Moment));
    assert_eq!(scene.room(locate(Position { lon_e6: 0, lat_e6: 0 }, "09:40")), Err(Refusal::Outside));
}

#[test]
fn a_leader_acts_for_the_own_unit_only() {
    let mut scene = Scene::new();
    let locate = |name: &str| Do::Locate { unit: id(name), point: INSIDE, at: hour("09:59") };
    assert_eq!(scene.by("leader", locate("crew-1")), Ok(()));
    assert_eq!(scene.by("leader", locate("crew-2")), Err(Refusal::NotYours));
    let order = scene.send("crew-2");
    assert_eq!(scene.by("leader", Do::Acknowledge { order, edition: 1 }), Err(Refusal::NotYours));
    assert_eq!(scene.by("leader", Do::Arrive { unit: id("crew-2") }), Err(Refusal::NotYours));
}

#[test]
fn an_old_edition_is_neither_read_nor_changed() {
    let mut scene = Scene::new();
    let order = scene.send("crew-1");
    let change = |edition| Do::ChangeOrder { order, edition, text: "Go to the back door".to_owned() };
    scene.room(change(1)).unwrap();
    assert_eq!(scene.room(change(1)), Err(Refusal::Changed), "two rooms at once");
    assert_eq!(scene.by("leader", Do::Acknowledge { order, edition: 1 }), Err(Refusal::Changed));
    scene.by("leader", Do::Acknowledge { order, edition: 2 }).unwrap();
    assert_eq!(scene.by("leader", Do::Acknowledge { order, edition: 2 }), Err(Refusal::Step), "once");
}

#[test]
fn the_nearest_free_crew_comes_first() {
    let mut scene = Scene::new();
    let point = |east| Position { lon_e6: INSIDE.lon_e6 + east, ..INSIDE };
    for (name, east) in [("crew-1", 300_000), ("crew-2", 100_000)] {
        let at = hour("09:50");
        scene.room(Do::Locate { unit: id(name), point: point(east), at }).unwrap();
    }
    let ground = scene.operation().incidents()[&scene.incident].report.ground;
    let near = |scene: &Scene, territory: &str| {
        let found = scene.operation().nearest(ground, id(territory), hour("10:00"), &Travel::USUAL);
        found.into_iter().map(|near| (near.unit.to_string(), near.seconds.is_some(), near.age)).collect::<Vec<_>>()
    };
    let all = near(&scene, "01");
    assert_eq!(all[0], ("crew-2".to_owned(), true, Some(600)));
    assert_eq!(all[1], ("crew-1".to_owned(), true, Some(600)));
    assert_eq!(all[2], ("crew-3".to_owned(), false, None), "nobody knows where it is");
    assert!(near(&scene, "02").is_empty(), "another department's crews are not offered");
    scene.send("crew-2");
    assert_eq!(near(&scene, "01")[0].0, "crew-1");
}

#[test]
fn records_leave_a_closed_station_and_the_prefecture_says_that_it_has_them() {
    let mut scene = Scene::new();
    let take = |unit: &str| Do::MoveRecords { spot: spot(), step: Move::Taken { unit: id(unit) } };
    assert_eq!(scene.by("clerk-a", take("crew-1")), Err(Refusal::Step), "it is open");
    scene.room(note(ops::operation::day::News::Open, "08:00")).unwrap();
    scene.office.now = hour("19:30");
    scene.by("station-1", note(ops::operation::day::News::Closed, "19:00")).unwrap();
    assert_eq!(scene.by("clerk-a", take("nobody")), Err(Refusal::NoUnit));
    assert_eq!(scene.by("leader", take("crew-2")), Err(Refusal::NotYours));
    scene.by("leader", take("crew-1")).unwrap();
    let arrived = Do::MoveRecords { spot: spot(), step: Move::Arrived };
    assert_eq!(scene.by("clerk-a", arrived.clone()), Err(Refusal::NotAllowed(ops::Act::Receive)));
    assert_eq!(scene.by("results-02-a", arrived.clone()), Err(Refusal::Territory(spot().1)));
    scene.by("results-01-a", arrived.clone()).unwrap();
    assert_eq!(scene.by("results-01-a", arrived), Err(Refusal::Step), "once");
}

/// News over the network are the hub's to bring; nobody types them.
#[test]
fn nobody_types_what_came_over_the_network() {
    let mut scene = Scene::new();
    let news = Do::Note {
        spot: spot(),
        news: ops::operation::day::News::Open,
        at: hour("08:00"),
        way: ops::operation::day::Way::Network,
    };
    assert_eq!(scene.room(news.clone()), Err(Refusal::NotAllowed(ops::Act::Attend)));
    assert_eq!(scene.hub(news), Ok(()));
    let page = note(ops::operation::day::News::Closed, "09:00");
    assert_eq!(scene.hub(page), Err(Refusal::NotAllowed(ops::Act::Attend)));
}

/// No department's room touches another's: every command about the scene, from next door.
#[test]
fn next_door_is_refused() {
    let scene = Scene::new();
    let neighbour = Actor::Account(id("room-02"));
    for command in super::scene::commands() {
        if command.act() == ops::Act::ChangePhase {
            continue;
        }
        let answer = step(&scene.office.room, scene.office.now, neighbour, Command::Operation(command.clone()));
        let expected = matches!(answer, Err(Refusal::Territory(_) | Refusal::NoOrder));
        assert!(expected, "{command:?}: {answer:?}");
    }
}
