//! The official layout of 2017.
use crate::Board;
/// Placeholder until the writer of the official layout moves here.
pub fn of_round(_board: &Board, _round: usize) -> Option<Vec<u8>> {
    None
}
