//! Hashes as words that can be read over a telephone.

use tlog::hash::Hash;

/// 256 French words without accents, no two of which differ in one letter only: one byte each.
const WORDS: &str = include_str!("words.txt");

/// How many check words are read aloud: 40 bits, against a mistake and against somebody who can
/// change a report but must get it past two people on a telephone.
pub const CHECK_WORDS: usize = 5;

/// The first `count` bytes of a hash, as words.
pub fn words(hash: Hash, count: usize) -> String {
    let list: Vec<&str> = WORDS.split_ascii_whitespace().collect();
    let words: Vec<&str> = hash.0.iter().take(count).map(|byte| list[usize::from(*byte)]).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_words_differ_in_one_letter_only() {
        let list: Vec<&str> = WORDS.split_ascii_whitespace().collect();
        assert_eq!(list.len(), 256);
        for (at, one) in list.iter().enumerate() {
            for other in &list[at + 1..] {
                let differ = one.bytes().zip(other.bytes()).filter(|(a, b)| a != b).count();
                assert!(one.len() != other.len() || differ > 1, "{one} and {other}");
            }
        }
    }
}
