//! A part of the bases, searched on its own: sites that look alike from there are one, so that the
//! fewer bases there are, the faster each step is.

use super::{
    anneal::{self, Schedule},
    bound::real,
    cover::Cover,
    reduced::Reduced,
    rows::short,
};
use crate::chance::Chance;

/// Some bases of a larger problem.
pub(super) struct Kernel {
    small: Reduced,
    /// The larger problem's base of each base.
    bases: Vec<u32>,
    /// How many bases the larger problem has.
    all: usize,
}

impl Kernel {
    /// `bases` ascend, and a placement that a search starts from uses no others.
    pub(super) fn new(reduced: &Reduced, bases: Vec<u32>) -> Self {
        Self { small: reduced.restricted(&bases).0, bases, all: reduced.bases() }
    }

    fn cover(&self, crews: &[u32]) -> Cover<'_> {
        let here: Vec<u32> = self.bases.iter().map(|&base| crews[base as usize]).collect();
        Cover::of(&self.small, &here)
    }

    /// The temperature to start with near this placement.
    pub(super) fn heat(&self, crews: &[u32], chance: &mut Chance) -> f64 {
        anneal::heat(&mut self.cover(crews), chance)
    }

    /// Anneals from a placement for so much work; gives what the last placement is worth, and it.
    pub(super) fn run(
        &self,
        crews: &[u32],
        hot: f64,
        work: f64,
        chance: &mut Chance,
        stop: impl FnMut() -> bool,
    ) -> (i64, Vec<u32>) {
        let mut cover = self.cover(crews);
        anneal::run(&mut cover, Schedule { hot, looks: self.looks(work) }, chance, stop);
        let mut found = vec![0; self.all];
        self.bases.iter().zip(&cover.crews).for_each(|(&base, &crews)| found[base as usize] = crews);
        (cover.value, found)
    }

    /// How many candidates may be looked at for so much work, in visits of sites and bases.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of work, far below 2^53")]
    fn looks(&self, work: f64) -> u64 {
        let bases = i64::from(short(self.bases.len()).max(1));
        let length = real(i64::from(short(self.small.rows.pairs()))) / real(bases);
        (work / (4.0 * length + 30.0)) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::super::{elite::Elite, gains::Gains, presolve::Presolved, problem::*, rows::Rows};
    use super::*;

    /// Sites and bases by chance, one or two crews counting.
    fn problem(chance: &mut Chance) -> Presolved {
        let (sites, bases) = (40 + chance.index(40), 20 + chance.index(20));
        let mut rows = Rows::default();
        for _ in 0..sites {
            let row = (0..short(bases)).filter(|_| chance.below(6) == 0).collect::<Vec<_>>();
            rows.push(row).expect("few");
        }
        let site = |_| Site { weight: 1 + chance.below(50), gains: 0 };
        let all = (0..sites).map(site).collect();
        let gains = Gains::new(if sites % 2 == 0 { vec![1] } else { vec![5, 3] }).expect("falling");
        let most = vec![2; bases];
        Presolved::new(&Problem::new(all, vec![gains], rows, most, 6).expect("it fits together"))
    }

    /// The worth of a placement, counted site by site.
    fn counted(reduced: &Reduced, crews: &[u32]) -> i64 {
        let reached = |row: &[u32]| row.iter().map(|&base| crews[base as usize]).sum::<u32>();
        let worth = |(site, row)| (0..reached(row)).map(|before| reduced.step(site, before)).sum::<i64>();
        reduced.rows.iter().enumerate().map(worth).sum()
    }

    #[test]
    fn a_run_keeps_its_crews_and_its_bases_and_counts_its_worth_right() {
        let mut chance = Chance::new(&[3; 32], "kernels", 0);
        let mut moved = 0;
        for _ in 0..40 {
            let presolved = problem(&mut chance);
            let reduced = &presolved.reduced;
            let bases: Vec<u32> = (0..short(reduced.bases())).filter(|base| base % 3 > 0).collect();
            let mut first = vec![0; reduced.bases()];
            bases.iter().take(6).for_each(|&base| first[base as usize] = 1);
            let kernel = Kernel::new(reduced, bases.clone());
            let hot = kernel.heat(&first, &mut chance);
            assert!(hot >= 1.0);
            let (value, crews) = kernel.run(&first, hot, 2e5, &mut chance, || false);
            assert_eq!(value, counted(reduced, &crews));
            assert!(value >= counted(reduced, &first), "a run that ends cold ends no lower than a bad start");
            assert_eq!(crews.iter().sum::<u32>(), first.iter().sum::<u32>());
            assert!((0..short(crews.len())).all(|base| crews[base as usize] == 0 || bases.contains(&base)));
            moved += u32::from(crews != first);
        }
        assert!(moved > 30, "{moved} of 40 runs changed anything");
    }

    #[test]
    fn merging_finds_the_best_that_the_parts_allow() {
        // Sites 0 to 3 are each reached by one base; two placements are each half right.
        let mut rows = Rows::default();
        (0..4).for_each(|base| rows.push([base]).expect("few"));
        let problem = Problem::plain(&[9, 1, 3, 8], rows, 4, 2).expect("it fits together");
        let reduced = Presolved::new(&problem).reduced;
        let placed = |pair: [i64; 2]| -> (i64, Vec<u32>) {
            let here = |base: usize| pair.contains(&reduced.step(reduced.columns.row(base)[0] as usize, 0));
            let crews: Vec<u32> = (0..reduced.bases()).map(|base| u32::from(here(base))).collect();
            (counted(&reduced, &crews), crews)
        };
        let (value, crews) = placed([9, 1]);
        let mut elite = Elite::new(value, crews);
        let (value, crews) = placed([3, 8]);
        elite.offer(value, crews);
        assert_eq!((elite.value(), elite.bases().len()), (11, 4));
        let kernel = Kernel::new(&reduced, elite.bases());
        let found = kernel.run(elite.best(), 3.0, 1e7, &mut Chance::new(&[1; 32], "merge", 0), || false);
        assert_eq!(found.0, 17);
    }
}
