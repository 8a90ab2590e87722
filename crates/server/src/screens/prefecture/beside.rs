//! Figures side by side: reports that contradict each other, and a correction beside what it
//! replaces. Two people sign a correction, so both must read every figure of it: of a correction
//! that changes no line of the first of two reports, the changed lines alone say nothing.

use election::Votes;
use election::message::{Correction, Figures};
use election::state::{Standing, StationState};
use election::words::{CHECK_WORDS, words};
use ops::proposal::Change;
use ops::roles::Person;
use ops::room::Spot;
use tlog::Hash;

use crate::screens::Screens;
use crate::screens::access::Visit;
use crate::screens::results::field_label;

/// An edition with the figures to be shown.
struct Edition {
    title: String,
    words: String,
    figures: Figures<Votes>,
}

/// A line: its label, its figure in every edition, and whether they are not all the same.
pub struct Row {
    /// What is counted.
    pub label: String,
    /// One figure for each column, and whether it is another than in the first column, by which
    /// the others are measured: the correction, or the first of contested reports.
    pub figures: Vec<(String, bool)>,
    /// Whether the columns differ.
    pub differs: bool,
}

/// A table of editions; no column where there is nothing to show.
#[derive(Default)]
pub struct Beside {
    /// What each column is.
    pub columns: Vec<String>,
    /// All lines of the record.
    pub rows: Vec<Row>,
    /// Check words of the editions in the log, by the name of their column.
    pub words: Vec<(String, String)>,
    /// The edition whose figures a correction takes over whole, if it does.
    pub same: Option<String>,
}

impl Beside {
    fn of(screens: &Screens, visit: &Visit, round: u8, editions: Vec<Edition>) -> Self {
        let Some(measure) = editions.first() else { return Self::default() };
        let number = |votes: Option<Votes>| votes.map_or("?".to_owned(), |votes| visit.language.number(votes.wide()));
        let row = |field| {
            let due = measure.figures.at(field);
            let figures = editions.iter().map(|edition| edition.figures.at(field));
            Row {
                label: field_label(screens.definition(), round, field, visit.language),
                differs: figures.clone().any(|figure| figure != due),
                figures: figures.map(|figure| (number(figure), figure != due)).collect(),
            }
        };
        let rows = measure.figures.fields().map(row).collect();
        let columns = editions.iter().map(|edition| edition.title.clone()).collect();
        let words = editions.into_iter().filter(|edition| !edition.words.is_empty());
        Self { columns, rows, words: words.map(|edition| (edition.title, edition.words)).collect(), same: None }
    }

    /// What a correction of a station would replace: the reports that contradict each other, or the
    /// edition that stands. Nothing to a person from whom the figures are kept.
    pub(super) fn in_the_log(screens: &Screens, visit: &Visit, person: &Person, spot: Spot) -> Self {
        if screens.is_blind(person, spot) {
            return Self::default();
        }
        let state = screens.state(spot);
        let editions = found(&state).into_iter().filter_map(|standing| edition(screens, visit, spot.0, standing));
        Self::of(screens, visit, spot.0, editions.collect())
    }

    /// Every figure of a correction, beside what it replaces. It is the first column: on a narrow
    /// screen the others are scrolled to, and what is signed must not be. To a person from
    /// whom the figures of the log are kept it stands alone.
    pub(super) fn correction(
        screens: &Screens,
        visit: &Visit,
        person: &Person,
        change: &Change,
        correction: &Correction,
    ) -> Self {
        let spot = (correction.round, correction.station);
        let mut editions = if screens.is_blind(person, spot) {
            Vec::new()
        } else {
            replaced(screens, visit, spot, change.id(), correction.replaces)
        };
        let same = editions.iter().find(|edition| edition.figures == correction.figures);
        let same = same.map(|edition| edition.title.clone());
        let title = visit.t("Correction proposée", "Proposed correction").to_owned();
        editions.insert(0, Edition { title, words: String::new(), figures: correction.figures.clone() });
        Self { same, ..Self::of(screens, visit, spot.0, editions) }
    }
}

/// The editions of a state whose figures it knows.
fn found(state: &StationState) -> Vec<&Standing> {
    match state {
        StationState::Conflict(contested) => contested.editions.iter().collect(),
        state => state.counted().into_iter().collect(),
    }
}

fn edition(screens: &Screens, visit: &Visit, round: u8, standing: &Standing) -> Option<Edition> {
    let round = &screens.definition().rounds()[screens.definition().round_ix(round)?];
    let kind = match standing.edition {
        1 => visit.t("Rapport", "Report").to_owned(),
        edition => format!("{} {edition}", visit.t("Édition", "Edition")),
    };
    Some(Edition {
        title: format!("{kind} {} {}", visit.t("n°", "no."), standing.index),
        words: words(standing.report, CHECK_WORDS),
        figures: Figures::of(&standing.counts, round),
    })
}

/// What a correction replaces. Once it stands in the log itself, what stood before it; nothing if
/// the log has gone another way: an edition it does not replace would be no measure of it.
fn replaced(screens: &Screens, visit: &Visit, spot: Spot, own: Hash, replaces: Hash) -> Vec<Edition> {
    let state = screens.state(spot);
    let contested = matches!(state, StationState::Conflict(_));
    let standing = found(&state).into_iter().filter(|standing| standing.report != own);
    let standing = standing.filter(|standing| contested || standing.report == replaces);
    let mut editions: Vec<Edition> = standing.filter_map(|found| edition(screens, visit, spot.0, found)).collect();
    if let Some(before) = state.counted().filter(|counted| counted.report == own) {
        let round = screens.definition().round_ix(spot.0).map(|ix| &screens.definition().rounds()[ix]);
        let old = before.replaces.as_ref().zip(round).map(|(old, round)| Edition {
            title: visit.t("Édition remplacée", "Edition that was replaced").to_owned(),
            words: words(old.report, CHECK_WORDS),
            figures: Figures::of(&old.counts, round),
        });
        editions.extend(old);
    }
    editions
}
