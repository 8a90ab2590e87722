//! What the station itself can ask about its figures, with no network: the bounds, and where to
//! look when a sum does not hold. History and neighbours are asked at the hub, which has them.

use checks::{Address, Context, Thresholds, at_entry, hints::Hint};

use crate::{
    excerpt::Excerpt,
    form::{Question, Reading},
};

/// Warnings on complete figures, and hints about sums that do not hold.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Warnings; each asks for a reason.
    pub questions: Vec<Question>,
    /// Lines to read again first.
    pub hints: Vec<Hint>,
}

/// Asks about a form; nothing while figures are missing.
pub fn about(excerpt: &Excerpt, reading: &Reading) -> Asked {
    let Some(figures) = reading.figures() else { return Asked::default() };
    let Some(address) = Address::of(excerpt.definition(), excerpt.post().station) else { return Asked::default() };
    let thresholds = Thresholds::of(excerpt.definition());
    let context = Context { thresholds: &thresholds, address, picture: None };
    let asked = at_entry(&context, &checks::Entry { figures: &figures });
    Asked { questions: asked.warnings.iter().map(Question::from).collect(), hints: asked.hints }
}
