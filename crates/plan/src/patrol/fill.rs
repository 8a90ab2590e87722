//! Shares out the time of one circuit, exactly.

use super::level::Level;

/// What a site may be given in one circuit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Claim {
    /// Its weight, less what other circuits take off it.
    pub weight: u64,
    /// Seconds, no less and no more; `least` is not above `most`.
    pub least: u32,
    /// See `least`.
    pub most: u32,
}

/// Seconds for each claim, at most `time` together and all of it unless every claim has its
/// most, such that the highest level is least, then the second highest, and so on. `None` if the
/// least of all is more than the time.
pub(super) fn fill(claims: &[Claim], time: u32, period: u32) -> Option<Vec<u32>> {
    let sum = |level: Level| claims.iter().map(|claim| u64::from(give(claim, level, period))).sum::<u64>();
    let worst = claims.iter().map(|claim| Level::of(claim.weight, 0, period)).max().unwrap_or_default();
    if sum(worst) > u64::from(time) {
        return None;
    }
    let level = Level::smallest(worst, |level| sum(level) <= u64::from(time));
    let mut given: Vec<u32> = claims.iter().map(|claim| give(claim, level, period)).collect();
    let used: u32 = given.iter().sum();
    hand_out(claims, &mut given, time - used, period);
    Some(given)
}

fn give(claim: &Claim, level: Level, period: u32) -> u32 {
    level.need(claim.weight, period).clamp(claim.least, claim.most)
}

/// Gives the seconds left over, each to the claim that is then highest. One level lower all
/// claims together would ask for more than is left, and none for more than one second more, so
/// there are fewer than claims, unless all have their most.
fn hand_out(claims: &[Claim], given: &mut [u32], mut left: u32, period: u32) {
    while left > 0 {
        let open = (0..claims.len()).filter(|&index| given[index] < claims[index].most);
        let level = |index: usize| Level::of(claims[index].weight, given[index], period);
        // Of equals the heaviest: a second takes it down furthest.
        let highest = open.max_by_key(|&index| (level(index), claims[index].weight, core::cmp::Reverse(index)));
        let Some(highest) = highest else { return };
        given[highest] += 1;
        left -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;

    const PERIOD: u32 = 20;

    /// The levels of all claims, the highest first.
    fn levels(claims: &[Claim], given: &[u32]) -> Vec<Level> {
        let level = |(claim, &seconds): (&Claim, &u32)| Level::of(claim.weight, seconds, PERIOD);
        let mut levels: Vec<Level> = claims.iter().zip(given).map(level).collect();
        levels.sort_unstable_by(|a, b| b.cmp(a));
        levels
    }

    /// The lowest levels of all ways to give these claims at most this time.
    fn twin(claims: &[Claim], time: u32) -> Option<Vec<Level>> {
        let mut all = vec![Vec::new()];
        for claim in claims {
            let longer = |given: &Vec<u32>| {
                let given = given.clone();
                (claim.least..=claim.most).map(move |seconds| [&given[..], &[seconds]].concat()).collect::<Vec<_>>()
            };
            all = all.iter().flat_map(longer).collect();
        }
        let fitting = all.into_iter().filter(|given| given.iter().sum::<u32>() <= time);
        fitting.map(|given| levels(claims, &given)).min()
    }

    #[test]
    fn the_time_is_shared_out_as_the_best_of_all_ways() {
        let mut chance = Chance::new(&[5; 32], "fill", 0);
        let mut below = |bound: u64| u32::try_from(chance.below(bound)).unwrap();
        for _ in 0..500 {
            let count = 1 + below(3);
            let claim = |below: &mut dyn FnMut(u64) -> u32| {
                let least = 1 + below(4);
                Claim { weight: 1 + u64::from(below(30)), least, most: least + below(12) }
            };
            let claims: Vec<Claim> = (0..count).map(|_| claim(&mut below)).collect();
            let time = below(21);
            let given = fill(&claims, time, PERIOD);
            assert!(given.iter().flatten().sum::<u32>() <= time);
            assert_eq!(given.map(|given| levels(&claims, &given)), twin(&claims, time), "{claims:?} in {time}");
        }
    }
}
