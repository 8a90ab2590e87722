//! Honest publishers: no finding, and the right figures.

use tlog::Hash;
use verify::Trust;

use crate::fixture::{self, STATIONS, usual};
use crate::press::{Directory, check};
use crate::press::{Press, WITNESSES, cosign, country, eventful, found, look, plain, witnessed};

const NONE: Vec<(&str, String)> = Vec::new();

#[test]
fn four_reports_are_verified() {
    let audit = look(&plain().print());
    assert_eq!(found(&audit), NONE);
    assert!(audit.findings.is_clean());
    let kinds: Vec<_> = audit.kinds.into_iter().collect();
    assert_eq!(kinds, [("vigie.report/v1", 4), ("vigie.seal/v1", 1)]);
    assert_eq!(audit.signatures, 1 + 4 * 2);
    let board = audit.board.expect("a board");
    let tally = board.tally(0, board.definition().nation());
    assert_eq!((tally.progress.counted(), tally.progress.missing()), (4, 0));
    assert_eq!(tally.sums.row().collect::<Vec<_>>(), [4000, 2460, 2460, 40, 20, 2400, 400, 800, 1200]);
    assert_eq!(tally.sums.candidates, [400, 800, 1200].into());
}

#[test]
fn a_night_with_everything_is_verified() {
    let audit = look(&eventful().print());
    assert_eq!(found(&audit), NONE);
    let kinds: Vec<_> = audit.kinds.into_iter().collect();
    assert_eq!(
        kinds,
        [
            ("vigie.annulment/v1", 1),
            ("vigie.correction/v1", 1),
            ("vigie.key-revoked/v1", 1),
            ("vigie.key/v1", 1),
            ("vigie.report/v1", 4),
            ("vigie.seal/v1", 1),
        ]
    );
    assert_eq!(audit.signatures, 1 + 4 * 2 + 2 + 3);
    let board = audit.board.expect("a board");
    let tally = board.tally(0, board.definition().nation());
    let p = &tally.progress;
    assert_eq!((p.counted(), p.conflict, p.annulled, p.missing()), (1, 1, 1, 1));
    assert_eq!(tally.sums.valid, 590);
}

#[test]
fn several_bundles_and_two_levels_of_tiles_are_verified() {
    let (press, counts) = country();
    let files = press.print();
    for path in ["tile/entries/001", "tile/entries/002.p/189", "tile/1/000.p/2"] {
        assert!(files.contains_key(path), "{path}");
    }
    // Left over from the batch before: still there, and checked.
    assert!(files.contains_key("tile/0/002.p/88"));
    let audit = look(&files);
    assert_eq!(found(&audit), NONE);
    assert_eq!(audit.signatures, 1 + 700 * 2);
    assert_eq!(audit.files, press.snapshot().len() as u64);
    let board = audit.board.expect("a board");
    let valid: u64 = counts.iter().map(|one| one.valid.wide()).sum();
    assert_eq!(board.tally(0, board.definition().nation()).sums.valid, valid);
}

#[test]
fn a_source_that_cannot_list_gives_the_same_verdict() {
    let files = eventful().print();
    let source = Directory { files: &files, lists: false };
    let register = tlog::registration::register_all;
    let audit = verify::audit(&source, &election::intake::OneHand, &register, &Trust::default());
    assert_eq!(found(&audit), NONE);
    assert_eq!(audit.files, look(&files).files);
}

#[test]
fn one_witness_of_two_is_the_quorum() {
    let press = Press::new(witnessed());
    for witness in WITNESSES {
        let mut files = press.print();
        cosign(&mut files, witness);
        let audit = look(&files);
        assert_eq!(found(&audit), NONE, "{witness}");
        assert!(audit.policy.expect("a verdict").quorum_reached);
    }
}

/// Before the legal hour the hashes are public and nothing else.
#[test]
fn a_log_without_a_manifest_is_whole_and_nothing_is_published_yet() {
    let press = plain();
    let files = press.log(0);
    let audit = look(&files);
    assert!(audit.findings.is_clean());
    assert_eq!(found(&audit), [("V005", "definition".to_owned())]);
    assert!(audit.manifest.is_none() && audit.board.is_none());
    assert_eq!(audit.checkpoint.expect("signed").size, 5);
    let trust = Trust { definition: Some(press.definition.hash()), ..Trust::default() };
    assert_eq!(found(&check(&files, &trust)), NONE);
}

/// The seal and the status messages are public before the vote; the reports are not.
#[test]
fn a_manifest_may_speak_of_the_beginning_of_the_log_only() {
    let (mut press, _) = country();
    for public in [1, 300, 512, 690] {
        press.public = Some(public);
        let files = press.print();
        let audit = look(&files);
        assert_eq!(found(&audit), NONE, "{public}");
        let board = audit.board.expect("a board");
        assert_eq!(board.size(), public as u64);
        assert_eq!(audit.checkpoint.expect("signed").size, 701);
    }
}

/// A hub deletes partial files once the full ones exist, even while somebody reads.
#[test]
fn a_log_that_grows_while_it_is_read_is_verified() {
    let (mut press, _) = country();
    press.public = Some(300);
    press.batches = vec![400];
    let mut files = press.print();
    let older = {
        let mut press = press.clone();
        press.batches.clear();
        press.entries.truncate(400);
        press.print()
    };
    files.insert("checkpoint".to_owned(), older["checkpoint"].clone());
    let partial = "tile/entries/001.p/44";
    assert!(files.remove(partial).is_some());
    let full = press.log(512)["tile/entries/001"].clone();
    files.insert("tile/entries/001".to_owned(), full);
    let source = Directory { files: &files, lists: false };
    let register = tlog::registration::register_all;
    let audit = verify::audit(&source, &election::intake::OneHand, &register, &Trust::default());
    assert_eq!(found(&audit)[..], NONE[..]);
}

#[test]
fn an_empty_log_is_whole() {
    let mut press = Press::new(fixture::parts());
    press.entries.clear();
    let files = press.log(0);
    let audit = look(&files);
    assert!(audit.findings.is_clean(), "{:?}", audit.findings);
    assert_eq!(audit.checkpoint.expect("signed").root, Hash::of(b""));
}

#[test]
fn the_same_figures_at_every_station_are_not_the_same_message() {
    let mut press = Press::new(fixture::parts());
    assert_ne!(press.report(STATIONS[0], usual()), press.report(STATIONS[1], usual()));
}
