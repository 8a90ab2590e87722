//! Problems from what people wrote: what is derived, and every fault.

use election::definition::{Level, MAX_ROUNDS, Place, Position, Station, Venue, Zone};
use election::{Id, Votes};
use plan::measure::{Clock, Officers, Permille, Seconds, Weight};
use plan::problem::limits::MAX_TOTAL_WEIGHT;
use plan::problem::{
    Country, Density, Event, EventKind, Force, Ground, Hours, Inputs, Item, Kind, Leave, Likelihood, Phase, Placed,
    Policy, Problem, ProblemFault, Promise, Scope, Shift, SiteKind, SourceGrade, Strength, Threat, ThreatKind,
    TravelRule, Unit, UnitKind, UnitZone, VenueShare,
};
use proptest::prelude::*;

fn id(text: &str) -> Id {
    Id::new(text).expect("an identifier")
}

const fn clock(hours: u32) -> Clock {
    Clock(hours * 3_600)
}

const fn minutes(count: u32) -> Seconds {
    Seconds(count * 60)
}

/// A country that owns its lists.
#[derive(Clone)]
struct Land {
    places: Vec<Place>,
    venues: Vec<Venue>,
    stations: Vec<Station>,
}

impl Land {
    fn country(&self) -> Country<'_> {
        let Self { places, venues, stations } = self;
        Country { election: id("test"), places, venues, stations, rounds: 2 }
    }
}

fn place(name: &str, level: Level, parent: Option<&str>, position: Option<(i32, i32)>, zone: Zone) -> Place {
    let position = position.map(|(lon, lat)| Position { lon_e6: lon * 1_000, lat_e6: lat * 1_000 });
    Place { id: id(name), level, parent: parent.map(id), position, zone, name: name.into() }
}

fn station(name: &str, voters: u32, venue: Option<&str>) -> Station {
    let mut registered = [None; MAX_ROUNDS];
    registered[0] = Votes::new(voters);
    registered[1] = Votes::new(voters + 1);
    let (commune, _) = name.rsplit_once('-').expect("a station's name");
    Station { id: id(name), commune: id(commune), venue: venue.map(id), constituency: None, hours: id("a"), registered }
}

fn land() -> Land {
    let commune = |name: &str, position, zone| place(name, Level::Commune, Some(&name[..2]), position, zone);
    let places = vec![
        place("FR", Level::Nation, None, None, Zone::Unstated),
        place("R1", Level::Region, Some("FR"), None, Zone::Unstated),
        place("01", Level::Department, Some("R1"), None, Zone::Unstated),
        place("02", Level::Department, Some("R1"), Some((3_000, 46_000)), Zone::Unstated),
        place("ZZ", Level::Department, Some("R1"), None, Zone::Unstated),
        commune("01-001", Some((2_000, 48_000)), Zone::Unstated),
        commune("01-002", None, Zone::Gendarmerie),
        commune("02-001", Some((3_010, 46_010)), Zone::Police),
        commune("ZZ-001", None, Zone::Unstated),
    ];
    let hall = Position { lon_e6: 3_020_000, lat_e6: 46_020_000 };
    let venues = vec![Venue { id: id("hall"), commune: id("02-001"), position: Some(hall), name: "Hall".into() }];
    let mut stations: Vec<Station> =
        (1..=10).map(|number| station(&format!("01-001-{number:04}"), 1_500, None)).collect();
    stations.push(station("01-002-0001", 400, None));
    stations.push(station("02-001-0001", 900, Some("hall")));
    stations.push(station("02-001-0002", 800, Some("hall")));
    stations.push(station("ZZ-001-0001", 50_000, None));
    Land { places, venues, stations }
}

fn unit(name: &str, base: &str) -> Unit {
    Unit {
        id: id(name),
        force: Force::Gendarmerie,
        kind: UnitKind::Patrol,
        department: id(&base[..2]),
        zone: UnitZone::Any,
        base: id(base),
        strength: Officers(20),
        crew: Officers(2),
        movable: false,
        skills: vec![id("dog")],
        vehicles: 10,
        from: clock(6),
        to: clock(24),
        longest_duty: minutes(660),
        shortest_rest: minutes(660),
    }
}

fn threat(name: &str, scope: Scope) -> Threat {
    Threat {
        id: id(name),
        scope,
        kind: ThreatKind::Attack,
        likelihood: Likelihood::new(3).expect("a step"),
        impact: Likelihood::new(4).expect("a step"),
        phases: vec![id("round-1")],
        from: clock(0),
        to: clock(24),
        grade: SourceGrade::parse("A1").expect("a grade"),
        rationale: "a reason".into(),
    }
}

fn event(name: &str, commune: &str) -> Event {
    Event {
        id: id(name),
        kind: EventKind::Rally,
        phase: Some(id("round-1")),
        commune: id(commune),
        position: None,
        from: clock(13),
        to: clock(15),
        people: 500,
        weight: Weight(1_000),
        detail: Officers(4),
        skills: Vec::new(),
        name: "A rally".into(),
    }
}

fn policy() -> Policy {
    let phase = |name, round| Phase { name: id(name), date: "2017-04-23".into(), round };
    let class =
        |name, from, to| Hours { name: id(name), from: clock(from), to: clock(to), venue_weight: Permille(1_000) };
    let shift = |name, from, to| Shift {
        name: id(name),
        duty_from: clock(from - 1),
        duty_to: clock(to + 1),
        serves_from: clock(from),
        serves_to: clock(to),
    };
    Policy {
        phases: vec![phase("round-1", Some(1)), phase("between", None), phase("round-2", Some(2))],
        hours: vec![class("morning", 8, 12), class("midday", 12, 16), class("afternoon", 16, 20)],
        shifts: vec![shift("early", 8, 16), shift("late", 16, 20)],
        period: minutes(240),
        rest: minutes(20),
        shortest_stop: minutes(10),
        longest_stop: minutes(45),
        ceiling: Permille(600),
        travel: TravelRule {
            detour: Permille(1_300),
            speeds: [55, 35, 20],
            start: Seconds(60),
            voters: [1_000, 10_000],
        },
        promise: Promise { first: [minutes(20); 3], second: [minutes(30); 3] },
        reserve: Permille(120),
        busy: Permille(250),
        heavy: Weight(3_000),
        liaison: Officers(1),
        strengths: Vec::new(),
        venues: vec![
            VenueShare { place: id("FR"), venues: Permille(870) },
            VenueShare { place: id("01"), venues: Permille(660) },
        ],
        police_from: 14_000,
        police: Vec::new(),
        excluded: vec![id("ZZ")],
    }
}

fn inputs() -> Inputs {
    Inputs {
        forces: vec![unit("b", "02-001"), unit("a", "01-002")],
        threats: vec![threat("nation", Scope::Nation)],
        policy: policy(),
        events: vec![event("rally", "01-001")],
        leaves: vec![Leave { station: id("01-002-0001"), reference: "register 1".into() }],
    }
}

fn problem(land: &Land, inputs: &Inputs, phase: &str) -> Result<Problem, Vec<ProblemFault>> {
    Problem::new(&land.country(), inputs, id(phase))
}

fn good(inputs: &Inputs, phase: &str) -> Problem {
    problem(&land(), inputs, phase).unwrap_or_else(|faults| panic!("{faults:?}"))
}

#[test]
fn stations_become_venues() {
    let problem = good(&inputs(), "round-1");
    let names: Vec<&str> = problem.sites.iter().map(|site| site.id.as_str()).collect();
    // 10 stations × 0.66, rounded up; by department, then ground (gendarmerie first).
    let expected = [
        "01-002-v001",
        "01-001-v001",
        "01-001-v002",
        "01-001-v003",
        "01-001-v004",
        "01-001-v005",
        "01-001-v006",
        "01-001-v007",
        "rally",
        "hall",
    ];
    assert_eq!(names, expected);
    assert_eq!(problem.excluded, [(id("ZZ"), 1)]);
    let departments: Vec<&str> = problem.departments.iter().map(|department| department.id.as_str()).collect();
    assert_eq!(departments, ["01", "02"]);
    let counts: Vec<u32> = problem.sites[1..8].iter().map(|site| site.stations).collect();
    assert_eq!(counts.iter().sum::<u32>(), 10);
    assert!(counts.iter().all(|count| (1..=2).contains(count)), "{counts:?}");
    assert_eq!(problem.sites[1].people, 3_000);
}

#[test]
fn a_site_stands_where_it_is_known_to() {
    let problem = good(&inputs(), "round-1");
    let [lost, first, second] = &problem.sites[..3] else { panic!("sites") };
    assert_eq!(
        (lost.placed, first.placed, second.placed),
        (Placed::AtDepartment, Placed::AroundCommune, Placed::AroundCommune)
    );
    let centre = Position { lon_e6: 2_000_000, lat_e6: 48_000_000 };
    assert_eq!((lost.position, first.position), (centre, centre));
    assert!(second.position != centre && (second.position.lat_e6 - centre.lat_e6).abs() < 3_000);
    let hall = problem.sites.last().expect("a site");
    assert_eq!((hall.placed, hall.stations, hall.people), (Placed::Known, 2, 1_700));
    assert_eq!((first.ground, lost.ground, hall.ground), (Ground::Police, Ground::Gendarmerie, Ground::Police));
    assert_eq!((first.density, lost.density, hall.density), (Density::Dense, Density::Sparse, Density::Town));
    // Every president of a venue must agree; the rally is no venue.
    assert!(lost.may_post && !first.may_post && problem.sites[8].may_post);
}

#[test]
fn an_event_weighs_in_its_hours_only() {
    let mut inputs = inputs();
    inputs.threats =
        vec![threat("place", Scope::Place(id("01-001"))), threat("kind", Scope::Kind(SiteKind::Gathering))];
    inputs.threats[1].from = clock(14);
    let problem = good(&inputs, "round-1");
    let rally = &problem.sites[8];
    // 32 × 0.02 from each of two threats.
    assert_eq!(rally.weights, [Weight(1), Weight(2_280), Weight(1)]);
    // Two stations of 1,500 and the 100 points of a venue, one threat; and none in another commune.
    assert_eq!(problem.sites[1].weights, [Weight(5_084); 3]);
    assert_eq!(problem.sites[0].weights, [Weight(500); 3]);
}

#[test]
fn a_phase_without_round_has_events_only() {
    let mut inputs = inputs();
    inputs.events[0].phase = None;
    let problem = good(&inputs, "between");
    assert_eq!(problem.sites.len(), 1);
    assert!(problem.threats.is_empty() && problem.excluded.is_empty());
    assert_eq!(good(&inputs, "round-2").sites[1].people, 3_002);
}

#[test]
fn no_forces_are_a_problem_like_any_other() {
    let mut inputs = inputs();
    inputs.forces.clear();
    inputs.events.clear();
    let problem = good(&inputs, "round-1");
    assert!(problem.units.is_empty() && problem.bases.is_empty());
}

#[test]
fn lists_are_ordered_whatever_their_order_was() {
    let (mut land, mut inputs) = (land(), inputs());
    let expected = problem(&land, &inputs, "round-1").expect("a problem");
    land.places.reverse();
    land.stations.reverse();
    inputs.forces.reverse();
    assert_eq!(problem(&land, &inputs, "round-1"), Ok(expected));
}

/// Changes the inputs and expects exactly one fault.
#[track_caller]
fn refused(change: impl FnOnce(&mut Inputs), item: Item, field: &str, kind: Kind) {
    let mut inputs = inputs();
    change(&mut inputs);
    let faults = problem(&land(), &inputs, "round-1").expect_err("refused");
    let [fault] = faults.as_slice() else { panic!("{faults:#?}") };
    assert_eq!((fault.item, fault.field, fault.kind), (item, field, kind), "{fault}");
}

/// The same where one mistake has several faults.
#[track_caller]
fn among(change: impl FnOnce(&mut Inputs), item: Item, field: &str, kind: Kind) {
    let mut inputs = inputs();
    change(&mut inputs);
    let faults = problem(&land(), &inputs, "round-1").expect_err("refused");
    let met = faults.iter().any(|fault| (fault.item, fault.field, fault.kind) == (item, field, kind));
    assert!(met, "{faults:#?}");
}

#[test]
fn identifiers_stand_once() {
    refused(|inputs| inputs.forces[1].id = id("b"), Item::Unit(1), "id", Kind::Duplicate);
    refused(|inputs| inputs.threats.push(inputs.threats[0].clone()), Item::Threat(1), "id", Kind::Duplicate);
    among(|inputs| inputs.events.push(inputs.events[0].clone()), Item::Event(1), "id", Kind::Duplicate);
    refused(|inputs| inputs.leaves.push(inputs.leaves[0].clone()), Item::Leave(1), "station", Kind::Duplicate);
    refused(|inputs| inputs.policy.phases[1].name = id("round-2"), Item::Phase(2), "name", Kind::Duplicate);
    refused(|inputs| inputs.policy.hours[1].name = id("morning"), Item::Hours(1), "name", Kind::Duplicate);
    refused(|inputs| inputs.policy.shifts[1].name = id("early"), Item::Shift(1), "name", Kind::Duplicate);
    refused(|inputs| inputs.policy.venues[1].place = id("FR"), Item::Venues(1), "place", Kind::Duplicate);
    refused(|inputs| inputs.events[0].id = id("hall"), Item::Event(0), "id", Kind::Duplicate);
    refused(|inputs| inputs.events[0].id = id("01-001-v003"), Item::Event(0), "id", Kind::Duplicate);
    let strength = Strength { department: id("01"), least: Officers(0), most: Officers(100) };
    refused(|inputs| inputs.policy.strengths = vec![strength; 2], Item::Strength(1), "department", Kind::Duplicate);
}

#[test]
fn what_is_named_is_there() {
    refused(|inputs| inputs.forces[0].base = id("nowhere"), Item::Unit(0), "base", Kind::Unknown);
    refused(|inputs| inputs.forces[0].department = id("99"), Item::Unit(0), "department", Kind::Unknown);
    refused(|inputs| inputs.events[0].commune = id("x"), Item::Event(0), "commune", Kind::Unknown);
    refused(|inputs| inputs.events[0].phase = Some(id("x")), Item::Event(0), "phase", Kind::Unknown);
    refused(|inputs| inputs.leaves[0].station = id("x"), Item::Leave(0), "station", Kind::Unknown);
    refused(|inputs| inputs.threats[0].phases = vec![id("x")], Item::Threat(0), "phases", Kind::Unknown);
    refused(|inputs| inputs.threats[0].scope = Scope::Place(id("x")), Item::Threat(0), "scope", Kind::Unknown);
    refused(|inputs| inputs.threats[0].scope = Scope::Site(id("x")), Item::Threat(0), "scope", Kind::Unknown);
    let beyond = Scope::Site(id("01-001-v008"));
    refused(|inputs| inputs.threats[0].scope = beyond, Item::Threat(0), "scope", Kind::Unknown);
    refused(|inputs| inputs.policy.police = vec![id("x")], Item::Police(0), "police", Kind::Unknown);
    refused(|inputs| inputs.policy.excluded.insert(0, id("X")), Item::Excluded(0), "excluded", Kind::Unknown);
    refused(|inputs| inputs.policy.venues[0].place = id("x"), Item::Venues(0), "place", Kind::Unknown);
    refused(|inputs| inputs.policy.phases[2].round = Some(3), Item::Phase(2), "round", Kind::Unknown);
    let strength = Strength { department: id("x"), least: Officers(0), most: Officers(100) };
    refused(|inputs| inputs.policy.strengths = vec![strength], Item::Strength(0), "department", Kind::Unknown);
}

#[test]
fn a_threat_on_a_site_of_another_phase_is_no_fault() {
    let mut inputs = inputs();
    inputs.threats[0].scope = Scope::Site(id("01-001-v007"));
    assert!(problem(&land(), &inputs, "round-2").is_ok());
    assert!(problem(&land(), &inputs, "between").is_ok());
    assert!(problem(&land(), &inputs, "round-1").is_ok());
}

#[test]
fn places_have_the_right_level() {
    refused(|inputs| inputs.forces[0].base = id("02"), Item::Unit(0), "base", Kind::Level);
    refused(|inputs| inputs.forces[0].department = id("R1"), Item::Unit(0), "department", Kind::Level);
    refused(|inputs| inputs.events[0].commune = id("01"), Item::Event(0), "commune", Kind::Level);
    refused(|inputs| inputs.forces[0].base = id("01-001"), Item::Unit(0), "base", Kind::Elsewhere);
    let strength = Strength { department: id("FR"), least: Officers(0), most: Officers(100) };
    refused(|inputs| inputs.policy.strengths = vec![strength], Item::Strength(0), "department", Kind::Level);
}

#[test]
fn there_are_neither_too_many_nor_none() {
    among(|inputs| inputs.policy.phases.clear(), Item::Policy, "phase", Kind::Limit);
    among(|inputs| inputs.policy.hours.clear(), Item::Policy, "hours", Kind::Limit);
    refused(|inputs| inputs.policy.shifts.clear(), Item::Policy, "shift", Kind::Limit);
    let skills = (0..17).map(|number| id(&format!("skill-{number:02}"))).collect();
    refused(|inputs| inputs.forces[0].skills = skills, Item::Unit(0), "skills", Kind::Limit);
    let many: Vec<Unit> =
        (0..101).map(|at| Unit { strength: Officers(100_000), ..unit(&format!("u{at:03}"), "02-001") }).collect();
    refused(|inputs| inputs.forces = many, Item::Unit(101), "strength", Kind::Limit);
    let many: Vec<Threat> = (0..10_001).map(|at| threat(&format!("t{at:05}"), Scope::Nation)).collect();
    refused(|inputs| inputs.threats = many, Item::Threat(10_001), "id", Kind::Limit);
}

#[test]
fn figures_keep_to_their_limits() {
    among(|inputs| inputs.forces[0].strength = Officers(0), Item::Unit(0), "strength", Kind::Range);
    refused(|inputs| inputs.forces[0].strength = Officers(100_001), Item::Unit(0), "strength", Kind::Range);
    refused(|inputs| inputs.forces[0].crew = Officers(0), Item::Unit(0), "crew", Kind::Range);
    refused(|inputs| inputs.forces[0].vehicles = 0, Item::Unit(0), "vehicles", Kind::Range);
    refused(|inputs| inputs.forces[0].longest_duty = Seconds(0), Item::Unit(0), "longest-duty", Kind::Range);
    refused(|inputs| inputs.forces[0].shortest_rest = minutes(2_161), Item::Unit(0), "shortest-rest", Kind::Range);
    refused(|inputs| inputs.forces[0].from = Clock(61), Item::Unit(0), "from", Kind::Range);
    refused(|inputs| inputs.forces[0].to = Clock(37 * 3_600), Item::Unit(0), "to", Kind::Range);
    refused(|inputs| inputs.events[0].weight = Weight(0), Item::Event(0), "weight", Kind::Range);
    refused(|inputs| inputs.events[0].weight = Weight(u64::MAX), Item::Event(0), "weight", Kind::Range);
    refused(|inputs| inputs.events[0].people = 10_000_001, Item::Event(0), "people", Kind::Range);
    let space = Some(Position { lon_e6: 180_000_001, lat_e6: 0 });
    refused(|inputs| inputs.events[0].position = space, Item::Event(0), "lon", Kind::Range);
    refused(|inputs| inputs.policy.phases[0].date = "2017-02-29".into(), Item::Phase(0), "date", Kind::Range);
    refused(|inputs| inputs.policy.hours[0].venue_weight = Permille(0), Item::Hours(0), "venue-weight", Kind::Range);
    refused(|inputs| inputs.policy.travel.speeds[1] = 0, Item::Policy, "speeds", Kind::Range);
    refused(|inputs| inputs.policy.travel.detour = Permille(999), Item::Policy, "detour", Kind::Range);
    refused(|inputs| inputs.policy.travel.start = Seconds(3_601), Item::Policy, "start", Kind::Range);
    refused(|inputs| inputs.policy.promise.first[0] = Seconds(0), Item::Policy, "first", Kind::Range);
    refused(|inputs| inputs.policy.ceiling = Permille(0), Item::Policy, "ceiling", Kind::Range);
    refused(|inputs| inputs.policy.reserve = Permille(1_001), Item::Policy, "reserve", Kind::Range);
    refused(|inputs| inputs.policy.busy = Permille(1_000), Item::Policy, "busy", Kind::Range);
    refused(|inputs| inputs.policy.heavy = Weight(0), Item::Policy, "heavy", Kind::Range);
    refused(|inputs| inputs.policy.liaison = Officers(0), Item::Policy, "liaison", Kind::Range);
    refused(|inputs| inputs.policy.venues[1].venues = Permille(0), Item::Venues(1), "share", Kind::Range);
    among(|inputs| inputs.policy.period = Seconds(0), Item::Policy, "period", Kind::Range);
    refused(|inputs| inputs.policy.shortest_stop = Seconds(0), Item::Policy, "shortest-stop", Kind::Range);
}

#[test]
fn units_are_possible() {
    refused(|inputs| inputs.forces[0].crew = Officers(21), Item::Unit(0), "crew", Kind::Crew);
    let elite = |inputs: &mut Inputs| (inputs.forces[0].kind, inputs.forces[0].movable) = (UnitKind::Elite, true);
    refused(elite, Item::Unit(0), "movable", Kind::Movable);
    refused(|inputs| inputs.forces[0].kind = UnitKind::Soldiers, Item::Unit(0), "kind", Kind::Force);
    refused(|inputs| inputs.forces[0].force = Force::Military, Item::Unit(0), "kind", Kind::Force);
    let town =
        |inputs: &mut Inputs| (inputs.forces[0].force, inputs.forces[0].kind) = (Force::Municipal, UnitKind::Elite);
    refused(town, Item::Unit(0), "kind", Kind::Force);
    refused(|inputs| inputs.forces[0].skills = vec![id("b"), id("a")], Item::Unit(0), "skills", Kind::Order);
}

#[test]
fn windows_and_texts_hold() {
    refused(|inputs| inputs.forces[0].to = clock(6), Item::Unit(0), "to", Kind::Window);
    refused(|inputs| inputs.threats[0].to = clock(0), Item::Threat(0), "to", Kind::Window);
    refused(|inputs| inputs.events[0].to = clock(12), Item::Event(0), "to", Kind::Window);
    among(|inputs| inputs.policy.hours[0].to = clock(7), Item::Hours(0), "to", Kind::Window);
    refused(|inputs| inputs.threats[0].rationale = String::new(), Item::Threat(0), "rationale", Kind::Phrase);
    refused(|inputs| inputs.events[0].name = " padded".into(), Item::Event(0), "name", Kind::Phrase);
    refused(|inputs| inputs.leaves[0].reference = "\u{202e}x".into(), Item::Leave(0), "reference", Kind::Phrase);
}

#[test]
fn shifts_tile_the_hours() {
    among(|inputs| inputs.policy.hours[1].from = clock(11), Item::Hours(1), "from", Kind::Gap);
    among(|inputs| inputs.policy.hours[1].from = clock(13), Item::Hours(1), "from", Kind::Gap);
    among(|inputs| inputs.policy.shifts[1].serves_from = clock(12), Item::Shift(1), "serves-from", Kind::Gap);
    refused(|inputs| inputs.policy.shifts[0].serves_to = clock(12), Item::Shift(1), "serves-from", Kind::Gap);
    among(|inputs| inputs.policy.shifts[0].serves_to = clock(15), Item::Shift(0), "serves-to", Kind::Boundary);
    refused(|inputs| inputs.policy.shifts[0].serves_from = clock(12), Item::Shift(0), "serves-from", Kind::Boundary);
    among(|inputs| inputs.policy.shifts.truncate(1), Item::Shift(0), "serves-to", Kind::Boundary);
    refused(|inputs| inputs.policy.shifts[0].duty_from = clock(9), Item::Shift(0), "serves-from", Kind::Duty);
    refused(|inputs| inputs.policy.shifts[1].duty_to = clock(19), Item::Shift(1), "serves-to", Kind::Duty);
}

#[test]
fn the_cycle_is_possible() {
    among(|inputs| inputs.policy.period = minutes(90), Item::Hours(0), "to", Kind::Period);
    refused(|inputs| inputs.policy.rest = minutes(240), Item::Policy, "rest", Kind::Cycle);
    refused(|inputs| inputs.policy.rest = minutes(235), Item::Policy, "rest", Kind::Cycle);
    refused(|inputs| inputs.policy.longest_stop = minutes(9), Item::Policy, "shortest-stop", Kind::Stops);
    refused(|inputs| inputs.policy.promise.second[2] = minutes(5), Item::Policy, "second", Kind::Promise);
    refused(|inputs| inputs.policy.travel.voters = [2, 1], Item::Policy, "voters", Kind::Promise);
    refused(|inputs| inputs.policy.excluded = vec![id("ZZ"), id("ZZ")], Item::Policy, "excluded", Kind::Order);
    refused(|inputs| inputs.policy.police = vec![id("02"), id("01")], Item::Policy, "police", Kind::Order);
}

#[test]
fn excluded_departments_have_no_part() {
    among(|inputs| inputs.forces[0] = unit("z", "ZZ-001"), Item::Unit(0), "department", Kind::Excluded);
    refused(|inputs| inputs.events[0].commune = id("ZZ-001"), Item::Event(0), "commune", Kind::Excluded);
    refused(|inputs| inputs.policy.excluded.clear(), Item::Country, "places", Kind::Nowhere);
}

#[test]
fn an_event_is_near_its_commune_and_somebody_has_its_skill() {
    let far = |lon_e6, lat_e6| {
        refused(
            move |inputs| inputs.events[0].position = Some(Position { lon_e6, lat_e6 }),
            Item::Event(0),
            "lon",
            Kind::Far,
        );
    };
    far(180_000_000, -90_000_000);
    // Exchanged, and a slip of one digit: the department is around 2° east, 48° north.
    far(48_000_000, 2_000_000);
    far(3_500_000, 48_000_000);
    let near = |lon_e6, lat_e6| {
        let mut inputs = inputs();
        inputs.events[0].commune = id("01-002");
        inputs.events[0].position = Some(Position { lon_e6, lat_e6 });
        assert!(problem(&land(), &inputs, "round-1").is_ok(), "near another commune of its department");
    };
    near(2_900_000, 48_400_000);
    refused(|inputs| inputs.events[0].skills = vec![id("juggling")], Item::Event(0), "skills", Kind::NoSkill);
}

#[test]
fn the_phase_is_one_of_the_policy() {
    let faults = problem(&land(), &inputs(), "round-3").expect_err("refused");
    assert_eq!(faults.len(), 1);
    assert_eq!((faults[0].item, faults[0].field, faults[0].kind), (Item::Policy, "phase", Kind::NoPhase));
}

#[test]
fn weights_have_a_limit() {
    // Every threat adds 256 × 0.02 to a factor: 40 of them are 205.
    let mut inputs = inputs();
    let five = Likelihood::new(5).expect("a step");
    let worst = Threat { likelihood: five, impact: five, ..threat("x", Scope::Nation) };
    inputs.threats = (0..40).map(|at| Threat { id: id(&format!("t{at}")), ..worst.clone() }).collect();
    inputs.events[0].weight = Weight(10_000_000);
    let faults = problem(&land(), &inputs, "round-1").expect_err("refused");
    let [fault] = faults.as_slice() else { panic!("{faults:#?}") };
    assert_eq!((fault.item, fault.field, fault.kind), (Item::Event(0), "weight", Kind::Weight));
    // Ten thousand threats drive each venue beyond the limit, and their sum.
    inputs.threats = (0..10_000).map(|at| Threat { id: id(&format!("t{at}")), ..worst.clone() }).collect();
    inputs.policy.hours.iter_mut().for_each(|class| class.venue_weight = Permille(10_000));
    let faults = problem(&land(), &inputs, "round-1").expect_err("refused");
    assert!(faults.iter().all(|fault| fault.kind == Kind::Weight));
    assert!(faults.iter().any(|fault| fault.item == Item::Policy && fault.field == "hours"));
    assert!(MAX_TOTAL_WEIGHT.0.checked_mul(1_000_000).is_some());
}

/// Changes the country and expects one fault of it.
#[track_caller]
fn broken(change: impl FnOnce(&mut Land), field: &str, kind: Kind) {
    let mut land = land();
    change(&mut land);
    let faults = problem(&land, &inputs(), "round-1").expect_err("refused");
    let [fault] = faults.as_slice() else { panic!("{faults:#?}") };
    assert_eq!((fault.item, fault.field, fault.kind), (Item::Country, field, kind), "{fault}");
}

#[test]
fn a_country_that_does_not_hold_together_is_told_and_no_panic() {
    broken(|land| land.places[5].parent = Some(id("99")), "places", Kind::Country);
    broken(|land| land.places[5].parent = Some(id("R1")), "places", Kind::Country);
    broken(|land| land.places[1].parent = None, "places", Kind::Country);
    broken(|land| land.places[0].parent = Some(id("FR")), "places", Kind::Country);
    broken(|land| land.places[3].id = id("01"), "places", Kind::Country);
    broken(|land| land.stations[0].commune = id("01"), "stations", Kind::Country);
    broken(|land| land.stations[11].venue = Some(id("barn")), "venues", Kind::Country);
    broken(|land| land.venues[0].commune = id("01-001"), "venues", Kind::Country);
    broken(|land| land.venues[0].id = id("01-001-v001"), "venues", Kind::Country);
}

#[test]
fn a_long_commune_has_no_derived_venues() {
    let mut land = land();
    let long = id("02-a-long-name-of-21-b");
    land.places.push(place(long.as_str(), Level::Commune, Some("02"), None, Zone::Unstated));
    land.stations.push(Station { commune: long, ..station("02-x-0001", 10, None) });
    let faults = problem(&land, &inputs(), "round-1").expect_err("refused");
    assert_eq!((faults.len(), faults[0].kind, faults[0].item), (1, Kind::Name, Item::Country));
}

#[test]
fn every_fault_is_told_at_once() {
    let mut inputs = inputs();
    inputs.forces[0].crew = Officers(0);
    inputs.threats[0].rationale = String::new();
    inputs.policy.busy = Permille(1_000);
    inputs.leaves[0].station = id("x");
    inputs.events[0].id = id("hall");
    let faults = problem(&land(), &inputs, "round-1").expect_err("refused");
    let kinds: Vec<Kind> = faults.iter().map(|fault| fault.kind).collect();
    assert_eq!(kinds, [Kind::Range, Kind::Range, Kind::Phrase, Kind::Unknown, Kind::Duplicate]);
}

#[test]
fn minima_and_maxima_fit_the_forces() {
    let strength = |least, most| vec![Strength { department: id("01"), least: Officers(least), most: Officers(most) }];
    let faults = |least, most| {
        let mut inputs = inputs();
        inputs.policy.strengths = strength(least, most);
        let faults = problem(&land(), &inputs, "round-1").err().unwrap_or_default();
        faults.into_iter().map(|fault| (fault.item, fault.field, fault.kind)).collect::<Vec<_>>()
    };
    assert_eq!(faults(20, 20), []);
    assert_eq!(
        faults(21, 20),
        [
            (Item::Strength(0), "least", Kind::LeastOverMost),
            (Item::Strength(0), "least", Kind::Forces),
            (Item::Policy, "department", Kind::Forces)
        ]
    );
    assert_eq!(faults(0, 19), [(Item::Strength(0), "most", Kind::Forces)]);
    assert_eq!(
        faults(21, 30),
        [(Item::Strength(0), "least", Kind::Forces), (Item::Policy, "department", Kind::Forces)]
    );
    let mut inputs = inputs();
    inputs.events[0].detail = Officers(41);
    let faults = problem(&land(), &inputs, "round-1").expect_err("refused");
    assert_eq!((faults[0].item, faults[0].field, faults[0].kind), (Item::Event(0), "detail", Kind::Forces));
}

fn grades() -> impl Strategy<Value = SourceGrade> {
    ("[A-F]", "[1-6]").prop_map(|(source, content)| SourceGrade::parse(&(source + &content)).expect("a grade"))
}

fn threats() -> impl Strategy<Value = Vec<Threat>> {
    let scopes = prop_oneof![
        Just(Scope::Nation),
        Just(Scope::Place(id("01"))),
        Just(Scope::Place(id("01-001"))),
        Just(Scope::Kind(SiteKind::Gathering)),
        Just(Scope::Site(id("hall"))),
    ];
    let one = (scopes, 1_u8..=5, 1_u8..=5, grades(), 0_u32..23).prop_map(|(scope, likelihood, impact, grade, from)| {
        let step = |step| Likelihood::new(step).expect("a step");
        let (likelihood, impact) = (step(likelihood), step(impact));
        Threat { likelihood, impact, grade, from: clock(from), to: clock(24), ..threat("t", scope) }
    });
    prop::collection::vec(one, 1..5).prop_map(|threats| {
        let named = threats.into_iter().enumerate();
        named.map(|(at, one)| Threat { id: id(&format!("t{at}")), ..one }).collect()
    })
}

fn weights(threats: &[Threat]) -> Vec<Weight> {
    let problem = good(&Inputs { threats: threats.to_vec(), ..inputs() }, "round-1");
    problem.sites.into_iter().flat_map(|site| site.weights).collect()
}

proptest! {
    #[test]
    fn a_worse_threat_lowers_no_weight(threats in threats(), at in 0_usize..5, impact in any::<bool>()) {
        let before = weights(&threats);
        prop_assert!(before.iter().all(|weight| weight.0 >= 1));
        let mut worse = threats.clone();
        let at = at % worse.len();
        let step = if impact { &mut worse[at].impact } else { &mut worse[at].likelihood };
        *step = Likelihood::new((step.step() + 1).min(5)).expect("a step");
        prop_assert!(before.iter().zip(weights(&worse)).all(|(before, after)| *before <= after));
        let fewer: Vec<Threat> = threats.iter().enumerate().filter(|(ix, _)| *ix != at).map(|(_, one)| one.clone()).collect();
        prop_assert!(before.iter().zip(weights(&fewer)).all(|(before, after)| *before >= after));
    }
}
