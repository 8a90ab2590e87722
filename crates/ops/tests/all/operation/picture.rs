//! The picture is a fold: any moment can be shown again.

use ops::Room;
use ops::operation::condition::Known;
use ops::operation::day::{Mark, News};
use ops::operation::phase::Phase;
use ops::{OperationCommand as Do, Refusal};
use proptest::prelude::*;

use super::scene::{INSIDE, Scene, commands, hour, note, people};
use crate::country::{definition, id};

/// A day in which something of everything happens, a minute after the other.
fn busy() -> Scene {
    let mut scene = Scene::new();
    let act = |scene: &mut Scene, command: Do| {
        scene.office.later(60);
        scene.room(command).unwrap();
    };
    act(&mut scene, note(News::Open, "08:00"));
    act(&mut scene, Do::Locate { unit: id("crew-1"), point: INSIDE, at: hour("10:01") });
    scene.office.later(60);
    scene.send("crew-1");
    act(&mut scene, Do::Arrive { unit: id("crew-1") });
    let incident = scene.incident;
    act(&mut scene, Do::Close { incident, reason: "out".to_owned() });
    scene.office.later(3 * 60 * 60);
    act(&mut scene, note(News::Turnout(Mark::Noon, people(300)), "12:00"));
    scene.hub(Do::Propose { posture: id("street"), known: Known::default() }).unwrap();
    scene
}

#[test]
fn a_moment_shown_again_is_the_fold_of_what_was_known() {
    let scene = busy();
    let (events, definition) = (&scene.office.events, definition());
    let mut lengths = std::collections::BTreeSet::new();
    for moment in events.iter().map(|event| event.at) {
        let last = events.iter().rposition(|event| event.at.instant() <= moment.instant()).unwrap();
        let mut folded = Room::new(definition.clone());
        events[..=last].iter().for_each(|event| folded.replay(event).unwrap());
        let again = Room::at(definition.clone(), events, moment).unwrap();
        assert_eq!((again.head(), again.size()), (folded.head(), folded.size()), "{moment}");
        assert_eq!(again.operation(), folded.operation(), "{moment}");
        lengths.insert(last);
    }
    assert!(lengths.len() > 6, "{lengths:?}");
    let before = Room::at(definition.clone(), events, hour("09:00")).unwrap();
    assert_eq!((before.size(), before.operation().phase()), (0, Phase::Before));
}

#[test]
fn the_picture_is_what_was_lived() {
    let scene = busy();
    let mut folded = Room::new(definition());
    scene.office.events.iter().for_each(|event| folded.replay(event).unwrap());
    assert_eq!(folded.operation(), scene.operation());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever people do, in whatever order: every event is read as it was written, the fold is
    /// what was lived, and no crew has two orders.
    #[test]
    fn any_order_of_commands(choices in prop::collection::vec((0_usize..33, 0_usize..4), 1..60)) {
        let mut scene = Scene::new();
        for (command, actor) in choices {
            let account = ["room-01", "nation-1", "leader", "clerk-a"][actor];
            scene.office.later(30);
            let mut command = commands().swap_remove(command);
            if let Some(order) = scene.operation().orders().keys().next_back().copied() {
                match &mut command {
                    Do::ChangeOrder { order: own, .. } | Do::WithdrawOrder { order: own, .. } | Do::Acknowledge { order: own, .. } => *own = order,
                    _ => {}
                }
            }
            if let Do::Activate { shown, .. } = &mut command {
                *shown = scene.shown();
            }
            let answer = scene.by(account, command);
            prop_assert!(answer != Err(Refusal::Limit));
        }
        let mut folded = Room::new(definition());
        for event in &scene.office.events {
            let read = ops::Event::parse(event.text().as_bytes()).unwrap();
            folded.replay(&read).unwrap();
        }
        prop_assert_eq!(folded.operation(), scene.operation());
        for (id, unit) in scene.operation().units() {
            let orders = || scene.operation().orders().values().filter(|order| order.unit == *id && order.stands());
            let sent = orders().filter(|order| order.incident.is_some()).count();
            prop_assert_eq!(sent, usize::from(unit.state.order().is_some()));
            prop_assert!(orders().count() - sent <= 1, "one order of the plan at most");
        }
    }
}
