//! No draw makes a post of what the plan keeps apart: stops at one venue without leave stand side
//! by side only where the plan has them so, parted as far as the law asks; and the checker finds
//! orders in which somebody broke that by hand.

use plan::answer::{Call, Drawn, DrawnService, Plan, Step};
use plan::check::{At, Rule, check, draw};
use plan::draw::circuit::{Circuit, Stop};
use plan::measure::{Clock, Seconds};
use plan::problem::Problem;
use proptest::prelude::*;

use crate::draw::opened;
use crate::redraw::Sealed;
use crate::small::country;

/// The circuit 01 police 1, whose sites are 2, 3 and 4; 4 has leave.
const CIRCUIT: u32 = 1;

fn stop(site: u32, time: u32) -> Step {
    Step::Stop { site, time: Seconds(time) }
}

fn way(time: u32) -> Step {
    Step::Way(Seconds(time))
}

fn with_steps(steps: &[Step]) -> (Problem, Plan) {
    let (problem, mut plan, _) = country();
    plan.circuits[CIRCUIT as usize].steps = steps.to_vec();
    (problem, plan)
}

/// Two long stops at each of two venues, between them the other venue each time.
fn there_and_back() -> Vec<Step> {
    [2, 3, 2, 3].iter().flat_map(|site| [stop(*site, 1_100), way(300)]).collect()
}

fn calls_of(drawn: &Drawn) -> impl Iterator<Item = &DrawnService> {
    drawn.services.iter().filter(|service| service.circuit == CIRCUIT)
}

/// The longest time at one venue without leave that no two minutes of absence part: counted
/// second by second, as a bystander would.
fn longest_stay(problem: &Problem, service: &DrawnService) -> u32 {
    let away = 2 * problem.policy.travel.start.0;
    let (mut longest, mut here, mut site, mut absent) = (0, 0, None, 0);
    for call in &service.calls {
        let [from, to] = call.span();
        for _ in from.0..to.0 {
            match *call {
                Call::Way { .. } => absent += 1,
                Call::Rest { .. } => {}
                Call::Stop { site: at, .. } => {
                    if absent >= away || site != Some(at) {
                        here = 0;
                    }
                    (site, absent, here) = (Some(at), 0, here + 1);
                    if !problem.sites[at as usize].may_post {
                        longest = longest.max(here);
                    }
                }
            }
        }
    }
    longest
}

#[test]
fn stops_that_the_plan_keeps_apart_stay_apart() {
    let (problem, plan) = with_steps(&there_and_back());
    let longest = problem.policy.longest_stop.0;
    for day in 0..300 {
        let sealed = Sealed::new(problem.clone(), plan.clone(), day);
        let drawn = sealed.drawn(&[]);
        assert_eq!(sealed.found(&drawn), []);
        for service in calls_of(&drawn) {
            assert!(longest_stay(&problem, service) <= longest, "{service:?}");
            let sites: Vec<u32> = service.calls.iter().filter_map(site).collect();
            assert!(sites.windows(2).all(|two| two[0] != two[1]), "{sites:?}");
        }
    }
}

fn site(call: &Call) -> Option<u32> {
    if let Call::Stop { site, .. } = *call { Some(site) } else { None }
}

/// The same circuit drawn without the rule, to see that it decides anything.
#[test]
fn without_the_rule_stops_at_one_site_come_together() {
    let stops: Vec<Stop> = (0..4).map(|site| Stop { site, seconds: 1_100 }).collect();
    let one_venue = |one: u32, other: u32| one % 2 == other % 2;
    let together = |one_place: &dyn Fn(u32, u32) -> bool| {
        let circuit = Circuit { period: 5_600, stops: &stops, allowance: 560, legs: &|_, _| 120, one_place };
        let orders = circuit.orders().unwrap().unwrap();
        let beside = |order: &plan::draw::circuit::Timetable| {
            let next = order.visits.iter().cycle().skip(1);
            order.visits.iter().zip(next).any(|(one, other)| one_venue(one.site, other.site))
        };
        (orders.len(), orders.iter().filter(|order| beside(order)).count())
    };
    assert_eq!(together(&|one, other| one == other), (6, 4));
    assert_eq!(together(&one_venue), (2, 0));
}

#[test]
fn many_stops_stay_apart_under_the_walk_too() {
    let stops: Vec<Stop> = (0..12).map(|site| Stop { site, seconds: 200 }).collect();
    let one_venue = |one: u32, other: u32| one % 3 == other % 3;
    let circuit = Circuit { period: 6_000, stops: &stops, allowance: 600, legs: &|_, _| 60, one_place: &one_venue };
    let opened = opened(9);
    for day in 0..300 {
        let drawn = circuit.draw(&mut opened.draw("circuit", day)).unwrap();
        let next = drawn.visits.iter().cycle().skip(1);
        assert!(!drawn.visits.iter().zip(next).any(|(one, other)| one_venue(one.site, other.site)), "{drawn:?}");
    }
}

/// One venue alone: the plan has its stops side by side, and so may the draw, two starts apart.
#[test]
fn stops_that_the_plan_has_side_by_side_are_parted_as_the_law_asks() {
    let (problem, plan) = with_steps(&[stop(2, 1_100), way(150), stop(2, 900), way(200)]);
    for day in 0..300 {
        let sealed = Sealed::new(problem.clone(), plan.clone(), day);
        let drawn = sealed.drawn(&[]);
        assert_eq!(sealed.found(&drawn), []);
        for service in calls_of(&drawn) {
            assert!(longest_stay(&problem, service) <= 1_100);
            let ways = service.calls.iter().filter_map(|call| match call {
                Call::Way { from, to, drive } => Some((to.0 - from.0, *drive)),
                _ => None,
            });
            assert!(ways.into_iter().all(|(time, drive)| time >= 120 && drive == Seconds(120)), "{service:?}");
        }
    }
}

/// What is one stay to the law is drawn as one, rest and short steps in it included.
#[test]
fn stops_that_are_one_stay_are_drawn_as_one() {
    let steps = [stop(2, 500), Step::Rest(Seconds(300)), way(119), stop(2, 600), way(300), stop(3, 900), way(300)];
    let around = [stop(2, 600), way(300), stop(3, 900), way(300), stop(2, 500), Step::Rest(Seconds(300)), way(119)];
    for steps in [steps, around] {
        let (problem, plan) = with_steps(&steps);
        for day in 0..50 {
            let sealed = Sealed::new(problem.clone(), plan.clone(), day);
            let drawn = sealed.drawn(&[]);
            assert_eq!(sealed.found(&drawn), []);
            let whole = |call: &Call| matches!(call, Call::Stop { site: 2, from, to } if to.0 - from.0 == 1_100);
            assert!(calls_of(&drawn).all(|service| service.calls.iter().any(whole)), "{drawn:?}");
        }
    }
}

/// Orders of one shift, written by hand: minutes of stops at site 2 and seconds away between them.
fn by_hand(site: u32, between: Call) -> Vec<Call> {
    let [from, to] = between.span();
    let first = Call::Stop { site, from: Clock(from.0 - 1_000), to: from };
    vec![first, between, Call::Stop { site, from: to, to: Clock(to.0 + 1_000) }]
}

#[test]
fn orders_with_too_long_a_stay_are_found_with_their_place() {
    let sealed = Sealed::small(1);
    let found = |calls: Vec<Call>| {
        let mut drawn = sealed.drawn(&[]);
        let service = drawn.services.iter_mut().find(|service| service.circuit == CIRCUIT).unwrap();
        service.calls = calls;
        // Sealed shifts: what the seed draws is not known, and yet this is.
        draw(&sealed.problem, &sealed.plan, &drawn, &[None, None])
    };
    let way = |site, seconds: u32| {
        let (from, to) = (Clock(40_000), Clock(40_000 + seconds));
        found(by_hand(site, Call::Way { from, to, drive: Seconds(0) }))
    };
    let [one] = &way(2, 119)[..] else { panic!("one violation") };
    assert_eq!((one.rule, one.found, one.due), (Rule::Lingering, 2_000, 1_200));
    assert_eq!(one.at, At::Visit { circuit: CIRCUIT, shift: 0, site: 2 });
    assert_eq!(way(2, 120), [], "off and back");
    assert_eq!(way(4, 0), [], "a post with leave");
    let rest = Call::Rest { from: Clock(40_000), to: Clock(41_000) };
    assert_eq!(found(by_hand(2, rest)).len(), 1, "rest where the crew stands is no leaving");
    assert_eq!(found(vec![Call::Stop { site: 3, from: Clock(40_000), to: Clock(41_201) }]).len(), 1);
    let both = draw(&sealed.problem, &sealed.plan, &sealed.drawn(&[]), &[None, None]);
    assert_eq!(both, []);
}

/// Stops of a circuit with the ways and rests after them.
fn legs() -> impl Strategy<Value = Vec<(u32, u32, u32, u32)>> {
    let rest = prop_oneof![3 => Just(0_u32), 1 => 1..400_u32];
    let leg = (2..5_u32, 1..700_u32, prop_oneof![0..130_u32, 0..900_u32], rest);
    prop::collection::vec(leg, 1..10)
}

/// The circuit of these legs: ways between different sites are long enough for any of them.
fn circuit(legs: &[(u32, u32, u32, u32)]) -> Vec<Step> {
    let mut steps = Vec::new();
    for (nth, (site, time, spare, rest)) in legs.iter().enumerate() {
        let next = legs[(nth + 1) % legs.len()].0;
        steps.push(stop(*site, *time));
        steps.extend((*rest > 0).then_some(Step::Rest(Seconds(*rest))));
        steps.push(way(spare + if next == *site { 0 } else { 160 }));
    }
    steps
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    /// Whatever plan keeps the longest stop, its draw does, the checker draws the same, and every
    /// site has in each round exactly the seconds that the plan gives it.
    #[test]
    fn a_lawful_circuit_is_drawn_lawfully_with_exact_presence(legs in legs(), day in 0..1_000_u64) {
        let (problem, plan) = with_steps(&circuit(&legs));
        let posts = check(&problem, &plan, &country().2).violations;
        prop_assume!(!posts.iter().any(|one| one.rule == Rule::Post));
        let sealed = Sealed::new(problem, plan, day);
        let drawn = sealed.drawn(&[]);
        prop_assert_eq!(sealed.found(&drawn), []);
        let period: u32 = sealed.plan.circuits[CIRCUIT as usize].steps.iter().map(|step| step.time().0).sum();
        for service in calls_of(&drawn) {
            prop_assert!(longest_stay(&sealed.problem, service) <= sealed.problem.policy.longest_stop.0);
            let serves = &sealed.problem.policy.shifts[service.shift as usize];
            // A whole round from the beginning of service, whatever is under way then.
            let end = serves.serves_from.0 + period;
            prop_assume!(end <= serves.serves_to.0);
            for site in 2..5 {
                let due: u32 = legs.iter().filter(|leg| leg.0 == site).map(|leg| leg.1).sum();
                let there = service.calls.iter().filter(|call| self::site(call) == Some(site));
                let seconds = |call: &Call| call.span()[1].0.min(end).saturating_sub(call.span()[0].0);
                prop_assert_eq!(there.map(seconds).sum::<u32>(), due);
            }
        }
    }
}
