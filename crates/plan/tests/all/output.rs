//! What a plan shows: every format by a reader of its own, with hostile names.

use election::refusal::Language::{self, English, French};
use election::{Id, Stamp};
use plan::answer::Plan;
use plan::check::{Figures, check};
use plan::output::{Dossier, Names, Roster, Service, timetable};
use plan::problem::Problem;

use crate::output_readers::{calendar, markup, rows};
use crate::output_timetable::opened;
use crate::small::country;

/// A name that would end an element, an attribute, a field, a line, and begin a formula.
const HOSTILE: &str = "=HYPERLINK(\"x\"),</title><script>alert(1)</script>'\"&;\\,\u{202e}";

struct Shown {
    problem: Problem,
    plan: Plan,
    figures: Figures,
    names: Names,
}

impl Shown {
    fn dossier(&self) -> Dossier<'_> {
        Dossier::new(&self.problem, &self.plan, &self.figures, &self.names)
    }
}

fn shown(name: Option<&str>) -> Shown {
    let (mut problem, plan, certificates) = country();
    let figures = check(&problem, &plan, &certificates).figures.unwrap();
    let communes = ["01-001", "01-010", "02-001", "02-010", "01-010-v1", "02-002-v1", "ZZ"];
    let named = name.map(|name| communes.map(|id| (Id::new(id).unwrap(), name.to_owned())));
    if let Some(name) = name {
        name.clone_into(&mut problem.events[0].name);
        for department in &mut problem.departments {
            name.clone_into(&mut department.name);
        }
    }
    Shown { problem, plan, figures, names: Names::new(named.into_iter().flatten()) }
}

fn services(shown: &Shown) -> Vec<Service> {
    (0..2).flat_map(|shift| timetable(&shown.problem, &shown.plan, shift, &opened(7), &[]).unwrap()).collect()
}

fn table(dossier: &Dossier<'_>, name: &str) -> Vec<Vec<String>> {
    let tables = dossier.tables();
    let (_, bytes) = tables.iter().find(|(table, _)| *table == name).unwrap();
    rows(std::str::from_utf8(bytes).unwrap())
}

fn column(table: &[Vec<String>], name: &str) -> Vec<String> {
    let at = table[0].iter().position(|head| head == name).unwrap();
    table[1..].iter().map(|row| row[at].clone()).collect()
}

#[test]
fn tables_say_what_the_plan_says() {
    let shown = shown(None);
    let dossier = shown.dossier();
    let names: Vec<&str> = dossier.tables().iter().map(|(name, _)| *name).collect();
    assert!(names.is_sorted() && names.len() == 8, "{names:?}");
    for (name, bytes) in dossier.tables() {
        let rows = rows(std::str::from_utf8(&bytes).unwrap());
        assert!(rows.iter().all(|row| row.len() == rows[0].len()), "{name}");
    }
    let circuits = table(&dossier, "circuits.csv");
    assert_eq!(
        circuits[1],
        "01-gendarmerie-001,01,gendarmerie,2,2400,900,3600,666.667,g-01,m-01+g-01".split(',').collect::<Vec<_>>()
    );
    let stops = table(&dossier, "stops.csv");
    assert_eq!(stops.len(), 1 + 2 + 3 + 3 + 1 + 1);
    assert_eq!(stops[3], ["01-police-001", "1", "01-010-v1", "1100", "306"]);
    assert_eq!(table(&dossier, "moves.csv")[1], ["s-1", "police", "20", "02", "02-010", "01", "01-010", "01-010"]);
    assert_eq!(table(&dossier, "reserves.csv").len(), 1 + 4);
    assert_eq!(table(&dossier, "details.csv")[1][..5], ["hq-1", "Permanence de la liste A", "early", "e-1", "police"]);
    let sweeps = ["hq-1", "Permanence de la liste A", "500", "08:15", "", "", "", "", "time", ""];
    assert_eq!(table(&dossier, "sweeps.csv")[1..], [sweeps]);
}

#[test]
fn tables_agree_with_the_checker() {
    let shown = shown(None);
    let dossier = shown.dossier();
    let sites = table(&dossier, "sites.csv");
    let (values, departments) = (column(&sites, "value"), column(&sites, "department"));
    let thousandths = |text: &String| text.replace('.', "").parse::<u64>().unwrap();
    let greatest = values.iter().map(thousandths).max().unwrap();
    assert_eq!(greatest, shown.figures.realised.0);
    // 900 and 1,100 of 3,600 seconds by one circuit, 1,100 and 900 by the other.
    let found = column(&sites, "presence-thousandths");
    assert_eq!(found, ["333", "333", "479", "487", "399", "333", "0", "917"]);
    assert_eq!(departments.iter().filter(|department| *department == "01").count(), 5);
    let totals = table(&dossier, "departments.csv");
    let sum = |name: &str| column(&totals, name).iter().map(|text| text.parse::<u64>().unwrap()).sum::<u64>();
    let classes = shown.figures.promises;
    assert_eq!(sum("first-kept"), classes.iter().map(|class| class.first_met).sum::<u64>());
    assert_eq!(sum("second-missed"), classes.iter().map(|class| class.second_missed).sum::<u64>());
    for duty in &shown.figures.officers {
        let force = format!("{:?}", duty.force).to_lowercase();
        assert_eq!(sum(&format!("{force}-circuits")), duty.circuits);
        assert_eq!(sum(&format!("{force}-liaison")), duty.liaison);
        assert_eq!(sum(&format!("{force}-reserve")), duty.reserve);
        assert_eq!(sum(&format!("{force}-details")), duty.details);
    }
    assert_eq!(sum("response-only"), shown.figures.response_only);
    assert_eq!(column(&totals, "value"), ["2083.334", "533.334"]);
    assert_eq!(column(&totals, "ratio")[0], "1.0417");
}

#[test]
fn formulas_and_quotes_in_names_stay_text() {
    let shown = shown(Some(HOSTILE));
    let dossier = shown.dossier();
    for (name, column_name) in
        [("sites.csv", "name"), ("departments.csv", "name"), ("details.csv", "name"), ("reserves.csv", "base-name")]
    {
        let cells = column(&table(&dossier, name), column_name);
        let hostile: Vec<&String> = cells.iter().filter(|cell| cell.contains("HYPERLINK")).collect();
        assert!(!hostile.is_empty(), "{name}");
        assert!(hostile.iter().all(|cell| *cell == &format!("'{HOSTILE}")), "{name}");
    }
}

#[test]
fn map_data_is_json_with_longitude_first() {
    let shown = shown(Some(HOSTILE));
    let json: serde_json::Value = serde_json::from_str(&shown.dossier().geojson()).unwrap();
    assert_eq!(json["type"], "FeatureCollection");
    let features = json["features"].as_array().unwrap();
    assert_eq!(features.len(), 8 + 5 + 4);
    assert_eq!(features[0]["geometry"]["coordinates"], serde_json::json!([5.0, 46.0]));
    assert_eq!(features[2]["properties"]["name"], HOSTILE);
    let kinds: Vec<&str> =
        features[8..13].iter().map(|feature| feature["geometry"]["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["LineString", "LineString", "LineString", "Point", "Point"]);
    for line in &features[8..11] {
        let line = line["geometry"]["coordinates"].as_array().unwrap();
        assert_eq!(line.first(), line.last(), "a circuit is closed");
    }
}

#[test]
fn a_circuit_over_the_date_line_is_cut_there() {
    let mut shown = shown(None);
    shown.problem.sites[0].position.lon_e6 = 179_990_000;
    shown.problem.sites[1].position.lon_e6 = -179_990_000;
    let json: serde_json::Value = serde_json::from_str(&shown.dossier().geojson()).unwrap();
    let line = &json["features"][8]["geometry"];
    assert_eq!(line["type"], "MultiLineString");
    let ends = serde_json::json!([
        [[179.99, 46.0], [180.0, 46.0]],
        [[-180.0, 46.0], [-179.99, 46.0], [-180.0, 46.0]],
        [[180.0, 46.0], [179.99, 46.0]]
    ]);
    assert_eq!(line["coordinates"], ends);
}

#[test]
fn the_summary_is_one_object() {
    let shown = shown(None);
    let json: serde_json::Value = serde_json::from_str(&shown.dossier().summary()).unwrap();
    assert_eq!(
        (&json["value"], &json["bound"], &json["ratio"]),
        (&2_083_334.into(), &2_000_000.into(), &10_417.into())
    );
    assert_eq!(json["problem"], shown.plan.problem.to_string());
    assert_eq!((&json["sites"], &json["response_only"], &json["stations"]), (&8.into(), &1.into(), &13.into()));
    assert_eq!(json["commitments"].as_array().unwrap().len(), 2);
}

/// What every page must be: closed elements, a language, headings in order, scopes in tables,
/// nothing from anywhere else, and no name that became markup.
#[track_caller]
fn page(html: &str, language: Language) {
    let elements = markup(html.strip_prefix("<!doctype html>\n").unwrap());
    let code = if language == French { "fr" } else { "en" };
    assert!(html.contains(&format!("<html lang=\"{code}\">")));
    let levels: Vec<u32> = elements.iter().filter_map(|element| element.name.strip_prefix('h')?.parse().ok()).collect();
    assert_eq!(levels[0], 1, "{levels:?}");
    assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
    for element in &elements {
        if element.name == "th" {
            assert!(element.has("scope"), "{element:?}");
        }
        if element.name == "svg" {
            assert!(element.has("aria-label") || element.has("aria-hidden"), "{element:?}");
        }
        assert!(
            !element.attributes.iter().any(|(name, value)| name.starts_with("on") || value.contains("//")),
            "{element:?}"
        );
    }
    let scripts = elements.iter().filter(|element| element.name == "script").count();
    assert!(scripts <= 1, "a name became a script");
    assert!(!html.contains("<script>alert"));
    assert!(!html.contains('\u{202e}'));
    for outside in ["http:", "https:", "@import", "url("] {
        assert!(!html.contains(outside), "{outside}");
    }
}

#[test]
fn pages_are_whole_safe_and_readable_in_both_languages() {
    for name in [None, Some(HOSTILE)] {
        let shown = shown(name);
        let (dossier, services) = (shown.dossier(), services(&shown));
        let roster = Roster::new(&dossier, &services);
        for language in [French, English] {
            page(&dossier.report(language), language);
            page(&dossier.department(0, language).unwrap(), language);
            for unit in roster.units() {
                page(&roster.html(unit, language), language);
            }
        }
        assert!(dossier.department(2, French).is_none());
    }
}

#[test]
fn the_report_says_what_is_not_done() {
    let shown = shown(None);
    let report = shown.dossier().report(English);
    for wanted in [
        "2,083",
        "1.042",
        "L&#39;Ain",
        "At the department’s centre",
        &shown.plan.commitments[0].to_string(),
        "vigie plan check DIR",
    ] {
        assert!(report.contains(wanted), "{wanted}");
    }
    let department = shown.dossier().department(1, English).unwrap();
    assert!(department.contains("02-002-v1") && department.contains("Response only"));
}

#[test]
fn a_country_without_sites_or_units_has_pages_too() {
    let mut shown = shown(None);
    shown.problem.sites.clear();
    shown.problem.events.clear();
    shown.plan = Plan {
        circuits: vec![],
        reserves: vec![],
        details: vec![],
        sweeps: vec![],
        response_only: vec![],
        ..shown.plan
    };
    shown.figures.pools.clear();
    page(&shown.dossier().report(French), French);
    page(&shown.dossier().department(0, French).unwrap(), French);
}

#[test]
fn an_order_has_every_time_of_its_crews() {
    let shown = shown(None);
    let (dossier, services) = (shown.dossier(), services(&shown));
    let roster = Roster::new(&dossier, &services);
    assert_eq!(roster.units().collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6, 7]);
    // g-01 serves a circuit early, and is the liaison of soldiers late.
    let order = roster.html(2, English);
    assert_eq!(order.matches("<section class=\"sheet\">").count(), 1 + 2);
    assert!(order.contains("liaison with m-01") && order.contains("R. 49"));
    let stops = services.iter().filter(|service| service.members.iter().any(|member| member.unit == 2));
    let stops: usize = stops
        .map(|service| service.calls.iter().filter(|call| matches!(call, plan::output::Call::Stop { .. })).count())
        .sum();
    assert_eq!(order.matches("href=\"geo:").count(), stops);
    // Before the draw is opened there are duties, and no times of visits.
    let sealed = Roster::new(&dossier, &[]).html(2, English);
    assert!(sealed.contains("times sealed") && !sealed.contains("href=\"geo:"));
}

#[test]
fn calendars_keep_the_standard() {
    let stamp = Stamp::parse("2017-04-22T18:00:00+02:00").unwrap();
    for name in [None, Some(HOSTILE)] {
        let mut shown = shown(name);
        // A night's duty ends on the day after, which is in another month.
        shown.problem.phase.date = "2017-04-30".to_owned();
        shown.problem.policy.shifts[1].duty_to = plan::measure::Clock(25 * 3_600);
        let (dossier, services) = (shown.dossier(), services(&shown));
        let roster = Roster::new(&dossier, &services);
        let mut identifiers = std::collections::BTreeSet::new();
        for unit in roster.units() {
            let events = calendar(&roster.calendar(unit, French, stamp));
            assert!(!events.is_empty());
            for event in events {
                assert!(identifiers.insert(event["UID"].clone()), "{event:?}");
                assert_eq!(event["DTSTAMP"], "20170422T160000Z");
                assert!(event["DTSTART"] < event["DTEND"], "{event:?}");
            }
        }
        let late = calendar(&roster.calendar(2, French, stamp));
        assert_eq!((late[1]["DTSTART"].as_str(), late[1]["DTEND"].as_str()), ("20170430T120000", "20170501T010000"));
        if name.is_some() {
            let place = &late[0]["LOCATION"];
            assert_eq!(*place, HOSTILE.replace('\u{202e}', "\u{fffd}"), "escaped, folded, and back again");
        }
    }
}

#[test]
fn routes_keep_the_schema() {
    let shown = shown(Some(HOSTILE));
    let (dossier, services) = (shown.dossier(), services(&shown));
    let roster = Roster::new(&dossier, &services);
    for unit in roster.units() {
        let gpx = roster.gpx(unit, English);
        let elements = markup(gpx.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n").unwrap());
        assert_eq!(elements[0].name, "gpx");
        let order = |name: &str| ["metadata", "wpt", "rte"].iter().position(|known| *known == name);
        let top: Vec<usize> =
            elements.iter().filter(|element| element.depth == 1).map(|element| order(&element.name).unwrap()).collect();
        assert!(top.is_sorted(), "{top:?}");
        for point in elements.iter().filter(|element| element.name == "wpt" || element.name == "rtept") {
            let degrees = |name: &str| point.value(name).unwrap().parse::<f64>().unwrap();
            assert!(degrees("lat").abs() <= 90.0 && degrees("lon").abs() <= 180.0);
        }
        assert!(elements.iter().all(|element| element.name != "script"));
    }
    assert!(roster.gpx(5, English).contains("<rtept"));
}

/// The page of the specifications that names every column and member.
const PAGE: &str = include_str!("../../../../specs/plan-outputs.md");

/// Names of all members of objects.
fn members(value: &serde_json::Value, found: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(object) => {
            for (name, value) in object {
                found.push(name.clone());
                members(value, found);
            }
        }
        serde_json::Value::Array(values) => values.iter().for_each(|value| members(value, found)),
        _ => {}
    }
}

#[test]
fn every_column_and_member_stands_in_the_specification() {
    let shown = shown(None);
    let dossier = shown.dossier();
    for (name, bytes) in dossier.tables() {
        let part = PAGE.split(&format!("**{name}**")).nth(1).unwrap_or_else(|| panic!("{name}"));
        let part = part.split("| **").next().unwrap_or_default();
        for column in &rows(std::str::from_utf8(&bytes).unwrap())[0] {
            let mut general = column.clone();
            for shift in ["early", "late"] {
                general = general
                    .replace(&format!("crew-{shift}"), "crew-SHIFT")
                    .replace(&format!("crews-{shift}"), "crews-SHIFT");
            }
            for force in ["gendarmerie", "military", "municipal", "police"] {
                let duties = ["circuits", "liaison", "reserve", "details"].map(|duty| format!("{force}-{duty}"));
                if duties.contains(column) {
                    general = column.replacen(force, "FORCE", 1);
                }
            }
            assert!(part.contains(&format!("`{general}`")), "{name}: {column}");
        }
    }
    for text in [dossier.summary(), dossier.geojson()] {
        let mut names = Vec::new();
        members(&serde_json::from_str(&text).unwrap(), &mut names);
        let known = ["format", "type", "features", "geometry", "coordinates", "properties"];
        for name in names.iter().filter(|name| !known.contains(&name.as_str())) {
            assert!(PAGE.contains(&format!("`{name}`")), "{name}");
        }
    }
}
