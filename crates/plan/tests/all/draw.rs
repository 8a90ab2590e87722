//! Draws: sealed seeds, combs, circuits.

use plan::draw::circuit::{self, Circuit, Stop, Timetable};
use plan::draw::comb::{self, Share, Shares};
use plan::draw::seal::{BadName, Commitment, NotCommitted, OpenedSeed, Seed, Shift};

pub(crate) fn opened(seed: u8) -> OpenedSeed {
    let (shift, seed) = (Shift::new([1; 32], "round 1, morning").unwrap(), Seed([seed; 32]));
    shift.open(shift.commit(&seed), &seed).unwrap()
}

#[test]
fn the_commitment_is_the_published_hash() {
    let commitment = Shift::new([1; 32], "round 1, morning").unwrap().commit(&Seed([2; 32]));
    let hex: Vec<String> = commitment.0.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex.concat(), "d0d7eee88fd85871e6c9e45fb0d51d06252c675735f8b5850bcb90c523d9a407");
}

#[test]
fn only_the_committed_seed_opens_and_only_for_its_plan_and_shift() {
    let (shift, seed) = (Shift::new([1; 32], "morning").unwrap(), Seed([2; 32]));
    let commitment = shift.commit(&seed);
    assert!(shift.open(commitment, &seed).is_ok());
    assert_eq!(shift.open(commitment, &Seed([3; 32])).unwrap_err(), NotCommitted);
    let others = [Shift::new([9; 32], "morning").unwrap(), Shift::new([1; 32], "evening").unwrap()];
    for other in others {
        assert_eq!(other.open(commitment, &seed).unwrap_err(), NotCommitted);
    }
    assert_eq!(shift.open(Commitment([0; 32]), &seed).unwrap_err(), NotCommitted);
}

#[test]
fn a_seed_used_for_two_shifts_draws_differently() {
    let shares = Shares::nearest(&[0.5; 40]).unwrap();
    let drawn = |name, topic, number| {
        let (shift, seed) = (Shift::new([1; 32], name).unwrap(), Seed([2; 32]));
        let opened = shift.open(shift.commit(&seed), &seed).unwrap();
        shares.draw(&mut opened.draw(topic, number))
    };
    assert_eq!(drawn("morning", "posts", 1), drawn("morning", "posts", 1));
    assert_ne!(drawn("morning", "posts", 1), drawn("evening", "posts", 1));
    assert_ne!(drawn("morning", "posts", 1), drawn("morning", "crews", 1));
    assert_ne!(drawn("morning", "posts", 1), drawn("morning", "posts", 2));
}

#[test]
fn a_seed_does_not_print_itself() {
    assert_eq!(format!("{:?} {:?}", Seed([77; 32]), opened(77)), "Seed(sealed) OpenedSeed(opened)");
}

#[test]
fn names_of_shifts_are_one_short_line() {
    for name in ["", "two\nlines", &"x".repeat(201)] {
        assert_eq!(Shift::new([0; 32], name).unwrap_err(), BadName);
    }
}

#[test]
fn a_comb_draws_exactly_as_many_and_each_as_often_as_its_share() {
    let probabilities = [0.9, 0.5, 0.25, 0.75, 0.1, 0.0, 1.0, 0.5];
    let shares = Shares::nearest(&probabilities).unwrap();
    assert_eq!(shares.sizes(), (4, 4));
    let (opened, days) = (opened(3), 40_000_u32);
    let mut seen = [0_u32; 8];
    for day in 0..days {
        let drawn = shares.draw(&mut opened.draw("comb", u64::from(day)));
        assert_eq!(drawn.len(), 4);
        assert!(drawn.windows(2).all(|two| two[0] < two[1]), "nobody twice: {drawn:?}");
        for place in drawn {
            seen[place as usize] += 1;
        }
    }
    // Six standard deviations of a mean of 40,000 draws: at most 0.015.
    for (count, probability) in seen.iter().zip(probabilities) {
        assert!((f64::from(*count) / f64::from(days) - probability).abs() < 0.015, "{seen:?}");
    }
    assert_eq!((seen[5], seen[6]), (0, days));
}

#[test]
fn neighbours_in_the_list_are_drawn_together_too() {
    let shares = Shares::nearest(&[0.5; 4]).unwrap();
    let opened = opened(4);
    let pairs = (0..6_000).filter(|&day| shares.draw(&mut opened.draw("comb", day)) == [0, 1]).count();
    // Maximum entropy draws each of the six pairs with 1/6; without the random order it were 0.
    assert!((850..1_150).contains(&pairs), "{pairs}");
}

#[test]
fn a_sum_between_two_whole_numbers_draws_one_of_them_with_that_mean() {
    let shares = Shares::nearest(&[0.3; 5]).unwrap();
    assert_eq!(shares.sizes(), (1, 2));
    let opened = opened(5);
    let drawn: usize = (0..10_000).map(|day| shares.draw(&mut opened.draw("comb", day)).len()).sum();
    assert!((14_700..15_300).contains(&drawn), "{drawn}");
}

#[test]
fn rounding_alone_does_not_make_the_number_uncertain() {
    let thirds = Shares::nearest(&[1.0 / 3.0; 3]).unwrap();
    assert_eq!(thirds.sizes(), (1, 1));
    let off: Vec<f64> = thirds.shares().iter().map(|share| (share.probability() - 1.0 / 3.0).abs()).collect();
    assert!(off.iter().all(|&off| off < 1e-9), "{off:?}");
    let many = Shares::nearest(&vec![0.7; 67_000]).unwrap();
    assert_eq!(many.sizes(), (46_900, 46_900));
    assert_eq!(Shares::new(vec![Share::ALWAYS, Share::NEVER]).unwrap().sizes(), (1, 1));
}

#[test]
fn probabilities_outside_0_to_1_are_refused_with_their_place() {
    for bad in [-0.1, 1.1, f64::NAN, f64::INFINITY] {
        assert_eq!(Shares::nearest(&[0.5, bad]).unwrap_err(), comb::Refused::Probability(1), "{bad}");
    }
}

/// Sites on a line, a kilometre a minute.
fn line(from: u32, to: u32) -> u32 {
    from.abs_diff(to) * 60
}

fn same(one: u32, other: u32) -> bool {
    one == other
}

fn stops(sites: &[u32]) -> Vec<Stop> {
    sites.iter().map(|&site| Stop { site, seconds: 300 + site }).collect()
}

/// What any drawn timetable must keep: the stops' seconds, and enough time for every leg.
#[track_caller]
fn check(circuit: &Circuit<'_>, timetable: &Timetable) {
    let period = u64::from(circuit.period);
    let mut visited: Vec<Stop> =
        timetable.visits.iter().map(|visit| Stop { site: visit.site, seconds: visit.seconds }).collect();
    let mut asked = circuit.stops.to_vec();
    visited.sort_by_key(|stop| (stop.site, stop.seconds));
    asked.sort_by_key(|stop| (stop.site, stop.seconds));
    assert_eq!(visited, asked);
    let mut gaps = 0;
    for (nth, visit) in timetable.visits.iter().enumerate() {
        let next = timetable.visits[(nth + 1) % timetable.visits.len()];
        let done = u64::from(visit.from) + u64::from(visit.seconds);
        let gap = (u64::from(next.from) + 2 * period - done) % period;
        assert!(gap >= u64::from((circuit.legs)(visit.site, next.site)), "{timetable:?}");
        gaps += gap;
    }
    let present: u64 = circuit.stops.iter().map(|stop| u64::from(stop.seconds)).sum();
    assert_eq!(present + gaps, period, "the round closes");
}

#[test]
fn drawn_timetables_keep_every_second_of_presence_and_every_leg() {
    for count in [1, 2, 5, 7, 8, 20] {
        let sites: Vec<u32> = (0..count).map(|n| n * 7 % 23).collect();
        let stops = stops(&sites);
        let circuit = Circuit { period: 28_800, stops: &stops, allowance: 900, legs: &line, one_place: &same };
        let opened = opened(6);
        for day in 0..200 {
            let timetable = circuit.draw(&mut opened.draw("circuit", day)).unwrap();
            check(&circuit, &timetable);
            let seconds: u64 = (0..28_800).filter(|&second| timetable.at(second) == Some(sites[0])).count() as u64;
            assert_eq!(seconds, timetable.seconds_at(sites[0]));
        }
    }
}

#[test]
fn every_minute_of_the_day_sees_a_site_as_often_as_its_presence() {
    let stops = stops(&[0, 3, 9, 4]);
    let circuit = Circuit { period: 3_600, stops: &stops, allowance: 600, legs: &line, one_place: &same };
    let (opened, days) = (opened(7), 8_000);
    let mut seen = [0_u32; 60];
    for day in 0..days {
        let timetable = circuit.draw(&mut opened.draw("circuit", day)).unwrap();
        for (minute, seen) in (0..).zip(&mut seen) {
            *seen += u32::from(timetable.at(minute * 60) == Some(9));
        }
    }
    let wanted = 309.0 / 3_600.0;
    // 60 minutes, each within five standard deviations.
    assert!(seen.iter().all(|&count| (f64::from(count) / 8_000.0 - wanted).abs() < 0.0157), "{seen:?}");
}

/// The cycle of sites, begun at site 0.
fn cycle(timetable: &Timetable) -> Vec<u32> {
    let mut sites: Vec<u32> = timetable.visits.iter().map(|visit| visit.site).collect();
    let first = sites.iter().position(|&site| site == 0).unwrap();
    sites.rotate_left(first);
    sites
}

fn travel(cycle: &[u32]) -> u32 {
    (0..cycle.len()).map(|nth| line(cycle[nth], cycle[(nth + 1) % cycle.len()])).sum()
}

/// All cycles from site 0, the slow way.
fn cycles(sites: &[u32]) -> Vec<Vec<u32>> {
    let Some((&last, rest)) = sites.split_last() else { return vec![vec![0]] };
    let shorter = cycles(rest);
    let put = |cycle: &Vec<u32>| {
        (1..=cycle.len()).map(|at| [&cycle[..at], &[last], &cycle[at..]].concat()).collect::<Vec<_>>()
    };
    shorter.iter().flat_map(put).collect()
}

/// Draws many rounds; every order that fits, and no other, must come about equally often.
#[track_caller]
fn even(sites: &[u32], allowance: u32, orders: usize) {
    let stops = stops(sites);
    let circuit = Circuit { period: 14_400, stops: &stops, allowance, legs: &line, one_place: &same };
    let most = travel(sites) + allowance;
    let fitting: Vec<Vec<u32>> = cycles(&sites[1..]).into_iter().filter(|cycle| travel(cycle) <= most).collect();
    assert_eq!(fitting.len(), orders);
    let opened = opened(8);
    let mut counts = vec![0_u32; orders];
    for day in 0..100 * orders as u64 {
        let drawn = cycle(&circuit.draw(&mut opened.draw("order", day)).unwrap());
        counts[fitting.iter().position(|cycle| *cycle == drawn).expect("the order fits")] += 1;
    }
    // 100 expected each: chi-square has as many degrees of freedom as orders less one; six of its
    // standard deviations above the mean.
    let chi: f64 = counts.iter().map(|&count| (f64::from(count) - 100.0).powi(2) / 100.0).sum();
    let degrees = f64::from(u32::try_from(orders - 1).unwrap());
    assert!(chi < degrees + 6.0 * (2.0 * degrees).sqrt(), "chi-square {chi} of {degrees}");
}

#[test]
fn few_stops_are_drawn_evenly_from_all_orders_that_fit() {
    even(&[0, 1, 2, 3, 4], 100_000, 24);
    even(&[0, 1, 2, 3, 4], 0, 8);
    even(&[0, 5, 1, 4, 2, 3], 0, 120);
    even(&[0, 2, 3, 7, 9, 12], 0, 16);
}

#[test]
fn many_stops_are_drawn_evenly_by_the_walk() {
    even(&[0, 2, 3, 5, 8, 9, 11, 15], 0, 64);
    even(&[0, 2, 3, 5, 8, 9, 11, 15], 240, 208);
}

#[test]
fn the_orders_told_are_those_drawn() {
    let stops = stops(&[0, 1, 2, 3, 4]);
    let circuit = |allowance| Circuit { period: 14_400, stops: &stops, allowance, legs: &line, one_place: &same };
    assert_eq!(circuit(0).orders().unwrap().unwrap().len(), 8);
    assert_eq!(circuit(100_000).orders().unwrap().unwrap().len(), 24);
    assert_eq!(circuit(0).undrawn().unwrap().visits[0].from, 0);
    let many = self::stops(&[0, 1, 2, 3, 4, 5, 6, 7]);
    let many = Circuit { period: 14_400, stops: &many, allowance: 0, legs: &line, one_place: &same };
    assert_eq!(many.orders().unwrap(), None);
}

#[test]
fn circuits_that_cannot_be_driven_are_refused() {
    let stops = stops(&[0, 10]);
    let refused = |stops: &[Stop], period| {
        Circuit { period, stops, allowance: 0, legs: &line, one_place: &same }
            .draw(&mut opened(1).draw("circuit", 0))
            .unwrap_err()
    };
    assert_eq!(refused(&[], 100), circuit::Refused::Stops(0));
    assert_eq!(refused(&[stops[0]; 101], 100_000), circuit::Refused::Stops(101));
    assert_eq!(refused(&stops, 0), circuit::Refused::Period(0));
    assert_eq!(refused(&stops, 8 * 86_400), circuit::Refused::Period(691_200));
    assert_eq!(refused(&[stops[0], Stop { site: 1, seconds: 0 }], 5_000), circuit::Refused::Empty(1));
    assert_eq!(refused(&stops, 1_800), circuit::Refused::TooLong { needed: 1_810, period: 1_800 });
}
