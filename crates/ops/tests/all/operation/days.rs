//! Stations on their day: who is silent, turnout, outliers.

use election::definition::Hours;
use ops::Refusal;
use ops::operation::day::{Mark, News};
use ops::operation::silence::{Due, Reported, owed};
use ops::operation::turnout::{FEWEST, Outlier, outliers};

use super::scene::{Scene, hour, note, people};
use crate::country::{definition, id, spot, stamp};

fn silent(scene: &Scene, at: &str) -> Vec<(String, Due, Option<String>)> {
    silent_but(scene, at, &Reported::default())
}

fn silent_but(scene: &Scene, at: &str, reported: &Reported) -> Vec<(String, Due, Option<String>)> {
    let definition = definition();
    let found = scene.operation().silent(1, definition.nation(), hour(at), reported).into_iter();
    found.map(|silent| (definition.station(silent.station).id.to_string(), silent.due, silent.telephone)).collect()
}

#[test]
fn who_has_not_said_a_word_at_ten_past_eight() {
    let mut scene = Scene::new();
    assert!(silent(&scene, "08:09").is_empty(), "ten minutes of grace");
    assert_eq!(silent(&scene, "08:10").len(), 3);
    let telephone = Some("04 74 00 00 00".to_owned());
    let contact = ops::OperationCommand::SetContact { about: id("01-001"), telephone: telephone.clone() };
    scene.room(contact).unwrap();
    scene.room(note(News::Open, "08:00")).unwrap();
    let due = silent(&scene, "08:10");
    assert_eq!(due[0], ("01-001-0002".to_owned(), Due::Opening, telephone), "the commune's number");
    assert_eq!(due[1], ("02-001-0001".to_owned(), Due::Opening, None), "nobody said whom to ring");
    let due = silent(&scene, "12:10");
    assert_eq!((due.len(), due[0].1), (3, Due::Turnout(Mark::Noon)));
    scene.office.now = hour("19:05");
    scene.room(note(News::Turnout(Mark::Noon, people(300)), "12:00")).unwrap();
    assert_eq!(silent(&scene, "12:10").len(), 2);
    assert_eq!(silent(&scene, "17:10")[0].1, Due::Turnout(Mark::Five), "the first thing that is owed");
    scene.room(note(News::Turnout(Mark::Five, people(300)), "17:00")).unwrap();
    scene.room(note(News::Closed, "19:00")).unwrap();
    assert_eq!(silent(&scene, "19:10").len(), 2);
}

/// Overseas a station has the wall clock of its own hours, and one that closes at 16:00 owes
/// nothing at 17:00. The last Sunday of March has 23 hours, and moments are counted, not clocks.
#[test]
fn every_station_has_its_own_clock() {
    let west = |opens: &str, closes: &str| Hours { class: id("w"), opens: stamp(opens), closes: stamp(closes) };
    let hours = west("2017-04-22T08:00:00-04:00", "2017-04-22T16:00:00-04:00");
    assert_eq!(Mark::Noon.moment(&hours), stamp("2017-04-22T12:00:00-04:00"));
    let owed_at = |at: &str| owed(&hours, stamp(at)).into_iter().map(|(due, _)| due).collect::<Vec<_>>();
    assert_eq!(owed_at("2017-04-22T18:09:59+02:00"), [Due::Opening]);
    assert_eq!(owed_at("2017-04-22T18:10:00+02:00"), [Due::Opening, Due::Turnout(Mark::Noon)]);
    assert_eq!(owed_at("2017-04-23T00:00:00+02:00").last(), Some(&Due::Closing));
    assert_eq!(owed_at("2017-04-23T00:00:00+02:00").len(), 3, "no turnout at 17:00");
    let spring = west("2022-03-27T00:30:00+01:00", "2022-03-27T20:00:00+02:00");
    assert_eq!(owed(&spring, stamp("2022-03-27T01:41:00+02:00")).len(), 1, "eleven minutes later by the sun");
}

#[test]
fn a_turnout_stays_within_the_register_and_does_not_fall() {
    let mut scene = Scene::new();
    scene.office.now = hour("19:05");
    let turnout = |mark, number, at| note(News::Turnout(mark, people(number)), at);
    assert_eq!(scene.room(turnout(Mark::Noon, 300, "12:00")), Err(Refusal::Step), "it never said it was open");
    scene.room(note(News::Open, "08:00")).unwrap();
    assert_eq!(scene.room(turnout(Mark::Noon, 1_001, "12:00")), Err(Refusal::Turnout));
    assert_eq!(scene.room(turnout(Mark::Noon, 300, "11:59")), Err(Refusal::Moment), "not known before noon");
    scene.room(turnout(Mark::Noon, 300, "12:00")).unwrap();
    assert_eq!(scene.room(turnout(Mark::Five, 299, "17:00")), Err(Refusal::Turnout));
    scene.room(turnout(Mark::Five, 300, "17:00")).unwrap();
    assert_eq!(scene.room(turnout(Mark::Noon, 301, "12:05")), Err(Refusal::Turnout), "nor is it mended above");
    scene.room(turnout(Mark::Noon, 290, "12:05")).unwrap();
    let definition = definition();
    let sums = scene.operation().turnout(1, definition.nation(), Mark::Noon);
    assert_eq!((sums.people, sums.registered, sums.stations, sums.permille()), (290, 1_000, 1, 290));
}

#[test]
fn times_of_a_day_follow_each_other() {
    let mut scene = Scene::new();
    assert_eq!(scene.room(note(News::Open, "10:06")), Err(Refusal::Moment), "in the future");
    scene.room(note(News::Installed, "07:30")).unwrap();
    assert_eq!(scene.room(note(News::Open, "07:29")), Err(Refusal::Moment), "before it sat");
    let mut other = note(News::Open, "08:00");
    if let ops::OperationCommand::Note { at, .. } = &mut other {
        *at = stamp("2017-04-22T08:00:00+02:00");
    }
    assert_eq!(scene.room(other), Err(Refusal::Moment), "the day before");
    scene.room(note(News::Open, "08:00")).unwrap();
    assert_eq!(scene.room(note(News::Installed, "08:00")), Err(Refusal::Step), "backwards");
    assert_eq!(scene.room(note(News::Open, "08:00")), Err(Refusal::Step), "twice");
}

#[test]
fn an_outlier_stands_apart_from_its_department() {
    let definition = definition();
    let station = definition.station_ix(spot().1).unwrap();
    let quiet: Vec<_> = (0..12).map(|n| (station, 400 + n, 380)).collect();
    assert!(outliers(&quiet).is_empty());
    let mut one = quiet.clone();
    one.push((station, 250, 380));
    let found = outliers(&one);
    assert_eq!(found, [Outlier { station, now: 250, before: 380, usual: 25 }]);
    assert!(outliers(&one[..FEWEST - 1]).is_empty(), "too few to say what is usual");
    // Where everything moves, nothing stands apart.
    let wild: Vec<_> = (0..12).map(|n| (station, 300 + 40 * n, 380)).collect();
    assert!(outliers(&wild).is_empty());
}
