//! Postures: two people, conditions that hold, and conditions that never can.

use election::Stamp;
use ops::operation::condition::{BasisPoints, Condition, Known, Outcome};
use ops::operation::posture::{Plan, State};
use ops::step::{Command, release_text};
use ops::{OperationCommand, Refusal};
use tlog::Hash;

use super::scene::{Scene, condition, counted, hour, plan};
use crate::country::{id, stamp};

fn result(candidate: u16, share: u16, counted: u16) -> Condition {
    Condition::Result { round: 1, candidate, share, counted }
}

fn projection(round: u8, candidate: u16, outcome: Outcome, least: u16) -> Condition {
    Condition::Projection { round, candidate, outcome, probability: BasisPoints::new(least).expect("below the whole") }
}

fn prepare(conditions: Vec<Condition>) -> OperationCommand {
    OperationCommand::Prepare(Plan { conditions, ..plan() })
}

#[test]
fn two_people_activate_what_both_were_shown() {
    let mut scene = Scene::new();
    let posture = id("street");
    let activate = |shown: Hash| OperationCommand::Activate { posture, shown };
    let shown = scene.shown();
    assert_eq!(scene.room(activate(shown)), Err(Refusal::Step), "nobody proposed it");
    scene.hub(OperationCommand::Propose { posture, known: Known::default() }).unwrap();
    assert_eq!(scene.room(activate(shown)), Err(Refusal::Changed), "the reasons were not shown");
    let shown = scene.shown();
    scene.room(activate(shown)).unwrap();
    assert_eq!(scene.room(activate(shown)), Err(Refusal::SamePerson));
    assert_eq!(scene.by("room-02", activate(shown)), Err(Refusal::Territory(id("01"))));
    scene.by("nation-1", activate(shown)).unwrap();
    let State::Active(active) = &scene.operation().postures()[&posture].state else { panic!("active") };
    assert_eq!(active.by, [id("room-01"), id("nation-1")]);
    assert_eq!(active.reasons.len(), 1, "why it was activated stays");
    assert_eq!(scene.by("nation-2", activate(shown)), Err(Refusal::Step));
    assert_eq!(scene.room(OperationCommand::Prepare(plan())), Err(Refusal::Step), "not rewritten while active");
}

/// That a posture is active says that its conditions held: those on votes stay kept until two people
/// have released the round.
#[test]
fn an_active_posture_keeps_its_conditions_on_votes_until_the_release() {
    let mut scene = Scene::new();
    let (posture, votes) = (id("street"), result(2, 1, 1));
    scene.by("nation-1", prepare(vec![votes, projection(2, 2, Outcome::Wins, 1), condition()])).unwrap();
    scene.office.now = hour("21:00");
    let mut known = counted(2, 500, 1_000, 30);
    known.projections.insert((2, 2, Outcome::Wins), BasisPoints::new(9_000).expect("below the whole"));
    scene.hub(OperationCommand::Propose { posture, known }).unwrap();
    let kept = |scene: &Scene, who: &str| {
        let (room, own) = (&scene.office.room, &scene.operation().postures()[&posture]);
        let person = room.person(id(who)).expect("somebody");
        let conditions = own.plan.conditions.iter().filter(|one| room.keeps_condition_from(&person, one)).count();
        (room.keeps_from(&person, own), conditions)
    };
    assert_eq!(kept(&scene, "room-01"), (true, 2), "proposed: all of it");
    let shown = scene.shown();
    for who in ["nation-1", "nation-2"] {
        scene.by(who, OperationCommand::Activate { posture, shown }).unwrap();
    }
    assert_eq!(kept(&scene, "room-01"), (false, 2), "active: duties and forces, not what was counted");
    assert_eq!(kept(&scene, "nation-1"), (false, 0));
    for who in ["nation-1", "nation-2"] {
        let shown = Hash::of(release_text(&scene.office.room, 1).expect("a round").as_bytes());
        scene.office.by(who, Command::Release { round: 1, shown }).unwrap();
    }
    assert_eq!(kept(&scene, "room-01"), (false, 1), "round 1 is public, round 2 is not");
}

fn proposed(conditions: Vec<Condition>, known: Known, at: Stamp) -> Result<(), Refusal> {
    let mut scene = Scene::new();
    scene.by("nation-1", prepare(conditions)).unwrap();
    scene.office.now = at;
    scene.hub(OperationCommand::Propose { posture: id("street"), known })
}

#[test]
fn results_are_counted_and_shares_rounded_down() {
    let condition = vec![result(2, 500, 300)];
    let night = hour("21:00");
    let ask = |votes, valid, stations| proposed(condition.clone(), counted(2, votes, valid, stations), night);
    assert_eq!(ask(500, 1_000, 30), Ok(()));
    assert_eq!(ask(4_999, 10_000, 30), Err(Refusal::NotMet), "49.99 % is not 50 %");
    assert_eq!(ask(500, 1_000, 29), Err(Refusal::NotMet), "too few stations");
    assert_eq!(ask(0, 0, 100), Err(Refusal::NotMet));
    assert_eq!(
        proposed(condition.clone(), counted(3, 900, 1_000, 100), night),
        Err(Refusal::NotMet),
        "another's votes"
    );
}

#[test]
fn projections_dates_and_threats() {
    let night = hour("21:00");
    let wanted = projection(1, 3, Outcome::Qualifies, 9_000);
    let known = |value| Known {
        projections: [((1, 3, Outcome::Qualifies), BasisPoints::new(value).unwrap())].into(),
        ..Known::default()
    };
    assert_eq!(proposed(vec![wanted], known(9_000), night), Ok(()));
    assert_eq!(proposed(vec![wanted], known(8_999), night), Err(Refusal::NotMet));
    assert_eq!(proposed(vec![wanted], Known::default(), night), Err(Refusal::NotMet), "nothing is projected");
    let from = Condition::From(hour("21:00"));
    assert_eq!(proposed(vec![from, condition()], Known::default(), night), Ok(()));
    assert_eq!(proposed(vec![from, condition()], Known::default(), hour("20:59")), Err(Refusal::NotMet));
    // Moments, not clocks: the night in which clocks go back has two hours called 02:30.
    let autumn = Condition::From(stamp("2017-10-29T02:30:00+01:00"));
    assert_eq!(proposed(vec![autumn], Known::default(), stamp("2017-10-29T02:45:00+02:00")), Err(Refusal::NotMet));
    assert_eq!(proposed(vec![autumn], Known::default(), stamp("2017-10-29T02:30:00+01:00")), Ok(()));
}

#[test]
fn the_level_of_a_place_is_the_highest_around_it() {
    let mut scene = Scene::new();
    let here = Condition::Threat { place: id("01"), level: 4 };
    scene.room(prepare(vec![here])).unwrap();
    let posture = id("street");
    let propose = || OperationCommand::Propose { posture, known: Known::default() };
    assert_eq!(scene.hub(propose()), Err(Refusal::NotMet));
    let grade = ops::operation::incident::Grade::UNKNOWN;
    let raise = |place: &str, level| OperationCommand::SetThreat { place: id(place), level, grade, reason: "r".into() };
    assert_eq!(scene.room(raise("R1", 4)), Err(Refusal::Territory(id("R1"))));
    assert_eq!(scene.room(raise("01", 6)), Err(Refusal::Level));
    assert_eq!(scene.room(raise("01", 0)), Err(Refusal::Level));
    scene.by("nation-1", raise("R1", 4)).unwrap();
    assert_eq!((scene.operation().level(id("01-001")), scene.operation().level(id("FR"))), (4, 1));
    scene.hub(propose()).unwrap();
}

#[test]
fn what_people_set_aside_the_hub_does_not_propose_again() {
    let mut scene = Scene::new();
    let posture = id("street");
    let propose = || OperationCommand::Propose { posture, known: Known::default() };
    scene.hub(propose()).unwrap();
    scene.room(OperationCommand::SetAside { posture, reason: "not tonight".into() }).unwrap();
    assert_eq!(scene.hub(propose()), Err(Refusal::Step), "nobody is asked twice");
    scene.room(propose()).unwrap();
    scene.room(OperationCommand::SetAside { posture, reason: "not tonight".into() }).unwrap();
    scene.room(OperationCommand::Prepare(plan())).unwrap();
    scene.hub(propose()).unwrap();
}

#[test]
fn what_can_never_hold_is_refused_when_it_is_written() {
    let qualifies = |candidate, least| projection(1, candidate, Outcome::Qualifies, least);
    let never = [
        vec![result(9, 100, 100)],
        vec![Condition::Result { round: 7, candidate: 1, share: 1, counted: 1 }],
        vec![result(1, 1_001, 0)],
        vec![result(1, 1_000, 1_001)],
        vec![result(1, 501, 0), result(2, 500, 0)],
        vec![projection(2, 1, Outcome::Qualifies, 1)],
        vec![projection(2, 1, Outcome::Wins, 5_001), projection(2, 2, Outcome::Wins, 5_000)],
        vec![qualifies(1, 7_000), qualifies(2, 7_000), qualifies(3, 7_000)],
        vec![Condition::Threat { place: id("nowhere"), level: 1 }],
        vec![Condition::Threat { place: id("01"), level: 6 }],
        vec![Condition::From(hour("22:00")), Condition::Until(hour("21:00"))],
        vec![Condition::Until(hour("09:00"))],
    ];
    for conditions in never {
        let mut scene = Scene::new();
        assert_eq!(scene.by("nation-1", prepare(conditions.clone())), Err(Refusal::Never), "{conditions:?}");
    }
    let possible = [
        vec![result(1, 500, 0), result(2, 500, 0)],
        vec![result(1, 600, 0), result(1, 700, 900)],
        vec![qualifies(1, 10_000), qualifies(2, 10_000)],
        vec![projection(2, 1, Outcome::Wins, 5_000), projection(2, 2, Outcome::Wins, 5_000)],
        vec![Condition::From(hour("21:00")), Condition::Until(hour("21:00"))],
    ];
    for conditions in possible {
        let mut scene = Scene::new();
        assert_eq!(scene.by("nation-1", prepare(conditions.clone())), Ok(()), "{conditions:?}");
    }
}

#[test]
fn a_posture_says_when_and_what() {
    let mut scene = Scene::new();
    assert_eq!(scene.room(prepare(Vec::new())), Err(Refusal::Empty));
    assert_eq!(scene.room(OperationCommand::Prepare(Plan { duties: Vec::new(), ..plan() })), Err(Refusal::Empty));
    let many = vec![condition(); ops::operation::posture::MAX_PARTS + 1];
    assert_eq!(scene.room(prepare(many)), Err(Refusal::Limit));
    let taken = Plan { place: id("02"), ..plan() };
    assert_eq!(scene.by("room-02", OperationCommand::Prepare(taken)), Err(Refusal::Territory(id("01"))), "another's");
}

#[test]
fn conditions_have_one_spelling() {
    for text in ["result 1 2 500 300", "projection 1 3 wins 9000", "threat FR 4", "from 2017-04-23T20:00:00+02:00"] {
        assert_eq!(Condition::parse(text).unwrap().to_string(), text);
    }
    for text in
        ["result 01 2 500 300", "result 1 2 500", "projection 1 3 wins 10001", "threat FR +4", "threat  FR 4", ""]
    {
        assert_eq!(Condition::parse(text), None, "{text}");
    }
}

/// A room that may not see totals before the hour cannot find them by trying conditions.
#[test]
fn a_condition_tells_nobody_what_they_may_not_see() {
    let mut scene = Scene::new();
    let refused = Err(Refusal::NotAllowed(ops::Act::SeeTotals));
    for condition in [result(2, 500, 0), projection(1, 3, Outcome::Qualifies, 1)] {
        assert_eq!(scene.room(prepare(vec![condition])), refused);
    }
    scene.by("nation-1", prepare(vec![result(2, 500, 0)])).unwrap();
    let known = counted(2, 900, 1_000, 100);
    let ask = || OperationCommand::Propose { posture: id("street"), known: known.clone() };
    let aside = || OperationCommand::SetAside { posture: id("street"), reason: "why".into() };
    let activate = |shown: Hash| OperationCommand::Activate { posture: id("street"), shown };
    let again = || prepare(vec![Condition::Threat { place: id("01"), level: 4 }]);
    // The same before and after its condition holds, whatever is tried.
    for holds in [false, true] {
        if holds {
            assert_eq!(scene.hub(ask()), Ok(()), "the hub shows it when it holds");
        }
        let shown = scene.shown();
        for command in [ask(), aside(), activate(shown), again()] {
            assert_eq!(scene.room(command), refused, "{holds}");
        }
    }
    let shown = scene.shown();
    scene.by("nation-1", activate(shown)).unwrap();
    scene.by("nation-2", activate(shown)).unwrap();
    let end = OperationCommand::End { posture: id("street"), reason: "over".into() };
    assert_eq!(scene.room(end), Ok(()), "what two people activated is no secret");
}

#[test]
fn a_feed_has_one_token_and_an_end() {
    let mut scene = Scene::new();
    let (place, token) = (id("01"), Hash([9; 32]));
    let make = |feed: &str, place| OperationCommand::MakeFeed { feed: id(feed), place, token };
    assert_eq!(scene.room(make("map", id("FR"))), Err(Refusal::Territory(id("FR"))));
    assert_eq!(scene.operation().opened(token), None);
    scene.room(make("map", place)).unwrap();
    assert_eq!(scene.room(make("map", place)), Err(Refusal::Step), "it has one");
    assert_eq!(scene.operation().opened(token), Some(place));
    assert_eq!(scene.by("room-02", OperationCommand::EndFeed { feed: id("map") }), Err(Refusal::Territory(place)));
    scene.room(OperationCommand::EndFeed { feed: id("map") }).unwrap();
    assert_eq!(scene.operation().opened(token), None);
    assert_eq!(scene.room(OperationCommand::EndFeed { feed: id("nothing") }), Err(Refusal::NoFeed));
}
