//! Lays the best draft on the clock: late entries, exact times, rests and waiting.

use super::{
    Circuit, Patrols, Step,
    draft::{Draft, Tour},
    ground::{Ground, position, seconds},
    near::Near,
};

/// The circuits of a draft whose time is shared out.
pub(super) fn settle(ground: &Ground<'_>, near: &Near, mut draft: Draft) -> Patrols {
    put_back(ground, near, &mut draft);
    let response_only = (0..).zip(&draft.homes).filter(|(_, homes)| homes.is_empty()).map(|(site, _)| site).collect();
    let served = draft.tours.iter().filter(|tour| !tour.order.is_empty());
    let circuits: Vec<Circuit> = served.map(|tour| circuit(ground, tour)).collect();
    let spare = ground.circuits() - position(circuits.len());
    Patrols { circuits, response_only, spare }
}

/// Puts sites that were left out back where their floors fit after all, the heaviest first.
fn put_back(ground: &Ground<'_>, near: &Near, draft: &mut Draft) {
    let mut out: Vec<u32> =
        (0..position(draft.homes.len())).filter(|&site| draft.homes[site as usize].is_empty()).collect();
    out.sort_by_key(|&site| (core::cmp::Reverse(ground.site(site).weight), site));
    for &site in &out {
        let around = near.of(site).iter().flat_map(|near| &draft.homes[near.site as usize]).copied();
        let vacant = (0..).zip(&draft.tours).find(|(_, tour)| tour.order.is_empty()).map(|(number, _)| number);
        let entries = around.chain(vacant).filter_map(|number| entry(ground, draft, site, number));
        if let Some((_, number, order)) = entries.min_by_key(|&(travel, number, _)| (travel, number)) {
            draft.reorder(ground, number, order);
        }
    }
    if !out.is_empty() {
        draft.settle(ground);
    }
}

/// The cheapest order of a circuit with one stop more, if all floors fit.
fn entry(ground: &Ground<'_>, draft: &Draft, site: u32, number: u32) -> Option<(u64, u32, Vec<u32>)> {
    let tour = &draft.tours[number as usize];
    if ground.site(site).floor > ground.site(site).longest_stop {
        return None;
    }
    let count = tour.order.len();
    let longer = |&spot: &usize| {
        let (before, after) = (tour.order[(spot + count - 1) % count], tour.order[spot]);
        let ways = i64::from(ground.travel(before, site)) + i64::from(ground.travel(site, after));
        ways - i64::from(ground.travel(before, after))
    };
    let spot = (0..count).min_by_key(longer).unwrap_or(0);
    let mut order = tour.order.clone();
    order.insert(spot, site);
    let longer = Tour::new(ground, order);
    let least = |share: &super::draft::Share| {
        let stops = u64::from(share.stops) * u64::from(ground.shortest_stop());
        stops.max(u64::from(ground.site(share.site).floor))
    };
    let floors = longer.shares.iter().map(least).sum::<u64>();
    let fits = floors + longer.travel <= u64::from(ground.duty());
    fits.then(|| (longer.travel - tour.travel.min(longer.travel), number, longer.order))
}

/// The steps of a circuit. The crew rests before its longest way; what is left waits on it.
fn circuit(ground: &Ground<'_>, tour: &Tour) -> Circuit {
    let count = tour.order.len();
    let way = |spot: usize| ground.travel(tour.order[spot], tour.order[(spot + 1) % count]);
    let longest = (0..count).max_by_key(|&spot| (way(spot), spot)).unwrap_or(0);
    let present: u32 = tour.shares.iter().map(|share| share.seconds).sum();
    let travel = seconds(tour.travel);
    let waiting = ground.duty() - present - travel;
    let mut stops = Stops::new(tour);
    let mut steps = Vec::with_capacity(2 * count + 1);
    for spot in 0..count {
        steps.push(Step::Stop { site: tour.order[spot], seconds: stops.next(tour.order[spot]) });
        let here = spot == longest;
        if here && ground.rest() > 0 {
            steps.push(Step::Rest { seconds: ground.rest() });
        }
        let seconds = way(spot) + if here { waiting } else { 0 };
        if seconds > 0 || count > 1 {
            steps.push(Step::Way { seconds });
        }
    }
    Circuit { steps, travel, waiting }
}

/// Parts the seconds of each site evenly among its stops.
struct Stops<'a> {
    tour: &'a Tour,
    /// How many stops of each share are still to come.
    ahead: Vec<u32>,
}

impl<'a> Stops<'a> {
    fn new(tour: &'a Tour) -> Self {
        Self { tour, ahead: tour.shares.iter().map(|share| share.stops).collect() }
    }

    fn next(&mut self, site: u32) -> u32 {
        let index = self.tour.shares.partition_point(|share| share.site < site);
        let share = self.tour.shares[index];
        self.ahead[index] -= 1;
        share.seconds / share.stops + u32::from(self.ahead[index] < share.seconds % share.stops)
    }
}
