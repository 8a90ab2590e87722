//! The witness: each refusal of the specification, and what it remembers.

use tlog::note::{SignatureRefused, sign};
use tlog::tree::consistency_proof;
use tlog::witness::{AddCheckpoint, WitnessMemory, WitnessRefusal};
use tlog::{Checkpoint, Hash, Note, Witness};

use crate::notes::signer;
use crate::policies::{ORIGIN, cosigner};
use crate::trees::{Leaves, leaves, slow_root};

fn witness() -> Witness {
    Witness::new(cosigner(0), vec![signer(ORIGIN, 1).verifier_key().clone()])
}

fn checkpoint(size: u64, root: Hash) -> String {
    let text = Checkpoint::new(ORIGIN, size, root).to_text();
    sign(&text, &[&signer(ORIGIN, 1)])
}

fn request(old: u64, new: u64) -> AddCheckpoint {
    let all = leaves(new);
    AddCheckpoint {
        old_size: old,
        checkpoint: checkpoint(new, slow_root(&all)),
        proof: consistency_proof(&Leaves(all), old, new).unwrap(),
    }
}

fn step(memory: &WitnessMemory, request: &AddCheckpoint) -> Result<tlog::witness::Accepted, WitnessRefusal> {
    witness().step(memory, request.to_string().as_bytes(), 77)
}

/// A witness that has cosigned this size.
fn at(size: u64) -> WitnessMemory {
    let mut memory = WitnessMemory::default();
    let _ = step(&memory, &request(0, size)).unwrap().persisted(&mut memory);
    memory
}

fn refused(memory: &WitnessMemory, request: &AddCheckpoint) -> WitnessRefusal {
    step(memory, request).unwrap_err()
}

#[test]
fn a_growing_log_is_cosigned() {
    let mut memory = WitnessMemory::default();
    for (old, new) in [(0, 0), (0, 1), (1, 1), (1, 7), (7, 300), (300, 300)] {
        let request = request(old, new);
        let accepted = step(&memory, &request).unwrap();
        let record = accepted.record().clone();
        assert_eq!(record.checkpoint().size, new);
        let line = accepted.persisted(&mut memory);
        assert_eq!(memory.record(ORIGIN), Some(&record));
        // The answer turns the submitted note into a cosigned one.
        let note = format!("{}{line}", request.checkpoint);
        assert_eq!(note, record.note());
        let note = Note::parse(note.as_bytes()).unwrap();
        assert_eq!(witness().verifier_key().verify_note(&note), Ok(()));
    }
}

#[test]
fn nothing_is_remembered_before_it_is_persisted() {
    let memory = WitnessMemory::default();
    drop(step(&memory, &request(0, 5)).unwrap());
    assert_eq!(memory.record(ORIGIN), None);
}

#[test]
fn a_stale_size_is_a_conflict_that_tells_the_size() {
    let memory = at(7);
    for old in [0, 3, 8] {
        let refusal = refused(&memory, &request(old, 9));
        assert_eq!(refusal, WitnessRefusal::Conflict { size: 7, split_view: None });
        assert_eq!(refusal.status(), 409);
    }
    let fresh = refused(&WitnessMemory::default(), &request(3, 9));
    assert_eq!(fresh, WitnessRefusal::Conflict { size: 0, split_view: None });
}

#[test]
fn two_roots_of_one_size_are_kept_as_evidence() {
    let memory = at(7);
    let lie = checkpoint(7, Hash([9; 32]));
    let mut request = AddCheckpoint { old_size: 7, proof: vec![], checkpoint: lie.clone() };
    let WitnessRefusal::SplitView(evidence) = refused(&memory, &request) else {
        panic!("not seen");
    };
    assert_eq!(evidence.submitted, lie);
    assert_eq!(evidence.recorded, memory.record(ORIGIN).unwrap().note());
    for note in [&evidence.recorded, &evidence.submitted] {
        let opened = Checkpoint::open(note.as_bytes(), signer(ORIGIN, 1).verifier_key());
        assert_eq!(opened.unwrap().0.size, 7);
    }
    assert_eq!(refused(&memory, &request).status(), 422);
    request.old_size = 0;
    let WitnessRefusal::Conflict { size: 7, split_view: Some(_) } = refused(&memory, &request) else {
        panic!("not seen");
    };
}

#[test]
fn proofs_that_do_not_hold_are_refused() {
    let memory = at(7);
    let good = request(7, 20);
    let mut bad = good.clone();
    bad.proof[0].0[0] ^= 1;
    assert_eq!(refused(&memory, &bad), WitnessRefusal::Proof);
    bad = good.clone();
    bad.proof.pop();
    assert_eq!(refused(&memory, &bad), WitnessRefusal::Proof);
    let mut first = request(0, 20);
    first.proof.push(Hash([0; 32]));
    let refusal = refused(&WitnessMemory::default(), &first);
    assert_eq!((refusal.status(), refusal), (422, WitnessRefusal::Proof));
    let mut same = request(7, 7);
    same.proof.push(Hash([0; 32]));
    assert_eq!(refused(&memory, &same), WitnessRefusal::Proof);
    let other_history = AddCheckpoint { checkpoint: checkpoint(20, Hash([1; 32])), ..good };
    assert_eq!(refused(&memory, &other_history), WitnessRefusal::Proof);
}

#[test]
fn the_empty_tree_has_its_root() {
    let checkpoint = checkpoint(0, Hash([0; 32]));
    let request = AddCheckpoint { old_size: 0, proof: vec![], checkpoint };
    let refusal = refused(&WitnessMemory::default(), &request);
    assert_eq!((refusal.status(), refusal), (422, WitnessRefusal::EmptyRoot));
}

#[test]
fn unknown_origins_and_missing_or_wrong_signatures() {
    let memory = WitnessMemory::default();
    let with = |checkpoint: String| AddCheckpoint { old_size: 0, proof: vec![], checkpoint };
    let text = Checkpoint::new("example.com/else", 0, Hash::EMPTY_ROOT).to_text();
    let foreign = sign(&text, &[&signer(ORIGIN, 1)]);
    let refusal = refused(&memory, &with(foreign));
    assert_eq!((refusal.status(), refusal), (404, WitnessRefusal::UnknownOrigin));
    let text = Checkpoint::new(ORIGIN, 0, Hash::EMPTY_ROOT).to_text();
    let unsigned = sign(&text, &[&signer(ORIGIN, 2)]);
    let refusal = refused(&memory, &with(unsigned));
    assert_eq!((refusal.status(), refusal), (403, WitnessRefusal::Signature(SignatureRefused::Missing)));
    let altered = request(0, 5).checkpoint.replace("\n5\n", "\n6\n");
    let refusal = refused(&memory, &with(altered));
    assert_eq!((refusal.status(), refusal), (403, WitnessRefusal::Signature(SignatureRefused::Invalid)));
}

#[test]
fn malformed_requests_and_times() {
    let memory = at(7);
    let good = request(7, 9).to_string();
    let step = |text: &str, now| witness().step(&memory, text.as_bytes(), now);
    assert!(step(&good, 1).is_ok());
    let hash = format!("{}\n", Hash::EMPTY_ROOT.to_base64());
    for bad in [
        String::new(),
        good.replace("old 7", "old 07"),
        good.replace("old 7", "old  7"),
        good.replace("old 7", "new 7"),
        good.replace("old 7\n", "old 7\r\n"),
        good.replace("old 7\n", &format!("old 7\n{}", hash.repeat(64))),
        good.replace("old 7\n", "old 7\nAAEC\n"),
        good.replacen("\n\n", "\n", 1),
        good.trim_end().to_owned(),
    ] {
        let refusal = step(&bad, 1).unwrap_err();
        assert_eq!((refusal.status(), refusal), (400, WitnessRefusal::Malformed), "{bad}");
    }
    let above = AddCheckpoint { old_size: 10, ..request(7, 9) }.to_string();
    assert_eq!(step(&above, 1).unwrap_err(), WitnessRefusal::OldSizeAbove);
    for now in [0, 1 << 63] {
        assert_eq!(step(&good, now).unwrap_err(), WitnessRefusal::Clock);
    }
}

#[test]
fn a_restart_remembers_and_refuses_foreign_records() {
    let memory = at(7);
    let note = memory.record(ORIGIN).unwrap().note();
    let mut restored = WitnessMemory::default();
    witness().restore(&mut restored, note).unwrap();
    assert_eq!(restored, memory);
    let mut other = WitnessMemory::default();
    for foreign in [&note.replace("\n7\n", "\n6\n"), &checkpoint(7, Hash::EMPTY_ROOT), ""] {
        assert!(witness().restore(&mut other, foreign).is_err());
    }
    assert_eq!(other, WitnessMemory::default());
}
