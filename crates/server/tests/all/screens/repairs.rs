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
        shown.contains("Accepter ce plan") && shown.contains("lost s-1") && shown.contains("01-police-002"),
        "{shown}"
    );
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
fn what_is_accepted_is_what_was_shown_and_soon() {
    let (hall, mut room) = morning();
    let page = lost(&hall, &mut room, "s-1");
    let forged = post(&hall, &mut room, &format!("{page}/accept"), &[("shown", &"0".repeat(64))]);
    assert!(forged.status == 409 && forged.body.contains("E417"), "{}", forged.body);
    hall.later(16 * 60);
    let mut room = hall.log_in("room");
    let old = accept(&hall, &mut room, &page);
    assert!(old.status == 409 && old.body.contains("E448"), "{}", old.body);
    assert!(editions(&hall).is_empty(), "what nobody accepted is taken away again");
    done(&hall, &mut room, &format!("{page}/leave"), &[("reason", "unité retrouvée")]);
    let left = hall.get(&mut room, &page).body;
    assert!(left.contains("Abandonnée") && left.contains("unité retrouvée"), "{left}");
    let after = accept(&hall, &mut room, &page);
    assert_eq!(after.status, 422, "there is nothing to accept: {}", after.body);
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
    assert!(hall.get(&mut room, &page).body.contains("pinned p-01 late"));
    let mut nation = hall.log_in("nation");
    let other = lost(&hall, &mut nation, "p-02");
    assert!(!hall.get(&mut nation, &other).body.contains("pinned p-01"), "not into another's");
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
    let mut fire = with_audience(&FIRE);
    fire.retain(|(name, _)| *name != "when" && *name != "longitude" && *name != "latitude");
    fire.extend([("when", "2017-04-23T09:05"), ("longitude", "5,1"), ("latitude", "46.05")]);
    let incident = done(&hall, &mut room, "/hub/operation/report", &fire);
    let number = incident.rsplit('/').next().unwrap().to_owned();
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
    assert!(shown.contains(&format!("incident-{number}-2")) && !shown.contains("<script>alert"), "{shown}");
    assert_eq!(accept(&hall, &mut room, &page).status, 303);
    let mut leader = hall.log_in("leader");
    let orders = hall.get(&mut leader, "/hub/orders").body;
    let order = orders.split("/hub/operation/orders/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let order = hall.get(&mut leader, &format!("/hub/operation/orders/{order}")).body;
    assert!(order.contains("Selon le plan") && order.contains("<time>") && order.contains("incident-"), "{order}");
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
