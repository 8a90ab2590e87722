//! What the engine works on.

/// A visit that is made at most once.
#[derive(Clone, Debug)]
pub struct Job {
    /// Service starts no earlier.
    pub open: i64,
    /// Service starts no later.
    pub close: i64,
    /// How long it takes.
    pub service: i64,
    /// What it takes of a crew's capacity.
    pub demand: i64,
    /// What it costs to leave it out.
    pub price: i64,
}

/// Who makes one round.
#[derive(Clone, Debug)]
pub struct Crew {
    /// Where the round starts and ends, among the depots.
    pub depot: usize,
    /// It leaves no earlier.
    pub start: i64,
    /// It is back no later.
    pub end: i64,
    /// What it can carry.
    pub capacity: i64,
    /// Crews of one class are the same: of several that stay at home only one is tried.
    pub class: usize,
}

/// Jobs, crews, and the ways between depots (first) and jobs.
#[derive(Clone, Debug)]
pub struct Model {
    /// What is to be visited.
    pub jobs: Vec<Job>,
    /// Who visits.
    pub crews: Vec<Crew>,
    depots: usize,
    travel: Vec<i64>,
    /// Crews that can do each job at all.
    pub able: Vec<Vec<u32>>,
    /// Jobs in the order of their distance from each, itself first.
    pub near: Vec<Vec<u32>>,
}

impl Model {
    /// `travel` goes row by row, depots first; `able` says whether a crew has what a job needs.
    pub fn new(
        jobs: Vec<Job>,
        crews: Vec<Crew>,
        depots: usize,
        travel: Vec<i64>,
        able: impl Fn(usize, usize) -> bool,
    ) -> Self {
        let mut model = Self { jobs, crews, depots, travel, able: Vec::new(), near: Vec::new() };
        let (model_ref, able) = (&model, &able);
        let can =
            |job: usize| (0..model_ref.crews.len()).filter(move |&crew| able(crew, job) && model_ref.alone(crew, job));
        let able = (0..model.jobs.len()).map(|job| can(job).map(index).collect()).collect();
        model.able = able;
        model.near = (0..model.jobs.len()).map(|job| model.nearest(job)).collect();
        model
    }

    fn nearest(&self, job: usize) -> Vec<u32> {
        let mut others: Vec<u32> = (0..index(self.jobs.len())).collect();
        let place = self.place(index(job));
        others.sort_by_key(|&other| (index(job) != other, self.travel(place, self.place(other)), other));
        others.truncate(MOST_NEAR);
        others
    }

    fn alone(&self, crew: usize, job: usize) -> bool {
        let (it, crew, place) = (&self.jobs[job], &self.crews[crew], self.place(index(job)));
        let starts = it.open.max(crew.start + self.travel(crew.depot, place));
        let home = starts + it.service + self.travel(place, crew.depot);
        starts <= it.close && home <= crew.end && it.demand <= crew.capacity
    }

    /// The place of a job.
    pub fn place(&self, job: u32) -> usize {
        self.depots + job as usize
    }

    /// From place to place, depots first.
    pub fn travel(&self, from: usize, to: usize) -> i64 {
        self.travel[from * (self.depots + self.jobs.len()) + to]
    }

    /// One job.
    pub fn job(&self, job: u32) -> &Job {
        &self.jobs[job as usize]
    }
}

/// Most neighbours that are looked at: a removal never needs more.
const MOST_NEAR: usize = 1_000;

/// A place in a list of jobs or crews.
pub fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or_else(|_| unreachable!("problems have limits far below"))
}
