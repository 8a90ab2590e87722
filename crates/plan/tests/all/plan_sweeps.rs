//! Sweeps before events: made and checked, each rule broken by itself, and the reasons why not.

use election::Id;
use election::definition::Position;
use plan::answer::{Plan, Sweep, SweepOutcome, Unswept};
use plan::check::{Rule, check};
use plan::deploy::{Deployment, Settings, Stage, Watcher, deploy, sweeps_again};
use plan::measure::{Clock, Officers, Seconds, Weight};
use plan::problem::{Event, EventKind, Problem, Site, SiteKind, Unit};

use crate::small;

struct Nobody;

impl Watcher for Nobody {
    fn at(&self, _: Stage) {}

    fn enough(&self) -> bool {
        false
    }
}

fn id(text: &str) -> Id {
    Id::new(text).unwrap()
}

/// The small country with the bomb disposal of department 02 beside events of its own commune.
fn country(events: &[(&str, u32, u64)]) -> Problem {
    let (mut problem, _, _) = small::country();
    problem.events.clear();
    problem.sites.retain(|site| site.kind == SiteKind::Venue);
    let model: Site = problem.sites.last().unwrap().clone();
    for (nth, &(name, from, weight)) in (1..).zip(events) {
        let position = Position { lon_e6: model.position.lon_e6 + 10_000 * nth, ..model.position };
        problem.events.push(Event {
            id: id(name),
            kind: EventKind::Rally,
            phase: None,
            commune: model.commune,
            position: Some(position),
            from: Clock(from),
            to: Clock(24 * 3_600),
            people: 3_000,
            weight: Weight(weight),
            detail: Officers(0),
            skills: vec![id("dog")],
            name: format!("Rally {name}"),
        });
        let (site, may_post) = (model.clone(), true);
        problem.sites.push(Site { id: id(name), kind: SiteKind::Gathering, position, stations: 0, may_post, ..site });
    }
    problem.sites.sort_by_key(|site| (site.department, site.ground, site.id));
    let mut text = String::new();
    problem.seal(&mut text).unwrap();
    Problem::open(text.as_bytes()).unwrap_or_else(|fault| panic!("{fault:?}\n{text}"))
}

fn disposal(problem: &mut Problem) -> &mut Unit {
    problem.units.iter_mut().find(|unit| unit.id == id("b-1")).unwrap()
}

fn planned(problem: &Problem) -> Deployment {
    let seals = small::country().1.commitments;
    deploy(problem, &Settings { seed: [3; 32], iterations: 1 }, seals, &Nobody)
}

fn codes(problem: &Problem, made: &Deployment, sweeps: Vec<Sweep>) -> Vec<Rule> {
    let plan = Plan { sweeps, ..made.plan.clone() };
    let mut rules: Vec<Rule> =
        check(problem, &plan, &made.certificates).violations.iter().map(|violation| violation.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    rules
}

/// Rules broken because of the sweeps alone.
fn of_sweeps(problem: &Problem, made: &Deployment, sweeps: Vec<Sweep>) -> Vec<Rule> {
    let before = codes(problem, made, made.plan.sweeps.clone());
    codes(problem, made, sweeps).into_iter().filter(|rule| !before.contains(rule)).collect()
}

const SWEEP_RULES: [Rule; 4] = [Rule::SweepTime, Rule::SweepWay, Rule::SweepTold, Rule::SweepWhy];

fn sound(problem: &Problem, made: &Deployment) {
    let found = codes(problem, made, made.plan.sweeps.clone());
    assert!(found.iter().all(|rule| !SWEEP_RULES.contains(rule)), "{found:?} {:?}", made.plan.sweeps);
}

const NOON: u32 = 12 * 3_600;

#[test]
fn two_events_are_swept_by_the_two_teams_or_one_after_the_other() {
    let mut problem = country(&[("a", NOON, 500), ("b", 18 * 3_600, 500)]);
    disposal(&mut problem).vehicles = 1;
    disposal(&mut problem).longest_duty = Seconds(12 * 3_600);
    let made = planned(&problem);
    sound(&problem, &made);
    assert!(made.plan.sweeps.iter().all(|sweep| matches!(sweep.outcome, SweepOutcome::Swept { team: 1, .. })));
    let mut text = String::new();
    made.plan.seal(&problem, &mut text).unwrap();
    assert_eq!(Plan::open(text.as_bytes(), &problem).unwrap(), made.plan);
}

#[test]
fn of_two_events_at_once_for_one_team_the_heavier_is_swept_and_the_other_told_why() {
    // The same hour; what is sealed for one cannot be swept in time for the other.
    let mut problem = country(&[("a", 7 * 3_600 + 1_800, 400), ("b", 7 * 3_600 + 1_800, 900)]);
    disposal(&mut problem).vehicles = 1;
    disposal(&mut problem).from = Clock(5 * 3_600 + 1_200);
    let made = planned(&problem);
    sound(&problem, &made);
    assert!(matches!(made.plan.sweeps[1].outcome, SweepOutcome::Swept { .. }), "{:?}", made.plan.sweeps);
    assert_eq!(made.plan.sweeps[0].outcome, SweepOutcome::Unswept(Unswept::Needed(vec![1])));
    // The lighter instead of the heavier is no violation; both at once is one, and so is silence.
    let Sweep { outcome: SweepOutcome::Swept { unit, team, from }, .. } = made.plan.sweeps[1].clone() else { panic!() };
    let swept = |event| Sweep { event, outcome: SweepOutcome::Swept { unit, team, from } };
    assert_eq!(of_sweeps(&problem, &made, vec![swept(0), swept(1)]), [Rule::SweepWay]);
    assert_eq!(of_sweeps(&problem, &made, vec![swept(1)]), [Rule::SweepTold]);
}

#[test]
fn every_rule_of_a_sweep_is_checked() {
    let problem = country(&[("a", NOON, 500)]);
    let made = planned(&problem);
    sound(&problem, &made);
    let Sweep { outcome: SweepOutcome::Swept { unit, team, from }, .. } = made.plan.sweeps[0].clone() else { panic!() };
    let sweep =
        |unit, team, from| vec![Sweep { event: 0, outcome: SweepOutcome::Swept { unit, team, from: Clock(from) } }];
    let why = |why| vec![Sweep { event: 0, outcome: SweepOutcome::Unswept(why) }];
    let broken = |sweeps| of_sweeps(&problem, &made, sweeps);
    assert_eq!(broken(sweep(unit, team, from.0)), []);
    assert_eq!(broken(sweep(unit, team, NOON - 3_600)), [Rule::SweepTime]);
    assert_eq!(broken(sweep(unit, team, NOON - 5 * 3_600)), [Rule::SweepTime]);
    assert_eq!(broken(sweep(unit, 3, from.0)), [Rule::Strength, Rule::Vehicles]);
    let other = u32::try_from(problem.units.iter().position(|unit| unit.id == id("p-02")).unwrap()).unwrap();
    assert!(broken(sweep(other, 1, from.0)).contains(&Rule::Kind));
    assert!(broken(sweep(other, 1, from.0)).contains(&Rule::Skill));
    for reason in [Unswept::Skill, Unswept::Time, Unswept::Needed(vec![0])] {
        assert_eq!(broken(why(reason)), [Rule::SweepWhy]);
    }
    assert_eq!(broken(Vec::new()), [Rule::SweepTold]);
}

#[test]
fn a_team_that_is_not_there_or_not_for_so_long_is_found() {
    let mut problem = country(&[("a", NOON, 500)]);
    let made = planned(&problem);
    disposal(&mut problem).longest_duty = Seconds(60);
    assert!(codes(&problem, &made, made.plan.sweeps.clone()).contains(&Rule::LongDuty));
    disposal(&mut problem).longest_duty = Seconds(28_800);
    disposal(&mut problem).from = Clock(13 * 3_600);
    assert!(codes(&problem, &made, made.plan.sweeps.clone()).contains(&Rule::Absent));
}

#[test]
fn who_has_no_skill_or_no_time_is_told() {
    let mut problem = country(&[("a", NOON, 500)]);
    disposal(&mut problem).from = Clock(13 * 3_600);
    let made = planned(&problem);
    sound(&problem, &made);
    assert_eq!(made.plan.sweeps[0].outcome, SweepOutcome::Unswept(Unswept::Time));
    disposal(&mut problem).kind = plan::problem::UnitKind::Elite;
    let made = planned(&problem);
    sound(&problem, &made);
    assert_eq!(made.plan.sweeps[0].outcome, SweepOutcome::Unswept(Unswept::Skill));
}

#[test]
fn an_event_that_begins_with_the_day_has_no_time_for_a_sweep() {
    let problem = country(&[("a", 0, 500), ("b", 4_000, 300)]);
    let made = planned(&problem);
    sound(&problem, &made);
    for sweep in &made.plan.sweeps {
        assert_eq!(sweep.outcome, SweepOutcome::Unswept(Unswept::Time));
    }
}

#[test]
fn sweeps_that_can_stay_stay_and_the_others_are_told() {
    let mut problem = country(&[("a", NOON, 500), ("b", 18 * 3_600, 500)]);
    let made = planned(&problem);
    assert_eq!(sweeps_again(&problem, &made.plan.sweeps), made.plan.sweeps);
    assert_eq!(sweeps_again(&problem, &[]).len(), 2);
    disposal(&mut problem).from = Clock(13 * 3_600);
    let again = sweeps_again(&problem, &made.plan.sweeps);
    assert_eq!(again[0].outcome, SweepOutcome::Unswept(Unswept::Time));
    assert!(matches!(again[1].outcome, SweepOutcome::Swept { .. }));
}
