//! Map data: `GeoJSON` (RFC 7946), longitude before latitude in degrees of WGS 84.

use election::definition::Position;
use election::publish::json::Json;

use super::dossier::Dossier;
use super::numbers::thousandths;
use crate::answer::Step;
use crate::problem::text::words::Word as _;

impl Dossier<'_> {
    /// One collection: sites as points with weight and presence, circuits as closed lines, the
    /// bases of reserves as points. The member `layer` tells them apart.
    pub fn geojson(&self) -> String {
        let mut out = String::new();
        Json::new(&mut out).object(|json| {
            json.name("type").text("FeatureCollection");
            json.name("features").array(|json| {
                (0_u32..).zip(&self.problem.sites).for_each(|(at, _)| self.site(json, at));
                (0_u32..).zip(&self.plan.circuits).for_each(|(at, _)| self.circuit(json, at));
                self.plan.reserves.iter().for_each(|reserve| self.reserve(json, reserve));
            });
        });
        out.push('\n');
        out
    }

    fn site(&self, json: &mut Json<'_>, at: u32) {
        let (site, facts) = (&self.problem.sites[at as usize], &self.sites[at as usize]);
        feature(json, "site", &Shape::Point(site.position), |json| {
            json.name("id").display(site.id);
            json.name("name").text(&self.site_name(at));
            json.name("kind").text(site.kind.word());
            json.name("ground").text(site.ground.word());
            json.name("department").display(self.problem.departments[site.department as usize].id);
            json.name("weight").number(site.weight().0);
            json.name("presence_thousandths").number(thousandths(facts.presence));
            json.name("value_thousandths").number(facts.value.0);
            json.name("placed").text(site.placed.word());
        });
    }

    fn circuit(&self, json: &mut Json<'_>, at: u32) {
        let circuit = &self.plan.circuits[at as usize];
        let stops = circuit.steps.iter().filter_map(|step| match step {
            Step::Stop { site, .. } => Some(self.problem.sites[*site as usize].position),
            Step::Rest(_) | Step::Way(_) => None,
        });
        let mut line: Vec<Position> = stops.collect();
        line.dedup();
        let shape = match line.as_slice() {
            [] => return,
            [alone] => Shape::Point(*alone),
            [first, ..] => {
                line.push(*first);
                Shape::Lines(cut(&line))
            }
        };
        feature(json, "circuit", &shape, |json| {
            json.name("id").text(&self.circuit_id(at));
            json.name("ground").text(circuit.ground.word());
            json.name("department").display(self.problem.departments[circuit.department as usize].id);
        });
    }

    fn reserve(&self, json: &mut Json<'_>, reserve: &crate::answer::Reserve) {
        let base = &self.problem.bases[reserve.base as usize];
        feature(json, "reserve", &Shape::Point(base.position), |json| {
            json.name("unit").display(self.unit_id(reserve.unit));
            json.name("base").display(base.commune);
            json.name("name").text(&self.base_name(reserve.base));
            json.name("shift").display(self.shift_name(reserve.shift));
            json.name("crews").number(reserve.crews.into());
        });
    }
}

enum Shape {
    Point(Position),
    /// Lines of two positions or more.
    Lines(Vec<Vec<[i64; 2]>>),
}

/// Cuts a line where it crosses the 180th meridian (RFC 7946, section 3.1.9), at the latitude
/// half-way: the line is a sketch of an order of stops, not a road.
fn cut(line: &[Position]) -> Vec<Vec<[i64; 2]>> {
    const HALF_TURN: i64 = 180_000_000;
    let mut lines = vec![Vec::new()];
    let mut before: Option<[i64; 2]> = None;
    for position in line {
        let here = [i64::from(position.lon_e6), i64::from(position.lat_e6)];
        if let Some([longitude, latitude]) = before
            && (longitude - here[0]).abs() > HALF_TURN
        {
            let middle = i64::midpoint(latitude, here[1]);
            lines
                .last_mut()
                .unwrap_or_else(|| unreachable!("begun with one"))
                .push([longitude.signum() * HALF_TURN, middle]);
            lines.push(vec![[here[0].signum() * HALF_TURN, middle]]);
        }
        lines.last_mut().unwrap_or_else(|| unreachable!("begun with one")).push(here);
        before = Some(here);
    }
    lines
}

fn feature(json: &mut Json<'_>, layer: &str, shape: &Shape, properties: impl FnOnce(&mut Json<'_>)) {
    json.object(|json| {
        json.name("type").text("Feature");
        json.name("geometry").object(|json| geometry(json, shape));
        json.name("properties").object(|json| {
            json.name("layer").text(layer);
            properties(json);
        });
    });
}

fn geometry(json: &mut Json<'_>, shape: &Shape) {
    let kind = match shape {
        Shape::Point(_) => "Point",
        Shape::Lines(lines) if lines.len() == 1 => "LineString",
        Shape::Lines(_) => "MultiLineString",
    };
    json.name("type").text(kind);
    json.name("coordinates");
    match shape {
        Shape::Point(position) => pair(json, [position.lon_e6.into(), position.lat_e6.into()]),
        Shape::Lines(lines) if lines.len() == 1 => {
            json.array(|json| lines[0].iter().for_each(|here| pair(json, *here)));
        }
        Shape::Lines(lines) => json.array(|json| {
            for line in lines {
                json.array(|json| line.iter().for_each(|here| pair(json, *here)));
            }
        }),
    }
}

fn pair(json: &mut Json<'_>, [longitude, latitude]: [i64; 2]) {
    json.array(|json| {
        json.millionths(longitude);
        json.millionths(latitude);
    });
}
