//! What a log can sign although it is not true.

use tlog::Hash;
use verify::Code;

use crate::fixture::{STATIONS, bureau, figures, holder, report, usual};
use crate::press::{Files, Press, checkpoint, found, look, names, plain};

/// More votes than voters, signed by the station and by the log.
#[test]
fn v020_a_message_that_intake_refuses() {
    let mut press = plain();
    press.entries.pop();
    let bad = figures(10, 5, &[(1, 900), (2, 900), (3, 900)]);
    press.entries.push(press.note(report(STATIONS[3], bad), &bureau(STATIONS[3])));
    let audit = look(&press.print());
    assert_eq!(found(&audit), [("V020", "entry 4".to_owned())]);
    let finding = &audit.findings.kept()[0];
    assert!(finding.detail.contains("E103"), "{}", finding.detail);
    assert_eq!(finding.station, Some(crate::fixture::id(STATIONS[3])));
}

#[test]
fn v020_a_message_signed_by_one_or_by_another_station() {
    for signers in [vec![holder(STATIONS[3], "president")], bureau(STATIONS[2]).into()] {
        let mut press = plain();
        press.entries.pop();
        press.entries.push(press.note(report(STATIONS[3], usual()), &signers));
        assert_eq!(found(&look(&press.print())), [("V020", "entry 4".to_owned())]);
    }
}

#[test]
fn v020_bytes_that_are_no_message() {
    let longest = vec![b'\n'; 65_535];
    for bytes in [&b""[..], b"\xff", b"<html>\n\n\n", &longest] {
        let mut press = plain();
        press.entries.push(bytes.to_vec());
        let audit = look(&press.print());
        assert_eq!(found(&audit), [("V020", "entry 5".to_owned())]);
    }
}

/// The seal belongs at the beginning and nowhere else.
#[test]
fn v020_the_log_does_not_begin_with_the_seal() {
    let mut press = plain();
    press.entries.remove(0);
    let audit = look(&press.print());
    assert_eq!(audit.kinds.get("refused"), Some(&4));
}

#[test]
fn v021_a_message_stands_twice() {
    let mut press = plain();
    press.entries.push(press.entries[2].clone());
    let audit = look(&press.print());
    assert_eq!(found(&audit), [("V021", "entry 5".to_owned())]);
    assert_eq!(audit.findings.kept()[0].detail, "first at entry 2");
    assert_eq!(audit.findings.kept()[0].station, Some(crate::fixture::id(STATIONS[1])));
}

#[test]
fn v041_a_manifest_with_another_root() {
    let press = plain();
    let files = press.print_as(&press.snapshot(), |manifest| manifest.root = Hash::of(b"no"));
    let audit = look(&files);
    assert!(names(&audit, "V041", "manifest"), "{:?}", found(&audit));
}

#[test]
fn v041_a_manifest_longer_than_the_log_or_of_another_mode() {
    let press = plain();
    let files = press.print_as(&press.snapshot(), |manifest| manifest.size = 6);
    assert!(names(&look(&files), "V041", "manifest"));
    let files = press.print_as(&press.snapshot(), |manifest| {
        manifest.mode = election::definition::Mode::Live;
    });
    assert!(names(&look(&files), "V041", "manifest"));
}

#[test]
fn v045_entries_are_public_before_their_hour() {
    let press = plain();
    let early = |manifest: &mut election::publish::Manifest| {
        manifest.at = election::Stamp::parse("2017-04-23T19:59:59+02:00").expect("a moment");
    };
    assert!(names(&look(&press.print_as(&press.snapshot(), early)), "V045", "manifest"));
}

#[test]
fn v003_a_manifest_for_another_definition() {
    let press = plain();
    let files = press.print_as(&press.snapshot(), |manifest| {
        manifest.definition = Hash::of(b"another");
    });
    assert!(names(&look(&files), "V003", "definition"));
}

#[test]
fn v042_a_manifest_that_lists_more_or_less() {
    let press = plain();
    let mut less = press.snapshot();
    less.remove("places/02.json");
    let audit = look(&press.print_as(&less, |_| {}));
    assert_eq!(found(&audit), [("V042", "snapshots/5/places/02.json".to_owned())]);
    let mut more = press.snapshot();
    more.insert("places/03.json".to_owned(), b"{}\n".to_vec());
    let audit = look(&press.print_as(&more, |_| {}));
    assert_eq!(found(&audit), [("V042", "snapshots/5/places/03.json".to_owned())]);
}

/// Pages are the publisher's: their hashes hold, what they say is not made again.
#[test]
fn pages_are_counted_and_not_recomputed() {
    let press = plain();
    let audit = look(&press.print_as(&with_pages(&press), |_| {}));
    assert!(found(&audit).is_empty(), "{:?}", found(&audit));
    assert_eq!((audit.files, audit.presented), (press.snapshot().len() as u64, 2));
}

#[test]
fn v043_an_altered_page() {
    let press = plain();
    let path = "snapshots/5/pages/fr/index.html";
    let mut files = press.print_as(&with_pages(&press), |_| {});
    files.insert(path.to_owned(), b"<p>nobody won</p>".to_vec());
    assert_eq!(found(&look(&files)), [("V043", path.to_owned())]);
    files.remove(path);
    assert_eq!(found(&look(&files)), [("V001", path.to_owned())]);
}

/// A log with holes cannot give the figures; the pages are still compared, once.
#[test]
fn v043_an_altered_page_beside_an_unreadable_log() {
    let press = plain();
    let mut files = press.print_as(&with_pages(&press), |_| {});
    files.retain(|path, _| !path.starts_with("tile/entries/"));
    files.insert("snapshots/5/pages/fr/index.html".to_owned(), Vec::new());
    let audit = look(&files);
    let altered = found(&audit).into_iter().filter(|(code, _)| *code == "V043");
    assert_eq!(altered.count(), 1);
    assert_eq!((audit.files, audit.presented), (press.snapshot().len() as u64, 2));
}

#[test]
fn v070_a_page_that_the_manifest_does_not_list() {
    let press = plain();
    let mut files = press.print_as(&with_pages(&press), |_| {});
    files.insert("snapshots/5/pages/fr/extra.html".to_owned(), Vec::new());
    assert_eq!(found(&look(&files)), [("V070", "snapshots/5/pages/fr/extra.html".to_owned())]);
}

/// Only what really lies under `pages/` is excused, and a path cannot lead out of it.
#[test]
fn names_like_pages_excuse_nothing() {
    let press = plain();
    for path in ["pages", "pages.html", "Pages/index.html", "places/pages/index.html", "pages-en/index.html"] {
        let mut more = press.snapshot();
        more.insert(path.to_owned(), b"figures".to_vec());
        let audit = look(&press.print_as(&more, |_| {}));
        assert_eq!(found(&audit), [("V042", format!("snapshots/5/{path}"))]);
    }
    for path in ["pages/../places/FR.json", "pages//index.html", "pages/", "/pages/index.html", "pages/./a"] {
        let mut more = press.snapshot();
        more.insert(path.to_owned(), b"figures".to_vec());
        let audit = look(&press.print_as(&more, |_| {}));
        assert!(names(&audit, "V040", "manifest"), "{path}: {:?}", found(&audit));
    }
}

/// A file of figures that was moved under the pages is missing where it belongs.
#[test]
fn v042_pages_cannot_stand_for_figures() {
    let press = plain();
    let mut moved = press.snapshot();
    let place = moved.remove("places/02.json").expect("there");
    moved.insert("pages/places/02.json".to_owned(), place);
    let audit = look(&press.print_as(&moved, |_| {}));
    assert_eq!(found(&audit), [("V042", "snapshots/5/places/02.json".to_owned())]);
}

fn with_pages(press: &Press) -> Files {
    let mut files = press.snapshot();
    files.insert("pages/fr/index.html".to_owned(), b"<p>results</p>".to_vec());
    files.insert("pages/assets/site.css".to_owned(), b"p{}".to_vec());
    files
}

#[test]
fn v043_a_file_is_not_the_one_of_the_manifest() {
    let press = plain();
    let mut files = press.print();
    let path = "snapshots/5/places/FR.json";
    let text = String::from_utf8(files[path].clone()).expect("text");
    assert!(text.contains("2460"));
    files.insert(path.to_owned(), text.replace("2460", "2461").into_bytes());
    assert_eq!(found(&look(&files)), [("V043", path.to_owned())]);
}

/// File and manifest agree with each other and not with the log.
#[test]
fn v044_a_signed_file_does_not_say_what_the_log_says() {
    let press = plain();
    let mut snapshot = press.snapshot();
    let text = String::from_utf8(snapshot["places/FR.json"].clone()).expect("text");
    snapshot.insert("places/FR.json".to_owned(), text.replace("2460", "2461").into_bytes());
    let files = press.print_as(&snapshot, |_| {});
    let path = "snapshots/5/places/FR.json".to_owned();
    assert_eq!(found(&look(&files)), [("V044", path)]);
}

/// The file is right; its hash in the signed manifest is not.
#[test]
fn v044_a_manifest_with_a_wrong_hash_or_length() {
    let press = plain();
    for bytes in [true, false] {
        let files = press.print_as(&press.snapshot(), |manifest| {
            let file = &mut manifest.files[0];
            if bytes {
                file.bytes += 1;
            } else {
                file.hash = Hash::of(b"no");
            }
        });
        let audit = look(&files);
        assert_eq!(found(&audit), [("V044", "snapshots/5/changes.csv".to_owned())]);
    }
}

/// A report is left out of the snapshot, and the shorter figures are signed.
#[test]
fn v044_a_snapshot_of_fewer_messages_than_it_says() {
    let press = plain();
    let mut short = press.clone();
    short.entries.pop();
    let audit = look(&press.print_as(&short.snapshot(), |_| {}));
    let codes: Vec<_> = audit.findings.counts().map(|(code, _)| code).collect();
    assert_eq!(codes, [Code::Untrue]);
    assert!(names(&audit, "V044", "snapshots/5/places/FR.json"));
}

/// Figures of a round before its legal hour, or kept back after it.
#[test]
fn v042_figures_before_the_legal_hour() {
    let press = plain();
    let mut early = press.clone();
    early.at = "2017-04-23T19:59:59+02:00";
    let audit = look(&early.print_as(&press.snapshot(), |_| {}));
    assert!(names(&audit, "V042", "snapshots/5/tables/round-1/stations.csv"));
    let audit = look(&press.print_as(&early.snapshot(), |_| {}));
    assert!(names(&audit, "V042", "snapshots/5/tables/round-1/stations.csv"));
}

/// Sizes that nobody could ever read must not keep the verifier busy.
#[test]
fn a_log_that_promises_an_endless_number_of_entries() {
    let press = plain();
    for size in [257, 1 << 40, (1 << 63) - 1] {
        let mut files = press.print_as(&press.snapshot(), |manifest| {
            manifest.size = size.min(1 << 40);
        });
        files.insert("checkpoint".to_owned(), checkpoint(size, Hash::of(b"big")));
        let audit = look(&files);
        assert!(names(&audit, "V012", "checkpoint"), "{size}");
        assert!(audit.findings.kept().len() < 50);
    }
}

#[test]
fn a_manifest_cannot_hide_files_of_the_log() {
    let press = plain();
    let mut files = press.print_as(&press.snapshot(), |manifest| {
        manifest.folder = "tile/".to_owned();
        manifest.files.clear();
    });
    files.insert("tile/hidden".to_owned(), Vec::new());
    assert!(names(&look(&files), "V070", "tile/hidden"));
}

#[test]
fn a_checkpoint_is_no_manifest() {
    let press = plain();
    let mut files = press.print();
    let checkpoint = files["checkpoint"].clone();
    files.insert("manifest".to_owned(), checkpoint);
    assert!(names(&look(&files), "V040", "manifest"));
    let mut files = press.print();
    let manifest = files["manifest"].clone();
    files.insert("checkpoint".to_owned(), manifest);
    assert!(names(&look(&files), "V004", "checkpoint"));
}
