//! A p-median problem: what it costs to serve each client from each site, and how many may open.

use super::read::MAX_NODES;

/// Highest cost of serving one client: the value above is the search's mark for "none".
pub const MAX_COST: u32 = u32::MAX - 1;

/// Why figures are not a problem that can be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Parts of the graph would have no median.
    #[error("the graph falls into {parts} parts and {medians} medians cannot serve them all")]
    Parts {
        /// Parts that no path joins.
        parts: usize,
        /// Medians wanted.
        medians: usize,
    },
    /// A distance times its demand, or a sum of them, is too large.
    #[error("a distance times its demand is above {MAX_COST}")]
    TooFar,
    /// The matrix is not clients times sites, or has no client, or no site.
    #[error("the distances are not one for each client and site")]
    Shape,
    /// More clients or sites than fit.
    #[error("more than {MAX_NODES} clients or sites")]
    TooMany,
    /// No median wanted, or more than there are sites.
    #[error("{medians} medians among {sites} sites")]
    Medians {
        /// Medians wanted.
        medians: usize,
        /// Sites there are.
        sites: usize,
    },
}

/// Costs and the number of medians, checked: at least one client, and 1 ≤ medians ≤ sites.
#[derive(Clone, Debug)]
pub struct Problem {
    clients: usize,
    sites: usize,
    medians: usize,
    /// Site by site, the cost of each client: the interchange reads whole sites.
    by_site: Vec<u32>,
}

impl Problem {
    /// A problem from a demand for every client and distances, site by site.
    pub fn new(demand: &[u32], distances: Vec<u32>, medians: usize) -> Result<Self, Unfit> {
        let clients = demand.len();
        if clients == 0 || distances.is_empty() || !distances.len().is_multiple_of(clients) {
            return Err(Unfit::Shape);
        }
        let sites = distances.len() / clients;
        if clients > MAX_NODES || sites > MAX_NODES {
            return Err(Unfit::TooMany);
        }
        if !(1..=sites).contains(&medians) {
            return Err(Unfit::Medians { medians, sites });
        }
        let mut by_site = distances;
        for row in by_site.chunks_mut(clients) {
            for (cost, &demand) in row.iter_mut().zip(demand) {
                *cost = cost.checked_mul(demand).filter(|&cost| cost <= MAX_COST).ok_or(Unfit::TooFar)?;
            }
        }
        Ok(Self { clients, sites, medians, by_site })
    }

    /// How many clients.
    pub fn clients(&self) -> usize {
        self.clients
    }

    /// How many sites a median may open at.
    pub fn sites(&self) -> usize {
        self.sites
    }

    /// How many medians are wanted.
    pub fn medians(&self) -> usize {
        self.medians
    }

    /// What each client costs when served from this site.
    pub fn costs(&self, site: usize) -> &[u32] {
        &self.by_site[site * self.clients..][..self.clients]
    }

    /// What these medians cost, each client served from the cheapest.
    ///
    /// # Panics
    /// Without a median there is no cost.
    pub fn value(&self, medians: &[usize]) -> u64 {
        let cheapest = |client: usize| medians.iter().map(|&site| self.costs(site)[client]).min();
        let cost = |client| u64::from(cheapest(client).expect("at least one median is open"));
        (0..self.clients).map(cost).sum()
    }
}
