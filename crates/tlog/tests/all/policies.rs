use proptest::prelude::*;
use tlog::cosignature::Cosigner;
use tlog::note::{SignatureRefused, VerifierKey, sign};
use tlog::policy::{PolicyFault, PolicyRefusal};
use tlog::proof::NotProven;
use tlog::tree::{ProofRefused, inclusion_proof};
use tlog::witness::AddCheckpoint;
use tlog::{Checkpoint, Hash, Note, Policy, SecretKey, TlogProof};

use crate::notes::signer;
use crate::trees::{Leaves, leaves, slow_root};

pub const ORIGIN: &str = "example.com/log";

pub fn cosigner(number: u8) -> Cosigner {
    let name = format!("witness.example/w{number}");
    Cosigner::new(&name, SecretKey::from_seed(&[100 + number; 32])).unwrap()
}

fn signed(size: u64) -> String {
    let root = slow_root(&leaves(size));
    let text = Checkpoint::new(ORIGIN, size, root).to_text();
    sign(&text, &[&signer(ORIGIN, 1)])
}

fn cosigned(mut note: String, witnesses: &[u8]) -> String {
    for &witness in witnesses {
        let parsed = Note::parse(note.as_bytes()).unwrap();
        let line = cosigner(witness).cosign(&parsed, 1000 + u64::from(witness));
        note += &line;
    }
    note
}

fn k_of_n(k: usize, n: u8) -> Policy {
    let witnesses: Vec<VerifierKey> = (0..n).map(|w| cosigner(w).verifier_key().clone()).collect();
    Policy::k_of_n(signer(ORIGIN, 1).verifier_key(), &witnesses, k).unwrap()
}

#[test]
fn a_quorum_of_two_of_three() {
    let policy = k_of_n(2, 3);
    assert_eq!(policy.witnesses().count(), 3);
    let verdict = |witnesses| policy.open(cosigned(signed(5), witnesses).as_bytes()).map(|_| ());
    assert_eq!(verdict(&[0, 2]), Ok(()));
    assert_eq!(verdict(&[0, 1, 2]), Ok(()));
    for few in [&[][..], &[1], &[1, 1], &[1, 7], &[7, 8]] {
        assert_eq!(verdict(few), Err(PolicyRefusal::Quorum), "{few:?}");
    }
}

#[test]
fn the_verdict_names_who_cosigned_and_when() {
    let policy = k_of_n(1, 2);
    let note = cosigned(signed(5), &[1]);
    let note = Note::parse(note.as_bytes()).unwrap();
    let verdict = policy.check(&note, &Checkpoint::parse(note.text).unwrap());
    assert!(verdict.quorum_reached);
    let cosigned: Vec<_> = verdict.witnesses.iter().map(|w| w.cosigned).collect();
    assert_eq!(cosigned, [Err(SignatureRefused::Missing), Ok(1001)]);
    assert_eq!(verdict.witnesses[1].name, "witness.example/w1");
}

#[test]
fn thresholds_outside_the_witnesses_are_refused() {
    let log = signer(ORIGIN, 1);
    let refused = Policy::k_of_n(log.verifier_key(), &[], 1).unwrap_err();
    assert_eq!(refused.reason, PolicyFault::Threshold);
    let one = [cosigner(0).verifier_key().clone()];
    assert!(Policy::k_of_n(log.verifier_key(), &one, 2).is_err());
    let policy = Policy::k_of_n(log.verifier_key(), &one, 0).unwrap();
    assert!(policy.open(signed(3).as_bytes()).is_ok());
}

#[test]
fn a_wrong_signature_of_a_known_key_refuses_all() {
    let policy = k_of_n(1, 2);
    let other = cosigned(signed(6), &[1]);
    let line = other.lines().last().unwrap();
    let note = format!("{}{line}\n", cosigned(signed(5), &[0]));
    let refused = policy.open(note.as_bytes()).unwrap_err();
    assert_eq!(refused, PolicyRefusal::Cosignature);
    let note = cosigned(signed(5), &[0]).replace("\n5\n", "\n6\n");
    let refused = policy.open(note.as_bytes()).unwrap_err();
    assert_eq!(refused, PolicyRefusal::Log(SignatureRefused::Invalid));
}

#[test]
fn an_unlisted_log_is_refused() {
    let text = Checkpoint::new("example.com/other", 0, Hash::EMPTY_ROOT).to_text();
    let note = sign(&text, &[&signer("example.com/other", 9), &signer(ORIGIN, 1)]);
    let refused = k_of_n(0, 0).open(note.as_bytes()).unwrap_err();
    assert_eq!(refused, PolicyRefusal::Log(SignatureRefused::Missing));
}

/// The two-level example of the specification.
#[test]
fn groups_of_groups() {
    let vkey = |n| cosigner(n).verifier_key().to_string();
    let mut text = format!("log {}\n", signer(ORIGIN, 1).verifier_key());
    for (n, name) in (0..).zip(["X1", "X2", "X3", "Y1", "Y2", "Y3"]) {
        text = format!("{text}witness {name} {}\n", vkey(n));
    }
    text += "group X 2 X1 X2 X3\ngroup Y any Y1 Y2 Y3\ngroup XY all X Y\nquorum XY\n";
    let policy = Policy::parse(text.as_bytes()).unwrap();
    for (witnesses, reached) in
        [(&[0, 1, 3][..], true), (&[1, 2, 5], true), (&[0, 3, 4, 5], false), (&[0, 1, 2], false)]
    {
        let opened = policy.open(cosigned(signed(2), witnesses).as_bytes()).is_ok();
        assert_eq!(opened, reached, "{witnesses:?}");
    }
}

#[test]
fn more_definitions_than_the_limit_are_refused() {
    let mut text = format!("witness w0 {}\n", cosigner(0).verifier_key());
    for n in 0..257 {
        text = format!("{text}group w{} 1 w{n}\n", n + 1);
    }
    let refused = Policy::parse(text.as_bytes()).unwrap_err();
    assert_eq!((refused.line, refused.reason), (258, PolicyFault::TooMany));
}

#[test]
fn a_receipt_proves_its_leaf_and_no_other() {
    let leaves = leaves(20);
    let proof = TlogProof {
        extra: Some(vec![1, 2, 3]),
        index: 7,
        path: inclusion_proof(&Leaves(leaves.clone()), 7, 20).unwrap(),
        checkpoint: cosigned(signed(20), &[0]),
    };
    let proof = TlogProof::parse(proof.to_string().as_bytes()).unwrap();
    let policy = k_of_n(1, 1);
    assert_eq!(proof.verify(leaves[7], &policy).unwrap().size, 20);
    let wrong = Err(NotProven::Inclusion(ProofRefused::Root));
    assert_eq!(proof.verify(leaves[8], &policy), wrong);
    let moved = TlogProof { index: 6, ..proof.clone() };
    assert_eq!(moved.verify(leaves[7], &policy), wrong);
    let outside = TlogProof { index: 20, ..proof.clone() };
    assert!(outside.verify(leaves[7], &policy).is_err());
    let unwitnessed = TlogProof { checkpoint: signed(20), ..proof };
    let refused = Err(NotProven::Policy(PolicyRefusal::Quorum));
    assert_eq!(unwitnessed.verify(leaves[7], &policy), refused);
}

proptest! {
    /// One byte of a good text changed to any other: it is refused, or means
    /// something that is written just so.
    #[test]
    fn changed_texts_parse_or_not_without_panic(at: prop::sample::Index, byte: u8) {
        let path = leaves(3);
        let (extra, checkpoint) = (Some(vec![7; 5]), signed(20));
        let proof = TlogProof { extra, index: 7, path: path.clone(), checkpoint: checkpoint.clone() };
        let request = AddCheckpoint { old_size: 10, proof: path, checkpoint };
        let changed = |text: String| {
            let mut bytes = text.into_bytes();
            let at = at.index(bytes.len());
            bytes[at] = byte;
            bytes
        };
        let bytes = changed(proof.to_string());
        if let Ok(proof) = TlogProof::parse(&bytes) {
            prop_assert!(proof.to_string().into_bytes() == bytes);
        }
        let bytes = changed(request.to_string());
        if let Some(request) = AddCheckpoint::parse(&bytes) {
            prop_assert!(request.to_string().into_bytes() == bytes);
        }
        let _ = Policy::parse(&changed(k_of_n(2, 3).to_text()));
    }
}

/// Where witnesses are is for whoever asks them: read, kept, and nothing of the verdict.
#[test]
fn addresses_are_kept() {
    let (log, one, two) = (signer(ORIGIN, 1), cosigner(1), cosigner(2));
    let (log, one, two) = (log.verifier_key(), one.verifier_key(), two.verifier_key());
    let text = format!("log {log}\nwitness a {one} https://a.example/x\nwitness b {two}\nquorum a\n");
    let policy = Policy::parse(text.as_bytes()).unwrap();
    assert_eq!(policy.urls().collect::<Vec<_>>(), [Some("https://a.example/x"), None]);
    assert_eq!(policy.to_text(), text);
    let more = text.replace("https://a.example/x", "https://a.example/x y");
    assert_eq!(Policy::parse(more.as_bytes()).map_err(|error| error.reason), Err(PolicyFault::Syntax));
}
