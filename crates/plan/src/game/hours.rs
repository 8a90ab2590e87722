//! Hour classes: the same sites at different hours, each with weights and a budget of its own.

use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

use super::{Game, Refused, Solution, Target};

/// Hours of the day in which weights and strength do not change.
#[derive(Clone, Copy, Debug)]
pub struct HourClass<'a> {
    /// The targets in these hours.
    pub targets: &'a [Target],
    /// What can be present in these hours on average.
    pub budget: f64,
}

/// The first hour class without an answer, by its place from 0.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("hour class {hour}: {refused}")]
pub struct RefusedHour {
    /// Its place.
    pub hour: usize,
    /// Why.
    pub refused: Refused,
}

/// Solves every hour class, on all cores; the answers do not depend on how many there are.
///
/// The classes share no budget: a crew is on duty or not, and duty is decided before.
pub fn solve_hours(classes: &[HourClass<'_>]) -> Result<Vec<Solution>, RefusedHour> {
    let solved: Vec<Result<Solution, Refused>> =
        classes.par_iter().map(|class| Game::new(class.targets)?.solve(class.budget)).collect();
    let named = solved.into_iter().enumerate();
    named.map(|(hour, solved)| solved.map_err(|refused| RefusedHour { hour, refused })).collect()
}
