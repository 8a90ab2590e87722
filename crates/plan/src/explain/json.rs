//! Explanations as JSON: one object each, with the identifiers that people know. Values are in
//! thousandths of a point, times in seconds, shares in millionths.

use election::publish::json::Json;
use election::refusal::Language;

use super::conflict::Amount;
use super::department::{Kept, units};
use super::words::requirement;
use super::{
    Comparison, Conflict, Cut, DepartmentAccount, Forces, Help, More, PoolAccount, Price, PromiseKept, Reason, Relief,
    Shortfall, SiteAccount, Stuck, Visit, WhyNot, Wish,
};
use crate::answer::{Move, Plan, Value};
use crate::problem::Problem;
use crate::problem::weight::Itemised;

/// One object, written by `members`.
fn object(members: impl FnOnce(&mut Json<'_>)) -> String {
    let mut out = String::new();
    Json::new(&mut out).object(members);
    out
}

fn optional(json: &mut Json<'_>, name: &str, value: Option<Value>) {
    match value {
        Some(value) => json.name(name).number(value.0),
        None => json.name(name).null(),
    }
}

fn number(json: &mut Json<'_>, name: &str, value: impl Into<u64>) {
    json.name(name).number(value.into());
}

fn sites(json: &mut Json<'_>, name: &str, problem: &Problem, sites: &[u32]) {
    json.name(name).array(|json| sites.iter().for_each(|site| json.display(problem.sites[*site as usize].id)));
}

/// A site.
pub fn site(account: &SiteAccount, problem: &Problem, plan: &Plan) -> String {
    let site = &problem.sites[account.site as usize];
    object(|json| {
        json.name("site").display(site.id);
        json.name("department").display(problem.departments[site.department as usize].id);
        json.name("ground").text(super::words::ground(site.ground));
        json.name("weight").array(|json| {
            let classes = problem.policy.hours.iter().zip(&account.weight);
            classes.for_each(|(class, item)| weight(json, class.name, item, problem));
        });
        json.name("visits").array(|json| account.visits.iter().for_each(|one| visit(json, one, problem, plan)));
        json.name("seen").array(|json| account.seen.iter().for_each(|seen| json.boolean(*seen)));
        number(json, "presence", account.presence);
        number(json, "ceiling", account.ceiling);
        json.name("help").array(|json| account.help.iter().for_each(|one| help(json, one, problem)));
        number(json, "value", account.value.0);
        number(json, "above", account.above);
        number(json, "sites", account.sites);
        number(json, "realised", account.realised.0);
        number(json, "bound", account.bound.0);
        price(json, &account.price, problem);
        json.name("reason");
        reason(json, account.reason.as_ref());
    })
}

fn weight(json: &mut Json<'_>, class: election::Id, item: &Itemised, problem: &Problem) {
    json.object(|json| {
        json.name("hours").display(class);
        number(json, "weight", item.stated.0);
        number(json, "comes_to", item.comes_to.0);
        number(json, "points", item.points);
        number(json, "factor_permille", item.hours.0);
        json.name("there").boolean(item.there);
        json.name("threats").array(|json| {
            for (threat, severity) in &item.threats {
                json.object(|json| {
                    json.name("threat").display(problem.threats[*threat as usize].id);
                    number(json, "severity", *severity);
                });
            }
        });
    });
}

fn visit(json: &mut Json<'_>, visit: &Visit, problem: &Problem, plan: &Plan) {
    json.object(|json| {
        json.name("circuit").text(&super::words::circuit(problem, plan, visit.circuit));
        number(json, "stops", visit.stops);
        number(json, "seconds", visit.time.0);
        json.name("crews").array(|json| {
            for crew in &visit.crews {
                json.array(|json| units(*crew).for_each(|unit| json.display(problem.units[unit as usize].id)));
            }
        });
    });
}

fn help(json: &mut Json<'_>, help: &Help, problem: &Problem) {
    json.object(|json| {
        json.name("shift").display(problem.policy.shifts[help.shift as usize].name);
        json.name("nearest").array(|json| {
            for helper in &help.nearest {
                json.object(|json| {
                    json.name("unit").display(problem.units[helper.unit as usize].id);
                    json.name("base").display(problem.bases[helper.base as usize].commune);
                    number(json, "crews", helper.crews);
                    number(json, "seconds", helper.way.0);
                });
            }
        });
        promise(json, "first", &help.first);
        promise(json, "second", &help.second);
        number(json, "cover", help.cover);
    });
}

fn promise(json: &mut Json<'_>, name: &str, kept: &PromiseKept) {
    json.name(name).object(|json| {
        number(json, "within", kept.within.0);
        number(json, "due", kept.due);
        number(json, "crews", kept.crews);
        json.name("kept").boolean(kept.is_kept());
    });
}

fn held(json: &mut Json<'_>, held: Option<u32>, problem: &Problem) {
    match held {
        Some(site) => json.name("held_by").display(problem.sites[site as usize].id),
        None => json.name("held_by").null(),
    }
}

fn price(json: &mut Json<'_>, price: &Price, problem: &Problem) {
    json.name("one_more").object(|json| {
        number(json, "circuits", price.circuits);
        optional(json, "equilibrium", price.now);
        optional(json, "with_one_more", price.with_one_more);
        optional(json, "slope", price.slope.map(super::view::thousandths));
        held(json, price.held, problem);
    });
}

fn reason(json: &mut Json<'_>, reason: Option<&Reason>) {
    let Some(reason) = reason else { return json.null() };
    json.object(|json| match reason {
        Reason::NoCrews => json.name("why").text("no-crews"),
        Reason::Unreachable { nearest, limit } => {
            json.name("why").text("unreachable");
            number(json, "nearest", nearest.0);
            number(json, "limit", limit.0);
        }
        Reason::Crews { sites, needed, available } => {
            json.name("why").text("crews");
            number(json, "sites", *sites);
            number(json, "needed", *needed);
            number(json, "available", *available);
        }
        Reason::Ceiling => json.name("why").text("ceiling"),
        Reason::Unproven { needed, circuits, nearest } => {
            json.name("why").text("unproven");
            number(json, "needed", *needed);
            number(json, "circuits", *circuits);
            number(json, "nearest", nearest.0);
        }
    });
}

/// A department.
pub fn department(account: &DepartmentAccount, problem: &Problem) -> String {
    object(|json| {
        json.name("department").display(problem.departments[account.department as usize].id);
        json.name("forces").array(|json| account.forces.iter().for_each(|one| forces(json, one)));
        json.name("pools").array(|json| account.pools.iter().for_each(|one| pool(json, one, problem)));
        json.name("promises").array(|json| account.promises.iter().for_each(|one| kept(json, one)));
        json.name("reserves").array(|json| {
            for cover in &account.covers {
                json.object(|json| {
                    json.name("shift").display(problem.policy.shifts[cover.shift as usize].name);
                    number(json, "crews", cover.crews);
                    number(json, "cover", cover.value);
                    number(json, "cover_bound", cover.bound);
                });
            }
        });
        moves(json, "arrived", &account.arrived, problem);
        moves(json, "left", &account.left, problem);
        json.name("short").array(|json| account.shortfalls.iter().for_each(|one| short(json, one, problem)));
    })
}

fn forces(json: &mut Json<'_>, forces: &Forces) {
    json.object(|json| {
        json.name("force").text(super::words::force(forces.force, Language::English));
        json.name("kind").text(super::words::unit_kind(forces.kind, Language::English));
        number(json, "units", forces.units);
        number(json, "officers", forces.officers);
        number(json, "circuits", forces.circuits);
        number(json, "liaison", forces.liaison);
        number(json, "reserve", forces.reserve);
        number(json, "events", forces.details);
    });
}

fn pool(json: &mut Json<'_>, pool: &PoolAccount, problem: &Problem) {
    json.object(|json| {
        json.name("ground").text(super::words::ground(pool.ground));
        number(json, "sites", pool.sites);
        sites(json, "response_only", problem, &pool.waiting);
        number(json, "value", pool.realised.0);
        number(json, "bound", pool.bound.0);
        json.name("worst").display(problem.sites[pool.worst as usize].id);
        price(json, &pool.price, problem);
    });
}

fn kept(json: &mut Json<'_>, kept: &Kept) {
    json.object(|json| {
        json.name("roads").text(super::words::density(kept.density, Language::English));
        number(json, "first_kept", kept.first[0]);
        number(json, "first_missed", kept.first[1]);
        number(json, "second_kept", kept.second[0]);
        number(json, "second_missed", kept.second[1]);
    });
}

fn moves(json: &mut Json<'_>, name: &str, moves: &[Move], problem: &Problem) {
    json.name(name).array(|json| {
        for order in moves {
            json.object(|json| {
                json.name("unit").display(problem.units[order.unit as usize].id);
                json.name("base").display(problem.bases[order.base as usize].commune);
            });
        }
    });
}

fn short(json: &mut Json<'_>, short: &Shortfall, problem: &Problem) {
    let (what, at, shift, [found, due]) = match *short {
        Shortfall::Detail { event, shift, officers, due } => {
            ("detail", Some(problem.events[event as usize].id), Some(shift), [officers, due])
        }
        Shortfall::Unswept { event, weight, why, .. } => {
            json.object(|json| {
                json.name("what").text("unswept");
                json.name("event").display(problem.events[event as usize].id);
                json.name("why").text(why);
                number(json, "weight", weight);
            });
            return;
        }
        Shortfall::Least { officers, due } => ("least", None, None, [officers, due]),
        Shortfall::Reserve { shift, crews, due } => ("reserve", None, Some(shift), [crews, due]),
    };
    json.object(|json| {
        json.name("what").text(what);
        if let Some(event) = at {
            json.name("event").display(event);
        }
        if let Some(shift) = shift {
            json.name("shift").display(problem.policy.shifts[shift as usize].name);
        }
        number(json, "found", found);
        number(json, "due", due);
    });
}

/// Millionths of a point, from thousandths.
#[expect(clippy::cast_possible_truncation, reason = "a cast from a double saturates")]
fn millionths(thousandths: f64) -> i64 {
    (thousandths * 1_000.0).round() as i64
}

/// More or fewer officers; prices are in points.
pub fn more(more: &More, problem: &Problem) -> String {
    object(|json| {
        json.name("officers").object(|json| {
            json.name("fewer").boolean(more.officers < 0);
            number(json, "count", more.officers.unsigned_abs());
        });
        number(json, "units", more.units);
        number(json, "bound_before", more.bounds[0].0);
        number(json, "bound_after", more.bounds[1].0);
        json.name("price").millionths(millionths(more.price()));
        held(json, more.held, problem);
        if let (Some([before, after]), Some(price)) = (more.free, more.free_price()) {
            number(json, "free_bound_before", before.0);
            number(json, "free_bound_after", after.0);
            json.name("free_price").millionths(millionths(price));
        }
        number(json, "value", more.realised.0);
        if let Some(again) = &more.replanned {
            number(json, "value_before", again.before.0);
            number(json, "value_after", again.after.0);
            number(json, "response_only_before", again.waiting[0]);
            number(json, "response_only_after", again.waiting[1]);
        }
    })
}

/// Conflicts, and what is left unproven.
pub fn why_not(why: &WhyNot, problem: &Problem) -> String {
    object(|json| {
        json.name("conflicts").array(|json| {
            why.value.iter().chain(&why.conflicts).for_each(|one| conflict(json, one, problem));
        });
        json.name("unproven").array(|json| why.stuck.iter().for_each(|one| stuck(json, one, problem)));
    })
}

fn conflict(json: &mut Json<'_>, conflict: &Conflict, problem: &Problem) {
    json.object(|json| {
        json.name("wish").object(|json| match &conflict.wish {
            Wish::Visits(one) => cut(json, one, problem),
            Wish::FirstPromise { department, waiting, crews, needed } => {
                json.name("department").display(problem.departments[*department as usize].id);
                sites(json, "waiting", problem, waiting);
                number(json, "crews", *crews);
                match needed {
                    Some(needed) => number(json, "needed", *needed),
                    None => json.name("needed").null(),
                }
            }
            Wish::Below(value) => number(json, "below", value.0),
        });
        json.name("together").array(|json| conflict.reliefs.iter().for_each(|one| relief(json, one)));
    });
}

fn cut(json: &mut Json<'_>, cut: &Cut, problem: &Problem) {
    json.name("department").display(problem.departments[cut.department as usize].id);
    json.name("ground").text(super::words::ground(cut.ground));
    sites(json, "waiting", problem, &cut.waiting);
    number(json, "sites", cut.sites);
    number(json, "needed", cut.needed);
    number(json, "available", cut.available);
}

fn relief(json: &mut Json<'_>, relief: &Relief) {
    json.object(|json| {
        json.name("requirement").text(requirement(relief.requirement, Language::English));
        json.name("clears").boolean(relief.clears);
        match relief.amount {
            Amount::Sites(sites) => number(json, "sites_to_give_up", sites),
            Amount::Officers(officers) => number(json, "officers_more", officers),
            Amount::Circuits { needed, available } => {
                number(json, "circuits_needed", needed);
                number(json, "circuits_possible", available);
            }
            Amount::Crews { needed, available } => {
                number(json, "crews_needed", needed);
                number(json, "crews_possible", available);
            }
            Amount::Within(time) => number(json, "within", time.0),
            Amount::Bound(value) => number(json, "bound", value.0),
        }
    });
}

fn stuck(json: &mut Json<'_>, stuck: &Stuck, problem: &Problem) {
    json.object(|json| match stuck {
        Stuck::Visits(one) => cut(json, one, problem),
        Stuck::FirstPromise { department, waiting, crews, needed, cover } => {
            json.name("department").display(problem.departments[*department as usize].id);
            sites(json, "waiting", problem, waiting);
            number(json, "crews", *crews);
            number(json, "needed", *needed);
            number(json, "cover", cover[0]);
            number(json, "cover_bound", cover[1]);
        }
    });
}

/// Two plans side by side; every pair is the old one and the new one.
pub fn compare(found: &Comparison) -> String {
    object(|json| {
        pair(json, "value", found.value.map(|value| value.0));
        pair(json, "bound", found.bound.map(|value| value.0));
        pair(json, "circuits", found.circuits);
        pair(json, "response_only", found.response_only);
        json.name("orders").object(|json| {
            number(json, "kept", found.orders.kept);
            let lists =
                [("changed", &found.orders.changed), ("added", &found.orders.added), ("gone", &found.orders.gone)];
            for (name, orders) in lists {
                json.name(name).array(|json| {
                    for (unit, shift) in orders {
                        json.object(|json| {
                            json.name("unit").display(unit);
                            json.name("shift").display(shift);
                        });
                    }
                });
            }
        });
        json.name("departments").array(|json| {
            for change in &found.departments {
                json.object(|json| {
                    json.name("department").display(change.department);
                    pair(json, "officers", change.officers);
                    pair(json, "circuits", change.circuits);
                    pair(json, "value", change.value.map(|value| value.0));
                });
            }
        });
    })
}

fn pair(json: &mut Json<'_>, name: &str, pair: [u64; 2]) {
    json.name(name).array(|json| pair.into_iter().for_each(|number| json.number(number)));
}
