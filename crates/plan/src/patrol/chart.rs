//! What the search works on: visits in rounds, with everything kept that makes a change cheap to
//! price.

use super::{
    ground::{Ground, position, seconds},
    level::{Level, real},
};

/// A stop that is wanted: a site has as many visits as it takes stops to give it what it needs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Visit {
    pub site: u32,
    /// Seconds wanted.
    pub seconds: u32,
    /// How far this visit lets the level give way: its share of the seconds that the site is
    /// without presence, and 0 at floor and ceiling, where the level does not move it.
    pub away: u32,
    /// Seconds of these that could be given up without missing the floor.
    pub spare: u32,
    /// Where it is; none while it waits to be put back.
    pub place: Option<Place>,
}

/// A place in a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub round: u32,
    pub spot: u32,
}

/// A visit and the way to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Leg {
    pub visit: u32,
    /// Seconds to the next visit of the round.
    pub ahead: u32,
}

/// A circuit in the making; the last leg leads back to the first visit.
#[derive(Clone, Debug, Default)]
pub(super) struct Round {
    pub legs: Vec<Leg>,
    /// Sum over its visits.
    pub load: Load,
    pub cost: f64,
    /// Whether it is listed among the vacant.
    listed: bool,
}

/// What a round has to carry, or what a visit adds to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Load {
    pub stops: u64,
    pub travel: u64,
    pub away: u64,
    pub spare: u64,
}

/// How far beyond its time a round is, relative to the level, at which its cost goes on in a
/// straight line: beyond it floors are at stake and not only the level.
const STEEP: f64 = 1.0;
/// Cost in seconds of travel of a round whose level is above the target by all of it. A tenth
/// above then costs about as much as half an hour of travel.
const PRICE: f64 = 200_000.0;
/// Seconds without presence, as a share of the period, that every round is taken to have more
/// than it has: without them a round of floors alone would divide by zero.
const FIRM: f64 = 0.01;
/// Cost in seconds of travel of a second that even the floors of a round do not have.
const MISSED: f64 = 50.0;

/// All rounds of a pool.
pub(super) struct Chart<'a> {
    pub ground: &'a Ground<'a>,
    pub visits: Vec<Visit>,
    /// The visits of each site.
    pub of_site: Vec<Vec<u32>>,
    pub rounds: Vec<Round>,
    /// The rounds without visits.
    pub vacant: Vec<u32>,
    /// Fewest visits of each site, whatever it needs: more than one where the search has shared
    /// it between rounds.
    pub shares: Vec<u32>,
    /// The rounds touched since the last [`Chart::keep`], as they were.
    saved: Vec<Saved>,
    /// Visits that no site wants any more.
    free: Vec<u32>,
}

/// A round before it was touched.
struct Saved {
    round: u32,
    legs: Vec<Leg>,
    cost: f64,
}

impl<'a> Chart<'a> {
    pub fn new(ground: &'a Ground<'a>) -> Self {
        let sites = ground.sites().len();
        Self {
            ground,
            visits: Vec::new(),
            of_site: vec![Vec::new(); sites],
            rounds: vec![Round::default(); ground.circuits() as usize],
            vacant: Vec::new(),
            shares: vec![1; sites],
            saved: Vec::new(),
            free: Vec::new(),
        }
    }

    /// Gives a site as many visits as it needs at a level, each with its seconds. New ones have
    /// no place yet; rounds that keep theirs have to be refreshed.
    pub fn want(&mut self, site: u32, level: Level) {
        let stops = self.stops(site, self.ground.need(site, level)) as usize;
        while self.of_site[site as usize].len() > stops {
            let last = self.of_site[site as usize][stops];
            self.retire(last);
        }
        while self.of_site[site as usize].len() < stops {
            self.add(site);
        }
        self.time(site, level);
    }

    /// One visit more of a site, without a place and without seconds.
    pub fn add(&mut self, site: u32) -> u32 {
        let visit = Visit { site, seconds: 0, away: 0, spare: 0, place: None };
        let number = self.free.pop().unwrap_or_else(|| position(self.visits.len()));
        if number as usize == self.visits.len() {
            self.visits.push(visit);
        }
        self.visits[number as usize] = visit;
        self.of_site[site as usize].push(number);
        number
    }

    /// Gives up a visit. One that was placed at the last [`Chart::keep`] must not be taken back.
    pub fn retire(&mut self, visit: u32) {
        let Visit { site, place, .. } = self.visits[visit as usize];
        if let Some(place) = place {
            self.remove(place, 1, &mut Vec::new());
        }
        self.of_site[site as usize].retain(|&other| other != visit);
        self.discard(visit);
    }

    /// Lets the number of a visit that no site and no round holds be used again.
    pub fn discard(&mut self, visit: u32) {
        self.visits[visit as usize].place = None;
        self.free.push(visit);
    }

    /// Whether the visits of a site, where they are, can give it what it needs.
    pub fn serves(&self, site: u32, level: Level) -> bool {
        let longest = u64::from(self.longest(site));
        let rounds = self.rounds_of(&self.of_site[site as usize]);
        let given = rounds.iter().map(|&(_, count)| u64::from(count) * longest);
        self.absent(given) <= f64::from(self.ground.period() - self.ground.need(site, level))
    }

    /// Sets the seconds of all visits of a site to what they have to be, where they are, for this
    /// level; their rounds have to be refreshed.
    pub fn time(&mut self, site: u32, level: Level) {
        let need = self.ground.need(site, level);
        let seconds = self.each(site, need);
        let moved = need > self.ground.least(site) && need < self.ground.site(site).ceiling;
        let visits = &self.of_site[site as usize];
        let away = if moved { (self.ground.period() - need) / position(visits.len()) } else { 0 };
        let stop = self.ground.least(site).div_ceil(position(visits.len())).max(self.ground.shortest_stop());
        let spare = seconds.saturating_sub(stop);
        for &visit in visits {
            let visit = &mut self.visits[visit as usize];
            (visit.seconds, visit.away, visit.spare) = (seconds, away, spare);
        }
    }

    /// How many visits a site has to have for this need: more if several rounds share it, whose
    /// stops overlap by chance.
    fn stops(&self, site: u32, need: u32) -> u32 {
        let least = self.ground.stops(site, need).max(self.shares[site as usize]);
        let rounds = position(self.rounds_of(&self.of_site[site as usize]).len());
        let most = self.ground.site(site).ceiling / self.ground.shortest_stop();
        if rounds < 2 || least >= most {
            return least;
        }
        let longest = self.longest(site);
        let reach = |stops: u32| {
            let even = (0..rounds).map(|round| (stops + round) / rounds);
            self.absent(even.map(|stops| u64::from(stops) * u64::from(longest)))
        };
        (least..most).find(|&stops| reach(stops) <= f64::from(self.ground.period() - need)).unwrap_or(most)
    }

    /// Longest stop at a site.
    fn longest(&self, site: u32) -> u32 {
        self.ground.site(site).longest_stop.min(self.ground.duty())
    }

    /// Seconds of a period in which nobody is at a site that independent rounds give so many.
    fn absent(&self, seconds: impl Iterator<Item = u64>) -> f64 {
        let period = f64::from(self.ground.period());
        seconds.map(|given| (1.0 - f64::from(super::ground::seconds(given)) / period).max(0.0)).product::<f64>()
            * period
    }

    /// What each visit of a site has to last for the site to get what it needs.
    fn each(&self, site: u32, need: u32) -> u32 {
        let visits = &self.of_site[site as usize];
        let (even, most) = (need.div_ceil(position(visits.len())), self.longest(site));
        let rounds = self.rounds_of(visits);
        if rounds.len() < 2 {
            return even.min(most);
        }
        let enough = |each: u32| {
            let given = rounds.iter().map(|&(_, count)| u64::from(count) * u64::from(each));
            self.absent(given) <= f64::from(self.ground.period() - need)
        };
        let (mut low, mut high) = (even.min(most), most);
        while low < high {
            let middle = low + (high - low) / 2;
            if enough(middle) { high = middle } else { low = middle + 1 }
        }
        high
    }

    /// The rounds in which these visits are, with how many of them.
    fn rounds_of(&self, visits: &[u32]) -> Vec<(u32, u32)> {
        let mut rounds: Vec<(u32, u32)> = Vec::new();
        for place in visits.iter().filter_map(|&visit| self.visits[visit as usize].place) {
            match rounds.iter_mut().find(|entry| entry.0 == place.round) {
                Some(entry) => entry.1 += 1,
                None => rounds.push((place.round, 1)),
            }
        }
        rounds
    }

    /// Seconds from visit to visit. Between two stops at one site the crew has to go elsewhere,
    /// so two visits of a site in a row cost as if it did.
    pub fn way(&self, from: u32, to: u32) -> u32 {
        let (start, end) = (self.visits[from as usize].site, self.visits[to as usize].site);
        match (from == to, start == end) {
            (true, _) => 0,
            (false, true) => self.ground.period() / 8,
            (false, false) => self.ground.travel(start, end),
        }
    }

    /// What a load costs, in seconds of travel.
    pub fn cost(&self, load: Load) -> f64 {
        let duty = u64::from(self.ground.duty());
        let over = (load.stops + load.travel).saturating_sub(duty);
        if over == 0 {
            return real(load.travel);
        }
        let share = f64::from(seconds(over)) / (f64::from(seconds(load.away)) + f64::from(self.ground.period()) * FIRM);
        let bent = if share < STEEP { share * share } else { STEEP * (2.0 * share - STEEP) };
        let missed = over.saturating_sub(load.spare);
        real(load.travel + over) + PRICE * bent + MISSED * f64::from(seconds(missed))
    }

    /// Seconds by which rounds are over their time.
    pub fn over(&self) -> u64 {
        let duty = u64::from(self.ground.duty());
        self.rounds.iter().map(|round| (round.load.stops + round.load.travel).saturating_sub(duty)).sum()
    }

    pub fn travel(&self) -> u64 {
        self.rounds.iter().map(|round| round.load.travel).sum()
    }

    /// Puts a visit before the leg that now has this spot.
    pub fn insert(&mut self, visit: u32, place: Place) {
        self.save(place.round);
        let spot = place.spot as usize;
        let mut legs = core::mem::take(&mut self.rounds[place.round as usize].legs);
        legs.insert(spot, Leg { visit, ahead: 0 });
        let count = legs.len();
        let (before, next) = ((spot + count - 1) % count, legs[(spot + 1) % count].visit);
        legs[before].ahead = self.way(legs[before].visit, visit);
        legs[spot].ahead = self.way(visit, next);
        self.rounds[place.round as usize].legs = legs;
        self.refresh(place.round);
    }

    /// Takes `count` visits out of a round, from a spot on around the cycle.
    pub fn remove(&mut self, place: Place, count: usize, out: &mut Vec<u32>) {
        self.save(place.round);
        let mut legs = core::mem::take(&mut self.rounds[place.round as usize].legs);
        legs.rotate_left(place.spot as usize);
        for leg in legs.drain(..count) {
            self.visits[leg.visit as usize].place = None;
            out.push(leg.visit);
        }
        if let Some(&first) = legs.first()
            && let Some(last) = legs.last_mut()
        {
            last.ahead = self.way(last.visit, first.visit);
        }
        self.rounds[place.round as usize].legs = legs;
        self.refresh(place.round);
    }

    /// Gives a round other legs and computes its ways anew.
    pub fn reorder(&mut self, round: u32, mut legs: Vec<Leg>) {
        self.save(round);
        for spot in 0..legs.len() {
            let next = legs[(spot + 1) % legs.len()].visit;
            legs[spot].ahead = self.way(legs[spot].visit, next);
        }
        self.rounds[round as usize].legs = legs;
        self.refresh(round);
    }

    /// Brings places, sums and cost of a round up to date with its legs.
    pub fn refresh(&mut self, number: u32) {
        let round = &self.rounds[number as usize];
        let mut load = Load::default();
        for (spot, leg) in (0..).zip(&round.legs) {
            let visit = &mut self.visits[leg.visit as usize];
            visit.place = Some(Place { round: number, spot });
            load.stops += u64::from(visit.seconds);
            load.travel += u64::from(leg.ahead);
            load.away += u64::from(visit.away);
            load.spare += u64::from(visit.spare);
        }
        let cost = self.cost(load);
        let round = &mut self.rounds[number as usize];
        (round.load, round.cost) = (load, cost);
        if round.legs.is_empty() != round.listed {
            round.listed = !round.listed;
            self.list(number);
        }
    }

    /// Enters a round among the vacant, or strikes it out.
    fn list(&mut self, number: u32) {
        match self.vacant.iter().position(|&vacant| vacant == number) {
            Some(index) => drop(self.vacant.swap_remove(index)),
            None => self.vacant.push(number),
        }
    }

    /// Refreshes the rounds that visit a site.
    pub fn refresh_site(&mut self, site: u32) {
        for (round, _) in self.rounds_of(&self.of_site[site as usize]) {
            self.refresh(round);
        }
    }

    /// Saves the rounds that visit a site, before its visits change.
    pub fn touch(&mut self, site: u32) {
        for (round, _) in self.rounds_of(&self.of_site[site as usize]) {
            self.save(round);
        }
    }

    pub fn refresh_all(&mut self) {
        (0..self.ground.circuits()).for_each(|round| self.refresh(round));
    }

    /// Makes what was done final.
    pub fn keep(&mut self) {
        self.saved.clear();
    }

    /// Takes back everything since the last [`Chart::keep`]; every visit was placed then.
    pub fn take_back(&mut self) {
        for saved in core::mem::take(&mut self.saved) {
            self.rounds[saved.round as usize].legs = saved.legs;
            self.refresh(saved.round);
        }
    }

    /// By how much the cost has risen since the last [`Chart::keep`].
    pub fn risen(&self) -> f64 {
        self.saved.iter().map(|saved| self.rounds[saved.round as usize].cost - saved.cost).sum()
    }

    fn save(&mut self, number: u32) {
        if self.saved.iter().all(|saved| saved.round != number) {
            let Round { legs, cost, .. } = &self.rounds[number as usize];
            self.saved.push(Saved { round: number, legs: legs.clone(), cost: *cost });
        }
    }
}
