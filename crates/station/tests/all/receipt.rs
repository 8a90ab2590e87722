//! T12: received, and something else stored.

use election::Message;
use station::receipt::{NoReceipt, Receipt, judge};
use tlog::{
    Checkpoint, TlogProof,
    hash::Hash,
    key::SecretKey,
    note::{Signer, sign},
};

use crate::country::{holder, log, note, report};

/// A log of one entry, and its receipt.
fn receipt_of(entry: &[u8], log: &Signer) -> String {
    let checkpoint =
        Checkpoint { origin: log.name().to_owned(), size: 1, root: Hash::leaf(entry), extensions: Vec::new() };
    let checkpoint = sign(&checkpoint.to_text(), &[log]);
    TlogProof { extra: Some(entry.to_vec()), index: 0, path: Vec::new(), checkpoint }.to_string()
}

fn judged(sent: &[u8], answer: &str) -> Result<Receipt, NoReceipt> {
    judge(sent, answer.as_bytes(), log().verifier_key(), &[], 0)
}

#[test]
fn a_receipt_of_what_was_sent_holds() {
    let sent = note(3);
    let receipt = judged(&sent, &receipt_of(&sent, &log())).expect("a receipt");
    assert_eq!(receipt.id, Message::id(report(3).text()));
    assert_eq!((receipt.index, receipt.size, receipt.is_final), (0, 1, true));
}

/// The same text, signed by others before: it is the same message.
#[test]
fn a_receipt_of_the_same_text_under_other_signatures_holds() {
    let stored = sign(report(3).text(), &[&holder("president")]);
    assert!(judged(&note(3), &receipt_of(stored.as_bytes(), &log())).is_ok());
}

#[test]
fn something_else_stored_is_an_alarm() {
    let sent = note(3);
    let text = report(3).text().replace("blank 14", "blank 41");
    let stored = sign(&text, &[&holder("president"), &holder("secretary")]);
    assert_eq!(judged(&sent, &receipt_of(stored.as_bytes(), &log())), Err(NoReceipt::OtherMessage));
    assert_eq!(judged(&sent, &receipt_of(b"something\n", &log())), Err(NoReceipt::OtherMessage));
}

#[test]
fn what_proves_nothing_is_no_receipt() {
    let sent = note(3);
    let good = receipt_of(&sent, &log());
    assert_eq!(judged(&sent, &receipt_of(&sent, &holder("president"))), Err(NoReceipt::NotProven), "another log");
    assert_eq!(judged(&sent, &good.replace("index 0", "index 1")), Err(NoReceipt::NotProven));
    assert_eq!(judged(&sent, "ok"), Err(NoReceipt::Form));
    let (head, tail) = good.split_once("extra ").expect("an extra line");
    let tail = tail.split_once('\n').expect("its end").1;
    assert_eq!(judged(&sent, &format!("{head}{tail}")), Err(NoReceipt::Form), "without the message");
    for end in 0..good.len() {
        assert!(judged(&sent, &good[..good.floor_char_boundary(end)]).is_err(), "cut at {end}");
    }
}

#[test]
fn without_the_witnesses_it_is_a_receipt_and_not_final() {
    let sent = note(3);
    let witness = holder("witness");
    let witness =
        tlog::VerifierKey::new("w.example", tlog::note::Algorithm::CosignatureV1, witness.verifier_key().key().clone());
    let witnesses = [witness.expect("a legal name")];
    let answer = receipt_of(&sent, &log());
    let receipt = judge(&sent, answer.as_bytes(), log().verifier_key(), &witnesses, 1).expect("a receipt");
    assert!(!receipt.is_final);
}

/// T11: a relay that nobody declared answers under the hub's own name and with a log of its own, which
/// truly holds the message.
#[test]
fn a_receipt_of_a_relay_under_the_name_of_the_log_is_none() {
    let sent = note(3);
    let relay = Signer::new(log().name(), SecretKey::from_seed(&[7; 32])).expect("a legal name");
    assert_eq!(judged(&sent, &receipt_of(&sent, &relay)), Err(NoReceipt::NotProven));
    // The right log has signed something else, and the relay puts its lines under its own text.
    let elsewhere = sign(
        &Checkpoint { origin: log().name().to_owned(), size: 1, root: Hash::leaf(b"x"), extensions: Vec::new() }
            .to_text(),
        &[&log()],
    );
    let (_, signature) = elsewhere.split_once("\n\n").expect("a signature");
    let own = receipt_of(&sent, &relay);
    let (text, _) = own.rsplit_once("\n\n").expect("a signature");
    assert!(judged(&sent, &format!("{text}\n\n{signature}")).is_err());
    assert!(judged(&sent, &receipt_of(&sent, &log())).is_ok(), "the honest twin");
}
