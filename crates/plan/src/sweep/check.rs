//! Whether rounds keep every rule, and what they cost; no code of the search.

use super::problem::{PRICE, Problem, Rounds};

/// A rule that is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Violation {
    /// Not one round for each shift.
    #[error("{found} rounds for {shifts} shifts")]
    Shape {
        /// Rounds there are.
        found: usize,
        /// Shifts there are.
        shifts: usize,
    },
    /// A venue that does not exist.
    #[error("shift {shift}: there is no venue {venue}")]
    Unknown {
        /// The shift.
        shift: usize,
        /// The venue.
        venue: usize,
    },
    /// A venue that is swept more than once.
    #[error("venue {venue} is swept more than once")]
    Twice {
        /// The venue.
        venue: usize,
    },
    /// A team that cannot do what the venue needs.
    #[error("shift {shift}: the team lacks a skill that venue {venue} needs")]
    Skill {
        /// The shift.
        shift: usize,
        /// The venue.
        venue: usize,
    },
    /// A sweep that would have to start before its window to be left in time: the venue would
    /// not stay sealed until its event, or not be swept before its doors open.
    #[error("shift {shift}: venue {venue} cannot be started before minute {start}, after its window")]
    Late {
        /// The shift.
        shift: usize,
        /// The venue.
        venue: usize,
        /// The earliest start.
        start: u32,
    },
    /// A team that is not back when its shift ends.
    #[error("shift {shift} is back at minute {back}, after its end")]
    Overtime {
        /// The shift.
        shift: usize,
        /// When it is back.
        back: u32,
    },
}

/// When each venue of a shift's round starts to be swept: as early as its seal allows.
pub fn starts(problem: &Problem, shift: usize, round: &[usize]) -> Vec<u32> {
    let who = &problem.shifts()[shift];
    let (mut place, mut free) = (who.depot, who.start);
    let mut starts = Vec::new();
    for &venue in round {
        let it = &problem.venues()[venue];
        let arrival = free.saturating_add(problem.travel(place, problem.place(venue)));
        let start = arrival.max(it.earliest);
        starts.push(start);
        (place, free) = (problem.place(venue), start.saturating_add(it.service));
    }
    starts
}

/// Everything that is wrong with rounds; what they cost if nothing is.
pub fn check(problem: &Problem, rounds: &Rounds) -> Result<u64, Vec<Violation>> {
    let (found, shifts) = (rounds.0.len(), problem.shifts().len());
    if found != shifts {
        return Err(vec![Violation::Shape { found, shifts }]);
    }
    let mut wrong = unknown(problem, rounds);
    if wrong.is_empty() {
        wrong = twice(problem, rounds);
        (0..shifts).for_each(|shift| round(problem, shift, &rounds.0[shift], &mut wrong));
    }
    wrong.sort_unstable();
    if wrong.is_empty() { Ok(cost(problem, rounds)) } else { Err(wrong) }
}

fn unknown(problem: &Problem, rounds: &Rounds) -> Vec<Violation> {
    let all = rounds.0.iter().enumerate().flat_map(|(shift, round)| round.iter().map(move |&venue| (shift, venue)));
    let strange = all.filter(|&(_, venue)| venue >= problem.venues().len());
    strange.map(|(shift, venue)| Violation::Unknown { shift, venue }).collect()
}

fn twice(problem: &Problem, rounds: &Rounds) -> Vec<Violation> {
    let times = |venue: usize| rounds.0.iter().flatten().filter(|&&other| other == venue).count();
    (0..problem.venues().len()).filter(|&venue| times(venue) > 1).map(|venue| Violation::Twice { venue }).collect()
}

fn round(problem: &Problem, shift: usize, round: &[usize], wrong: &mut Vec<Violation>) {
    let who = &problem.shifts()[shift];
    let starts = starts(problem, shift, round);
    for (&venue, &start) in round.iter().zip(&starts) {
        let it = &problem.venues()[venue];
        if it.needs.0 & !who.skills.0 != 0 {
            wrong.push(Violation::Skill { shift, venue });
        }
        if start > it.latest {
            wrong.push(Violation::Late { shift, venue, start });
        }
    }
    if let (Some(&venue), Some(&start)) = (round.last(), starts.last()) {
        let way = problem.travel(problem.place(venue), who.depot);
        let back = start.saturating_add(problem.venues()[venue].service).saturating_add(way);
        if back > who.end {
            wrong.push(Violation::Overtime { shift, back });
        }
    }
}

/// The price of all weight that stays unswept, and the minutes of travel.
fn cost(problem: &Problem, rounds: &Rounds) -> u64 {
    let swept: u64 = rounds.0.iter().flatten().map(|&venue| u64::from(problem.venues()[venue].weight)).sum();
    let travel = |(who, round): (&super::problem::Shift, &Vec<usize>)| -> u64 {
        let stops = round.iter().map(|&venue| problem.place(venue));
        let places: Vec<usize> = [who.depot].into_iter().chain(stops).chain([who.depot]).collect();
        let legs = places.windows(2).map(|leg| u64::from(problem.travel(leg[0], leg[1])));
        if round.is_empty() { 0 } else { legs.sum() }
    };
    (problem.weight() - swept) * PRICE + problem.shifts().iter().zip(&rounds.0).map(travel).sum::<u64>()
}
