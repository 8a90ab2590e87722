//! `vigie project`: on a small invented country, and on the real rounds where they are beside the
//! project.

use std::fs;

use crate::vigie::{shared, text, vigie};

/// Two rounds of 30 communes with one to six stations in three departments; the second is the
/// first with the third candidate's votes given away, in larger communes more to the first.
struct Country {
    dir: tempfile::TempDir,
    first: String,
    second: String,
}

const HEAD: &str = "departement,commune,bureau,circonscription,commune_libelle,inscrits,votants,blancs,exprimes";

impl Country {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let (mut first, mut second) = (format!("{HEAD},1:FABRE,2:ADAM,3:BLANC\n"), format!("{HEAD},1:FABRE,2:ADAM\n"));
        for at in 0..30_u32 {
            for station in 0..=at % 6 {
                let place = format!("{:02},{at:03},{station:04},1,Commune {at}", 1 + at % 3);
                let noise = (at * 37 + station * 53) % 41;
                let [a, b, c] = [200 + 3 * noise, 260 - 2 * noise, 90 + noise];
                let to_first = c * (40 + 5 * (at % 6)) / 100;
                first.push_str(&line(&place, &[a, b, c]));
                second.push_str(&line(&place, &[a + to_first, b + c / 4]));
            }
        }
        let [first, second] = [("T1.csv", first), ("T2.csv", second)].map(|(name, rows)| {
            let path = dir.path().join(name);
            fs::write(&path, rows).expect("written");
            text(&path).to_owned()
        });
        Self { dir, first, second }
    }

    fn path(&self, name: &str, content: &str) -> String {
        let path = self.dir.path().join(name);
        fs::write(&path, content).expect("written");
        text(&path).to_owned()
    }
}

fn line(place: &str, votes: &[u32]) -> String {
    let valid: u32 = votes.iter().sum();
    let votes: Vec<String> = votes.iter().map(u32::to_string).collect();
    format!("{place},800,{},{},{valid},{}\n", valid + 12, 9, votes.join(","))
}

fn json(out: &str) -> serde_json::Value {
    serde_json::from_str(out).expect("JSON")
}

fn number(value: &serde_json::Value) -> f64 {
    value.as_f64().expect("a number")
}

#[test]
fn all_stations_are_the_result() {
    let country = Country::new();
    let said = vigie(&["project", &country.second, "--earlier", &country.first, "--json"]);
    let told = json(said.ended(0));
    assert_eq!(told["counted"], told["stations"]);
    let first = &told["candidates"][0];
    assert_eq!(first["name"], "FABRE");
    for name in ["low", "high", "running"] {
        assert_eq!(first[name], first["share"], "nothing is open any more");
    }
}

#[test]
fn a_part_is_told_with_its_interval_and_the_same_way_twice() {
    let country = Country::new();
    let words = ["project", &country.second, "--earlier", &country.first, "--counted", "60", "--json"];
    let said = vigie(&words);
    let told = json(said.ended(0));
    let whole = vigie(&["project", &country.second, "--earlier", &country.first, "--json"]);
    let end = number(&json(whole.ended(0))["candidates"][0]["share"]);
    let first = &told["candidates"][0];
    let (low, share, high) = (number(&first["low"]), number(&first["share"]), number(&first["high"]));
    assert!(low < share && share < high && low <= end && end <= high, "{first} {end}");
    assert!((share - end).abs() < 0.02, "{first} {end}");
    assert_eq!(said.out, vigie(&words).out);
}

#[test]
fn without_reports_anything_may_come() {
    let country = Country::new();
    let said = vigie(&["project", &country.second, "--earlier", &country.first, "--counted", "0", "--json"]);
    let told = json(said.ended(0));
    assert_eq!((told["counted"].as_u64(), number(&told["widening"])), (Some(0), 1.0));
    for candidate in told["candidates"].as_array().expect("candidates") {
        assert_eq!((number(&candidate["low"]), number(&candidate["high"])), (0.0, 1.0));
    }
}

#[test]
fn what_was_kept_can_be_kept_again() {
    let country = Country::new();
    let kept = text(&country.dir.path().join("kept.txt")).to_owned();
    let words = ["project", &country.second, "--earlier", &country.first, "--json"];
    let counted = vigie(&[&words[..], &["--counted", "50", "--write-stations", &kept]].concat());
    let listed = vigie(&[&words[..], &["--stations", &kept]].concat());
    assert_eq!(counted.ended(0), listed.ended(0));
    let unknown = country.path("unknown.txt", "01-000-0000\n99-000-0000\n");
    vigie(&[&words[..], &["--stations", &unknown]].concat()).refused(1, "unknown.txt:2");
    let twice = country.path("twice.txt", "01-000-0000\n01-000-0000\n");
    vigie(&[&words[..], &["--stations", &twice]].concat()).refused(1, "in the list already");
    vigie(&[&words[..], &["--stations", &kept, "--counted", "5"]].concat()).ended(2);
    vigie(&[&words[..], &["--counted", "101"]].concat()).ended(2);
}

#[test]
fn stations_of_the_earlier_file_only_are_still_to_come() {
    let country = Country::new();
    let whole = fs::read_to_string(&country.second).expect("read");
    let half: Vec<&str> = whole.lines().take(60).collect();
    let part = country.path("part.csv", &format!("{}\n", half.join("\n")));
    let told = json(vigie(&["project", &part, "--earlier", &country.first, "--json"]).ended(0));
    assert_eq!(told["counted"].as_u64(), Some(59));
    assert_eq!(told["stations"].as_u64(), Some(whole.lines().count() as u64 - 1));
}

#[test]
fn a_new_station_is_told_and_a_broken_file_refused() {
    let country = Country::new();
    let earlier = fs::read_to_string(&country.first).expect("read");
    let shorter: Vec<&str> = earlier.lines().filter(|line| !line.starts_with("01,003,0000")).collect();
    let path = country.path("shorter.csv", &format!("{}\n", shorter.join("\n")));
    let said = vigie(&["project", &country.second, "--earlier", &path, "--counted", "90"]);
    assert!(said.ended(0).contains("1 reported stations were not at the earlier contest"), "{}", said.out);
    assert!(said.out.starts_with("Internal until the legal hour."), "{}", said.out);
    let broken = country.path("broken.csv", &earlier.replacen(",800,", ",8,", 1));
    vigie(&["project", &country.second, "--earlier", &broken, "--json"]).refused(1, "I131");
}

#[test]
fn the_real_second_round_is_held_from_a_third_of_the_reports() {
    let (Some(first), Some(second)) = (shared("fr2017_bv_T1.csv.xz"), shared("fr2017_bv_T2.csv.xz")) else { return };
    let said = vigie(&["project", text(&second), "--earlier", text(&first), "--counted", "30", "--json"]);
    let told = json(said.ended(0));
    let macron = &told["candidates"].as_array().expect("candidates")[0];
    assert_eq!(macron["name"], "MACRON");
    let end = 20_743_128.0 / 31_381_603.0;
    assert!(number(&macron["low"]) <= end && end <= number(&macron["high"]), "{macron}");
    assert!(number(&macron["high"]) - number(&macron["low"]) < 0.04, "{macron}");
    assert!((number(&macron["running"]) - end).abs() > 0.05, "small communes first: {macron}");
    assert!(number(&macron["majority"]) > 0.99, "{macron}");
}
