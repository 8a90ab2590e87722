//! What a role was kept from at one page and could read at another: each way as it was tried.

use super::hall::{Browser, Hall, PASSWORD, Page, csrf};
use super::operation::{FIRE, crew, done, post, proposed, with_audience};

/// Everything of the operation that who may see it reads of postures and of the plan.
const READ: [&str; 9] = [
    "/hub/operation",
    "/hub/operation/wall",
    "/hub/operation/postures",
    "/hub/operation/postures.csv",
    "/hub/operation/journal",
    "/hub/operation/journal.csv",
    "/hub/operation/journal?q=result",
    "/hub/operation/situation",
    "/hub/operation/postures/second",
];

/// A posture on votes and on the hour, activated by two people who may see votes.
fn activated(hall: &Hall) -> Browser {
    let mut nation = hall.log_in("nation");
    let plan = [
        ("posture", "second"),
        ("title", "Entre les tours"),
        ("place", "01"),
        ("conditions", "result 1 1 0 0\nfrom 2017-04-01T08:00:00+02:00"),
        ("duties", "Renforcer les sièges"),
        ("forces", "mobile 120"),
    ];
    let page = done(hall, &mut nation, "/hub/operation/prepare", &plan);
    proposed(hall, &mut nation, &page);
    let mut other = hall.log_in("nation-b");
    for who in [&mut nation, &mut other] {
        let (shown, code) = (hall.get(who, &page).hidden("shown"), hall.code());
        let fields = [("shown", shown.as_str()), ("password", PASSWORD), ("code", &code)];
        assert_eq!(post(hall, who, &format!("{page}/activate"), &fields).status, 303);
    }
    nation
}

/// Whether a page tells of a share of votes that was asked for or found.
fn tells(page: &Page) -> bool {
    ["result 1 1", "exprim", "met 0 0", "constaté : 0,0"].iter().any(|word| page.body.contains(word))
}

#[test]
fn an_active_posture_keeps_its_conditions_on_votes_until_the_round_is_public() {
    let hall = Hall::of_two_nations();
    let mut nation = activated(&hall);
    for path in READ.iter().filter(|path| !path.contains("/wall") && !path.ends_with("?q=result")) {
        assert!(tells(&hall.get(&mut nation, path)), "who may see totals reads {path}");
    }
    for account in ["wall", "room"] {
        let mut who = hall.log_in(account);
        for path in READ {
            let came = hall.get(&mut who, path);
            assert!(came.status == 200 && !tells(&came), "{account} at {path}: {}", came.body);
        }
        let page = hall.get(&mut who, "/hub/operation/postures/second").body;
        for shown in ["Renforcer les sièges", "120", "2017-04-01", "non publiques avant la publication"] {
            assert!(page.contains(shown), "{account} carries it out: {shown}: {page}");
        }
        let journal = hall.get(&mut who, "/hub/operation/journal.csv").body;
        assert!(journal.contains("posture-active") && !journal.contains("posture-pr"), "{journal}");
    }
    let mut room = hall.log_in("room");
    let again = hall.get(&mut room, "/hub/operation/prepare?posture=second").body;
    assert!(!again.contains("result 1 1"), "the form shows conditions: {again}");
}

/// A posture that is over and written again without votes: its earlier events still tell of them.
#[test]
fn an_event_keeps_its_own_conditions_whatever_the_posture_is_now() {
    let hall = Hall::of_two_nations();
    let mut nation = activated(&hall);
    let page = "/hub/operation/postures/second";
    done(&hall, &mut nation, &format!("{page}/end"), &[("reason", "fini")]);
    let plan = [
        ("posture", "second"),
        ("title", "Entre les tours"),
        ("place", "01"),
        ("conditions", "threat FR 5"),
        ("duties", "Renforcer les sièges"),
    ];
    done(&hall, &mut nation, "/hub/operation/prepare", &plan);
    let mut wall = hall.log_in("wall");
    let journal = hall.get(&mut wall, "/hub/operation/journal.csv");
    assert!(journal.body.contains("threat FR 5") && !tells(&journal), "{}", journal.body);
}

#[test]
fn who_may_not_see_the_plan_reads_it_in_no_journal() {
    let hall = Hall::new();
    hall.later(-11 * 60 * 60);
    hall.open_plan(&hall.plan()).unwrap();
    let mut room = hall.log_in("room");
    crew(&hall, &mut room, "s-1", "leader");
    done(&hall, &mut room, "/hub/operation/timetable/p-01/pin", &[("shift", "late"), ("from", "unit")]);
    let page = done(&hall, &mut room, "/hub/operation/repairs", &[("unit", "s-1"), ("change", "lost")]);
    let shown = hall.get(&mut room, &page).hidden("shown");
    done(&hall, &mut room, &format!("{page}/accept"), &[("shown", &shown)]);
    let mut leader = hall.log_in("leader");
    let orders = hall.get(&mut leader, "/hub/orders").body;
    let order = orders.split("/hub/operation/orders/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    done(&hall, &mut leader, &format!("/hub/operation/orders/{order}/acknowledge"), &[("edition", "1")]);
    let kinds = ["repair-proposed", "repair-accepted", "duty-pinned", "order-sent", "order-acknowledged"];
    let table = hall.get(&mut room, "/hub/operation/journal.csv").body;
    assert!(kinds.iter().all(|kind| table.contains(kind)), "the room reads its plan: {table}");
    let mut wall = hall.log_in("wall");
    assert_eq!(hall.get(&mut wall, &page).status, 403);
    let searches = ["", "?q=lost", "?q=plan", "?q=s-1", "?q=dition", "?place=01"];
    for path in ["/hub/operation/journal", "/hub/operation/journal.csv"] {
        for search in searches {
            let came = hall.get(&mut wall, &format!("{path}{search}"));
            let told = kinds.iter().chain(&["lost s-1", "Plan, ", "dition 2", "Réparation"]);
            let told: Vec<_> = told.filter(|word| came.body.contains(**word)).collect();
            assert!(came.status == 200 && told.is_empty(), "{path}{search}: {told:?} {}", came.body);
        }
    }
    let table = hall.get(&mut wall, "/hub/operation/journal.csv").body;
    assert!(table.contains("unit-made"), "units are of the operation, not of the plan: {table}");
    for path in ["/hub/operation", "/hub/operation/units", "/hub/operation/units.csv", "/hub/operation/situation"] {
        let came = hall.get(&mut wall, path).body;
        assert!(!came.contains("Plan, ") && !came.contains("lost s-1"), "{path}: {came}");
    }
}

/// An order to an incident is the operation's: the wall reads it.
#[test]
fn an_order_to_an_incident_stays_in_the_journal_of_everybody_there() {
    let hall = Hall::new();
    let mut room = hall.log_in("room");
    crew(&hall, &mut room, "crew-1", "");
    let page = done(&hall, &mut room, "/hub/operation/report", &with_audience(&FIRE));
    done(&hall, &mut room, &format!("{page}/verify"), &[]);
    done(&hall, &mut room, &format!("{page}/orders"), &[("unit", "crew-1"), ("text", "par l'arrière")]);
    let mut wall = hall.log_in("wall");
    assert!(hall.get(&mut wall, "/hub/operation/journal.csv").body.contains("par l'arrière"));
}

const UNIT: [(&str, &str); 4] = [("unit", "p-02"), ("name", "Équipe"), ("force", "police"), ("strength", "2")];

fn unit_at(place: &str) -> Vec<(&str, &str)> {
    UNIT.iter().copied().chain([("place", place)]).collect()
}

#[test]
fn a_unit_of_another_departments_plan_cannot_be_made_known_here() {
    let hall = Hall::of_a_country(0);
    hall.later(-11 * 60 * 60);
    let (mut room, mut nation) = (hall.log_in("room"), hall.log_in("nation"));
    hall.open_plan(&hall.plan()).unwrap();
    let taken = post(&hall, &mut room, "/hub/operation/units", &unit_at("01"));
    assert!(taken.status == 409 && taken.body.contains("E451") && taken.body.contains("(02)"), "{}", taken.body);
    let everywhere = post(&hall, &mut nation, "/hub/operation/units", &unit_at("FR"));
    assert!(everywhere.status == 409 && everywhere.body.contains("E451"), "{}", everywhere.body);
    done(&hall, &mut nation, "/hub/operation/units", &unit_at("02"));
    let moved = post(&hall, &mut nation, "/hub/operation/units", &unit_at("01"));
    assert!(moved.status == 409 && moved.body.contains("E451"), "nor moved there: {}", moved.body);
    let page = done(&hall, &mut nation, "/hub/operation/repairs", &[("unit", "p-02"), ("change", "lost")]);
    let shown = hall.get(&mut nation, &page);
    assert!(!shown.body.contains("<code>p-02</code> · "), "it gets its order: {}", shown.body);
    done(&hall, &mut nation, &format!("{page}/accept"), &[("shown", &shown.hidden("shown"))]);
    assert!(super::operation::kinds(&hall).iter().any(|kind| kind == "order-sent"));
}

/// Where a unit was made known elsewhere before there was a plan, its order cannot be sent: that is said.
#[test]
fn whoever_gets_no_order_after_a_repair_is_named_with_the_reason() {
    let hall = Hall::of_a_country(0);
    hall.later(-11 * 60 * 60);
    let (mut room, mut nation) = (hall.log_in("room"), hall.log_in("nation"));
    done(&hall, &mut room, "/hub/operation/units", &unit_at("01"));
    hall.open_plan(&hall.plan()).unwrap();
    let page = done(&hall, &mut nation, "/hub/operation/repairs", &[("unit", "p-02"), ("change", "lost")]);
    let shown = hall.get(&mut nation, &page);
    done(&hall, &mut nation, &format!("{page}/accept"), &[("shown", &shown.hidden("shown"))]);
    assert!(!super::operation::kinds(&hall).iter().any(|kind| kind == "order-sent"), "nothing was sent");
    for body in [shown.body, hall.get(&mut nation, &page).body] {
        assert!(body.contains("<code>p-02</code> · enregistrée ailleurs"), "{body}");
    }
    done(&hall, &mut nation, "/hub/operation/units", &unit_at("02"));
    let after = hall.get(&mut nation, &page).body;
    assert!(
        after.contains("<code>p-02</code> · enregistrée depuis"),
        "known now, and still without its order: {after}"
    );
}

/// A formula after the separator of a French spreadsheet.
#[test]
fn no_cell_of_a_french_spreadsheet_is_a_formula() {
    let hall = Hall::new();
    let mut room = hall.log_in("room");
    let mut fields = with_audience(&FIRE);
    fields.iter_mut().filter(|(name, _)| *name == "text").for_each(|field| field.1 = "x;=cmd|' /C calc'!A0;y");
    done(&hall, &mut room, "/hub/operation/report", &fields);
    for path in ["/hub/operation/incidents.csv", "/hub/operation/journal.csv"] {
        let body = hall.get(&mut room, path).body;
        assert!(body.contains("x;'=cmd|' /C calc'!A0;y\""), "in quotation marks and no formula: {path}: {body}");
        let cells = body.split([';', ',', '\t', '\n']);
        assert!(!cells.clone().any(|cell| cell.trim_matches(['"', ' ']).starts_with(['=', '+', '@'])), "{body}");
    }
}

#[test]
fn a_clerk_sets_neither_audience_nor_grade_and_is_told_that_the_report_was_taken() {
    let hall = Hall::new();
    let mut clerk = hall.log_in("clerk-a");
    let form = hall.get(&mut clerk, "/hub/operation/report").body;
    assert!(!form.contains("name=\"audience\"") && !form.contains("name=\"grade\""), "{form}");
    let mut fields: Vec<(&str, &str)> = FIRE.iter().copied().filter(|(name, _)| *name != "grade").collect();
    fields.extend([("audience", "public"), ("grade", "A1")]);
    let back = done(&hall, &mut clerk, "/hub/operation/report", &fields);
    let page = hall.get(&mut clerk, &back);
    assert!(page.status == 200 && page.body.contains("class=\"box good\"") && page.body.contains("enregistré sous"));
    assert!(!page.body.contains("role=\"alert\""), "nothing went wrong: {}", page.body);
    let event = hall.events().into_iter().rfind(|event| event.contains("kind incident-reported")).unwrap();
    assert!(event.contains("\naudience internal\ngrade F6\n"), "{event}");
    let twice = post(&hall, &mut clerk, "/hub/operation/report", &fields);
    assert!(twice.status == 409 && twice.body.contains("E434"), "{}", twice.body);
    fields.retain(|(name, _)| *name != "audience" && *name != "grade" && *name != "what");
    fields.push(("what", "intrusion"));
    done(&hall, &mut clerk, "/hub/operation/report", &fields);
    let number = back.rsplit('=').next().unwrap();
    for (account, link) in [("clerk-b", format!("taken={number}")), ("clerk-a", "taken=4".to_owned())] {
        let mut other = hall.log_in(account);
        let page = hall.get(&mut other, &format!("/hub/operation/report?{link}")).body;
        assert!(!page.contains("enregistré sous"), "{account} reported no such thing: {page}");
    }
    let mut room = hall.log_in("room");
    let mut fields = with_audience(&FIRE);
    fields.retain(|(name, _)| *name != "audience" && *name != "what");
    fields.extend([("audience", "public"), ("what", "disorder")]);
    done(&hall, &mut room, "/hub/operation/report", &fields);
    assert!(hall.events().last().unwrap().contains("audience public\ngrade B2"), "who handles incidents says both");
}

#[test]
fn a_page_beyond_every_account_is_the_last_one() {
    let hall = Hall::new();
    let mut admin = hall.log_in("admin");
    for number in ["18446744073709551615", "0", "922337203685477580", "x"] {
        let came = hall.get(&mut admin, &format!("/hub/accounts?page={number}"));
        assert!(came.status == 200 && came.body.contains("clerk-a"), "{number}: {}", came.status);
    }
    assert!(!csrf(&admin).is_empty());
}
