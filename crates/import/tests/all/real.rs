//! The whole election of 2017, where the data is beside the project.

use std::fs;
use std::path::PathBuf;
use std::time::Instant;

use election::Votes;
use import::official::{ResultFile, pr17, read};

/// The directory of real data, or a loud note that the test did not run.
#[expect(clippy::disallowed_methods, reason = "a test may open the data it is run on")]
pub fn data(name: &str) -> Option<Vec<u8>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(name);
    let bytes = fs::read(&path).ok();
    if bytes.is_none() {
        eprintln!("SKIPPED: no real data at {}", path.display());
    }
    bytes
}

pub fn round(name: &str) -> Option<ResultFile> {
    Some(read(data(name)?.as_slice(), name).unwrap_or_else(|refused| panic!("{refused}")))
}

fn sum(file: &ResultFile, figure: impl Fn(&election::Counts) -> Votes) -> u64 {
    file.rows.iter().map(|row| figure(&row.counts).wide()).sum()
}

fn totals(file: &ResultFile) -> [u64; 5] {
    [
        sum(file, |counts| counts.registered),
        sum(file, |counts| counts.cast),
        sum(file, |counts| counts.valid),
        sum(file, |counts| counts.blank),
        sum(file, |counts| counts.void),
    ]
}

fn votes(file: &ResultFile, family: &str) -> u64 {
    let at = file.candidates.iter().position(|candidate| candidate.family == family).expect("a candidate");
    sum(file, |counts| counts.candidates[at])
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test may measure")]
fn the_first_round_adds_up_to_the_vote() {
    let start = Instant::now();
    let Some(file) = round("fr2017_bv_T1.csv.xz") else {
        return;
    };
    eprintln!("first round of 2017 read in {:?}", start.elapsed());
    assert_eq!(file.rows.len(), 69_242);
    assert_eq!(totals(&file), [47_582_183, 37_003_728, 36_054_394, 659_997, 289_337]);
    assert_eq!((votes(&file, "MACRON"), votes(&file, "LE PEN")), (8_656_346, 7_678_491));
    let empty = file.rows.iter().filter(|row| row.counts.cast == Votes::ZERO).count();
    let annulled =
        file.rows.iter().filter(|row| row.counts.valid == Votes::ZERO && row.counts.void > Votes::ZERO).count();
    assert_eq!((empty, annulled), (2, 12));
}

#[test]
fn the_second_round_adds_up_to_the_vote() {
    let Some(file) = round("fr2017_bv_T2.csv.xz") else {
        return;
    };
    assert_eq!(totals(&file), [47_568_693, 35_467_327, 31_381_603, 3_021_499, 1_064_225]);
    assert_eq!((votes(&file, "MACRON"), votes(&file, "LE PEN")), (20_743_128, 10_638_475));
    let annulled =
        file.rows.iter().filter(|row| row.counts.valid == Votes::ZERO && row.counts.void > Votes::ZERO).count();
    assert_eq!(annulled, 38);
}

#[test]
fn the_layout_of_2017_comes_out_byte_for_byte() {
    for round_number in [1, 2] {
        let Some(file) = round(&format!("fr2017_bv_T{round_number}.csv.xz")) else {
            return;
        };
        let mut first = Vec::new();
        pr17::write(&file, &mut first).expect("written");
        let again = read(first.as_slice(), "export").unwrap_or_else(|refused| panic!("{refused}"));
        assert_eq!(again.rows, file.rows);
        let mut second = Vec::new();
        pr17::write(&again, &mut second).expect("written");
        assert!(first == second, "the second export differs");
        let sample = format!("formats/sample_PR17_BVot_T{round_number}_FE.reconstructed.txt");
        let Some(sample) = data(&sample) else { return };
        assert!(first.starts_with(&sample), "the first {} bytes differ from the sample", sample.len());
        assert_eq!(read(sample.as_slice(), "sample").expect("read").rows, file.rows[..300]);
    }
}
