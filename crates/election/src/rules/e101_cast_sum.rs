//! E101: every paper in the box is blank, void or valid.

use super::Case;

pub(super) fn holds(case: Case<'_>) -> bool {
    let f = case.figures;
    f.cast.wide() == f.blank.wide() + f.void.wide() + f.valid.wide()
}
