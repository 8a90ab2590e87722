//! Sweeps against plain enumeration, the checker's rules one by one, broken certificates and
//! broken files.

use plan::sweep::check::{Violation, check};
use plan::sweep::read::parse;
use plan::sweep::{Answer, Cause, PRICE, Problem, Rounds, Settings, Shift, Skills, Unfit, Venue, solve};
use proptest::prelude::*;

fn answer(problem: &Problem) -> Answer {
    solve(problem, &Settings { seed: [1; 32], changes: 200 }, &mut || false)
}

/// When a sweep starts, and when the shift would be home from it; `None` if it cannot be.
fn visit(problem: &Problem, shift: &Shift, place: usize, free: u32, venue: usize) -> Option<u32> {
    let it = &problem.venues()[venue];
    let start = it.earliest.max(free + problem.travel(place, problem.place(venue)));
    (start <= it.latest && it.needs.0 & !shift.skills.0 == 0).then_some(start + it.service)
}

/// Every order of every set of venues: the least travel of each set, by the bits of its venues.
fn tours(problem: &Problem, shift: &Shift) -> Vec<Option<u32>> {
    let mut least = vec![None; 1 << problem.venues().len()];
    let mut stack = vec![(0_usize, shift.depot, shift.start, 0_u32)];
    while let Some((set, place, free, travel)) = stack.pop() {
        let back = if set == 0 { 0 } else { problem.travel(place, shift.depot) };
        if free + back <= shift.end {
            least[set] = Some(least[set].map_or(travel + back, |known: u32| known.min(travel + back)));
        }
        for venue in (0..problem.venues().len()).filter(|venue| set >> venue & 1 == 0) {
            if let Some(then) = visit(problem, shift, place, free, venue) {
                let next = problem.place(venue);
                stack.push((set | 1 << venue, next, then, travel + problem.travel(place, next)));
            }
        }
    }
    least
}

/// The least cost, by trying for each shift every set that is left.
fn cheapest(problem: &Problem) -> u64 {
    let venues = problem.venues().len();
    let price = |set: usize| -> u64 {
        (0..venues).filter(|at| set >> at & 1 == 1).map(|at| u64::from(problem.venues()[at].weight) * PRICE).sum()
    };
    let all = (1_usize << venues) - 1;
    // The least travel so far by the venues swept so far.
    let mut least = vec![None; all + 1];
    least[0] = Some(0_u64);
    for shift in problem.shifts() {
        let tours = tours(problem, shift);
        let before = least.clone();
        for (swept, travel) in before.iter().enumerate().filter_map(|(set, travel)| Some((set, (*travel)?))) {
            for (set, tour) in tours.iter().enumerate().filter_map(|(set, tour)| Some((set, u64::from((*tour)?)))) {
                let both = &mut least[swept | set];
                if swept & set == 0 {
                    *both = Some(both.map_or(travel + tour, |known: u64| known.min(travel + tour)));
                }
            }
        }
    }
    let costs = least.iter().enumerate().filter_map(|(set, travel)| Some((*travel)? + price(all & !set)));
    costs.min().expect("nobody need go anywhere")
}

fn venue() -> impl Strategy<Value = Venue> {
    (0_u32..150, 0_u32..90, 1_u32..40, 0_u32..4, 0_u64..4).prop_map(|(earliest, width, service, weight, needs)| Venue {
        day: 0,
        earliest,
        latest: earliest + width,
        service,
        weight,
        needs: Skills(needs & (needs >> 1)),
    })
}

fn small() -> impl Strategy<Value = Problem> {
    (1_usize..3, 0_usize..7, 1_usize..4).prop_flat_map(|(depots, venues, shifts)| {
        let shift = (0..depots, 0_u32..60, 40_u32..300, 0_u64..2).prop_map(|(depot, start, length, skills)| Shift {
            name: String::new(),
            depot,
            start,
            end: start + length,
            skills: Skills(skills),
        });
        let places = depots + venues;
        let travel = prop::collection::vec(0_u32..60, places * places);
        let parts = (prop::collection::vec(venue(), venues), prop::collection::vec(shift, shifts), travel);
        parts.prop_map(move |(venues, shifts, travel)| Problem::new(depots, venues, shifts, travel).expect("fits"))
    })
}

proptest! {
    #[test]
    fn the_answer_is_the_cheapest_of_all_and_proven_by_other_code(problem in small()) {
        let answer = answer(&problem);
        prop_assert_eq!(check(&problem, &answer.rounds), Ok(answer.value));
        prop_assert_eq!(answer.value, cheapest(&problem));
        prop_assert_eq!(answer.bound, answer.value);
        prop_assert_eq!(answer.certificate.proven(&problem), Ok(answer.bound));
    }

    /// Whoever stops the search early still has rounds that keep the rules and a bound that holds.
    #[test]
    fn a_search_that_is_stopped_anywhere_keeps_its_word(problem in small(), steps in 0_u32..40) {
        let mut left = steps;
        let mut stop = || { left = left.saturating_sub(1); left == 0 };
        let answer = solve(&problem, &Settings { seed: [2; 32], changes: 200 }, &mut stop);
        let best = cheapest(&problem);
        prop_assert_eq!(check(&problem, &answer.rounds), Ok(answer.value));
        prop_assert!(answer.bound <= best && best <= answer.value);
        let proven = answer.certificate.proven(&problem);
        prop_assert!(proven.is_ok_and(|proven| proven <= best), "{proven:?}");
    }

    #[test]
    fn no_prices_prove_more_than_the_optimum(problem in small(), change in -3_000_i64..3_000, which in 0_usize..20) {
        let mut answer = answer(&problem);
        for part in &mut answer.certificate.parts {
            let count = part.whole.prices.venues.len();
            part.whole.prices.venues[which % count] += change * 1_024;
            for case in &mut part.cases {
                case.prices.venues[which % count] += change * 1_024;
            }
        }
        let proven = answer.certificate.proven(&problem);
        prop_assert!(proven.is_err() || proven.is_ok_and(|proven| proven <= cheapest(&problem)));
    }
}

/// One team, one depot, three venues in a row; the last needs a dog.
fn row() -> Problem {
    let venue = |earliest: u32, needs: u64| Venue {
        day: 0,
        earliest,
        latest: earliest + 30,
        service: 20,
        weight: 1,
        needs: Skills(needs),
    };
    let shift = |start: u32, skills: u64| Shift {
        name: String::new(),
        depot: 0,
        start,
        end: start + 200,
        skills: Skills(skills),
    };
    let travel = (0..16_u32).map(|at| 10 * (at / 4).abs_diff(at % 4)).collect();
    let venues = vec![venue(20, 0), venue(60, 0), venue(100, 1)];
    Problem::new(1, venues, vec![shift(0, 1), shift(0, 0), shift(100, 1)], travel).expect("fits")
}

#[test]
fn every_rule_is_checked() {
    let problem = row();
    let wrong = |rounds: &[&[usize]]| {
        check(&problem, &Rounds(rounds.iter().map(|round| round.to_vec()).collect())).expect_err("a broken rule")
    };
    let right = Rounds(vec![vec![0, 1, 2], vec![], vec![]]);
    assert_eq!(check(&problem, &right), Ok(60), "thirty minutes out, thirty back");
    assert_eq!(check(&problem, &Rounds(vec![vec![]; 3])), Ok(3_000), "nobody goes");
    assert_eq!(wrong(&[&[0]]), [Violation::Shape { found: 1, shifts: 3 }]);
    assert_eq!(wrong(&[&[3], &[], &[]]), [Violation::Unknown { shift: 0, venue: 3 }]);
    assert_eq!(wrong(&[&[0], &[0], &[]]), [Violation::Twice { venue: 0 }]);
    assert_eq!(wrong(&[&[], &[2], &[]]), [Violation::Skill { shift: 1, venue: 2 }]);
    assert_eq!(wrong(&[&[1, 0], &[], &[]]), [Violation::Late { shift: 0, venue: 0, start: 90 }]);
    assert_eq!(wrong(&[&[], &[], &[1]]), [Violation::Late { shift: 2, venue: 1, start: 120 }]);
}

#[test]
fn a_team_waits_until_the_seal_would_hold() {
    let problem = row();
    assert_eq!(plan::sweep::check::starts(&problem, 0, &[0, 2]), [20, 100], "ready at 10 and at 60");
}

#[test]
fn who_is_back_after_the_shift_is_found() {
    let whole = row();
    let mut shifts = whole.shifts().to_vec();
    shifts[0].end = 149;
    let travel = (0..16).map(|at| whole.travel(at / 4, at % 4)).collect();
    let problem = Problem::new(1, whole.venues().to_vec(), shifts, travel).expect("fits");
    let rounds = Rounds(vec![vec![0, 1, 2], vec![], vec![]]);
    assert_eq!(check(&problem, &rounds), Err(vec![Violation::Overtime { shift: 0, back: 150 }]));
}

#[test]
fn a_certificate_that_leaves_a_part_out_proves_nothing() {
    let problem = row();
    let mut answer = answer(&problem);
    answer.certificate.parts.clear();
    let proven = answer.certificate.proven(&problem);
    assert_eq!(proven, Err(plan::sweep::certificate::Unproven::Parts));
}

const GOOD: &str = r#"{"nd": 1, "venues": [{"id": 0, "day": 0, "start": [5, 9], "service": 3, "weight": 2, "x": 1.5, "y": -2e1, "needs": ["dog"]}],
"vehicles": [{"id": "t0", "depot": 0, "tw": [0, 60], "skills": ["dog", "bomb"]}], "dur": [[0, 4], [4, 0]], "depots": [[0, 0]]}"#;

#[test]
fn a_good_file_is_read() {
    let problem = parse(GOOD.as_bytes()).expect("a good file");
    assert_eq!((problem.depots(), problem.weight(), problem.travel(1, 0)), (1, 2, 4));
    assert_eq!((problem.venues()[0].needs, problem.shifts()[0].skills), (Skills(1), Skills(3)));
    let answer = answer(&problem);
    assert_eq!((answer.value, answer.bound), (8, 8));
}

#[test]
fn broken_files_are_refused_with_their_place() {
    for (from, to, cause) in [
        ("\"nd\": 1", "\"nd\": 0", Cause::Due("a row of `dur` as long as there are depots and venues")),
        ("\"nd\": 1", "\"nd\": 01", Cause::Number(500)),
        ("\"nd\": 1", "\"nd\": -1", Cause::Number(500)),
        ("\"nd\": 1, ", "", Cause::Missing("nd")),
        ("\"nd\": 1", "\"nd\": 1, \"nd\": 1", Cause::Twice("nd".to_owned())),
        ("\"day\"", "\"colour\"", Cause::Unknown("colour".to_owned())),
        ("\"id\": 0", "\"id\": 1", Cause::Number(0)),
        ("[5, 9]", "[5, 9, 9]", Cause::TooMany(2)),
        ("[5, 9]", "[5]", Cause::Due("a pair of minutes")),
        ("[5, 9]", "[9, 5]", Cause::Unfit(Unfit::Window { venue: 0 })),
        ("\"service\": 3", "\"service\": 0", Cause::Unfit(Unfit::NoTime { venue: 0 })),
        ("\"service\": 3", "\"service\": 3.5", Cause::Number(100_000)),
        ("\"service\": 3", "\"service\": 100001", Cause::Number(100_000)),
        ("\"x\": 1.5", "\"x\": nan", Cause::Due("a number")),
        ("\"depot\": 0", "\"depot\": 1", Cause::Unfit(Unfit::Shift { shift: 0 })),
        ("[0, 60]", "[60, 0]", Cause::Unfit(Unfit::Shift { shift: 0 })),
        ("[4, 0]]", "[4]]", Cause::Due("a row of `dur` as long as there are depots and venues")),
        ("[4, 0]]", "[4, 0]", Cause::Due("`[`")),
        ("\"t0\"", "\"t\\n\"", Cause::Due("a string of at most 100 bytes, without escapes,")),
        ("[[0, 0]]}", "[[0, 0]]} 1", Cause::Trailing),
    ] {
        assert!(GOOD.contains(from), "{from}");
        let refused = parse(GOOD.replacen(from, to, 1).as_bytes()).expect_err(to);
        assert_eq!(refused.cause, cause, "{to}");
    }
    let refused = parse(b"{\n  \"colour\": 1}").expect_err("a name");
    assert_eq!((refused.line, refused.column), (2, 3));
}

/// Here a way around is often shorter than the straight one: a round that loses a venue may be late.
const AROUND: &str = r#"{"nd": 2, "venues": [{"id": 0, "day": 0, "start": [0, 52], "service": 28, "weight": 2, "needs": []}, {"id": 1, "day": 0, "start": [60, 115], "service": 9, "weight": 1, "needs": []}, {"id": 2, "day": 0, "start": [38, 67], "service": 1, "weight": 1, "needs": []}, {"id": 3, "day": 0, "start": [0, 52], "service": 1, "weight": 1, "needs": ["a"]}, {"id": 4, "day": 0, "start": [46, 105], "service": 4, "weight": 1, "needs": []}, {"id": 5, "day": 0, "start": [14, 103], "service": 3, "weight": 0, "needs": []}], "vehicles": [{"id": "t0", "depot": 1, "tw": [27, 111], "skills": []}, {"id": "t1", "depot": 1, "tw": [9, 142], "skills": []}], "dur": [[0, 0, 49, 0, 20, 1, 2, 0], [0, 0, 32, 6, 20, 0, 46, 13], [0, 0, 0, 37, 37, 0, 37, 23], [0, 28, 0, 0, 49, 0, 37, 37], [0, 0, 14, 35, 0, 0, 16, 5], [0, 0, 0, 28, 14, 0, 0, 0], [0, 30, 0, 17, 0, 0, 0, 3], [0, 27, 10, 1, 0, 0, 6, 0]]}"#;

#[test]
fn a_round_that_loses_a_venue_where_ways_around_are_shorter_is_never_late() {
    let problem = parse(AROUND.as_bytes()).expect("it is a problem");
    for seed in 0..20 {
        let answer = solve(&problem, &Settings { seed: [seed; 32], changes: 200 }, &mut || false);
        assert_eq!(check(&problem, &answer.rounds), Ok(answer.value));
        assert_eq!((answer.value, answer.bound), (cheapest(&problem), answer.value));
    }
}
