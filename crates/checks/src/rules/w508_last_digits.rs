//! W508: more figures that end in 0 or 5 than chance makes: estimated, not counted.
//!
//! Only the share of 0 and 5, which people who invent or estimate figures prefer. Tests of all
//! digits, and of second digits by Benford's law, are not here: they flag lawful elections
//! (Deckert, Myagkov, Ordeshook 2011, "Benford's Law and the detection of election fraud").

use election::message::Field;
use election::{Counts, Id};

use super::w507_whole_percents::by_department;
use super::{Kind, Look, Place, Round, Rule, Spot};

/// The last digit of a smaller figure is not even.
const LEAST_VOTES: u32 = 100;
/// Figures below which a department tells nothing.
const LEAST_FIGURES: u32 = 100;
/// Share of 0 and 5 among last digits.
const SHARE: f64 = 0.2;

pub(super) const RULE: Rule = Rule {
    code: "W508",
    kind: Kind::Bound,
    default: 45,
    unit: ["dixièmes d'écart-type", "tenths of standard deviations"],
    says: [
        "trop de nombres de voix finissant par 0 ou 5 dans le département",
        "too many numbers of votes that end in 0 or 5 in the department",
    ],
    remedy: [
        "comparez quelques procès-verbaux du département avec les nombres ; un hasard reste possible",
        "compare some records of the department with the figures; chance remains possible",
    ],
    look: Look::Contest(look),
};

fn look(round: &Round<'_>) -> Vec<Spot> {
    let fields: Vec<Field> = round.contest.lines.iter().map(|line| Field::Candidate(line.panel)).collect();
    let departments = by_department(&round.contest.stations).into_iter();
    departments.filter_map(|(department, stations)| spot(department, &stations, &fields)).collect()
}

fn spot(department: Id, stations: &[&Counts], fields: &[Field]) -> Option<Spot> {
    let figures = stations.iter().flat_map(|counts| &counts.candidates).map(|votes| votes.value());
    let (mut figures_seen, mut heaped) = (0_u32, 0_u32);
    for figure in figures.filter(|figure| *figure >= LEAST_VOTES) {
        figures_seen += 1;
        heaped += u32::from(figure.is_multiple_of(5));
    }
    let count = f64::from(figures_seen);
    let away = (f64::from(heaped) - SHARE * count) / libm::sqrt((SHARE * (1.0 - SHARE) * count).max(1.0));
    let value = 10.0 * away.max(0.0);
    let place = Place::Department(department);
    (figures_seen >= LEAST_FIGURES).then(|| Spot { place, value, fields: fields.to_vec() })
}
