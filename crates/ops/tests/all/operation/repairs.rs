//! The plan: what is refused about its repairs and pins, and how its orders go out again.

use ops::operation::order::State;
use ops::operation::repair::{Asked, Difference, Edition, MAX_CHANGES, STALE};
use ops::{OperationCommand as Do, Refusal};
use tlog::Hash;

use super::scene::{Scene, asked, edition, unit};
use crate::country::id;

fn proposed(scene: &mut Scene) -> u64 {
    let repair = scene.office.room.size();
    scene.room(Do::ProposeRepair(asked())).unwrap();
    repair
}

fn accept(repair: u64, edition: Edition, orders: &[(&str, &str)]) -> Do {
    let orders = orders.iter().map(|(unit, text)| (id(unit), (*text).to_owned())).collect();
    Do::AcceptRepair { repair, found: asked().difference, again: None, edition, orders }
}

#[test]
fn orders_of_the_plan_are_issued_and_issued_again() {
    let mut scene = Scene::new();
    let first = proposed(&mut scene);
    scene.room(accept(first, edition(2), &[("crew-1", "Wait at 01-001"), ("crew-2", "Go round 3")])).unwrap();
    let operation = scene.operation();
    assert_eq!(operation.planning().standing(), Some(edition(2)));
    let order = operation.plan_order(id("crew-1")).unwrap().clone();
    assert_eq!((order.edition, order.incident, order.text.as_str()), (1, None, "Wait at 01-001"));
    assert!(operation.units()[&id("crew-1")].is_free(), "an order of the plan sends nobody to an incident");
    scene.by("leader", Do::Acknowledge { order: order.number, edition: 1 }).unwrap();
    let second = proposed(&mut scene);
    scene.room(accept(second, edition(3), &[("crew-1", "Go round 5")])).unwrap();
    let again = scene.operation().plan_order(id("crew-1")).unwrap();
    assert_eq!((again.number, again.edition, again.text.as_str()), (order.number, 2, "Go round 5"));
    assert!(matches!(again.state, State::Sent(_)), "the new edition is not read yet");
    let other = scene.operation().plan_order(id("crew-2")).unwrap();
    assert_eq!(other.edition, 1, "who has the same to do gets nothing new");
    scene.send("crew-1");
    assert_eq!(
        scene.operation().plan_order(id("crew-1")).unwrap().number,
        order.number,
        "an incident is another order"
    );
}

#[test]
fn another_difference_than_the_one_that_was_shown() {
    let mut scene = Scene::new();
    let repair = proposed(&mut scene);
    let shown = asked().difference;
    for found in [Difference { before: Hash([1; 32]), ..shown }, Difference { after: Hash([1; 32]), ..shown }] {
        let command = Do::AcceptRepair { repair, found, again: None, edition: edition(2), orders: Vec::new() };
        assert_eq!(scene.room(command), Err(Refusal::Changed));
    }
    assert_eq!(scene.room(accept(repair, edition(1), &[])), Err(Refusal::Changed), "the first replaces nothing");
    assert_eq!(scene.operation().planning().standing(), None);
    scene.room(accept(repair, edition(2), &[])).unwrap();
    let next = proposed(&mut scene);
    for wrong in [2, 4] {
        assert_eq!(scene.room(accept(next, edition(wrong), &[])), Err(Refusal::Changed), "edition {wrong}");
    }
    assert_eq!(scene.room(accept(repair, edition(3), &[])), Err(Refusal::Step), "it is accepted once");
    assert_eq!(scene.room(Do::LeaveRepair { repair, reason: "no".into() }), Err(Refusal::Step));
}

#[test]
fn a_difference_that_is_a_quarter_of_an_hour_old() {
    let mut scene = Scene::new();
    let begun = scene.office.now;
    let (old, left) = (proposed(&mut scene), proposed(&mut scene));
    scene.room(Do::LeaveRepair { repair: left, reason: "not needed".into() }).unwrap();
    assert_eq!(scene.room(accept(left, edition(2), &[])), Err(Refusal::Step));
    scene.office.later(STALE);
    let mut later = scene;
    later.office.later(1);
    assert_eq!(later.room(accept(old, edition(2), &[])), Err(Refusal::Stale));
    let again = |at| {
        let found = asked().difference;
        Do::AcceptRepair { repair: old, found, again: Some(at), edition: edition(2), orders: Vec::new() }
    };
    assert_eq!(later.room(again(begun)), Err(Refusal::Stale), "worked out again, and that too long ago");
    let now = later.office.now;
    later.room(again(now)).unwrap();
    let fresh = proposed(&mut later);
    assert_eq!(later.room(accept(fresh, edition(3), &[])), Ok(()));
}

#[test]
fn repairs_and_pins_of_another_territory() {
    let mut scene = Scene::new();
    let elsewhere = Asked { place: id("02"), ..asked() };
    assert_eq!(scene.room(Do::ProposeRepair(elsewhere.clone())), Err(Refusal::Territory(id("02"))));
    let repair = scene.office.room.size();
    scene.by("nation-1", Do::ProposeRepair(elsewhere)).unwrap();
    assert_eq!(scene.room(accept(repair, edition(2), &[])), Err(Refusal::Territory(id("02"))));
    assert_eq!(
        scene.by("nation-1", accept(repair, edition(2), &[("crew-1", "Go")])),
        Err(Refusal::Territory(id("01")))
    );
    assert_eq!(scene.by("nation-1", accept(repair, edition(2), &[("nobody", "Go")])), Err(Refusal::NoUnit));
    let pin = |place| Do::Pin { unit: id("crew-1"), shift: id("early"), place: id(place) };
    assert_eq!(scene.room(pin("02")), Err(Refusal::Territory(id("02"))));
    scene.room(pin("01")).unwrap();
    assert_eq!(scene.room(pin("01")), Err(Refusal::Step), "pinned already");
    assert_eq!(scene.room(Do::Unpin { unit: id("crew-1"), shift: id("late") }), Err(Refusal::Step), "not pinned");
    assert_eq!(
        scene.room(Do::MakeUnit(unit("crew-1", None))),
        Ok(()),
        "a pin is of the plan, not of the unit's particulars"
    );
    assert_eq!(scene.operation().planning().pins().len(), 2);
}

#[test]
fn what_no_repair_can_be_asked_with() {
    let mut scene = Scene::new();
    let refused = |scene: &mut Scene, asked| scene.room(Do::ProposeRepair(asked));
    assert_eq!(refused(&mut scene, Asked { incident: Some(99_999), ..asked() }), Err(Refusal::NoIncident));
    let many = vec!["lost crew-2".to_owned(); MAX_CHANGES + 1];
    assert_eq!(refused(&mut scene, Asked { changes: many, ..asked() }), Err(Refusal::Limit));
    let hidden = vec!["lost crew-2\nkind repair-accepted".to_owned()];
    assert_eq!(refused(&mut scene, Asked { changes: hidden, ..asked() }), Err(Refusal::Text));
    assert_eq!(scene.room(accept(99_999, edition(2), &[])), Err(Refusal::NoRepair));
    let most = vec!["x".repeat(400); MAX_CHANGES];
    assert_eq!(refused(&mut scene, Asked { changes: most, ..asked() }), Ok(()));
    let text = scene.office.events.last().unwrap().text();
    assert!(text.len() <= ops::event::MAX_EVENT_BYTES, "{}: the largest is an event all the same", text.len());
}
