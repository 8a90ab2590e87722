//! The question: which bases, for so many crews, so that the weight within reach is greatest.

use super::{
    gains::Gains,
    rows::{Rows, TooManyPairs},
};

/// Most that all sites together may be worth: every sum of worths is exact in 64 bits and in a
/// double, and stays so when it is counted in parts by a certificate.
pub const MAX_WORTH: u64 = 1 << 52;

/// What is to be covered at one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Site {
    /// How much covering it is worth.
    pub weight: u64,
    /// Which of the problem's gains count for it.
    pub gains: u16,
}

/// Sites, bases, who reaches whom, and how many crews there are.
///
/// The aim is the greatest Σ weight × gains(crews whose base reaches the site), at most `most`
/// crews at a base and `crews` in all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    sites: Vec<Site>,
    gains: Vec<Gains>,
    rows: Rows,
    columns: Rows,
    most: Vec<u32>,
    crews: u32,
}

/// Why there is no problem to solve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// There must be one row a site.
    #[error("{sites} sites have {rows} rows")]
    Rows {
        /// Sites given.
        sites: usize,
        /// Rows given.
        rows: usize,
    },
    /// A row names a base that is not there.
    #[error("a row names base {0}, which is not there")]
    Base(u32),
    /// A site names gains that are not there.
    #[error("site {0} names gains that are not there")]
    Gains(usize),
    /// All sites together are worth more than [`MAX_WORTH`].
    #[error("all weights together exceed {MAX_WORTH}; divide them by a common number")]
    Worth,
    /// Too many pairs.
    #[error(transparent)]
    Pairs(#[from] TooManyPairs),
}

impl Problem {
    /// A problem of `sites`, each with the bases that reach it (its row), `most[j]` crews at base
    /// j, and `crews` crews.
    pub fn new(sites: Vec<Site>, gains: Vec<Gains>, rows: Rows, most: Vec<u32>, crews: u32) -> Result<Self, Misfit> {
        if rows.len() != sites.len() {
            return Err(Misfit::Rows { sites: sites.len(), rows: rows.len() });
        }
        if let Some(base) = rows.largest().filter(|&base| base as usize >= most.len()) {
            return Err(Misfit::Base(base));
        }
        let unknown = sites.iter().position(|site| usize::from(site.gains) >= gains.len());
        unknown.map_or(Ok(()), |site| Err(Misfit::Gains(site)))?;
        let worth = |site: &Site| u128::from(site.weight) * u128::from(gains[usize::from(site.gains)].worth(u32::MAX));
        if sites.iter().map(worth).sum::<u128>() > u128::from(MAX_WORTH) {
            return Err(Misfit::Worth);
        }
        let columns = rows.turned(most.len());
        Ok(Self { sites, gains, rows, columns, most, crews })
    }

    /// Plain covering, one crew a base: values are sums of weights.
    pub fn plain(weights: &[u64], rows: Rows, bases: usize, crews: u32) -> Result<Self, Misfit> {
        let sites = weights.iter().map(|&weight| Site { weight, gains: 0 }).collect();
        Self::new(sites, vec![Gains::once()], rows, vec![1; bases], crews)
    }

    /// The sites.
    pub fn sites(&self) -> &[Site] {
        &self.sites
    }

    /// Gains of one site.
    pub fn gains(&self, site: usize) -> &Gains {
        &self.gains[usize::from(self.sites[site].gains)]
    }

    /// For each site, the bases that reach it.
    pub fn rows(&self) -> &Rows {
        &self.rows
    }

    /// For each base, the sites it reaches.
    pub fn columns(&self) -> &Rows {
        &self.columns
    }

    /// Most crews at each base.
    pub fn most(&self) -> &[u32] {
        &self.most
    }

    /// How many crews there are.
    pub fn crews(&self) -> u32 {
        self.crews
    }

    /// What covering every site by as many crews as count would be worth.
    pub fn worth(&self) -> u64 {
        let worth = |site: usize| self.sites[site].weight * self.gains(site).worth(u32::MAX);
        (0..self.sites.len()).map(worth).sum()
    }
}

/// Crews at each base.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placement(pub Vec<u32>);

/// Why a placement answers no problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// There must be one number a base.
    #[error("{0} numbers for the bases")]
    Length(usize),
    /// More crews than the base may host.
    #[error("base {0} hosts too many crews")]
    Most(usize),
    /// More crews than there are.
    #[error("{0} crews are placed, more than there are")]
    Crews(u64),
}

impl Placement {
    /// What the placement is worth; refused if it breaks a rule.
    pub fn value(&self, problem: &Problem) -> Result<u64, Unfit> {
        let crews = &self.0;
        if crews.len() != problem.most.len() {
            return Err(Unfit::Length(crews.len()));
        }
        let crowded = crews.iter().zip(&problem.most).position(|(crews, most)| crews > most);
        crowded.map_or(Ok(()), |base| Err(Unfit::Most(base)))?;
        let placed: u64 = crews.iter().map(|&crews| u64::from(crews)).sum();
        if placed > u64::from(problem.crews) {
            return Err(Unfit::Crews(placed));
        }
        let reached = |row: &[u32]| row.iter().fold(0_u32, |sum, &base| sum.saturating_add(crews[base as usize]));
        let rows = problem.rows.iter().enumerate();
        Ok(rows.map(|(site, row)| problem.sites[site].weight * problem.gains(site).worth(reached(row))).sum())
    }
}
