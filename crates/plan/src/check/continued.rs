//! C192, where an edition follows another in the middle of a shift: nobody is told to have been
//! elsewhere, and nobody is sent where they cannot be in time.
//!
//! Looked at in what was issued, call by call; how the orders were put together is not asked.

use super::ground::{Spot, time};
use crate::answer::Call;
use crate::measure::Clock;
use crate::problem::{Problem, Site};

/// One service of an edition, and what it follows.
#[derive(Clone, Copy, Debug)]
pub struct Handover<'a> {
    /// The problem of the edition before.
    pub old: &'a Problem,
    /// What the orders before said.
    pub before: &'a [Call],
    /// The problem of the new edition.
    pub new: &'a Problem,
    /// What the new edition's seeds draw.
    pub fresh: &'a [Call],
    /// What was issued.
    pub issued: &'a [Call],
    /// From when it holds.
    pub now: Clock,
    /// Whether the round is the same.
    pub kept: bool,
    /// Whether the crew is.
    pub manned: bool,
    /// Where the new round stops.
    pub stops: &'a [u32],
}

impl Handover<'_> {
    /// Whether what was issued may be handed out.
    pub fn is_sound(&self) -> bool {
        self.hangs_together() && self.past_stays() && self.future_is_drawn() && self.ways_suffice()
    }

    /// One call begins where the other ends, from a stop to a stop.
    fn hangs_together(&self) -> bool {
        let chained = self.issued.windows(2).all(|pair| pair[0].span()[1] == pair[1].span()[0]);
        let ends = [self.issued.first(), self.issued.last()];
        chained && ends.into_iter().flatten().all(|call| matches!(call, Call::Stop { .. }))
    }

    /// The stops of the past, by the same crew: those that were, no others, each to the second. Of
    /// a crew that takes over there are none.
    fn past_stays(&self) -> bool {
        let issued: Vec<_> = stops(self.issued, self.new).filter(|(_, from, _)| *from < self.now).collect();
        if !self.manned {
            return issued.is_empty();
        }
        let known = |site: &Site| self.new.sites.iter().any(|other| other.id == site.id);
        let due = stops(self.before, self.old).filter(|(site, from, _)| *from < self.now && known(site));
        let due: Vec<_> = due.map(|(site, from, to)| (site.id, from, to)).collect();
        issued.iter().map(|(site, from, to)| (site.id, *from, *to)).eq(due)
    }

    /// The stops from now on: those of the order before that the round still has, or a tail of the
    /// new draw.
    fn future_is_drawn(&self) -> bool {
        let later = |calls: &[Call], problem: &Problem| -> Vec<_> {
            let all = stops(calls, problem).filter(|(_, from, _)| *from >= self.now);
            all.map(|(site, from, to)| (site.id, from, to)).collect()
        };
        let issued = later(self.issued, self.new);
        let mut due = if self.kept { later(self.before, self.old) } else { later(self.fresh, self.new) };
        let visited = |site: &election::Id| self.stops.iter().any(|stop| self.new.sites[*stop as usize].id == *site);
        due.retain(|(site, _, _)| visited(site));
        let whole = !self.kept || !self.manned || issued.len() == due.len();
        whole && due.ends_with(&issued)
    }

    /// Between two stops of which one is of the past or of another draw there is time for the way.
    fn ways_suffice(&self) -> bool {
        let all: Vec<_> = stops(self.issued, self.new).collect();
        all.windows(2).all(|pair| {
            let ((here, arrived, gone), (there, come, _)) = (&pair[0], &pair[1]);
            let rests = self.issued.iter().filter_map(|call| match call {
                Call::Rest { from, to } if from >= gone && to <= come => Some(to.0 - from.0),
                _ => None,
            });
            let rest: u32 = rests.sum();
            let spot = |site: &Site| Spot::new(site.position, site.density);
            let old = self.old.sites.iter().find(|old| old.id == here.id).unwrap_or(here);
            let (past, done) = (*arrived < self.now, *come < self.now);
            let start = if past { old } else { here };
            let least = time(&self.new.policy.travel, &spot(start), &spot(there)).least;
            // What was done was checked with the edition that said so.
            done || f64::from((come.0 - gone.0).saturating_sub(rest)) >= least
        })
    }
}

/// The stops of some calls with their sites.
fn stops<'a>(calls: &'a [Call], problem: &'a Problem) -> impl Iterator<Item = (&'a Site, Clock, Clock)> {
    calls.iter().filter_map(|call| match *call {
        Call::Stop { site, from, to } => Some((&problem.sites[site as usize], from, to)),
        _ => None,
    })
}
