//! From positions on earth to a flat sheet: equirectangular around the middle latitude.

use election::definition::Position;

use crate::problem::Density;
use crate::travel::Point;

/// A scale below this would show the scatter of a single village: metres on the longer side.
const LEAST: f64 = 4_000.0;

/// A flat sheet with its scale, in units of the drawing.
pub(in crate::output) struct Frame {
    origin: Point,
    west: f64,
    north: f64,
    scale: f64,
    margin: f64,
    pub(in crate::output) width: f64,
    pub(in crate::output) height: f64,
}

impl Frame {
    /// Fits all positions into a width and a greatest height, with a margin all around.
    pub(in crate::output) fn fit<I: Iterator<Item = Position>>(
        positions: impl Fn() -> I,
        [width, height]: [f64; 2],
        margin: f64,
    ) -> Self {
        let first = positions().next().unwrap_or(Position { lon_e6: 0, lat_e6: 0 });
        let latitudes = || positions().map(|position| position.lat_e6);
        let (south, north) = (latitudes().min(), latitudes().max());
        let middle = south.zip(north).map_or(0, |(south, north)| i32::midpoint(south, north));
        let origin = Point::new(Position { lat_e6: middle, ..first }, Density::Town);
        let mut edges = [f64::MAX, f64::MIN, f64::MAX, f64::MIN];
        for position in positions() {
            let (east, north) = offset(&origin, position);
            edges = [edges[0].min(east), edges[1].max(east), edges[2].min(north), edges[3].max(north)];
        }
        if edges[0] > edges[1] {
            edges = [0.0; 4];
        }
        let [wide, tall] = [edges[1] - edges[0], edges[3] - edges[2]];
        let short = ((LEAST - wide.max(tall)) / 2.0).max(0.0);
        let [wide, tall] = [wide + 2.0 * short, tall + 2.0 * short];
        let scale = ((width - 2.0 * margin) / wide).min((height - 2.0 * margin) / tall);
        let height = tall * scale + 2.0 * margin;
        let west = edges[0] - short - (width - 2.0 * margin - wide * scale) / (2.0 * scale);
        Self { origin, west, north: edges[3] + short, scale, margin, width, height }
    }

    /// Right and down from the upper left corner.
    pub(in crate::output) fn at(&self, position: Position) -> (f64, f64) {
        let (east, north) = offset(&self.origin, position);
        ((east - self.west) * self.scale + self.margin, (self.north - north) * self.scale + self.margin)
    }
}

fn offset(origin: &Point, position: Position) -> (f64, f64) {
    let (east, north) = Point::new(position, Density::Town).offset(origin);
    (f64::from(east), f64::from(north))
}
