//! Plans on the command line: made, checked, signed, drawn, shown; and what is refused.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use crate::vigie::{Said, copy, demo, text, vigie};

/// A plan of the demo's country, made once for the tests that only read it.
fn planned() -> &'static Path {
    static PLAN: OnceLock<tempfile::TempDir> = OnceLock::new();
    let made = PLAN.get_or_init(|| {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let (forces, out) = (dir.path().join("forces"), dir.path().join("plan"));
        vigie(&["plan", "example", text(&election()), "--out", text(&forces)]).ended(0);
        plan(dir.path(), &out, &["--seed", "1"]).ended(0);
        dir
    });
    made.path()
}

fn election() -> std::path::PathBuf {
    demo().join("demo")
}

/// Plans round 1 with the files in `dir/forces`.
fn plan(dir: &Path, out: &Path, more: &[&str]) -> Said {
    let file = |name: &str| dir.join("forces").join(name);
    let (forces, threats, policy) = (file("forces.csv"), file("threats.toml"), file("policy.toml"));
    let (events, leave, election) = (file("events.csv"), file("leave.csv"), election());
    let mut words = vec!["plan", text(&election), "--forces", text(&forces), "--threats", text(&threats)];
    words.extend(["--policy", text(&policy), "--events", text(&events), "--leave", text(&leave)]);
    words.extend(["--phase", "round-1", "--iterations", "2", "--out", text(out)]);
    words.extend(more);
    vigie(&words)
}

fn own() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a temporary directory");
    copy(planned(), dir.path());
    dir
}

#[test]
fn the_demo_plans_too() {
    let plan = election().join("plan");
    assert!(vigie(&["plan", "check", text(&plan)]).ended(0).contains("every rule is kept"));
    assert!(plan.join("report.html").exists());
}

#[test]
fn the_same_seed_gives_the_same_files() {
    let dir = own();
    let again = dir.path().join("again");
    plan(dir.path(), &again, &["--seed", "1"]).ended(0);
    for name in ["problem.txt", "plan.txt", "certificates.txt", "plan.geojson", "summary.json", "report.html"] {
        let read = |at: &Path| fs::read(at.join(name)).expect(name);
        assert!(read(&dir.path().join("plan")) == read(&again), "{name}");
    }
}

#[test]
fn machines_read_value_bound_and_gap() {
    let dir = own();
    let said = plan(dir.path(), &dir.path().join("json"), &["--seed", "x", "--json"]);
    let said = said.ended(0);
    for name in
        ["value", "bound", "gap", "cpu_seconds", "wall_seconds", "peak_memory_bytes", "seed", "leak", "violations"]
    {
        assert!(said.contains(&format!("\"{name}\":")), "{name} in {said}");
    }
    assert_eq!(said.lines().count(), 1);
}

/// One circuit's stop a second shorter, one site forgotten, one claim too good.
#[test]
fn a_changed_plan_is_refused() {
    for (from, to) in [("\nstop ", "\nstop x"), ("\nvalue ", "\nvalue x"), ("\ncommitments ", "\ncommitments 9")] {
        let dir = own();
        let path = dir.path().join("plan/plan.txt");
        let good = fs::read_to_string(&path).expect("a plan");
        if !good.contains(from) {
            continue;
        }
        fs::write(&path, good.replacen(from, to, 1)).expect("written");
        assert_eq!(vigie(&["plan", "check", text(&dir.path().join("plan"))]).code, 1, "{from}");
    }
    let dir = own();
    let path = dir.path().join("plan/plan.txt");
    let good = fs::read_to_string(&path).expect("a plan");
    let bound = good.lines().find(|line| line.starts_with("bound ")).expect("a national bound");
    let figure: u64 = bound.rsplit(' ').next().and_then(|figure| figure.parse().ok()).expect("a figure");
    fs::write(&path, good.replacen(bound, &format!("bound {}", figure * 2 + 1), 1)).expect("written");
    let said = vigie(&["plan", "check", text(&dir.path().join("plan"))]);
    assert!(said.ended(1).contains("C183"), "{}", said.out);
}

#[test]
fn a_plan_is_signed_and_stays_so_until_it_changes() {
    let (dir, ring) = (own(), election().join("private/keys.age"));
    let plan = dir.path().join("plan");
    let words = ["plan", "sign", text(&plan), "--keys", text(&ring), "--name", "fr-pr-2017-demo/FR/authority"];
    let said = vigie(&words);
    let key = said.ended(0).lines().next().and_then(|line| line.rsplit(' ').next()).expect("a key").to_owned();
    let said = vigie(&["plan", "check", text(&plan), "--signer", &key]);
    assert!(said.ended(0).contains("who answers for plan and names"), "{}", said.out);
    // A name is in no rule, and yet it is what people read.
    let names = plan.join("names.csv");
    let good = fs::read_to_string(&names).expect("names");
    fs::write(&names, good.replacen("Mairie", "Marie", 1) + "x,y\n").expect("written");
    let said = vigie(&["plan", "check", text(&plan), "--signer", &key]);
    assert!(said.ended(1).contains("NOT SIGNED"), "{}", said.out);
    fs::write(&names, good).expect("written");
    vigie(&["plan", "check", text(&plan), "--signer", &key]).ended(0);
    let path = plan.join("plan.txt");
    let good = fs::read_to_string(&path).expect("a plan");
    fs::write(&path, good.replacen("\niterations 2\n", "\niterations 3\n", 1)).expect("written");
    let said = vigie(&["plan", "check", text(&plan), "--signer", &key]);
    assert!(said.ended(1).contains("NOT SIGNED"), "{}", said.out);
}

#[test]
fn orders_are_drawn_from_the_sealed_seeds_and_no_others() {
    let dir = own();
    let (plan, out) = (dir.path().join("plan"), dir.path().join("orders"));
    vigie(&["plan", "orders", text(&plan), "--out", text(&out)]).ended(0);
    let orders: Vec<String> = fs::read_dir(&out)
        .expect("orders")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    for end in [".html", ".ics", ".gpx"] {
        assert!(orders.iter().any(|name| name.ends_with(end)), "{end}: {orders:?}");
    }
    let seeds = plan.join("private/draw-seeds");
    let good = fs::read_to_string(&seeds).expect("seeds");
    let wrong = dir.path().join("wrong");
    fs::write(&wrong, good.replace(|c: char| c.is_ascii_digit(), "0")).expect("written");
    let said = vigie(&["plan", "orders", text(&plan), "--seeds", text(&wrong), "--out", text(&dir.path().join("no"))]);
    said.refused(1, "not the seed that was sealed");
    let no = dir.path().join("no");
    vigie(&["plan", "orders", text(&plan), "--unit", "nobody", "--out", text(&no)]).refused(2, "no unit of this name");
    assert!(!no.exists() && !dir.path().join("no.partial").exists(), "nothing is half done");
}

#[test]
fn a_report_of_the_nation_and_of_a_department() {
    let plan = planned().join("plan");
    assert!(vigie(&["plan", "report", text(&plan)]).ended(0).contains("</html>"));
    let french = vigie(&["--lang", "fr", "plan", "report", text(&plan), "--department", "75"]);
    assert!(french.ended(0).contains("lang=\"fr\""));
    vigie(&["plan", "report", text(&plan), "--department", "00"]).refused(2, "not a department");
}

#[test]
fn one_department_alone() {
    let dir = own();
    let out = dir.path().join("alone");
    plan(dir.path(), &out, &["--seed", "1", "--department", "75"]).ended(0);
    vigie(&["plan", "check", text(&out)]).ended(0);
    plan(dir.path(), &dir.path().join("none"), &["--department", "00"]).refused(2, "not a department");
}

#[test]
fn what_people_wrote_is_not_overwritten_by_an_example() {
    let dir = own();
    let forces = dir.path().join("forces/forces.csv");
    let mine = fs::read(&forces).expect("forces");
    let (country, out) = (election(), dir.path().join("forces"));
    let again = ["plan", "example", text(&country), "--out", text(&out)];
    vigie(&again).refused(2, "nothing is overwritten");
    assert_eq!(fs::read(&forces).expect("forces"), mine);
}

#[test]
fn faults_of_planning_files_are_told_as_json_too() {
    let dir = own();
    let path = dir.path().join("forces/forces.csv");
    let good = fs::read_to_string(&path).expect("forces");
    let long = "x".repeat(100_000);
    fs::write(&path, good.replacen('\n', &format!("\n{long}"), 1)).expect("written");
    let said = plan(dir.path(), &dir.path().join("refused"), &["--json"]);
    let told: serde_json::Value = serde_json::from_str(said.ended(1)).expect("one object");
    assert_eq!((&told["ok"], &told["faults"][0]["line"]), (&false.into(), &2.into()));
    assert!(said.out.len() < 5_000 && said.err.is_empty(), "{} bytes", said.out.len());
    let said = plan(dir.path(), &dir.path().join("refused"), &[]);
    assert!(said.err.len() < 2_000 && said.err.contains("line 2"), "{} bytes", said.err.len());
}

/// A file changed, and what is said of it.
fn refused(file: &str, from: &str, to: &str, why: &str) {
    let dir = own();
    let path = dir.path().join("forces").join(file);
    let good = fs::read_to_string(&path).expect(file);
    assert!(good.contains(from), "{from} is not in {file}");
    fs::write(&path, good.replacen(from, to, 1)).expect("written");
    let out = dir.path().join("refused");
    let said = plan(dir.path(), &out, &[]);
    assert_eq!(said.code, 1, "{file}: {from} → {to}: {}", said.err);
    assert!(said.err.contains(why) && said.err.contains(file), "{why} in {}", said.err);
    assert!(!out.exists(), "nothing is half done");
}

#[test]
fn wrong_files_are_refused_with_their_place() {
    refused("forces.csv", ",police,", ",polite,", "line 2");
    refused("forces.csv", ",75-056,", ",75-999,", "line");
    refused("policy.toml", "serves-from = \"16:00\"", "serves-from = \"15:00\"", "line");
    refused("threats.toml", "likelihood = ", "likelihood = 9", "line");
    refused("leave.csv", "register", " register", "line");
}

#[test]
fn wrong_use_is_told() {
    let dir = own();
    let said = plan(dir.path(), &dir.path().join("plan"), &[]);
    said.refused(2, "not empty");
    let election = election();
    let said = vigie(&["plan", text(&election), "--phase", "round-1"]);
    assert_eq!(said.code, 2, "{}", said.err);
    vigie(&["plan", "check", text(&dir.path().join("forces"))]).refused(3, "problem.txt");
    vigie(&["plan", "check", text(&dir.path().join("nosuch"))]).refused(3, "not a plan's directory");
}

/// A stop of the first circuit that two rows of the table name, and an hour in the first shift.
fn first_stop(plan: &Path) -> [String; 2] {
    let stops = fs::read_to_string(plan.join("tables/stops.csv")).expect("stops");
    let row: Vec<String> = stops.lines().nth(1).expect("a stop").split(',').map(str::to_owned).collect();
    [row[0].clone(), row[2].clone()]
}

const OVERRIDES: &str = "circuit,site,must,from,to,by,reason\n";

#[test]
fn orders_with_an_override_tell_its_price_and_stand_the_check() {
    let dir = own();
    let (plan, out, file) = (dir.path().join("plan"), dir.path().join("orders"), dir.path().join("overrides.csv"));
    let [circuit, site] = first_stop(&plan);
    fs::write(&file, format!("{OVERRIDES}{circuit},{site},arrive,10:00,,Office,A visit\n")).expect("written");
    let other = dir.path().join("orders-again");
    let words = ["plan", "orders", text(&plan), "--override", text(&file), "--out"];
    let said = vigie(&[&words[..], &[text(&out)]].concat());
    let said = said.ended(0);
    assert!(said.contains("13.8 bits of") && said.contains("leak (") && said.contains(&circuit), "{said}");
    let json = vigie(&[&words[..], &[text(&other), "--alert", "0", "--json"]].concat());
    let json = json.ended(0);
    for name in ["\"alert\":true", "\"alert_permille\":0", "\"bits_after\":", "\"leak_after\":", "\"value_after\":"] {
        assert!(json.contains(name), "{name} in {json}");
    }
    let said = vigie(&["plan", "check", text(&plan), "--orders", text(&out)]);
    assert!(said.ended(0).contains("draw made again for"), "{}", said.out);
    // The same orders without a word about the override.
    let path = out.join("draw.txt");
    let good = fs::read_to_string(&path).expect("a draw");
    let (before, after) = good.split_once("overrides 1\n").expect("one override");
    let services = after.split_once("services ").expect("services").1;
    fs::write(&path, format!("{before}overrides 0\nservices {services}")).expect("written");
    let said = vigie(&["plan", "check", text(&plan), "--orders", text(&out)]);
    assert!(said.ended(1).contains("C192"), "{}", said.out);
    fs::write(&path, &good).expect("written");
    // A page that says something else, and one of nobody.
    let page = fs::read_dir(&out).expect("orders").map(|entry| entry.expect("an entry").path());
    let page = page.filter(|path| path.extension().is_some_and(|e| e == "html")).min().expect("a page");
    let written = fs::read_to_string(&page).expect("a page");
    fs::write(&page, written.replacen("</main>", "Go home.</main>", 1)).expect("written");
    fs::write(out.join("nobody.html"), &written).expect("written");
    let said = vigie(&["plan", "check", text(&plan), "--orders", text(&out)]);
    assert_eq!(said.ended(1).matches("C194").count(), 2, "{}", said.out);
}

#[test]
fn overrides_that_cannot_be_are_refused_before_anything_is_drawn() {
    let dir = own();
    let (plan, out, file) = (dir.path().join("plan"), dir.path().join("orders"), dir.path().join("overrides.csv"));
    let [circuit, site] = first_stop(&plan);
    fs::write(&file, format!("{OVERRIDES}{circuit},{site},arrive,03:00,,Office,A visit\nx,y,z,,,,\n"))
        .expect("written");
    let said = vigie(&["plan", "orders", text(&plan), "--override", text(&file), "--out", text(&out)]);
    said.refused(1, "line 2: outside the service");
    assert!(said.err.contains("line 3: circuit x") && !out.exists(), "{}", said.err);
    let french =
        vigie(&["--lang", "fr", "plan", "orders", text(&plan), "--override", text(&file), "--out", text(&out)]);
    french.refused(1, "ligne 2 : hors du service");
    fs::write(&file, "circuit;site\n").expect("written");
    vigie(&["plan", "orders", text(&plan), "--override", text(&file), "--out", text(&out)])
        .refused(1, "with the header");
}

#[test]
fn a_shift_whose_seed_is_still_sealed_is_neither_drawn_nor_checked() {
    let dir = own();
    let (plan, out, seeds) = (dir.path().join("plan"), dir.path().join("orders"), dir.path().join("seeds"));
    let all = fs::read_to_string(plan.join("private/draw-seeds")).expect("seeds");
    let one = all.lines().next().expect("a shift");
    fs::write(&seeds, format!("{one}\n")).expect("written");
    vigie(&["plan", "orders", text(&plan), "--seeds", text(&seeds), "--out", text(&out)]).ended(0);
    let said = vigie(&["plan", "check", text(&plan), "--orders", text(&out), "--seeds", text(&seeds)]);
    assert!(said.ended(0).contains("draw made again for 1 of"), "{}", said.out);
    // With every seed the shifts that nobody drew are missing.
    let said = vigie(&["plan", "check", text(&plan), "--orders", text(&out)]);
    assert!(said.ended(1).contains("C192"), "{}", said.out);
    for wrong in ["", "nonsense\n", "night 00\n", &format!("{one}\n{one}\n")] {
        fs::write(&seeds, wrong).expect("written");
        let no = dir.path().join("no");
        let said = vigie(&["plan", "orders", text(&plan), "--seeds", text(&seeds), "--out", text(&no)]);
        said.refused(1, "64 hexadecimal digits");
    }
}

#[test]
fn two_plans_side_by_side() {
    let dir = own();
    let (old, new) = (dir.path().join("plan"), dir.path().join("other"));
    plan(dir.path(), &new, &["--seed", "2"]).ended(0);
    assert!(vigie(&["plan", "compare", text(&old), text(&old)]).ended(0).contains(" 0 changed, 0 new, 0 gone"));
    let said = vigie(&["plan", "compare", text(&old), text(&new), "--json"]);
    assert!(said.ended(0).starts_with("{\"value\":[") && said.out.contains("\"departments\":["), "{}", said.out);
    assert!(vigie(&["--lang", "fr", "plan", "compare", text(&old), text(&new)]).ended(0).contains("gardés"));
    vigie(&["plan", "compare", text(&old), text(&dir.path().join("forces"))]).refused(3, "problem.txt");
}

/// What the check of the plan's directory says after a change, and that it is refused.
fn forged(change: impl FnOnce(&Path)) -> String {
    let dir = own();
    let plan = dir.path().join("plan");
    change(&plan);
    vigie(&["plan", "check", text(&plan)]).ended(1).to_owned()
}

#[test]
fn files_of_the_directory_that_were_forged_or_taken_away_are_named() {
    for name in ["report.html", "summary.json", "plan.geojson", "tables/sites.csv", "tables/departments.csv"] {
        let said = forged(|plan| {
            let good = fs::read_to_string(plan.join(name)).expect(name);
            let at = good.rfind(|c: char| c.is_ascii_digit()).expect("a figure");
            let digit = if &good[at..=at] == "7" { "8" } else { "7" };
            fs::write(plan.join(name), [&good[..at], digit, &good[at + 1..]].concat()).expect("written");
        });
        assert!(said.contains(&format!("C197 {name}:")) && said.contains("1 violation\n"), "{said}");
        let said = forged(|plan| fs::remove_file(plan.join(name)).expect(name));
        assert!(said.contains(&format!("C198 {name}:")), "{said}");
    }
    let said = forged(|plan| fs::remove_file(plan.join("names.csv")).expect("names"));
    assert!(said.contains("C198 names.csv:") && said.contains("C197 tables/sites.csv:"), "{said}");
    let dir = own();
    let plan = dir.path().join("plan");
    let page = plan.join("report.html");
    vigie(&["--lang", "fr", "plan", "report", text(&plan), "--out", text(&page)]).ended(0);
    let said = vigie(&["plan", "check", text(&plan)]);
    assert!(said.ended(0).contains("NOT checked: who answers for plan and names (--signer)"), "{}", said.out);
    let json = vigie(&["plan", "check", text(&plan), "--json"]);
    let told: serde_json::Value = serde_json::from_str(json.ended(0)).expect("one object");
    assert_eq!(told["checked"], serde_json::json!(["rules", "files"]));
    assert_eq!(told["unchecked"], serde_json::json!(["signature", "draw", "pages", "orders-signature"]));
}

#[test]
fn orders_are_for_their_owner_alone_and_stand_whole_or_not_at_all() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = own();
    let (plan, out) = (dir.path().join("plan"), dir.path().join("orders"));
    let words = ["plan", "orders", text(&plan), "--out", text(&out)];
    // An empty directory is taken, and closed to others.
    fs::create_dir(&out).expect("a directory");
    vigie(&words).ended(0);
    let mode = |path: &Path| fs::metadata(path).expect("a file").permissions().mode() & 0o777;
    assert_eq!(mode(&out), 0o700);
    for entry in fs::read_dir(&out).expect("orders") {
        let path = entry.expect("an entry").path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
    assert_eq!(mode(&planned().join("plan/private")), 0o700);
    assert_eq!(mode(&planned().join("plan/private/draw-seeds")), 0o600);
    let before = fs::read(out.join("draw.txt")).expect("a draw");
    vigie(&words).refused(2, "not empty");
    vigie(&["plan", "orders", text(&plan), "--unit", "nobody", "--out", text(&out)]).refused(2, "not empty");
    assert_eq!(fs::read(out.join("draw.txt")).expect("a draw"), before);
    // What a killed attempt left beside is no obstacle, and not mixed in.
    let again = dir.path().join("again");
    fs::create_dir(dir.path().join("again.partial")).expect("a directory");
    fs::write(dir.path().join("again.partial/stranger.html"), "x").expect("written");
    vigie(&["plan", "orders", text(&plan), "--out", text(&again)]).ended(0);
    assert!(!again.join("stranger.html").exists() && !dir.path().join("again.partial").exists());
    vigie(&["plan", "check", text(&plan), "--orders", text(&again)]).ended(0);
}

#[test]
fn pages_that_are_missing_are_named_and_those_not_shown_are_counted() {
    let dir = own();
    let (plan, out) = (dir.path().join("plan"), dir.path().join("orders"));
    vigie(&["plan", "orders", text(&plan), "--out", text(&out)]).ended(0);
    let pages = fs::read_dir(&out).expect("orders").map(|entry| entry.expect("an entry").path());
    let mut pages: Vec<_> = pages.filter(|path| !path.ends_with("draw.txt")).collect();
    pages.sort();
    let check = ["plan", "check", text(&plan), "--orders", text(&out)];
    fs::remove_file(&pages[0]).expect("removed");
    let name = pages[0].file_name().expect("a name").to_string_lossy().into_owned();
    let said = vigie(&check);
    assert!(said.ended(1).contains(&format!("C196 {name}: a page of orders is missing")), "{}", said.out);
    // While a shift is still sealed no page can be made again, but it can be missed.
    let seeds = dir.path().join("seeds");
    let all = fs::read_to_string(plan.join("private/draw-seeds")).expect("seeds");
    fs::write(&seeds, format!("{}\n", all.lines().next().expect("a shift"))).expect("written");
    let said = vigie(&[&check[..], &["--seeds", text(&seeds)]].concat());
    assert!(said.ended(1).contains("C196") && said.out.contains("NOT checked"), "{}", said.out);
    for page in &pages[1..] {
        fs::remove_file(page).expect("removed");
    }
    let said = vigie(&check);
    let told = said.ended(1);
    assert_eq!(told.matches("C196").count(), pages.len().min(100), "{told}");
    assert!(told.contains(&format!("REFUSED: {} violations", pages.len())), "{told}");
    assert!(pages.len() <= 100 || told.contains(&format!("… + {} more", pages.len() - 100)), "{told}");
}

#[test]
fn orders_of_one_unit_have_no_draw_and_the_check_says_why() {
    let dir = own();
    let (plan, out, all) = (dir.path().join("plan"), dir.path().join("orders"), dir.path().join("all"));
    let said = vigie(&["plan", "orders", text(&plan), "--out", text(&all), "--json"]);
    let told: serde_json::Value = serde_json::from_str(said.ended(0)).expect("one object");
    let units = fs::read_to_string(plan.join("problem.txt")).expect("a problem");
    let units =
        units.lines().find_map(|line| line.strip_prefix("units ")).expect("units").parse::<u64>().expect("so many");
    let idle: u64 =
        told["without_orders"].as_object().expect("kinds").values().filter_map(serde_json::Value::as_u64).sum();
    assert_eq!(told["orders"].as_u64().expect("so many") + idle, units);
    let page = fs::read_dir(&all).expect("orders").map(|entry| entry.expect("an entry").path());
    let page = page.filter(|path| path.extension().is_some_and(|end| end == "gpx")).min().expect("a page");
    let unit = page.file_stem().expect("a unit").to_string_lossy().into_owned();
    let said = vigie(&["plan", "orders", text(&plan), "--unit", &unit, "--out", text(&out)]);
    assert!(said.ended(0).contains("orders for 1 unit\n") && said.out.contains("without draw.txt"), "{}", said.out);
    assert_eq!(fs::read_dir(&out).expect("orders").count(), 3);
    vigie(&["plan", "check", text(&plan), "--orders", text(&out)])
        .refused(3, "these are not the orders of a whole plan");
}

#[test]
fn who_answers_for_an_override_is_told_and_cannot_be_rewritten_under_a_seal() {
    let (dir, ring) = (own(), election().join("private/keys.age"));
    let (plan, out, file) = (dir.path().join("plan"), dir.path().join("orders"), dir.path().join("overrides.csv"));
    let [circuit, site] = first_stop(&plan);
    fs::write(&file, format!("{OVERRIDES}{circuit},{site},arrive,10:00,,Office,A visit\n")).expect("written");
    vigie(&["plan", "orders", text(&plan), "--override", text(&file), "--out", text(&out)]).ended(0);
    let check = ["plan", "check", text(&plan), "--orders", text(&out)];
    let said = vigie(&check);
    let told = said.ended(0);
    for words in ["1 override, that nobody has signed", "Office: A visit", "of its shift foreknown", "chance lost"] {
        assert!(told.contains(words), "{words} in {told}");
    }
    let json = vigie(&[&check[..], &["--json"]].concat());
    let json: serde_json::Value = serde_json::from_str(json.ended(0)).expect("one object");
    assert_eq!((&json["overrides"], &json["orders_sealed"]), (&1.into(), &false.into()));
    assert_eq!(json["price"]["overrides"][0]["by"], "Office");
    let price = &json["price"]["overrides"][0];
    assert!(price["known"].is_number() && price["bits_after"] == 0.0, "{json}");
    // Signed by who answers for the plan, then rewritten.
    let key = ["--keys", text(&ring), "--name", "fr-pr-2017-demo/FR/authority"];
    vigie(&[&["plan", "sign", text(&plan)][..], &key].concat()).ended(0);
    let said = vigie(&[&["plan", "sign", text(&plan), "--orders", text(&out)][..], &key].concat());
    let key = said.ended(0).lines().next().and_then(|line| line.rsplit(' ').next()).expect("a key").to_owned();
    let signed = [&check[..], &["--signer", &key]].concat();
    let said = vigie(&signed);
    assert!(said.ended(0).contains("1 override, signed by this key"), "{}", said.out);
    let path = out.join("draw.txt");
    let good = fs::read_to_string(&path).expect("a draw");
    for (from, to) in [("by Office\n", "by Nobody\n"), ("reason A visit\n", "reason A wish\n")] {
        assert!(good.contains(from), "{from}");
        fs::write(&path, good.replacen(from, to, 1)).expect("written");
        // Found without a key, and with it.
        let said = vigie(&check);
        assert!(said.ended(1).contains("C199 draw.note"), "{}", said.out);
        let said = vigie(&signed);
        assert!(said.ended(1).contains("NOT SIGNED"), "{}", said.out);
    }
    // The seal taken away: who asks for a signature is told.
    fs::remove_file(out.join("draw.note")).expect("removed");
    vigie(&check).ended(0);
    let said = vigie(&signed);
    assert!(said.ended(1).contains("1 override, NOT SIGNED by this key"), "{}", said.out);
}
