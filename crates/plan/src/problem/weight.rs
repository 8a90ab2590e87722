//! From points and threats to weights: the one formula, with integers only.
//!
//! weight = points × venue weight × (1 + 0.02 × Σ likelihood × impact × source × content)
//!
//! A venue has 100 points and one for each voter; an event has the points its author gave it, in
//! the classes of hours it touches, and the weight 1 in the others, where nothing is there. The
//! sum goes over the threats that hold in the phase, bear on the site and touch the class of
//! hours. It is rounded down once, at the end, and at least 1. What a threat is feared for
//! changes no weight: that is in its impact already. Tables and their meaning:
//! `specs/plan-weight.md`.

use std::collections::BTreeSet;

use election::Id;

use super::{Hours, Likelihood, Problem, Scope, Site, SiteKind, SourceGrade, Threat};
use crate::measure::{Clock, Permille, Weight};

/// Points of a venue before its first voter: its room, its material, its record.
pub const VENUE_POINTS: u64 = 100;
/// How much likelier each step is than the first.
pub const LIKELIHOOD: [u64; 5] = [1, 2, 4, 8, 16];
/// How much worse each step is than the first.
pub const IMPACT: [u64; 5] = [1, 2, 4, 8, 16];
/// Trust in a source, A to F, in hundredths.
pub const SOURCE: [u64; 6] = [100, 80, 60, 40, 20, 50];
/// Trust in what it says, 1 to 6, in hundredths.
pub const CONTENT: [u64; 6] = [100, 80, 60, 40, 20, 50];
/// What the product 1 × 1 of a fully trusted threat adds, in thousandths.
pub const UNIT: u64 = 20;

/// 100 % of both kinds of trust, in which threats are summed.
const TRUST: u64 = 10_000;
/// A factor of 1.
const ONE: u64 = TRUST * 1_000;

/// What one threat adds to the sum of its class of hours: likelihood × impact × trust, in units of
/// 1/10,000.
pub fn severity(threat: &Threat) -> u64 {
    step(LIKELIHOOD, threat.likelihood) * step(IMPACT, threat.impact) * trust(threat.grade)
}

fn step(table: [u64; 5], step: Likelihood) -> u64 {
    table[usize::from(step.step()) - 1]
}

fn trust(grade: SourceGrade) -> u64 {
    SOURCE[usize::from(grade.source())] * CONTENT[usize::from(grade.content()) - 1]
}

/// Points of a venue with so many voters.
pub fn venue_points(voters: u64) -> u64 {
    VENUE_POINTS + voters
}

/// The weight of a site: its points, what the class of hours multiplies them by, and the sum of
/// [`severity`] over the threats in force there. At least 1; what does not fit is the largest
/// weight, which is beyond every limit.
pub fn weight(points: u64, hours: Permille, threats: u64) -> Weight {
    let factor = u128::from(ONE) + u128::from(UNIT) * u128::from(threats);
    let product = (u128::from(points) * u128::from(hours.0)).saturating_mul(factor);
    let whole = product / (1_000 * u128::from(ONE));
    Weight(u64::try_from(whole).unwrap_or(u64::MAX).max(1))
}

/// Whether a window and a class of hours have a moment in common.
pub fn touches(window: [Clock; 2], hours: [Clock; 2]) -> bool {
    window[0] < hours[1] && hours[0] < window[1]
}

/// The formula of one site in one class of hours, part by part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Itemised {
    /// What it is worth by itself: 100 and its voters, or what its event was given.
    pub points: u64,
    /// What the class of hours multiplies that by.
    pub hours: Permille,
    /// The threats in force: positions in the problem's list and their [`severity`].
    pub threats: Vec<(u32, u64)>,
    /// Whether anything is there in these hours; if not, the weight is 1 whatever the rest says.
    pub there: bool,
    /// What the parts come to.
    pub comes_to: Weight,
    /// What the problem says. It differs from the sum only where somebody wrote a problem by hand.
    pub stated: Weight,
}

/// The formula of a site (its position), one for each class of hours.
///
/// A problem knows communes and departments, not regions. Whether a threat on any other place
/// bears on the site is found out: it does where the weights of its department cannot be made
/// without it.
///
/// # Panics
/// If the problem has no such site.
pub fn itemise(problem: &Problem, site: u32) -> Vec<Itemised> {
    let site = &problem.sites[site as usize];
    let around = around(problem, site.department);
    formula(problem, site, &around)
}

/// Places around a department whose threats are needed for the weights of its sites: the nation
/// and one region at most. None if no such places explain them.
fn around(problem: &Problem, department: u32) -> Vec<Id> {
    let here = problem.sites.iter().filter(|site| site.department == department);
    let here: Vec<&Site> = here.collect();
    let unknown: Vec<Id> = unknown_places(problem).into_iter().collect();
    let pairs = unknown.iter().enumerate().flat_map(|(at, one)| unknown[..at].iter().map(|other| vec![*other, *one]));
    let mut choices = [Vec::new()].into_iter().chain(unknown.iter().map(|one| vec![*one])).chain(pairs);
    let explains = |places: &Vec<Id>| {
        here.iter().all(|site| formula(problem, site, places).iter().all(|class| class.comes_to == class.stated))
    };
    choices.find(explains).unwrap_or_default()
}

/// Places of threats that are neither a department nor a commune that the problem names.
fn unknown_places(problem: &Problem) -> BTreeSet<Id> {
    let places = problem.threats.iter().filter_map(|threat| match threat.scope {
        Scope::Place(place) => Some(place),
        Scope::Nation | Scope::Kind(_) | Scope::Site(_) => None,
    });
    let mut unknown: BTreeSet<Id> = places.collect();
    for department in &problem.departments {
        unknown.remove(&department.id);
    }
    for site in &problem.sites {
        unknown.remove(&site.commune);
    }
    unknown
}

fn formula(problem: &Problem, site: &Site, around: &[Id]) -> Vec<Itemised> {
    let event =
        if site.kind == SiteKind::Venue { None } else { problem.events.iter().find(|event| event.id == site.id) };
    let department = problem.departments[site.department as usize].id;
    let bears = |threat: &Threat| match threat.scope {
        Scope::Nation => true,
        Scope::Kind(kind) => kind == site.kind,
        Scope::Site(id) => id == site.id,
        Scope::Place(place) => place == department || place == site.commune || around.contains(&place),
    };
    let threats: Vec<(u32, &Threat)> = (0..).zip(&problem.threats).filter(|(_, threat)| bears(threat)).collect();
    let class = |(class, stated): (&Hours, &Weight)| {
        let window = [class.from, class.to];
        let touching = threats.iter().filter(|(_, threat)| touches([threat.from, threat.to], window));
        let in_force: Vec<(u32, u64)> = touching.map(|(at, threat)| (*at, severity(threat))).collect();
        let (points, hours) = match event {
            Some(event) => (event.weight.0, Permille(1_000)),
            None => (venue_points(site.people.into()), class.venue_weight),
        };
        let there = event.is_none_or(|event| touches([event.from, event.to], window));
        let sum = in_force.iter().map(|(_, severity)| severity).sum();
        let comes_to = if there { weight(points, hours, sum) } else { Weight(1) };
        Itemised { points, hours, threats: in_force, there, comes_to, stated: *stated }
    };
    problem.policy.hours.iter().zip(&site.weights).map(class).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::ThreatKind;

    fn threat(likelihood: u8, impact: u8, grade: &str) -> Threat {
        let step = |step| Likelihood::new(step).expect("1 to 5");
        Threat {
            id: "attack".parse().expect("an identifier"),
            scope: Scope::Nation,
            kind: ThreatKind::Attack,
            likelihood: step(likelihood),
            impact: step(impact),
            phases: Vec::new(),
            from: Clock(0),
            to: Clock(86_400),
            grade: SourceGrade::parse(grade).expect("a grade"),
            rationale: "why".into(),
        }
    }

    /// The example of `specs/plan-weight.md`.
    #[test]
    fn the_example_of_the_specification() {
        let nation = severity(&threat(3, 4, "B2"));
        let capital = severity(&threat(4, 4, "C3"));
        assert_eq!((nation, capital), (32 * 6_400, 64 * 3_600));
        let points = venue_points(1_743);
        assert_eq!(weight(points, Permille(1_000), 0), Weight(1_843));
        assert_eq!(weight(points, Permille(1_000), nation), Weight(2_597));
        assert_eq!(weight(points, Permille(1_200), nation + capital), Weight(4_136));
    }

    #[test]
    fn no_weight_is_zero_and_none_wraps() {
        assert_eq!(weight(0, Permille(0), 0), Weight(1));
        assert_eq!(weight(u64::MAX, Permille(u16::MAX), u64::MAX), Weight(u64::MAX));
    }

    #[test]
    fn a_window_that_only_ends_where_the_hours_begin_touches_nothing() {
        let hours = [Clock(8 * 3_600), Clock(12 * 3_600)];
        assert!(!touches([Clock(0), hours[0]], hours));
        assert!(!touches([hours[1], Clock::LAST], hours));
        assert!(touches([Clock(0), Clock(hours[0].0 + 60)], hours));
    }
}
