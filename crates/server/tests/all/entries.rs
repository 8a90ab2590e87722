//! Entries to be logged, and the key of the log they go into.

use server::journal::{Appended, Journal, NewEntry};
use tlog::{Hash, SecretKey, Signer};

use crate::outside::Promises;

pub fn signer() -> Signer {
    Signer::new("log.example/test", SecretKey::from_seed(&[7; 32])).expect("a legal name")
}

/// Entry `number`: no two are alike, and each holds its number in a form that can be searched for.
pub fn entry(number: u64) -> NewEntry {
    let bytes = format!("entry <{number}> {}", Hash::of(&number.to_be_bytes())).into_bytes();
    NewEntry { id: Hash::of(&bytes), bytes }
}

pub fn batch(numbers: impl IntoIterator<Item = u64>) -> Vec<NewEntry> {
    numbers.into_iter().map(entry).collect()
}

/// Remembers what the journal has acknowledged.
pub fn promise(promised: &mut Promises, journal: &Journal, batch: &[NewEntry], appended: &[Appended]) {
    assert_eq!(batch.len(), appended.len(), "one answer for each entry");
    for (entry, appended) in batch.iter().zip(appended) {
        promised.entry(appended.index, Hash::leaf(&entry.bytes));
    }
    let checkpoint = journal.checkpoint();
    promised.tree(checkpoint.size, checkpoint.root);
}
