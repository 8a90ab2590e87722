use std::collections::BTreeSet;

use election::Id;
use sim::arrival::{Arrival, Curve, Seconds, Sender, order, senders};
use sim::country::{Size, invent};

/// The whole country at a round, and when its reports arrive.
fn night(round: usize, curve: Curve, seed: u64) -> (Vec<Sender>, Vec<Arrival>) {
    let country = invent(Size::FULL, 1);
    let senders = senders(&country.stations, &country.rounds, round);
    let arrivals = order(&senders, curve, seed);
    (senders, arrivals)
}

/// Thousandths of all registered voters whose stations have reported at a time in Paris.
fn reported(senders: &[Sender], arrivals: &[Arrival], hour: u32, minute: u32) -> u64 {
    let moment = Seconds((hour - 19) * 3_600 + minute * 60);
    let all: u64 = senders.iter().map(|sender| u64::from(sender.registered)).sum();
    let in_time = arrivals.iter().filter(|arrival| arrival.at <= moment);
    in_time.map(|arrival| u64::from(senders[arrival.station].registered)).sum::<u64>() * 1_000 / all
}

#[test]
fn the_first_round_follows_the_night_of_2022() {
    let (senders, arrivals) = night(0, Curve::First, 3);
    for (hour, minute, want) in [(22, 21, 580), (22, 52, 710), (23, 32, 825), (24, 37, 900), (27, 57, 986)] {
        let found = reported(&senders, &arrivals, hour, minute);
        assert!(found.abs_diff(want) <= 10, "{hour}:{minute} {found} instead of {want}");
    }
    assert_eq!(reported(&senders, &arrivals, 19, 15), 0);
    assert_eq!(reported(&senders, &arrivals, 37, 12), 1_000);
}

#[test]
fn the_second_round_is_faster() {
    let (senders, arrivals) = night(1, Curve::Second, 3);
    for (hour, minute, want) in [(21, 21, 450), (22, 21, 750), (23, 41, 910), (24, 46, 980)] {
        let found = reported(&senders, &arrivals, hour, minute);
        assert!(found.abs_diff(want) <= 10, "{hour}:{minute} {found} instead of {want}");
    }
}

#[test]
fn everybody_reports_once_in_order_and_after_the_doors_closed() {
    let (senders, arrivals) = night(0, Curve::First, 4);
    let once: BTreeSet<usize> = arrivals.iter().map(|arrival| arrival.station).collect();
    assert_eq!((once.len(), arrivals.len()), (senders.len(), senders.len()));
    assert!(arrivals.windows(2).all(|pair| pair[0].at <= pair[1].at));
    for arrival in &arrivals {
        let sender = senders[arrival.station];
        assert!(arrival.at.0 >= sender.closes.0 + 900, "{sender:?} {arrival:?}");
    }
    // Some doors close at 19:00 and some at 20:00.
    let closings: BTreeSet<Seconds> = senders.iter().map(|sender| sender.closes).collect();
    assert_eq!(closings, BTreeSet::from([Seconds(0), Seconds(3_600)]));
}

#[test]
fn small_communes_come_first() {
    let (senders, arrivals) = night(0, Curve::First, 5);
    let tenth = arrivals.len() / 10;
    let middle = |part: &[Arrival]| {
        let mut sizes: Vec<u64> = part.iter().map(|arrival| senders[arrival.station].commune).collect();
        sizes.sort_unstable();
        sizes[sizes.len() / 2]
    };
    let (first, last) = (middle(&arrivals[..tenth]), middle(&arrivals[arrivals.len() - tenth..]));
    assert!(first < 500 && last > 50_000, "{first} {last}");
}

#[test]
fn a_seed_is_an_order() {
    let (_, first) = night(0, Curve::First, 6);
    let (_, again) = night(0, Curve::First, 6);
    let (_, other) = night(0, Curve::First, 7);
    assert_eq!(first, again);
    assert_ne!(first, other);
}

#[test]
fn a_station_that_does_not_open_sends_nothing() {
    let mut country = invent(Size::new(200).unwrap(), 1);
    country.stations[5].registered[1] = None;
    let senders = senders(&country.stations, &country.rounds, 1);
    assert_eq!(senders.len(), 199);
    assert!(order(&senders, Curve::Second, 1).iter().all(|arrival| arrival.station != 5));
    assert!(order(&[], Curve::Second, 1).is_empty());
}

#[test]
fn unknown_hours_count_as_closed_before() {
    let mut country = invent(Size::new(200).unwrap(), 1);
    country.stations[5].hours = Id::new("nowhere").unwrap();
    assert_eq!(senders(&country.stations, &country.rounds, 0)[5].closes, Seconds(0));
}
