//! Proofs against the recursive definitions of RFC 6962, for every size up to
//! 130 and at random beyond.

use proptest::prelude::*;
use tlog::Hash;
use tlog::tree::{
    Frontier, HashReader, NoProof, ProofRefused, consistency_proof, inclusion_proof, verify_consistency,
    verify_inclusion,
};

pub fn leaves(count: u64) -> Vec<Hash> {
    (0..count).map(|n| Hash::leaf(&n.to_be_bytes())).collect()
}

fn split(len: usize) -> usize {
    let mut k = 1;
    while 2 * k < len {
        k *= 2;
    }
    k
}

/// MTH of section 2.1.
pub fn slow_root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Hash::of(b""),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len()));
            Hash::node(&slow_root(left), &slow_root(right))
        }
    }
}

/// PATH of section 2.1.1.
fn slow_path(m: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let k = split(leaves.len());
    let (left, right) = leaves.split_at(k);
    let (mut path, other) = if m < k { (slow_path(m, left), right) } else { (slow_path(m - k, right), left) };
    path.push(slow_root(other));
    path
}

/// SUBPROOF of section 2.1.2.
fn slow_subproof(m: usize, leaves: &[Hash], known: bool) -> Vec<Hash> {
    if m == leaves.len() {
        return if known { Vec::new() } else { vec![slow_root(leaves)] };
    }
    let k = split(leaves.len());
    let (left, right) = leaves.split_at(k);
    let (mut proof, other) =
        if m <= k { (slow_subproof(m, left, known), right) } else { (slow_subproof(m - k, right, false), left) };
    proof.push(slow_root(other));
    proof
}

/// Nodes straight from the leaves.
pub struct Leaves(pub Vec<Hash>);

impl HashReader for Leaves {
    fn node(&self, level: u8, index: u64) -> Option<Hash> {
        let start = usize::try_from(index << level).unwrap();
        self.0.get(start..start + (1 << level)).map(slow_root)
    }
}

fn size(n: usize) -> u64 {
    n.try_into().unwrap()
}

#[test]
fn the_empty_root_is_the_hash_of_nothing() {
    assert_eq!(Hash::EMPTY_ROOT, Hash::of(b""));
    assert_eq!(Frontier::new().root(), Hash::EMPTY_ROOT);
}

#[test]
fn roots_and_inclusion_proofs_up_to_130() {
    let all = Leaves(leaves(130));
    let mut frontier = Frontier::new();
    for n in 1..=130_usize {
        frontier.push(all.0[n - 1]);
        let tree = &all.0[..n];
        let root = slow_root(tree);
        assert_eq!(frontier.root(), root);
        for m in 0..n {
            let path = inclusion_proof(&all, size(m), size(n)).unwrap();
            assert_eq!(path, slow_path(m, tree));
            assert_eq!(verify_inclusion(&tree[m], size(m), size(n), &path, &root), Ok(()));
        }
    }
}

#[test]
fn consistency_proofs_up_to_130() {
    let all = Leaves(leaves(130));
    let roots: Vec<_> = (0..=130).map(|n| slow_root(&all.0[..n])).collect();
    for n in 0..=130_usize {
        for m in 0..=n {
            let proof = consistency_proof(&all, size(m), size(n)).unwrap();
            if m > 0 {
                assert_eq!(proof, slow_subproof(m, &all.0[..n], true));
            }
            let verify =
                |m, old: &Hash, n, new: &Hash, proof: &[Hash]| verify_consistency(size(m), old, size(n), new, proof);
            assert_eq!(verify(m, &roots[m], n, &roots[n], &proof), Ok(()), "{m} {n}");
            if m < n && m > 0 {
                let wrong = Err(ProofRefused::Root);
                assert_eq!(verify(m, &roots[n], n, &roots[n], &proof), wrong);
                assert_eq!(verify(m, &roots[m], n, &roots[m], &proof), wrong);
            }
        }
    }
}

#[test]
fn proofs_of_another_place_or_size_do_not_hold() {
    let all = Leaves(leaves(40));
    for n in 1..=40_usize {
        let root = slow_root(&all.0[..n]);
        for m in 0..n {
            let path = slow_path(m, &all.0[..n]);
            for other in (0..n).filter(|other| *other != m) {
                let moved = verify_inclusion(&all.0[m], size(other), size(n), &path, &root);
                assert!(moved.is_err(), "{m} as {other} of {n}");
            }
        }
    }
}

#[test]
fn wrong_lengths_are_refused_before_hashing() {
    let all = Leaves(leaves(20));
    let root = slow_root(&all.0);
    let path = slow_path(3, &all.0);
    let mut long = path.clone();
    long.push(root);
    let verify = |path: &[Hash]| verify_inclusion(&all.0[3], 3, 20, path, &root);
    let length = |given| Err(ProofRefused::Length { expected: 5, given });
    assert_eq!(verify(&path[1..]), length(4));
    assert_eq!(verify(&long), length(6));
    assert_eq!(verify(&[]), length(0));
    let proof = slow_subproof(7, &all.0, true);
    let old = slow_root(&all.0[..7]);
    let verify = |proof: &[Hash]| verify_consistency(7, &old, 20, &root, proof);
    assert_eq!(verify(&proof), Ok(()));
    assert!(matches!(verify(&proof[1..]), Err(ProofRefused::Length { .. })));
    assert!(matches!(verify(&[]), Err(ProofRefused::Length { .. })));
}

#[test]
fn what_is_outside_the_tree_is_refused() {
    let all = Leaves(leaves(8));
    let root = slow_root(&all.0);
    let outside = Err(ProofRefused::OutOfRange);
    assert_eq!(verify_inclusion(&root, 0, 0, &[], &root), outside);
    assert_eq!(verify_inclusion(&root, 8, 8, &[root; 3], &root), outside);
    assert_eq!(verify_consistency(9, &root, 8, &root, &[]), outside);
    assert_eq!(inclusion_proof(&all, 8, 8), Err(NoProof::OutOfRange));
    assert_eq!(consistency_proof(&all, 9, 8), Err(NoProof::OutOfRange));
    let missing = inclusion_proof(&all, 0, 9).unwrap_err();
    assert_eq!(missing, NoProof::Missing { level: 0, index: 8 });
}

#[test]
fn the_empty_tree_has_one_root() {
    let (empty, other) = (Hash::EMPTY_ROOT, Hash([0; 32]));
    let wrong = Err(ProofRefused::Root);
    assert_eq!(verify_consistency(0, &empty, 0, &empty, &[]), Ok(()));
    assert_eq!(verify_consistency(0, &empty, 0, &other, &[]), wrong);
    assert_eq!(verify_consistency(0, &other, 0, &other, &[]), wrong);
    assert_eq!(verify_consistency(0, &other, 5, &other, &[]), wrong);
    assert_eq!(verify_consistency(0, &empty, 5, &other, &[]), Ok(()));
    assert!(verify_consistency(0, &empty, 5, &other, &[other]).is_err());
}

#[test]
fn the_largest_sizes_do_not_overflow() {
    let hash = Hash([1; 32]);
    let (last, size) = (u64::MAX - 1, u64::MAX);
    for path in [vec![], vec![hash; 63], vec![hash; 64]] {
        for index in [0, 1, last] {
            assert!(verify_inclusion(&hash, index, size, &path, &hash).is_err());
        }
        assert!(verify_consistency(1 << 63, &hash, size, &Hash([2; 32]), &path).is_err());
        assert!(verify_consistency(last, &hash, size, &Hash([2; 32]), &path).is_err());
    }
}

proptest! {
    #[test]
    fn large_trees_and_any_changed_hash(n in 1_u64..3000, m in 0_u64..3000, at: prop::sample::Index, bit in 0_usize..256) {
        let all = Leaves(leaves(n));
        let m = m % n;
        let root = slow_root(&all.0);
        let leaf = all.0[usize::try_from(m).unwrap()];
        let mut path = inclusion_proof(&all, m, n).unwrap();
        prop_assert_eq!(verify_inclusion(&leaf, m, n, &path, &root), Ok(()));
        let old = slow_root(&all.0[..usize::try_from(m).unwrap()]);
        let mut proof = consistency_proof(&all, m, n).unwrap();
        prop_assert_eq!(verify_consistency(m, &old, n, &root, &proof), Ok(()));
        for hashes in [&mut path, &mut proof] {
            if !hashes.is_empty() {
                let at = at.index(hashes.len());
                hashes[at].0[bit / 8] ^= 1 << (bit % 8);
            }
        }
        if !path.is_empty() {
            prop_assert_eq!(verify_inclusion(&leaf, m, n, &path, &root), Err(ProofRefused::Root));
        }
        if !proof.is_empty() {
            prop_assert_eq!(verify_consistency(m, &old, n, &root, &proof), Err(ProofRefused::Root));
        }
    }
}
