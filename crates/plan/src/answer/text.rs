//! The canonical text of a plan: one spelling, identifiers instead of positions. It is written
//! and read against the problem it was made for. See `specs/plan.md`.

use core::fmt::{self, Write};

use election::text::{LineFault, Lines};

use super::names::Names;
use super::sweeps;
use super::{Circuit, CoverClaim, Crew, Detail, Move, Plan, PoolClaim, Reserve, Step, Value};
use crate::measure::Officers;
use crate::problem::Problem;
use crate::problem::text::words::{Word, number, officers, seconds, word};
use crate::problem::text::{MAX_DEPARTMENTS, MAX_OFFICERS, MAX_SHIFTS, MAX_SITES, MAX_UNITS};
use crate::problem::text::{ascending, holds, repeat};

/// First line of a plan.
pub const HEADER: &str = "vigie.plan/v1";

/// Most circuits.
pub const MAX_CIRCUITS: usize = 1_000_000;
/// Most steps of a circuit.
pub const MAX_STEPS: usize = 100_000;
/// Most records of crews in reserve, and of details.
pub const MAX_RECORDS: usize = 2_000_000;

impl Plan {
    /// The canonical text, written piece by piece.
    ///
    /// # Panics
    /// If the plan names a position that the problem does not have: it is not a plan of it.
    pub fn seal(&self, problem: &Problem, out: &mut impl Write) -> fmt::Result {
        write(self, problem, out)
    }

    /// Reads a canonical text back, and refuses what [`Plan::seal`] does not write. Whether it is
    /// a plan of this problem, and a good one, is for the checker.
    pub fn open(sealed: &[u8], problem: &Problem) -> Result<Self, LineFault> {
        let lines = &mut Lines::new(sealed)?;
        read(lines, &Names::of(problem))
    }
}

/// A record of a list: the problem gave the list, the plan a position in it.
pub(super) fn at<T>(list: &[T], position: u32) -> &T {
    list.get(position as usize).unwrap_or_else(|| unreachable!("a plan names what its problem has"))
}

fn write(plan: &Plan, problem: &Problem, out: &mut impl Write) -> fmt::Result {
    let Plan {
        problem: hash,
        iterations,
        commitments,
        moves,
        circuits,
        reserves,
        details,
        sweeps,
        response_only,
        pools,
        covers,
        bound,
    } = plan;
    writeln!(out, "{HEADER}\nproblem {hash}\niterations {iterations}\ncommitments {}", commitments.len())?;
    commitments.iter().try_for_each(|commitment| writeln!(out, "commitment {commitment}"))?;
    writeln!(out, "moves {}", moves.len())?;
    for Move { unit, base } in moves {
        writeln!(out, "move {} {}", at(&problem.units, *unit).id, at(&problem.bases, *base).commune)?;
    }
    writeln!(out, "circuits {}", circuits.len())?;
    circuits.iter().try_for_each(|circuit| write_circuit(circuit, problem, out))?;
    write_others(reserves, details, problem, out)?;
    sweeps::write(sweeps, problem, out)?;
    writeln!(out, "response-only {}", response_only.len())?;
    response_only.iter().try_for_each(|site| writeln!(out, "site {}", at(&problem.sites, *site).id))?;
    write_claims(pools, covers, problem, out)?;
    writeln!(out, "bound {}", bound.0)
}

fn write_circuit(circuit: &Circuit, problem: &Problem, out: &mut impl Write) -> fmt::Result {
    let Circuit { department, ground, number, steps, crews } = circuit;
    let department = at(&problem.departments, *department).id;
    writeln!(out, "circuit {department} {} {number}\ncrews {}", ground.word(), crews.len())?;
    let unit = |unit: &u32| at(&problem.units, *unit).id;
    for crew in crews {
        match crew {
            Crew::Ordinary { unit: alone } => writeln!(out, "crew {} -", unit(alone))?,
            Crew::Accompanied { soldiers, liaison } => writeln!(out, "crew {} {}", unit(soldiers), unit(liaison))?,
        }
    }
    writeln!(out, "steps {}", steps.len())?;
    steps.iter().try_for_each(|step| match step {
        Step::Rest(time) => writeln!(out, "rest {time}"),
        Step::Stop { site, time } => writeln!(out, "stop {} {time}", at(&problem.sites, *site).id),
        Step::Way(time) => writeln!(out, "way {time}"),
    })
}

fn write_others(reserves: &[Reserve], details: &[Detail], problem: &Problem, out: &mut impl Write) -> fmt::Result {
    let shift = |shift: &u32| at(&problem.policy.shifts, *shift).name;
    let unit = |unit: &u32| at(&problem.units, *unit).id;
    writeln!(out, "reserves {}", reserves.len())?;
    for Reserve { shift: when, unit: who, base, crews } in reserves {
        let base = at(&problem.bases, *base).commune;
        writeln!(out, "reserve {} {} {base} {crews}", shift(when), unit(who))?;
    }
    writeln!(out, "details {}", details.len())?;
    for Detail { event, shift: when, unit: who, officers } in details {
        let event = at(&problem.events, *event).id;
        writeln!(out, "detail {event} {} {} {officers}", shift(when), unit(who))?;
    }
    Ok(())
}

fn write_claims(pools: &[PoolClaim], covers: &[CoverClaim], problem: &Problem, out: &mut impl Write) -> fmt::Result {
    let department = |department: &u32| at(&problem.departments, *department).id;
    writeln!(out, "pools {}", pools.len())?;
    for PoolClaim { department: where_, ground, bound, realised } in pools {
        writeln!(out, "pool {} {} {} {}", department(where_), ground.word(), bound.0, realised.0)?;
    }
    writeln!(out, "covers {}", covers.len())?;
    for CoverClaim { shift, department: where_, value, bound } in covers {
        let shift = at(&problem.policy.shifts, *shift).name;
        writeln!(out, "cover {shift} {} {value} {bound}", department(where_))?;
    }
    Ok(())
}

fn read(lines: &mut Lines<'_>, names: &Names<'_>) -> Result<Plan, LineFault> {
    lines.exactly(HEADER)?;
    let problem = lines.hash("problem")?;
    let iterations = lines.value("iterations")?;
    let iterations = number(lines, iterations, u32::MAX)?;
    let commitments = repeat(lines, "commitments", MAX_SHIFTS, |lines| lines.hash("commitment"))?;
    let moves = repeat(lines, "moves", MAX_UNITS, |lines| {
        let [unit, base] = lines.fields("move")?;
        Ok(Move { unit: names.unit(lines, unit)?, base: names.base(lines, base)? })
    })?;
    ascending(lines, moves.iter().map(|sent| sent.unit))?;
    let circuits = repeat(lines, "circuits", MAX_CIRCUITS, |lines| circuit(lines, names))?;
    ascending(lines, circuits.iter().map(|circuit| (circuit.department, circuit.ground, circuit.number)))?;
    let reserves = reserves(lines, names)?;
    let details = details(lines, names)?;
    let sweeps = sweeps::read(lines, names)?;
    let response_only = repeat(lines, "response-only", MAX_SITES, |lines| {
        let site = lines.value("site")?;
        names.site(lines, site)
    })?;
    ascending(lines, response_only.iter())?;
    let pools = pools(lines, names)?;
    let covers = covers(lines, names)?;
    let bound = Value(lines.number("bound", u64::MAX)?);
    lines.end()?;
    let plan = Plan {
        problem,
        iterations,
        commitments,
        moves,
        circuits,
        reserves,
        details,
        sweeps,
        response_only,
        pools,
        covers,
        bound,
    };
    Ok(plan)
}

fn circuit(lines: &mut Lines<'_>, names: &Names<'_>) -> Result<Circuit, LineFault> {
    let [department, ground, nth] = lines.fields("circuit")?;
    let department = names.department(lines, department)?;
    let ground = word(lines, ground)?;
    let number = number(lines, nth, u32::MAX)?;
    let crews = repeat(lines, "crews", MAX_SHIFTS, |lines| {
        let [unit, liaison] = lines.fields("crew")?;
        let unit = names.unit(lines, unit)?;
        match liaison {
            "-" => Ok(Crew::Ordinary { unit }),
            liaison => Ok(Crew::Accompanied { soldiers: unit, liaison: names.unit(lines, liaison)? }),
        }
    })?;
    let steps = repeat(lines, "steps", MAX_STEPS, |lines| step(lines, names))?;
    Ok(Circuit { department, ground, number, steps, crews })
}

fn step(lines: &mut Lines<'_>, names: &Names<'_>) -> Result<Step, LineFault> {
    if lines.peek("stop") {
        let [site, time] = lines.fields("stop")?;
        return Ok(Step::Stop { site: names.site(lines, site)?, time: seconds(lines, time)? });
    }
    if lines.peek("way") {
        let time = lines.value("way")?;
        return seconds(lines, time).map(Step::Way);
    }
    let time = lines.value("rest")?;
    seconds(lines, time).map(Step::Rest)
}

fn reserves(lines: &mut Lines<'_>, names: &Names<'_>) -> Result<Vec<Reserve>, LineFault> {
    let reserves = repeat(lines, "reserves", MAX_RECORDS, |lines| {
        let [shift, unit, base, crews] = lines.fields("reserve")?;
        let crews = number(lines, crews, MAX_OFFICERS)?;
        holds(lines, crews > 0, "at least 1 crew")?;
        let (shift, unit) = (names.shift(lines, shift)?, names.unit(lines, unit)?);
        Ok(Reserve { shift, unit, base: names.base(lines, base)?, crews })
    })?;
    ascending(lines, reserves.iter().map(|reserve| (reserve.shift, reserve.unit, reserve.base)))?;
    Ok(reserves)
}

fn details(lines: &mut Lines<'_>, names: &Names<'_>) -> Result<Vec<Detail>, LineFault> {
    let details = repeat(lines, "details", MAX_RECORDS, |lines| {
        let [event, shift, unit, people] = lines.fields("detail")?;
        let people = officers(lines, people)?;
        holds(lines, people > Officers(0), "at least 1 officer")?;
        let (event, shift) = (names.event(lines, event)?, names.shift(lines, shift)?);
        Ok(Detail { event, shift, unit: names.unit(lines, unit)?, officers: people })
    })?;
    ascending(lines, details.iter().map(|detail| (detail.event, detail.shift, detail.unit)))?;
    Ok(details)
}

fn pools(lines: &mut Lines<'_>, names: &Names<'_>) -> Result<Vec<PoolClaim>, LineFault> {
    let pools = repeat(lines, "pools", 2 * MAX_DEPARTMENTS, |lines| {
        let [department, ground, bound, realised] = lines.fields("pool")?;
        let (department, ground) = (names.department(lines, department)?, word(lines, ground)?);
        let (bound, realised) = (value(lines, bound)?, value(lines, realised)?);
        Ok(PoolClaim { department, ground, bound: Value(bound), realised: Value(realised) })
    })?;
    ascending(lines, pools.iter().map(|pool| (pool.department, pool.ground)))?;
    Ok(pools)
}

fn covers(lines: &mut Lines<'_>, names: &Names<'_>) -> Result<Vec<CoverClaim>, LineFault> {
    let covers = repeat(lines, "covers", MAX_SHIFTS * MAX_DEPARTMENTS, |lines| {
        let [shift, department, reached, bound] = lines.fields("cover")?;
        let (shift, department) = (names.shift(lines, shift)?, names.department(lines, department)?);
        Ok(CoverClaim { shift, department, value: value(lines, reached)?, bound: value(lines, bound)? })
    })?;
    ascending(lines, covers.iter().map(|cover| (cover.shift, cover.department)))?;
    Ok(covers)
}

fn value(lines: &Lines<'_>, text: &str) -> Result<u64, LineFault> {
    lines.parse_number(text, u64::MAX)
}
