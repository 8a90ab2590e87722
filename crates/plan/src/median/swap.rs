//! Interchange: one median closes, one opens, as long as that helps. The gain of an opening and
//! the loss of every closing come from one pass over the clients (Resende and Werneck 2007;
//! Schubert and Rousseeuw 2021, `FasterPAM`), and an improving pair is made at once.

use super::problem::Problem;
use crate::chance::Chance;

/// Of a client the places of its cheapest and second cheapest median, and their costs.
#[derive(Clone, Copy, Debug)]
struct Served {
    first: usize,
    cost: u32,
    /// `u32::MAX`, above every cost, when only one median is open.
    second_cost: u32,
    second: usize,
}

const NOBODY: Served = Served { first: usize::MAX, cost: u32::MAX, second_cost: u32::MAX, second: usize::MAX };

/// A set of open medians that moves from interchange to interchange.
#[derive(Clone, Debug)]
pub(super) struct Interchange<'a> {
    problem: &'a Problem,
    medians: Vec<usize>,
    is_open: Vec<bool>,
    served: Vec<Served>,
    /// Of each median what its closing costs when nothing opens.
    loss: Vec<i64>,
    /// The same as an opening changes it; kept only to save its allocation.
    changed: Vec<i64>,
}

impl<'a> Interchange<'a> {
    /// Starts from these medians, all different, at least one.
    pub(super) fn new(problem: &'a Problem, medians: Vec<usize>) -> Self {
        let mut is_open = vec![false; problem.sites()];
        for &site in &medians {
            is_open[site] = true;
        }
        let served = vec![NOBODY; problem.clients()];
        let (loss, changed) = (vec![0; medians.len()], vec![0; medians.len()]);
        let mut new = Self { problem, medians, is_open, served, loss, changed };
        new.serve_all();
        new
    }

    pub(super) fn value(&self) -> u64 {
        self.served.iter().map(|served| u64::from(served.cost)).sum()
    }

    pub(super) fn medians(&self) -> &[usize] {
        &self.medians
    }

    /// Of every client the cheapest and the second cheapest cost.
    pub(super) fn two_costs(&self) -> impl Iterator<Item = [u32; 2]> + '_ {
        self.served.iter().map(|served| [served.cost, served.second_cost])
    }

    /// Interchanges until a whole round over the sites finds nothing better.
    pub(super) fn descend(&mut self) {
        let sites = self.problem.sites();
        let (mut site, mut idle) = (0, 0);
        while idle < sites {
            idle += 1;
            if !self.is_open[site]
                && let Some(place) = self.best_closing(site)
            {
                self.exchange(place, site);
                idle = 0;
            }
            site = if site + 1 == sites { 0 } else { site + 1 };
        }
    }

    /// Exchanges medians at random for closed sites, this many times.
    pub(super) fn shake(&mut self, times: usize, chance: &mut Chance) {
        let sites = self.problem.sites();
        for _ in 0..times.min(sites - self.medians.len()) {
            let mut site = chance.index(sites);
            while self.is_open[site] {
                site = if site + 1 == sites { 0 } else { site + 1 };
            }
            let place = chance.index(self.medians.len());
            self.is_open[self.medians[place]] = false;
            self.is_open[site] = true;
            self.medians[place] = site;
        }
        self.serve_all();
    }

    /// The median whose closing, with this opening, lowers the cost most; none if none does.
    fn best_closing(&mut self, site: usize) -> Option<usize> {
        self.changed.copy_from_slice(&self.loss);
        let mut gain = 0;
        for (&cost, served) in self.problem.costs(site).iter().zip(&self.served) {
            if cost < served.cost {
                gain += i64::from(served.cost - cost);
                self.changed[served.first] -= i64::from(served.second_cost - served.cost);
            } else if cost < served.second_cost {
                self.changed[served.first] -= i64::from(served.second_cost - cost);
            }
        }
        let (place, &loss) = self.changed.iter().enumerate().min_by_key(|&(place, &loss)| (loss, place))?;
        (loss < gain).then_some(place)
    }

    fn exchange(&mut self, place: usize, site: usize) {
        self.is_open[self.medians[place]] = false;
        self.is_open[site] = true;
        self.medians[place] = site;
        let costs = self.problem.costs(site);
        for (client, &cost) in costs.iter().enumerate() {
            let served = &mut self.served[client];
            if served.first == place || served.second == place {
                *served = serve(self.problem, &self.medians, client);
            } else {
                served.offer(place, cost);
            }
        }
        self.sum_losses();
    }

    fn serve_all(&mut self) {
        self.served.fill(NOBODY);
        for (place, &site) in self.medians.iter().enumerate() {
            for (served, &cost) in self.served.iter_mut().zip(self.problem.costs(site)) {
                served.offer(place, cost);
            }
        }
        self.sum_losses();
    }

    fn sum_losses(&mut self) {
        self.loss.fill(0);
        for served in &self.served {
            self.loss[served.first] += i64::from(served.second_cost - served.cost);
        }
    }
}

impl Served {
    fn offer(&mut self, place: usize, cost: u32) {
        if cost < self.cost {
            (self.second, self.second_cost) = (self.first, self.cost);
            (self.first, self.cost) = (place, cost);
        } else if cost < self.second_cost {
            (self.second, self.second_cost) = (place, cost);
        }
    }
}

fn serve(problem: &Problem, medians: &[usize], client: usize) -> Served {
    let mut served = NOBODY;
    for (place, &site) in medians.iter().enumerate() {
        served.offer(place, problem.costs(site)[client]);
    }
    served
}
