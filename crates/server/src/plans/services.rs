//! What every crew does in every shift whose seed is there, as all editions of a plan drew it.

use std::collections::BTreeMap;
use std::path::Path;

use election::Id;
use plan::answer::{Override, Plan};
use plan::draw::circuit::Refused;
use plan::output::{Continuing, Service, timetable_of};
use plan::problem::Problem;

use super::edition::Edition;
use super::fault::{Fault, Words};
use super::folder::{Opened, open, optional};
use super::seeds::Seeds;

/// Which circuits are drawn: those of a department, by its position, or all.
pub type Wanted = Option<u32>;

/// The services of a plan: circuits that go on are as they were drawn before.
///
/// # Errors
/// The disk, seeds that are others, a plan that was not checked.
pub fn services(
    directory: &Path,
    opened: &Opened,
    seeds: &Seeds,
    overrides: &[Override],
    wanted: Wanted,
) -> Result<Vec<Service>, Fault> {
    let edition = Edition::of(directory)?;
    let Opened { problem, plan, .. } = opened;
    let mut services = drawn(problem, plan, seeds, overrides, wanted)?;
    if let Some((old, old_services)) = &replaced(directory, problem, wanted)? {
        carry(&edition, (&old.problem, old_services), (problem, plan), &mut services);
    }
    Ok(services)
}

/// The edition that a plan replaces, and the services that its orders said; none for the first.
///
/// # Errors
/// As [`services`].
pub fn replaced(directory: &Path, problem: &Problem, wanted: Wanted) -> Result<Option<(Opened, Vec<Service>)>, Fault> {
    let mut before: Option<(Opened, Vec<Service>)> = None;
    for number in 1..=Edition::of(directory)?.replaces {
        let (held, opened, mut services) = earlier(directory, number, problem, wanted)?;
        if let Some((old, old_services)) = &before {
            carry(&held, (&old.problem, old_services), (&opened.problem, &opened.plan), &mut services);
        }
        before = Some((opened, services));
    }
    Ok(before)
}

fn earlier(
    directory: &Path,
    number: u32,
    problem: &Problem,
    wanted: Wanted,
) -> Result<(Edition, Opened, Vec<Service>), Fault> {
    let folder = directory.join("editions").join(number.to_string());
    let opened = open(&folder)?;
    let seeds = directory.join("private").join(format!("draw-seeds-{number}"));
    let services = match optional(&seeds)? {
        Some(_) => {
            let seeds = Seeds::read(Some(&seeds), &folder, problem)?;
            drawn(&opened.problem, &opened.plan, &seeds, &[], wanted)?
        }
        None => Vec::new(),
    };
    Ok((Edition::of(&folder)?, opened, services))
}

/// The services of every shift whose seed is there, each drawn from its opened seed.
fn drawn(
    problem: &Problem,
    plan: &Plan,
    seeds: &Seeds,
    overrides: &[Override],
    wanted: Wanted,
) -> Result<Vec<Service>, Fault> {
    let mut services = Vec::new();
    let here = |circuit: u32| wanted.is_none_or(|wanted| plan.circuits[circuit as usize].department == wanted);
    for (shift, _) in (0_u32..).zip(&problem.policy.shifts) {
        let Some(opened) = seeds.opened(problem, plan, shift as usize)? else { continue };
        let drawn = timetable_of(problem, plan, shift, &opened, overrides, &here);
        services.extend(drawn.map_err(|bad| undrawn(bad.circuit, &bad.refused))?);
    }
    Ok(services)
}

/// A circuit of which nothing can be drawn.
pub fn undrawn(circuit: u32, refused: &Refused) -> Fault {
    let nth = u64::from(circuit) + 1;
    Fault::Refused(Words::new(
        format!("circuit n° {nth} du plan : rien à tirer ({refused}) ; vigie plan check dit pourquoi"),
        format!("circuit {nth} of the plan: nothing to draw ({refused}); vigie plan check says why"),
    ))
}

/// Hands out what an edition follows: what is done stays done, circuits that go on keep their times,
/// and a new round is joined by where its crew is.
fn carry(
    edition: &Edition,
    (old, before): (&Problem, &[Service]),
    (problem, plan): (&Problem, &Plan),
    drawn: &mut [Service],
) {
    let Some(now) = edition.now else { return };
    let places: BTreeMap<Id, u32> = problem.sites.iter().map(|site| site.id).zip(0..).collect();
    let known: BTreeMap<(u32, u32), &Service> = before.iter().map(|one| ((one.circuit, one.shift), one)).collect();
    for service in drawn {
        let Some((origin, kept)) = edition.circuits.get(service.circuit as usize) else { continue };
        let Some(before) = known.get(&(*origin, service.shift)) else { continue };
        let follows = Continuing { now, old, places: &places, before, kept: *kept };
        *service = service.continuing(problem, plan, &follows);
    }
}
