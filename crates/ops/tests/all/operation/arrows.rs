//! Every arrow of every machine is a test, named by its two ends; the page `specs/operation.md`
//! draws the same arrows, and a test compares the two lists.

use std::collections::BTreeSet;

use ops::OperationCommand as Do;
use ops::operation::day::{Mark, News};
use ops::operation::escort::Move;
use ops::operation::phase::Phase;

use super::scene::{Scene, hour, note, people, plan};
use crate::country::{id, spot};

const PAGE: &str = include_str!("../../../../../specs/operation.md");

/// Declares tests named by machine and arrow, and the list of the arrows.
macro_rules! arrows {
    ($list:ident $machine:literal $state:expr; $($name:ident: $from:literal $to:literal $before:expr, $step:expr;)*) => {
        const $list: (&str, &[(&str, &str)]) = ($machine, &[$(($from, $to)),*]);
        $(
            #[test]
            fn $name() {
                let state: fn(&Scene) -> String = $state;
                let mut scene = Scene::new();
                let before: fn(&mut Scene) = $before;
                before(&mut scene);
                assert_eq!(state(&scene), $from);
                let step: fn(&mut Scene) = $step;
                step(&mut scene);
                assert_eq!(state(&scene), $to);
            }
        )*
    };
}

fn done(scene: &mut Scene, command: Do) {
    scene.room(command).unwrap();
}

fn why() -> String {
    "because".to_owned()
}

fn day(scene: &Scene) -> String {
    use ops::operation::day::Day;
    let word = match scene.operation().day(spot()) {
        None => "nothing",
        Some(Day::Installed(_)) => "installed",
        Some(Day::Open(_)) => "open",
        Some(Day::Closed(_)) => "closed",
    };
    word.to_owned()
}

fn open(scene: &mut Scene) {
    done(scene, note(News::Open, "08:00"));
}

fn closed(scene: &mut Scene) {
    open(scene);
    scene.office.now = hour("19:05");
    done(scene, note(News::Closed, "19:00"));
}

fn turnout(scene: &mut Scene) {
    scene.office.now = hour("19:05");
    done(scene, note(News::Turnout(Mark::Noon, people(300)), "12:00"));
}

arrows! { DAY "Day" day;
    day_nothing_to_installed: "nothing" "installed" |_| (), |scene| done(scene, note(News::Installed, "07:30"));
    day_installed_to_open: "installed" "open" |scene| done(scene, note(News::Installed, "07:30")), open;
    day_nothing_to_open: "nothing" "open" |_| (), open;
    day_open_to_open: "open" "open" open, turnout;
    day_open_to_closed: "open" "closed" open, |scene| {
        scene.office.now = hour("19:05");
        done(scene, note(News::Closed, "19:00"));
    };
    day_closed_to_closed: "closed" "closed" closed, turnout;
}

fn incident(scene: &Scene) -> String {
    scene.operation().incidents()[&scene.incident].state.word().to_owned()
}

fn other(scene: &Scene) -> String {
    scene.operation().incidents()[&scene.other].state.word().to_owned()
}

fn sent(scene: &mut Scene) {
    scene.send("crew-1");
}

fn there(scene: &mut Scene) {
    sent(scene);
    done(scene, Do::Arrive { unit: id("crew-1") });
}

fn back(scene: &mut Scene) {
    let order = scene.operation().orders().keys().next().copied().unwrap();
    done(scene, Do::WithdrawOrder { order, reason: why() });
}

fn close(scene: &mut Scene) {
    let incident = scene.incident;
    done(scene, Do::Close { incident, reason: why() });
}

arrows! { INCIDENT "Incident" incident;
    incident_verified_to_assigned: "verified" "assigned" |_| (), sent;
    incident_assigned_to_assigned: "assigned" "assigned" sent, |scene| _ = scene.send("crew-2");
    incident_assigned_to_on_site: "assigned" "on-site" sent, |scene| done(scene, Do::Arrive { unit: id("crew-1") });
    incident_on_site_to_on_site: "on-site" "on-site" there, |scene| _ = scene.send("crew-2");
    incident_on_site_to_assigned: "on-site" "assigned" |scene| { there(scene); scene.send("crew-2"); }, back;
    incident_assigned_to_verified: "assigned" "verified" sent, back;
    incident_on_site_to_verified: "on-site" "verified" there, back;
    incident_verified_to_closed: "verified" "closed" |_| (), close;
    incident_assigned_to_closed: "assigned" "closed" sent, close;
    incident_on_site_to_closed: "on-site" "closed" there, close;
    incident_verified_to_unfounded: "verified" "unfounded" |_| (), |scene| {
        let incident = scene.incident;
        done(scene, Do::Dismiss { incident, reason: why() });
    };
    incident_verified_to_duplicate: "verified" "duplicate" |_| (), |scene| {
        let (incident, of) = (scene.incident, scene.other);
        done(scene, Do::Merge { incident, of });
    };
}

arrows! { REPORT "Incident" other;
    incident_reported_to_verified: "reported" "verified" |_| (), |scene| {
        let incident = scene.other;
        done(scene, Do::Verify { incident });
    };
    incident_reported_to_unfounded: "reported" "unfounded" |_| (), |scene| {
        let incident = scene.other;
        done(scene, Do::Dismiss { incident, reason: why() });
    };
    incident_reported_to_duplicate: "reported" "duplicate" |_| (), |scene| {
        let (incident, of) = (scene.other, scene.incident);
        done(scene, Do::Merge { incident, of });
    };
}

/// A report makes an incident: of the arrow from nothing there is no state before.
#[test]
fn incident_nothing_to_reported() {
    let scene = Scene::new();
    assert_eq!((scene.operation().incidents().len(), other(&scene)), (2, "reported".to_owned()));
}

fn crew(scene: &Scene) -> String {
    scene.operation().units().get(&id("crew-1")).map_or("nothing", |unit| unit.state.word()).to_owned()
}

arrows! { UNIT "Unit" crew;
    unit_available_to_off_duty: "available" "off-duty" |_| (), |scene| done(scene, Do::Duty { unit: id("crew-1"), on: false });
    unit_off_duty_to_available: "off-duty" "available" |scene| done(scene, Do::Duty { unit: id("crew-1"), on: false }),
        |scene| done(scene, Do::Duty { unit: id("crew-1"), on: true });
    unit_available_to_en_route: "available" "en-route" |_| (), sent;
    unit_en_route_to_on_site: "en-route" "on-site" sent, |scene| done(scene, Do::Arrive { unit: id("crew-1") });
    unit_en_route_to_available: "en-route" "available" sent, back;
    unit_on_site_to_available: "on-site" "available" there, close;
}

fn made(scene: &Scene) -> String {
    scene.operation().units().get(&id("crew-9")).map_or("nothing", |unit| unit.state.word()).to_owned()
}

arrows! { MADE "Unit" made;
    unit_nothing_to_off_duty: "nothing" "off-duty" |_| (), |scene| done(scene, Do::MakeUnit(super::scene::unit("crew-9", None)));
}

fn order(scene: &Scene) -> String {
    scene.operation().orders().values().next().map_or("nothing", |order| order.state.word()).to_owned()
}

fn first(scene: &Scene) -> u64 {
    scene.operation().orders().keys().next().copied().unwrap()
}

fn read(scene: &mut Scene) {
    let order = first(scene);
    scene.by("leader", Do::Acknowledge { order, edition: 1 }).unwrap();
}

fn change(scene: &mut Scene) {
    let order = first(scene);
    done(scene, Do::ChangeOrder { order, edition: 1, text: why() });
}

arrows! { ORDER "Order" order;
    order_nothing_to_sent: "nothing" "sent" |_| (), sent;
    order_sent_to_acknowledged: "sent" "acknowledged" sent, read;
    order_sent_to_sent: "sent" "sent" sent, change;
    order_acknowledged_to_sent: "acknowledged" "sent" |scene| { sent(scene); read(scene); }, change;
    order_sent_to_done: "sent" "done" sent, close;
    order_acknowledged_to_done: "acknowledged" "done" |scene| { sent(scene); read(scene); }, close;
    order_sent_to_withdrawn: "sent" "withdrawn" sent, back;
    order_acknowledged_to_withdrawn: "acknowledged" "withdrawn" |scene| { sent(scene); read(scene); }, back;
}

fn posture(scene: &Scene) -> String {
    scene.operation().postures().get(&id("street")).map_or("nothing", |posture| posture.state.word()).to_owned()
}

fn propose(scene: &mut Scene) {
    let known = ops::operation::condition::Known::default();
    scene.hub(Do::Propose { posture: id("street"), known }).unwrap();
}

fn activate(scene: &mut Scene, account: &str) {
    let shown = scene.shown();
    scene.by(account, Do::Activate { posture: id("street"), shown }).unwrap();
}

fn ask(scene: &mut Scene) {
    propose(scene);
    activate(scene, "room-01");
}

fn active(scene: &mut Scene) {
    ask(scene);
    activate(scene, "nation-1");
}

fn end(scene: &mut Scene) {
    done(scene, Do::End { posture: id("street"), reason: why() });
}

fn aside(scene: &mut Scene) {
    done(scene, Do::SetAside { posture: id("street"), reason: why() });
}

arrows! { POSTURE "Posture" posture;
    posture_prepared_to_prepared: "prepared" "prepared" |_| (), |scene| done(scene, Do::Prepare(plan()));
    posture_prepared_to_proposed: "prepared" "proposed" |_| (), propose;
    posture_proposed_to_prepared: "proposed" "prepared" propose, aside;
    posture_proposed_to_asked: "proposed" "asked" propose, |scene| activate(scene, "room-01");
    posture_asked_to_prepared: "asked" "prepared" ask, aside;
    posture_asked_to_active: "asked" "active" ask, |scene| activate(scene, "nation-1");
    posture_active_to_ended: "active" "ended" active, end;
    posture_ended_to_prepared: "ended" "prepared" |scene| { active(scene); end(scene); }, |scene| done(scene, Do::Prepare(plan()));
}

/// The scene holds one: of the arrow from nothing there is no state before.
#[test]
fn posture_nothing_to_prepared() {
    assert_eq!(posture(&Scene::new()), "prepared");
}

fn records(scene: &Scene) -> String {
    scene.operation().escort(spot()).map_or("nothing", ops::operation::escort::Escort::word).to_owned()
}

fn step(scene: &mut Scene, step: Move) {
    done(scene, Do::MoveRecords { spot: spot(), step });
}

fn taken(scene: &mut Scene) {
    if records(scene) == "nothing" {
        closed(scene);
    }
    step(scene, Move::Taken { unit: id("crew-1") });
}

fn office(scene: &mut Scene) {
    taken(scene);
    step(scene, Move::AtOffice { office: id("01-001") });
}

arrows! { RECORDS "Records" records;
    records_nothing_to_on_the_way: "nothing" "on-the-way" |_| (), taken;
    records_on_the_way_to_at_office: "on-the-way" "at-office" taken, |scene| step(scene, Move::AtOffice { office: id("01-001") });
    records_on_the_way_to_arrived: "on-the-way" "arrived" taken, |scene| step(scene, Move::Arrived);
    records_at_office_to_on_the_way_up: "at-office" "on-the-way-up" office, |scene| step(scene, Move::Taken { unit: id("crew-2") });
    records_on_the_way_up_to_arrived: "on-the-way-up" "arrived" |scene| { office(scene); taken(scene); }, |scene| step(scene, Move::Arrived);
}

fn phase(scene: &Scene) -> String {
    match scene.operation().phase() {
        Phase::Before => "before",
        Phase::Round(_) => "round",
        Phase::Between(_) => "between",
        Phase::After => "after",
    }
    .to_owned()
}

fn advance(scene: &mut Scene, phases: usize) {
    for _ in 0..phases {
        let to = scene.operation().phase().next(scene.operation().definition()).unwrap();
        scene.office.now = crate::country::stamp("2017-05-08T08:00:00+02:00");
        scene.by("nation-1", Do::Advance { to }).unwrap();
    }
}

arrows! { PHASE "Phase" phase;
    phase_before_to_round: "before" "round" |_| (), |scene| advance(scene, 1);
    phase_round_to_between: "round" "between" |scene| advance(scene, 1), |scene| advance(scene, 1);
    phase_between_to_round: "between" "round" |scene| advance(scene, 2), |scene| advance(scene, 1);
    phase_round_to_after: "round" "after" |scene| advance(scene, 3), |scene| advance(scene, 1);
}

fn feed(scene: &Scene) -> String {
    use ops::operation::feed::Feed;
    match scene.operation().feeds().get(&id("map")) {
        None => "nothing",
        Some(Feed::Open(_)) => "open",
        Some(Feed::Ended(_)) => "ended",
    }
    .to_owned()
}

fn make(scene: &mut Scene) {
    done(scene, Do::MakeFeed { feed: id("map"), place: id("01"), token: tlog::Hash([5; 32]) });
}

fn no_more(scene: &mut Scene) {
    done(scene, Do::EndFeed { feed: id("map") });
}

arrows! { FEED "Feed" feed;
    feed_nothing_to_open: "nothing" "open" |_| (), make;
    feed_open_to_ended: "open" "ended" make, no_more;
    feed_ended_to_open: "ended" "open" |scene| { make(scene); no_more(scene); }, make;
}

/// All but the one that waits in every scene.
fn repairs_of(scene: &Scene) -> impl DoubleEndedIterator<Item = &ops::operation::repair::Repair> {
    scene.operation().planning().repairs().values().filter(|repair| repair.number != scene.repair)
}

fn repair(scene: &Scene) -> String {
    repairs_of(scene).next_back().map_or("nothing", |repair| repair.state.word()).to_owned()
}

fn ask_for_repair(scene: &mut Scene) {
    done(scene, Do::ProposeRepair(super::scene::asked()));
}

fn asked_for(scene: &Scene) -> u64 {
    repairs_of(scene).next().unwrap().number
}

arrows! { REPAIR "Repair" repair;
    repair_nothing_to_proposed: "nothing" "proposed" |_| (), ask_for_repair;
    repair_proposed_to_accepted: "proposed" "accepted" ask_for_repair, |scene| {
        let (repair, found) = (asked_for(scene), super::scene::asked().difference);
        let edition = super::scene::edition(2);
        done(scene, Do::AcceptRepair { repair, found, again: None, edition, orders: Vec::new() });
    };
    repair_proposed_to_left: "proposed" "left" ask_for_repair, |scene| {
        let repair = asked_for(scene);
        done(scene, Do::LeaveRepair { repair, reason: why() });
    };
}

fn pin(scene: &Scene) -> String {
    let pinned = scene.operation().planning().pins().contains_key(&(id("crew-1"), id("early")));
    if pinned { "pinned" } else { "nothing" }.to_owned()
}

fn hold(scene: &mut Scene) {
    done(scene, Do::Pin { unit: id("crew-1"), shift: id("early"), place: id("01") });
}

arrows! { PIN "Pin" pin;
    pin_nothing_to_pinned: "nothing" "pinned" |_| (), hold;
    pin_pinned_to_nothing: "pinned" "nothing" hold, |scene| done(scene, Do::Unpin { unit: id("crew-1"), shift: id("early") });
}

/// The arrows of one machine on the page.
fn drawn(machine: &str) -> BTreeSet<(String, String)> {
    let heading = format!("\n### {machine}\n");
    let section = PAGE.split_once(&heading).unwrap_or_else(|| panic!("no {machine} on the page")).1;
    let block = section.split("```").nth(1).unwrap().trim_start_matches("text");
    let lines = block.lines().filter_map(|line| line.split_once(" → "));
    lines.map(|(from, rest)| (from.to_owned(), rest.split("  ").next().unwrap().trim().to_owned())).collect()
}

#[test]
fn the_page_draws_the_arrows_that_are_tested() {
    let nothing: (&str, &[(&str, &str)]) = ("Incident", &[("nothing", "reported")]);
    let prepared: (&str, &[(&str, &str)]) = ("Posture", &[("nothing", "prepared")]);
    let lists =
        [DAY, INCIDENT, REPORT, nothing, UNIT, MADE, ORDER, POSTURE, prepared, RECORDS, PHASE, FEED, REPAIR, PIN];
    let machines: BTreeSet<&str> = lists.iter().map(|(machine, _)| *machine).collect();
    for machine in machines {
        let arrows = lists.iter().filter(|(own, _)| *own == machine).flat_map(|(_, arrows)| arrows.iter());
        let tested: BTreeSet<(String, String)> =
            arrows.map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).collect();
        assert_eq!(tested, drawn(machine), "{machine}");
    }
    assert_eq!(PAGE.matches("\n### ").count(), 10, "a machine on the page that nobody tests");
}
