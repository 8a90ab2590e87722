//! E106: the register is the frozen one. A court may add a voter on the day; that needs its reason.

use super::Case;

pub(super) fn holds(case: Case<'_>) -> bool {
    case.reasoned || case.figures.registered == case.frozen
}
