//! Why a plan is as it is: for a site, for a department, for more or fewer people, and why not
//! otherwise.
//!
//! An explanation is a value, derived from problem and plan alone; its words are written by
//! [`words`] and its JSON by [`json`], which add no fact of their own. Where a reason cannot be
//! proven the explanation says so instead of guessing.
//!
//! The plan's positions must name something: [`Plan::open`](crate::answer::Plan::open) sees to
//! that, and so does a verdict of [`check()`](crate::check::check()) with figures.

mod compare;
mod conflict;
mod department;
mod equilibrium;
mod help;
pub mod json;
mod more;
mod reach;
mod site;
mod view;
pub mod words;

pub use compare::{Change, Comparison, Orders, compare};
pub use conflict::{Amount, Conflict, Cut, Relief, Requirement, Stuck, WhyNot, Wish, why_not};
pub use department::{CoverAccount, DepartmentAccount, Forces, Kept, PoolAccount, Shortfall, department};
pub use equilibrium::Price;
pub use help::{Help, Helper, PromiseKept};
pub use more::{More, Replanned, Unable, more, reinforced};
pub use reach::Reason;
pub use site::{SiteAccount, Visit, site};
