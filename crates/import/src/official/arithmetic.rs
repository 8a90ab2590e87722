//! The sums that must hold in every row.

use election::Votes;

use super::roles::Figure;
use crate::cause::Cause;

/// The figures of one station as the file has them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Figures {
    pub(crate) registered: Votes,
    pub(crate) abstentions: Option<Votes>,
    pub(crate) cast: Votes,
    pub(crate) blank: Votes,
    pub(crate) void: Votes,
    pub(crate) valid: Votes,
}

/// A sum that does not hold, and the figure to look at.
#[derive(Debug)]
pub(crate) struct Wrong {
    pub(crate) cause: Cause,
    pub(crate) figure: Figure,
    pub(crate) found: String,
}

impl Figures {
    /// One figure; abstentions that the layout leaves out follow from the others.
    pub(crate) fn wide(&self, figure: Figure) -> u64 {
        match figure {
            Figure::Registered => self.registered.wide(),
            Figure::Abstentions => self.registered.wide().saturating_sub(self.cast.wide()),
            Figure::Cast => self.cast.wide(),
            Figure::Blank => self.blank.wide(),
            Figure::Void => self.void.wide(),
            Figure::Valid => self.valid.wide(),
        }
    }
}

/// Every sum that does not hold; `votes` is the sum of the candidates' votes.
pub(crate) fn wrong_sums(figures: &Figures, votes: u64) -> Vec<Wrong> {
    let Figures { registered, abstentions, cast, blank, void, valid } = *figures;
    let mut wrong = Vec::new();
    let mut refuse = |cause, figure, found| {
        wrong.push(Wrong { cause, figure, found });
    };
    if cast > registered {
        refuse(Cause::CastExceedsRegistered, Figure::Cast, format!("{cast} > {registered}"));
    }
    if let Some(given) = abstentions.filter(|given| given.wide() + cast.wide() != registered.wide()) {
        refuse(Cause::Abstentions, Figure::Abstentions, format!("{given} ≠ {registered} − {cast}"));
    }
    if blank.wide() + void.wide() + valid.wide() != cast.wide() {
        refuse(Cause::CastSum, Figure::Cast, format!("{cast} ≠ {blank} + {void} + {valid}"));
    }
    if votes != valid.wide() {
        refuse(Cause::ValidSum, Figure::Valid, format!("{valid} ≠ {votes}"));
    }
    wrong
}
