//! One receipt, offline.

use std::sync::Arc;

use election::Definition;
use tlog::{
    Checkpoint, Hash, Policy, TlogProof,
    tile::{Tile, TileReader},
    tree,
};
use verify::receipt;

use crate::fixture::{self, STATIONS, usual};
use crate::press::{Press, eventful, plain};

fn of(press: &Press, index: usize) -> TlogProof {
    let files = press.print();
    let size = press.entries.len() as u64;
    let reader = TileReader::new(size, |tile: Tile| files.get(&tile.path()).cloned());
    let path = tree::inclusion_proof(&reader, index as u64, size).expect("a proof");
    TlogProof {
        extra: Some(press.entries[index].clone()),
        index: index as u64,
        path,
        checkpoint: String::from_utf8(files["checkpoint"].clone()).expect("text"),
    }
}

fn check(press: &Press, proof: &TlogProof) -> Result<verify::ReceiptVerdict, verify::receipt::BadReceipt> {
    receipt(proof.to_string().as_bytes(), Some(&press.definition), None)
}

#[test]
fn a_good_receipt() {
    let press = plain();
    for index in 0..5 {
        let verdict = check(&press, &of(&press, index)).expect("good");
        assert_eq!(verdict.index, index as u64);
        assert_eq!(verdict.checkpoint.size, 5);
        assert!(verdict.signed);
    }
    let verdict = check(&press, &of(&press, 2)).expect("good");
    assert_eq!(verdict.message.station(), Some((1, fixture::id(STATIONS[1]))));
}

/// Without the definition the log is still asked, the holders are not; and it says so.
#[test]
fn a_receipt_under_a_policy_alone() {
    let press = plain();
    let policy = |name| {
        let key = fixture::signer(name).verifier_key().to_string();
        Policy::parse(format!("log {key}\nquorum none\n").as_bytes()).expect("a policy")
    };
    let bytes = of(&press, 2).to_string();
    let own = policy(crate::press::LOG);
    assert!(!receipt(bytes.as_bytes(), None, Some(&own)).expect("good").signed);
    assert!(receipt(bytes.as_bytes(), None, Some(&policy("log.example/other"))).is_err());
    assert!(receipt(bytes.as_bytes(), None, None).is_err());
}

#[test]
fn another_stations_entry_index_or_checkpoint() {
    let press = plain();
    let good = of(&press, 2);
    let entry = TlogProof { extra: Some(press.entries[3].clone()), ..good.clone() };
    let none = TlogProof { extra: None, ..good.clone() };
    let mut longer = press.clone();
    longer.report(STATIONS[0], fixture::figures(0, 0, &[(1, 1), (2, 1), (3, 1)]));
    let checkpoint = TlogProof { checkpoint: of(&longer, 2).checkpoint, ..good.clone() };
    for index in [0, 1, 3, 4, 5, u64::from(u32::MAX)] {
        assert!(check(&press, &TlogProof { index, ..good.clone() }).is_err(), "{index}");
    }
    for bad in [entry, none, checkpoint] {
        assert!(check(&press, &bad).is_err());
    }
    for at in 0..good.path.len() {
        let mut bad = good.clone();
        bad.path[at] = Hash::of(b"no");
        assert!(check(&press, &bad).is_err());
        bad.path.remove(at);
        assert!(check(&press, &bad).is_err());
    }
}

#[test]
fn a_checkpoint_the_log_did_not_sign() {
    let press = plain();
    let good = of(&press, 2);
    let text = Checkpoint::new(crate::press::LOG, 5, press.root(5)).to_text();
    let forged = tlog::note::sign(&text, &[&fixture::signer("log.example/other")]);
    assert!(check(&press, &TlogProof { checkpoint: forged, ..good }).is_err());
}

#[test]
fn another_definition() {
    let press = plain();
    let mut parts = fixture::parts();
    parts.title = "Another".to_owned();
    let other = Arc::new(Definition::new(parts).expect("without fault"));
    let bytes = of(&press, 2).to_string();
    assert!(receipt(bytes.as_bytes(), Some(&other), None).is_err());
}

/// The log can hold what nobody may say: the receipt's message is checked by itself.
#[test]
fn a_message_signed_by_the_wrong_holders() {
    let mut press = plain();
    let note = press.note(fixture::report(STATIONS[3], usual()), &fixture::bureau(STATIONS[2]));
    press.entries.push(note);
    assert!(check(&press, &of(&press, 5)).is_err());
}

/// The keys of a receipt are those frozen in the definition: a key granted on the day is in the
/// log, which a receipt does not bring along.
#[test]
fn a_message_under_a_granted_key_is_not_proven_offline() {
    let press = eventful();
    let verdict = check(&press, &of(&press, 3)).expect("the log holds it");
    assert!(!verdict.signed, "who signed cannot be told without the log");
    assert!(check(&press, &of(&press, 2)).expect("the log holds it").signed, "the honest twin");
}

#[test]
fn truncated_or_changed_at_every_byte() {
    let press = plain();
    let bytes = of(&press, 2).to_string().into_bytes();
    let check = |bytes: &[u8]| receipt(bytes, Some(&press.definition), None).is_ok();
    assert!(check(&bytes));
    for at in 0..bytes.len() {
        assert!(!check(&bytes[..at]), "cut at {at}");
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        assert!(!check(&changed), "byte {at}");
    }
    assert!(!check(&[&bytes[..], b"\n"].concat()));
}
