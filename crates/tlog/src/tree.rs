//! Merkle trees as in RFC 6962 section 2.1 (and RFC 9162 section 2.1, which
//! adds the verification algorithms): roots, inclusion and consistency proofs.

use thiserror::Error;

use crate::hash::Hash;

/// The most leaves of a tree, 2^63 - 1: what implementations with signed
/// 64-bit sizes can hold.
pub const MAX_SIZE: u64 = u64::MAX >> 1;

/// The longest path of any proof in such a tree.
pub const MAX_PROOF_HASHES: usize = 63;

/// Why a proof does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ProofRefused {
    /// The index is not below the size, or the old size above the new one.
    #[error("the index or size lies outside the tree")]
    OutOfRange,
    /// A wrong number of hashes: refused before anything is hashed.
    #[error("the proof has {given} hashes instead of {expected}")]
    Length {
        /// What index and sizes call for.
        expected: usize,
        /// What came.
        given: usize,
    },
    /// The hashes do not lead to the root.
    #[error("the proof does not lead to the root")]
    Root,
}

/// Why a proof cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NoProof {
    /// The reader lacks a node the proof needs.
    #[error("node {index} of level {level} is missing")]
    Missing {
        /// Height of the node; leaves are level 0.
        level: u8,
        /// Position within the level.
        index: u64,
    },
    /// The index is not below the size, or the old size above the new one.
    #[error("the index or size lies outside the tree")]
    OutOfRange,
}

/// The roots of the perfect subtrees that cover a tree's leaves from the
/// left, largest first: all one must keep to add leaves and know the root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    nodes: Vec<Hash>,
}

impl Frontier {
    /// The empty tree.
    pub fn new() -> Frontier {
        Frontier::default()
    }

    /// Adds one leaf, given by its [`Hash::leaf`].
    pub fn push(&mut self, leaf: Hash) {
        self.push_perfect(0, leaf);
    }

    /// Adds a perfect subtree of 2^`height` leaves.
    ///
    /// # Panics
    /// When the size is no multiple of 2^`height`: the subtree would not be
    /// one of this tree, which only our own code could have got wrong.
    pub fn push_perfect(&mut self, height: u8, root: Hash) {
        let leaves = 1_u64 << height;
        assert!(self.size.is_multiple_of(leaves), "subtree off its alignment");
        let mut node = root;
        // Each one bit of size above `height`, up to the first zero, is a
        // subtree waiting for its right half.
        for _ in 0..(self.size >> height).trailing_ones() {
            let left = self.nodes.pop().expect("one node per one bit of size");
            node = Hash::node(&left, &node);
        }
        self.nodes.push(node);
        self.size += leaves;
    }

    /// Number of leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The Merkle tree hash of the leaves so far.
    pub fn root(&self) -> Hash {
        let mut nodes = self.nodes.iter().rev();
        let Some(&last) = nodes.next() else {
            return Hash::EMPTY_ROOT;
        };
        nodes.fold(last, |right, left| Hash::node(left, &right))
    }
}

/// Where proofs get their nodes. Only roots of perfect subtrees are asked
/// for: node `index` of `level` covers the leaves
/// `index * 2^level .. (index + 1) * 2^level`.
pub trait HashReader {
    /// The node, or `None` when it is not to be had.
    fn node(&self, level: u8, index: u64) -> Option<Hash>;
}

/// The audit path of leaf `index` in the tree of the first `size` leaves
/// (RFC 6962 section 2.1.1), from the leaf's sibling upwards.
pub fn inclusion_proof(reader: &impl HashReader, index: u64, size: u64) -> Result<Vec<Hash>, NoProof> {
    if index >= size || size > MAX_SIZE {
        return Err(NoProof::OutOfRange);
    }
    let (mut start, mut len) = (0, size);
    let mut path = Vec::new();
    while len > 1 {
        let left = split(len);
        if index - start < left {
            path.push(range_root(reader, start + left, len - left)?);
            len = left;
        } else {
            path.push(range_root(reader, start, left)?);
            start += left;
            len -= left;
        }
    }
    path.reverse();
    Ok(path)
}

/// The proof that the tree of the first `old` leaves is a prefix of that of
/// the first `new` ones (RFC 6962 section 2.1.2). Empty when `old` is zero or
/// equals `new`.
pub fn consistency_proof(reader: &impl HashReader, old: u64, new: u64) -> Result<Vec<Hash>, NoProof> {
    if old > new || new > MAX_SIZE {
        return Err(NoProof::OutOfRange);
    }
    if old == 0 {
        return Ok(Vec::new());
    }
    let (mut start, mut len, mut rest) = (0, new, old);
    let mut path = Vec::new();
    while rest != len {
        let left = split(len);
        if rest <= left {
            path.push(range_root(reader, start + left, len - left)?);
            len = left;
        } else {
            path.push(range_root(reader, start, left)?);
            start += left;
            len -= left;
            rest -= left;
        }
    }
    // The verifier knows the old root; any other subtree must be sent.
    if start > 0 {
        path.push(range_root(reader, start, len)?);
    }
    path.reverse();
    Ok(path)
}

/// Checks that `leaf` stands at `index` in the tree of `size` leaves with
/// this `root` (RFC 9162 section 2.1.3.2).
pub fn verify_inclusion(leaf: &Hash, index: u64, size: u64, path: &[Hash], root: &Hash) -> Result<(), ProofRefused> {
    if index >= size {
        return Err(ProofRefused::OutOfRange);
    }
    let (inner, border) = path_shape(index, size);
    check_length(inner + border, path)?;
    let (lower, upper) = path.split_at(inner);
    same(chain_border(chain_inner(*leaf, lower, index), upper), root)
}

/// Checks that the tree of `old_size` leaves is a prefix of the other
/// (RFC 9162 section 2.1.4.2).
///
/// From size zero every tree follows, with an empty proof, provided that the
/// old root is [`Hash::EMPTY_ROOT`].
pub fn verify_consistency(
    old_size: u64,
    old_root: &Hash,
    new_size: u64,
    new_root: &Hash,
    proof: &[Hash],
) -> Result<(), ProofRefused> {
    if old_size > new_size {
        return Err(ProofRefused::OutOfRange);
    }
    if new_size == 0 {
        same(Hash::EMPTY_ROOT, new_root)?;
    }
    if old_size == 0 {
        check_length(0, proof)?;
        return same(Hash::EMPTY_ROOT, old_root);
    }
    if old_size == new_size {
        check_length(0, proof)?;
        return same(*old_root, new_root);
    }
    follow_consistency(old_size, old_root, new_size, new_root, proof)
}

/// For `0 < old_size < new_size`. The path is that of the old tree's last
/// leaf in the new tree, starting at the largest subtree that ends there.
fn follow_consistency(
    old_size: u64,
    old_root: &Hash,
    new_size: u64,
    new_root: &Hash,
    proof: &[Hash],
) -> Result<(), ProofRefused> {
    let (inner, border) = path_shape(old_size - 1, new_size);
    let height = old_size.trailing_zeros();
    // The path's lowest `height` steps are inside the subtree it starts from.
    let inner = inner - bits_as_len(height);
    let seed_sent = !old_size.is_power_of_two();
    check_length(usize::from(seed_sent) + inner + border, proof)?;
    let (seed, path) = if seed_sent { (proof[0], &proof[1..]) } else { (*old_root, proof) };
    let turns = (old_size - 1) >> height;
    let (lower, upper) = path.split_at(inner);
    let old = chain_border(chain_left_only(seed, lower, turns), upper);
    let new = chain_border(chain_inner(seed, lower, turns), upper);
    same(old, old_root)?;
    same(new, new_root)
}

/// How many path hashes lie below the point where the leaf's way joins the
/// tree's right border, and how many on the border.
fn path_shape(index: u64, size: u64) -> (usize, usize) {
    let inner = u64::BITS - (index ^ (size - 1)).leading_zeros();
    let border = index.checked_shr(inner).map_or(0, u64::count_ones);
    (bits_as_len(inner), bits_as_len(border))
}

fn bits_as_len(bits: u32) -> usize {
    usize::try_from(bits).expect("a number of bits fits into usize")
}

fn chain_inner(seed: Hash, path: &[Hash], index: u64) -> Hash {
    path.iter().enumerate().fold(seed, |hash, (level, other)| {
        if index >> level & 1 == 0 { Hash::node(&hash, other) } else { Hash::node(other, &hash) }
    })
}

/// As [`chain_inner`], for the old tree, which has nothing to the right.
fn chain_left_only(seed: Hash, path: &[Hash], index: u64) -> Hash {
    let lefts = path.iter().enumerate();
    lefts.filter(|(level, _)| index >> level & 1 == 1).fold(seed, |hash, (_, left)| Hash::node(left, &hash))
}

fn chain_border(seed: Hash, path: &[Hash]) -> Hash {
    path.iter().fold(seed, |hash, left| Hash::node(left, &hash))
}

fn check_length(expected: usize, path: &[Hash]) -> Result<(), ProofRefused> {
    let given = path.len();
    if given == expected { Ok(()) } else { Err(ProofRefused::Length { expected, given }) }
}

fn same(computed: Hash, root: &Hash) -> Result<(), ProofRefused> {
    if computed == *root { Ok(()) } else { Err(ProofRefused::Root) }
}

/// The largest power of two below `len`, which is at least 2.
fn split(len: u64) -> u64 {
    1 << (len - 1).ilog2()
}

/// The hash of `len` leaves from `start`, which RFC 6962's recursion always
/// aligns so that they fall into perfect subtrees, largest first.
fn range_root(reader: &impl HashReader, start: u64, len: u64) -> Result<Hash, NoProof> {
    let mut root = None;
    // From the smallest subtree on the right to the largest on the left.
    for level in 0..63_u8 {
        if len >> level & 1 == 0 {
            continue;
        }
        let larger = len >> (level + 1) << (level + 1);
        let index = (start + larger) >> level;
        let left = reader.node(level, index).ok_or(NoProof::Missing { level, index })?;
        root = Some(root.map_or(left, |right| Hash::node(&left, &right)));
    }
    root.ok_or(NoProof::OutOfRange)
}
