//! The proof of a bound, and its check in whole numbers, with no code of the search.
//!
//! For each part of the problem a tree of cases. Prices of a case bound all its answers: whoever
//! pays for what he visits cannot bring more than all prices together and the best that each shift
//! can have left. Rounds that leave so little that no answer with them could be better than what
//! is known are looked at no further; what remains is split in two, and so on.

use std::collections::BTreeMap;

use super::{
    column::Prices,
    problem::{PRICE, Problem},
    tree::{Case, Decision},
};

/// The proof of a bound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// One proof a part; a venue in none can be swept by nobody.
    pub parts: Vec<Proof>,
}

/// The proof of a part. `whole` is priced over all rounds of the part and says which can matter;
/// `cases` divides the answers made of those, from the first, which is all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The venues, by their place in the problem.
    pub venues: Vec<usize>,
    /// The shifts, by theirs.
    pub shifts: Vec<usize>,
    /// The prices over all rounds; they may not depend on what must be.
    pub whole: Case,
    /// The cases prove that no answer brings more minutes than this, or than their own bound.
    pub above: i64,
    /// The cases; none where the bound of the whole is all that is proven.
    pub cases: Vec<Case>,
}

/// Why a certificate proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unproven {
    /// A venue or shift is in two parts, or a shift could sweep a venue outside its part.
    #[error("the parts are not apart")]
    Parts,
    /// Prices for other venues or shifts, a split that names no later case, a price below zero
    /// that may not be.
    #[error("a case of part {0} is not well made")]
    Case(usize),
    /// More rounds to look at than the check is willing to.
    #[error("part {0} has too many rounds to look at")]
    TooMany(usize),
}

/// Most steps of the walk over the rounds of a part.
pub const MOST_STEPS: u64 = 50_000_000;
/// Less than any round leaves.
const NEVER: i64 = i64::MIN / 4;
/// Parts of a minute in which prices are counted.
const PARTS: i64 = 1_024;

impl Certificate {
    /// What this proves: no rounds of the problem cost less.
    pub fn proven(&self, problem: &Problem) -> Result<u64, Unproven> {
        apart(problem, &self.parts)?;
        let mut cost = i128::from(problem.weight()) * i128::from(PRICE);
        for (at, proof) in self.parts.iter().enumerate() {
            cost -= i128::from(Walk::new(problem, proof).gain(at)?);
        }
        Ok(u64::try_from(cost).unwrap_or(0))
    }
}

/// What a round brings, in minutes.
fn brought(problem: &Problem, shift: usize, round: &[usize]) -> i64 {
    let depot = problem.shifts()[shift].depot;
    let places: Vec<usize> = round.iter().map(|&venue| problem.place(venue)).collect();
    let ends = |at: usize| if at == 0 || at > places.len() { depot } else { places[at - 1] };
    let legs = if places.is_empty() { 0 } else { places.len() + 1 };
    let travel: i64 = (0..legs).map(|leg| i64::from(problem.travel(ends(leg), ends(leg + 1)))).sum();
    round.iter().map(|&venue| worth(problem, venue)).sum::<i64>() - travel
}

fn worth(problem: &Problem, venue: usize) -> i64 {
    i64::from(problem.venues()[venue].weight) * PRICE.cast_signed()
}

/// Every pair of a shift and a venue that it can sweep at all lies in one part.
fn apart(problem: &Problem, parts: &[Proof]) -> Result<(), Unproven> {
    let mut venue_part = vec![None; problem.venues().len()];
    let mut shift_part = vec![None; problem.shifts().len()];
    for (at, part) in parts.iter().enumerate() {
        for (list, owner) in [(&part.venues, &mut venue_part), (&part.shifts, &mut shift_part)] {
            for &member in list {
                match owner.get_mut(member) {
                    Some(owner) if owner.is_none() => *owner = Some(at),
                    _ => return Err(Unproven::Parts),
                }
            }
        }
    }
    let reaches = |shift: usize, venue: usize| {
        let (who, it) = (&problem.shifts()[shift], &problem.venues()[venue]);
        it.needs.0 & !who.skills.0 == 0 && who.start <= it.latest && it.earliest + it.service <= who.end
    };
    for (shift, part) in shift_part.iter().enumerate() {
        let strange = |&venue: &usize| part.is_none() || *part != venue_part[venue];
        if (0..venue_part.len()).filter(strange).any(|venue| reaches(shift, venue)) {
            return Err(Unproven::Parts);
        }
    }
    Ok(())
}

/// When a shift can start a venue after another (and the start of its sweep), or first of all;
/// `None` if it cannot.
fn arrives(problem: &Problem, shift: usize, after: Option<(usize, u32)>, venue: usize) -> Option<u32> {
    let (who, it) = (&problem.shifts()[shift], &problem.venues()[venue]);
    let (place, free) = match after {
        None => (who.depot, who.start),
        Some((before, start)) => (problem.place(before), start + problem.venues()[before].service),
    };
    let start = it.earliest.max(free + problem.travel(place, problem.place(venue)));
    let ends = start + it.service;
    (who.skills.has(it.needs) && start <= it.latest && ends <= who.end).then_some(start)
}

/// A round that can matter: whose it is, what it visits, and what it brings.
struct Found {
    shift: usize,
    venues: Vec<usize>,
    gain: i64,
    weight: i64,
}

/// What is asked of all answers of a case.
#[derive(Clone)]
struct Asked {
    venues: Vec<bool>,
    shifts: Vec<bool>,
    least: i64,
    most: i64,
}

/// The rounds of a part, with venues and shifts by their place in it.
struct Walk<'a> {
    problem: &'a Problem,
    proof: &'a Proof,
    nothing: Asked,
}

/// The most that can follow a venue at a moment, remembered.
type Follows = BTreeMap<(usize, u32), i64>;

impl<'a> Walk<'a> {
    fn new(problem: &'a Problem, proof: &'a Proof) -> Self {
        let weight = |&venue: &usize| i64::from(problem.venues()[venue].weight);
        let nothing = Asked {
            venues: vec![false; proof.venues.len()],
            shifts: vec![false; proof.shifts.len()],
            least: 0,
            most: proof.venues.iter().map(weight).sum(),
        };
        Self { problem, proof, nothing }
    }

    /// The most that an answer of this part can bring, in whole minutes.
    fn gain(&self, number: usize) -> Result<i64, Unproven> {
        let known = self.proof.above.clamp(0, 1 << 48);
        let wrong = Unproven::Case(number);
        let prices = &self.proof.whole.prices;
        if !prices.triples.is_empty() || !fits(prices, &self.nothing) {
            return Err(wrong);
        }
        let mut steps = MOST_STEPS;
        let whole = self.whole(prices, &mut steps).ok_or(Unproven::TooMany(number))?;
        if self.proof.cases.is_empty() || whole < (known + 1) * PARTS {
            return Ok(whole.div_euclid(PARTS));
        }
        let slack = whole - (known + 1) * PARTS;
        let pool = self.pool(prices, slack, &mut steps).ok_or(Unproven::TooMany(number))?;
        let rounds: Vec<&Found> = pool.iter().collect();
        let bound = self.case(0, &self.nothing, &rounds, known).ok_or(wrong)?;
        Ok(known.max(bound.div_euclid(PARTS)).min(whole.div_euclid(PARTS)))
    }

    /// The bound of the whole part, in parts of a minute.
    fn whole(&self, prices: &Prices, steps: &mut u64) -> Option<i64> {
        let weight = prices.most * self.nothing.most - prices.least * self.nothing.least;
        let mut bound = weight + prices.venues.iter().sum::<i64>();
        for shift in 0..self.proof.shifts.len() {
            let mut best = 0;
            let least = prices.shifts.get(shift).copied().unwrap_or(0);
            self.each(shift, prices, least.max(0), steps, &mut |_, left| best = best.max(left))?;
            // Rounds that leave no more than the price of the shift were not looked at.
            bound += best.max(least.max(0));
        }
        Some(bound)
    }

    /// All rounds that leave their shift at most `slack` short of the best, by sets of venues.
    fn pool(&self, prices: &Prices, slack: i64, steps: &mut u64) -> Option<Vec<Found>> {
        let mut pool = Vec::new();
        for shift in 0..self.proof.shifts.len() {
            let mut sets: BTreeMap<Vec<usize>, (i64, Vec<usize>)> = BTreeMap::new();
            let best = prices.shifts.get(shift).copied().unwrap_or(0).max(0);
            self.each(shift, prices, best - slack, steps, &mut |venues, left| {
                let mut set = venues.to_vec();
                set.sort_unstable();
                let known = sets.entry(set).or_insert((i64::MIN, Vec::new()));
                if left > known.0 {
                    *known = (left, venues.to_vec());
                }
            })?;
            pool.extend(sets.into_values().map(|(_, venues)| self.found(shift, venues)));
        }
        Some(pool)
    }

    fn found(&self, shift: usize, venues: Vec<usize>) -> Found {
        let global: Vec<usize> = venues.iter().map(|&at| self.proof.venues[at]).collect();
        let gain = brought(self.problem, self.proof.shifts[shift], &global);
        let weight = global.iter().map(|&venue| i64::from(self.problem.venues()[venue].weight)).sum();
        Found { shift, venues, gain, weight }
    }

    /// Tells every round of a shift that leaves at least so much, and what it leaves; `None` when
    /// the steps are used up.
    fn each(
        &self,
        shift: usize,
        prices: &Prices,
        least: i64,
        steps: &mut u64,
        tell: &mut dyn FnMut(&[usize], i64),
    ) -> Option<()> {
        let mut follows = Follows::new();
        let mut stack = vec![(Vec::new(), None, 0_i64)];
        while let Some((venues, last, left)) = stack.pop() {
            *steps = steps.checked_sub(1)?;
            if let Some(home) = last.and_then(|last| self.home(shift, last)).filter(|home| left - home >= least) {
                tell(&venues, left - home);
            }
            for next in (0..self.proof.venues.len()).filter(|next| !venues.contains(next)) {
                let Some(start) = self.start(shift, last, next) else { continue };
                let then = left + self.visit(shift, prices, last.map(|(at, _)| at), next);
                if then + self.follows(shift, prices, (next, start), &mut follows) >= least {
                    let longer = venues.iter().copied().chain([next]).collect();
                    stack.push((longer, Some((next, start)), then));
                }
            }
        }
        Some(())
    }

    fn start(&self, shift: usize, last: Option<(usize, u32)>, next: usize) -> Option<u32> {
        let last = last.map(|(at, start)| (self.proof.venues[at], start));
        arrives(self.problem, self.proof.shifts[shift], last, self.proof.venues[next])
    }

    /// What the way home costs after a venue and the start of its sweep; `None` if it is too long.
    fn home(&self, shift: usize, (at, start): (usize, u32)) -> Option<i64> {
        let (who, venue) = (&self.problem.shifts()[self.proof.shifts[shift]], self.proof.venues[at]);
        let way = self.problem.travel(self.problem.place(venue), who.depot);
        let back = start + self.problem.venues()[venue].service + way;
        (back <= who.end).then_some(i64::from(way) * PARTS)
    }

    /// Minutes from a venue to another, the depot for none, in parts.
    fn way(&self, shift: usize, from: Option<usize>, to: Option<usize>) -> i64 {
        let depot = self.problem.shifts()[self.proof.shifts[shift]].depot;
        let place = |at: Option<usize>| at.map_or(depot, |at| self.problem.place(self.proof.venues[at]));
        i64::from(self.problem.travel(place(from), place(to))) * PARTS
    }

    fn visit(&self, shift: usize, prices: &Prices, from: Option<usize>, to: usize) -> i64 {
        let venue = self.proof.venues[to];
        let weight = (prices.most - prices.least) * i64::from(self.problem.venues()[venue].weight);
        worth(self.problem, venue) * PARTS - prices.venues[to] - weight - self.way(shift, from, Some(to))
    }

    /// The most that can be left after a venue, the way home paid, if venues could be visited
    /// again. Sweeps take time, so this ends.
    fn follows(&self, shift: usize, prices: &Prices, at: (usize, u32), known: &mut Follows) -> i64 {
        if let Some(&most) = known.get(&at) {
            return most;
        }
        let mut most = self.home(shift, at).map_or(NEVER, |home| -home);
        for next in (0..self.proof.venues.len()).filter(|&next| next != at.0) {
            if let Some(start) = self.start(shift, Some(at), next) {
                let visit = self.visit(shift, prices, Some(at.0), next);
                most = most.max(visit + self.follows(shift, prices, (next, start), known));
            }
        }
        known.insert(at, most);
        most
    }

    /// The bound of a case over these rounds, in parts of a minute; `None` if it is not well made.
    fn case(&self, at: usize, asked: &Asked, rounds: &[&Found], known: i64) -> Option<i64> {
        let case = self.proof.cases.get(at)?;
        let prices = &case.prices;
        if !fits(prices, asked) {
            return None;
        }
        let mut best: Vec<Option<i64>> = asked.shifts.iter().map(|&must| (!must).then_some(0)).collect();
        for round in rounds {
            best[round.shift] = best[round.shift].max(Some(left(prices, round)));
        }
        let Some(shifts) = best.iter().copied().sum::<Option<i64>>() else { return Some(i64::MIN) };
        let triples: i64 = prices.triples.iter().map(|(_, price)| price).sum();
        let fixed = prices.venues.iter().sum::<i64>() + triples;
        let bound = fixed + prices.most * asked.most - prices.least * asked.least + shifts;
        let Some((decision, yes, no)) = case.split.filter(|_| bound >= (known + 1) * PARTS) else { return Some(bound) };
        if yes <= at || no <= at {
            return None;
        }
        let slack = bound - (known + 1) * PARTS;
        let close = |round: &&&Found| best[round.shift].is_some_and(|best| left(prices, round) >= best - slack);
        let close: Vec<&Found> = rounds.iter().filter(close).copied().collect();
        let side = |says: bool, case: usize| {
            let rounds: Vec<&Found> = close.iter().filter(|round| allowed(decision, round, says)).copied().collect();
            self.case(case, &narrower(asked, decision, says)?, &rounds, known)
        };
        Some(bound.min(side(true, yes)?.max(side(false, no)?)))
    }
}

/// Prices of the right number, below zero only where something must be.
fn fits(prices: &Prices, asked: &Asked) -> bool {
    let may = |price: i64, must: bool| (must || price >= 0) && price.abs() < 1 << 58;
    let venues = prices.venues.len() == asked.venues.len()
        && prices.venues.iter().zip(&asked.venues).all(|(&price, &must)| may(price, must));
    let known = |at: &u16| usize::from(*at) < asked.venues.len();
    let differ = |[a, b, c]: [u16; 3]| a != b && b != c && a != c;
    let triples = prices
        .triples
        .iter()
        .all(|(triple, price)| may(*price, false) && triple.0.iter().all(known) && differ(triple.0));
    venues && triples && may(prices.least, false) && may(prices.most, false)
}

/// What a round leaves its shift after it paid.
fn left(prices: &Prices, round: &Found) -> i64 {
    let venues: i64 = round.venues.iter().map(|&at| prices.venues[at]).sum();
    let two = |triple: [u16; 3]| triple.iter().filter(|&&at| round.venues.contains(&usize::from(at))).count() > 1;
    let triples: i64 = prices.triples.iter().filter(|(triple, _)| two(triple.0)).map(|(_, price)| price).sum();
    round.gain * PARTS - venues - triples - (prices.most - prices.least) * round.weight
}

fn allowed(decision: Decision, round: &Found, yes: bool) -> bool {
    match decision {
        Decision::Weight(_) => true,
        Decision::Swept(venue) => yes || !round.venues.contains(&usize::from(venue)),
        Decision::By(venue, shift) => {
            let (has, its) = (round.venues.contains(&usize::from(venue)), round.shift == usize::from(shift));
            if yes { has == its } else { !has || !its }
        }
    }
}

/// What is asked after an answer to a question; `None` if the question names nothing.
fn narrower(asked: &Asked, decision: Decision, yes: bool) -> Option<Asked> {
    let mut asked = asked.clone();
    match decision {
        Decision::Weight(units) if yes => asked.least = asked.least.max(units),
        Decision::Weight(units) => asked.most = asked.most.min(units - 1),
        Decision::Swept(venue) => *asked.venues.get_mut(usize::from(venue))? |= yes,
        Decision::By(venue, shift) => {
            asked.venues.get(usize::from(venue))?;
            *asked.shifts.get_mut(usize::from(shift))? |= yes;
        }
    }
    Some(asked)
}
