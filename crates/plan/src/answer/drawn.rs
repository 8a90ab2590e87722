//! What was drawn of a plan: the orders of every shift to the second, with the overrides that were
//! allowed, as a text that anyone can compare with the sealed seeds. See `specs/plan-orders.md`.

use core::fmt::{self, Write};

use election::Id;
use election::text::{LineFault, Lines};
use tlog::Hash;

use super::Plan;
use super::names::Names;
use super::text::{MAX_CIRCUITS, at};
use crate::measure::{Clock, Seconds};
use crate::problem::text::words::{Word as _, clock, number, seconds, window, word};
use crate::problem::text::{MAX_SHIFTS, ascending, repeat};
use crate::problem::{Ground, Problem};

/// First line of a draw.
const HEADER: &str = "vigie.plan-draw/v1";
/// More overrides of one draw are refused: a plan with so many is another plan.
pub const MAX_OVERRIDES: usize = 10_000;
/// More parts of one service are refused.
const MAX_CALLS: usize = 100_000;

/// Somebody's will in place of chance: where the crew of one circuit must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    /// Position of the shift in the policy.
    pub shift: u32,
    /// Position of the circuit in the plan.
    pub circuit: u32,
    /// Position of the site in the problem; one that the circuit visits.
    pub site: u32,
    /// What must hold there.
    pub must: Must,
    /// Who answers for it.
    pub by: String,
    /// Why chance is not good enough.
    pub reason: String,
}

/// What an override asks of a crew at its site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Must {
    /// A stop there begins at this second: the phase of the circuit is fixed.
    Arrive(Clock),
    /// The crew is there from the first moment to the second, whenever it came.
    Be(Clock, Clock),
}

/// The orders of a plan as they were drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// SHA-256 of the problem's canonical text.
    pub problem: Hash,
    /// SHA-256 of the plan's canonical text.
    pub plan: Hash,
    /// Ordered by shift and circuit; one for each at most.
    pub overrides: Vec<Override>,
    /// One for each shift and circuit, in this order.
    pub services: Vec<DrawnService>,
}

/// What the crew of one circuit does in one shift.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawnService {
    /// Position of the shift in the policy.
    pub shift: u32,
    /// Position of the circuit in the plan.
    pub circuit: u32,
    /// From the first stop to the last, without a gap.
    pub calls: Vec<Call>,
}

/// A part of a crew's service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// Present at a site.
    Stop {
        /// The site.
        site: u32,
        /// From here.
        from: Clock,
        /// Up to here.
        to: Clock,
    },
    /// Rest where the crew stands, off presence.
    Rest {
        /// From here.
        from: Clock,
        /// Up to here.
        to: Clock,
    },
    /// On the way to the next stop, or near it and free until then.
    Way {
        /// From here.
        from: Clock,
        /// Up to here.
        to: Clock,
        /// How long the way takes at least.
        drive: Seconds,
    },
}

impl Call {
    /// When it begins and ends.
    pub fn span(self) -> [Clock; 2] {
        match self {
            Self::Stop { from, to, .. } | Self::Rest { from, to } | Self::Way { from, to, .. } => [from, to],
        }
    }
}

impl Plan {
    /// SHA-256 of the canonical text.
    ///
    /// # Panics
    /// If a position is not in the problem.
    pub fn hash(&self, problem: &Problem) -> Hash {
        let mut text = String::new();
        self.seal(problem, &mut text).unwrap_or_else(|_| unreachable!("a string takes every text"));
        Hash::of(text.as_bytes())
    }
}

impl Drawn {
    /// The canonical text, written piece by piece.
    ///
    /// # Panics
    /// If a position is in neither the problem nor the plan.
    pub fn seal(&self, problem: &Problem, plan: &Plan, out: &mut impl Write) -> fmt::Result {
        writeln!(out, "{HEADER}\nproblem {}\nplan {}", self.problem, self.plan)?;
        writeln!(out, "overrides {}", self.overrides.len())?;
        for over in &self.overrides {
            write!(out, "override {} ", Served { problem, plan, shift: over.shift, circuit: over.circuit })?;
            let site = at(&problem.sites, over.site).id;
            match over.must {
                Must::Arrive(moment) => writeln!(out, "{site} arrive {moment} {moment}")?,
                Must::Be(from, to) => writeln!(out, "{site} present {from} {to}")?,
            }
            writeln!(out, "by {}\nreason {}", over.by, over.reason)?;
        }
        writeln!(out, "services {}", self.services.len())?;
        for DrawnService { shift, circuit, calls } in &self.services {
            let served = Served { problem, plan, shift: *shift, circuit: *circuit };
            writeln!(out, "service {served}\ncalls {}", calls.len())?;
            calls.iter().try_for_each(|call| match call {
                Call::Stop { site, from, to } => writeln!(out, "stop {} {from} {to}", at(&problem.sites, *site).id),
                Call::Rest { from, to } => writeln!(out, "rest {from} {to}"),
                Call::Way { from, to, drive } => writeln!(out, "way {from} {to} {drive}"),
            })?;
        }
        Ok(())
    }

    /// Reads a canonical text back, and refuses what [`Drawn::seal`] does not write.
    pub fn open(sealed: &[u8], problem: &Problem, plan: &Plan) -> Result<Self, LineFault> {
        let lines = &mut Lines::new(sealed)?;
        let names = Circuits { names: Names::of(problem), plan };
        lines.exactly(HEADER)?;
        let (hash, plan) = (lines.hash("problem")?, lines.hash("plan")?);
        let overrides = repeat(lines, "overrides", MAX_OVERRIDES, |lines| names.override_(lines))?;
        ascending(lines, overrides.iter().map(|over| (over.shift, over.circuit)))?;
        let services = repeat(lines, "services", MAX_SHIFTS * MAX_CIRCUITS, |lines| names.service(lines))?;
        ascending(lines, services.iter().map(|service| (service.shift, service.circuit)))?;
        lines.end()?;
        Ok(Self { problem: hash, plan, overrides, services })
    }
}

/// `early 01 police 1`: a shift and a circuit.
struct Served<'a> {
    problem: &'a Problem,
    plan: &'a Plan,
    shift: u32,
    circuit: u32,
}

impl fmt::Display for Served<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (shift, circuit) = (at(&self.problem.policy.shifts, self.shift), at(&self.plan.circuits, self.circuit));
        let department = at(&self.problem.departments, circuit.department).id;
        write!(f, "{} {department} {} {}", shift.name, circuit.ground.word(), circuit.number)
    }
}

/// Names of circuits beside those of the problem.
struct Circuits<'a> {
    names: Names<'a>,
    plan: &'a Plan,
}

impl Circuits<'_> {
    fn circuit(&self, lines: &Lines<'_>, [department, ground, nth]: [&str; 3]) -> Result<u32, LineFault> {
        let department = self.names.department(lines, department)?;
        let ground: Ground = word(lines, ground)?;
        let key = (department, ground, number(lines, nth, u32::MAX)?);
        let found = self.plan.circuits.binary_search_by_key(&key, |one| (one.department, one.ground, one.number));
        super::names::known(lines, super::names::position(found.ok()), "a circuit of the plan")
    }

    fn override_(&self, lines: &mut Lines<'_>) -> Result<Override, LineFault> {
        let [shift, department, ground, nth, site, must, from, to] = lines.fields("override")?;
        let (shift, circuit) = (self.names.shift(lines, shift)?, self.circuit(lines, [department, ground, nth])?);
        let site = self.names.site(lines, site)?;
        let must = match must {
            "arrive" if from == to => Must::Arrive(clock(lines, from)?),
            "present" => window(lines, from, to).map(|(from, to)| Must::Be(from, to))?,
            _ => return Err(lines.fault(election::text::Fault::Word("arrive, present"))),
        };
        let by = lines.value("by")?;
        let by = lines.parse_phrase(by)?.to_owned();
        let reason = lines.value("reason")?;
        let reason = lines.parse_phrase(reason)?.to_owned();
        Ok(Override { shift, circuit, site, must, by, reason })
    }

    fn service(&self, lines: &mut Lines<'_>) -> Result<DrawnService, LineFault> {
        let [shift, department, ground, nth] = lines.fields("service")?;
        let (shift, circuit) = (self.names.shift(lines, shift)?, self.circuit(lines, [department, ground, nth])?);
        let calls = repeat(lines, "calls", MAX_CALLS, |lines| self.call(lines))?;
        Ok(DrawnService { shift, circuit, calls })
    }

    fn call(&self, lines: &mut Lines<'_>) -> Result<Call, LineFault> {
        if lines.peek("stop") {
            let [site, from, to] = lines.fields("stop")?;
            let (site, (from, to)) = (self.names.site(lines, site)?, window(lines, from, to)?);
            return Ok(Call::Stop { site, from, to });
        }
        if lines.peek("rest") {
            let [from, to] = lines.fields("rest")?;
            let (from, to) = window(lines, from, to)?;
            return Ok(Call::Rest { from, to });
        }
        let [from, to, drive] = lines.fields("way")?;
        let ((from, to), drive) = (window(lines, from, to)?, seconds(lines, drive)?);
        Ok(Call::Way { from, to, drive })
    }
}

/// `75-police-012`, as every table and page names a circuit.
pub fn circuit_id(problem: &Problem, plan: &Plan, circuit: u32) -> String {
    let circuit = at(&plan.circuits, circuit);
    let department: Id = at(&problem.departments, circuit.department).id;
    format!("{department}-{}-{:03}", circuit.ground.word(), circuit.number)
}
