//! C191 to C193 and C195: the draw against its commitment and against the law.
//!
//! The seed of a shift is compared with its commitment in the plan, every circuit is drawn again
//! from it, and the orders must be those. What people put in the place of chance is in the text,
//! with who answers for it; everything else that differs was steered.

use tlog::Hash;

use super::case::Found;
use super::chance::{Stream, commitment, shift_key};
use super::lingering;
use super::rounds::Round;
use super::rule::Rule;
use super::violation::{At, Violation};
use crate::answer::{Call, Drawn, Must, Override, Plan};
use crate::problem::text::problem_hash;
use crate::problem::{Problem, Shift};

/// Topic of the chance that draws a circuit.
const TOPIC: &str = "circuit";

/// Checks a draw against the opened seeds, one for each shift of the policy; the orders of a shift
/// whose seed is not open yet are not drawn again, and only looked at for crews that stay too long.
///
/// The plan is one that [`check`](super::check) finds nothing against; the draw may be any that names
/// what the problem and the plan have.
///
/// # Panics
/// If the plan or the draw names a position that is not there.
pub fn draw(problem: &Problem, plan: &Plan, drawn: &Drawn, seeds: &[Option<[u8; 32]>]) -> Vec<Violation> {
    let mut found = Found::default();
    let hash = problem_hash(problem);
    let same = drawn.problem == hash && drawn.plan == plan.hash(problem);
    found.unless(same, Rule::OtherProblem, At::Record("draw", 0), [0, 0]);
    for over in &drawn.overrides {
        found.unless(is_obeyed(problem, plan, drawn, over), Rule::Override, place(over), [0, 1]);
    }
    lingering::check(problem, drawn, &mut found);
    for ((shift, rule), seed) in (0_u32..).zip(&problem.policy.shifts).zip(seeds) {
        let Some(seed) = seed else { continue };
        let committed = commitment(hash, rule.name.as_str(), seed);
        if plan.commitments.get(shift as usize) == Some(&committed) {
            Redraw { problem, plan, drawn, shift, rule, key: shift_key(committed, seed) }.compare(&mut found);
        } else {
            found.unless(false, Rule::Seed, At::Draw(shift), [0, 1]);
        }
    }
    found.0
}

/// What a seed draws for a circuit in a shift, whatever was issued: by the code of [`draw`].
///
/// # Panics
/// If the plan names a position that is not there.
pub fn draws(problem: &Problem, plan: &Plan, shift: u32, seed: &[u8; 32], circuit: u32) -> Option<Vec<Call>> {
    let rule = &problem.policy.shifts[shift as usize];
    let key = shift_key(commitment(problem_hash(problem), rule.name.as_str(), seed), seed);
    let mut stream = Stream::of(key, TOPIC, circuit.into());
    let hours = [rule.serves_from, rule.serves_to];
    Round::of(problem, &plan.circuits[circuit as usize]).service(hours, None, &mut stream)
}

fn place(over: &Override) -> At {
    At::Service { circuit: over.circuit, shift: over.shift }
}

/// Whether the plan allows an override and the order that was issued obeys it.
fn is_obeyed(problem: &Problem, plan: &Plan, drawn: &Drawn, over: &Override) -> bool {
    let rule = &problem.policy.shifts[over.shift as usize];
    let (from, to) = match over.must {
        Must::Arrive(moment) => (moment, moment),
        Must::Be(from, to) => (from, to),
    };
    let served = rule.serves_from <= from && from < rule.serves_to && to <= rule.serves_to;
    let round = Round::of(problem, &plan.circuits[over.circuit as usize]);
    let possible = round.stays.iter().any(|stay| Round::room(stay, over) > 0);
    let key = |service: &&crate::answer::DrawnService| (service.shift, service.circuit) == (over.shift, over.circuit);
    let there = |call: &Call| match (*call, over.must) {
        (Call::Stop { site, from, .. }, Must::Arrive(moment)) => site == over.site && from == moment,
        (Call::Stop { site, from, to }, Must::Be(first, last)) => site == over.site && from <= first && last <= to,
        _ => false,
    };
    served && possible && drawn.services.iter().find(key).is_some_and(|service| service.calls.iter().any(there))
}

/// One shift, drawn again.
struct Redraw<'a> {
    problem: &'a Problem,
    plan: &'a Plan,
    drawn: &'a Drawn,
    shift: u32,
    rule: &'a Shift,
    key: Hash,
}

impl Redraw<'_> {
    fn compare(&self, found: &mut Found) {
        let hours = [self.rule.serves_from, self.rule.serves_to];
        let mut issued = self.drawn.services.iter().filter(|service| service.shift == self.shift).peekable();
        for (at, circuit) in (0_u32..).zip(&self.plan.circuits) {
            let over = self.drawn.overrides.iter().find(|over| (over.shift, over.circuit) == (self.shift, at));
            let mut stream = Stream::of(self.key, TOPIC, at.into());
            let due = Round::of(self.problem, circuit).service(hours, over, &mut stream);
            let issued = issued.next_if(|service| service.circuit == at).map(|service| &service.calls);
            if issued != due.as_ref() {
                let first = differing(issued, due.as_ref());
                found.unless(false, Rule::Steered, At::Service { circuit: at, shift: self.shift }, first);
            }
        }
    }
}

/// Seconds after midnight of the first part that differs, as issued and as due; 0 where there is none.
fn differing(issued: Option<&Vec<Call>>, due: Option<&Vec<Call>>) -> [u64; 2] {
    let [issued, due] = [issued, due].map(|calls| calls.map_or(&[][..], Vec::as_slice));
    let at = issued.iter().zip(due).take_while(|(issued, due)| issued == due).count();
    [issued, due].map(|calls| calls.get(at).map_or(0, |call| u64::from(call.span()[0].0)))
}
