//! Whether the policy is possible by itself.

use std::collections::BTreeSet;

use election::Id;

use super::fault::{Faults, Item, Kind};
use super::limits::{
    MAX_DETOUR, MAX_HOURS, MAX_LIAISON, MAX_LISTED, MAX_PHASES, MAX_PROMISE, MAX_SHIFTS, MAX_SPEED, MAX_START,
    MAX_STRENGTHS, MAX_VENUE_WEIGHT, MAX_WEIGHT,
};
use super::{Hours, Phase, Policy, Promise, Shift, TravelRule};
use crate::measure::{Clock, Officers, Permille, Seconds, Weight};

/// Checks everything of the policy that needs neither country nor forces.
pub(super) fn check(policy: &Policy, faults: &mut Faults) {
    counts(policy, faults);
    phases(&policy.phases, faults);
    hours(&policy.hours, faults);
    shifts(policy, faults);
    cycle(policy, faults);
    shares(policy, faults);
    travel(&policy.travel, faults);
    promise(&policy.promise, faults);
    faults.ascending(&policy.police, Item::Policy, "police");
    faults.ascending(&policy.excluded, Item::Policy, "excluded");
}

fn counts(policy: &Policy, faults: &mut Faults) {
    let limits = [
        (policy.phases.len(), 1, MAX_PHASES, "phase"),
        (policy.hours.len(), 1, MAX_HOURS, "hours"),
        (policy.shifts.len(), 1, MAX_SHIFTS, "shift"),
        (policy.strengths.len(), 0, MAX_STRENGTHS, "department"),
        (policy.venues.len(), 0, MAX_LISTED, "venues"),
        (policy.police.len(), 0, MAX_LISTED, "police"),
        (policy.excluded.len(), 0, MAX_LISTED, "excluded"),
    ];
    for (count, least, most, field) in limits {
        let found = format_args!("{count} ∉ {least}…{most}");
        faults.unless((least..=most).contains(&count), Item::Policy, field, Kind::Limit, found);
    }
}

fn phases(phases: &[Phase], faults: &mut Faults) {
    let mut names = BTreeSet::new();
    for (at, phase) in phases.iter().enumerate() {
        faults.unless(names.insert(phase.name), Item::Phase(at), "name", Kind::Duplicate, phase.name);
        faults.unless(is_date(&phase.date), Item::Phase(at), "date", Kind::Range, &phase.date);
    }
}

/// Whether a text is a day of the Gregorian calendar, spelled `2017-04-23`.
pub fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let &[year, month, day] = parts.as_slice() else {
        return false;
    };
    let lengths = [year.len(), month.len(), day.len()] == [4, 2, 2];
    if !lengths || !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
        return false;
    }
    let numbers = [year, month, day].map(|part| part.parse::<u32>().unwrap_or(0));
    let [year, month, day] = numbers;
    (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day)
}

fn days_in(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Moments of a plan are whole minutes, as they are written.
pub(super) fn clock(moment: Clock, item: Item, field: &'static str, faults: &mut Faults) {
    let holds = moment <= Clock::LAST && moment.0.is_multiple_of(60);
    faults.unless(holds, item, field, Kind::Range, moment);
}

/// A window has a first moment and a later last one.
pub(super) fn window(window: [Clock; 2], item: Item, fields: [&'static str; 2], faults: &mut Faults) {
    clock(window[0], item, fields[0], faults);
    clock(window[1], item, fields[1], faults);
    let found = format_args!("{} ≥ {}", window[0], window[1]);
    faults.unless(window[0] < window[1], item, fields[1], Kind::Window, found);
}

fn hours(hours: &[Hours], faults: &mut Faults) {
    let mut names = BTreeSet::new();
    for (at, class) in hours.iter().enumerate() {
        let item = Item::Hours(at);
        faults.unless(names.insert(class.name), item, "name", Kind::Duplicate, class.name);
        window([class.from, class.to], item, ["from", "to"], faults);
        faults.within(class.venue_weight, [Permille(1), Permille(MAX_VENUE_WEIGHT)], item, "venue-weight");
        if let Some(before) = at.checked_sub(1).and_then(|before| hours.get(before)) {
            let found = format_args!("{} ≠ {}", class.from, before.to);
            faults.unless(class.from == before.to, item, "from", Kind::Gap, found);
        }
    }
}

fn shifts(policy: &Policy, faults: &mut Faults) {
    let mut names = BTreeSet::new();
    for (at, shift) in policy.shifts.iter().enumerate() {
        let item = Item::Shift(at);
        faults.unless(names.insert(shift.name), item, "name", Kind::Duplicate, shift.name);
        one_shift(shift, item, &policy.hours, faults);
        if let Some(before) = at.checked_sub(1).and_then(|before| policy.shifts.get(before)) {
            let found = format_args!("{} ≠ {}", shift.serves_from, before.serves_to);
            faults.unless(shift.serves_from == before.serves_to, item, "serves-from", Kind::Gap, found);
        }
    }
    let (Some(first), Some(last)) = (policy.hours.first(), policy.hours.last()) else { return };
    if let Some(shift) = policy.shifts.first() {
        let found = format_args!("{} ≠ {}", shift.serves_from, first.from);
        faults.unless(shift.serves_from == first.from, Item::Shift(0), "serves-from", Kind::Boundary, found);
    }
    if let Some(shift) = policy.shifts.last() {
        let (found, item) = (format_args!("{} ≠ {}", shift.serves_to, last.to), Item::Shift(policy.shifts.len() - 1));
        faults.unless(shift.serves_to == last.to, item, "serves-to", Kind::Boundary, found);
    }
}

fn one_shift(shift: &Shift, item: Item, hours: &[Hours], faults: &mut Faults) {
    window([shift.duty_from, shift.duty_to], item, ["duty-from", "duty-to"], faults);
    window([shift.serves_from, shift.serves_to], item, ["serves-from", "serves-to"], faults);
    let begins = hours.iter().any(|class| class.from == shift.serves_from);
    faults.unless(begins, item, "serves-from", Kind::Boundary, shift.serves_from);
    let ends = hours.iter().any(|class| class.to == shift.serves_to);
    faults.unless(ends, item, "serves-to", Kind::Boundary, shift.serves_to);
    let found = format_args!("{} < {}", shift.serves_from, shift.duty_from);
    faults.unless(shift.duty_from <= shift.serves_from, item, "serves-from", Kind::Duty, found);
    let found = format_args!("{} > {}", shift.serves_to, shift.duty_to);
    faults.unless(shift.serves_to <= shift.duty_to, item, "serves-to", Kind::Duty, found);
}

fn cycle(policy: &Policy, faults: &mut Faults) {
    let at = Item::Policy;
    let day = [Seconds(1), Seconds(24 * 3_600)];
    faults.within(policy.period, day, at, "period");
    faults.within(policy.rest, [Seconds(0), day[1]], at, "rest");
    faults.within(policy.shortest_stop, day, at, "shortest-stop");
    faults.within(policy.longest_stop, day, at, "longest-stop");
    for (class, hours) in policy.hours.iter().enumerate() {
        let length = hours.from.until(hours.to).unwrap_or_default().0;
        let divides = policy.period.0 > 0 && length.is_multiple_of(policy.period.0);
        let found = format_args!("{length} s ÷ {} s", policy.period);
        faults.unless(divides, Item::Hours(class), "to", Kind::Period, found);
    }
    let found = format_args!("{} s + {} s > {} s", policy.rest, policy.shortest_stop, policy.period);
    let used = u64::from(policy.rest.0) + u64::from(policy.shortest_stop.0);
    let fits = policy.rest < policy.period && used <= u64::from(policy.period.0);
    faults.unless(fits, at, "rest", Kind::Cycle, found);
    let found = format_args!("{} s > {} s", policy.shortest_stop, policy.longest_stop);
    faults.unless(policy.shortest_stop <= policy.longest_stop, at, "shortest-stop", Kind::Stops, found);
}

fn shares(policy: &Policy, faults: &mut Faults) {
    let at = Item::Policy;
    faults.within(policy.ceiling, [Permille(1), Permille(1_000)], at, "ceiling");
    faults.within(policy.reserve, [Permille(0), Permille(1_000)], at, "reserve");
    faults.within(policy.busy, [Permille(0), Permille(999)], at, "busy");
    faults.within(policy.heavy, [Weight(1), MAX_WEIGHT], at, "heavy");
    faults.within(policy.liaison, [Officers(1), Officers(MAX_LIAISON)], at, "liaison");
    for (ix, share) in policy.venues.iter().enumerate() {
        faults.within(share.venues, [Permille(1), Permille(1_000)], Item::Venues(ix), "share");
    }
}

fn travel(rule: &TravelRule, faults: &mut Faults) {
    let at = Item::Policy;
    faults.within(rule.detour, [Permille(1_000), Permille(MAX_DETOUR)], at, "detour");
    for speed in rule.speeds {
        faults.within(speed, [1, MAX_SPEED], at, "speeds");
    }
    faults.within(rule.start, [Seconds(0), Seconds(MAX_START)], at, "start");
    let found = format_args!("{} > {}", rule.voters[0], rule.voters[1]);
    faults.unless(rule.voters[0] <= rule.voters[1], at, "voters", Kind::Promise, found);
}

fn promise(promise: &Promise, faults: &mut Faults) {
    for (first, second) in promise.first.into_iter().zip(promise.second) {
        faults.within(first, [Seconds(1), Seconds(MAX_PROMISE)], Item::Policy, "first");
        faults.within(second, [Seconds(1), Seconds(MAX_PROMISE)], Item::Policy, "second");
        let found = format_args!("{second} s < {first} s");
        faults.unless(first <= second, Item::Policy, "second", Kind::Promise, found);
    }
}

/// The phase asked for.
pub(super) fn phase<'a>(policy: &'a Policy, name: Id, faults: &mut Faults) -> Option<&'a Phase> {
    let phase = policy.phases.iter().find(|phase| phase.name == name);
    faults.unless(phase.is_some(), Item::Policy, "phase", Kind::NoPhase, name);
    phase
}
