//! Visits: the oracle is the arithmetic of [`reach`](super::super::reach).

use std::collections::BTreeMap;

use super::super::reach::Land;
use super::super::view::{Pool, View};
use super::{Amount, Conflict, Cut, Relief, Requirement, Stuck, Terms, WhyNot, Wish, minimal, position};
use crate::problem::{Problem, UnitKind};

/// Those that people would rather keep stand last: what is dropped first is told last.
const ORDER: [Requirement; 11] = [
    Requirement::Ceiling,
    Requirement::Details,
    Requirement::Duty,
    Requirement::Minima,
    Requirement::Zones,
    Requirement::Rest,
    Requirement::Reserve,
    Requirement::Access,
    Requirement::Dispatch,
    Requirement::Strength,
    Requirement::Visits,
];

/// A pool under every set of terms that was asked for so far.
struct Lands<'a> {
    view: &'a View<'a>,
    pool: &'a Pool,
    known: BTreeMap<Terms, Land<'a>>,
}

impl<'a> Lands<'a> {
    fn of(view: &'a View<'a>, pool: &'a Pool) -> Self {
        let known = BTreeMap::from([(Terms::all(), Land::of(view, pool, &Terms::all()))]);
        Self { view, pool, known }
    }

    fn under(&mut self, terms: &Terms) -> &Land<'a> {
        if !self.known.contains_key(terms) {
            let land = self.known[&Terms::all()].under(terms);
            self.known.insert(terms.clone(), land);
        }
        &self.known[terms]
    }

    fn all(&mut self) -> &Land<'a> {
        self.under(&Terms::all())
    }

    /// Without the wish everything is possible: nobody need go anywhere.
    fn is_possible(&mut self, cut: &[usize], terms: &Terms) -> bool {
        !terms.hold(Requirement::Visits) || self.under(terms).balance(cut).is_possible()
    }

    fn minimal(&mut self, cut: &[usize]) -> Option<Vec<Requirement>> {
        minimal(&ORDER, |terms| self.is_possible(cut, terms))
    }

    fn cut(&mut self, cut: &[usize], waiting: &[usize]) -> Cut {
        let balance = self.all().balance(cut);
        Cut {
            department: self.pool.department,
            ground: self.pool.ground,
            waiting: waiting.iter().copied().map(position).collect(),
            sites: position(cut.len()),
            needed: balance.needed,
            available: balance.circuits(),
        }
    }

    fn conflict(&mut self, cut: &[usize], waiting: &[usize], mut requirements: Vec<Requirement>) -> Conflict {
        // The wish was kept longest and comes first.
        requirements.reverse();
        let reliefs = requirements.into_iter().map(|requirement| self.relief(cut, requirement)).collect();
        Conflict { wish: Wish::Visits(self.cut(cut, waiting)), reliefs }
    }

    fn relief(&mut self, cut: &[usize], requirement: Requirement) -> Relief {
        let terms = Terms::all().without(requirement);
        let clears = self.is_possible(cut, &terms);
        let amount = match requirement {
            Requirement::Visits => Amount::Sites(self.all().least_given_up(cut)),
            Requirement::Strength => Amount::Officers(self.officers(cut)),
            _ => {
                let balance = self.under(&terms).balance(cut);
                Amount::Circuits { needed: balance.needed, available: balance.circuits() }
            }
        };
        Relief { requirement, clears, amount }
    }

    /// The people of the services that are missing, in the smallest crews there are.
    fn officers(&mut self, cut: &[usize]) -> u64 {
        let crew = smallest_crew(self.view.problem);
        let missing = self.all().balance(cut).missing();
        whole(missing.max(1.0).ceil()) * crew
    }
}

fn smallest_crew(problem: &Problem) -> u64 {
    let patrols = problem.units.iter().filter(|unit| unit.kind == UnitKind::Patrol);
    u64::from(patrols.map(|unit| unit.crew.0).min().unwrap_or(1))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast from a double saturates")]
fn whole(number: f64) -> u64 {
    number as u64
}

/// Adds what is known of the sites of a pool that no circuit visits.
pub(super) fn conflicts(view: &View<'_>, pool: &Pool, why: &mut WhyNot) {
    let waiting: Vec<usize> = pool.sites.clone().filter(|site| !view.is_visited(*site)).collect();
    if waiting.is_empty() {
        return;
    }
    let mut lands = Lands::of(view, pool);
    let (mut alone, mut left) = (BTreeMap::<Vec<Requirement>, Vec<usize>>::new(), Vec::new());
    for site in waiting {
        match lands.minimal(&[site]) {
            Some(requirements) => alone.entry(requirements).or_default().push(site),
            None => left.push(site),
        }
    }
    for (requirements, sites) in alone {
        why.conflicts.push(lands.conflict(&sites, &sites, requirements));
    }
    let left = local(&mut lands, left, why);
    together(&mut lands, &left, why);
}

/// Sites that only some of the crews reach: too many for those. Gives the sites that are left.
fn local(lands: &mut Lands<'_>, waiting: Vec<usize>, why: &mut WhyNot) -> Vec<usize> {
    let mut groups: BTreeMap<Vec<bool>, Vec<usize>> = BTreeMap::new();
    for site in waiting {
        groups.entry(lands.all().signature(site)).or_default().push(site);
    }
    let mut left = Vec::new();
    for sites in groups.into_values() {
        let cut = lands.all().closure(sites[0]);
        match lands.minimal(&cut) {
            Some(requirements) => why.conflicts.push(lands.conflict(&cut, &sites, requirements)),
            None => left.extend(sites),
        }
    }
    left.sort_unstable();
    left
}

/// The whole pool: too much for all its crews.
fn together(lands: &mut Lands<'_>, waiting: &[usize], why: &mut WhyNot) {
    if waiting.is_empty() {
        return;
    }
    let sites = lands.pool.sites.clone();
    let whole: Vec<usize> = sites.filter(|site| lands.all().is_reached(*site)).collect();
    if let Some(requirements) = lands.minimal(&whole) {
        why.conflicts.push(lands.conflict(&whole, waiting, requirements));
    } else {
        let cut = lands.cut(&whole, waiting);
        why.stuck.push(Stuck::Visits(cut));
    }
}
