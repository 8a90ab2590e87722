//! What is published: a function of the board, and the manifest that names it.

use std::{collections::BTreeMap, sync::Arc};

use election::{
    Board, Definition,
    definition::{Mode, Parts},
    publish::{File, Manifest, Snapshot, pr17},
};
use tlog::hash::Hash;

use crate::fixture::{Night, STATIONS, bureau, correction, figures, holder, id, parts, seal, stamp, usual};

fn published(night: &Night, at: &str) -> BTreeMap<String, String> {
    let snapshot = Snapshot { board: &night.board, root: Hash::of(b"root"), at: stamp(at) };
    let mut files = BTreeMap::<String, String>::new();
    let done: Result<(), ()> = snapshot.each_file(|path, bytes| {
        files.entry(path.to_owned()).or_default().push_str(&String::from_utf8_lossy(bytes));
        Ok(())
    });
    done.expect("nothing fails here");
    files
}

const AFTER: &str = "2017-04-23T20:00:00+02:00";
const BEFORE: &str = "2017-04-23T19:59:59+02:00";

#[test]
fn nothing_of_a_round_before_its_legal_hour() {
    let mut night = Night::begun();
    night.report(STATIONS[0], usual()).expect("admitted");
    let early = published(&night, BEFORE);
    assert!(early.keys().all(|path| !path.starts_with("tables/")));
    assert!(early.values().all(|text| !text.contains("615") && !text.contains("\"counted\"")));
    let late = published(&night, AFTER);
    assert!(late["places/FR.json"].contains("\"cast\":615"));
    assert!(!late.contains_key("tables/round-2/stations.csv"));
    // The same moment on a clock elsewhere is the same moment.
    assert_eq!(published(&night, "2017-04-23T08:00:00-10:00"), late);
}

#[test]
fn a_place_where_nothing_is_counted_has_no_figures_instead_of_zeros() {
    let mut night = Night::begun();
    night.report(STATIONS[0], usual()).expect("admitted");
    let files = published(&night, AFTER);
    assert!(files["places/02.json"].contains("\"missing\":1"));
    assert!(files["places/02.json"].contains("\"figures\":null"));
    assert!(files["tables/round-1/departments.csv"].contains("\n02,Name of 02,R1,1,0,1,0,0,0,0,,,,,,,,,\n"));
    assert!(files["tables/round-1/stations.csv"].contains("\n02-001-0001,02-001,expected,,,,,,,,,,,,\n"));
    assert_eq!(files["tables/round-1/missing.csv"].lines().count(), 1 + 3);
}

#[test]
fn every_row_has_as_many_fields_as_its_header() {
    let mut night = Night::begun();
    let first = night.report(STATIONS[0], usual()).expect("admitted").id;
    let less = figures(0, 0, &[(1, 100), (2, 200), (3, 300)]);
    night.send(correction(STATIONS[0], 2, first, &usual(), less), &bureau(STATIONS[0])).expect("admitted");
    for (path, text) in published(&night, AFTER).iter().filter(|(path, _)| path.contains(".csv")) {
        let fields = |line: &str| line.matches(',').count();
        let mut lines = text.lines();
        let header = fields(lines.next().expect("a header"));
        assert!(lines.all(|line| fields(line) == header), "{path}");
    }
}

#[test]
fn a_figure_that_decreases_names_its_correction() {
    let mut night = Night::begun();
    let first = night.report(STATIONS[0], usual()).expect("admitted").id;
    let less = figures(0, 0, &[(1, 100), (2, 200), (3, 300)]);
    night.send(correction(STATIONS[0], 2, first, &usual(), less), &bureau(STATIONS[0])).expect("admitted");
    let changes = &published(&night, AFTER)["changes.csv"];
    assert!(changes.ends_with("\n2,correction,1,01-001-0001,615,600,600,600,read again\n"), "{changes}");
}

fn manifest() -> Manifest {
    let file = |path: &str| File { path: path.to_owned(), bytes: 3, hash: Hash::of(path.as_bytes()) };
    Manifest {
        definition: Hash::of(b"d"),
        mode: Mode::Test,
        size: 12,
        root: Hash::of(b"r"),
        at: stamp(AFTER),
        folder: "snapshots/12/".to_owned(),
        files: vec![file("changes.csv"), file("places/FR.json")],
    }
}

#[test]
fn a_manifest_comes_back_as_it_was() {
    let text = manifest().to_string();
    assert_eq!(Manifest::parse(&text), Ok(manifest()));
}

#[test]
fn a_manifest_leads_nowhere_outside_its_folder() {
    for path in ["../secret", "/etc/passwd", "a//b", "a/../b", ".hidden", "a/", "", "a b", "a\\b", "é"] {
        let mut bad = manifest();
        bad.files[1].path = path.to_owned();
        bad.files.sort_by(|one, next| one.path.cmp(&next.path));
        assert!(Manifest::parse(&bad.to_string()).is_err(), "{path}");
        let mut bad = manifest();
        bad.folder = format!("{path}/");
        assert!(Manifest::parse(&bad.to_string()).is_err(), "{path}/");
    }
}

#[test]
fn files_twice_or_out_of_order_are_refused() {
    let mut bad = manifest();
    bad.files.reverse();
    assert!(Manifest::parse(&bad.to_string()).is_err());
    let mut bad = manifest();
    bad.files[1] = bad.files[0].clone();
    assert!(Manifest::parse(&bad.to_string()).is_err());
}

/// The file of the official layout after one report, for a definition changed by `change`.
fn official(change: fn(&mut Parts)) -> Option<Vec<u8>> {
    let mut parts = parts();
    change(&mut parts);
    let definition = Arc::new(Definition::new(parts).expect("without fault"));
    let mut night = Night { board: Board::new(Arc::clone(&definition)), definition };
    night.send(seal(&night.definition), &[holder("FR", "authority")]).expect("admitted");
    night.report(STATIONS[1], usual()).expect("admitted");
    let mut out = Vec::new();
    let done: Result<(), ()> = pr17::each_row(&night.board, 0, &mut |chunk| {
        out.extend_from_slice(chunk);
        Ok(())
    });
    done.expect("nothing fails here");
    pr17::fits_round(&night.board, 0).then_some(out)
}

#[test]
fn the_official_layout_holds_what_is_counted_or_there_is_no_such_file() {
    let expected = format!(
        "{}\n01;Name of 01;01;1ère circonscription;001;Évry;0002;\
1000;385;38,50;615;61,50;10;1,00;1,63;5;0,50;0,81;600;60,00;97,56;\
1;;CANDIDATE 1;;100;10,00;16,67;2;;CANDIDATE 2;;200;20,00;33,33;3;;CANDIDATE 3;;300;30,00;50,00\n",
        pr17::HEADER
    );
    let latin1 = |text: &str| -> Vec<u8> { text.chars().filter_map(|c| c.try_into().ok()).collect() };
    let bytes = official(|parts| parts.places[4].name = "Évry".to_owned());
    assert_eq!(bytes, Some(latin1(&expected)));
    // Columns of a constituency that is not there are empty.
    let bytes = official(|parts| parts.stations.iter_mut().for_each(|s| s.constituency = None));
    let text = String::from_utf8_lossy(&bytes.expect("written")).into_owned();
    assert!(text.contains("\n01;Name of 01;;;001;"), "{text}");
    // One name or identifier that does not fit, be it of a station that is not counted.
    assert_eq!(official(|p| p.places[6].name = "Łódź".to_owned()), None);
    assert_eq!(official(|p| p.places[3].name = "a;b".to_owned()), None);
    assert_eq!(official(|p| p.places[3].name = "a\"b".to_owned()), None);
    assert_eq!(official(|p| p.rounds[0].candidates[0].given = "€".to_owned()), None);
    assert_eq!(official(|p| p.stations[3].constituency = Some(id("IV"))), None);
    assert_eq!(
        official(|p| {
            p.places[6].id = id("commune-9");
            p.stations[3].commune = id("commune-9");
        }),
        None
    );
}
