//! C118 and C121 to C123: who is seen how much.
//!
//! The phase of every circuit is drawn evenly and for itself, so at every moment a circuit is at
//! a site with the chance of its stops' share of the period, and nobody is there with the product
//! of the circuits' chances to be elsewhere. All of it in whole numbers.

use super::case::{Case, Found};
use super::natural::Natural;
use super::rule::Rule;
use super::violation::At;

/// Most circuits that visit one site: their product of shares stays short.
pub(super) const MAX_VISITS: usize = 64;

pub(super) fn check(case: &Case<'_>, found: &mut Found) {
    let mut listed = vec![false; case.problem.sites.len()];
    for site in &case.plan.response_only {
        listed[*site as usize] = true;
    }
    for (nth, site) in case.sites() {
        let circuits = case.visits.at(nth).len();
        let listed = listed[nth as usize];
        found.unless(circuits > 0 || listed, Rule::Forgotten, At::Site(nth), [0, 1]);
        found.unless(circuits == 0 || !listed, Rule::VisitedToo, At::Site(nth), [circuits as u64, 0]);
        found.unless(circuits <= MAX_VISITS, Rule::Crowded, At::Site(nth), [circuits as u64, MAX_VISITS as u64]);
        if !site.may_post {
            let ceiling = u64::from(case.problem.policy.ceiling.0);
            let alone = absence(case, nth, 1_000, Round::Down);
            let due = 1_000_u64.saturating_sub(ceiling);
            found.unless(alone >= due, Rule::Ceiling, At::Site(nth), [1_000 - alone, ceiling]);
        }
    }
}

/// Which whole number stands for a share of one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Round {
    Down,
    Up,
}

/// `scale` × the chance that nobody is at the site, exactly rounded.
///
/// Dividing and rounding several times in a row is dividing by the product and rounding once:
/// ⌊⌊x ÷ a⌋ ÷ b⌋ = ⌊x ÷ ab⌋ for whole numbers, and ⌈⌈x ÷ a⌉ ÷ b⌉ = ⌈x ÷ ab⌉.
pub(super) fn absence(case: &Case<'_>, site: u32, scale: u64, round: Round) -> u64 {
    let period = case.problem.policy.period.0.max(1);
    let visits = case.visits.at(site).take(MAX_VISITS);
    let product =
        visits.clone().fold(Natural::of(scale), |product, (_, time)| product.times(period.saturating_sub(time)));
    let (whole, exact) = visits.fold((product, true), |(number, exact), _| {
        let (quotient, divides) = number.divided(period);
        (quotient, exact && divides)
    });
    whole.saturated().saturating_add(u64::from(!exact && round == Round::Up))
}
