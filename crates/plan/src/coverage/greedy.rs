//! The first placement: crew after crew to the base where it brings most (Nemhauser, Wolsey and
//! Fisher 1978: at least 63 % of the best), with gains looked up only when they may matter.

use std::collections::BinaryHeap;

use super::cover::Cover;

/// Places the crews that are left.
pub(super) fn fill(cover: &mut Cover<'_>) {
    let mut waiting: BinaryHeap<(i64, std::cmp::Reverse<u32>)> = (0..super::rows::short(cover.reduced.bases()))
        .map(|base| (cover.gain(base), std::cmp::Reverse(base)))
        .collect();
    while cover.left() > 0
        && let Some((believed, std::cmp::Reverse(base))) = waiting.pop()
    {
        let gain = cover.gain(base);
        if gain <= 0 || !cover.has_room(base) {
            continue;
        }
        if gain == believed {
            cover.add(base);
        }
        // Gains only fall while crews are added, so an old entry is never too low.
        waiting.push((cover.gain(base), std::cmp::Reverse(base)));
    }
}
