//! Circuits whose order is settled: what they are worth once their time is shared out.

use super::{
    chart::Chart,
    fill::{Claim, fill},
    ground::{Ground, position},
    level::Level,
};

/// How often circuits that share sites adapt to each other.
const PASSES: usize = 4;

/// The order of stops in every circuit, and the seconds of every site in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Draft {
    pub tours: Vec<Tour>,
    /// For each site the tours that stop there, in ascending order.
    pub homes: Vec<Vec<u32>>,
}

/// One circuit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tour {
    /// Sites in the order of the stops; none is followed by itself, around the cycle either.
    pub order: Vec<u32>,
    /// Seconds on the way.
    pub travel: u64,
    /// Its sites, each once, in ascending order.
    pub shares: Vec<Share>,
}

/// A site in a circuit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Share {
    pub site: u32,
    pub stops: u32,
    /// In all its stops together.
    pub seconds: u32,
}

/// How good a draft is, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Score {
    /// Weight of the sites without their floor.
    pub missed: u128,
    /// The level of the worst site that is visited.
    pub worst: Level,
    /// Sum of the circuits' levels.
    pub sum: u128,
}

impl Draft {
    /// What the chart stands for.
    pub fn scored(ground: &Ground<'_>, chart: &Chart<'_>) -> (Score, Self) {
        let site = |visit: u32| chart.visits[visit as usize].site;
        let order = |round: &super::chart::Round| round.legs.iter().map(|leg| site(leg.visit)).collect();
        let orders: Vec<Vec<u32>> = chart.rounds.iter().map(order).collect();
        let mut draft = Self::new(ground, orders);
        for share in draft.tours.iter_mut().flat_map(|tour| &mut tour.shares) {
            let visit = chart.of_site[share.site as usize][0];
            share.seconds = chart.visits[visit as usize].seconds.saturating_mul(share.stops).min(ground.duty());
        }
        draft.settle(ground);
        draft.thin(ground);
        (draft.score(ground), draft)
    }

    pub fn new(ground: &Ground<'_>, orders: Vec<Vec<u32>>) -> Self {
        let tours = orders.into_iter().map(|order| Tour::new(ground, order)).collect();
        let mut draft = Self { tours, homes: vec![Vec::new(); ground.sites().len()] };
        for (number, tour) in (0..).zip(&draft.tours) {
            tour.shares.iter().for_each(|share| draft.homes[share.site as usize].push(number));
        }
        draft
    }

    /// Makes every circuit fit by leaving out its lightest sites, and shares out all time.
    pub fn settle(&mut self, ground: &Ground<'_>) {
        let shared = self.homes.iter().any(|homes| homes.len() > 1);
        for _ in 0..if shared { PASSES } else { 1 } {
            for number in 0..position(self.tours.len()) {
                while !self.share_out(ground, number) {
                    self.leave_out(ground, number);
                }
            }
        }
    }

    /// Drops the stops whose seconds fit into the other stops of the same site and circuit: the
    /// search has aimed lower than it came. What that saves in travel is shared out again.
    fn thin(&mut self, ground: &Ground<'_>) {
        let mut thinner = false;
        for number in 0..position(self.tours.len()) {
            while let Some(order) = self.tours[number as usize].thinner(ground) {
                self.reorder(ground, number, order);
                thinner = true;
            }
        }
        if thinner {
            self.settle(ground);
        }
    }

    /// Shares out the time of a circuit; false if its floors do not fit.
    fn share_out(&mut self, ground: &Ground<'_>, number: u32) -> bool {
        let tour = &self.tours[number as usize];
        let Ok(travel) = u32::try_from(tour.travel) else { return false };
        let Some(time) = ground.duty().checked_sub(travel) else { return false };
        let claims: Option<Vec<Claim>> = tour.shares.iter().map(|share| self.claim(ground, number, share)).collect();
        let Some(given) = claims.and_then(|claims| fill(&claims, time, ground.period())) else { return false };
        for (share, seconds) in self.tours[number as usize].shares.iter_mut().zip(given) {
            share.seconds = seconds;
        }
        true
    }

    /// What a circuit may give to one of its sites while the others give what they do. The first
    /// circuit of a site answers for its floor. None if it may give nothing.
    fn claim(&self, ground: &Ground<'_>, number: u32, share: &Share) -> Option<Claim> {
        let site = ground.site(share.site);
        let period = u64::from(ground.period());
        let absent = self.absent(ground, number, share.site, u64::div_ceil);
        let weight = (u128::from(site.weight) * u128::from(absent)).div_ceil(u128::from(period));
        let weight = u64::try_from(weight).unwrap_or(site.weight).clamp(1, site.weight);
        // Rounded down here: the ceiling must hold for the true product.
        let absent = self.absent(ground, number, share.site, |product, period| product / period);
        let away = (u64::from(ground.period() - site.ceiling) * period).div_ceil(absent.max(1));
        let ceiling = ground.period() - u32::try_from(away).unwrap_or(u32::MAX).min(ground.period());
        let first = self.homes[share.site as usize].first() == Some(&number);
        let stops = u64::from(share.stops);
        let least = (stops * u64::from(ground.shortest_stop())).max(if first { site.floor.into() } else { 0 });
        let longest = stops * u64::from(site.longest_stop);
        let least = u32::try_from(least).ok()?;
        let most = ceiling.min(u32::try_from(longest).unwrap_or(u32::MAX)).min(ground.duty());
        (least <= most).then_some(Claim { weight, least, most })
    }

    /// The seconds of a period in which no circuit but this one is at a site, rounded as told.
    fn absent(&self, ground: &Ground<'_>, number: u32, site: u32, divide: fn(u64, u64) -> u64) -> u64 {
        let period = u64::from(ground.period());
        let others = self.homes[site as usize].iter().filter(|&&home| home != number);
        others.fold(period, |absent, &home| {
            let seconds = self.tours[home as usize].seconds(site);
            divide(absent * (period - u64::from(seconds)), period)
        })
    }

    /// Leaves out a site of a circuit that does not fit: one that another circuit visits too if
    /// there is one, else the lightest.
    fn leave_out(&mut self, ground: &Ground<'_>, number: u32) {
        let alone = |site: u32| self.homes[site as usize].len() == 1;
        let sites = self.tours[number as usize].shares.iter().map(|share| share.site);
        let least = sites.min_by_key(|&site| (alone(site), ground.site(site).weight, site));
        let site = least.unwrap_or_else(|| unreachable!("a circuit without sites has nothing that could not fit"));
        let mut order = core::mem::take(&mut self.tours[number as usize].order);
        order.retain(|&other| other != site);
        self.reorder(ground, number, order);
    }

    /// Gives a circuit another order; sites that it keeps, keep their seconds.
    pub fn reorder(&mut self, ground: &Ground<'_>, number: u32, order: Vec<u32>) {
        let old = core::mem::replace(&mut self.tours[number as usize], Tour::new(ground, order));
        old.shares.iter().for_each(|share| self.homes[share.site as usize].retain(|&home| home != number));
        for share in &mut self.tours[number as usize].shares {
            let kept = old.shares.iter().find(|kept| kept.site == share.site);
            share.seconds = kept.map_or(share.seconds, |kept| kept.seconds);
            let homes = &mut self.homes[share.site as usize];
            homes.insert(homes.partition_point(|&home| home < number), number);
        }
    }

    pub fn score(&self, ground: &Ground<'_>) -> Score {
        let level = |number: u32| {
            let of = |share: &Share| {
                let absent = self.absent(ground, number, share.site, u64::div_ceil);
                let weight = u128::from(ground.site(share.site).weight) * u128::from(absent);
                let level = weight * u128::from(ground.period() - share.seconds);
                u64::try_from(level.div_ceil(u128::from(ground.period()))).unwrap_or(u64::MAX)
            };
            self.tours[number as usize].shares.iter().map(of).max().unwrap_or(0)
        };
        let levels = || (0..position(self.tours.len())).map(level);
        let missed = (0..).zip(&self.homes).filter(|(_, homes)| homes.is_empty());
        Score {
            missed: missed.map(|(site, _)| u128::from(ground.site(site).weight)).sum(),
            worst: Level(levels().max().unwrap_or(0)),
            sum: levels().map(u128::from).sum(),
        }
    }
}

impl Tour {
    /// A circuit in this order, with the shortest stop for each visit until its time is shared out.
    pub fn new(ground: &Ground<'_>, mut order: Vec<u32>) -> Self {
        order.dedup();
        while order.len() > 1 && order.first() == order.last() {
            order.pop();
        }
        let next = order.iter().cycle().skip(1);
        let travel = order.iter().zip(next).map(|(&from, &to)| u64::from(ground.travel(from, to))).sum();
        let mut sites = order.clone();
        sites.sort_unstable();
        let share = |same: &[u32]| {
            let stops = position(same.len());
            Share { site: same[0], stops, seconds: stops.saturating_mul(ground.shortest_stop()).min(ground.duty()) }
        };
        Self { travel, shares: sites.chunk_by(|a, b| a == b).map(share).collect(), order }
    }

    /// The order without a stop that its site can spare, if there is one: the one that saves most.
    fn thinner(&self, ground: &Ground<'_>) -> Option<Vec<u32>> {
        let can_spare = |site: u32| {
            let index = self.shares.partition_point(|share| share.site < site);
            let Share { stops, seconds, .. } = self.shares[index];
            stops > 1 && u64::from(seconds) <= u64::from(stops - 1) * u64::from(ground.site(site).longest_stop)
        };
        let count = self.order.len();
        let saves = |&spot: &usize| {
            let (before, here) = (self.order[(spot + count - 1) % count], self.order[spot]);
            let after = self.order[(spot + 1) % count];
            i64::from(ground.travel(before, here)) + i64::from(ground.travel(here, after))
                - i64::from(ground.travel(before, after))
        };
        // Where both neighbours are one site, its two stops would become one.
        let parts = |spot: usize| self.order[(spot + count - 1) % count] == self.order[(spot + 1) % count];
        let spots = (0..count).filter(|&spot| can_spare(self.order[spot]) && (!parts(spot) || count == 2));
        let spot = spots.max_by_key(|spot| (saves(spot), *spot))?;
        let mut order = self.order.clone();
        order.remove(spot);
        Some(order)
    }

    /// Seconds at a site.
    pub fn seconds(&self, site: u32) -> u32 {
        self.shares.binary_search_by_key(&site, |share| share.site).map_or(0, |index| self.shares[index].seconds)
    }
}
