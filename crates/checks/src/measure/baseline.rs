//! The simple rule that Vigie's own is compared with, measured in the same run.
//!
//! Expected shares are those of the commune without the station, mixed with its constituency's;
//! counts are Dirichlet-multinomial with one concentration; the score is the best gain over all
//! exchanges and all slips of a run by one.

use std::collections::BTreeMap;

use election::{Counts, Id};

use crate::contest::{Address, Contest};

/// Votes of the constituency mixed into the commune's.
const CONSTITUENCY_VOTES: f64 = 1_500.0;
/// Concentration of the Dirichlet distribution.
const CONCENTRATION: f64 = 120.0;

/// Sums of the contest.
pub(crate) struct Baseline {
    communes: BTreeMap<Id, Vec<f64>>,
    constituencies: BTreeMap<(Id, Option<Id>), Vec<f64>>,
}

impl Baseline {
    pub(crate) fn of(contest: &Contest) -> Self {
        let (mut communes, mut constituencies) = (BTreeMap::new(), BTreeMap::new());
        let zero = || vec![0.0; contest.lines.len()];
        for station in &contest.stations {
            let address = &station.address;
            add(communes.entry(address.commune).or_insert_with(zero), &station.counts);
            let constituency = (address.department, address.constituency);
            add(constituencies.entry(constituency).or_insert_with(zero), &station.counts);
        }
        Self { communes, constituencies }
    }

    /// `own` are the figures that are in the sums, `counts` those that are looked at.
    pub(crate) fn score(&self, address: &Address, own: &Counts, counts: &Counts) -> f64 {
        let commune = without(&self.communes[&address.commune], own);
        let constituency = without(&self.constituencies[&(address.department, address.constituency)], own);
        let (here, around): (f64, f64) = (commune.iter().sum(), constituency.iter().map(|votes| votes + 0.5).sum());
        let mixed = commune.iter().zip(&constituency).map(|(commune, constituency)| {
            let share = (commune + CONSTITUENCY_VOTES * (constituency + 0.5) / around) / (here + CONSTITUENCY_VOTES);
            CONCENTRATION * share
        });
        let votes: Vec<f64> = counts.candidates.iter().map(|votes| f64::from(votes.value())).collect();
        best_gain(&mixed.collect::<Vec<_>>(), &votes)
    }
}

fn add(sum: &mut [f64], counts: &Counts) {
    sum.iter_mut().zip(&counts.candidates).for_each(|(sum, votes)| *sum += f64::from(votes.value()));
}

fn without(sum: &[f64], own: &Counts) -> Vec<f64> {
    sum.iter().zip(&own.candidates).map(|(sum, votes)| sum - f64::from(votes.value())).collect()
}

fn best_gain(alphas: &[f64], votes: &[f64]) -> f64 {
    let count = votes.len();
    let term = |row: usize, votes: f64| libm::lgamma(alphas[row] + votes) - libm::lgamma(alphas[row]);
    let terms: Vec<Vec<f64>> = (0..count).map(|row| votes.iter().map(|votes| term(row, *votes)).collect()).collect();
    let mut best = 0.0_f64;
    for a in 0..count {
        for b in a + 1..count {
            best = best.max(terms[a][b] + terms[b][a] - terms[a][a] - terms[b][b]);
            if b > a + 1 {
                let standing: f64 = (a..=b).map(|row| terms[row][row]).sum();
                let up: f64 = (a..b).map(|row| terms[row][row + 1]).sum::<f64>() + terms[b][a];
                let down: f64 = (a..b).map(|row| terms[row + 1][row]).sum::<f64>() + terms[a][b];
                best = best.max(up - standing).max(down - standing);
            }
        }
    }
    best
}
