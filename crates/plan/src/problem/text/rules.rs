//! The policy, read back.

use election::text::{LineFault, Lines};

use super::words::{clock, number, officers, permille, seconds, weight, window};
use super::{MAX_DEPARTMENTS, MAX_HOURS, MAX_PHASES, MAX_PLACES, MAX_SHIFTS, holds, repeat};
use crate::measure::{Permille, Seconds};
use crate::problem::{Hours, Phase, Policy, Promise, Shift, Strength, TravelRule, VenueShare};

/// A day as its calendar writes it.
const DATE: &str = "a day as YYYY-MM-DD";

pub(super) fn phase(lines: &mut Lines<'_>) -> Result<Phase, LineFault> {
    let [name, date, round] = lines.fields("phase")?;
    let shaped = date.len() == 10
        && date
            .bytes()
            .enumerate()
            .all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() });
    holds(lines, shaped, DATE)?;
    let round = match round {
        "-" => None,
        round => Some(u8::try_from(number(lines, round, 255)?).unwrap_or_else(|_| unreachable!("up to 255"))),
    };
    Ok(Phase { name: lines.parse_id(name)?, date: date.to_owned(), round })
}

pub(super) fn policy(lines: &mut Lines<'_>) -> Result<Policy, LineFault> {
    let phases = repeat(lines, "phases", MAX_PHASES, phase)?;
    let hours = hours(lines)?;
    let shifts = shifts(lines)?;
    let period = time(lines, "period")?;
    let rest = time(lines, "rest")?;
    holds(lines, rest < period, "a rest shorter than the period")?;
    let shortest_stop = time(lines, "shortest-stop")?;
    let longest_stop = time(lines, "longest-stop")?;
    holds(lines, shortest_stop <= longest_stop, "a longest stop not shorter than the shortest")?;
    let ceiling = share(lines, "ceiling")?;
    let travel = travel(lines)?;
    let promise = Promise { first: times(lines, "first-promise")?, second: times(lines, "second-promise")? };
    let reserve = share(lines, "reserve")?;
    let busy = share(lines, "busy")?;
    let heavy = lines.value("heavy")?;
    let heavy = weight(lines, heavy)?;
    let liaison = lines.value("liaison")?;
    let liaison = officers(lines, liaison)?;
    let strengths = strengths(lines)?;
    let venues = venue_shares(lines)?;
    let police_from = lines.value("police-from")?;
    let police_from = number(lines, police_from, u32::MAX)?;
    let police = repeat(lines, "police", MAX_PLACES, |lines| lines.id("place"))?;
    let excluded = repeat(lines, "excluded", MAX_PLACES, |lines| lines.id("place"))?;
    Ok(Policy {
        phases,
        hours,
        shifts,
        period,
        rest,
        shortest_stop,
        longest_stop,
        ceiling,
        travel,
        promise,
        reserve,
        busy,
        heavy,
        liaison,
        strengths,
        venues,
        police_from,
        police,
        excluded,
    })
}

fn hours(lines: &mut Lines<'_>) -> Result<Vec<Hours>, LineFault> {
    let hours = repeat(lines, "hours", MAX_HOURS, |lines| {
        let [name, from, to, venue_weight] = lines.fields("class")?;
        let (from, to) = window(lines, from, to)?;
        Ok(Hours { name: lines.parse_id(name)?, from, to, venue_weight: permille(lines, venue_weight, u16::MAX)? })
    })?;
    let follow = hours.windows(2).all(|two| two[0].to == two[1].from);
    holds(lines, follow && !hours.is_empty(), "classes of hours, one after the other without gap")?;
    once(lines, hours.iter().map(|hours| hours.name))?;
    Ok(hours)
}

fn shifts(lines: &mut Lines<'_>) -> Result<Vec<Shift>, LineFault> {
    let shifts = repeat(lines, "shifts", MAX_SHIFTS, |lines| {
        let [name, duty_from, duty_to, serves_from, serves_to] = lines.fields("shift")?;
        let (duty_from, duty_to) = (clock(lines, duty_from)?, clock(lines, duty_to)?);
        let (serves_from, serves_to) = window(lines, serves_from, serves_to)?;
        holds(lines, duty_from <= serves_from && serves_to <= duty_to, "service within the duty")?;
        Ok(Shift { name: lines.parse_id(name)?, duty_from, duty_to, serves_from, serves_to })
    })?;
    let follow = shifts.windows(2).all(|two| two[0].serves_to == two[1].serves_from);
    holds(lines, follow && !shifts.is_empty(), "shifts, one after the other without gap")?;
    once(lines, shifts.iter().map(|shift| shift.name))?;
    Ok(shifts)
}

/// Names that a plan's text uses stand for one thing each.
fn once(lines: &Lines<'_>, names: impl Iterator<Item = election::Id>) -> Result<(), LineFault> {
    let mut names: Vec<election::Id> = names.collect();
    names.sort_unstable();
    holds(lines, names.is_sorted_by(|one, next| one < next), "names that differ")
}

fn travel(lines: &mut Lines<'_>) -> Result<TravelRule, LineFault> {
    let detour = lines.value("detour")?;
    let detour = permille(lines, detour, u16::MAX)?;
    let speeds = three(lines, "speeds", |lines, text| number(lines, text, 1_000))?;
    holds(lines, speeds.iter().all(|speed| *speed > 0), "speeds above 0")?;
    let start = time(lines, "start")?;
    let [towns, cities] = lines.fields("voters")?;
    let voters = [number(lines, towns, u32::MAX)?, number(lines, cities, u32::MAX)?];
    Ok(TravelRule { detour, speeds, start, voters })
}

fn strengths(lines: &mut Lines<'_>) -> Result<Vec<Strength>, LineFault> {
    let strengths = repeat(lines, "strengths", MAX_DEPARTMENTS, |lines| {
        let [department, least, most] = lines.fields("strength")?;
        let (least, most) = (officers(lines, least)?, officers(lines, most)?);
        Ok(Strength { department: lines.parse_id(department)?, least, most })
    })?;
    Ok(strengths)
}

fn venue_shares(lines: &mut Lines<'_>) -> Result<Vec<VenueShare>, LineFault> {
    let shares = repeat(lines, "venue-shares", MAX_PLACES, |lines| {
        let [place, venues] = lines.fields("venue-share")?;
        Ok(VenueShare { place: lines.parse_id(place)?, venues: permille(lines, venues, 1_000)? })
    })?;
    Ok(shares)
}

fn time(lines: &mut Lines<'_>, key: &'static str) -> Result<Seconds, LineFault> {
    let value = lines.value(key)?;
    seconds(lines, value)
}

fn share(lines: &mut Lines<'_>, key: &'static str) -> Result<Permille, LineFault> {
    let value = lines.value(key)?;
    permille(lines, value, 1_000)
}

fn times(lines: &mut Lines<'_>, key: &'static str) -> Result<[Seconds; 3], LineFault> {
    three(lines, key, seconds)
}

fn three<'a, T>(
    lines: &mut Lines<'a>,
    key: &'static str,
    read: impl Fn(&Lines<'a>, &'a str) -> Result<T, LineFault>,
) -> Result<[T; 3], LineFault> {
    let [sparse, town, dense] = lines.fields(key)?;
    Ok([read(lines, sparse)?, read(lines, town)?, read(lines, dense)?])
}
