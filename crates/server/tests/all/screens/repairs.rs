//! Repair of the plan at the screens, from outside: asked, shown, accepted, issued, refused.

use std::path::PathBuf;

use server::plans::{Edition, Opened, open};

use super::hall::{Browser, Hall, Page};
use super::operation::{FIRE, crew, done, kinds, post, with_audience};

/// Ten past nine of the day, in the early shift.
fn morning() -> (Hall, Browser) {
    morning_of(Hall::new())
}

/// The same where there is another department.
fn of_a_country() -> (Hall, Browser) {
    morning_of(Hall::of_a_country(0))
}

fn morning_of(hall: Hall) -> (Hall, Browser) {
    hall.later(-11 * 60 * 60);
    hall.open_plan(&hall.plan()).unwrap();
    let room = hall.log_in("room");
    (hall, room)
}

fn lost(hall: &Hall, who: &mut Browser, unit: &str) -> String {
    done(hall, who, "/hub/operation/repairs", &[("unit", unit), ("change", "lost")])
}

/// A fire of this morning; its number.
fn fire(hall: &Hall, who: &mut Browser) -> String {
    let mut fire = with_audience(&FIRE);
    fire.retain(|(name, _)| *name != "when" && *name != "longitude" && *name != "latitude");
    fire.extend([("when", "2017-04-23T09:05"), ("longitude", "5,1"), ("latitude", "46.05")]);
    let incident = done(hall, who, "/hub/operation/report", &fire);
    incident.rsplit('/').next().unwrap().to_owned()
}

fn accept(hall: &Hall, who: &mut Browser, page: &str) -> Page {
    let shown = hall.get(who, page).hidden("shown");
    post(hall, who, &format!("{page}/accept"), &[("shown", &shown)])
}

fn editions(hall: &Hall) -> Vec<PathBuf> {
    let all = std::fs::read_dir(hall.dir.path()).unwrap().map(|entry| entry.unwrap().path());
    let named = all.filter(|path| path.file_name().unwrap().to_string_lossy().contains("-edition-"));
    let mut found: Vec<PathBuf> = named.collect();
    found.sort();
    found
}

#[test]
fn a_unit_is_lost_and_its_order_goes_to_another() {
    let (hall, mut room) = morning();
    crew(&hall, &mut room, "s-1", "leader");
    let before = hall.get(&mut room, "/hub/operation/timetable?shift=early");
    assert!(
        before.status == 200 && before.body.contains("id=\"s-1\"") && !before.body.contains("id=\"p-02\""),
        "{before:?}"
    );
    assert!(before.body.contains("class=\"sealed\"") && before.body.contains("scellés"), "no seeds: {}", before.body);
    assert!(hall.get(&mut room, "/hub/operation/timetable/s-1").body.contains("/hub/operation/repair?unit=s-1"));
    assert_eq!(hall.get(&mut room, "/hub/operation/repair?unit=s-1").status, 200);
    let page = lost(&hall, &mut room, "s-1");
    let shown = hall.get(&mut room, &page).body;
    assert!(
        shown.contains("Accepter ce plan") && shown.contains("s-1 est perdue") && shown.contains("01-police-002"),
        "{shown}"
    );
    assert!(!shown.contains("lost s-1"), "in the words of people only: {shown}");
    assert!(editions(&hall).is_empty(), "nothing holds yet");
    let came = accept(&hall, &mut room, &page);
    assert_eq!(came.status, 303, "{}", came.body);
    let [edition] = &editions(&hall)[..] else { panic!("one edition") };
    let Opened { problem, plan, certificates } = open(edition).unwrap();
    assert_eq!(plan::check::check(&problem, &plan, &certificates).violations, []);
    assert_eq!(Edition::of(edition).unwrap().number(), 2);
    let unit = problem.units.iter().position(|unit| unit.id.as_str() == "s-1").unwrap();
    let late: Vec<_> = plan.circuits.iter().filter_map(|circuit| circuit.crews.get(1)).collect();
    assert!(!late.contains(&&plan::answer::Crew::Ordinary { unit: u32::try_from(unit).unwrap() }), "{late:?}");
    let seeds = std::fs::metadata(edition.join("private/draw-seeds")).unwrap();
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&seeds.permissions()) & 0o777, 0o600);
    let kinds = kinds(&hall);
    assert_eq!(kinds[kinds.len() - 3..], ["repair-proposed", "repair-accepted", "order-sent"]);
    let after = hall.get(&mut room, "/hub/operation/timetable?shift=late").body;
    assert!(after.contains("dition 2") && after.contains("class=\"stop\""), "drawn with seeds of its own: {after}");
    let mut leader = hall.log_in("leader");
    let orders = hall.get(&mut leader, "/hub/orders").body;
    let order = orders.split("/hub/operation/orders/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let order = hall.get(&mut leader, &format!("/hub/operation/orders/{order}")).body;
    assert!(order.contains("édition 2") && order.contains("01-police-002 → rien"), "{order}");
    let again = post(&hall, &mut room, &format!("{page}/accept"), &[("shown", "x")]);
    assert!(again.status == 409 && again.body.contains("E413"), "{}", again.body);
}

#[test]
fn a_plan_that_changed_between_the_difference_and_the_acceptance() {
    let (hall, mut room) = of_a_country();
    let mut nation = hall.log_in("nation");
    let (first, second) = (lost(&hall, &mut room, "s-1"), lost(&hall, &mut room, "p-01"));
    let elsewhere = lost(&hall, &mut nation, "p-02");
    let shown = hall.get(&mut room, &second).hidden("shown");
    assert_eq!(accept(&hall, &mut room, &first).status, 303);
    let late = post(&hall, &mut room, &format!("{second}/accept"), &[("shown", &shown)]);
    assert!(late.status == 409 && late.body.contains("E417"), "{}", late.body);
    assert_eq!(editions(&hall).len(), 1, "nothing was written");
    let stale = hall.get(&mut room, &second).body;
    assert!(stale.contains("a changé depuis") && !stale.contains("Accepter ce plan"), "{stale}");
    assert_eq!(accept(&hall, &mut nation, &elsewhere).status, 303, "another department's difference is its own");
    let numbers: Vec<u32> = editions(&hall).iter().map(|path| Edition::of(path).unwrap().number()).collect();
    assert_eq!(numbers, [2, 3]);
}

#[test]
fn what_is_accepted_is_what_was_shown() {
    let (hall, mut room) = morning();
    let page = lost(&hall, &mut room, "s-1");
    let forged = post(&hall, &mut room, &format!("{page}/accept"), &[("shown", &"0".repeat(64))]);
    assert!(forged.status == 409 && forged.body.contains("E417"), "{}", forged.body);
    assert!(editions(&hall).is_empty(), "nobody accepted it");
    done(&hall, &mut room, &format!("{page}/leave"), &[("reason", "unité retrouvée")]);
    let left = hall.get(&mut room, &page).body;
    assert!(left.contains("Abandonnée") && left.contains("unité retrouvée"), "{left}");
    let after = accept(&hall, &mut room, &page);
    assert_eq!(after.status, 422, "there is nothing to accept: {}", after.body);
}

/// After a quarter of an hour it is worked out again: the same can be accepted, and holds from then.
#[test]
fn a_repair_that_still_comes_to_the_same_is_accepted_later() {
    let (hall, mut room) = morning();
    let page = lost(&hall, &mut room, "s-1");
    let asked = hall.get(&mut room, &page).body;
    assert!(!asked.contains("recalculée maintenant"), "{asked}");
    hall.later(40 * 60);
    let mut room = hall.log_in("room");
    assert!(hall.get(&mut room, "/hub/operation").body.contains(&page), "somebody has to decide on it all the same");
    let shown = hall.get(&mut room, &page).body;
    assert!(shown.contains("recalculée maintenant") && shown.contains("Accepter ce plan"), "{shown}");
    let came = accept(&hall, &mut room, &page);
    assert_eq!(came.status, 303, "{}", came.body);
    let now = Edition::of(&editions(&hall)[0]).unwrap().now.unwrap();
    assert!(now >= plan::measure::Clock(9 * 3_600 + 40 * 60), "nobody is told to have been elsewhere: {now}");
}

/// What comes to something else by now is asked for again, in the same words and with one press.
#[test]
fn a_repair_that_is_too_old_is_asked_for_again() {
    let (hall, mut room) = morning();
    let number = fire(&hall, &mut room);
    let fields = [("incident", number.as_str()), ("crews", "1"), ("from", "09:15"), ("until", "11:00")];
    let page = done(&hall, &mut room, "/hub/operation/repairs", &fields);
    let shown = hall.get(&mut room, &page).hidden("shown");
    hall.later(3 * 60 * 60);
    let mut room = hall.log_in("room");
    let stale = hall.get(&mut room, &page).body;
    assert!(stale.contains("E448") && !stale.contains("Accepter ce plan") && !stale.contains("/accept"), "{stale}");
    let old = post(&hall, &mut room, &format!("{page}/accept"), &[("shown", &shown)]);
    assert!(old.status == 409 && old.body.contains("E448"), "{}", old.body);
    assert!(editions(&hall).is_empty(), "what nobody accepted is taken away again");
    assert!(stale.contains(&format!("{page}/again")), "{stale}");
    let next = done(&hall, &mut room, &format!("{page}/again"), &[]);
    assert!(hall.get(&mut room, &page).body.contains("demandée de nouveau"), "the old one is left");
    let twice = post(&hall, &mut room, &format!("{page}/again"), &[]);
    assert!(twice.status == 409 && twice.body.contains("E413"), "{}", twice.body);
    let fresh = hall.get(&mut room, &next).body;
    assert!(fresh.contains("équipages demandés 1") && !fresh.contains("à 11:00"), "its hours were over: {fresh}");
    assert_eq!(accept(&hall, &mut room, &next).status, 303);
}

/// A crew that comes when all is over is no crew, and what brings nobody is not offered.
#[test]
fn a_repair_that_brings_nobody_is_not_accepted() {
    let (hall, mut room) = morning();
    let number = fire(&hall, &mut room);
    let now = hall.get(&mut room, &format!("/hub/operation/repair?incident={number}")).body;
    let from = now.split("name=\"from\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let until = plan::measure::Clock(plan::measure::Clock::parse(&from).unwrap().0 + 60).to_string();
    let fields = [("incident", number.as_str()), ("crews", "2"), ("from", &from), ("until", &until)];
    let page = done(&hall, &mut room, "/hub/operation/repairs", &fields);
    let shown = hall.get(&mut room, &page).body;
    assert!(shown.contains("0 équipages sur 2") && shown.contains("Rien à accepter"), "{shown}");
    assert!(!shown.contains("/accept\""), "{shown}");
    let forged = post(&hall, &mut room, &format!("{page}/accept"), &[("shown", "x")]);
    assert!(forged.status == 409 && forged.body.contains("E452"), "{}", forged.body);
    assert!(editions(&hall).is_empty());
}

/// What the plan has a unit do goes into the files that its people take along, for who may see it.
#[test]
fn the_stops_of_the_plan_are_taken_along() {
    let (hall, mut room) = morning();
    let names = "id,name\n01-010,Belley\n01-010-v1,Mairie\n01-010-v2,Mairie\n";
    std::fs::write(hall.dir.path().join("plan/names.csv"), names).unwrap();
    hall.open_plan(&hall.dir.path().join("plan")).unwrap();
    crew(&hall, &mut room, "p-01", "leader");
    crew(&hall, &mut room, "crew-9", "leader");
    let mut leader = hall.log_in("leader");
    let files = |leader: &mut Browser, unit: &str| {
        ["ics", "gpx"].map(|kind| hall.get(leader, &format!("/hub/operation/units/{unit}/orders.{kind}")).body)
    };
    let [sealed, _] = files(&mut leader, "p-01");
    assert!(sealed.contains("UID:plan-") && sealed.contains("scellés"), "the seeds are not here: {sealed}");
    let page = lost(&hall, &mut room, "s-1");
    assert_eq!(accept(&hall, &mut room, &page).status, 303);
    let [calendar, points] = files(&mut leader, "p-01");
    let unfolded = calendar.replace("\r\n ", "");
    assert!(unfolded.contains("DTSTART:20170423T") && unfolded.contains("DESCRIPTION:"), "{unfolded}");
    assert!(points.contains("<rtept lat=") && points.contains("<cmt>"), "{points}");
    let table = hall.get(&mut room, "/hub/operation/timetable/p-01").body;
    assert!(table.contains("Mairie, Belley"), "there is a Mairie in each commune: {table}");
    let stops = table.matches("<li><time>").count();
    assert!(stops > 0 && points.matches("<rtept").count() >= stops, "each stop of the page: {points}");
    let [calendar, points] = files(&mut leader, "crew-9");
    assert!(!calendar.contains("UID:plan-") && !points.contains("<rte>"), "no unit of the plan: {calendar}");
    assert_eq!(hall.get(&mut leader, "/hub/operation/units/g-01/orders.ics").status, 404, "not made known");
}

#[test]
fn plans_are_shown_and_repaired_within_their_territory() {
    let (hall, mut room) = of_a_country();
    let mut nation = hall.log_in("nation");
    let other = lost(&hall, &mut nation, "p-02");
    for path in [
        "/hub/operation/timetable?place=02",
        "/hub/operation/timetable/p-02",
        "/hub/operation/repair?unit=p-02",
        &other,
    ] {
        let came = hall.get(&mut room, path);
        assert!(came.status == 403 && came.body.contains("E402"), "{path}: {}", came.body);
    }
    let pin = [("shift", "early")];
    for (path, fields) in [
        ("/hub/operation/repairs", &[("unit", "p-02"), ("change", "lost")][..]),
        ("/hub/operation/timetable/p-02/pin", &pin[..]),
        (&format!("{other}/accept"), &[("shown", "x")][..]),
        (&format!("{other}/leave"), &[("reason", "no")][..]),
    ] {
        let came = post(&hall, &mut room, path, fields);
        assert!(came.status == 403 && came.body.contains("E402"), "{path}: {}", came.body);
    }
    assert!(!hall.get(&mut room, "/hub/operation/journal").body.contains(&format!("repair {other}")));
    let all = hall.get(&mut nation, "/hub/operation/timetable").body;
    assert!(all.contains("timetable?place=01") && all.contains("timetable?place=02"), "{all}");
    assert_eq!(hall.get(&mut nation, "/hub/operation/timetable?place=02").status, 200);
    assert_eq!(hall.get(&mut nation, "/hub/operation/timetable?place=02&shift=noon").status, 404);
}

#[test]
fn a_pinned_order_goes_into_every_repair_of_its_department() {
    let (hall, mut room) = of_a_country();
    done(&hall, &mut room, "/hub/operation/timetable/p-01/pin", &[("shift", "late"), ("from", "unit")]);
    let shown = hall.get(&mut room, "/hub/operation/timetable?shift=late").body;
    assert!(shown.contains("aria-pressed=\"true\"") && shown.contains("Détacher"), "{shown}");
    let page = lost(&hall, &mut room, "g-01");
    assert!(hall.get(&mut room, &page).body.contains("épinglé : p-01, late"));
    let mut nation = hall.log_in("nation");
    let other = lost(&hall, &mut nation, "p-02");
    assert!(!hall.get(&mut nation, &other).body.contains("épinglé : p-01"), "not into another's");
    let both = post(&hall, &mut room, "/hub/operation/repairs", &[("unit", "p-01"), ("change", "lost")]);
    assert!(both.status == 409 && both.body.contains("P307"), "a pinned order of a lost unit: {}", both.body);
    done(&hall, &mut room, "/hub/operation/timetable/p-01/unpin", &[("shift", "late")]);
    let twice = post(&hall, &mut room, "/hub/operation/timetable/p-01/unpin", &[("shift", "late")]);
    assert!(twice.status == 409 && twice.body.contains("E413"), "{}", twice.body);
    let nothing = post(&hall, &mut room, "/hub/operation/timetable/p-01/pin", &[("shift", "noon")]);
    assert_eq!(nothing.status, 422, "{}", nothing.body);
    let due = ["duty-pinned", "repair-proposed", "repair-proposed", "duty-unpinned"];
    let mut kinds = kinds(&hall);
    kinds.retain(|kind| !kind.contains("log"));
    assert_eq!(kinds[kinds.len() - 4..], due);
}

#[test]
fn an_incident_gets_its_crews_by_a_repair() {
    let (hall, mut room) = morning();
    for unit in ["g-01", "p-01", "s-1"] {
        crew(&hall, &mut room, unit, "leader");
    }
    let number = fire(&hall, &mut room);
    let incident = format!("/hub/operation/incidents/{number}");
    let link = format!("/hub/operation/repair?incident={number}");
    assert!(hall.get(&mut room, &incident).body.contains(&link));
    assert_eq!(hall.get(&mut room, &link).status, 200);
    let asked = |crews: &'static str, until: &'static str| {
        [
            ("incident", number.clone()),
            ("crews", crews.to_owned()),
            ("from", "09:15".to_owned()),
            ("until", until.to_owned()),
        ]
    };
    let send = |room: &mut Browser, fields: [(&str, String); 4]| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        post(&hall, room, "/hub/operation/repairs", &fields)
    };
    for (crews, until) in [("0", "11:00"), ("101", "11:00"), ("1", "25"), ("1", "08:00"), ("x", "11:00")] {
        let came = send(&mut room, asked(crews, until));
        assert_eq!(came.status, 409, "{crews} {until}: {}", came.body);
    }
    let came = send(&mut room, asked("1", "11:00"));
    assert_eq!(came.status, 303, "{}", came.body);
    let page = came.head.lines().find_map(|line| line.strip_prefix("location: ")).unwrap().to_owned();
    let shown = hall.get(&mut room, &page).body;
    assert!(
        shown.contains("événement : ")
            && !shown.contains(&format!("incident-{number}-2"))
            && !shown.contains("<script>alert"),
        "{shown}"
    );
    assert_eq!(accept(&hall, &mut room, &page).status, 303);
    let mut leader = hall.log_in("leader");
    let orders = hall.get(&mut leader, "/hub/orders").body;
    let order = orders.split("/hub/operation/orders/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let order = hall.get(&mut leader, &format!("/hub/operation/orders/{order}")).body;
    assert!(order.contains("Selon le plan") && order.contains("<time>") && order.contains("événement : "), "{order}");
    let problem = open(&editions(&hall)[0]).unwrap().problem;
    assert!(problem.events.iter().any(|event| event.id.as_str() == format!("incident-{number}-2")));
}

#[test]
fn a_site_is_closed_moved_or_threatened() {
    let (hall, mut room) = morning();
    let site = ("site", "01-010-v2");
    let ask = |room: &mut Browser, fields: &[(&str, &str)]| {
        let mut all = vec![site];
        all.extend_from_slice(fields);
        post(&hall, room, "/hub/operation/repairs", &all)
    };
    let closed = ask(&mut room, &[("change", "closed")]);
    assert_eq!(closed.status, 303, "{}", closed.body);
    let moved = ask(&mut room, &[("change", "moved"), ("longitude", "5,112"), ("latitude", "46.05")]);
    assert_eq!(moved.status, 303, "{}", moved.body);
    let threat = ask(&mut room, &[("change", "threat"), ("points", "9000"), ("from", "10:00"), ("until", "12:00")]);
    assert_eq!(threat.status, 303, "{}", threat.body);
    let far = ask(&mut room, &[("change", "moved"), ("longitude", "15"), ("latitude", "46")]);
    assert!(far.status == 409 && far.body.contains("P308"), "{}", far.body);
    for wrong in [&[("change", "threat"), ("points", "-1")][..], &[("change", "eaten")][..], &[("change", "moved")][..]]
    {
        assert_eq!(ask(&mut room, wrong).status, 409, "{wrong:?}");
    }
    let nowhere = post(&hall, &mut room, "/hub/operation/repairs", &[("site", "nowhere"), ("change", "closed")]);
    assert!(nowhere.status == 409 && nowhere.body.contains("E449"), "{}", nowhere.body);
}

#[test]
fn a_hub_goes_on_with_the_edition_that_its_journal_names() {
    let (hall, mut room) = morning();
    let page = lost(&hall, &mut room, "s-1");
    assert_eq!(accept(&hall, &mut room, &page).status, 303);
    let edition = editions(&hall).remove(0);
    hall.open_plan(&hall.dir.path().join("plan")).unwrap();
    assert!(hall.get(&mut room, "/hub/operation/timetable").body.contains("dition 2"));
    // Another plan of the same name: what the journal says was accepted has another hash.
    std::fs::copy(edition.join("editions/1/plan.txt"), edition.join("plan.txt")).unwrap();
    std::fs::copy(edition.join("editions/1/problem.txt"), edition.join("problem.txt")).unwrap();
    let refused = hall.open_plan(&hall.dir.path().join("plan")).unwrap_err();
    assert!(refused.text(election::refusal::Language::English).contains("not the plan that the journal says"));
    std::fs::remove_dir_all(&edition).unwrap();
    assert!(hall.open_plan(&hall.dir.path().join("plan")).is_err(), "it is gone");
}

/// The journal names the plan of an edition; what the directory says of the editions before is looked
/// at too, before a timetable is asked for.
#[test]
fn a_hub_does_not_start_on_an_edition_that_was_written_over() {
    let (hall, mut room) = morning();
    for unit in ["s-1", "g-01"] {
        let page = lost(&hall, &mut room, unit);
        assert_eq!(accept(&hall, &mut room, &page).status, 303);
    }
    let (root, edition) = (hall.dir.path().join("plan"), editions(&hall).remove(1));
    hall.open_plan(&root).unwrap();
    let change = |name: &str, from: &str, to: &str| {
        let text = std::fs::read_to_string(edition.join(name)).unwrap();
        assert!(text.contains(from), "{name}: {text}");
        std::fs::write(edition.join(name), text.replacen(from, to, 1)).unwrap();
        let refused = hall.open_plan(&root).expect_err(name).text(election::refusal::Language::English);
        assert!(refused.contains("put the directory back") || refused.contains("edition.txt, line"), "{refused}");
        std::fs::write(edition.join(name), text).unwrap();
        hall.open_plan(&root).unwrap();
    };
    change("edition.txt", "replaces 2", "replaces 98");
    change("edition.txt", "replaces 2", "replaces 1");
    change("edition.txt", "vigie.plan-edition/v1", "vigie.plan-edition/v2");
    change("edition.txt", "circuits ", "circuits 9");
    change("editions/2/edition.txt", "replaces 1", "replaces 0");
    change("editions/2/plan.txt", "\n", "\n\n");
    change("editions/1/plan.txt", "\n", "\n\n");
    let text = std::fs::read_to_string(edition.join("edition.txt")).unwrap();
    let before = text.lines().find(|line| line.starts_with("before ")).unwrap();
    change("edition.txt", before, &format!("before {}", "0".repeat(64)));
    std::fs::remove_dir_all(edition.join("editions/1")).unwrap();
    assert!(hall.open_plan(&root).is_err(), "one is missing");
}

/// A process that was killed in an acceptance leaves a half-written edition with its seeds.
#[test]
fn what_a_killed_acceptance_left_is_swept_at_the_next_start() {
    let (hall, mut room) = morning();
    let page = lost(&hall, &mut room, "s-1");
    assert_eq!(accept(&hall, &mut room, &page).status, 303);
    let dir = hall.dir.path();
    let left = ["plan-edition-3-9b1f4c3a.partial", "plan-edition-4-00000000.partial"];
    let others =
        ["plan-edition-3-9b1f4c3a", "plan-edition-x-9b1f4c3a.partial", "plan.partial", "plan-edition-3-9b.partial"];
    for name in left.iter().chain(&others) {
        std::fs::create_dir_all(dir.join(name).join("private")).unwrap();
        std::fs::write(dir.join(name).join("private/draw-seeds"), "x").unwrap();
    }
    hall.open_plan(&dir.join("plan")).unwrap();
    assert!(left.iter().all(|name| !dir.join(name).exists()), "swept");
    assert!(others.iter().all(|name| dir.join(name).exists()), "nothing else is");
    assert!(hall.get(&mut room, "/hub/operation/timetable").body.contains("dition 2"), "the accepted one stands");
}

#[test]
fn without_a_plan_or_on_another_day_there_is_nothing_to_repair() {
    let hall = Hall::new();
    let mut room = hall.log_in("room");
    for path in ["/hub/operation/timetable", "/hub/operation/timetable/s-1", "/hub/operation/repair?unit=s-1"] {
        let came = hall.get(&mut room, path);
        assert!(came.status == 409 && came.body.contains("E449"), "{path}: {}", came.body);
    }
    hall.open_plan(&hall.plan()).unwrap();
    hall.later(3 * 24 * 60 * 60);
    let mut room = hall.log_in("room");
    let came = post(&hall, &mut room, "/hub/operation/repairs", &[("unit", "s-1"), ("change", "lost")]);
    assert!(came.status == 409 && came.body.contains("E449"), "{}", came.body);
    assert_eq!(hall.get(&mut room, "/hub/operation/timetable").status, 200, "it can be looked at all the same");
}

/// The checker has the last word: such a plan is not written, whoever accepts it.
#[test]
fn a_plan_with_a_violation_is_not_accepted() {
    let dir = crate::rig::scratch();
    let hall = Hall::new();
    let before = hall.plan();
    let Opened { problem, plan, certificates } = open(&before).unwrap();
    let old = plan::repair::Before { problem: &problem, plan: &plan, certificates: &certificates };
    let now = plan::measure::Clock(9 * 3_600);
    let lines = plan::repair::read(b"vigie.plan-incidents/v1\nlost s-1\n").unwrap();
    let mut repaired = plan::repair::repair(old, &lines, &plan::repair::Settings::from(now)).unwrap();
    let write = |repaired: &mut plan::repair::Repaired, out: &str| {
        let seeds = server::plans::reseal(repaired).unwrap();
        let verdict = plan::check::check(&repaired.problem, &repaired.plan, &repaired.certificates);
        let (before, changes, edition) = (before.as_path(), lines.as_slice(), 2);
        let accepting =
            server::plans::Accepting { before, repaired, seeds: &seeds, verdict: &verdict, changes, now, edition };
        accepting.write(&dir.path().join(out), election::refusal::Language::English)
    };
    write(&mut repaired, "good").unwrap();
    let lost = problem.units.iter().position(|unit| unit.id.as_str() == "s-1").unwrap();
    repaired.plan.circuits[0].crews[1] = plan::answer::Crew::Ordinary { unit: u32::try_from(lost).unwrap() };
    let refused = write(&mut repaired, "bad").unwrap_err().text(election::refusal::Language::English);
    assert!(refused.contains("no such plan is accepted"), "{refused}");
    let left: Vec<_> = std::fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["good"], "nothing of it is on the disk");
}
