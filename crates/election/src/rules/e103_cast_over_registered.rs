//! E103: nobody votes twice: no more papers than voters on the register.

use super::Case;

pub(super) fn holds(case: Case<'_>) -> bool {
    case.figures.cast <= case.figures.registered
}
