//! Rules on the figures of one station that block. One rule a file; the code of the rule, what
//! it says and what to do next stand in [`crate::refusal`].

mod e101_cast_sum;
mod e102_valid_sum;
mod e103_cast_over_registered;
mod e104_signed_in_over_registered;
mod e105_signed_in_differs;
mod e106_registered_differs;

use crate::{Votes, message::Figures, refusal::Broken};

/// What the rules look at.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The figures.
    pub figures: &'a Figures<Votes>,
    /// Voters on the frozen register of the station for the round.
    pub frozen: Votes,
    /// Whether the message gives a reason.
    pub reasoned: bool,
}

/// A rule, and whether it holds.
type Rule = (Broken, fn(Case<'_>) -> bool);

const RULES: [Rule; 6] = [
    (Broken::CastSum, e101_cast_sum::holds),
    (Broken::ValidSum, e102_valid_sum::holds),
    (Broken::CastOverRegistered, e103_cast_over_registered::holds),
    (Broken::SignedInOverRegistered, e104_signed_in_over_registered::holds),
    (Broken::SignedInDiffers, e105_signed_in_differs::holds),
    (Broken::RegisteredDiffers, e106_registered_differs::holds),
];

/// Every rule that does not hold, in the order of the codes.
pub fn broken(case: Case<'_>) -> Vec<Broken> {
    RULES.iter().filter(|(_, holds)| !holds(case)).map(|(rule, _)| *rule).collect()
}
