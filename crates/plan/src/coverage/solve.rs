//! The search as a whole: who works when, and how long.

use super::{
    bound::{self, Limits, real},
    branch::Stem,
    certificate::{self, Case, Certificate},
    cover::Cover,
    dual::{Dual, LOOK},
    elite::Elite,
    greedy,
    kernel::Kernel,
    presolve::Presolved,
    problem::{Placement, Problem},
    prove::{self, Proof, UNIT},
    reduced::{NOWHERE, Reduced},
    rows::short,
};
use crate::chance::Chance;

/// What the answer depends on, besides the problem.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// All chance comes from here.
    pub seed: [u8; 32],
    /// Most rounds; each works twice as long as the one before.
    pub rounds: u32,
}

/// How far the search is.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Worth of the best placement.
    pub value: u64,
    /// The best bound, not yet in whole numbers; infinite before the first.
    pub bound: f64,
    /// The round, from 0.
    pub round: u32,
    /// What the search is doing.
    pub doing: &'static str,
}

/// A placement and the proof of how good it is.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Crews at each base.
    pub placement: Placement,
    /// What it is worth.
    pub value: u64,
    /// No placement is worth more.
    pub bound: u64,
    /// The proof.
    pub certificate: Certificate,
    /// Rounds that were finished.
    pub rounds: u32,
}

/// Finds a placement and a bound. `stop` is asked between small steps of work, and told how far
/// the search is; without it the answer depends on the problem and the settings alone.
pub fn solve(problem: &Problem, settings: &Settings, stop: &mut dyn FnMut(&Progress) -> bool) -> Answer {
    let presolved = Presolved::new(problem);
    let mut search = Search::new(&presolved.reduced, settings);
    let mut rounds = 0;
    while rounds < settings.rounds && !search.proven() && !search.stopped {
        search.round(rounds, stop);
        rounds += u32::from(!search.stopped);
    }
    let placement = presolved.original(problem, search.elite.best());
    answer(problem, &presolved, placement, &search, rounds)
}

/// Work of the first round, in visits of sites and bases.
const FIRST_WORK: f64 = 1.5e7;
/// Part of a round that the multipliers may take while they are not exact.
const DUAL_PART: f64 = 0.4;
/// The multipliers are good enough when their own gap is this part of the bound.
const DUAL_GAP: f64 = 2e-6;
/// A proof by cases is tried when bound and value are no farther apart than this part of the
/// value; beyond, its tree ends nowhere, and the time is better spent on the value.
const PROVABLE: f64 = 0.003;

/// The multipliers also rest while their own gap is this part of the one left between bound and
/// value: the rest is the placement's to close.
const DUAL_SHARE: f64 = 0.02;

/// Runs of annealing in a round: few and long where the multipliers say much, else more of them,
/// for what they have found to be merged.
const FEW_RUNS: u32 = 2;
const MANY_RUNS: u32 = 4;
/// Part of a run's work that goes into the bases of the best placements alone.
const MERGED: f64 = 0.15;
/// Bases are looked at whose scores are below the price of a crew by at most this part of it, and
/// so many times the relative gap more: where the multipliers say little, more bases stay open.
const MARGIN: f64 = 0.05;
const MARGIN_PER_GAP: f64 = 20.0;
/// Part of that margin in every second run.
const NARROW: f64 = 0.25;
/// Most bases left over for each crew that a proof by cases is tried on, and bounds on their
/// number: with more to choose from, its tree would never end.
const MOST_PROVEN_PER_CREW: u32 = 50;
const MOST_PROVEN: [u32; 2] = [1_000, 8_000];

/// The round, and who is told of it and asked whether to stop.
type Told<'a> = (u32, &'a mut dyn FnMut(&Progress) -> bool);

struct Search<'a> {
    reduced: &'a Reduced,
    seed: [u8; 32],
    dual: Dual<'a>,
    elite: Elite,
    proof: Option<Proof>,
    stopped: bool,
}

impl<'a> Search<'a> {
    fn new(reduced: &'a Reduced, settings: &Settings) -> Self {
        let mut cover = Cover::empty(reduced);
        greedy::fill(&mut cover);
        let fractions = cover.crews.iter().map(|&crews| f64::from(crews)).collect();
        let dual = Dual::new(reduced, Limits::of(reduced), start(reduced, &cover), fractions);
        let elite = Elite::new(cover.value, cover.crews);
        Self { reduced, seed: settings.seed, dual, elite, proof: None, stopped: false }
    }

    /// Nothing is worth as much as one unit more.
    fn proven(&self) -> bool {
        self.bound() < real(self.elite.value()) + UNIT
    }

    fn bound(&self) -> f64 {
        self.proof.as_ref().map_or(self.dual.bound, |proof| proof.bound.min(self.dual.bound))
    }

    /// Bound and value are near enough for a proof by cases.
    fn near(&self) -> bool {
        self.bound() <= real(self.elite.value()) * (1.0 + PROVABLE)
    }

    fn progress(&self, round: u32, doing: &'static str) -> Progress {
        Progress { value: self.elite.value().unsigned_abs(), bound: self.bound(), round, doing }
    }

    fn settled(&self) -> bool {
        let left = self.dual.bound - real(self.elite.value());
        self.dual.open() <= (DUAL_GAP * self.dual.bound).max(DUAL_SHARE * left)
    }

    fn round(&mut self, round: u32, stop: &mut dyn FnMut(&Progress) -> bool) {
        let work = FIRST_WORK * real(1_i64 << round.min(40));
        self.multiply(round, work * DUAL_PART, stop);
        if !self.proven() && !self.stopped {
            self.improve(round, work * (1.0 - DUAL_PART), stop);
        }
        if self.near() && !self.proven() && !self.stopped {
            self.prove(round, work * (1.0 - DUAL_PART), stop);
        }
    }

    /// Better multipliers.
    fn multiply(&mut self, round: u32, work: f64, stop: &mut dyn FnMut(&Progress) -> bool) {
        let look = f64::from(LOOK) * self.reduced.visits();
        let (mut told, mut done) = (self.progress(round, "multipliers"), 0.0);
        while !self.settled() && !self.stopped && (done < work || done <= look) {
            self.dual.run(1);
            done += look;
            told.bound = self.bound();
            self.stopped = stop(&told);
        }
    }

    /// Better placements: runs among the bases worth a look, each followed by a short one among the
    /// bases of the best placements met. There, what these agree on is as good as fixed, and the
    /// few sites left make a look so cheap that their parts are soon combined.
    fn improve(&mut self, round: u32, work: f64, stop: &mut dyn FnMut(&Progress) -> bool) {
        let runs = if self.near() { FEW_RUNS } else { MANY_RUNS };
        let share = work / f64::from(runs);
        for run in 0..runs {
            let mut chance =
                Chance::new(&self.seed, "cover-anneal", u64::from(round) * u64::from(MANY_RUNS) + u64::from(run));
            let wide = Kernel::new(self.reduced, self.open_bases(run));
            let hot = wide.heat(self.elite.best(), &mut chance);
            self.anneal(&wide, hot, share * (1.0 - MERGED), &mut chance, (round, stop));
            if self.stopped || self.proven() {
                return;
            }
            let merged = Kernel::new(self.reduced, self.elite.bases());
            self.anneal(&merged, hot, share * MERGED, &mut chance, (round, stop));
            if self.stopped || self.proven() {
                return;
            }
        }
    }

    /// One run from the best placement.
    fn anneal(&mut self, kernel: &Kernel, hot: f64, work: f64, chance: &mut Chance, (round, stop): Told<'_>) {
        let told = self.progress(round, "annealing");
        let mut stopped = false;
        let (value, crews) = kernel.run(self.elite.best(), hot, work, chance, || {
            stopped = stop(&told);
            stopped
        });
        self.stopped = stopped;
        self.elite.offer(value, crews);
    }

    /// A better bound, and perhaps the proof that nothing is better.
    fn prove(&mut self, round: u32, work: f64, stop: &mut dyn FnMut(&Progress) -> bool) {
        let start = prove::Start {
            reduced: self.reduced,
            multipliers: &self.dual.multipliers,
            fractions: &self.dual.fractions,
            best: self.elite.best(),
            work,
        };
        let mut told = self.progress(round, "proving");
        let mut stopped = false;
        let [few, many] = MOST_PROVEN;
        let most = self.reduced.crews.saturating_mul(MOST_PROVEN_PER_CREW).clamp(few, many);
        let proof = prove::whole(&start, most, |bound| {
            told.bound = bound.min(told.bound);
            stopped = stop(&told);
            stopped
        });
        self.stopped = stopped;
        let Some(proof) = proof else { return };
        let value = Cover::of(self.reduced, &proof.best).value;
        self.elite.offer(value, proof.best.clone());
        if proof.bound < self.bound() {
            self.proof = Some(proof);
        }
    }

    /// The bases worth a look: used ones, and those whose score is not far below the price.
    /// Every second run keeps to the narrow part, where the same work goes farther.
    fn open_bases(&self, run: u32) -> Vec<u32> {
        let mut scores = vec![0.0; self.reduced.bases()];
        bound::scores(self.reduced, &self.dual.multipliers, &mut scores);
        let best = bound::best(&scores, &Limits::of(self.reduced), self.reduced.crews, &mut Vec::new());
        let gap = self.dual.bound / real(self.elite.value().max(1)) - 1.0;
        let narrow = if run % 2 == 1 { NARROW } else { 1.0 };
        let margin = (MARGIN + MARGIN_PER_GAP * gap).min(1.0) * narrow;
        let used = self.elite.best();
        let open = |&base: &u32| {
            let at = base as usize;
            used[at] > 0 || self.dual.fractions[at] > 0.0 || scores[at] >= best.price * (1.0 - margin)
        };
        (0..short(self.reduced.bases())).filter(open).collect()
    }
}

/// First multipliers: each site's worth shared among the crews of a placement that reach it.
fn start(reduced: &Reduced, cover: &Cover<'_>) -> Vec<f64> {
    let reached = |row: &[u32]| row.iter().map(|&base| cover.crews[base as usize]).sum::<u32>();
    let sites = reduced.rows.iter().enumerate();
    sites.map(|(site, row)| real(reduced.step(site, 0)) / f64::from(1 + reached(row))).collect()
}

fn answer(problem: &Problem, presolved: &Presolved, placement: Placement, search: &Search<'_>, rounds: u32) -> Answer {
    let value = placement.value(problem).unwrap_or_else(|broken| unreachable!("the search keeps the rules: {broken}"));
    let simple = certificate(problem, presolved, value, search, None);
    let by_cases = search.proof.as_ref().map(|proof| certificate(problem, presolved, value, search, Some(proof)));
    let certificate = match by_cases {
        Some(by_cases) if by_cases.bound < simple.bound => by_cases,
        _ => simple,
    };
    assert!(certificate.bound >= value, "a bound below the value of a placement proves nothing");
    Answer { placement, value, bound: certificate.bound, certificate, rounds }
}

/// The certificate of the multipliers alone, or of a proof.
fn certificate(
    problem: &Problem,
    presolved: &Presolved,
    value: u64,
    search: &Search<'_>,
    proof: Option<&Proof>,
) -> Certificate {
    let parts = parts(problem.worth());
    let whole = |list: &[f64]| whole(problem, presolved, list, parts);
    let original = |base: u32| presolved.bases[base as usize];
    let mut made = Certificate {
        problem: certificate::digest(problem),
        value,
        bound: u64::MAX,
        parts,
        replaced: presolved.dominated.clone(),
        dropped: Vec::new(),
        multipliers: vec![whole(&search.dual.multipliers)],
        cases: vec![Case::Leaf(0)],
    };
    if let Some(proof) = proof {
        let mut number = vec![None; proof.lists.len()];
        made.multipliers[0] = whole(&proof.start);
        made.dropped = proof.dropped.iter().map(|&base| original(base)).collect();
        made.dropped.sort_unstable();
        let case = |case: &Stem| match *case {
            Stem::Split { base, at, .. } => Case::Split { base: original(base), at },
            Stem::Leaf(list) => Case::Leaf(*number[list].get_or_insert_with(|| {
                made.multipliers.push(whole(&proof.lists[list]));
                short(made.multipliers.len() - 1)
            })),
        };
        made.cases = proof.cases.iter().map(case).collect();
    }
    let proven = made.proven(problem);
    made.bound = proven.unwrap_or_else(|refused| unreachable!("our own certificate is well made: {refused}"));
    made
}

/// Units of the multipliers in one worth: a power of two, as fine as 62 bits allow, at most 2^20.
fn parts(worth: u64) -> u64 {
    1 << (62_u32.saturating_sub(64 - worth.leading_zeros())).min(20)
}

/// The multipliers as whole numbers of the original sites: each group's is shared among its
/// members in proportion to their weight, by differences of rounded sums.
fn whole(problem: &Problem, presolved: &Presolved, multipliers: &[f64], parts: u64) -> Vec<u64> {
    let groups = multipliers.len();
    let mut weights = vec![0_u128; groups];
    let members = || presolved.group_of.iter().enumerate().filter(|(_, group)| **group != NOWHERE);
    // A site that nobody reaches is worth nothing: its multiplier is as high as its first gain.
    let alone = |site: usize| problem.sites()[site].weight * u64::from(problem.gains(site).steps()[0]) * parts;
    members().for_each(|(site, &group)| weights[group as usize] += u128::from(problem.sites()[site].weight));
    let mut passed = vec![0_u128; groups];
    let mut list: Vec<u64> = (0..problem.sites().len()).map(alone).collect();
    for (site, &group) in members() {
        let group = group as usize;
        let total = u128::from(rounded(multipliers[group] * real(i64::try_from(parts).unwrap_or(i64::MAX))));
        let share = |weight: u128| total * weight / weights[group].max(1);
        let before = share(passed[group]);
        passed[group] += u128::from(problem.sites()[site].weight);
        list[site] = u64::try_from(share(passed[group]) - before).unwrap_or(u64::MAX);
    }
    list
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped before")]
fn rounded(number: f64) -> u64 {
    number.clamp(0.0, real(1 << 62)).round() as u64
}
