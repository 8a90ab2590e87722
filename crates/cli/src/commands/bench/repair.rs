//! `vigie bench repair`: seeded incidents on the plan of every department.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use election::Id;
use election::definition::Position;
use election::refusal::Language;
use plan::chance::Chance;
use plan::check::check;
use plan::deploy::{Deployment, Patient, Settings, deploy};
use plan::measure::{Clock, Weight};
use plan::problem::{Problem, UnitKind};
use plan::repair::{self, Before, Change, Incident, Line, Place, Repaired};

use crate::commands::plan::folder::country;
use crate::failure::Failure;
use crate::folder::Folder;

#[derive(clap::Args)]
pub struct Repair {
    /// The election directory whose departments are planned
    #[arg(value_name = "ELECTION")]
    election: PathBuf,
    /// How many incidents
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    incidents: u32,
    /// Seed of the incidents
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// How long the circuits of the plans are worked on: what a plan is before it is repaired.
const ITERATIONS: u32 = 10;

/// What one repair came to.
struct Row {
    kind: &'static str,
    took: Duration,
    orders: u64,
    changed: u64,
    value: [u64; 2],
    violations: usize,
    proven: bool,
    unmet: usize,
}

impl Repair {
    pub fn run(&self, _: Language) -> Result<(), Failure> {
        let draft = Folder::open(&self.election)?.draft()?;
        let land = country(&draft);
        let inputs = sim::forces::example(&land);
        let phase = inputs.policy.phases.first().map(|phase| phase.name);
        let phase = phase.unwrap_or_else(|| unreachable!("the example has phases"));
        let problem = Problem::new(&land, &inputs, phase)
            .unwrap_or_else(|faults| unreachable!("the example fits any country: {:?}", faults.first()));
        let ids: Vec<Id> = problem.departments.iter().map(|department| department.id).collect();
        let mut seed = [0; 32];
        seed[24..].copy_from_slice(&self.seed.to_be_bytes());
        let mut rows = Vec::new();
        for (at, id) in ids.iter().enumerate() {
            let mine = (0..self.incidents).filter(|nth| *nth as usize % ids.len() == at);
            let mine: Vec<u32> = mine.collect();
            let Some(land) = problem.clone().of_department(id.as_str()).filter(|_| !mine.is_empty()) else { continue };
            if land.sites.is_empty() || land.units.is_empty() {
                continue;
            }
            let deployment = deploy(&land, &Settings { seed, iterations: ITERATIONS }, commitments(&land), &Patient);
            rows.extend(
                mine.into_iter().map(|nth| one(&land, &deployment, &mut Chance::new(&seed, "incident", nth.into()))),
            );
        }
        self.print(&mut rows);
        Ok(())
    }

    fn print(&self, rows: &mut [Row]) {
        rows.sort_by_key(|row| row.kind);
        let kinds = ["all", "closed", "incident", "late", "lost", "moved", "threat"];
        if !self.json {
            println!(
                "kind       number  p50 ms  p99 ms  orders  changed  mean %  max %  value after/before  proven  unmet  violations"
            );
        }
        let mut parts = Vec::new();
        for kind in kinds {
            let of: Vec<&Row> = rows.iter().filter(|row| kind == "all" || row.kind == kind).collect();
            if of.is_empty() {
                continue;
            }
            let sum = Sum::of(&of);
            parts.push(format!("\"{kind}\":{}", sum.json()));
            if !self.json {
                println!("{kind:<9} {}", sum.line());
            }
        }
        if self.json {
            println!("{{{}}}", parts.join(","));
        }
    }
}

/// Commitments to no draw: the orders of these plans are not drawn.
fn commitments(problem: &Problem) -> Vec<tlog::Hash> {
    problem.policy.shifts.iter().map(|shift| tlog::Hash::of(shift.name.as_str().as_bytes())).collect()
}

fn one(problem: &Problem, deployment: &Deployment, chance: &mut Chance) -> Row {
    let Deployment { plan, certificates, .. } = deployment;
    let now = Clock(6 * 3_600 + 300 * u32::try_from(chance.below(156)).unwrap_or(0));
    let (kind, change) = change(problem, now, chance);
    let changes = [Line { line: 1, change }];
    let settings = repair::Settings::from(now);
    let before = Before { problem, plan, certificates };
    let started = Instant::now();
    let repaired = repair::repair(before, &changes, &settings);
    let took = started.elapsed();
    let repaired = repaired.unwrap_or_else(|faults| unreachable!("{changes:?}: {faults:?}"));
    let violations = check(&repaired.problem, &repaired.plan, &repaired.certificates).violations;
    for violation in &violations {
        eprintln!("{now} {changes:?}: {}", violation.text(&repaired.problem, &repaired.plan, Language::English));
    }
    let Repaired { difference, value, proven, unmet, .. } = repaired;
    Row {
        kind,
        took,
        orders: difference.before,
        changed: difference.orders.len() as u64,
        value: value.map(|value| value.0),
        violations: violations.len(),
        proven,
        unmet: unmet.len(),
    }
}

/// Something that happens at a site or to a unit of the department.
fn change(problem: &Problem, now: Clock, chance: &mut Chance) -> (&'static str, Change) {
    let site = problem.sites[chance.index(problem.sites.len())].clone();
    let units: Vec<Id> =
        problem.units.iter().filter(|unit| unit.kind == UnitKind::Patrol).map(|unit| unit.id).collect();
    let unit = units[chance.index(units.len())];
    let later = |chance: &mut Chance| Clock(now.0 + 3_600 + 60 * u32::try_from(chance.below(240)).unwrap_or(0));
    match chance.below(6) {
        0 => ("lost", Change::Lost { unit }),
        // Nobody is late who has served already: before the first duty is over.
        1 if now < Clock(14 * 3_600) => ("late", Change::Late { unit, until: later(chance) }),
        2 => ("closed", Change::Closed { site: site.id }),
        3 => {
            let shift =
                |degrees: i32, chance: &mut Chance| degrees + i32::try_from(chance.below(40_000)).unwrap_or(0) - 20_000;
            let Position { lon_e6, lat_e6 } = site.position;
            let to = Position { lon_e6: shift(lon_e6, chance), lat_e6: shift(lat_e6, chance) };
            ("moved", Change::Moved { site: site.id, to })
        }
        4 => {
            let weight = Weight(site.weight().0 * (2 + chance.below(4)));
            ("threat", Change::Threat { site: site.id, weight, from: now, to: later(chance) })
        }
        _ => {
            let crews = 1 + u32::try_from(chance.below(4)).unwrap_or(0);
            let id = Id::new("incident-1").unwrap_or_else(|_| unreachable!("an identifier"));
            let place = Place::Site(site.id);
            let incident = Incident { id, place, crews, from: now, to: later(chance), name: "Incident".to_owned() };
            ("incident", Change::Incident(incident))
        }
    }
}

/// Figures of several repairs.
struct Sum {
    number: usize,
    times: [f64; 2],
    orders: u64,
    changed: u64,
    shares: [f64; 2],
    ratio: f64,
    proven: usize,
    unmet: usize,
    violations: usize,
}

#[expect(clippy::cast_precision_loss, reason = "figures of a benchmark")]
impl Sum {
    fn of(rows: &[&Row]) -> Self {
        let mut times: Vec<f64> = rows.iter().map(|row| row.took.as_secs_f64() * 1_000.0).collect();
        times.sort_by(f64::total_cmp);
        let at = |percent: usize| times[(times.len() * percent / 100).min(times.len() - 1)];
        let share = |row: &&Row| row.changed as f64 * 100.0 / row.orders.max(1) as f64;
        let number = rows.len();
        let ratio = |row: &&Row| row.value[1] as f64 / row.value[0].max(1) as f64;
        Self {
            number,
            times: [at(50), at(99)],
            orders: rows.iter().map(|row| row.orders).sum::<u64>() / number as u64,
            changed: rows.iter().map(|row| row.changed).sum(),
            shares: [rows.iter().map(share).sum::<f64>() / number as f64, rows.iter().map(share).fold(0.0, f64::max)],
            ratio: rows.iter().map(ratio).sum::<f64>() / number as f64,
            proven: rows.iter().filter(|row| row.proven).count(),
            unmet: rows.iter().map(|row| row.unmet).sum(),
            violations: rows.iter().map(|row| row.violations).sum(),
        }
    }

    fn line(&self) -> String {
        let Self { number, times, orders, changed, shares, ratio, proven, unmet, violations } = self;
        format!(
            "{number:>7} {:>7.1} {:>7.1} {orders:>7} {changed:>8} {:>7.2} {:>6.2} {ratio:>19.4} {proven:>7} {unmet:>6} {violations:>11}",
            times[0], times[1], shares[0], shares[1]
        )
    }

    fn json(&self) -> String {
        let Self { number, times, orders, changed, shares, ratio, proven, unmet, violations } = self;
        format!(
            "{{\"number\":{number},\"p50_ms\":{:.3},\"p99_ms\":{:.3},\"orders_mean\":{orders},\"changed\":{changed},\"share_mean\":{:.4},\"share_max\":{:.4},\"value_ratio\":{ratio:.6},\"proven\":{proven},\"unmet\":{unmet},\"violations\":{violations}}}",
            times[0], times[1], shares[0], shares[1]
        )
    }
}
