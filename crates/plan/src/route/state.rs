//! An answer while it is searched: rounds with their times, and who is left out.

use super::model::{Model, index};

/// One crew's round. `start` and `latest` are of each visit: when it starts, and how late it
/// could start for the rest still to be in time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// The visits in their order.
    pub jobs: Vec<u32>,
    /// When each starts.
    pub start: Vec<i64>,
    /// How late each could start.
    pub latest: Vec<i64>,
    /// What is carried in all.
    pub load: i64,
    /// The ways in all.
    pub travel: i64,
}

/// All rounds. Only feasible rounds are ever held.
#[derive(Clone, Debug)]
pub struct State<'a> {
    /// What is worked on.
    pub model: &'a Model,
    /// One round a crew.
    pub rounds: Vec<Round>,
    /// The crew of each job, none for those left out.
    pub crew: Vec<Option<u32>>,
    /// Those left out.
    pub absent: Vec<u32>,
    /// Travel of all rounds and the price of what is left out.
    pub cost: i64,
    /// Rounds as they were before the change at hand.
    saved: Vec<(u32, Round)>,
    absent_before: Vec<u32>,
    cost_before: i64,
}

impl<'a> State<'a> {
    /// Nobody goes anywhere.
    pub fn new(model: &'a Model) -> Self {
        let jobs = model.jobs.len();
        Self {
            model,
            rounds: vec![Round::default(); model.crews.len()],
            crew: vec![None; jobs],
            absent: (0..index(jobs)).collect(),
            cost: model.jobs.iter().map(|job| job.price).sum(),
            saved: Vec::new(),
            absent_before: Vec::new(),
            cost_before: 0,
        }
    }

    /// Starts a change that may be taken back.
    pub fn begin(&mut self) {
        self.saved.clear();
        self.absent_before.clone_from(&self.absent);
        self.cost_before = self.cost;
    }

    /// Takes back all since [`State::begin`].
    pub fn undo(&mut self) {
        let saved = std::mem::take(&mut self.saved);
        for (crew, _) in &saved {
            for &job in &self.rounds[*crew as usize].jobs {
                self.crew[job as usize] = None;
            }
        }
        for (crew, round) in saved {
            for &job in &round.jobs {
                self.crew[job as usize] = Some(crew);
            }
            self.rounds[crew as usize] = round;
        }
        self.absent.clone_from(&self.absent_before);
        self.cost = self.cost_before;
    }

    fn save(&mut self, crew: u32) {
        if self.saved.iter().all(|(saved, _)| *saved != crew) {
            self.saved.push((crew, self.rounds[crew as usize].clone()));
        }
    }

    /// Takes jobs out of a round, from a place in it, and counts them as left out. Where a straight
    /// way is longer than one around, what is left may be late: then all jobs of the round are out.
    pub fn remove(&mut self, crew: u32, from: usize, count: usize) {
        self.save(crew);
        self.take(crew, from, count);
        let round = &self.rounds[crew as usize];
        if round.start.first() > round.latest.first() {
            self.take(crew, 0, self.rounds[crew as usize].jobs.len());
        }
    }

    fn take(&mut self, crew: u32, from: usize, count: usize) {
        let gone: Vec<u32> = self.rounds[crew as usize].jobs.drain(from..from + count).collect();
        for &job in &gone {
            self.crew[job as usize] = None;
            self.cost += self.model.job(job).price;
            self.absent.push(job);
        }
        self.retime(crew);
    }

    /// Puts a job that is no longer among those left out into a round, at a place in it.
    pub fn insert(&mut self, crew: u32, at: usize, job: u32) {
        self.save(crew);
        self.rounds[crew as usize].jobs.insert(at, job);
        self.crew[job as usize] = Some(crew);
        self.cost -= self.model.job(job).price;
        self.retime(crew);
    }

    /// Times, load and travel of a round from its jobs.
    fn retime(&mut self, crew: u32) {
        let (model, who) = (self.model, &self.model.crews[crew as usize]);
        let round = &mut self.rounds[crew as usize];
        let before = round.travel;
        let count = round.jobs.len();
        (round.load, round.travel) = (0, 0);
        round.start.clear();
        round.latest.resize(count, 0);
        let (mut place, mut time) = (who.depot, who.start);
        for &job in &round.jobs {
            let (it, next) = (model.job(job), model.place(job));
            let way = model.travel(place, next);
            let start = (time + way).max(it.open);
            round.start.push(start);
            round.load += it.demand;
            round.travel += way;
            (place, time) = (next, start + it.service);
        }
        round.travel += if count == 0 { 0 } else { model.travel(place, who.depot) };
        let (mut place, mut latest) = (who.depot, who.end);
        for at in (0..count).rev() {
            let (it, this) = (model.job(round.jobs[at]), model.place(round.jobs[at]));
            latest = (latest - model.travel(this, place) - it.service).min(it.close);
            round.latest[at] = latest;
            place = this;
        }
        self.cost += round.travel - before;
    }

    /// Rounds that are made.
    pub fn used(&self) -> usize {
        self.rounds.iter().filter(|round| !round.jobs.is_empty()).count()
    }
}

impl State<'_> {
    /// Becomes these rounds.
    pub fn restore(&mut self, rounds: Vec<Round>) {
        self.crew.fill(None);
        for (crew, round) in rounds.iter().enumerate() {
            round.jobs.iter().for_each(|&job| self.crew[job as usize] = Some(index(crew)));
        }
        self.absent = (0..index(self.crew.len())).filter(|&job| self.crew[job as usize].is_none()).collect();
        let left: i64 = self.absent.iter().map(|&job| self.model.job(job).price).sum();
        self.cost = left + rounds.iter().map(|round| round.travel).sum::<i64>();
        self.rounds = rounds;
    }
}
