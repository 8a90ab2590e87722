//! The text of a problem: one JSON object, as `specs/sweep.md` says.

use super::{
    json::{Cause, Json, Refused},
    problem::{MAX_DEPOTS, MAX_MINUTE, MAX_SHIFTS, MAX_SKILLS, MAX_VENUES, MAX_WEIGHT, Problem, Shift, Skills, Venue},
};

const TOP: &[&str] = &["nd", "venues", "vehicles", "dur", "depots"];
const VENUE: &[&str] = &["id", "day", "start", "service", "weight", "x", "y", "needs"];
const VEHICLE: &[&str] = &["id", "depot", "tw", "skills"];

/// Reads a problem. Unknown names, names that stand twice and numbers beyond their limits are
/// refused with their place.
pub fn parse(text: &[u8]) -> Result<Problem, Refused> {
    let mut json = Json::new(text);
    let mut skills = Vec::new();
    let (mut depots, mut venues, mut shifts, mut travel) = (0, Vec::new(), Vec::new(), Vec::new());
    let places = MAX_DEPOTS + MAX_VENUES;
    json.object(TOP, 4, |which, json| {
        match which {
            0 => depots = json.whole(limit(MAX_DEPOTS))? as usize,
            1 => venues = venues_of(json, &mut skills)?,
            2 => shifts = json.array(MAX_SHIFTS, |json| shift(json, &mut skills))?,
            3 => travel = json.array(places, |json| json.array(places, |json| json.whole(MAX_MINUTE)))?,
            _ => drop(json.array(MAX_DEPOTS, |json| json.array(2, Json::number))?),
        }
        Ok(())
    })?;
    json.end()?;
    let count = depots + venues.len();
    if travel.iter().any(|row| row.len() != count) {
        return json.refused(Cause::Due("a row of `dur` as long as there are depots and venues"));
    }
    let problem = Problem::new(depots, venues, shifts, travel.concat());
    problem.or_else(|unfit| json.refused(Cause::Unfit(unfit)))
}

fn limit(most: usize) -> u32 {
    u32::try_from(most).unwrap_or(u32::MAX)
}

fn pair(json: &mut Json<'_>) -> Result<[u32; 2], Refused> {
    let pair = json.array(2, |json| json.whole(MAX_MINUTE))?;
    <[u32; 2]>::try_from(pair).or_else(|_| json.refused(Cause::Due("a pair of minutes")))
}

fn venues_of(json: &mut Json<'_>, names: &mut Vec<String>) -> Result<Vec<Venue>, Refused> {
    let mut count = 0;
    json.array(MAX_VENUES, |json| {
        let venue = venue(json, count, names)?;
        count += 1;
        Ok(venue)
    })
}

/// Venues are numbered in their order: what else an answer says of them would be unclear.
fn venue(json: &mut Json<'_>, number: u32, names: &mut Vec<String>) -> Result<Venue, Refused> {
    let mut venue = Venue { day: 0, earliest: 0, latest: 0, service: 0, weight: 0, needs: Skills::default() };
    json.object(VENUE, 5, |which, json| {
        match which {
            0 if json.whole(number)? != number => return json.refused(Cause::Due("the next number, from 0,")),
            1 => venue.day = json.whole(MAX_MINUTE)?,
            2 => [venue.earliest, venue.latest] = pair(json)?,
            3 => venue.service = json.whole(MAX_MINUTE)?,
            4 => venue.weight = json.whole(MAX_WEIGHT)?,
            5 | 6 => json.number()?,
            7 => venue.needs = skills_of(json, names)?,
            _ => {}
        }
        Ok(())
    })?;
    Ok(venue)
}

fn shift(json: &mut Json<'_>, names: &mut Vec<String>) -> Result<Shift, Refused> {
    let mut shift = Shift { name: String::new(), depot: 0, start: 0, end: 0, skills: Skills::default() };
    json.object(VEHICLE, 3, |which, json| {
        match which {
            0 => shift.name = json.string()?,
            1 => shift.depot = json.whole(limit(MAX_DEPOTS))? as usize,
            2 => [shift.start, shift.end] = pair(json)?,
            _ => shift.skills = skills_of(json, names)?,
        }
        Ok(())
    })?;
    Ok(shift)
}

fn skills_of(json: &mut Json<'_>, names: &mut Vec<String>) -> Result<Skills, Refused> {
    let list = json.array(MAX_SKILLS, Json::string)?;
    let mut skills = Skills::default();
    for name in list {
        let at = names.iter().position(|known| *known == name).unwrap_or(names.len());
        if at == MAX_SKILLS {
            return json.refused(Cause::TooMany(MAX_SKILLS));
        }
        if at == names.len() {
            names.push(name);
        }
        skills.0 |= 1 << at;
    }
    Ok(skills)
}
