//! `GeoJSON` (RFC 7946): the communes of a department with their figures, and its stations as
//! points.
//!
//! A commune without an outline is a point, one without a position has no geometry. Nobody
//! publishes where a station is unless the definition does: else it stands at its town hall, and
//! `position` says so.

use election::{
    definition::{PlaceIx, StationIx},
    publish::{Snapshot, json::Json},
};

use super::common::count_status;
use crate::map::{
    arrays::code_of,
    atlas::Atlas,
    outline::{Outlines, Point, Shape},
    sheet::of_position,
};

const FIXED: [&str; 6] = ["registered", "signed_in", "cast", "blank", "void", "valid"];

fn collection(features: impl FnOnce(&mut Json<'_>)) -> String {
    let mut out = String::new();
    Json::new(&mut out).object(|json| {
        json.name("type").text("FeatureCollection");
        json.name("features").array(features);
    });
    out.push('\n');
    out
}

/// The communes of a department.
pub(crate) fn communes(snapshot: &Snapshot<'_>, atlas: &Atlas, round: usize, department: PlaceIx) -> String {
    let definition = snapshot.board.definition();
    let known = atlas.communes.get(code_of(definition, department));
    collection(|json| {
        for commune in definition.children(department) {
            let code = code_of(definition, *commune);
            let shapes = known.map(|known| &known.outlines);
            let shape = shapes.and_then(|outlines| {
                let at = outlines.shapes.binary_search_by(|shape| shape.code.as_str().cmp(code)).ok()?;
                Some((outlines, &outlines.shapes[at]))
            });
            let point = position(snapshot, atlas, *commune);
            json.object(|json| {
                json.name("type").text("Feature");
                json.name("id").display(definition.place(*commune).id);
                json.name("geometry");
                match (shape, point) {
                    (Some((outlines, shape)), _) => polygons(outlines, shape, json),
                    (None, Some(at)) => self::point(at, json),
                    (None, None) => json.null(),
                }
                json.name("properties").object(|json| commune_properties(snapshot, round, *commune, json));
            });
        }
    })
}

fn commune_properties(snapshot: &Snapshot<'_>, round: usize, commune: PlaceIx, json: &mut Json<'_>) {
    let definition = snapshot.board.definition();
    let tally = snapshot.board.tally(round, commune);
    json.name("id").display(definition.place(commune).id);
    json.name("name").text(&definition.place(commune).name);
    json.name("stations").number(tally.progress.stations.into());
    json.name("counted").number(tally.progress.counted().into());
    json.name("missing").number(tally.progress.missing().into());
    json.name("conflict").number(tally.progress.conflict.into());
    json.name("annulled").number(tally.progress.annulled.into());
    json.name("status").text(count_status(&tally.progress));
    let row = (tally.progress.counted() > 0).then(|| tally.sums.row());
    figures(snapshot, round, row, json);
}

/// The figures, all `null` where nothing is counted.
fn figures(snapshot: &Snapshot<'_>, round: usize, row: Option<impl Iterator<Item = u64>>, json: &mut Json<'_>) {
    let candidates = &snapshot.board.definition().rounds()[round].candidates;
    let names = candidates.iter().map(|candidate| format!("candidate_{}", candidate.number));
    let names = FIXED.iter().map(|name| (*name).to_owned()).chain(names);
    match row {
        Some(row) => names.zip(row).for_each(|(name, figure)| json.name(&name).number(figure)),
        None => names.for_each(|name| json.name(&name).null()),
    }
}

/// The stations of a department that open in the round.
pub(crate) fn stations(snapshot: &Snapshot<'_>, atlas: &Atlas, round: usize, department: PlaceIx) -> String {
    let definition = snapshot.board.definition();
    collection(|json| {
        for commune in definition.children(department) {
            let hall = position(snapshot, atlas, *commune);
            for station in definition.stations_of(*commune) {
                if definition.registered(*station, round).is_some() {
                    self::station(snapshot, round, *commune, *station, hall, json);
                }
            }
        }
    })
}

fn station(
    snapshot: &Snapshot<'_>,
    round: usize,
    commune: PlaceIx,
    ix: StationIx,
    hall: Option<Point>,
    json: &mut Json<'_>,
) {
    let definition = snapshot.board.definition();
    let (station, state) = (definition.station(ix), snapshot.board.state(round, ix));
    let venues = &definition.parts().venues;
    let venue = station.venue.and_then(|id| venues.binary_search_by_key(&id, |venue| venue.id).ok());
    let own = venue.and_then(|at| venues[at].position).map(of_position);
    json.object(|json| {
        json.name("type").text("Feature");
        json.name("id").display(station.id);
        json.name("geometry");
        match own.or(hall) {
            Some(at) => point(at, json),
            None => json.null(),
        }
        json.name("properties").object(|json| {
            json.name("id").display(station.id);
            json.name("commune").display(definition.place(commune).id);
            json.name("commune_name").text(&definition.place(commune).name);
            json.name("position").text(if own.is_some() { "venue" } else { "town hall" });
            json.name("state").text(state.word());
            figures(snapshot, round, state.counted().map(|standing| standing.counts.row()), json);
        });
    });
}

/// Where a commune is, as the definition or the atlas says.
fn position(snapshot: &Snapshot<'_>, atlas: &Atlas, commune: PlaceIx) -> Option<Point> {
    let definition = snapshot.board.definition();
    let department = definition.parent(commune)?;
    let said = definition.place(commune).position.map(of_position);
    said.or_else(|| atlas.point(code_of(definition, department), code_of(definition, commune)))
}

fn point(at: Point, json: &mut Json<'_>) {
    json.object(|json| {
        json.name("type").text("Point");
        json.name("coordinates").array(|json| corner(at, json));
    });
}

fn corner(at: Point, json: &mut Json<'_>) {
    for part in at {
        json.millionths(i64::from(part) * 100);
    }
}

/// Every ring is the outside of a polygon of its own: anticlockwise, and closed.
fn polygons(outlines: &Outlines, shape: &Shape, json: &mut Json<'_>) {
    json.object(|json| {
        json.name("type").text("MultiPolygon");
        json.name("coordinates").array(|json| {
            for ring in &shape.rings {
                let mut corners = outlines.corners(ring);
                if twice_area(&corners) < 0 {
                    corners.reverse();
                }
                corners.extend(corners.first().copied());
                if corners.len() < 4 {
                    continue;
                }
                json.array(|json| {
                    json.array(|json| corners.iter().for_each(|at| json.array(|json| corner(*at, json))));
                });
            }
        });
    });
}

/// Twice the area, positive where the corners run anticlockwise.
fn twice_area(corners: &[Point]) -> i64 {
    let next = corners.iter().cycle().skip(1);
    let cross = |(a, b): (&Point, &Point)| i64::from(a[0]) * i64::from(b[1]) - i64::from(b[0]) * i64::from(a[1]);
    corners.iter().zip(next).map(cross).sum()
}
