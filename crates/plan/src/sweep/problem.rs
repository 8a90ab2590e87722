//! What is to be swept, by whom, and when: checked input.

/// Most venues of a problem.
pub const MAX_VENUES: usize = 2_000;
/// Most shifts of a problem.
pub const MAX_SHIFTS: usize = 2_000;
/// Most depots of a problem.
pub const MAX_DEPOTS: usize = 500;
/// The last minute that is counted: a little more than two months after the first.
pub const MAX_MINUTE: u32 = 100_000;
/// The heaviest venue.
pub const MAX_WEIGHT: u32 = 1_000_000;
/// Most skills that a problem tells apart.
pub const MAX_SKILLS: usize = 64;
/// What one unit of weight that stays unswept costs, in minutes of travel.
pub const PRICE: u64 = 1_000;

/// A set of skills, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Skills(pub u64);

impl Skills {
    /// Whether everything that is needed is there.
    pub fn has(self, needed: Self) -> bool {
        needed.0 & !self.0 == 0
    }
}

/// A place that is swept once, or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Venue {
    /// The day it belongs to; only for people, the windows decide.
    pub day: u32,
    /// The sweep starts no earlier: what is swept before would not stay sealed until the event.
    pub earliest: u32,
    /// The sweep starts no later: it must have ended when the doors open.
    pub latest: u32,
    /// How many minutes the sweep takes.
    pub service: u32,
    /// What it is worth, in units of weight.
    pub weight: u32,
    /// What a team must be able to do.
    pub needs: Skills,
}

/// A team on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shift {
    /// Its name in the file.
    pub name: String,
    /// Where it starts and ends.
    pub depot: usize,
    /// It leaves no earlier.
    pub start: u32,
    /// It is back no later.
    pub end: u32,
    /// What the team can do.
    pub skills: Skills,
}

/// A whole problem. Times are minutes from one common midnight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    depots: usize,
    venues: Vec<Venue>,
    shifts: Vec<Shift>,
    travel: Vec<u32>,
}

/// Why a problem cannot be posed. Venues and shifts count from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// More of something than its limit.
    #[error("more than {limit} {what}")]
    TooMany {
        /// What there is too much of.
        what: &'static str,
        /// Its limit.
        limit: usize,
    },
    /// No depot at all.
    #[error("no depot: teams must start somewhere")]
    NoDepot,
    /// The matrix does not fit the places.
    #[error("{found} travel times for {places} places: the matrix must be square, depots first")]
    Matrix {
        /// How many travel times there are.
        found: usize,
        /// Depots and venues.
        places: usize,
    },
    /// A moment, a sweep or a travel time beyond the last minute.
    #[error("{what} lasts or ends beyond minute {MAX_MINUTE}")]
    TooLong {
        /// What is too long or too late.
        what: &'static str,
    },
    /// A sweep of no length: two of them could follow each other without end.
    #[error("venue {venue}: a sweep takes at least a minute")]
    NoTime {
        /// Which venue.
        venue: usize,
    },
    /// A venue whose window ends before it starts.
    #[error("venue {venue}: its window ends before it starts")]
    Window {
        /// Which venue.
        venue: usize,
    },
    /// A venue too heavy.
    #[error("venue {venue} is heavier than {MAX_WEIGHT}")]
    TooHeavy {
        /// Which venue.
        venue: usize,
    },
    /// A shift that ends before it starts, or starts from a depot that does not exist.
    #[error("shift {shift}: it ends before it starts, or its depot does not exist")]
    Shift {
        /// Which shift.
        shift: usize,
    },
}

impl Problem {
    /// A problem from its parts. `travel` holds the minutes from each place (row) to each, row by
    /// row; places are the depots, then the venues. It need not be symmetric.
    pub fn new(depots: usize, venues: Vec<Venue>, shifts: Vec<Shift>, travel: Vec<u32>) -> Result<Self, Unfit> {
        let problem = Self { depots, venues, shifts, travel };
        problem.sizes()?;
        problem.times()?;
        for (venue, it) in problem.venues.iter().enumerate() {
            if it.earliest > it.latest {
                return Err(Unfit::Window { venue });
            }
            if it.service == 0 {
                return Err(Unfit::NoTime { venue });
            }
            if it.weight > MAX_WEIGHT {
                return Err(Unfit::TooHeavy { venue });
            }
        }
        let wrong = |shift: &Shift| shift.start > shift.end || shift.depot >= problem.depots;
        match problem.shifts.iter().position(wrong) {
            Some(shift) => Err(Unfit::Shift { shift }),
            None => Ok(problem),
        }
    }

    fn sizes(&self) -> Result<(), Unfit> {
        let places = self.depots.saturating_add(self.venues.len());
        for (what, found, limit) in [
            ("venues", self.venues.len(), MAX_VENUES),
            ("shifts", self.shifts.len(), MAX_SHIFTS),
            ("depots", self.depots, MAX_DEPOTS),
        ] {
            if found > limit {
                return Err(Unfit::TooMany { what, limit });
            }
        }
        if self.depots == 0 {
            return Err(Unfit::NoDepot);
        }
        if self.travel.len() != places * places {
            return Err(Unfit::Matrix { found: self.travel.len(), places });
        }
        Ok(())
    }

    fn times(&self) -> Result<(), Unfit> {
        let venues = self.venues.iter().any(|it| it.latest > MAX_MINUTE || it.service > MAX_MINUTE);
        let shifts = self.shifts.iter().any(|it| it.end > MAX_MINUTE);
        let travel = self.travel.iter().any(|&minutes| minutes > MAX_MINUTE);
        for (late, what) in [(venues, "a venue's sweep"), (shifts, "a shift"), (travel, "a way")] {
            if late {
                return Err(Unfit::TooLong { what });
            }
        }
        Ok(())
    }

    /// Depots come first among the places.
    pub fn depots(&self) -> usize {
        self.depots
    }

    /// What is to be swept.
    pub fn venues(&self) -> &[Venue] {
        &self.venues
    }

    /// Who sweeps.
    pub fn shifts(&self) -> &[Shift] {
        &self.shifts
    }

    /// Minutes from place to place; depots first, then venues.
    pub fn travel(&self, from: usize, to: usize) -> u32 {
        self.travel[from * (self.depots + self.venues.len()) + to]
    }

    /// The place of a venue.
    pub fn place(&self, venue: usize) -> usize {
        self.depots + venue
    }

    /// All weight there is.
    pub fn weight(&self) -> u64 {
        self.venues.iter().map(|venue| u64::from(venue.weight)).sum()
    }
}

/// Which venues each shift sweeps, in their order. Only a claim until it is checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rounds(pub Vec<Vec<usize>>);
