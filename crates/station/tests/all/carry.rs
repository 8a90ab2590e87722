//! T07: a message carried by file or in parts arrives whole or is refused, and says why.

use std::process::Command;
use std::sync::Arc;

use election::{Board, evidence::Received};
use proptest::prelude::*;
use station::carry::{
    BadBundle, BadParts, MAX_BUNDLE_BYTES, MAX_PARTS, PART_BYTES, code, join, read_bundle, split, write_bundle,
};

use crate::country::{definition, note};

fn texts(message: &[u8]) -> Vec<String> {
    split(message).iter().map(ToString::to_string).collect()
}

#[test]
fn a_message_is_put_together_from_its_parts_in_any_order() {
    let message = note(40);
    let mut parts = texts(&message);
    assert_eq!(parts.len(), 3, "{} bytes", message.len());
    for _ in 0..parts.len() {
        parts.rotate_left(1);
        assert_eq!(join(&parts), Ok(message.clone()));
        let mut reversed = parts.clone();
        reversed.reverse();
        assert_eq!(join(&reversed), Ok(message.clone()));
    }
    assert_eq!(texts(&note(11)).len(), 2, "a report with 11 candidates needs two codes");
}

#[test]
fn a_dropped_part_is_named() {
    let parts = texts(&note(40));
    for dropped in 0..parts.len() {
        let mut rest = parts.clone();
        rest.remove(dropped);
        assert_eq!(join(&rest), Err(BadParts::Missing { numbers: vec![dropped + 1], of: 3 }));
    }
    assert_eq!(join(&parts[1..2]), Err(BadParts::Missing { numbers: vec![1, 3], of: 3 }));
    assert_eq!(join::<&str>(&[]), Err(BadParts::Nothing));
}

#[test]
fn a_part_read_twice_is_named() {
    let mut parts = texts(&note(40));
    parts.push(parts[1].clone());
    assert_eq!(join(&parts), Err(BadParts::Duplicate { numbers: vec![2] }));
}

#[test]
fn parts_of_two_messages_do_not_mix() {
    let (one, other) = (texts(&note(40)), texts(&note(39)));
    assert_eq!(join(&[&one[0], &other[1], &one[2]]), Err(BadParts::Mixed { position: 2 }));
    assert_eq!(join(&[&one[0], &one[1], &one[2], &other[0]]), Err(BadParts::Mixed { position: 4 }));
}

/// The same text signed in another way is the same message in another note: still not mixed.
#[test]
fn parts_of_two_notes_of_one_text_do_not_mix() {
    let note = String::from_utf8(note(40)).expect("text");
    let other = note.replace("/secretary ", "/secretarz ");
    let (one, other) = (texts(note.as_bytes()), texts(other.as_bytes()));
    assert_eq!(one.len(), other.len());
    assert!(matches!(join(&[&one[0], &one[1], &other[2]]), Err(BadParts::Mixed { position: 3 })));
}

#[test]
fn a_part_cut_at_any_byte_is_refused() {
    let parts = texts(&note(11));
    let whole = &parts[0];
    for end in 0..whole.len() {
        let refused = join(&[&whole[..end], parts[1].as_str()]);
        assert!(
            matches!(refused, Err(BadParts::NotAPart { position: 1 } | BadParts::Damaged { position: 1 })),
            "{end}"
        );
    }
}

#[test]
fn any_changed_letter_of_a_part_is_refused() {
    let parts = texts(&note(11));
    for at in 0..parts[0].len() {
        let mut bad = parts[0].clone().into_bytes();
        bad[at] = if bad[at] == b'A' { b'B' } else { b'A' };
        let bad = String::from_utf8(bad).expect("ASCII");
        assert!(join(&[bad.as_str(), parts[1].as_str()]).is_err(), "letter {at}");
    }
    assert_eq!(join(&["https://example.org/", &parts[1]]), Err(BadParts::NotAPart { position: 1 }));
}

/// Two parts that exchanged their numbers, each with a right checksum: only the hash of the whole sees it.
#[test]
fn parts_with_exchanged_numbers_are_refused() {
    use tlog::hash::Hash;
    let parts = texts(&note(11));
    let forged = |part: &str, from: &str, to: &str| {
        let body = part.splitn(3, ' ').nth(2).expect("a body").replacen(from, to, 1);
        let check = Hash::of(body.as_bytes()).to_string()[..8].to_ascii_uppercase();
        format!("VIGIE.QR/V1 {check} {body}")
    };
    let swapped = [forged(&parts[0], "1 2 ", "2 2 "), forged(&parts[1], "2 2 ", "1 2 ")];
    assert_eq!(join(&swapped), Err(BadParts::NotTheMessage));
}

#[test]
fn messages_come_out_of_a_file_byte_for_byte() {
    let messages = [note(3), note(11), note(40)];
    let file = write_bundle(&messages);
    assert_eq!(read_bundle(&file), Ok(messages.iter().map(Vec::as_slice).collect()));
    assert_eq!(read_bundle(&write_bundle::<&[u8]>(&[])), Ok(Vec::new()));
}

#[test]
fn a_file_cut_at_any_byte_is_refused() {
    let file = write_bundle(&[note(3), note(11)]);
    for end in 0..file.len() {
        assert!(read_bundle(&file[..end]).is_err(), "cut at {end}");
    }
}

#[test]
fn a_changed_byte_anywhere_in_a_file_is_refused() {
    let file = write_bundle(&[note(3)]);
    for at in 0..file.len() {
        for bit in [0, 4, 7] {
            let mut bad = file.clone();
            bad[at] ^= 1 << bit;
            assert!(read_bundle(&bad).is_err(), "byte {at}, bit {bit}");
        }
    }
}

#[test]
fn messages_swapped_added_or_mixed_in_a_file_are_refused() {
    let (one, other) = (note(3), note(11));
    let file = String::from_utf8(write_bundle(&[&one, &other])).expect("text");
    let swapped = String::from_utf8(write_bundle(&[&other, &one])).expect("text");
    let end = |text: &str| text.rfind("end ").expect("an end");
    let mixed = format!("{}{}", &swapped[..end(&swapped)], &file[end(&file)..]);
    assert_eq!(read_bundle(mixed.as_bytes()), Err(BadBundle::Changed));
    let cut_count = file.replacen("messages 2", "messages 1", 1);
    assert!(matches!(read_bundle(cut_count.as_bytes()), Err(BadBundle::Form(_))));
    assert!(matches!(read_bundle(format!("{file}x").as_bytes()), Err(BadBundle::Form(_))));
    assert_eq!(read_bundle(b"<html>\n"), Err(BadBundle::Header));
    assert_eq!(read_bundle(&vec![0; MAX_BUNDLE_BYTES + 1]), Err(BadBundle::TooLong));
}

proptest! {
    #[test]
    fn every_message_survives_its_parts(message in proptest::collection::vec(any::<u8>(), 1..3_000), turn in 0_usize..10) {
        let mut parts = texts(&message);
        prop_assert!(parts.len() <= MAX_PARTS && parts.len() == message.len().div_ceil(PART_BYTES));
        let turn = turn % parts.len();
        parts.rotate_left(turn);
        prop_assert_eq!(join(&parts), Ok(message));
    }

    #[test]
    fn no_text_of_a_part_panics(text in "(VIGIE.QR/V1 )?[A-Z0-9 ]{0,60}") {
        let _ = join(&[text]);
    }
}

/// An independent reader reads the printed code: `zbarimg`, drawn by `rsvg-convert` or `convert`.
#[test]
fn an_independent_reader_reads_the_codes() {
    if Command::new("zbarimg").arg("--version").output().is_err() {
        eprintln!("SKIPPED: zbarimg is not there, so no code was read by a program that is not ours");
        return;
    }
    let dir = tempfile::tempdir().expect("a temporary directory");
    let message = note(40);
    let mut read = Vec::new();
    for part in split(&message) {
        let path = dir.path().join("code.pgm");
        std::fs::write(&path, picture(&part)).expect("written");
        let out = Command::new("zbarimg").args(["--raw", "--quiet"]).arg(&path).output().expect("it runs");
        read.push(String::from_utf8(out.stdout).expect("text"));
    }
    assert_eq!(join(&read), Ok(message));
}

/// The code as a grey picture, four pixels a module.
fn picture(part: &station::carry::Part) -> Vec<u8> {
    let code = code(part);
    assert!(code.size() <= 97, "{} modules do not print at 6 cm", code.size());
    let (scale, side) = (4, code.width() * 4);
    let mut pixels = vec![255_u8; side * side];
    for (x, y, length) in code.runs() {
        for row in y * scale..(y + 1) * scale {
            pixels[row * side + x * scale..row * side + (x + length) * scale].fill(0);
        }
    }
    [format!("P5 {side} {side} 255\n").into_bytes(), pixels].concat()
}

/// T02: the figures are changed, and every check of the file and of the codes is made again. What
/// carries a message is no proof of it, and does not claim to be one: the signatures refuse it.
#[test]
fn a_change_with_every_hash_made_again_fails_at_the_signature() {
    let good = note(11);
    let text = String::from_utf8(good.clone()).expect("text");
    let bad = text.replacen("blank 14", "blank 15", 1);
    assert_ne!(text, bad);
    let board = Board::new(Arc::new(definition(11)));
    let judged = |note: &[u8]| {
        let received = Received::parse(note).expect("the form of a message");
        received.authenticate(board.keys()).map(|_| ()).map_err(|refusal| refusal.code())
    };
    for (sent, due) in [(good.as_slice(), Ok(())), (bad.as_bytes(), Err("E206"))] {
        let file = write_bundle(&[sent]);
        assert_eq!(read_bundle(&file).expect("a whole file"), [sent]);
        assert_eq!(judged(sent), due, "by file");
        assert_eq!(judged(&join(&texts(sent)).expect("all parts")), due, "by codes");
    }
}
