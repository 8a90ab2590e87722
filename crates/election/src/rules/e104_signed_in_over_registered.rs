//! E104: nobody signs twice: no more signatures than voters on the register.

use super::Case;

pub(super) fn holds(case: Case<'_>) -> bool {
    case.figures.signed_in <= case.figures.registered
}
