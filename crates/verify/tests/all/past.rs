//! The past is rewritten, or two readers are shown two logs.

use tlog::Hash;
use verify::Trust;

use crate::fixture::{self, STATIONS, figures, usual};
use crate::press::{Files, Press, check, checkpoint, country, found, names, plain};

fn seen(files: &Files) -> Trust {
    let seen = Some(files["checkpoint"].clone());
    Trust { seen, ..Trust::default() }
}

/// Two logs of one key that agree up to the second report.
fn fork() -> (Press, Press) {
    let mut one = Press::new(fixture::parts());
    one.report(STATIONS[0], usual());
    let mut other = one.clone();
    one.report(STATIONS[1], usual());
    other.report(STATIONS[1], figures(0, 0, &[(1, 1), (2, 0), (3, 0)]));
    (one, other)
}

#[test]
fn v051_a_split_view_of_one_size() {
    let (one, other) = fork();
    let audit = check(&other.print(), &seen(&one.print()));
    assert_eq!(found(&audit), [("V051", "checkpoint".to_owned())]);
    assert_eq!(found(&check(&one.print(), &seen(&one.print()))), []);
}

#[test]
fn v051_a_rewritten_past_in_a_longer_log() {
    let (one, mut other) = fork();
    other.report(STATIONS[2], usual());
    let audit = check(&other.print(), &seen(&one.print()));
    assert_eq!(found(&audit), [("V051", "checkpoint".to_owned())]);
}

/// Also where only hashes are public, and at sizes that no tile ends at.
#[test]
fn v051_under_embargo() {
    let (press, _) = country();
    let files = press.log(0);
    for size in [1, 255, 256, 257, 600, 700] {
        let root = press.root(size);
        let trust = |root| Trust {
            seen: Some(checkpoint(size as u64, root)),
            definition: Some(press.definition.hash()),
            ..Trust::default()
        };
        assert_eq!(found(&check(&files, &trust(root))), []);
        let audit = check(&files, &trust(Hash::of(b"other")));
        assert_eq!(found(&audit), [("V051", "checkpoint".to_owned())]);
    }
}

#[test]
fn an_empty_log_seen_before_has_one_root() {
    let files = plain().print();
    let trust = |root| Trust { seen: Some(checkpoint(0, root)), ..Trust::default() };
    assert_eq!(found(&check(&files, &trust(Hash::of(b"")))), []);
    assert!(names(&check(&files, &trust(Hash::of(b"x"))), "V051", "checkpoint"));
}

#[test]
fn v051_what_was_seen_is_of_another_log() {
    for bytes in [&b""[..], b"garbage", b"a\n1\nb\n"] {
        let trust = Trust { seen: Some(bytes.to_vec()), ..Trust::default() };
        assert!(names(&check(&plain().print(), &trust), "V051", "checkpoint"));
    }
}
