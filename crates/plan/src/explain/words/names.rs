//! Names and numbers as people write them.

use election::refusal::Language;

use crate::answer::{Plan, Value};
use crate::measure::Seconds;
use crate::problem::text::words::Word as _;
use crate::problem::{Density, Force, Ground, Problem, SiteKind, ThreatKind, UnitKind};
pub(super) use crate::written::{decimal, whole};

/// A text in one of the two languages.
pub(super) fn say<'t>(language: Language, french: &'t str, english: &'t str) -> &'t str {
    match language {
        Language::French => french,
        Language::English => english,
    }
}

/// A number with its noun: one, or several.
pub(super) fn counted(number: impl Into<u64>, [one, several]: [&str; 2], language: Language) -> String {
    let number = number.into();
    let is_one = number == 1 || number == 0 && language == Language::French;
    format!("{} {}", whole(number, language), if is_one { one } else { several })
}

pub(super) fn counted_sites(number: impl Into<u64>, language: Language) -> String {
    counted(number, ["site", "sites"], language)
}

pub(super) fn counted_circuits(number: impl Into<u64>, language: Language) -> String {
    counted(number, ["circuit", "circuits"], language)
}

pub(super) fn counted_crews(number: impl Into<u64>, language: Language) -> String {
    let words = match language {
        Language::French => ["équipage", "équipages"],
        Language::English => ["crew", "crews"],
    };
    counted(number, words, language)
}

/// A value in points with one decimal.
pub(super) fn points(value: Value, language: Language) -> String {
    decimal(value.0, 1_000, 1, language)
}

/// One value by another, with two decimals; a dash for parts of nothing.
pub(super) fn ratio(value: Value, bound: Value, language: Language) -> String {
    if bound.0 == 0 { "–".to_owned() } else { decimal(value.0, bound.0, 2, language) }
}

/// Thousandths of a share in millionths.
pub(super) fn permille(millionths: u64, language: Language) -> String {
    format!("{} ‰", decimal(millionths, 1_000, 1, language))
}

/// `12 min 30 s`.
pub(super) fn duration(time: Seconds) -> String {
    let (minutes, seconds) = (time.0 / 60, time.0 % 60);
    match (minutes, seconds) {
        (0, seconds) => format!("{seconds} s"),
        (minutes, 0) => format!("{minutes} min"),
        (minutes, seconds) => format!("{minutes} min {seconds} s"),
    }
}

pub(in crate::explain) fn ground(ground: Ground) -> &'static str {
    ground.word()
}

pub(super) fn kind(kind: SiteKind, language: Language) -> &'static str {
    match kind {
        SiteKind::Venue => say(language, "lieu de vote", "polling place"),
        SiteKind::Headquarters => say(language, "permanence", "headquarters"),
        SiteKind::Gathering => say(language, "rassemblement", "gathering"),
    }
}

pub(in crate::explain) fn density(density: Density, language: Language) -> &'static str {
    match density {
        Density::Sparse => say(language, "campagne", "countryside"),
        Density::Town => say(language, "ville", "town"),
        Density::Dense => say(language, "grande ville", "city"),
    }
}

pub(in crate::explain) fn force(force: Force, language: Language) -> &'static str {
    match force {
        Force::Gendarmerie => "gendarmerie",
        Force::Military => say(language, "armées", "military"),
        Force::Municipal => say(language, "police municipale", "municipal police"),
        Force::Police => say(language, "police nationale", "national police"),
    }
}

pub(in crate::explain) fn unit_kind(kind: UnitKind, language: Language) -> &'static str {
    match kind {
        UnitKind::BombDisposal => say(language, "déminage", "bomb disposal"),
        UnitKind::Elite => say(language, "intervention", "elite"),
        UnitKind::Patrol => say(language, "patrouille", "patrol"),
        UnitKind::Soldiers => say(language, "soldats", "soldiers"),
    }
}

pub(super) fn threat(kind: ThreatKind, language: Language) -> &'static str {
    match kind {
        ThreatKind::Arson => say(language, "incendie", "arson"),
        ThreatKind::Attack => say(language, "attaque", "attack"),
        ThreatKind::Disorder => say(language, "troubles", "disorder"),
        ThreatKind::Interference => say(language, "entrave au vote", "interference"),
        ThreatKind::Intrusion => say(language, "intrusion", "intrusion"),
    }
}

/// `circuit 01/gendarmerie/3`.
pub(in crate::explain) fn circuit(problem: &Problem, plan: &Plan, nth: u32) -> String {
    let circuit = &plan.circuits[nth as usize];
    let department = problem.departments[circuit.department as usize].id;
    format!("circuit {department}/{}/{}", ground(circuit.ground), circuit.number)
}

/// The first names of a list of sites, and how many more there are.
pub(super) fn sites(problem: &Problem, sites: &[u32], shown: usize) -> String {
    first(sites.iter().map(|site| problem.sites[*site as usize].id.to_string()), shown)
}

/// The first of some names, and how many more there are.
pub(super) fn first(names: impl ExactSizeIterator<Item = String>, shown: usize) -> String {
    let left = names.len().saturating_sub(shown);
    let mut names: Vec<String> = names.take(shown).collect();
    if left > 0 {
        names.push(format!("… + {left}"));
    }
    names.join(", ")
}
