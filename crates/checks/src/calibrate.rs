//! The threshold that gives the asked share of false alarms, in a file that may hold mistakes.
//!
//! The share that a score is reached by in the file is a mixture of clean stations and of wrong
//! ones. How wrong ones score is found by making mistakes in a sample of the file's own stations;
//! how many there are, from scores that clean stations hardly ever reach. What is left is the
//! clean stations' share, and its quantile is the threshold.

use crate::rules::{Kind, Rule};

/// Nats that hardly a clean station reaches.
const CERTAIN: f64 = 10.0;
/// Nats from which on a station is listed whatever the price is.
const UNDENIABLE: f64 = 12.0;
/// Share of clean stations that reach it all the same: measured on real rounds.
const CERTAIN_CLEAN: f64 = 0.0006;
/// Share of mistakes that must reach it before their number is reckoned from it.
const LEAST_CERTAIN: f64 = 0.1;
/// A file in which more is wrong tells nothing about clean stations.
const MOST_WRONG: f64 = 0.3;

/// The position of the score that `share` of so many exceed.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a share of a number of stations is a number of stations"
)]
pub(crate) fn rank(count: usize, share: f64) -> usize {
    ((count as f64 * share) as usize).min(count.saturating_sub(1))
}

/// The part of the false alarms that a rule may use up. Exchanged and slipped rows are what
/// changes a result, so their rule has most; a rule that uses less leaves it to nobody. Rules that
/// look at whole contests keep to their bounds, which hardly a clean contest reaches.
pub(crate) fn part_of(rule: &Rule) -> f64 {
    match (rule.code, rule.kind) {
        _ if rule.is_of_contest() => 0.0,
        ("W402", _) => 0.8,
        ("W404", _) => 0.06,
        (_, Kind::Evidence) => 0.03,
        (_, Kind::Bound) => 0.004,
    }
}

/// The score from which on a rule lists a station. `scores` are those of all stations by the rule,
/// `made` those of mistakes of its kind made on purpose (none where no sample was made).
pub(crate) fn threshold(scores: &[f64], made: &[f64], false_alarms: f64) -> f64 {
    let (mut scores, mut made) = (scores.to_vec(), made.to_vec());
    scores.sort_by(|a, b| b.total_cmp(a));
    made.sort_by(|a, b| b.total_cmp(a));
    let wrong = wrong_share(&scores, &made);
    let allowed = false_alarms * (1.0 - wrong);
    let clean = |score: f64| reached(&scores, score) - wrong * reached(&made, score);
    let listed = scores.iter().copied().take_while(|score| score.is_finite());
    listed.take_while(|score| clean(*score) <= allowed).last().unwrap_or(f64::INFINITY).min(UNDENIABLE)
}

/// How many of the file's stations are wrong, as a share.
fn wrong_share(scores: &[f64], made: &[f64]) -> f64 {
    let power = reached(made, CERTAIN);
    if power < LEAST_CERTAIN {
        return 0.0;
    }
    ((reached(scores, CERTAIN) - CERTAIN_CLEAN) / power).clamp(0.0, MOST_WRONG)
}

/// Share of the scores, sorted downwards, that are at least `score`.
fn reached(sorted: &[f64], score: f64) -> f64 {
    share(sorted.partition_point(|there| *there >= score), sorted.len())
}

#[expect(clippy::cast_precision_loss, reason = "numbers of stations")]
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Scores of clean stations fall off evenly from −5 to 9.
    fn clean() -> Vec<f64> {
        (0..10_000).map(|at| -5.0 + 14.0 * f64::from(at) / 10_000.0).collect()
    }

    fn listed(scores: &[f64], made: &[f64], share: f64) -> usize {
        let limit = threshold(scores, made, share);
        clean().iter().filter(|score| **score >= limit).count()
    }

    #[test]
    fn a_clean_file_lists_the_asked_share() {
        for (share, expected) in [(0.01, 100), (0.001, 10)] {
            assert_eq!(listed(&clean(), &[11.0; 100], share), expected);
            assert_eq!(listed(&clean(), &[], share), expected);
        }
    }

    #[test]
    fn mistakes_in_the_file_do_not_use_up_the_false_alarms() {
        let scores: Vec<f64> = clean().into_iter().chain(vec![11.0; 500]).collect();
        let count = listed(&scores, &[11.0; 100], 0.01);
        assert!((90..=110).contains(&count), "{count} clean stations are listed");
        assert_eq!(listed(&scores, &[], 0.01), 0, "without a sample the mistakes take the room");
    }

    #[test]
    fn what_is_undeniable_is_listed_at_any_price() {
        assert!(threshold(&[], &[], 0.01) <= 12.0);
        assert!(threshold(&[13.0; 50], &[], 0.001) <= 12.0);
    }

    #[test]
    fn the_parts_are_no_more_than_the_whole() {
        let whole: f64 = crate::rules::RULES.iter().map(part_of).sum();
        assert!(whole <= 1.0, "{whole}");
    }
}
