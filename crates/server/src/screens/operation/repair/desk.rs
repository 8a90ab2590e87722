//! The plan that a hub has, as it stands: the one it was given, or the edition that its journal says
//! was accepted last.

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};

use election::refusal::Language;
use election::{Id, Stamp};
use ops::operation::repair as journal;
use plan::answer::{Crew, Plan, Step, circuit_id};
use plan::check::{Verdict, check};
use plan::measure::Clock;
use plan::output::{Names, Service};
use plan::problem::Problem;
use plan::repair::{self as planner, Before, Change, Line, Repaired, Settings};
use tlog::Hash;

use crate::plans::departures::departures;
use crate::plans::fault::{Fault, Words};
use crate::plans::folder::{PLAN, SEEDS, read_names};
use crate::plans::services::services;
use crate::plans::{Edition, Opened, Seeds, folder, open};

/// Differences kept at hand: who looks at one accepts it soon after.
const MAX_KEPT: usize = 8;

/// The plan of a hub; none where it was given none.
#[derive(Default)]
pub struct Desk {
    standing: RwLock<Option<Arc<Standing>>>,
    /// Held while a repair is worked out: one after another, so that many who ask cost no more cores
    /// than one.
    work: Mutex<VecDeque<(Hash, Arc<Outcome>)>>,
    /// Held from the moment an edition is written until it stands.
    accepting: Mutex<()>,
}

/// A plan as it stands.
pub struct Standing {
    /// Where editions are put beside.
    root: PathBuf,
    /// Where it was read.
    pub directory: PathBuf,
    /// Problem, plan, certificates.
    pub opened: Opened,
    /// Which edition it is.
    pub edition: Edition,
    /// SHA-256 of the plan's text.
    pub hash: Hash,
    /// What people call places.
    pub names: Names,
    /// The department of each unit.
    pub stands: Vec<u32>,
    /// For incidents that repairs sent crews to: from when those repairs held.
    pub left: BTreeMap<Id, Clock>,
    drawn: Mutex<BTreeMap<u32, Arc<Vec<Service>>>>,
}

/// What a repair comes to.
pub struct Outcome {
    /// The plan, nothing of which holds yet.
    pub repaired: Repaired,
    /// What the checker says of it.
    pub verdict: Verdict,
    /// What happened.
    pub lines: Vec<Line>,
    /// How long the repair took, without the check.
    pub took: Duration,
    /// What a person accepts.
    pub found: journal::Difference,
}

impl Outcome {
    /// Whether nobody has anything to accept: no order changes, and no crew comes to what asked for
    /// some. A unit that is lost changes the plan all the same: the next repair counts without it.
    pub fn is_nothing(&self) -> bool {
        let asks = |line: &Line| matches!(line.change, Change::Incident(_) | Change::Pinned { .. });
        self.repaired.difference.orders.is_empty() && self.lines.iter().all(asks)
    }
}

impl Standing {
    /// Reads the plan at a place; where the journal names an edition, that one and no other.
    pub fn read(root: &Path, accepted: Option<journal::Edition>) -> Result<Self, Fault> {
        let directory = accepted.map_or_else(|| root.to_owned(), |edition| beside(root, edition));
        let opened = open(&directory)?;
        let hash = Hash::of(&folder::read_limited(&directory.join(PLAN), folder::MAX_BYTES)?);
        if accepted.is_some_and(|edition| edition.plan != hash) {
            let path = directory.display();
            return Err(Fault::Refused(Words::new(
                format!("{path} : pas le plan que la main courante dit accepté"),
                format!("{path}: not the plan that the journal says was accepted"),
            )));
        }
        let stands = planner::stands(&opened.problem, &opened.plan).into_iter().map(|(_, department)| department);
        Ok(Self {
            root: root.to_owned(),
            edition: Edition::of(&directory)?,
            names: read_names(&directory)?,
            stands: stands.collect(),
            left: departures(&directory)?,
            drawn: Mutex::default(),
            directory,
            opened,
            hash,
        })
    }

    /// Where an edition is put that replaces this one.
    pub fn place_of(&self, edition: journal::Edition) -> PathBuf {
        beside(&self.root, edition)
    }

    /// Where the plan was that the hub was given.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The position of a department.
    pub fn department(&self, id: Id) -> Option<u32> {
        let at = self.opened.problem.departments.iter().position(|department| department.id == id)?;
        u32::try_from(at).ok()
    }

    /// The position of a unit.
    pub fn unit(&self, id: Id) -> Option<u32> {
        let at = self.opened.problem.units.binary_search_by_key(&id, |unit| unit.id).ok()?;
        u32::try_from(at).ok()
    }

    /// The identifier of the department where a unit stands.
    pub fn place_of_unit(&self, unit: u32) -> Option<Id> {
        let department = *self.stands.get(unit as usize)?;
        self.opened.problem.departments.get(department as usize).map(|department| department.id)
    }

    /// What people call something.
    pub fn name(&self, id: Id) -> String {
        self.names.of(id).map_or_else(|| id.to_string(), str::to_owned)
    }

    /// What the crews of a department do, drawn when it is first asked for; nothing while the seeds
    /// are elsewhere.
    pub fn services(&self, department: u32) -> Result<Arc<Vec<Service>>, Fault> {
        let mut drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = drawn.get(&department) {
            return Ok(Arc::clone(known));
        }
        let made = if self.directory.join(SEEDS).exists() {
            let seeds = Seeds::read(None, &self.directory, &self.opened.problem)?;
            services(&self.directory, &self.opened, &seeds, &[], Some(department))?
        } else {
            Vec::new()
        };
        let made = Arc::new(made);
        drawn.insert(department, Arc::clone(&made));
        Ok(made)
    }

    /// Seconds after midnight of the plan's day, rounded up to a minute; none once that day is over.
    pub fn clock(&self, local: Stamp) -> Option<Clock> {
        let (date, text) = (&self.opened.problem.phase.date, local.to_string());
        let midnight = Stamp::parse(&format!("{date}T00:00:00{}", &text[19..]))?;
        let passed = (local.instant() - midnight.instant()).max(0);
        let minute = passed.checked_add(59)? / 60 * 60;
        u32::try_from(minute).ok().map(Clock).filter(|clock| *clock <= Clock::LAST)
    }

    fn repair(&self, place: Id, now: Clock, lines: Vec<Line>) -> Result<Outcome, Vec<planner::Fault>> {
        let Opened { problem, plan, certificates } = &self.opened;
        let settings = Settings { department: self.department(place), ..Settings::from(now) };
        let started = Instant::now();
        let repaired = planner::repair(Before { problem, plan, certificates }, &lines, &settings)?;
        let took = started.elapsed();
        let verdict = check(&repaired.problem, &repaired.plan, &repaired.certificates);
        let department = settings.department.unwrap_or(u32::MAX);
        let before = Hash::of(extract(problem, plan, department).as_bytes());
        let mut after = extract(&repaired.problem, &repaired.plan, department);
        for unmet in &repaired.unmet {
            let _ = writeln!(after, "unmet {}", unmet.text(Language::English));
        }
        let found = journal::Difference { before, after: Hash::of(after.as_bytes()) };
        Ok(Outcome { repaired, verdict, lines, took, found })
    }
}

/// `PLAN-edition-2-9b1f4c3a`: two tries of one edition have two names, and the journal says which of
/// them was accepted.
fn beside(root: &Path, edition: journal::Edition) -> PathBuf {
    let mut name = root.file_name().unwrap_or_default().to_owned();
    name.push(format!("-edition-{}-{}", edition.number, &edition.plan.to_string()[..8]));
    root.with_file_name(name)
}

impl Desk {
    /// The plan as it stands.
    pub fn standing(&self) -> Option<Arc<Standing>> {
        self.standing.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Puts another plan in its place.
    pub fn put(&self, standing: Standing) {
        *self.standing.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(standing));
    }

    /// Keeps everybody else from accepting: nobody accepts on a plan that is being replaced.
    pub fn accepting(&self) -> MutexGuard<'_, ()> {
        self.accepting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps everybody else from working out repairs.
    pub fn hold(&self) -> Held<'_> {
        Held(self.work.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The desk while somebody works at it.
pub struct Held<'a>(MutexGuard<'a, VecDeque<(Hash, Arc<Outcome>)>>);

impl Held<'_> {
    /// What a repair comes to on a plan; the same question again costs nothing.
    pub fn outcome(
        &mut self,
        standing: &Standing,
        asked: (Id, Clock, &[Line]),
    ) -> Result<Arc<Outcome>, Vec<planner::Fault>> {
        let (place, now, lines) = asked;
        let mut question = format!("{}\n{place}\n{now}\n", standing.hash);
        let _ = planner::write(lines, &mut question);
        let question = Hash::of(question.as_bytes());
        if let Some((_, known)) = self.0.iter().find(|(key, _)| *key == question) {
            return Ok(Arc::clone(known));
        }
        let made = Arc::new(standing.repair(place, now, lines.to_vec())?);
        if self.0.len() >= MAX_KEPT {
            self.0.pop_front();
        }
        self.0.push_back((question, Arc::clone(&made)));
        Ok(made)
    }

    /// A difference that was shown, however the plan is now.
    pub fn kept(&self, found: journal::Difference) -> Option<Arc<Outcome>> {
        self.0.iter().find(|(_, outcome)| outcome.found == found).map(|(_, outcome)| Arc::clone(outcome))
    }
}

/// What a plan has a department do, in words: rounds with their crews, reserves, details, sites that
/// nobody visits. Nothing of another department is in it.
fn extract(problem: &Problem, plan: &Plan, department: u32) -> String {
    let mut out = String::new();
    let stands = planner::stands(problem, plan);
    let unit = |unit: u32| problem.units[unit as usize].id;
    let shift = |shift: u32| problem.policy.shifts[shift as usize].name;
    let here = |unit: u32| stands[unit as usize].1 == department;
    let mine = (0_u32..).zip(&plan.circuits).filter(|(_, circuit)| circuit.department == department);
    for (at, circuit) in mine {
        let _ = writeln!(out, "circuit {}", circuit_id(problem, plan, at));
        for crew in &circuit.crews {
            let _ = match *crew {
                Crew::Ordinary { unit: own } => writeln!(out, "crew {}", unit(own)),
                Crew::Accompanied { soldiers, liaison } => writeln!(out, "crew {} {}", unit(soldiers), unit(liaison)),
            };
        }
        for step in &circuit.steps {
            let _ = match step {
                Step::Stop { site, time } => writeln!(out, "stop {} {time}", problem.sites[*site as usize].id),
                Step::Rest(time) => writeln!(out, "rest {time}"),
                Step::Way(time) => writeln!(out, "way {time}"),
            };
        }
    }
    for one in plan.reserves.iter().filter(|one| here(one.unit)) {
        let _ = writeln!(out, "reserve {} {} {}", shift(one.shift), unit(one.unit), one.crews);
    }
    for one in plan.details.iter().filter(|one| here(one.unit)) {
        let event = problem.events[one.event as usize].id;
        let _ = writeln!(out, "detail {event} {} {} {}", shift(one.shift), unit(one.unit), one.officers);
    }
    let unvisited = plan.response_only.iter().map(|site| &problem.sites[*site as usize]);
    for site in unvisited.filter(|site| site.department == department) {
        let _ = writeln!(out, "unvisited {}", site.id);
    }
    out
}
