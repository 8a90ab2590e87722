//! Tables of a plan: comma-separated values, one file each. Times are seconds, values points with three decimals.

mod deployed;
mod ground;
mod totals;

use super::dossier::Dossier;

impl Dossier<'_> {
    /// Every table with the name of its file, ordered by name.
    pub fn tables(&self) -> Vec<(&'static str, Vec<u8>)> {
        vec![
            ("circuits.csv", ground::circuits(self)),
            ("departments.csv", totals::departments(self)),
            ("details.csv", deployed::details(self)),
            ("moves.csv", deployed::moves(self)),
            ("reserves.csv", deployed::reserves(self)),
            ("sites.csv", ground::sites(self)),
            ("stops.csv", ground::stops(self)),
            ("sweeps.csv", deployed::sweeps(self)),
        ]
    }
}
