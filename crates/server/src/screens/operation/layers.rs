//! The layers of the map that come from the plan: the circuits as lines from stop to stop, and for
//! each base of a reserve the area that it reaches within the promise of the plan.
//!
//! ```text
//! {"circuits":[{"department":"23","id":"23-police-1","line":[[x,y],…]}],
//!  "reserves":[{"area":[[x,y],…],"crews":[["early",2]],"department":"23","name":"Guéret","sites":41,"x":…,"y":…}]}
//! ```
//!
//! Points are of the sheet of the map. Who may see the plan sees it, of the own place, and as it
//! stands: of a past moment there is none, and none where the hub has no plan.

use std::collections::BTreeMap;

use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use ops::roles::{Officer, SeeingPlan};
use plan::answer::{Circuit, Step, circuit_id};
use plan::problem::Site;
use plan::travel::{self, Point};
use serde_json::{Value, json};

use super::repair::desk::Standing;
use super::{Look, text};
use crate::screens::Screens;
use crate::screens::access::Visit;
use crate::screens::page::with_headers;

type Spot = [i32; 2];

/// `GET /hub/operation/map/plan`
pub async fn plan(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<SeeingPlan>,
    Query(query): Query<Value>,
) -> Response {
    let inner = screens.clone();
    let made = screens.aside(move || {
        let look = Look::of(&inner, officer.person(), &query)?;
        let past = !text(&query, "to").is_empty() || !text(&query, "at").is_empty();
        let standing = inner.0.desk.standing().filter(|_| !past);
        let drawn = standing.map(|standing| drawn(&inner, &look, &standing).to_string());
        Ok(with_headers(match drawn {
            Some(text) => ([(header::CONTENT_TYPE, "application/json")], text).into_response(),
            None => StatusCode::NOT_FOUND.into_response(),
        }))
    });
    let made = made.await;
    screens.answer(&visit, made)
}

fn drawn(screens: &Screens, look: &Look, standing: &Standing) -> Value {
    let (problem, plan) = (&standing.opened.problem, &standing.opened.plan);
    let definition = screens.definition();
    // A place in a department is shown what its department does.
    let seen = |department: u32| {
        let id = problem.departments[department as usize].id;
        look.holds(definition, id) || definition.covers(id, look.id)
    };
    let circuits = (0_u32..).zip(&plan.circuits).filter(|(_, circuit)| seen(circuit.department));
    json!({
        "circuits": circuits.filter_map(|one| circuit(screens, standing, one)).collect::<Vec<Value>>(),
        "reserves": reserves(screens, standing, seen),
    })
}

fn spot(screens: &Screens, site: &Site) -> Option<Spot> {
    screens.chart().spot(Some(site.position), site.commune)
}

/// A closed line through the stops; the ways between them are not drawn as roads.
fn circuit(screens: &Screens, standing: &Standing, (at, one): (u32, &Circuit)) -> Option<Value> {
    let (problem, plan) = (&standing.opened.problem, &standing.opened.plan);
    let stops = one.steps.iter().filter_map(|step| match step {
        Step::Stop { site, .. } => spot(screens, &problem.sites[*site as usize]),
        Step::Rest(_) | Step::Way(_) => None,
    });
    let mut line: Vec<Spot> = stops.collect();
    line.dedup();
    line.push(*line.first()?);
    let department = problem.departments[one.department as usize].id;
    Some(json!({ "id": circuit_id(problem, plan, at), "department": department.to_string(), "line": line }))
}

/// The bases where reserves wait, with their crews by shift.
fn reserves(screens: &Screens, standing: &Standing, seen: impl Fn(u32) -> bool) -> Vec<Value> {
    let (problem, plan) = (&standing.opened.problem, &standing.opened.plan);
    let mut bases: BTreeMap<u32, BTreeMap<u32, u32>> = BTreeMap::new();
    for reserve in &plan.reserves {
        *bases.entry(reserve.base).or_default().entry(reserve.shift).or_default() += reserve.crews;
    }
    let line = |(base, crews): (u32, BTreeMap<u32, u32>)| {
        let own = &problem.bases[base as usize];
        let [x, y] = screens.chart().spot(Some(own.position), own.commune)?;
        let reached: Vec<Spot> = reached(standing, base).filter_map(|site| spot(screens, site)).collect();
        let shift = |(shift, crews)| json!([problem.policy.shifts[shift as usize].name.to_string(), crews]);
        Some(json!({
            "x": x, "y": y,
            "name": standing.name(own.commune),
            "department": problem.departments[own.department as usize].id.to_string(),
            "crews": crews.into_iter().map(shift).collect::<Vec<Value>>(),
            "sites": reached.len(),
            "area": hull(reached),
        }))
    };
    bases.into_iter().filter(|(base, _)| seen(problem.bases[*base as usize].department)).filter_map(line).collect()
}

/// The sites of a base's department where its crews are within the promise of a first crew.
fn reached(standing: &Standing, base: u32) -> impl Iterator<Item = &Site> {
    let problem = &standing.opened.problem;
    let own = &problem.bases[base as usize];
    let from = Point::new(own.position, own.density);
    let sites = problem.sites.iter().filter(|site| site.department == own.department);
    sites.filter(move |site| {
        let to = Point::new(site.position, site.density);
        let promise = problem.policy.promise.first[site.density as usize];
        travel::time(&problem.policy.travel, &from, &to) <= promise
    })
}

/// The convex hull of points, each corner once (Andrew 1979).
fn hull(mut points: Vec<Spot>) -> Vec<Spot> {
    points.sort_unstable();
    points.dedup();
    if points.len() < 3 {
        return points;
    }
    let mut lower = chain(points.iter());
    let mut upper = chain(points.iter().rev());
    // The last of each is the first of the other.
    lower.pop();
    upper.pop();
    lower.extend(upper);
    lower
}

fn chain<'a>(points: impl Iterator<Item = &'a Spot>) -> Vec<Spot> {
    let mut chain: Vec<Spot> = Vec::new();
    for point in points {
        while let [.., before, last] = chain.as_slice()
            && turn(*before, *last, *point) <= 0
        {
            chain.pop();
        }
        chain.push(*point);
    }
    chain
}

/// Twice the area of a triangle, positive where it turns left.
fn turn(a: Spot, b: Spot, c: Spot) -> i64 {
    let [ax, ay, bx, by, cx, cy] = [a[0], a[1], b[0], b[1], c[0], c[1]].map(i64::from);
    (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hull_holds_every_point_and_no_corner_twice() {
        assert_eq!(hull(vec![[0, 0], [0, 0]]), [[0, 0]]);
        assert_eq!(hull(vec![[4, 0], [0, 0], [2, 0]]), [[0, 0], [4, 0]], "on one line: its ends");
        let square = hull(vec![[0, 0], [4, 0], [4, 4], [0, 4], [2, 2], [2, 0], [1, 3]]);
        assert_eq!(square, [[0, 0], [4, 0], [4, 4], [0, 4]]);
        let many: Vec<Spot> = (0..200).map(|nth| [nth * 7_919 % 1_009, nth * 104_729 % 997]).collect();
        let around = hull(many.clone());
        let sides = around.iter().zip(around.iter().cycle().skip(1));
        let outside = sides.flat_map(|(a, b)| many.iter().filter(|point| turn(*a, *b, **point) < 0));
        assert_eq!(outside.count(), 0);
    }
}
