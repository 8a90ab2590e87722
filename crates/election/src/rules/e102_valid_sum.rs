//! E102: every valid vote is for one candidate.

use super::Case;

pub(super) fn holds(case: Case<'_>) -> bool {
    let f = case.figures;
    f.valid.wide() == f.candidates.iter().map(|(_, votes)| votes.wide()).sum::<u64>()
}
