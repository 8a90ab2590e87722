use proptest::prelude::*;
use tlog::note::{Algorithm, MAX_NOTE_BYTES, NoteError, SignatureRefused, Signer, VerifierKey, is_key_name, sign};
use tlog::{Checkpoint, CosignatureV1, Note, SecretKey};

use crate::vectors::{path, text};

pub fn signer(name: &str, seed: u8) -> Signer {
    Signer::new(name, SecretKey::from_seed(&[seed; 32])).unwrap()
}

fn verified(key: &VerifierKey, note: &str) -> Result<(), SignatureRefused> {
    key.verify_note(&Note::parse(note.as_bytes()).unwrap())
}

#[test]
fn the_example_of_the_specification_verifies() {
    let note = std::fs::read(path("notes/c2sp-example")).unwrap();
    let vkey = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
    let vkey = VerifierKey::parse(vkey).unwrap();
    let note = Note::parse(&note).unwrap();
    assert_eq!(note.text, "This is an example message.\n");
    assert_eq!(vkey.verify_note(&note), Ok(()));
}

#[test]
fn what_was_signed_verifies_and_reads_back() {
    let (one, two) = (signer("one", 1), signer("two", 2));
    let note = sign("text\n\nmore\n", &[&one, &two]);
    let parsed = Note::parse(note.as_bytes()).unwrap();
    assert_eq!(parsed.text, "text\n\nmore\n");
    assert_eq!((parsed.encode(), parsed.raw()), (note.clone(), note.as_str()));
    assert_eq!(one.verifier_key().verify_note(&parsed), Ok(()));
    assert_eq!(two.verifier_key().verify_note(&parsed), Ok(()));
}

#[test]
fn unknown_signatures_are_ignored() {
    let (one, other) = (signer("one", 1), signer("one", 2));
    let note = sign("text\n", &[&other, &one]);
    assert_eq!(verified(one.verifier_key(), &note), Ok(()));
    let missing = Err(SignatureRefused::Missing);
    // The same name with another key, the same key with another name.
    let alone = sign("text\n", &[&other]);
    assert_eq!(verified(one.verifier_key(), &alone), missing);
    assert_eq!(verified(signer("two", 1).verifier_key(), &sign("text\n", &[&one])), missing);
}

#[test]
fn one_wrong_signature_of_ours_refuses_the_note() {
    let one = signer("one", 1);
    let good = sign("text\n", &[&one]);
    let foreign = sign("other text\n", &[&one]);
    let foreign_line = foreign.split_once("\n\n").unwrap().1;
    let invalid = Err(SignatureRefused::Invalid);
    assert_eq!(verified(one.verifier_key(), &format!("{good}{foreign_line}")), invalid);
    assert_eq!(verified(one.verifier_key(), &format!("text\n\n{foreign_line}")), invalid);
    assert_eq!(verified(one.verifier_key(), &good.replace("text", "texd")), invalid);
}

#[test]
fn an_algorithm_does_not_stand_in_for_another() {
    let secret = SecretKey::from_seed(&[1; 32]);
    let plain = VerifierKey::new("w", Algorithm::Ed25519, secret.public()).unwrap();
    let cosigner = VerifierKey::new("w", Algorithm::CosignatureV1, secret.public()).unwrap();
    assert_ne!(plain.key_id(), cosigner.key_id());
    let note = sign("text\n", &[&signer("w", 1)]);
    assert_eq!(verified(&plain, &note), Ok(()));
    assert_eq!(verified(&cosigner, &note), Err(SignatureRefused::Missing));
}

#[test]
fn a_signature_of_the_wrong_length_is_invalid() {
    let one = signer("one", 1);
    let note = sign("text\n", &[&one]);
    let parsed = Note::parse(note.as_bytes()).unwrap();
    let mut longer = parsed.clone();
    longer.signatures[0].bytes.push(0);
    let longer = longer.encode();
    assert_eq!(verified(one.verifier_key(), &longer), Err(SignatureRefused::Invalid));
}

#[test]
fn a_caller_may_set_another_limit() {
    let note = sign(&format!("{}\n", "a".repeat(MAX_NOTE_BYTES)), &[&signer("one", 1)]);
    assert_eq!(Note::parse(note.as_bytes()), Err(NoteError::TooLong));
    assert!(Note::parse_limited(note.as_bytes(), note.len()).is_ok());
    let less = Note::parse_limited(note.as_bytes(), note.len() - 1);
    assert_eq!(less, Err(NoteError::TooLong));
}

#[test]
fn names_that_cannot_stand_in_a_line_are_refused() {
    for name in ["", "a b", "a+b", "a\u{a0}b", "a\nb", "a\u{2028}b", "a\u{1}b"] {
        assert!(!is_key_name(name));
        assert!(Signer::new(name, SecretKey::from_seed(&[1; 32])).is_err());
    }
    assert!(is_key_name("fr-pr-2017/75-056-0101/président"));
}

#[test]
#[should_panic(expected = "the text cannot stand in a note")]
fn signing_unchecked_text_is_our_own_fault() {
    sign("no newline", &[&signer("one", 1)]);
}

#[test]
fn cosignatures_cover_time_and_text() {
    let secret = SecretKey::from_seed(&[3; 32]);
    let text = text("checkpoints/c2sp-example");
    let cosignature = CosignatureV1::sign(&text, 1_679_315_147, &secret);
    let message = format!("cosignature/v1\ntime 1679315147\n{text}");
    assert!(secret.public().verify(message.as_bytes(), &cosignature.signature));
    assert!(cosignature.verify(&text, &secret.public()));
    let later = CosignatureV1 { timestamp: 1_679_315_148, ..cosignature };
    assert!(!later.verify(&text, &secret.public()));
    assert!(!cosignature.verify(&format!("{text}more\n"), &secret.public()));
    let bytes = cosignature.to_bytes();
    assert_eq!(CosignatureV1::from_bytes(&bytes), Some(cosignature));
    assert_eq!(CosignatureV1::from_bytes(&bytes[1..]), None);
    let mut far = bytes;
    far[0] = 0x80;
    assert_eq!(CosignatureV1::from_bytes(&far), None);
}

#[test]
fn a_checkpoint_opens_under_its_own_log_only() {
    let log = signer("example.com/log", 1);
    let text = text("checkpoints/c2sp-example").replace("example.com/behind-the-sofa", "example.com/log");
    let note = sign(&text, &[&log]);
    let (checkpoint, parsed) = Checkpoint::open(note.as_bytes(), log.verifier_key()).unwrap();
    assert_eq!(checkpoint.to_text(), parsed.text);
    let other = signer("example.com/other", 1);
    let foreign = sign(&text, &[&other]);
    for (note, key) in [(&note, &other), (&foreign, &log), (&foreign, &other)] {
        assert!(Checkpoint::open(note.as_bytes(), key.verifier_key()).is_err());
    }
}

proptest! {
    #[test]
    fn any_bytes_parse_or_not_without_panic(bytes: Vec<u8>) {
        if let Ok(note) = Note::parse(&bytes) {
            prop_assert_eq!(note.encode().into_bytes(), bytes);
        }
    }

    #[test]
    fn a_changed_note_is_refused_or_reads_back(text in "[a-z\n é—]{0,40}", at: prop::sample::Index, byte: u8) {
        let one = signer("one", 1);
        let mut bytes = sign(&format!("{text}\n"), &[&one]).into_bytes();
        let at = at.index(bytes.len());
        prop_assume!(bytes[at] != byte);
        bytes[at] = byte;
        if let Ok(note) = Note::parse(&bytes) {
            prop_assert!(note.encode().as_bytes() == bytes);
            prop_assert!(one.verifier_key().verify_note(&note).is_err());
        }
    }
}
