//! `policy.toml`: the rules a plan keeps.

mod write;

use std::str::FromStr;

use election::Id;
use plan::measure::{Clock, Officers, Permille, Seconds, Weight};
use plan::problem::{Hours, Item, Phase, Policy, Promise, Shift, Strength, TravelRule, VenueShare, is_date};
use toml::de::DeTable;

use super::spelling::duration;
use super::{Tree, alone, document};
use crate::cause::Cause;
use crate::directory::tree::{Document, Node, Value, all};
use crate::fault::{Faults, Refused};

pub use write::write;

/// The name of the file in an example.
pub const FILE: &str = "policy.toml";

const ROOT: &[&str] = &[
    "period",
    "rest",
    "shortest-stop",
    "longest-stop",
    "ceiling",
    "reserve",
    "busy",
    "heavy",
    "liaison",
    "police-from",
    "police",
    "excluded",
    "travel",
    "promise",
    "phase",
    "hours",
    "shift",
    "venues",
    "department",
];
const TRAVEL: &[&str] = &["detour", "speeds", "start", "voters"];
const PROMISE: &[&str] = &["first", "second"];
const PHASE: &[&str] = &["name", "date", "round"];
const HOURS: &[&str] = &["name", "from", "to", "venue-weight"];
const SHIFT: &[&str] = &["name", "duty-from", "duty-to", "serves-from", "serves-to"];
const VENUES: &[&str] = &["place", "share"];
const DEPARTMENT: &[&str] = &["department", "least", "most"];

type Tome<'a> = Document<'a, Item>;
type Leaf<'t> = Node<'t, Item>;

/// Reads the file by itself; `name` is its name in the faults.
pub fn read(bytes: &[u8], name: &str) -> Result<Policy, Refused> {
    alone(FILE, bytes, name, |text, faults| parse(text, faults).map(|(policy, _)| policy))
}

pub(super) fn parse(text: &str, faults: &mut Faults) -> Tree<Policy> {
    document(FILE, text, faults, policy)
}

fn policy(document: &mut Tome<'_>, table: &DeTable<'_>) -> Option<Policy> {
    let node = document.root(table, 0, Item::Policy, ROOT);
    let times = ["period", "rest", "shortest-stop", "longest-stop"].map(|field| time(document, &node, field));
    let shares = ["ceiling", "reserve", "busy"].map(|field| figure(document, &node, field).map(Permille));
    let heavy = figure(document, &node, "heavy").map(Weight);
    let liaison = figure(document, &node, "liaison").map(Officers);
    let police_from = figure(document, &node, "police-from");
    let police = places(document, &node, "police", Item::Police);
    let excluded = places(document, &node, "excluded", Item::Excluded);
    let travel = travel(document, &node);
    let promise = promise(document, &node);
    let phases = records(document, &node, "phase", Item::Phase, phase);
    let hours = records(document, &node, "hours", Item::Hours, hours);
    let shifts = records(document, &node, "shift", Item::Shift, shift);
    let venues = records(document, &node, "venues", Item::Venues, share);
    let strengths = records(document, &node, "department", Item::Strength, strength);
    let ([period, rest, shortest_stop, longest_stop], [ceiling, reserve, busy]) = (times, shares);
    Some(Policy {
        phases: phases?,
        hours: hours?,
        shifts: shifts?,
        period: period?,
        rest: rest?,
        shortest_stop: shortest_stop?,
        longest_stop: longest_stop?,
        ceiling: ceiling?,
        travel: travel?,
        promise: promise?,
        reserve: reserve?,
        busy: busy?,
        heavy: heavy?,
        liaison: liaison?,
        strengths: strengths?,
        venues: venues?,
        police_from: police_from?,
        police: police?,
        excluded: excluded?,
    })
}

fn time(document: &mut Tome<'_>, node: &Leaf<'_>, field: &'static str) -> Option<Seconds> {
    document.required_text(node, field, Cause::BadDuration, duration)
}

fn clock(document: &mut Tome<'_>, node: &Leaf<'_>, field: &'static str) -> Option<Clock> {
    document.required_text(node, field, Cause::BadClock, Clock::parse)
}

fn id(document: &mut Tome<'_>, node: &Leaf<'_>, field: &'static str) -> Option<Id> {
    document.required_text(node, field, Cause::BadId, |text| Id::new(text).ok())
}

fn figure<T: FromStr>(document: &mut Tome<'_>, node: &Leaf<'_>, field: &'static str) -> Option<T> {
    let value = document.required(node, field)?;
    document.number(value, field, Cause::BadFigure)
}

/// A list of places, each an item of its own.
fn places(document: &mut Tome<'_>, node: &Leaf<'_>, field: &'static str, item: fn(usize) -> Item) -> Option<Vec<Id>> {
    let values = document.list(node, field);
    all(values.into_iter().enumerate().map(|(at, value)| {
        document.mark(item(at), field, value.span().start);
        document.text(value, field, Cause::BadId, |text| Id::new(text).ok())
    }))
}

fn records<T>(
    document: &mut Tome<'_>,
    node: &Leaf<'_>,
    field: &'static str,
    item: fn(usize) -> Item,
    each: impl Fn(&mut Tome<'_>, &Value<'_>, Item) -> Option<T>,
) -> Option<Vec<T>> {
    let values = document.list(node, field);
    all(values.into_iter().enumerate().map(|(at, value)| each(document, value, item(at))))
}

/// A list of exactly as many values.
fn exactly<T, const N: usize>(
    document: &mut Tome<'_>,
    node: &Leaf<'_>,
    field: &'static str,
    each: impl Fn(&mut Tome<'_>, &Value<'_>) -> Option<T>,
) -> Option<[T; N]> {
    let whole = document.required(node, field)?;
    let values = document.list(node, field);
    let found = values.len();
    let values = all(values.into_iter().map(|value| each(document, value)))?;
    let list = <[T; N]>::try_from(values).ok();
    if list.is_none() && whole.get_ref().as_array().is_some() {
        document.fault(&whole.span(), field, Cause::ListLength, &format!("{found} ≠ {N}"));
    }
    list
}

fn figures<T: FromStr, const N: usize>(
    document: &mut Tome<'_>,
    node: &Leaf<'_>,
    field: &'static str,
) -> Option<[T; N]> {
    exactly(document, node, field, |document, value| document.number(value, field, Cause::BadFigure))
}

fn travel(document: &mut Tome<'_>, node: &Leaf<'_>) -> Option<TravelRule> {
    let value = document.required(node, "travel")?;
    let node = document.node(value, Item::Policy, TRAVEL)?;
    let detour = figure(document, &node, "detour").map(Permille);
    let speeds = figures(document, &node, "speeds");
    let start = time(document, &node, "start");
    let voters = figures(document, &node, "voters");
    Some(TravelRule { detour: detour?, speeds: speeds?, start: start?, voters: voters? })
}

fn promise(document: &mut Tome<'_>, node: &Leaf<'_>) -> Option<Promise> {
    let value = document.required(node, "promise")?;
    let node = document.node(value, Item::Policy, PROMISE)?;
    let mut times = |field| {
        exactly(document, &node, field, |document, value| document.text(value, field, Cause::BadDuration, duration))
    };
    let (first, second) = (times("first"), times("second"));
    Some(Promise { first: first?, second: second? })
}

fn phase(document: &mut Tome<'_>, value: &Value<'_>, item: Item) -> Option<Phase> {
    let node = document.node(value, item, PHASE)?;
    let name = id(document, &node, "name");
    let date = document.required_text(&node, "date", Cause::BadDate, |text| is_date(text).then(|| text.to_owned()));
    let round = match document.optional(&node, "round") {
        None => Some(None),
        Some(value) => document.number(value, "round", Cause::BadFigure).map(Some),
    };
    Some(Phase { name: name?, date: date?, round: round? })
}

fn hours(document: &mut Tome<'_>, value: &Value<'_>, item: Item) -> Option<Hours> {
    let node = document.node(value, item, HOURS)?;
    let name = id(document, &node, "name");
    let (from, to) = (clock(document, &node, "from"), clock(document, &node, "to"));
    let venue_weight = figure(document, &node, "venue-weight").map(Permille);
    Some(Hours { name: name?, from: from?, to: to?, venue_weight: venue_weight? })
}

fn shift(document: &mut Tome<'_>, value: &Value<'_>, item: Item) -> Option<Shift> {
    let node = document.node(value, item, SHIFT)?;
    let name = id(document, &node, "name");
    let [duty_from, duty_to, serves_from, serves_to] =
        ["duty-from", "duty-to", "serves-from", "serves-to"].map(|field| clock(document, &node, field));
    Some(Shift {
        name: name?,
        duty_from: duty_from?,
        duty_to: duty_to?,
        serves_from: serves_from?,
        serves_to: serves_to?,
    })
}

fn share(document: &mut Tome<'_>, value: &Value<'_>, item: Item) -> Option<VenueShare> {
    let node = document.node(value, item, VENUES)?;
    let place = id(document, &node, "place");
    let venues = figure(document, &node, "share").map(Permille);
    Some(VenueShare { place: place?, venues: venues? })
}

fn strength(document: &mut Tome<'_>, value: &Value<'_>, item: Item) -> Option<Strength> {
    let node = document.node(value, item, DEPARTMENT)?;
    let department = id(document, &node, "department");
    let least = figure(document, &node, "least").map(Officers);
    let most = figure(document, &node, "most").map(Officers);
    Some(Strength { department: department?, least: least?, most: most? })
}
