//! Arrays for the map that moves: where every station stands, and how it stands.
//!
//! ```text
//! stations.bin  "VSTN1\n", number of stations (u32), then as many of each, little-endian:
//!               x (u16), y (u16), registered voters (u16, at most 65,535), department (u8)
//! state.bin     one byte a station, see colour::state_of
//! ```
//!
//! Nobody publishes where a station's building is unless the definition says so: the stations of
//! a commune stand around its town hall, on a spiral.

use election::{
    Board, Definition,
    definition::{Level, StationIx},
    state::StationState,
};

use super::{
    atlas::Atlas,
    colour::{ANNULLED, CONTESTED, state_of},
    outline::Point,
    sheet::{Sheet, departments, of_position},
};

/// Between stations of a commune, in units of the sheet.
const SPREAD: i64 = 11;

/// Where stations are drawn from.
pub(crate) struct Ground<'a> {
    pub(crate) definition: &'a Definition,
    pub(crate) atlas: &'a Atlas,
    pub(crate) sheet: &'a Sheet,
}

impl Ground<'_> {
    /// `stations.bin`; stations whose department is beyond the 255th are of department 255.
    pub(crate) fn stations(&self) -> Vec<u8> {
        let count = self.definition.stations().len();
        let mut out = b"VSTN1\n\0\0".to_vec();
        out.extend(u32::try_from(count).unwrap_or(u32::MAX).to_le_bytes());
        let points = self.points();
        for axis in [0, 1] {
            out.extend(points.iter().flat_map(|point| sixteen(i64::from(point[axis])).to_le_bytes()));
        }
        for (_, station) in self.definition.stations() {
            let most = station.registered.iter().flatten().map(|votes| votes.wide()).max().unwrap_or(0);
            out.extend(u16::try_from(most).unwrap_or(u16::MAX).to_le_bytes());
        }
        let order: Vec<_> = departments(self.definition).collect();
        for (ix, _) in self.definition.stations() {
            let department = self.definition.parent(self.definition.commune(ix));
            let at = department.and_then(|department| order.binary_search(&department).ok()).unwrap_or(255);
            out.push(u8::try_from(at).unwrap_or(u8::MAX));
        }
        out
    }

    /// Every station on the sheet, in order.
    pub(crate) fn points(&self) -> Vec<Point> {
        let mut points = Vec::with_capacity(self.definition.stations().len());
        let mut around: Option<(Point, Spiral)> = None;
        for (ix, _) in self.definition.stations() {
            let (middle, spread) = self.middle(ix);
            // Stations are ordered by identifier: those of one commune follow each other.
            if around.as_ref().is_none_or(|(last, _)| *last != middle) {
                around = Some((middle, Spiral::new(spread)));
            }
            let [dx, dy] = around.as_mut().map_or([0, 0], |(_, spiral)| spiral.next());
            points.push([middle[0] + dx, middle[1] + dy]);
        }
        points
    }

    /// The middle of a station's commune (or of its arrondissement), and the spread there.
    fn middle(&self, ix: StationIx) -> (Point, i64) {
        let definition = self.definition;
        let commune = definition.commune(ix);
        let department = definition.parent(commune).map_or("", |up| definition.place(up).id.as_str());
        let code = self.code(ix);
        if let Some(frame) = self.sheet.frame(department)
            && let Some(point) = self.known(ix, department, code)
        {
            return (frame.point(point), SPREAD);
        }
        match self.sheet.boxes.iter().find(|(code, _)| code == department) {
            Some((_, [x, y, width, height])) => ([x + width / 2, y + height / 2], self.spread_in_box(ix, *width)),
            None => (self.fallback(department), SPREAD),
        }
    }

    /// `056` of `75-056`.
    fn code(&self, ix: StationIx) -> &str {
        let id = self.definition.place(self.definition.commune(ix)).id.as_str();
        id.split_once('-').map_or(id, |(_, code)| code)
    }

    /// The venue, the commune of the definition, the arrondissement, the commune of the atlas.
    fn known(&self, ix: StationIx, department: &str, code: &str) -> Option<Point> {
        let definition = self.definition;
        let station = definition.station(ix);
        let venues = &definition.parts().venues;
        let venue = station.venue.and_then(|id| venues.binary_search_by_key(&id, |venue| venue.id).ok());
        let said =
            venue.and_then(|at| venues[at].position).or_else(|| definition.place(definition.commune(ix)).position);
        if let Some(position) = said {
            return Some(of_position(position));
        }
        let own = station.id.as_str().rsplit('-').next().unwrap_or_default();
        let quarter = own.get(..2).filter(|_| own.len() == 4);
        let quarter = quarter.and_then(|number| self.atlas.point(department, &format!("{code}AR{number}")));
        quarter.or_else(|| self.atlas.point(department, code))
    }

    /// A commune that nobody knows stands in the middle of its department.
    fn fallback(&self, department: &str) -> Point {
        let shape = self.atlas.departments.shapes.iter().find(|shape| shape.code == department);
        let bounds = shape.and_then(|shape| self.atlas.departments.bounds(shape));
        let frame = self.sheet.frame(department);
        match (bounds, frame) {
            (Some([w, s, e, n]), Some(frame)) => frame.point([w.midpoint(e), s.midpoint(n)]),
            _ => [0, 0],
        }
    }

    /// So that all stations of a boxed department stay in the box.
    fn spread_in_box(&self, ix: StationIx, side: i32) -> i64 {
        let department = self.definition.parent(self.definition.commune(ix));
        let communes = department.map_or(&[][..], |department| self.definition.children(department));
        let stations: usize = communes.iter().map(|commune| self.definition.stations_of(*commune).len()).sum();
        i64::from(side) * 45 / 100 / i64::try_from(stations.max(1)).unwrap_or(1).isqrt().max(1)
    }
}

/// Points at the golden angle from each other, farther and farther out, evenly spread.
struct Spiral {
    spread: i64,
    nth: i64,
    /// Direction of the next point, of length 2^20.
    direction: [i64; 2],
}

/// Cosine and sine of the golden angle, times 2^20.
const TURN: [i64; 2] = [-773_187, 708_303];

impl Spiral {
    fn new(spread: i64) -> Self {
        Self { spread, nth: 0, direction: [1 << 20, 0] }
    }

    fn next(&mut self) -> Point {
        let far = (self.nth * 10_000).isqrt() * self.spread / 100;
        let [x, y] = self.direction;
        self.nth += 1;
        self.direction = [(x * TURN[0] - y * TURN[1]) >> 20, (x * TURN[1] + y * TURN[0]) >> 20];
        [x, y].map(|part| i32::try_from((part * far) >> 20).unwrap_or(0))
    }
}

fn sixteen(number: i64) -> u16 {
    u16::try_from(number.max(0)).unwrap_or(u16::MAX)
}

/// `state.bin` of a round.
pub(crate) fn states(board: &Board, round: usize) -> Vec<u8> {
    board.definition().stations().map(|(ix, _)| station_state(board.state(round, ix))).collect()
}

pub(crate) fn station_state(state: &StationState) -> u8 {
    match state {
        StationState::Conflict(_) => CONTESTED,
        StationState::Annulled(_) => ANNULLED,
        other => other.counted().map_or(0, |standing| {
            let counts = &standing.counts;
            state_of(counts.candidates.iter().map(|votes| votes.wide()), counts.valid.wide())
        }),
    }
}

/// The state of a place: who leads in what is counted of it.
pub(crate) fn place_state(board: &Board, round: usize, place: election::definition::PlaceIx) -> u8 {
    let tally = board.tally(round, place);
    if tally.progress.counted() == 0 {
        return 0;
    }
    state_of(tally.sums.candidates.iter().copied(), tally.sums.valid)
}

/// The communes of a definition, by code, in the order of one department.
pub(crate) fn code_of(definition: &Definition, place: election::definition::PlaceIx) -> &str {
    let id = definition.place(place).id.as_str();
    match definition.place(place).level {
        Level::Commune => id.split_once('-').map_or(id, |(_, code)| code),
        _ => id,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spiral_keeps_its_distance() {
        let mut spiral = Spiral::new(100);
        let points: Vec<Point> = (0..200).map(|_| spiral.next()).collect();
        for (nth, [x, y]) in points.iter().enumerate() {
            for [a, b] in &points[..nth] {
                assert!((x - a).pow(2) + (y - b).pow(2) > 90 * 90, "{nth}");
            }
        }
        assert!(points.iter().all(|[x, y]| x.abs() < 1_500 && y.abs() < 1_500));
    }
}
