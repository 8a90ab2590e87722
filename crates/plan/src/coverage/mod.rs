//! Cover: where crews wait so that the most weight is within reach, with a proven bound.
//!
//! One mechanism for plain covering (MCLP), covering by crews that may be busy (MEXCLP) and backup
//! cover: a site's worth is a falling list of [`Gains`] in the number of crews that reach it.
//! [`solve`] presolves, finds multipliers by a primal-dual method, anneals over the bases that the
//! multipliers leave open, merges the best placements met by annealing over their bases alone, and
//! branches where the rest is small. The answer brings its [`Certificate`], which [`certificate`]
//! checks in whole numbers with no code of the search.

mod anneal;
mod bound;
mod branch;
pub mod certificate;
mod cover;
mod dual;
mod elite;
mod gains;
mod greedy;
pub mod grid;
mod kernel;
mod presolve;
mod problem;
mod prove;
mod reduced;
mod rows;
mod solve;

pub use certificate::{Case, Certificate, Unproven};
pub use gains::{Gains, MAX_DEPTH, NoGains, PARTS};
pub use problem::{MAX_WORTH, Misfit, Placement, Problem, Site, Unfit};
pub use rows::{MAX_PAIRS, Rows, TooManyPairs};
pub use solve::{Answer, Progress, Settings, solve};
