//! A question about a count, and how the rules come to ask it.

use election::message::{Field, Figures};
use election::refusal::Language;
use election::{Counts, Votes};

use crate::contest::Address;
use crate::hints::{Hint, hints};
use crate::picture::Picture;
use crate::rules::{Case, Found, RULES, Rule};
use crate::thresholds::Thresholds;

/// A question about a count. It changes nothing and says no figure.
#[derive(Clone, Debug)]
pub struct Warning {
    /// The rule that asks.
    pub rule: &'static Rule,
    /// The lines to read again.
    pub fields: Vec<Field>,
    /// How suspicious, in nats; larger is more.
    pub score: f64,
}

impl Warning {
    /// `W402`
    pub fn code(&self) -> &'static str {
        self.rule.code
    }

    /// Whether the rule needs nothing of tonight's other stations: one about bounds, or one that
    /// looks at an earlier contest alone.
    pub fn stands_alone(&self) -> bool {
        self.code().starts_with("W3") || ["W403", "W502"].contains(&self.code())
    }

    /// What is unlikely, which lines to read again, and what to do next.
    pub fn text(&self, language: Language) -> String {
        let [says, remedy] = self.rule.text(language);
        let fields = fields_text(&self.fields);
        format!("{} {says} [{fields}]. → {remedy}.", self.rule.code)
    }
}

pub(crate) fn fields_text(fields: &[Field]) -> String {
    let names: Vec<String> = fields.iter().map(Field::to_string).collect();
    names.join(", ")
}

/// What is known about a station before its figures come.
#[derive(Clone, Debug)]
pub struct Context<'a> {
    /// The thresholds in force.
    pub thresholds: &'a Thresholds,
    /// Where the station lies.
    pub address: Address,
    /// What was reported so far, and an earlier contest; none before the first reports.
    pub picture: Option<&'a Picture>,
}

/// What was typed for one station.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// The figures.
    pub figures: &'a Figures<Votes>,
}

/// What is asked, and where to look if sums do not hold.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Questions, the most suspicious first.
    pub warnings: Vec<Warning>,
    /// Where a sum that does not hold (E101, E102) may have gone wrong.
    pub hints: Vec<Hint>,
}

/// What the typist is asked about one station, in well under a millisecond.
///
/// Where a sum does not hold, only the hints and the bounds are told: figures that cannot be
/// right are not compared with anything.
pub fn at_entry(context: &Context<'_>, entry: &Entry<'_>) -> Asked {
    let figures = entry.figures;
    let hints = hints(figures);
    let counts = counts(figures);
    let panels: Vec<u16> = figures.candidates.iter().map(|(panel, _)| *panel).collect();
    let picture = context.picture.filter(|_| hints.is_empty());
    let found = picture.map(|picture| picture.assess(&context.address, &counts));
    let twin = picture.and_then(|picture| picture.twin(&context.address, &counts));
    let case = Case { counts: &counts, panels: &panels, found: found.as_ref(), twin };
    let mut warnings = warnings(&case, context.thresholds);
    warnings.sort_by(|a, b| b.score.total_cmp(&a.score));
    Asked { warnings, hints }
}

/// Every rule at or beyond its threshold.
fn warnings(case: &Case<'_>, thresholds: &Thresholds) -> Vec<Warning> {
    let asked = RULES.iter().filter_map(|rule| {
        let threshold = thresholds.of_rule(rule);
        let found = rule.at_station(case).filter(|found| found.value >= f64::from(threshold))?;
        Some(warning(rule, found, threshold))
    });
    asked.collect()
}

pub(crate) fn warning(rule: &'static Rule, found: Found, threshold: u32) -> Warning {
    Warning { rule, score: rule.score(&found, threshold), fields: found.fields }
}

fn counts(figures: &Figures<Votes>) -> Counts {
    Counts {
        registered: figures.registered,
        signed_in: figures.signed_in,
        cast: figures.cast,
        blank: figures.blank,
        void: figures.void,
        valid: figures.valid,
        candidates: figures.candidates.iter().map(|(_, votes)| *votes).collect(),
    }
}
