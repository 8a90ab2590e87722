//! What the reader's clock finds, and what it lets pass.

use election::{
    intake::OneHand,
    message::{Body, Report},
};
use tlog::{
    registration::register_all,
    tile::{Bundle, encode_bundle},
};
use verify::{Audit, SeenSnapshot, Trust, audit};

use crate::fixture::{STATIONS, bureau, evening, figures, id, stamp};
use crate::press::{Directory, Files, NIGHT, Press, check, country, found, names, plain};

const BETWEEN: &str = "2017-05-01T12:00:00+02:00";

fn trust(now: &str) -> Trust {
    Trust { now: Some(stamp(now).instant()), ..Trust::default() }
}

/// The same files from a source that lists and from one that does not.
fn both(files: &Files, now: &str) -> [Audit; 2] {
    [true, false].map(|lists| audit(&Directory { files, lists }, &OneHand, &register_all, &trust(now)))
}

#[track_caller]
fn assert_each(files: &Files, now: &str, due: &[(&'static str, &str)]) {
    let due: Vec<_> = due.iter().map(|(code, place)| (*code, (*place).to_owned())).collect();
    for audit in both(files, now) {
        assert_eq!(found(&audit), due, "{now}");
    }
}

fn second_round(press: &mut Press, station: &str) {
    let figures = figures(10, 5, &[(2, 200), (3, 300)]);
    let (round, station_id) = (2, id(station));
    let report = Report { round, station: station_id, edition: 1, figures, reason: None, counted_at: evening() };
    press.send(Body::Report(report), &bureau(station));
}

/// A night whose log holds two reports of the second round that no manifest speaks for.
fn before_the_second_round() -> Press {
    let mut press = plain();
    press.public = Some(press.entries.len());
    second_round(&mut press, STATIONS[0]);
    second_round(&mut press, STATIONS[1]);
    press
}

fn with_entries(press: &Press, first: u64, entries: &[Vec<u8>], width: u16) -> Files {
    let mut files = press.print();
    let path = Bundle { index: first / 256, width }.path();
    files.insert(path, encode_bundle(entries));
    files
}

#[test]
fn v045_entries_of_a_round_to_come_beyond_the_manifest() {
    let press = before_the_second_round();
    assert_eq!((press.public(), press.entries.len()), (5, 7));
    for audit in both(&press.print(), BETWEEN) {
        assert_eq!(found(&audit), [], "withheld, as it must be");
    }
    let files = with_entries(&press, 0, &press.entries, 7);
    for audit in both(&files, BETWEEN) {
        assert_eq!(found(&audit), [("V045", "entry 5".to_owned()), ("V045", "entry 6".to_owned())]);
        let finding = &audit.findings.kept()[0];
        assert_eq!(finding.station, Some(id(STATIONS[0])));
        let detail = "about round 2, whose legal hour is 2017-05-07T20:00:00+02:00; now 2017-05-01T12:00:00+02:00";
        assert_eq!(finding.detail, detail);
    }
    // Some minutes are the reader's; and at the hour the publisher is at work.
    for now in ["2017-05-07T19:56:00+02:00", "2017-05-07T20:00:00+02:00", "2026-01-01T00:00:00+00:00"] {
        assert_each(&files, now, &[]);
    }
    assert_each(&files, "2017-05-07T19:54:00+02:00", &[("V045", "entry 5"), ("V045", "entry 6")]);
    assert_eq!(found(&check(&files, &Trust::default())), [], "without a clock the publisher's word stands");
}

/// A publisher in the middle of its work: bundles are there, the manifest is still the old one.
#[test]
fn a_publication_under_way_is_lawful() {
    let mut press = plain();
    press.public = Some(3);
    let files = with_entries(&press, 0, &press.entries, 5);
    assert_each(&files, NIGHT, &[]);
}

#[test]
fn v045_beyond_the_edge_and_beyond_the_checkpoint() {
    let (mut press, _) = country();
    press.public = Some(1);
    press.at = "2017-04-23T10:00:00+02:00";
    let early = "2017-04-23T12:00:00+02:00";
    let clean = press.print();
    assert_each(&clean, early, &[]);
    // One early bundle, full, at the edge: 255 entries, of which the first twenty are kept.
    let first = with_entries(&press, 0, &press.entries[..256], 256);
    for audit in both(&first, early) {
        assert_eq!(audit.findings.counts().map(|(code, n)| (code.code(), n)).collect::<Vec<_>>(), [("V045", 255)]);
        assert_eq!(found(&audit)[0], ("V045", "entry 1".to_owned()));
    }
    // A directory tells the second one too; a site is not asked for it where the first is absent.
    let second = with_entries(&press, 256, &press.entries[256..512], 256);
    let [directory, site] = both(&second, early);
    assert!(names(&directory, "V045", "entry 256"));
    assert_eq!(found(&site), []);
    // Longer than the signed log: nobody vouches for it, but somebody reads it.
    let entries: Vec<Vec<u8>> = press.entries.iter().rev().take(256).cloned().collect();
    let beyond = with_entries(&press, 768, &entries, 256);
    let audit = check(&beyond, &trust(early));
    assert!(names(&audit, "V045", "entry 768") && names(&audit, "V070", "tile/entries/003"), "{:?}", found(&audit));
}

/// A portal that answers everything with a page gives no contents away.
#[test]
fn what_is_no_bundle_is_not_early() {
    let press = before_the_second_round();
    let mut files = press.print();
    files.insert("tile/entries/000".to_owned(), b"<html>no</html>".to_vec());
    let source = Directory { files: &files, lists: false };
    assert_eq!(found(&audit(&source, &OneHand, &register_all, &trust(BETWEEN))), []);
}

#[test]
fn v045_without_a_manifest() {
    let press = plain();
    for audit in both(&press.log(5), "2017-04-23T12:00:00+02:00") {
        assert!(names(&audit, "V045", "entry 1") && names(&audit, "V001", "manifest"), "{:?}", found(&audit));
        assert!(!names(&audit, "V045", "entry 0"), "the seal is about no round");
    }
}

/// The manifest says that the hour has come; the reader's clock says that it has not.
#[test]
fn v045_a_manifest_that_gives_a_later_date() {
    let files = plain().print();
    for (now, codes) in [
        ("2017-04-23T14:00:00+02:00", &["V045"][..]),
        ("2017-04-23T19:54:59+02:00", &["V045"]),
        ("2017-04-23T19:55:00+02:00", &[]),
        (NIGHT, &[]),
    ] {
        let audit = check(&files, &trust(now));
        assert_eq!(found(&audit), codes.iter().map(|code| (*code, "manifest".to_owned())).collect::<Vec<_>>(), "{now}");
    }
}

#[test]
fn v046_a_manifest_from_the_future() {
    let mut press = plain();
    press.at = "2017-05-01T12:00:01+02:00";
    let files = press.print();
    let audit = check(&files, &trust("2017-04-30T12:00:00+02:00"));
    assert_eq!(found(&audit), [("V046", "manifest".to_owned())]);
    assert_eq!(audit.findings.kept()[0].detail, "dated 2017-05-01T12:00:01+02:00, now 2017-04-30T12:00:00+02:00");
    assert_eq!(found(&check(&files, &trust("2017-04-30T12:00:01+02:00"))), []);
    // The ends of the clock are clocks too.
    for now in [i64::MIN, i64::MAX] {
        let trust = Trust { now: Some(now), ..Trust::default() };
        assert_eq!(found(&check(&files, &trust)).is_empty(), now > 0);
    }
}

#[test]
fn a_manifest_that_is_overdue_is_said_and_no_finding() {
    let press = plain();
    let files = press.log(0);
    let at = |now| check(&files, &Trust { definition: Some(press.definition.hash()), ..trust(now) });
    assert_eq!(at("2017-04-23T19:59:59+02:00").overdue, None);
    for now in ["2017-04-23T20:00:00+02:00", "2026-01-01T00:00:00+00:00"] {
        let audit = at(now);
        assert_eq!(found(&audit), []);
        assert_eq!(audit.overdue, Some(stamp("2017-04-23T20:00:00+02:00")));
    }
    assert_eq!(check(&files, &Trust::default()).overdue, None);
    assert_eq!(check(&press.print(), &trust("2026-01-01T00:00:00+00:00")).overdue, None);
}

/// The checkpoint is the newest; the snapshot beside it is an older one, and signed.
#[test]
fn v050_an_older_snapshot_beside_a_newer_checkpoint() {
    let seen = |size, at| Trust { seen_snapshot: Some(SeenSnapshot { size, at: stamp(at) }), ..Trust::default() };
    let mut press = plain();
    press.public = Some(3);
    let older = press.print();
    assert_eq!(found(&check(&older, &Trust::default())), [], "by itself nothing is wrong with it");
    let audit = check(&older, &seen(5, NIGHT));
    assert_eq!(found(&audit), [("V050", "manifest".to_owned())]);
    assert!(audit.findings.kept()[0].detail.starts_with("a snapshot of 5 entries"), "{audit:?}");
    // The same entries, shown again with an earlier date: with fewer rounds perhaps.
    assert!(names(&check(&older, &seen(3, "2017-04-23T23:00:01+02:00")), "V050", "manifest"));
    for honest in [seen(3, NIGHT), seen(3, "2017-04-23T22:00:00+02:00"), seen(2, "2017-04-24T12:00:00+02:00")] {
        assert_eq!(found(&check(&older, &honest)), []);
    }
    // Taken away altogether.
    let audit = check(&press.log(0), &Trust { definition: Some(press.definition.hash()), ..seen(3, NIGHT) });
    assert_eq!(found(&audit), [("V050", "manifest".to_owned())]);
}
