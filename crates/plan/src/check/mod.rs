//! Everything again, from problem and plan alone.
//!
//! The checker shares no code with the search: of this crate it uses the problem, the measures
//! and the answer, and its travel times are its own. A test of the house compares that with the
//! sources. What it finds has a code: `specs/plan-check.md`.

mod case;
mod chance;
mod circuits;
mod continued;
mod cover;
mod crews;
mod details;
mod figures;
mod form;
mod ground;
mod lingering;
mod nation;
mod natural;
mod officers;
mod presence;
mod redraw;
mod rounds;
mod rule;
mod sweeps;
mod values;
mod violation;

pub use continued::Handover;
pub use cover::{Cover, Promises};
pub use figures::{Duty, Figures, WHOLE};
pub use redraw::{draw, draws};
pub use rule::Rule;
pub use values::Pool;
pub use violation::{At, Violation};

use case::{Case, Found};

use crate::answer::{Certificates, Plan};
use crate::problem::Problem;

/// What the checker says of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Rules that are not kept; none in a good plan.
    pub violations: Vec<Violation>,
    /// What the plan comes to; none where a position names nothing, since such a plan cannot be
    /// judged.
    pub figures: Option<Figures>,
}

/// Checks a plan. Certificates are taken as what they are, claims: nothing in them is believed.
///
/// The problem is one that [`Problem::new`] or [`Problem::open`] admits. The plan and the
/// certificates may be anything.
pub fn check(problem: &Problem, plan: &Plan, certificates: &Certificates) -> Verdict {
    let mut found = Found::default();
    form::positions(problem, plan, certificates, &mut found);
    if found.0.iter().any(|violation| violation.rule == Rule::Unknown) {
        return Verdict { violations: found.0, figures: None };
    }
    form::lists(problem, plan, certificates, &mut found);
    let case = Case::of(problem, plan);
    circuits::check(&case, &mut found);
    presence::check(&case, &mut found);
    crews::moves(&case, &mut found);
    crews::check(&case, &mut found);
    let services = officers::services(&case);
    officers::check(&case, &services, &mut found);
    officers::reserves(&case, &mut found);
    officers::departments(&case, &mut found);
    details::check(&case, &mut found);
    sweeps::check(&case, &mut found);
    let pools = values::pools(&case);
    values::check(&case, &pools, &mut found);
    nation::check(&case, &pools, &mut found);
    let covers = cover::covers(&case, certificates);
    cover::check(&case, &covers.0, &mut found);
    let figures = figures::figures(&case, &services, pools, covers);
    Verdict { violations: found.0, figures: Some(figures) }
}
