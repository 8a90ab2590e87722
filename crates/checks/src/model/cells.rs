//! The figures of stations as compositions: counts that share out a whole.
//!
//! Two compositions describe a station. Its *papers*: how the registered voters fall into
//! abstentions, blank, void and valid. Its *votes*: how the valid papers fall to the candidates.
//! Both are looked at with the same model.

use election::Counts;

/// Positions in the composition of the papers, after the abstentions and before the valid:
/// blank papers.
pub(crate) const BLANK: usize = 1;
/// Void papers.
pub(crate) const VOID: usize = 2;
/// Parts of the papers.
pub(crate) const PAPERS: usize = 4;

/// Added to a count before its logarithm is taken, so that none is not minus infinity. Half a
/// vote makes the logarithm of a Poisson count nearly unbiased.
pub(crate) const HALF: f64 = 0.5;

/// One composition of many stations, station after station.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Cells {
    parts: usize,
    counts: Vec<f64>,
}

impl Cells {
    pub(crate) fn papers<'a>(stations: impl Iterator<Item = &'a Counts>) -> Self {
        Self { parts: PAPERS, counts: stations.flat_map(papers).collect() }
    }

    pub(crate) fn votes<'a>(stations: impl Iterator<Item = &'a Counts>, candidates: usize) -> Self {
        Self { parts: candidates, counts: stations.flat_map(votes).collect() }
    }

    pub(crate) fn parts(&self) -> usize {
        self.parts
    }

    pub(crate) fn stations(&self) -> usize {
        self.counts.len() / self.parts.max(1)
    }

    pub(crate) fn of(&self, station: usize) -> &[f64] {
        &self.counts[station * self.parts..(station + 1) * self.parts]
    }

    pub(crate) fn replace(&mut self, station: usize, counts: &[f64]) {
        self.counts[station * self.parts..(station + 1) * self.parts].copy_from_slice(counts);
    }
}

/// The papers of one station. A sum that does not hold leaves no negative part: such a station
/// is refused elsewhere, and here it must only not do harm.
pub(crate) fn papers(counts: &Counts) -> [f64; PAPERS] {
    let abstained = counts.registered.value().saturating_sub(counts.cast.value());
    [abstained, counts.blank.value(), counts.void.value(), counts.valid.value()].map(f64::from)
}

/// The votes of one station.
pub(crate) fn votes(counts: &Counts) -> impl Iterator<Item = f64> {
    counts.candidates.iter().map(|votes| f64::from(votes.value()))
}

/// Logarithms of the shares, each count with half a vote more.
pub(crate) fn logs(counts: &[f64]) -> Vec<f64> {
    let whole: f64 = counts.iter().map(|count| count + HALF).sum();
    counts.iter().map(|count| libm::log((count + HALF) / whole)).collect()
}
