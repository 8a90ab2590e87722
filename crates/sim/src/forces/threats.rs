//! Threats as they might have been assessed in April 2017, from what was public.

use plan::measure::Clock;
use plan::problem::{Likelihood, Policy, Scope, SiteKind, SourceGrade, Threat, ThreatKind};

use super::id;
use super::survey::Survey;

/// Id, kind, likelihood, impact, hours of the day, grade, reason.
struct Assessed {
    id: &'static str,
    kind: ThreatKind,
    steps: [u8; 2],
    hours: [u32; 2],
    grade: &'static str,
    rationale: &'static str,
}

const NATION: Assessed = Assessed {
    id: "attack-nation",
    kind: ThreatKind::Attack,
    steps: [3, 4],
    hours: [0, 24],
    grade: "B2",
    rationale: "State of emergency since November 2015; police attacked in the capital three days before round 1",
};
const CAPITAL: Assessed = Assessed {
    id: "attack-capital",
    kind: ThreatKind::Attack,
    steps: [4, 4],
    hours: [0, 24],
    grade: "B2",
    rationale: "Most attacks of the two years before were in the region of the capital",
};
const HEADQUARTERS: Assessed = Assessed {
    id: "arson-headquarters",
    kind: ThreatKind::Arson,
    steps: [3, 3],
    hours: [0, 24],
    grade: "C3",
    rationale: "Fires laid at party offices during the campaign",
};
const GATHERINGS: Assessed = Assessed {
    id: "attack-gatherings",
    kind: ThreatKind::Attack,
    steps: [3, 5],
    hours: [0, 24],
    grade: "B3",
    rationale: "Crowds at known places and times",
};
const VENUES: Assessed = Assessed {
    id: "interference-venues",
    kind: ThreatKind::Interference,
    steps: [2, 2],
    hours: [8, 20],
    grade: "C2",
    rationale: "Boxes and registers disturbed in single stations at earlier elections",
};
const EVENING: Assessed = Assessed {
    id: "disorder-evening",
    kind: ThreatKind::Disorder,
    steps: [4, 2],
    hours: [18, 24],
    grade: "B2",
    rationale: "Gatherings announced for the evening of the results",
};

/// The threats to a country.
pub fn threats(survey: &Survey<'_>, policy: &Policy) -> Vec<Threat> {
    let kind = |kind| Some(Scope::Kind(kind));
    let capital = || survey.region().map(Scope::Place);
    let assessed = [
        (&HEADQUARTERS, kind(SiteKind::Headquarters)),
        (&CAPITAL, capital()),
        (&GATHERINGS, kind(SiteKind::Gathering)),
        (&NATION, Some(Scope::Nation)),
        (&EVENING, capital()),
        (&VENUES, kind(SiteKind::Venue)),
    ];
    let mut threats: Vec<Threat> =
        assessed.into_iter().filter_map(|(threat, scope)| Some(threat.threat(scope?))).collect();
    let rounds = policy.phases.iter().filter(|phase| phase.round.is_some());
    let rounds: Vec<election::Id> = rounds.map(|phase| phase.name).collect();
    threats.iter_mut().filter(|threat| threat.id.as_str() == EVENING.id).for_each(|threat| {
        threat.phases.clone_from(&rounds);
    });
    threats.sort_by_key(|threat| threat.id);
    threats
}

impl Assessed {
    fn threat(&self, scope: Scope) -> Threat {
        let step = |step| Likelihood::new(step).unwrap_or_else(|| unreachable!("a step of the table above"));
        let grade = SourceGrade::parse(self.grade);
        Threat {
            id: id(self.id),
            scope,
            kind: self.kind,
            likelihood: step(self.steps[0]),
            impact: step(self.steps[1]),
            phases: Vec::new(),
            from: Clock(self.hours[0] * 3_600),
            to: Clock(self.hours[1] * 3_600),
            grade: grade.unwrap_or_else(|| unreachable!("a grade of the table above")),
            rationale: self.rationale.to_owned(),
        }
    }
}
