//! Covering against a twin that tries every placement.

use plan::{
    chance::Chance,
    coverage::{
        Answer, Case, Certificate, Gains, MAX_WORTH, Misfit, Placement, Problem, Progress, Rows, Settings, Site, Unfit,
        Unproven, grid, solve,
    },
};

pub fn rows(lists: &[&[u32]]) -> Rows {
    let mut rows = Rows::default();
    for list in lists {
        rows.push(list.iter().copied()).unwrap();
    }
    rows
}

pub fn solved(problem: &Problem, rounds: u32) -> Answer {
    let settings = Settings { seed: [1; 32], rounds };
    let answer = solve(problem, &settings, &mut |_: &Progress| false);
    assert_eq!(answer.certificate.check(problem, &answer.placement), Ok(()));
    assert_eq!(answer.placement.value(problem), Ok(answer.value));
    assert_eq!((answer.certificate.value, answer.certificate.bound), (answer.value, answer.bound));
    answer
}

/// The best value by trying all placements, a base after another.
fn best(problem: &Problem) -> u64 {
    fn down(problem: &Problem, crews: &mut Vec<u32>, left: u32) -> u64 {
        if crews.len() == problem.most().len() {
            return Placement(crews.clone()).value(problem).expect("within the rules");
        }
        let most = problem.most()[crews.len()].min(left);
        let with = |here| {
            crews.push(here);
            let value = down(problem, crews, left - here);
            crews.pop();
            value
        };
        (0..=most).map(with).max().unwrap_or(0)
    }
    down(problem, &mut Vec::new(), problem.crews())
}

/// Small problems of every kind: points of a plane or chance rows, all kinds of gains, several
/// crews at a base.
fn small(chance: &mut Chance) -> Problem {
    let (sites, bases) = (1 + chance.index(14), 1 + chance.index(8));
    let mut point = || [0; 3].map(|at: i64| at + i64::try_from(chance.below(30)).unwrap());
    let places: Vec<grid::Point> = (0..sites + bases).map(|_| point()).collect();
    let reach = i64::try_from(chance.below(25)).unwrap();
    let rows = grid::within(&places[..sites], &places[sites..], reach).unwrap();
    let kinds = vec![
        Gains::once(),
        Gains::busy(300).unwrap(),
        Gains::new(vec![7, 3]).unwrap(),
        Gains::new(vec![5, 5, 1]).unwrap(),
    ];
    let many = chance.below(2) == 0;
    let kind = chance.index(5);
    let gains = (0..sites).map(|_| if kind < 4 { kind } else { chance.index(4) }).collect::<Vec<_>>();
    let site = |kind: usize| Site { weight: chance.below(20), gains: u16::try_from(kind).unwrap() };
    let all: Vec<Site> = gains.into_iter().map(site).collect();
    let most = (0..bases).map(|_| if many { u32::try_from(chance.below(4)).unwrap() } else { 1 }).collect();
    let crews = u32::try_from(chance.below(6)).unwrap();
    Problem::new(all, kinds, rows, most, crews).unwrap()
}

#[test]
fn small_problems_are_solved_as_by_trying_everything() {
    let mut chance = Chance::new(&[9; 32], "small coverings", 0);
    for _ in 0..400 {
        let problem = small(&mut chance);
        let (answer, best) = (solved(&problem, 4), best(&problem));
        assert_eq!(answer.value, best, "{problem:?}");
        assert_eq!(answer.bound, best, "{problem:?}");
    }
}

#[test]
fn crews_are_all_placed_while_there_is_room() {
    let problem = Problem::plain(&[5, 6], rows(&[&[0], &[1]]), 4, 3).unwrap();
    let answer = solved(&problem, 1);
    assert_eq!((answer.value, answer.bound), (11, 11));
    assert_eq!(answer.placement.0.iter().sum::<u32>(), 3);
    let crowd = Problem::plain(&[5, 6], rows(&[&[0], &[1]]), 4, 1_000_000).unwrap();
    assert_eq!(solved(&crowd, 1).placement.0, [1, 1, 1, 1]);
}

#[test]
fn nothing_to_place_nothing_to_reach_and_nothing_at_all() {
    let none = Problem::plain(&[5, 6], rows(&[&[0], &[1]]), 2, 0).unwrap();
    assert_eq!((solved(&none, 3).value, solved(&none, 3).bound), (0, 0));
    let far = Problem::plain(&[5, 6], rows(&[&[], &[]]), 2, 1).unwrap();
    assert_eq!((solved(&far, 3).value, solved(&far, 3).bound), (0, 0));
    let empty = Problem::plain(&[], Rows::default(), 0, 7).unwrap();
    assert_eq!((solved(&empty, 3).value, solved(&empty, 3).bound), (0, 0));
    let light = Problem::plain(&[0, 0], rows(&[&[0], &[1]]), 2, 1).unwrap();
    assert_eq!((solved(&light, 3).value, solved(&light, 3).bound), (0, 0));
}

#[test]
fn all_at_one_place_is_one_base() {
    let places = vec![[7, 7, 0]; 300];
    let reach = grid::within(&places, &places, 0).unwrap();
    let problem = Problem::plain(&vec![3; 300], reach, 300, 5).unwrap();
    let answer = solved(&problem, 3);
    assert_eq!((answer.value, answer.bound), (900, 900));
}

#[test]
fn huge_weights_are_exact_or_refused() {
    let huge = MAX_WORTH / 3;
    let near = rows(&[&[0], &[0, 1], &[1]]);
    let problem = Problem::plain(&[huge, huge - 1, huge - 2], near.clone(), 2, 1).unwrap();
    let answer = solved(&problem, 3);
    assert_eq!((answer.value, answer.bound), (2 * huge - 1, 2 * huge - 1));
    assert_eq!(Problem::plain(&[huge, huge, huge + 9], near.clone(), 2, 1), Err(Misfit::Worth));
    assert_eq!(Problem::plain(&[u64::MAX, u64::MAX, 1], near, 2, 1), Err(Misfit::Worth));
}

#[test]
fn problems_that_do_not_fit_together_are_refused() {
    assert_eq!(Problem::plain(&[1], Rows::default(), 1, 1), Err(Misfit::Rows { sites: 1, rows: 0 }));
    assert_eq!(Problem::plain(&[1], rows(&[&[1]]), 1, 1), Err(Misfit::Base(1)));
    let site = Site { weight: 1, gains: 1 };
    let wrong = Problem::new(vec![site], vec![Gains::once()], rows(&[&[0]]), vec![1], 1);
    assert_eq!(wrong, Err(Misfit::Gains(0)));
}

/// A problem of some size with points around a few centres.
pub fn town(seed: u64, sites: usize, crews: u32) -> Problem {
    let mut chance = Chance::new(&[4; 32], "towns", seed);
    let centres: Vec<[i64; 2]> =
        (0..12).map(|_| [0; 2].map(|_: i64| i64::try_from(chance.below(1_000)).unwrap())).collect();
    let mut place = || {
        let [x, y] = centres[chance.index(12)];
        let mut off = || i64::try_from(chance.below(200)).unwrap() - 100;
        [x + off(), y + off(), 0]
    };
    let points: Vec<grid::Point> = (0..sites).map(|_| place()).collect();
    let weights: Vec<u64> = (0..sites).map(|_| 1 + chance.below(50)).collect();
    let reach = grid::within(&points, &points, 60).unwrap();
    Problem::plain(&weights, reach, sites, crews).unwrap()
}

#[test]
fn the_same_seed_and_rounds_give_the_same_answer_and_stopping_gives_a_sound_one() {
    let problem = town(1, 300, 9);
    let (one, two) = (solved(&problem, 3), solved(&problem, 3));
    assert_eq!(one.placement, two.placement);
    assert_eq!(one.certificate, two.certificate);
    let mut asked = 0;
    let stopped = solve(&problem, &Settings { seed: [1; 32], rounds: 9 }, &mut |_: &Progress| {
        asked += 1;
        asked > 2
    });
    assert_eq!(stopped.certificate.check(&problem, &stopped.placement), Ok(()));
    let never = solve(&problem, &Settings { seed: [1; 32], rounds: 0 }, &mut |_: &Progress| false);
    assert_eq!(never.certificate.check(&problem, &never.placement), Ok(()));
    assert!(never.value <= one.value && never.bound >= one.bound);
}

/// A slow search to compare with: from the first bases on, the best of all exchanges of one base
/// for another, each valued anew, until none is better.
fn exchanged(problem: &Problem) -> u64 {
    let value = |crews: &[u32]| Placement(crews.to_vec()).value(problem).expect("within the rules");
    let bases = problem.most().len();
    let mut crews = vec![0; bases];
    crews[..problem.crews() as usize].fill(1);
    let mut best = value(&crews);
    loop {
        let mut better = None;
        for out in (0..bases).filter(|&base| crews[base] > 0) {
            for into in (0..bases).filter(|&base| crews[base] == 0) {
                let mut other = crews.clone();
                (other[out], other[into]) = (0, 1);
                let worth = value(&other);
                if worth > best {
                    (best, better) = (worth, Some(other));
                }
            }
        }
        let Some(other) = better else { return best };
        crews = other;
    }
}

#[test]
fn the_search_is_nowhere_behind_the_best_of_all_exchanges_and_mostly_ahead() {
    let mut ahead = 0;
    for seed in 20..28 {
        let problem = town(seed, 120, 7);
        let (ours, theirs) = (solved(&problem, 3).value, exchanged(&problem));
        assert!(ours >= theirs, "town {seed}: {ours} below {theirs}");
        ahead += u32::from(ours > theirs);
    }
    assert!(ahead >= 1, "on no town ahead: the comparison says nothing");
}

#[test]
fn more_crews_are_never_worse_and_a_site_less_is_never_better() {
    let values: Vec<u64> = (1..8).map(|crews| solved(&town(2, 60, crews), 3).value).collect();
    assert!(values.is_sorted(), "{values:?}");
    let mut chance = Chance::new(&[7; 32], "sites removed", 0);
    for _ in 0..60 {
        let problem = small(&mut chance);
        let gone = chance.index(problem.sites().len());
        let kept = (0..problem.sites().len()).filter(|&site| site != gone);
        let (mut sites, mut kinds, mut rows) = (Vec::new(), Vec::new(), Rows::default());
        for site in kept {
            let gains = u16::try_from(kinds.len()).unwrap();
            sites.push(Site { weight: problem.sites()[site].weight, gains });
            kinds.push(problem.gains(site).clone());
            rows.push(problem.rows().row(site).iter().copied()).unwrap();
        }
        let less = Problem::new(sites, kinds, rows, problem.most().to_vec(), problem.crews()).unwrap();
        assert!(solved(&less, 4).value <= solved(&problem, 4).value);
    }
}

#[test]
fn a_changed_multiplier_never_proves_less_than_the_best_placement() {
    let mut chance = Chance::new(&[8; 32], "tampering", 0);
    for _ in 0..60 {
        let problem = small(&mut chance);
        let best = best(&problem);
        let mut certificate = solved(&problem, 3).certificate;
        for _ in 0..20 {
            let list = chance.index(certificate.multipliers.len());
            let site = chance.index(certificate.multipliers[list].len());
            certificate.multipliers[list][site] = chance.bits() >> (8 + chance.below(56));
            assert!(certificate.proven(&problem).expect("still well made") >= best);
        }
    }
}

#[test]
fn wrong_claims_are_refused() {
    let problem = town(3, 80, 4);
    let answer = solved(&problem, 5);
    let good = &answer.certificate;
    let wrong = |change: &dyn Fn(&mut Certificate)| {
        let mut other = good.clone();
        change(&mut other);
        other.check(&problem, &answer.placement).expect_err("refused")
    };
    assert_eq!(wrong(&|c| c.value += 1), Unproven::Value { worth: good.value });
    assert_eq!(wrong(&|c| c.bound = 1), Unproven::Bound { proven: good.bound });
    assert_eq!(wrong(&|c| c.problem[0] ^= 1), Unproven::Problem);
    assert_eq!(wrong(&|c| c.parts = 0), Unproven::Multipliers);
    assert_eq!(wrong(&|c| c.multipliers[0].truncate(3)), Unproven::Multipliers);
    assert!(matches!(wrong(&|c| c.replaced.push([0, 80])), Unproven::Replaced(_)));
    assert_eq!(wrong(&|c| c.dropped.push(80)), Unproven::Dropped(80));
    assert_eq!(wrong(&|c| c.cases.truncate(0)), Unproven::Cases);
    assert_eq!(wrong(&|c| c.cases.push(Case::Leaf(0))), Unproven::Cases);
    assert_eq!(wrong(&|c| c.cases.insert(0, Case::Split { base: 0, at: 0 })), Unproven::Cases);
    assert_eq!(wrong(&|c| c.cases = vec![Case::Leaf(99_999)]), Unproven::Cases);
    let moved = Placement(answer.placement.0.iter().rev().copied().collect());
    assert!(good.check(&problem, &moved).is_err());
    let crowd = Placement(vec![1; 80]);
    assert_eq!(good.check(&problem, &crowd), Err(Unproven::Placement(Unfit::Crews(80))));
    assert_eq!(Placement(vec![]).value(&problem), Err(Unfit::Length(0)));
    assert_eq!(Placement(vec![2; 80]).value(&problem), Err(Unfit::Most(0)));
}

#[test]
fn a_base_is_replaced_only_by_one_that_reaches_as_much_and_has_room() {
    let two = Gains::new(vec![3, 2]).unwrap();
    let sites = vec![Site { weight: 1, gains: 0 }; 2];
    let near = rows(&[&[0, 1], &[1]]);
    let certificate = |most: Vec<u32>, replaced| {
        let problem = Problem::new(sites.clone(), vec![two.clone()], near.clone(), most, 2).unwrap();
        let mut made = solved(&problem, 2).certificate;
        made.replaced = replaced;
        made.proven(&problem)
    };
    assert!(certificate(vec![1, 2], vec![[0, 1]]).is_ok());
    assert_eq!(certificate(vec![1, 1], vec![[0, 1]]), Err(Unproven::Replaced(0)), "no room for a second crew");
    assert_eq!(certificate(vec![2, 2], vec![[1, 0]]), Err(Unproven::Replaced(1)), "reaches less");
    assert_eq!(certificate(vec![2, 2], vec![[1, 1]]), Err(Unproven::Replaced(1)), "by itself");
    assert_eq!(certificate(vec![2, 2], vec![[0, 1], [1, 0]]), Err(Unproven::Replaced(0)), "in a circle");
}

#[test]
fn certificates_have_one_spelling() {
    let problem = town(5, 40, 3);
    let certificate = solved(&problem, 2).certificate;
    let text = certificate.text();
    assert_eq!(Certificate::read(&text), Ok(certificate));
    let line = |from: &str, to: &str| Certificate::read(&text.replacen(from, to, 1)).expect_err("refused");
    assert_eq!(line("certificate/1", "certificate/2"), Unproven::Line(1));
    assert_eq!(line("value ", "value 0"), Unproven::Line(3));
    assert_eq!(line("bound ", "bound +"), Unproven::Line(4));
    assert_eq!(line("parts ", "parts  "), Unproven::Line(5));
    assert!(matches!(line("multipliers ", "multipliers x"), Unproven::Line(_)));
    assert!(matches!(line("leaf 0", "leaf 00"), Unproven::Line(_)));
    assert!(matches!(Certificate::read(&format!("{text}more\n")), Err(Unproven::Line(_))));
    assert!(matches!(Certificate::read(text.trim_end()), Err(Unproven::Line(_))));
    assert!(matches!(Certificate::read(""), Err(Unproven::Line(1))));
}

#[test]
fn dropped_bases_are_bounded_and_only_where_the_scores_say_so() {
    let near = rows(&[&[0], &[1], &[2], &[2]]);
    let problem = Problem::plain(&[9, 8, 1, 1], near, 3, 2).unwrap();
    let mut certificate = solved(&problem, 1).certificate;
    certificate.cases = vec![Case::Leaf(0)];
    certificate.multipliers = vec![[9, 8, 1, 1].map(|weight| weight * certificate.parts).to_vec()];
    certificate.dropped = vec![2];
    assert_eq!(certificate.proven(&problem), Ok(17), "with base 2 at most 11, without it at most 17");
    certificate.dropped = vec![0];
    assert_eq!(certificate.proven(&problem), Err(Unproven::Dropped(0)), "its score is not below the last counted");
    certificate.dropped = vec![3];
    assert_eq!(certificate.proven(&problem), Err(Unproven::Dropped(3)), "there is no such base");
}
