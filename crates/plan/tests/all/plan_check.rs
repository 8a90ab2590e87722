//! Every rule of a plan, broken by hand: the checker finds it by its code and nothing else.

use election::refusal::Language;
use plan::answer::{Certificates, Circuit, Crew, Plan, Reserve, Step, Value};
use plan::check::{Rule, check};
use plan::measure::{Clock, Officers, Permille, Seconds};
use plan::problem::text::problem_hash;
use plan::problem::{Force, Ground, Problem, UnitKind};
use proptest::prelude::*;
use tlog::Hash;

use crate::small::country;

/// Units of the small country, by their order.
const E1: u32 = 1;
const P01: u32 = 5;
const P02: u32 = 6;
const S1: u32 = 7;

/// Codes found in the small country after a change, each once.
fn codes(change: impl FnOnce(&mut Problem, &mut Plan, &mut Certificates)) -> Vec<&'static str> {
    let (mut problem, mut plan, mut certificates) = country();
    let before = problem.clone();
    change(&mut problem, &mut plan, &mut certificates);
    if problem != before {
        plan.problem = problem_hash(&problem);
        certificates.problem = plan.problem;
    }
    let verdict = check(&problem, &plan, &certificates);
    for violation in &verdict.violations {
        // Every violation can be told, whatever it names.
        assert!(violation.text(&problem, &plan, Language::French).starts_with(violation.rule.code()));
        assert!(violation.text(&problem, &plan, Language::English).contains(violation.rule.remedy(Language::English)));
    }
    let mut codes: Vec<&str> = verdict.violations.iter().map(|violation| violation.rule.code()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// Codes after a change of the plan alone.
fn broken(change: impl FnOnce(&mut Plan)) -> Vec<&'static str> {
    codes(|_, plan, _| change(plan))
}

fn steps(circuit: usize, steps: Vec<Step>) -> Vec<&'static str> {
    broken(|plan| plan.circuits[circuit].steps = steps)
}

fn stop(site: u32, time: u32) -> Step {
    Step::Stop { site, time: Seconds(time) }
}

fn way(time: u32) -> Step {
    Step::Way(Seconds(time))
}

fn rest(time: u32) -> Step {
    Step::Rest(Seconds(time))
}

const NOTHING: [&str; 0] = [];

#[test]
fn the_small_plan_keeps_every_rule() {
    let (problem, plan, certificates) = country();
    let verdict = check(&problem, &plan, &certificates);
    assert_eq!(verdict.violations, []);
    let figures = verdict.figures.unwrap();
    assert_eq!((figures.sites, figures.visited, figures.response_only), ([6, 1, 1], 7, 1));
    assert_eq!(figures.realised, Value(2_083_334));
    // One crew in reserve reaches all but 02-010-v1, and no site is reached by two.
    let first: Vec<(u64, u64)> = figures.promises.iter().map(|class| (class.first_met, class.first_missed)).collect();
    assert_eq!(first, [(8, 0), (6, 2), (0, 0)]);
    let second: Vec<(u64, u64)> =
        figures.promises.iter().map(|class| (class.second_met, class.second_missed)).collect();
    assert_eq!(second, [(0, 8), (0, 8), (0, 0)]);
    let duties: Vec<_> = figures
        .officers
        .iter()
        .map(|duty| (duty.force, duty.circuits, duty.liaison, duty.reserve, duty.details))
        .collect();
    let gendarmes = (Force::Gendarmerie, 6, 1, 4, 0);
    let police = (Force::Police, 4 + 8 + 4, 0, 4, 6);
    assert_eq!(duties, [gendarmes, (Force::Military, 3, 0, 0, 0), police]);
    // 02-001-v1, visited for 1,200 of 3,600 seconds.
    assert_eq!(figures.least_presence, 333_333);
    assert_eq!(figures.travel_share, 1_000_000 * (900 + 460 + 480 + 2_100) / (5 * 3_600));
}

#[test]
fn form() {
    assert_eq!(broken(|plan| plan.problem = Hash([7; 32])), ["C101"]);
    assert_eq!(codes(|_, _, certificates| certificates.problem = Hash([7; 32])), ["C101"]);
    let unknown: [fn(&mut Plan); 10] = [
        |plan| plan.moves[0].unit = 8,
        |plan| plan.moves[0].base = 4,
        |plan| plan.circuits[0].department = 2,
        |plan| plan.circuits[0].crews[0] = Crew::Accompanied { soldiers: 4, liaison: 8 },
        |plan| plan.circuits[0].steps.push(stop(u32::MAX, 0)),
        |plan| plan.reserves[0].shift = 2,
        |plan| plan.details[0].event = 1,
        |plan| plan.response_only.push(8),
        |plan| plan.pools[0].department = 2,
        |plan| plan.covers[0].shift = 2,
    ];
    for unknown in unknown {
        assert_eq!(broken(unknown), ["C102"]);
    }
    assert_eq!(codes(|_, _, certificates| certificates.covers[0].multipliers[0].0 = 8), ["C102"]);
    assert_eq!(broken(|plan| plan.reserves.swap(0, 1)), ["C103"]);
    assert_eq!(broken(|plan| plan.circuits[3].number = 2), ["C103"]);
    assert_eq!(broken(|plan| plan.circuits.swap(0, 1)), ["C103"]);
    assert_eq!(broken(|plan| plan.response_only.push(6)), ["C103"]);
    assert_eq!(codes(|_, _, certificates| certificates.covers.swap(0, 1)), ["C103"]);
    assert_eq!(broken(|plan| plan.commitments.truncate(1)), ["C104"]);
    assert_eq!(broken(|plan| plan.circuits[4].crews.truncate(1)), ["C105"]);
}

#[test]
fn what_happens_on_a_circuit() {
    assert_eq!(steps(0, vec![stop(0, 1_200), way(450), stop(1, 1_200), way(450), rest(301)]), ["C111"]);
    assert_eq!(steps(0, vec![stop(0, 1_200), rest(450), stop(1, 1_200), way(450), rest(300)]), ["C112"]);
    // The way that is missing may be the one back to the first stop.
    assert_eq!(steps(0, vec![stop(0, 1_200), way(900), stop(1, 1_200), rest(300)]), ["C112"]);
    // It takes 362 seconds, of which the blur takes one and a part in 10,000.
    assert_eq!(steps(0, vec![stop(0, 1_200), way(360), stop(1, 1_200), way(540), rest(300)]), ["C113"]);
    assert_eq!(steps(0, vec![stop(0, 1_200), way(362), stop(1, 1_200), way(538), rest(300)]), NOTHING);
    assert_eq!(steps(0, vec![stop(0, 1_200), way(200), rest(300), way(250), stop(1, 1_200), way(450)]), NOTHING);
    assert_eq!(steps(0, vec![stop(0, 1_200), way(550), stop(1, 1_200), way(450), rest(200)]), ["C114"]);
    assert_eq!(
        steps(2, vec![stop(2, 900), way(160), stop(3, 1_100), way(160), stop(4, 200), way(780), rest(300)]),
        ["C117"]
    );
}

#[test]
fn a_stop_on_other_ground() {
    let found = codes(|problem, plan, _| {
        problem.sites[6].ground = Ground::Police;
        plan.circuits[3].steps = vec![stop(5, 1_200), way(300), stop(6, 300), way(300), rest(1_500)];
        plan.response_only.clear();
    });
    assert_eq!(found, ["C115"]);
}

#[test]
fn a_post_needs_leave() {
    let long = vec![stop(0, 1_300), way(400), stop(1, 1_200), way(400), rest(300)];
    let realised = Value(638_889);
    let change = |plan: &mut Plan, steps: &[Step]| {
        plan.circuits[0].steps = steps.to_vec();
        plan.pools[0].realised = realised;
    };
    assert_eq!(broken(|plan| change(plan, &long)), ["C116"]);
    let leave = codes(|problem, plan, _| {
        problem.sites[0].may_post = true;
        // With leave there is no ceiling, and the bound is that of the water: 406.25 points.
        problem.sites[1].may_post = true;
        plan.pools[0].bound = Value(406_250);
        change(plan, &long);
    });
    assert_eq!(leave, NOTHING);
    // Two stops that only a rest or a few steps part are one.
    let parted = vec![stop(0, 700), rest(300), stop(0, 600), way(400), stop(1, 1_200), way(400)];
    assert_eq!(broken(|plan| change(plan, &parted)), ["C116"]);
    let around = vec![stop(0, 700), way(400), stop(1, 1_200), way(400), stop(0, 600), rest(300)];
    assert_eq!(broken(|plan| change(plan, &around)), ["C116"]);
    let hop = vec![stop(0, 650), way(119), stop(0, 650), way(400), stop(1, 1_081), way(400), rest(300)];
    assert_eq!(broken(|plan| change(plan, &hop)), ["C116"]);
    // A crew that never leaves is a post, however short its stop.
    assert_eq!(steps(3, vec![stop(5, 1_200), rest(2_400)]), ["C116"]);
}

#[test]
fn more_presence_than_the_ceiling_by_two_circuits() {
    let found = broken(|plan| {
        plan.circuits[2].steps[0] = stop(2, 1_100);
        plan.circuits[2].steps[2] = stop(3, 900);
        plan.pools[1].realised = Value(1_929_013);
    });
    assert_eq!(found, ["C118"]);
}

/// Circuits beside the post of 02, as many as wanted, and forces for them.
fn beside_the_post(problem: &mut Problem, plan: &mut Plan, steps: &[Step], until: u32) {
    problem.units[P02 as usize].strength = Officers(1_000);
    problem.units[P02 as usize].vehicles = 1_000;
    problem.policy.strengths[1].most = Officers(10_000);
    problem.policy.reserve = Permille(0);
    for number in 2..=until {
        let crews = vec![Crew::Ordinary { unit: P02 }; 2];
        plan.circuits.push(Circuit { department: 1, ground: Ground::Police, number, steps: steps.to_vec(), crews });
    }
    plan.pools[3].bound = Value(0);
}

#[test]
fn a_circuit_without_a_stop_and_too_many_at_one_site() {
    assert_eq!(codes(|problem, plan, _| beside_the_post(problem, plan, &[rest(3_600)], 2)), ["C119"]);
    let crowd = |circuits| {
        codes(|problem, plan, _| {
            beside_the_post(problem, plan, &[stop(7, 3_300), rest(300)], circuits);
            plan.pools[3].realised = Value(1);
        })
    };
    assert_eq!(crowd(64), NOTHING);
    assert_eq!(crowd(65), ["C123"]);
}

#[test]
fn every_site_is_visited_or_listed() {
    assert_eq!(broken(|plan| plan.response_only.clear()), ["C121"]);
    assert_eq!(broken(|plan| plan.response_only.insert(0, 5)), ["C122"]);
}

#[test]
fn moves() {
    let fixed = broken(|plan| plan.moves.insert(0, plan::answer::Move { unit: E1, base: 2 }));
    assert_eq!(fixed, ["C131"]);
    assert_eq!(broken(|plan| plan.moves.push(plan.moves[0])), ["C132"]);
}

#[test]
fn who_may_serve() {
    let crew = |plan: &mut Plan, circuit: usize, unit| plan.circuits[circuit].crews[0] = Crew::Ordinary { unit };
    assert_eq!(broken(|plan| crew(plan, 4, E1)), ["C141"]);
    // Soldiers alone are no crew, and patrols are not soldiers.
    let alone = broken(|plan| plan.circuits[0].crews[1] = Crew::Ordinary { unit: 4 });
    assert_eq!(alone, ["C141"]);
    assert_eq!(codes(|problem, _, _| problem.units[2].force = Force::Municipal), ["C142"]);
    let zone = codes(|problem, plan, _| {
        problem.units[P01 as usize].vehicles = 5;
        crew(plan, 0, P01);
    });
    assert_eq!(zone, ["C143"]);
    let department = codes(|problem, _, _| problem.units[P02 as usize].department = election::Id::new("01").unwrap());
    assert_eq!(department, ["C144"]);
    let stays = broken(|plan| plan.moves.clear());
    assert_eq!(stays, ["C144", "C145", "C146"], "the squad is needed, and is far away");
}

#[test]
fn a_detail_of_another_kind_or_department() {
    assert_eq!(codes(|problem, _, _| problem.units[E1 as usize].kind = UnitKind::BombDisposal), ["C141"]);
    let far = broken(|plan| plan.details[1].unit = P02);
    assert_eq!(far, ["C144"]);
}

#[test]
fn ways_from_and_to_the_base() {
    let early = |change: fn(&mut plan::problem::Shift)| codes(|problem, _, _| change(&mut problem.policy.shifts[0]));
    // From its base to its farther stop the gendarmes take 362 seconds.
    assert_eq!(early(|shift| shift.duty_from = Clock(8 * 3_600 - 360)), ["C145"]);
    assert_eq!(early(|shift| shift.duty_from = Clock(8 * 3_600 - 362)), NOTHING);
    assert_eq!(early(|shift| shift.duty_to = Clock(13 * 3_600 + 360)), ["C146"]);
    assert_eq!(early(|shift| shift.duty_to = Clock(13 * 3_600 + 362)), NOTHING);
}

#[test]
fn hours_of_duty() {
    assert_eq!(codes(|problem, _, _| problem.units[3].longest_duty = Seconds(28_799)), ["C147"]);
    assert_eq!(codes(|problem, _, _| problem.units[E1 as usize].from = Clock(7 * 3_600 + 1)), ["C148"]);
    assert_eq!(codes(|problem, _, _| problem.units[E1 as usize].to = Clock(20 * 3_600 - 1)), ["C148"]);
}

#[test]
fn people_and_vehicles() {
    assert_eq!(codes(|problem, _, _| problem.units[P01 as usize].strength = Officers(9)), ["C149"]);
    assert_eq!(codes(|problem, _, _| problem.units[P01 as usize].strength = Officers(10)), NOTHING);
    assert_eq!(codes(|problem, _, _| problem.units[S1 as usize].vehicles = 1), ["C150"]);
}

#[test]
fn nobody_serves_twice_unless_rested() {
    // The early duty ends at 12:00 and the late one begins then: five people are enough for the
    // ten that serve, if no rest is due, and so are the vehicles.
    let shared = |rest: u32, begins: u32| {
        codes(|problem, _, _| {
            problem.policy.shifts[0].duty_to = Clock(13 * 3_600 + 1_800);
            problem.policy.shifts[1].duty_from = Clock(begins);
            problem.policy.shifts[1].serves_from = Clock(begins + 1_800);
            problem.policy.shifts[0].serves_to = Clock(13 * 3_600);
            let unit = &mut problem.units[P01 as usize];
            (unit.strength, unit.shortest_rest, unit.vehicles) = (Officers(5), Seconds(rest), 2);
        })
    };
    let half_past_one = 13 * 3_600 + 1_800;
    assert_eq!(shared(0, half_past_one), NOTHING);
    assert_eq!(shared(1, half_past_one), ["C149"]);
    assert_eq!(shared(1, half_past_one + 1), NOTHING);
    assert_eq!(shared(0, half_past_one - 1), ["C149", "C150"]);
}

/// Claims of cover made again from what is found.
fn recovered(change: impl FnOnce(&mut Plan)) -> Vec<&'static str> {
    broken(|plan| {
        change(plan);
        let (problem, _, certificates) = country();
        let figures = check(&problem, plan, &certificates).figures.unwrap();
        for (claim, cover) in plan.covers.iter_mut().zip(&figures.covers) {
            claim.value = u64::try_from(cover.least).unwrap();
            claim.bound = u64::try_from(cover.bound).unwrap();
        }
    })
}

#[test]
fn reserves() {
    assert_eq!(recovered(|_| ()), NOTHING);
    assert_eq!(recovered(|plan| plan.reserves[0].base = 0), ["C151"]);
    assert_eq!(recovered(|plan| plan.reserves.retain(|reserve| (reserve.shift, reserve.unit) != (0, P01))), ["C152"]);
    let soldiers = recovered(|plan| plan.reserves[1] = Reserve { shift: 0, unit: 4, base: 1, crews: 1 });
    assert_eq!(soldiers, ["C141"], "nobody sends soldiers alone");
}

#[test]
fn departments() {
    assert_eq!(codes(|problem, _, _| problem.policy.strengths[0].least = Officers(48)), ["C161"]);
    assert_eq!(codes(|problem, _, _| problem.policy.strengths[0].least = Officers(47)), NOTHING);
    assert_eq!(codes(|problem, _, _| problem.policy.strengths[0].most = Officers(46)), ["C162"]);
}

#[test]
fn events() {
    assert_eq!(broken(|plan| plan.details[0].officers = Officers(1)), ["C171"]);
    assert_eq!(codes(|problem, _, _| problem.units[E1 as usize].skills.clear()), ["C172"]);
    // An event that ends when the late shift begins needs nobody of it.
    let short = codes(|problem, plan, _| {
        problem.events[0].to = Clock(13 * 3_600);
        plan.details.truncate(2);
    });
    assert_eq!(short, NOTHING);
}

#[test]
fn claims_of_value() {
    for wrong in [2_083_333, 2_083_335] {
        assert_eq!(broken(|plan| plan.pools[1].realised = Value(wrong)), ["C181"]);
    }
    // 02's post weighs 2,500 points: nobody is there for 300 seconds of 3,600.
    assert_eq!(broken(|plan| plan.pools[3].bound = Value(208_334)), ["C182"]);
    // A venue of 4,000 points under a ceiling of one half.
    assert_eq!(broken(|plan| plan.pools[1].bound = Value(2_000_001)), ["C182"]);
    assert_eq!(broken(|plan| plan.bound = Value(2_000_001)), ["C183"]);
    assert_eq!(broken(|plan| plan.pools.retain(|pool| pool.realised.0 != 666_667)), ["C186"]);
}

/// The small country without ceilings, where only the water decides.
fn open_country(claim: u64) -> Vec<&'static str> {
    codes(|problem, plan, _| {
        problem.policy.ceiling = Permille(1_000);
        plan.pools[1].bound = Value(claim);
        for at in [0, 2] {
            plan.pools[at].bound = Value(0);
        }
        plan.bound = Value(0);
    })
}

#[test]
fn a_bound_by_hand() {
    // 4,000, 3,000 and 2,000 points, two circuits of 3,300 seconds: 3 − v (1/4,000 + 1/3,000 +
    // 1/2,000) = 2 × 3,300 ÷ 3,600, so v = 1,076.923…
    assert_eq!(open_country(1_076_923), NOTHING);
    assert_eq!(open_country(1_076_924), ["C182"]);
}

#[test]
fn the_national_bound_by_hand() {
    // Without ceilings and reserve every pool has the crews for one circuit of its own, and the
    // squad those for one more: the best is the second circuit where 2,000 points would be open,
    // and there it leaves 1,076.923.
    let nation = |claim| {
        let found = codes(|problem, plan, _| {
            problem.policy.ceiling = Permille(1_000);
            problem.policy.reserve = Permille(0);
            problem.units[4].kind = UnitKind::Elite;
            for unit in [2, 3, 5, 6] {
                problem.units[unit].strength = Officers(4);
            }
            problem.units[S1 as usize].strength = Officers(8);
            plan.bound = Value(claim);
        });
        found.contains(&"C183")
    };
    assert!(!nation(1_076_923));
    assert!(nation(1_076_924));
}

#[test]
fn soldiers_lower_the_national_bound() {
    // As above, but the squad is gone. Two services of soldiers each save a gendarme or policeman
    // out of two, so together one service: half a circuit, which is none, and the bound is that
    // of one circuit. With four services it is one whole circuit more.
    let nation = |soldiers, claim| {
        let found = codes(|problem, plan, _| {
            problem.policy.ceiling = Permille(1_000);
            problem.policy.reserve = Permille(0);
            problem.units[4].strength = Officers(soldiers);
            for unit in [2, 3, 5, 6] {
                problem.units[unit].strength = Officers(4);
            }
            problem.units[S1 as usize].strength = Officers(0);
            problem.units[S1 as usize].crew = Officers(2);
            plan.bound = Value(claim);
        });
        found.contains(&"C183")
    };
    assert!(!nation(6, 2_000_000));
    assert!(nation(6, 2_000_001));
    assert!(nation(12, 2_000_000));
}

#[test]
fn claims_of_cover() {
    assert_eq!(broken(|plan| plan.covers[1].value += 1), ["C184"]);
    assert_eq!(broken(|plan| plan.covers[1].value -= 1), ["C184"]);
    assert_eq!(broken(|plan| plan.covers[1].bound -= 1), ["C185"]);
    assert_eq!(broken(|plan| plan.covers[1].bound += 1), NOTHING);
    assert_eq!(codes(|_, _, certificates| certificates.covers.clear()), ["C185"]);
    assert_eq!(codes(|_, _, certificates| certificates.covers[0].multipliers[2].1 += 1), ["C185"]);
    assert_eq!(broken(|plan| plan.covers.retain(|cover| (cover.shift, cover.department) != (0, 0))), ["C186"]);
}

/// Stops at the three sites of 01's police, with ways that are long enough and the rest.
fn round() -> impl Strategy<Value = Vec<Step>> {
    (300..=1_100_u32, 300..=1_100_u32).prop_map(|(first, second)| {
        let third = 2_820 - first - second;
        vec![stop(2, first), way(160), stop(3, second), way(160), stop(4, third), way(160), rest(300)]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// What a good plan reaches is no bound, were it a thousandth lower: no bound that is proven is
    /// above what some plan reaches.
    #[test]
    fn no_bound_is_proven_above_a_plan(rounds in prop::collection::vec(round(), 2), one in any::<bool>(), ceiling in 400..=1_000_u16) {
        let (mut problem, mut plan, mut certificates) = country();
        problem.policy.ceiling = Permille(ceiling);
        for (circuit, steps) in plan.circuits[1..3].iter_mut().zip(&rounds) {
            circuit.steps.clone_from(steps);
        }
        if one {
            plan.circuits.remove(2);
        }
        plan.problem = problem_hash(&problem);
        certificates.problem = plan.problem;
        let figures = check(&problem, &plan, &certificates).figures.unwrap();
        for (claim, pool) in plan.pools.iter_mut().zip(&figures.pools) {
            claim.realised = pool.realised;
            claim.bound = Value(pool.realised.0 + 1);
        }
        plan.bound = Value(figures.realised.0 + 1);
        let verdict = check(&problem, &plan, &certificates);
        let codes: Vec<&str> = verdict.violations.iter().map(|violation| violation.rule.code()).collect();
        prop_assume!(!codes.contains(&"C118"));
        prop_assert_eq!(codes, ["C182", "C182", "C182", "C182", "C183"]);
    }
}

#[test]
fn every_rule_has_its_line_in_the_specification() {
    let page = include_str!("../../../../specs/plan-check.md");
    let table: Vec<String> = page.lines().filter(|line| line.starts_with("| C1")).map(str::to_owned).collect();
    let row = |rule: &Rule| {
        format!("| {} | {} | {} |", rule.code(), rule.text(Language::English), rule.remedy(Language::English))
    };
    let rules: Vec<String> = Rule::ALL.iter().map(row).collect();
    assert_eq!(table, rules);
}
