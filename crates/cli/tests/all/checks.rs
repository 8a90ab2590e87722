//! `vigie checks scan` and `vigie checks bench`: on a small invented file, and on the real rounds
//! where they are beside the project.

use std::fs;
use std::path::Path;

use crate::vigie::{shared, text, vigie};

const HEADER: &str = "departement,commune,bureau,circonscription,commune_libelle,inscrits,votants,blancs,exprimes,\
1:FABRE,2:ADAM,3:EVRARD,4:BLANC,5:DUVAL,6:CARON";
const COMMUNES: u32 = 30;
const STATIONS: u32 = 6;

/// A small step of chance: the same figures every time.
fn dice(seed: &mut u64, below: u32) -> u32 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    u32::try_from((*seed >> 33) % u64::from(below)).expect("below a u32")
}

/// The votes of every station of an invented department, one commune after the other.
fn country(mut seed: u64) -> Vec<[u32; 6]> {
    let mut stations = Vec::new();
    for _ in 0..COMMUNES {
        let lean = [320, 250, 180, 120, 80, 50].map(|share| share * (85 + dice(&mut seed, 30)) / 100);
        for _ in 0..STATIONS {
            let size = 400 + dice(&mut seed, 400);
            stations.push(lean.map(|share| size * share / 1_000 * (94 + dice(&mut seed, 13)) / 100));
        }
    }
    stations
}

fn line(at: u32, votes: &[u32; 6]) -> String {
    let (commune, station) = (at / STATIONS + 1, at % STATIONS + 1);
    let valid: u32 = votes.iter().sum();
    let (blank, void) = (valid * 5 / 100, valid / 100);
    let cast = valid + blank + void;
    let votes = votes.map(|votes| votes.to_string()).join(",");
    format!("01,{commune:03},{station:04},1,Commune {commune},{},{cast},{blank},{valid},{votes}", cast * 5 / 4)
}

fn file(stations: &[[u32; 6]]) -> String {
    let lines: Vec<String> = (0..).zip(stations).map(|(at, votes)| line(at, votes)).collect();
    format!("{HEADER}\n{}\n", lines.join("\n"))
}

fn written(dir: &Path, name: &str, content: &str) -> String {
    let path = dir.join(name);
    fs::write(&path, content).expect("written");
    text(&path).to_owned()
}

/// Station and code of every finding, in their order.
fn findings(out: &str) -> Vec<(String, String)> {
    let found: serde_json::Value = serde_json::from_str(out).expect("JSON");
    let list = found["findings"].as_array().expect("a list of findings");
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
    let scores: Vec<f64> = list.iter().map(|finding| finding["score"].as_f64().expect("a score")).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b), "the most suspicious first: {scores:?}");
    list.iter().map(|finding| (text(&finding["station"]), text(&finding["code"]))).collect()
}

fn pair(station: &str, code: &str) -> (String, String) {
    (station.to_owned(), code.to_owned())
}

#[test]
fn exchanged_rows_come_first() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let mut stations = country(1);
    stations[33].swap(0, 5);
    let path = written(dir.path(), "T1.csv", &file(&stations));
    let said = vigie(&["checks", "scan", &path, "--json"]);
    assert_eq!(findings(said.ended(0))[0], pair("01-006-0004", "W402"));
    let words = vigie(&["checks", "scan", &path]);
    assert!(words.ended(0).starts_with("01-006-0004 "), "{}", words.out);
    assert!(words.out.contains("A question is not a fault."), "{}", words.out);
}

#[test]
fn a_broken_sum_is_a_finding_and_hides_no_other() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let mut stations = country(2);
    stations[33].swap(0, 5);
    let sound = file(&stations);
    let broken: Vec<String> = (0..)
        .zip(sound.lines())
        .map(|(number, line)| {
            let (rest, last) = line.rsplit_once(',').expect("cells");
            match number {
                10 => format!("{rest},{}", last.parse::<u32>().expect("votes") + 1),
                20 => format!("{rest},-3"),
                _ => line.to_owned(),
            }
        })
        .collect();
    let path = written(dir.path(), "T1.csv", &format!("{}\n", broken.join("\n")));
    let said = vigie(&["checks", "scan", &path, "--json"]);
    let found = findings(said.ended(0));
    assert_eq!(found[0], pair("01-002-0004", "E102"));
    assert_eq!(found[1], pair("01-004-0002", "I121"));
    assert_eq!(found[2], pair("01-006-0004", "W402"), "and no other is hidden");
    let words = vigie(&["checks", "scan", &path, "--lang", "fr"]);
    assert!(words.ended(0).contains("(ligne 11) E102 : exprimés ≠ somme des voix"), "{}", words.out);
    assert!(words.out.contains("2 fautes"), "{}", words.out);
    let election = dir.path().join("election");
    let import = vigie(&["import", &path, "--round", "1", "--out", text(&election)]);
    import.refused(1, "I134");
    assert!(!election.exists(), "what is imported is read by the strict verdict");
}

#[test]
fn a_file_that_leaves_uncertain_who_is_meant_is_refused() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let short = file(&country(3)).replacen(",Commune 1,", ",", 1);
    let path = written(dir.path(), "T1.csv", &short);
    let said = vigie(&["checks", "scan", &path, "--json"]);
    said.refused(1, "I120");
}

#[test]
fn a_station_of_the_earlier_round_that_is_missing() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let before = written(dir.path(), "T1.csv", &file(&country(4)));
    let whole = file(&country(5));
    let gone: Vec<&str> = (0..).zip(whole.lines()).filter(|(at, _)| *at != 40).map(|(_, line)| line).collect();
    let now = written(dir.path(), "T2.csv", &format!("{}\n", gone.join("\n")));
    let said = vigie(&["checks", "scan", &now, "--previous", &before, "--json"]);
    assert!(findings(said.ended(0)).contains(&pair("01-007-0004", "W503")), "{}", said.out);
}

#[test]
fn the_bench_measures_every_rule() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let first = written(dir.path(), "T1.csv", &file(&country(6)));
    let second = written(dir.path(), "T2.csv", &file(&country(7)));
    let said = vigie(&["checks", "bench", &first, &second, "--draws", "100", "--json"]);
    let bench: serde_json::Value = serde_json::from_str(said.ended(0)).expect("JSON");
    let runs = bench["runs"].as_array().expect("runs");
    assert_eq!(runs.len(), 3, "each alone, and the second after the first");
    let power = runs[0]["power"].as_array().expect("power");
    let of = |rule: &str, mistake: &str| {
        let row = power.iter().find(|row| row["rule"] == rule && row["mistake"] == mistake);
        row.unwrap_or_else(|| panic!("{rule} on {mistake} is not measured"))["found_at_1_percent"].as_u64()
    };
    assert!(of("W402", "exchange") > of("W402", "blank-void"), "a rule finds its own mistake");
    assert!(power.iter().all(|row| row["rule"] != "W503"), "one station tells it nothing");
    let wide = runs[2]["contest"].as_array().expect("whole contests");
    let missing = wide.iter().find(|row| row["rule"] == "W503").expect("measured after an earlier round");
    assert_eq!(missing["made"], missing["found"]);
    assert_eq!(missing["clean_flagged"], 0);
}

/// Rows exchanged on purpose in the real file come before all others, and a broken sum does not
/// hide them.
#[test]
fn exchanges_in_the_real_round_are_found() {
    let (Some(first), Some(second)) = (shared("fr2017_bv_T1.csv.xz"), shared("fr2017_bv_T2.csv.xz")) else { return };
    let clean = vigie(&["checks", "scan", text(&second), "--previous", text(&first), "--json"]);
    let clean = findings(clean.ended(0));
    let mut stations: Vec<&String> = clean.iter().map(|(station, _)| station).collect();
    stations.sort_unstable();
    stations.dedup();
    let asked = stations.len();
    assert!((100..=1_000).contains(&asked), "1 % of 69,242 stations is 692; {asked} are asked about");
    assert!(clean.iter().all(|(_, code)| code.starts_with('W')), "the definitive file has no broken sum");
    assert!(clean.iter().all(|(_, code)| code != "W503" && code != "W504"), "both rounds have the same stations");
}
