//! A plan repaired on the command line, accepted, drawn and checked; and what is refused.

use std::fs;
use std::path::{Path, PathBuf};

use crate::vigie::{Said, copy, demo, text, vigie};

/// The demo's plan, and a file beside it that says what happened.
struct Case {
    dir: tempfile::TempDir,
}

impl Case {
    fn new(happened: &str) -> Self {
        let dir = tempfile::tempdir().expect("a temporary directory");
        copy(&demo().join("demo/plan"), &dir.path().join("plan"));
        fs::write(dir.path().join("happened"), format!("vigie.plan-incidents/v1\n{happened}\n")).expect("written");
        Self { dir }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn repair(&self, more: &[&str]) -> Said {
        let (plan, happened, out) = (self.at("plan"), self.at("happened"), self.at("repaired"));
        let words = ["plan", "repair", text(&plan), "--incidents", text(&happened), "--out", text(&out)];
        vigie(&[&words[..], more].concat())
    }
}

/// A unit that goes round in both shifts.
fn crew(plan: &Path) -> String {
    let circuits = fs::read_to_string(plan.join("tables/circuits.csv")).expect("circuits");
    let row = circuits.lines().nth(1).expect("a circuit");
    row.split(',').nth(8).and_then(|crew| crew.split('+').next()).expect("a crew").to_owned()
}

#[test]
fn a_repaired_plan_is_drawn_and_stands_the_check() {
    let lost = crew(&demo().join("demo/plan"));
    let case = Case::new(&format!("lost {lost}"));
    let [out, orders] = ["repaired", "orders"].map(|name| case.at(name));
    let shown = case.repair(&["--now", "06:00"]);
    let shown = shown.ended(0);
    assert!(shown.contains(&lost) && shown.contains("nothing is written") && !out.exists(), "{shown}");
    let accepted = case.repair(&["--now", "06:00", "--accept"]);
    assert!(accepted.ended(0).contains("edition 2"), "{}", accepted.out);
    vigie(&["plan", "orders", text(&out), "--out", text(&orders)]).ended(0);
    let names = fs::read_dir(&orders).expect("orders").map(|entry| entry.expect("an entry").file_name());
    let names: Vec<String> = names.map(|name| name.to_string_lossy().into_owned()).collect();
    assert!(names.len() > 1 && !names.contains(&format!("{lost}.html")), "{names:?}");
    let said = vigie(&["plan", "check", text(&out), "--orders", text(&orders)]);
    assert!(said.ended(0).contains("draw made again for"), "{}", said.out);
    // The orders of the edition before do not belong to this plan.
    let before = case.at("orders-before");
    vigie(&["plan", "orders", text(&case.at("plan")), "--out", text(&before)]).ended(0);
    vigie(&["plan", "check", text(&out), "--orders", text(&before)]).ended(1);
}

#[test]
fn the_seeds_of_a_repaired_plan_are_its_own() {
    let case = Case::new(&format!("lost {}", crew(&demo().join("demo/plan"))));
    case.repair(&["--now", "06:00", "--accept"]).ended(0);
    let seeds = |name: &str| fs::read_to_string(case.at(name).join("private/draw-seeds")).expect("seeds");
    assert_ne!(seeds("plan"), seeds("repaired"), "whoever learned the old draw knows nothing of the new one");
}

#[test]
fn what_cannot_be_is_refused_and_nothing_is_written() {
    for (happened, why) in [
        ("lost nobody", "line 2"),
        ("closed nowhere", "line 2"),
        ("vanished pn-1", "line 2"),
        ("incident fire-1 2.0;89.0 1 10:00 11:00 Far away", "line 2"),
    ] {
        let case = Case::new(happened);
        case.repair(&["--now", "06:00", "--accept"]).refused(1, why);
        assert!(!case.at("repaired").exists(), "{happened}");
    }
    let case = Case::new("reserve 60");
    case.repair(&["--now", "soon"]).refused(2, "--now");
    fs::create_dir(case.at("repaired")).expect("made");
    fs::write(case.at("repaired/own"), "mine").expect("written");
    case.repair(&["--now", "06:00", "--accept"]).refused(2, "repaired");
    assert_eq!(fs::read_to_string(case.at("repaired/own")).expect("there"), "mine");
}
