//! What the station itself can ask about its figures, with no network: the bounds, what is unusual
//! beside an earlier election where its file is here, and where to look when a sum does not hold.
//! Neighbours are asked about at the hub, which has them.

use checks::{Address, Contest, Context, Line, Picture, Thresholds, at_entry, hints::Hint};

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

/// What an earlier election says about one round of this one, before anything of it is known.
#[derive(Debug)]
pub struct Earlier {
    round: u8,
    picture: Picture,
}

impl Earlier {
    /// For a round of the station's; none where there is no such round.
    pub fn of(excerpt: &Excerpt, round: u8, before: &Contest) -> Option<Self> {
        let definition = excerpt.definition();
        let candidates = &definition.rounds()[definition.round_ix(round)?].candidates;
        let lines = candidates.iter().map(|one| Line { panel: one.number, family: one.family.clone() });
        let nothing = Contest::new(lines.collect(), Vec::new()).ok()?;
        Some(Self { round, picture: Picture::of(&nothing, Some(before)) })
    }
}

/// Asks about a form; nothing while figures are missing.
pub fn about(excerpt: &Excerpt, reading: &Reading, earlier: Option<&Earlier>) -> Asked {
    let Some(figures) = reading.figures() else { return Asked::default() };
    let Some(address) = Address::of(excerpt.definition(), excerpt.post().station) else { return Asked::default() };
    let thresholds = Thresholds::of(excerpt.definition());
    let picture = earlier.filter(|earlier| earlier.round == reading.form().round()).map(|earlier| &earlier.picture);
    let context = Context { thresholds: &thresholds, address, picture };
    let asked = at_entry(&context, &checks::Entry { figures: &figures });
    // What compares with tonight's other stations has none of them here.
    let warnings = asked.warnings.iter().filter(|warning| picture.is_none() || warning.stands_alone());
    Asked { questions: warnings.map(Question::from).collect(), hints: asked.hints }
}
