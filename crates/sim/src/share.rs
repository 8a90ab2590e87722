//! Dividing whole numbers exactly.

use std::collections::BinaryHeap;

use crate::dice::Dice;

/// Divides `total` in proportion to `weights`; the parts left over go to the largest remainders,
/// the first of equals first.
pub fn largest_remainders(total: u64, weights: &[u64]) -> Vec<u64> {
    let sum: u64 = weights.iter().sum();
    assert!(sum > 0 || total == 0, "nobody to give to");
    let mut parts: Vec<u64> = weights.iter().map(|w| ratio(total, *w, sum)).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|i| (std::cmp::Reverse(remainder(total, weights[*i], sum)), *i));
    let left = total - parts.iter().sum::<u64>();
    for i in order.into_iter().take(index(left)) {
        parts[i] += 1;
    }
    parts
}

/// The same, but nobody goes without: who is due less than one gets one, and the others divide
/// the rest. `total` must be at least the number of weights.
pub fn at_least_one(total: u64, weights: &[u64]) -> Vec<u64> {
    assert!(total >= wide(weights.len()), "fewer parts than people");
    let mut small_first: Vec<usize> = (0..weights.len()).collect();
    small_first.sort_by_key(|i| (weights[*i], *i));
    let (mut left, mut sum) = (total, weights.iter().sum::<u64>());
    let mut parts = vec![1; weights.len()];
    let mut large = weights.to_vec();
    for i in small_first {
        if u128::from(left) * u128::from(weights[i]) >= u128::from(sum) {
            break;
        }
        large[i] = 0;
        left -= 1;
        sum -= weights[i];
    }
    for (part, more) in parts.iter_mut().zip(largest_remainders(left, &large)) {
        *part = more.max(1);
    }
    parts
}

/// One each, then the next one always to whoever has the highest weight per part already held
/// (highest averages). `total` must be at least the number of weights.
pub fn highest_averages(total: u64, weights: &[u64]) -> Vec<u64> {
    assert!(total >= wide(weights.len()), "fewer parts than people");
    let mut parts = vec![1; weights.len()];
    let mut heap: BinaryHeap<Average> =
        weights.iter().enumerate().map(|(who, weight)| Average { weight: *weight, held: 1, who }).collect();
    for _ in wide(weights.len())..total {
        let Some(mut top) = heap.peek_mut() else {
            break;
        };
        top.held += 1;
        parts[top.who] += 1;
    }
    parts
}

/// Draws `total` points, evenly spaced from a place chosen by chance along the weights laid end
/// to end, and says how many fall on each: in proportion, and large or small all have a chance.
pub fn even_draw(total: u64, weights: &[u64], dice: &mut Dice) -> Vec<u64> {
    let sum: u64 = weights.iter().sum();
    let start = dice.below(sum);
    running(total, weights, sum, start)
}

/// Divides `total` in proportion to `weights` in one pass, carrying the remainder along.
pub fn carried(total: u64, weights: &[u64]) -> Vec<u64> {
    let sum = weights.iter().sum();
    running(total, weights, sum, sum / 2)
}

fn running(total: u64, weights: &[u64], sum: u64, start: u64) -> Vec<u64> {
    assert!(sum > 0 || total == 0, "nobody to give to");
    let (mut reached, mut given) = (0_u64, 0);
    let step = |weight: &u64| {
        reached += weight;
        let until = part(u128::from(reached) * u128::from(total) + u128::from(start), sum);
        until - std::mem::replace(&mut given, until)
    };
    weights.iter().map(step).collect()
}

fn ratio(total: u64, weight: u64, sum: u64) -> u64 {
    part(u128::from(total) * u128::from(weight), sum)
}

fn part(wide: u128, sum: u64) -> u64 {
    let quotient = if sum == 0 { 0 } else { wide / u128::from(sum) };
    u64::try_from(quotient).unwrap_or_else(|_| unreachable!("a part is at most the total"))
}

fn remainder(total: u64, weight: u64, sum: u64) -> u128 {
    (u128::from(total) * u128::from(weight)).checked_rem(u128::from(sum)).unwrap_or(0)
}

/// A count as wide as a sum.
pub fn wide(count: usize) -> u64 {
    u64::try_from(count).unwrap_or_else(|_| unreachable!("no list here is longer than 64 bits"))
}

/// A number of things in memory, which is therefore an index.
pub fn index(number: u64) -> usize {
    usize::try_from(number).unwrap_or_else(|_| unreachable!("a number of things in memory"))
}

#[derive(PartialEq, Eq)]
struct Average {
    weight: u64,
    held: u64,
    who: usize,
}

impl Ord for Average {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let (own, others) = (self.weight * other.held, other.weight * self.held);
        own.cmp(&others).then(other.who.cmp(&self.who))
    }
}

impl PartialOrd for Average {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dice::Topic;

    #[test]
    fn largest_remainders_by_hand() {
        // 47 : 16 : 15.9 : 12 : 6 : 3.1 of 10 seats.
        let votes = [47_000, 16_000, 15_900, 12_000, 6_000, 3_100];
        assert_eq!(largest_remainders(10, &votes), [5, 2, 1, 1, 1, 0]);
        assert_eq!(largest_remainders(0, &[]), [0; 0]);
    }

    #[test]
    fn nobody_goes_without() {
        assert_eq!(at_least_one(10, &[1, 1, 998]), [1, 1, 8]);
        assert_eq!(at_least_one(3, &[5, 5, 5]), [1, 1, 1]);
        assert_eq!(at_least_one(1_000, &[1, 1, 998]), [1, 1, 998]);
    }

    #[test]
    fn highest_averages_by_hand() {
        // After one each the averages are 50, 20, 10, and the first one's go on 25, 16.7.
        assert_eq!(highest_averages(3, &[50, 20, 10]), [1, 1, 1]);
        assert_eq!(highest_averages(5, &[50, 20, 10]), [3, 1, 1]);
        assert_eq!(highest_averages(6, &[50, 20, 10]), [3, 2, 1]);
        assert_eq!(highest_averages(7, &[50, 20, 10]), [4, 2, 1]);
    }

    #[test]
    fn every_division_is_exact() {
        let mut dice = Dice::new(3, Topic::Communes, 0);
        for people in 1..60_usize {
            let weights: Vec<u64> = (0..people).map(|_| 1 + dice.below(1_000)).collect();
            let total = wide(people) + dice.below(500);
            for parts in [
                largest_remainders(total, &weights),
                at_least_one(total, &weights),
                highest_averages(total, &weights),
                even_draw(total, &weights, &mut dice),
                carried(total, &weights),
            ] {
                assert_eq!(parts.iter().sum::<u64>(), total);
            }
        }
    }
}
