//! The country of the map, and where its things stand: laid out once, served as arrays.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use election::Id;
use election::definition::{PlaceIx, Position};
use ops::roles::{Officer, SeeingOperation};
use serde_json::{Value, json};
use site::{Atlas, Terrain};

use super::ground_name;
use crate::screens::Screens;
use crate::screens::access::Visit;
use crate::screens::page::with_headers;

/// A country on its sheet, with the arrays that every map begins with.
pub struct Chart {
    terrain: Terrain,
    stations: Vec<u8>,
    outlines: Vec<u8>,
}

impl Chart {
    /// Lays it out: some tenths of a second for a country of seventy thousand stations.
    pub fn new(screens: &Screens) -> Self {
        let terrain = Terrain::new(std::sync::Arc::clone(screens.definition()), Atlas::france());
        let (stations, outlines) = (terrain.stations(), terrain.outlines());
        Self { terrain, stations, outlines }
    }

    /// A point, where it is drawn; else where its station or place stands.
    pub fn spot(&self, point: Option<Position>, about: Id) -> Option<[i32; 2]> {
        point.and_then(|point| self.terrain.at(point)).or_else(|| self.terrain.of(about))
    }

    /// Width, height, and metres of a unit.
    pub fn sheet(&self) -> ([i32; 2], i64) {
        (self.terrain.size(), self.terrain.metres())
    }

    /// The departments in the order of the arrays.
    pub fn departments(&self) -> impl Iterator<Item = (PlaceIx, Option<[i32; 4]>)> {
        self.terrain.departments()
    }

    /// Number, name and commune of every station of a department.
    fn names(screens: &Screens, visit: &Visit, department: PlaceIx) -> Value {
        let definition = screens.definition();
        let communes = definition.children(department).iter();
        let stations = communes.flat_map(|commune| definition.stations_of(*commune));
        let line = |ix: &election::definition::StationIx| {
            let id = definition.station(*ix).id;
            json!([ix.at(), id.to_string(), ground_name(definition, visit, id)])
        };
        stations.map(line).collect()
    }
}

/// `GET /hub/operation/map/{file}`: `stations.bin`, `departments.bin`, and for each department
/// `CODE.bin` (its communes) and `CODE.json` (names). The definition is public, and so is this.
pub async fn ground(
    State(screens): State<Screens>,
    visit: Visit,
    _: Officer<SeeingOperation>,
    Path(file): Path<String>,
) -> Response {
    let inner = screens.clone();
    let made = screens.aside(move || Ok(bytes(&inner, &visit, &file))).await;
    with_headers(match made {
        Ok(Some((kind, bytes))) => {
            // It stays the same for as long as the definition does.
            let kept = HeaderValue::from_static("private, max-age=3600");
            ([(header::CONTENT_TYPE, HeaderValue::from_static(kind)), (header::CACHE_CONTROL, kept)], bytes)
                .into_response()
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    })
}

fn bytes(screens: &Screens, visit: &Visit, file: &str) -> Option<(&'static str, Vec<u8>)> {
    const BYTES: &str = "application/octet-stream";
    let chart = screens.chart();
    match file {
        "stations.bin" => return Some((BYTES, chart.stations.clone())),
        "departments.bin" => return Some((BYTES, chart.outlines.clone())),
        _ => {}
    }
    let (code, ending) = file.rsplit_once('.')?;
    let department = Id::new(code).ok().and_then(|id| screens.definition().place_ix(id))?;
    match ending {
        "bin" => Some((BYTES, chart.terrain.communes(code)?)),
        "json" => Some(("application/json", Chart::names(screens, visit, department).to_string().into_bytes())),
        _ => None,
    }
}
