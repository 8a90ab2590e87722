//! What is refused, one test a refusal, and what is answered without crews or without sites.

use plan::patrol::{
    LONGEST_PERIOD, MOST_CIRCUITS, MOST_SITES, MOST_WEIGHT, Patrols, Pool, Refusal, Shape, Site, patrols,
};

const SITE: Site = Site { x: 0, y: 0, weight: 5, floor: 100, ceiling: 900, longest_stop: 600 };
const SHAPE: Shape = Shape { period: 1_000, rest: 100, shortest_stop: 100 };

fn run(sites: &[Site], circuits: u32, shape: Shape) -> Result<Patrols, Refusal> {
    patrols(&Pool { sites, circuits, shape, travel: &|_, _| 10 }, &[0; 32], 2, &|| false)
}

fn refused(site: Site) -> Refusal {
    run(&[SITE, site], 1, SHAPE).expect_err("refused")
}

#[test]
fn fair_sites_are_not_refused() {
    assert!(run(&[SITE, SITE], 1, SHAPE).is_ok());
    assert!(run(&[Site { weight: MOST_WEIGHT, floor: 0, ceiling: 1_000, ..SITE }], 1, SHAPE).is_ok());
}

#[test]
fn weights_of_zero_and_beyond_the_largest_are_refused() {
    assert_eq!(refused(Site { weight: 0, ..SITE }), Refusal::Weight(1));
    assert_eq!(refused(Site { weight: MOST_WEIGHT + 1, ..SITE }), Refusal::Weight(1));
}

#[test]
fn ceilings_below_the_shortest_stop_and_above_the_period_are_refused() {
    assert_eq!(refused(Site { floor: 0, ceiling: 99, ..SITE }), Refusal::Ceiling(1));
    assert_eq!(refused(Site { ceiling: 1_001, ..SITE }), Refusal::Ceiling(1));
}

#[test]
fn floors_above_the_ceiling_or_beyond_a_crew_are_refused() {
    assert_eq!(refused(Site { floor: 501, ceiling: 500, ..SITE }), Refusal::Floor(1));
    assert_eq!(refused(Site { floor: 901, ceiling: 1_000, ..SITE }), Refusal::Floor(1));
    // Three stops of the shortest length are more than the ceiling.
    assert_eq!(refused(Site { floor: 250, ceiling: 260, longest_stop: 110, ..SITE }), Refusal::Floor(1));
}

#[test]
fn a_longest_stop_below_the_shortest_is_refused() {
    assert_eq!(refused(Site { longest_stop: 99, ..SITE }), Refusal::LongestStop(1));
}

#[test]
fn impossible_shapes_are_refused() {
    let shape = |shape| run(&[SITE], 1, shape).expect_err("refused");
    assert_eq!(shape(Shape { period: 0, ..SHAPE }), Refusal::Period(0));
    assert_eq!(shape(Shape { period: LONGEST_PERIOD + 1, ..SHAPE }), Refusal::Period(LONGEST_PERIOD + 1));
    assert_eq!(shape(Shape { rest: 1_000, ..SHAPE }), Refusal::Rest);
    assert_eq!(shape(Shape { rest: 1_001, ..SHAPE }), Refusal::Rest);
    assert_eq!(shape(Shape { rest: 901, ..SHAPE }), Refusal::Rest);
    assert_eq!(shape(Shape { shortest_stop: 0, ..SHAPE }), Refusal::Rest);
}

#[test]
fn too_many_sites_and_circuits_are_refused() {
    assert_eq!(run(&vec![SITE; MOST_SITES + 1], 1, SHAPE), Err(Refusal::TooManySites));
    assert_eq!(run(&[SITE], MOST_CIRCUITS + 1, SHAPE), Err(Refusal::TooManyCircuits));
}

#[test]
fn without_crews_every_site_is_response_only() {
    let plan = run(&[SITE; 3], 0, SHAPE).unwrap();
    assert_eq!(plan, Patrols { circuits: Vec::new(), response_only: vec![0, 1, 2], spare: 0 });
}

#[test]
fn without_sites_every_crew_is_spare() {
    let plan = run(&[], 7, SHAPE).unwrap();
    assert_eq!(plan, Patrols { circuits: Vec::new(), response_only: Vec::new(), spare: 7 });
}

#[test]
fn crews_beyond_the_ceilings_are_spare_and_said_to_be() {
    let post = Site { longest_stop: 900, ceiling: 900, ..SITE };
    let plan = run(&[post; 3], 8, SHAPE).unwrap();
    assert_eq!((plan.circuits.len(), plan.spare), (3, 5));
}

#[test]
fn a_ceiling_above_what_one_crew_has_is_reached_by_several() {
    let site = Site { weight: 1_000, ceiling: 1_000, longest_stop: 900, ..SITE };
    let pool = Pool { sites: &[site], circuits: 2, shape: SHAPE, travel: &|_, _| 10 };
    let plan = patrols(&pool, &[0; 32], 3, &|| false).unwrap();
    assert_eq!(plan.circuits.len(), 2);
    let found = plan::patrol::realised(&pool, &plan);
    assert!((found.presence[0] - 0.99).abs() < 1e-9, "{found:?}");
}
