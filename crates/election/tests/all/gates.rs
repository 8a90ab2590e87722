//! Every gate E2xx: the injection, its code, and that nothing else changed.

use election::{
    Message,
    board::NotAdmitted,
    definition::{Mode, Role},
    message::{Annulment, Body, Certified, KeyGrant, KeyRevocation},
    refusal::Language,
};
use tlog::{
    hash::Hash,
    key::SecretKey,
    note::{Signer, sign},
};

use crate::fixture::{
    Night, bureau, callback, code, correction, evening, figures, holder, id, report, signer, stamp, usual,
};

const STATION: &str = "01-001-0001";

fn note(message: &Message, signers: &[Signer]) -> String {
    sign(&message.to_string(), &signers.iter().collect::<Vec<_>>())
}

#[test]
fn the_honest_twin_is_admitted() {
    let mut night = Night::begun();
    assert_eq!(night.code(report(STATION, usual()), &bureau(STATION)), "ok");
}

#[test]
fn e201_another_definition() {
    let mut night = Night::begun();
    let message = Message { definition: Hash::of(b"other"), ..night.message(report(STATION, usual())) };
    let refused = night.deliver(note(&message, &bureau(STATION)).as_bytes()).expect_err("another definition");
    assert_eq!(code(Err(refused.clone())), "E201");
    let NotAdmitted::Refused(refusal) = refused else { unreachable!("a refusal") };
    let (own, here) = (Hash::of(b"other").to_string(), night.definition.hash().to_string());
    for language in [Language::French, Language::English] {
        let text = refusal.text(language);
        assert!(text.contains(&own[..8]) && text.contains(&here[..8]), "{text}");
    }
}

#[test]
fn e202_another_mode() {
    let mut night = Night::begun();
    let message = Message { mode: Mode::Live, ..night.message(report(STATION, usual())) };
    assert_eq!(code(night.deliver(note(&message, &bureau(STATION)).as_bytes())), "E202");
}

#[test]
fn e203_another_round() {
    let mut night = Night::begun();
    let Body::Report(mut other) = report(STATION, usual()) else { unreachable!() };
    other.round = 3;
    assert_eq!(night.code(Body::Report(other), &bureau(STATION)), "E203");
}

#[test]
fn e204_an_unknown_station() {
    let mut night = Night::begun();
    // A prefecture cannot correct a station that does not exist either.
    let body = correction("01-009-0001", 2, Hash::of(b"x"), &usual(), figures(0, 0, &[(1, 1), (2, 1), (3, 1)]));
    let code = night.code(body, &[holder("01", "prefecture-a"), holder("01", "prefecture-b")]);
    assert_eq!(code, "E209", "nobody speaks for a station that is not there");
    let mut annulled = Night::begun();
    let body = annulment("01-009-0001");
    assert_eq!(annulled.code(body, &[holder("FR", "court")]), "E204");
}

#[test]
fn e205_candidates_of_another_round_or_one_left_out() {
    let mut night = Night::begun();
    for wrong in [&[(2, 200), (3, 300)][..], &[(1, 1), (2, 2), (3, 3), (4, 4)], &[(1, 1), (2, 2), (5, 3)]] {
        assert_eq!(night.code(report(STATION, figures(0, 0, wrong)), &bureau(STATION)), "E205");
    }
}

#[test]
fn e206_one_byte_of_the_text_changed_after_signing() {
    let mut night = Night::begun();
    let good = note(&night.message(report(STATION, usual())), &bureau(STATION));
    let bad = good.replacen("candidate 1 100\ncandidate 2 200", "candidate 1 101\ncandidate 2 199", 1);
    assert_eq!(code(night.deliver(bad.as_bytes())), "E206");
}

#[test]
fn e206_every_flipped_bit_of_a_note_is_refused() {
    let mut night = Night::begun();
    let good = note(&night.message(report(STATION, usual())), &bureau(STATION));
    for at in (0..good.len()).step_by(3) {
        for bit in [0, 3, 6] {
            let mut bad = good.clone().into_bytes();
            bad[at] ^= 1 << bit;
            assert_ne!(code(night.deliver(&bad)), "ok", "byte {at}, bit {bit}");
        }
    }
    assert_eq!(code(night.deliver(good.as_bytes())), "ok");
}

#[test]
fn e207_one_signature_only() {
    let mut night = Night::begun();
    assert_eq!(night.code(report(STATION, usual()), &[holder(STATION, "president")]), "E207");
}

#[test]
fn e208_a_prefecture_signs_a_report() {
    let mut night = Night::begun();
    let signers = [holder("01", "prefecture-a"), holder("01", "prefecture-b")];
    assert_eq!(night.code(report(STATION, usual()), &signers), "E208");
}

#[test]
fn a_clerk_reports_for_the_own_commune_only() {
    let mut night = Night::begun();
    let next_door = [holder("01-001", "clerk"), holder("02-001-0001", "secretary")];
    assert_eq!(night.code(report("02-001-0001", usual()), &next_door), "E209");
    assert_eq!(night.code(report(STATION, usual()), &[holder("01-001", "clerk")]), "E207");
    let signers = [holder(STATION, "secretary"), holder("01-001", "clerk")];
    assert_eq!(night.code(report(STATION, usual()), &signers), "ok");
}

#[test]
fn e209_the_bureau_next_door() {
    let mut night = Night::begun();
    assert_eq!(night.code(report(STATION, usual()), &bureau("01-001-0002")), "E209");
    assert_eq!(night.code(report("02-001-0001", usual()), &bureau("02-001-0001")), "ok");
    let id = night.board.size() - 1;
    assert_eq!(id, 1);
    let report = Message::id(&night.message(report("02-001-0001", usual())).to_string());
    let body = callback("02-001-0001", report, &usual());
    assert_eq!(night.code(body, &[holder("01", "prefecture-a")]), "E209");
}

#[test]
fn e210_nobody_has_this_key() {
    let mut night = Night::begun();
    let stranger = Signer::new("fr-test/01-001-0001/president", SecretKey::from_seed(&[9; 32])).expect("legal");
    assert_eq!(night.code(report(STATION, usual()), &[stranger, holder(STATION, "secretary")]), "E210");
    let elsewhere = signer("fr-other/01-001-0001/president");
    assert_eq!(night.code(report(STATION, usual()), &[elsewhere, holder(STATION, "secretary")]), "E210");
}

fn revocation(scope: &str, name: &str) -> Body {
    let (scope, holder) = (id(scope), id(name));
    Body::KeyRevoked(KeyRevocation { scope, holder, reason: "lost".to_owned(), at: evening() })
}

fn grant(scope: &str, name: &str, role: Role, seed: u8) -> (Body, Signer) {
    let secret = SecretKey::from_seed(&[seed; 32]);
    let public = secret.public();
    let signer = Signer::new(&format!("fr-test/{scope}/{name}"), secret).expect("legal");
    let (scope, holder, at) = (id(scope), id(name), stamp("2017-04-23T12:00:00+02:00"));
    let to = Some(stamp("2017-04-23T22:00:00+02:00"));
    (Body::Key(KeyGrant { scope, holder, role, from: Some(at), to, public, at }), signer)
}

#[test]
fn e211_a_revoked_key_is_bad_from_its_index_on_and_good_before() {
    let mut night = Night::begun();
    assert_eq!(night.code(report(STATION, usual()), &bureau(STATION)), "ok");
    assert_eq!(night.code(revocation("01-001-0002", "president"), &[holder("01-001", "clerk")]), "ok");
    assert_eq!(night.code(report("01-001-0002", usual()), &bureau("01-001-0002")), "E211");
    let nation = night.board.tally(0, night.definition.nation()).progress;
    assert_eq!(nation.counted(), 1, "the report before the revocation still counts");
}

#[test]
fn e212_e213_a_granted_key_outside_its_hours() {
    let mut night = Night::begun();
    assert_eq!(night.code(revocation(STATION, "president"), &[holder(STATION, "president")]), "ok");
    let (body, president) = grant(STATION, "president", Role::President, 40);
    assert_eq!(night.code(body, &[holder("01-001", "clerk")]), "ok");
    let signers = [president, holder(STATION, "secretary")];
    for (moment, expected) in [
        ("2017-04-23T11:59:59+02:00", "E213"),
        ("2017-04-23T22:00:01+02:00", "E212"),
        ("2017-04-23T22:00:00+02:00", "ok"),
    ] {
        let Body::Report(mut dated) = report(STATION, usual()) else { unreachable!() };
        dated.counted_at = stamp(moment);
        let text = night.message(Body::Report(dated)).to_string();
        assert_eq!(code(night.deliver(sign(&text, &[&signers[0], &signers[1]]).as_bytes())), expected, "{moment}");
    }
}

/// `specs/messages.md`, in which order to check: a bad signature on the first line is told before a
/// key on the second that has had its time.
#[test]
fn signature_lines_are_checked_in_turn() {
    let mut night = Night::begun();
    assert_eq!(night.code(revocation(STATION, "secretary"), &[holder(STATION, "secretary")]), "ok");
    let (body, secretary) = grant(STATION, "secretary", Role::Secretary, 41);
    assert_eq!(night.code(body, &[holder("01-001", "clerk")]), "ok");
    let Body::Report(mut dated) = report(STATION, usual()) else { unreachable!() };
    dated.counted_at = stamp("2017-04-23T22:00:01+02:00");
    let text = night.message(Body::Report(dated)).to_string();
    let note = sign(&text, &[&holder(STATION, "president"), &secretary]);
    assert_eq!(code(night.deliver(note.as_bytes())), "E212");
    let changed = note.replacen("candidate 1 100\ncandidate 2 200", "candidate 1 200\ncandidate 2 100", 1);
    assert_eq!(code(night.deliver(changed.as_bytes())), "E206");
}

#[test]
fn e214_signatures_repeated_or_turned_round() {
    let mut night = Night::begun();
    let [president, secretary] = bureau(STATION);
    let twice = [holder(STATION, "president"), president];
    assert_eq!(night.code(report(STATION, usual()), &twice), "E214");
    let turned = [secretary, holder(STATION, "president")];
    assert_eq!(night.code(report(STATION, usual()), &turned), "E214");
}

#[test]
fn e217_lines_said_to_change_that_do_not() {
    let mut night = Night::begun();
    let first = night.report(STATION, usual()).expect("admitted").id;
    let better = figures(10, 5, &[(1, 101), (2, 199), (3, 300)]);
    let Body::Correction(mut wrong) = correction(STATION, 2, first, &usual(), better) else { unreachable!() };
    wrong.changed.pop();
    assert_eq!(night.code(Body::Correction(wrong), &bureau(STATION)), "E217");
}

#[test]
fn e220_another_figure_is_read_back() {
    let mut night = Night::begun();
    let first = night.report(STATION, usual()).expect("admitted").id;
    let misread = figures(11, 5, &[(1, 100), (2, 200), (3, 300)]);
    assert_eq!(night.code(callback(STATION, first, &misread), &[holder("01", "prefecture-a")]), "E220");
    assert_eq!(night.code(callback(STATION, first, &usual()), &[holder("01", "prefecture-a")]), "ok");
}

#[test]
fn e221_a_key_for_a_place_that_is_not_there() {
    let mut night = Night::begun();
    let (body, _) = grant("99", "prefecture-a", Role::Prefecture, 50);
    assert_eq!(night.code(body, &[holder("FR", "authority")]), "E209");
    let body = Body::Certified(Certified { round: 1, place: id("99"), root: Hash::of(b""), at: evening() });
    assert_eq!(night.code(body, &[holder("FR", "authority")]), "E221");
}

#[test]
fn e225_e226_e227_e230_keys_that_may_not_be_granted() {
    let mut night = Night::begun();
    let authority = || [holder("FR", "authority")];
    let (body, _) = grant(STATION, "president", Role::President, 41);
    assert_eq!(night.code(body, &authority()), "E225");
    let (body, _) = grant(STATION, "president-2", Role::President, 41);
    assert_eq!(night.code(body, &authority()), "ok");
    let (body, _) = grant(STATION, "president-3", Role::President, 41);
    assert_eq!(night.code(body, &authority()), "E226");
    let (body, _) = grant(STATION, "prefect", Role::Prefecture, 42);
    assert_eq!(night.code(body, &authority()), "E227");
    let (Body::Key(mut late), _) = grant(STATION, "president-4", Role::President, 45) else { unreachable!() };
    late.to = late.from;
    assert_eq!(night.code(Body::Key(late), &authority()), "E230");
}

#[test]
fn keys_are_granted_and_revoked_from_above_only() {
    let mut night = Night::begun();
    let (body, _) = grant("01", "prefecture-c", Role::Prefecture, 43);
    assert_eq!(night.code(body, &[holder("01", "prefecture-a")]), "E208");
    let (body, _) = grant("02-001-0001", "president-2", Role::President, 44);
    assert_eq!(night.code(body, &[holder("01", "prefecture-a")]), "E209");
    let (body, _) = grant("02-001-0001", "president-2", Role::President, 44);
    assert_eq!(night.code(body, &[holder("02-001-0001", "president")]), "E208");
    assert_eq!(night.code(revocation("01", "prefecture-b"), &[holder("01", "prefecture-a")]), "E209");
    assert_eq!(night.code(revocation(STATION, "secretary"), &[holder(STATION, "president")]), "E209");
    assert_eq!(night.code(revocation("01", "prefecture-b"), &[holder("FR", "court")]), "E209");
    assert_eq!(night.code(revocation("01", "prefecture-b"), &[holder("FR", "authority")]), "ok");
}

#[test]
fn e228_e229_the_seal_comes_first_once_and_true() {
    let mut night = Night::empty();
    assert_eq!(night.code(report(STATION, usual()), &bureau(STATION)), "E228");
    let Body::Seal(mut wrong) = crate::fixture::seal(&night.definition) else { unreachable!() };
    wrong.sizes[2] += 1;
    assert_eq!(night.code(Body::Seal(wrong), &[holder("FR", "authority")]), "E229");
    let seal = crate::fixture::seal(&night.definition);
    assert_eq!(night.code(seal.clone(), &[holder("FR", "court")]), "E208");
    assert_eq!(night.code(seal.clone(), &[holder("FR", "authority")]), "ok");
    assert_eq!(night.code(seal, &[holder("FR", "authority")]), "already");
}

#[test]
fn the_same_message_a_hundred_times_has_one_effect() {
    let mut night = Night::begun();
    assert_eq!(night.code(report(STATION, usual()), &bureau(STATION)), "ok");
    let before = night.board.tally(0, night.definition.nation()).clone();
    for _ in 0..100 {
        assert_eq!(night.code(report(STATION, usual()), &bureau(STATION)), "already");
    }
    assert_eq!(night.board.tally(0, night.definition.nation()), &before);
    assert_eq!(night.board.size(), 2);
}

fn annulment(station: &str) -> Body {
    let (decision, reason) = ("2017-170 PDR".to_owned(), "the box was moved".to_owned());
    Body::Annulment(Annulment { round: 1, station: id(station), decision, reason, at: evening() })
}

#[test]
fn only_a_court_annuls() {
    let mut night = Night::begun();
    night.report(STATION, usual()).expect("admitted");
    assert_eq!(night.code(annulment(STATION), &[holder("FR", "authority")]), "E208");
    assert_eq!(night.code(annulment(STATION), &[holder("FR", "court")]), "ok");
    assert_eq!(night.board.tally(0, night.definition.nation()).sums.cast, 0);
}

/// A clerk grants itself two keys of a station and reports alone: one of the two who sign must
/// have had a key before the vote.
#[test]
fn e207_two_granted_keys_are_not_two_holders() {
    let mut night = Night::begun();
    let clerk = || [holder("01-001", "clerk")];
    let (body, first) = grant(STATION, "p-2", Role::President, 60);
    assert_eq!(night.code(body, &clerk()), "ok");
    let (body, second) = grant(STATION, "p-3", Role::Secretary, 61);
    assert_eq!(night.code(body, &clerk()), "ok");
    assert_eq!(night.code(report(STATION, usual()), &[first, second]), "E207");
    let (_, first) = grant(STATION, "p-2", Role::President, 60);
    assert_eq!(night.code(report(STATION, usual()), &[first, holder(STATION, "secretary")]), "ok");
}
