//! Reserves: crews that wait where they cover most within the first promise, each of them busy a
//! share of its time.

use super::forces::{Troop, Troops, can_do, standing};
use super::pools::Pools;
use crate::answer::{CoverCertificate, CoverClaim, Reserve};
use crate::coverage::{Answer, Gains, MAX_WORTH, Problem as Cover, Rows, Settings, Site, solve};
use crate::problem::{Ground, Problem, Unit, UnitKind};
use crate::travel::{Point, time};

/// Reserves of one department, the same in every shift.
pub(super) struct Placed {
    /// With shift 0; every shift has the same.
    reserves: Vec<Reserve>,
    claim: Claim,
}

/// What is claimed of every shift.
#[derive(Default)]
struct Claim {
    value: u64,
    bound: u64,
    multipliers: Vec<(u32, u64)>,
}

impl Placed {
    /// One record a shift.
    pub(super) fn reserves(&self, shifts: u32) -> impl Iterator<Item = Reserve> + '_ {
        (0..shifts).flat_map(|shift| self.reserves.iter().map(move |reserve| Reserve { shift, ..*reserve }))
    }

    /// Most circuits that may be served beside them: with more, fewer would wait than the policy's
    /// share of all.
    pub(super) fn room(&self, problem: &Problem) -> u32 {
        let waiting: u64 = self.reserves.iter().map(|reserve| u64::from(reserve.crews)).sum();
        let share = u64::from(problem.policy.reserve.0);
        // The largest number with ⌊share × (waiting + number) ÷ 1,000⌋ ≤ waiting.
        let all = (1_000 * (waiting + 1)).div_ceil(share.max(1)) - 1;
        let most = if share == 0 { u64::MAX } else { all.saturating_sub(waiting) };
        u32::try_from(most).unwrap_or(u32::MAX)
    }

    pub(super) fn claims(
        &self,
        shifts: u32,
        department: u32,
    ) -> impl Iterator<Item = (CoverClaim, CoverCertificate)> + '_ {
        (0..shifts).map(move |shift| {
            let claim = CoverClaim { shift, department, value: self.claim.value, bound: self.claim.bound };
            (claim, CoverCertificate { shift, department, multipliers: self.claim.multipliers.clone() })
        })
    }
}

/// Rounds of the covering search: a department is small.
const ROUNDS: u32 = 3;

/// Places the reserves of a department and takes their crews out of its troops.
pub(super) fn place(
    problem: &Problem,
    pools: &Pools,
    troops: &mut Troops,
    department: usize,
    seed: &[u8; 32],
) -> Placed {
    let sites: Vec<usize> = pools.of_department(department).flat_map(|(_, pool)| pool.sites.clone()).collect();
    let crews = crews(problem, troops);
    let spared = spared(problem, pools, troops, department);
    let (posts, spared) = match posts(problem, troops, department, &spared) {
        // The reserve is a rule, a visit is not: where nobody else is left, the only crew waits.
        few if few.iter().map(|post| post.most).sum::<u32>() < crews => {
            (self::posts(problem, troops, department, &[]), Vec::new())
        }
        enough => (enough, spared),
    };
    if crews == 0 || sites.is_empty() || posts.iter().all(|post| post.most == 0) {
        return Placed { reserves: Vec::new(), claim: Claim::default() };
    }
    let rows = rows(problem, pools, &sites, &posts);
    let area = Area { problem, sites: &sites, rows: &rows, posts: &posts };
    let answer = area.solve(crews, seed, department, |post| post.most);
    // The bound does not ask which crews are due in another shift: it has a search of its own.
    let bound = area.solve(crews, seed, department, |post| post.room);
    let placed: Vec<u32> = match &answer {
        Some(answer) => answer.placement.0.clone(),
        None => vec![0; posts.len()],
    };
    let placed = area.complete(placed, crews);
    let multipliers = bound.as_ref().map(|answer| multipliers(answer, &sites)).unwrap_or_default();
    let claim = Claim { value: area.value(&placed), bound: area.bound(crews, &multipliers), multipliers };
    Placed { reserves: take(problem, troops, &posts, &placed, &spared), claim }
}

/// Crews that wait in each shift: the policy's share of all that the department can have out.
fn crews(problem: &Problem, troops: &Troops) -> u32 {
    let shifts = u32::try_from(problem.policy.shifts.len()).unwrap_or(1).max(1);
    let of =
        |troop: &Troop| if matches!(troop.kind, UnitKind::Patrol | UnitKind::Soldiers) { troop.crews() } else { 0 };
    let all: u32 = troops.0.iter().map(of).sum::<u32>() / shifts;
    u32::try_from(u64::from(all) * u64::from(problem.policy.reserve.0) / 1_000).unwrap_or(all)
}

/// Units whose crew is the only one that serves a ground where sites are: it covers well where it
/// waits, since it is in the middle of them, but then nobody comes by there at all.
fn spared(problem: &Problem, pools: &Pools, troops: &Troops, department: usize) -> Vec<u32> {
    let shifts = u32::try_from(problem.policy.shifts.len()).unwrap_or(1).max(1);
    let only = |ground: Ground| {
        let serving = troops.0.iter().filter(|troop| troop.kind == UnitKind::Patrol && troop.serves(ground));
        let crews = |troop: &Troop| troop.crews() / shifts;
        let serving: Vec<&Troop> = serving.filter(|troop| crews(troop) > 0).collect();
        let alone = serving.iter().map(|troop| crews(troop)).sum::<u32>() == 1;
        serving.first().filter(|_| alone).map(|troop| troop.unit)
    };
    pools.of_department(department).filter_map(|(_, pool)| only(pool.ground)).collect()
}

/// A base where crews may wait, and how many a shift.
struct Post {
    base: u32,
    point: Point,
    most: u32,
    /// Crews of all the patrol units that stand here, whatever they are due elsewhere.
    room: u32,
}

/// Every base of the department, with the crews that its units can have there in every shift, those
/// that are spared left out.
fn posts(problem: &Problem, troops: &Troops, department: usize, spared: &[u32]) -> Vec<Post> {
    let shifts = u32::try_from(problem.policy.shifts.len()).unwrap_or(1).max(1);
    let here = (0_u32..).zip(&problem.bases).filter(|(_, base)| base.department as usize == department);
    here.map(|(at, base)| {
        let units = || troops.0.iter().filter(|troop| troop.kind == UnitKind::Patrol && troop.base == at);
        let may = |troop: &&Troop| !spared.contains(&troop.unit);
        let most = units().filter(may).map(|troop| troop.crews() / shifts).sum();
        let strength = |troop: &Troop| problem.units[troop.unit as usize].strength.0 / troop.crew;
        let room = units().map(strength).sum::<u32>() + idle_crews(problem, base.commune);
        Post { base: at, point: standing(base), most, room }
    })
    .collect()
}

/// Crews of patrol units of a base that cannot do every shift: they are never used, but the bound
/// does not ask why.
fn idle_crews(problem: &Problem, commune: election::Id) -> u32 {
    let able = |unit: &&Unit| problem.policy.shifts.iter().all(|shift| can_do(unit, shift));
    let here = problem.units.iter().filter(|unit| unit.kind == UnitKind::Patrol && unit.base == commune);
    here.filter(|unit| !able(unit)).map(|unit| unit.strength.0 / unit.crew.0.max(1)).sum()
}

fn rows(problem: &Problem, pools: &Pools, sites: &[usize], posts: &[Post]) -> Vec<Vec<u32>> {
    let promise = &problem.policy.promise.first;
    let reach = |site: &usize| {
        let (point, density) = (pools.point(*site), problem.sites[*site].density);
        let near = (0_u32..)
            .zip(posts)
            .filter(|(_, post)| time(&problem.policy.travel, &post.point, point) <= promise[density as usize]);
        near.map(|(at, _)| at).collect()
    };
    sites.iter().map(reach).collect()
}

struct Area<'a> {
    problem: &'a Problem,
    sites: &'a [usize],
    rows: &'a [Vec<u32>],
    posts: &'a [Post],
}

impl Area<'_> {
    fn weight(&self, nth: usize) -> u64 {
        self.problem.sites[self.sites[nth]].weight().0
    }

    /// `None` where the department weighs more than the covering search can count.
    fn solve(&self, crews: u32, seed: &[u8; 32], department: usize, room: impl Fn(&Post) -> u32) -> Option<Answer> {
        let gains = self.gains();
        let sites: Vec<Site> = (0..self.sites.len()).map(|nth| Site { weight: self.weight(nth), gains: 0 }).collect();
        let worth: u128 =
            sites.iter().map(|site| u128::from(site.weight)).sum::<u128>() * u128::from(gains.worth(u32::MAX));
        if worth > u128::from(MAX_WORTH) {
            return None;
        }
        let mut rows = Rows::default();
        for row in self.rows {
            rows.push(row.iter().copied()).ok()?;
        }
        let most = self.posts.iter().map(|post| room(post).min(crews)).collect();
        let cover = Cover::new(sites, vec![gains], rows, most, crews).ok()?;
        let mut seed = *seed;
        seed[..8].iter_mut().zip(department.to_be_bytes()).for_each(|(byte, of)| *byte ^= of);
        Some(solve(&cover, &Settings { seed, rounds: ROUNDS }, &mut |_| false))
    }

    fn gains(&self) -> Gains {
        let gains = (0..).map(|crew| self.problem.policy.gain(crew)).take_while(|gain| *gain > 0);
        let gains = gains.take(crate::coverage::MAX_DEPTH).filter_map(|gain| u32::try_from(gain).ok()).collect();
        Gains::new(gains).unwrap_or_else(|_| Gains::once())
    }

    /// Puts crews that the search left over where there is room: they are due all the same.
    fn complete(&self, mut placed: Vec<u32>, crews: u32) -> Vec<u32> {
        let mut left = crews - placed.iter().sum::<u32>().min(crews);
        for (here, post) in placed.iter_mut().zip(self.posts) {
            let more = left.min(post.most - (*here).min(post.most));
            *here += more;
            left -= more;
        }
        placed
    }

    /// Weight × gains of all crews in reach.
    fn value(&self, placed: &[u32]) -> u64 {
        let policy = &self.problem.policy;
        let of = |(nth, row): (usize, &Vec<u32>)| {
            let crews: u32 = row.iter().map(|post| placed[*post as usize]).sum();
            self.weight(nth) * (0..crews).map(|crew| policy.gain(crew)).take_while(|gain| *gain > 0).sum::<u64>()
        };
        self.rows.iter().enumerate().map(of).sum()
    }

    /// The best places for so many crews, a base being as many as its units have crews.
    fn best_places(&self, reached: &[u64], crews: u32) -> u64 {
        let mut places: Vec<(u64, u32)> =
            reached.iter().copied().zip(self.posts.iter().map(|post| post.room)).collect();
        places.sort_unstable_by(|one, other| other.cmp(one));
        let mut left = crews;
        let take = |(reached, room): (u64, u32)| {
            let crews = room.min(left);
            left -= crews;
            reached * u64::from(crews)
        };
        places.into_iter().map(take).sum()
    }

    /// Σ max over c (weight × gains of c − multiplier × c), and the best places for the crews.
    fn bound(&self, crews: u32, multipliers: &[(u32, u64)]) -> u64 {
        let policy = &self.problem.policy;
        let mut reached = vec![0_u64; self.posts.len()];
        let mut maxima = 0_u64;
        for (nth, row) in self.rows.iter().enumerate().filter(|(_, row)| !row.is_empty()) {
            let site = u32::try_from(self.sites[nth]).unwrap_or(u32::MAX);
            let found = multipliers.binary_search_by_key(&site, |(site, _)| *site);
            let multiplier = found.map_or(0, |at| multipliers[at].1);
            for post in row {
                reached[*post as usize] += multiplier;
            }
            let worth = |crew: u32| (self.weight(nth) * policy.gain(crew)).saturating_sub(multiplier);
            maxima += (0..crews).map(worth).take_while(|worth| *worth > 0).sum::<u64>();
        }
        maxima + self.best_places(&reached, crews)
    }
}

/// The search's multipliers in whole points × millionths, above 0, by site.
fn multipliers(answer: &Answer, sites: &[usize]) -> Vec<(u32, u64)> {
    let certificate = &answer.certificate;
    let Some(list) = certificate.multipliers.first() else { return Vec::new() };
    let whole = list.iter().map(|multiplier| multiplier / certificate.parts.max(1));
    let site = |nth: usize| u32::try_from(sites[nth]).unwrap_or(u32::MAX);
    whole
        .enumerate()
        .filter(|(_, multiplier)| *multiplier > 0)
        .map(|(nth, multiplier)| (site(nth), multiplier))
        .collect()
}

/// Takes the crews out of the troops that stand at each base, the largest first.
fn take(problem: &Problem, troops: &mut Troops, posts: &[Post], placed: &[u32], spared: &[u32]) -> Vec<Reserve> {
    let shifts = u32::try_from(problem.policy.shifts.len()).unwrap_or(1).max(1);
    let mut reserves = Vec::new();
    for (post, crews) in posts.iter().zip(placed) {
        let mut left = *crews;
        let here = |troop: &&mut Troop| {
            troop.kind == UnitKind::Patrol && troop.base == post.base && !spared.contains(&troop.unit)
        };
        let mut units: Vec<&mut Troop> = troops.0.iter_mut().filter(here).collect();
        units.sort_by_key(|troop| (core::cmp::Reverse(troop.crews()), troop.unit));
        for troop in units {
            let crews = left.min(troop.crews() / shifts);
            if crews > 0 {
                troop.take(crews * shifts);
                reserves.push(Reserve { shift: 0, unit: troop.unit, base: post.base, crews });
                left -= crews;
            }
        }
    }
    reserves.sort_unstable();
    reserves
}
