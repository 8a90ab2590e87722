//! The draw against its commitment: the checker's own draw is the planner's, second by second, and
//! every order that somebody steered is found.

use plan::answer::{Call, Drawn, Must, Override, Plan, Step};
use plan::chance::Chance;
use plan::check::{At, Rule, draw};
use plan::draw::seal::{Commitment, OpenedSeed, Seed, Shift};
use plan::measure::{Clock, Seconds};
use plan::output::{Service, timetable};
use plan::problem::Problem;
use plan::problem::text::problem_hash;
use tlog::Hash;

use crate::small::country;

/// A plan whose draws are committed to these seeds, one for each shift.
pub struct Sealed {
    pub problem: Problem,
    pub plan: Plan,
    pub seeds: Vec<[u8; 32]>,
}

impl Sealed {
    pub fn new(problem: Problem, mut plan: Plan, day: u64) -> Self {
        let mut chance = Chance::new(&[4; 32], "seeds", day);
        let shifts = problem.policy.shifts.len();
        let seeds: Vec<[u8; 32]> =
            (0..shifts).map(|_| core::array::from_fn(|_| chance.bits().to_be_bytes()[0])).collect();
        let hash = problem_hash(&problem).0;
        let commit = |(shift, seed): (&plan::problem::Shift, &[u8; 32])| {
            Hash(Shift::new(hash, shift.name.as_str()).unwrap().commit(&Seed(*seed)).0)
        };
        plan.commitments = problem.policy.shifts.iter().zip(&seeds).map(commit).collect();
        Self { problem, plan, seeds }
    }

    pub fn small(day: u64) -> Self {
        let (problem, plan, _) = country();
        Self::new(problem, plan, day)
    }

    pub fn opened(&self, shift: u32) -> OpenedSeed {
        let at = shift as usize;
        let name = self.problem.policy.shifts[at].name;
        let sealed = Shift::new(problem_hash(&self.problem).0, name.as_str()).unwrap();
        sealed.open(Commitment(self.plan.commitments[at].0), &Seed(self.seeds[at])).unwrap()
    }

    pub fn services(&self, overrides: &[Override]) -> Vec<Service> {
        let shifts = 0..u32::try_from(self.seeds.len()).unwrap();
        let services = shifts.map(|shift| timetable(&self.problem, &self.plan, shift, &self.opened(shift), overrides));
        services.flat_map(Result::unwrap).collect()
    }

    pub fn drawn(&self, overrides: &[Override]) -> Drawn {
        Drawn {
            problem: problem_hash(&self.problem),
            plan: self.plan.hash(&self.problem),
            overrides: overrides.to_vec(),
            services: self.services(overrides).iter().map(Service::drawn).collect(),
        }
    }

    /// Rule and place of everything that is found.
    pub fn found(&self, drawn: &Drawn) -> Vec<(Rule, At)> {
        let seeds: Vec<Option<[u8; 32]>> = self.seeds.iter().copied().map(Some).collect();
        let found = draw(&self.problem, &self.plan, drawn, &seeds);
        found.into_iter().map(|violation| (violation.rule, violation.at)).collect()
    }
}

fn over(circuit: u32, site: u32, must: Must) -> Override {
    Override { shift: 0, circuit, site, must, by: "prefect's office".to_owned(), reason: "A visit".to_owned() }
}

/// The circuit 01 police 1 with so many stops, each of them visited again and again.
fn many_stops(count: u32) -> Plan {
    let (problem, mut plan, _) = country();
    let circuit = &mut plan.circuits[1];
    circuit.steps.clear();
    // Room to draw in: ways as long as the longest there is, and a rest.
    for nth in 0..count {
        circuit.steps.push(Step::Stop { site: 2 + nth % 3, time: Seconds(120 + nth) });
        circuit.steps.push(Step::Way(Seconds(160)));
    }
    let sum: u32 = circuit.steps.iter().map(|step| step.time().0).sum();
    circuit.steps.push(Step::Rest(Seconds(problem.policy.period.0 - sum)));
    plan
}

#[test]
fn the_checkers_draw_is_the_planners() {
    for day in 0..200 {
        let sealed = Sealed::small(day);
        assert_eq!(sealed.found(&sealed.drawn(&[])), []);
    }
}

#[test]
fn orders_of_many_stops_are_drawn_alike_too() {
    for (day, count) in (0..).zip([5, 6, 7, 8, 9, 10]) {
        let sealed = Sealed::new(country().0, many_stops(count), day);
        assert_eq!(sealed.found(&sealed.drawn(&[])), [], "{count} stops");
        let fixed = [over(1, 3, Must::Arrive(Clock(9 * 3_600)))];
        assert_eq!(sealed.found(&sealed.drawn(&fixed)), [], "{count} stops, one fixed");
    }
}

#[test]
fn a_draw_with_overrides_is_checked_with_them() {
    let overrides = [
        over(1, 2, Must::Be(Clock(9 * 3_600), Clock(9 * 3_600 + 900))),
        over(2, 4, Must::Arrive(Clock(10 * 3_600 + 7))),
    ];
    for day in 0..100 {
        let sealed = Sealed::small(day);
        let drawn = sealed.drawn(&overrides);
        assert_eq!(sealed.found(&drawn), []);
        // Kept quiet, the same orders are steered.
        let quiet = Drawn { overrides: Vec::new(), ..drawn.clone() };
        let steered = |circuit| (Rule::Steered, At::Service { circuit, shift: 0 });
        assert_eq!(sealed.found(&quiet), [steered(1), steered(2)]);
    }
}

#[test]
fn a_steered_draw_is_found_with_its_place() {
    let sealed = Sealed::small(1);
    let good = sealed.drawn(&[]);
    let found = |change: &dyn Fn(&mut Drawn)| {
        let mut drawn = good.clone();
        change(&mut drawn);
        sealed.found(&drawn)
    };
    let first = (Rule::Steered, At::Service { circuit: 0, shift: 0 });
    let later = |drawn: &mut Drawn| {
        let Call::Stop { to, .. } = &mut drawn.services[0].calls[0] else { unreachable!("begins with a stop") };
        to.0 += 1;
    };
    assert_eq!(found(&later), [first]);
    assert_eq!(found(&|drawn| drawn.services[0].calls.clear()), [first]);
    assert_eq!(found(&|drawn| _ = drawn.services.remove(0)), [first]);
    let swapped = |drawn: &mut Drawn| {
        let calls = drawn.services[1].calls.clone();
        drawn.services[1].calls = std::mem::replace(&mut drawn.services[0].calls, calls);
    };
    assert_eq!(found(&swapped), [first, (Rule::Steered, At::Service { circuit: 1, shift: 0 })]);
    let other = Sealed::small(2).drawn(&[]);
    let circuits = u32::try_from(sealed.plan.circuits.len()).unwrap();
    assert_eq!(found(&|drawn| drawn.services.clone_from(&other.services)).len(), 2 * circuits as usize);
    assert_eq!(found(&|drawn| drawn.plan = Hash([9; 32])), [(Rule::OtherProblem, At::Record("draw", 0))]);
}

#[test]
fn only_the_sealed_seed_proves_a_draw() {
    let sealed = Sealed::small(1);
    let drawn = sealed.drawn(&[]);
    let rules = |seeds: &[Option<[u8; 32]>]| {
        let found = draw(&sealed.problem, &sealed.plan, &drawn, seeds);
        found.into_iter().map(|violation| (violation.rule, violation.at)).collect::<Vec<_>>()
    };
    let [early, late] = [sealed.seeds[0], sealed.seeds[1]].map(Some);
    assert_eq!(rules(&[early, late]), []);
    assert_eq!(rules(&[early, None]), [], "a shift that is still sealed");
    assert_eq!(rules(&[Some([1; 32]), late]), [(Rule::Seed, At::Draw(0))]);
    assert_eq!(rules(&[late, early]), [(Rule::Seed, At::Draw(0)), (Rule::Seed, At::Draw(1))]);
}

#[test]
fn overrides_that_the_plan_does_not_allow_are_found() {
    let sealed = Sealed::small(1);
    let place = |circuit| (Rule::Override, At::Service { circuit, shift: 0 });
    let (nine, service) = (Clock(9 * 3_600), Clock(7 * 3_600));
    for bad in [
        over(1, 0, Must::Arrive(nine)),
        over(1, 2, Must::Be(nine, Clock(nine.0 + 1_101))),
        over(1, 2, Must::Arrive(service)),
        over(1, 2, Must::Be(nine, Clock(14 * 3_600))),
    ] {
        let drawn = Drawn { overrides: vec![bad], ..sealed.drawn(&[]) };
        assert!(sealed.found(&drawn).contains(&place(1)), "{:?}", drawn.overrides);
    }
    // A good one that the order does not follow.
    let fixed = over(1, 2, Must::Arrive(nine));
    let unheard = Drawn { overrides: vec![fixed], ..sealed.drawn(&[]) };
    assert_eq!(sealed.found(&unheard), [place(1), (Rule::Steered, At::Service { circuit: 1, shift: 0 })]);
}

#[test]
fn a_draw_is_written_and_read_back_and_no_other_text_is() {
    let sealed = Sealed::small(3);
    let Sealed { problem, plan, .. } = &sealed;
    let drawn =
        sealed.drawn(&[over(1, 2, Must::Arrive(Clock(9 * 3_600))), over(2, 4, Must::Be(Clock(33_000), Clock(33_060)))]);
    let mut text = String::new();
    drawn.seal(problem, plan, &mut text).unwrap();
    assert_eq!(Drawn::open(text.as_bytes(), problem, plan).unwrap(), drawn);
    let refused = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        let bad = text.replacen(from, to, 1);
        assert!(Drawn::open(bad.as_bytes(), problem, plan).is_err(), "{from} → {to}");
    };
    refused("draw/v1", "draw/v2");
    refused("overrides 2", "overrides 3");
    refused("overrides 2", "overrides 99999999");
    refused("override early 01 police 1", "override early 01 police 9");
    refused("override early 01 police 1", "override night 01 police 1");
    refused("arrive 09:00 09:00", "arrive 09:00 09:01");
    refused("present 09:10 09:11", "present 09:11 09:10");
    refused("present", "near");
    refused("by prefect's office\n", "");
    refused("reason A visit", "reason ");
    refused("service early 01 gendarmerie 1", "service late 01 gendarmerie 1");
    refused("\nstop ", "\nstop x");
    refused("\nway ", "\nwalk ");
    refused("\nrest ", "\nrest 0");
    for end in (0..text.len()).step_by(41) {
        assert!(Drawn::open(&text.as_bytes()[..end], problem, plan).is_err(), "cut at {end}");
    }
}
