//! E105: one signature a paper. A difference happens and is lawful; it needs its reason.

use super::Case;

pub(super) fn holds(case: Case<'_>) -> bool {
    case.reasoned || case.figures.signed_in == case.figures.cast
}
