//! Where things of a country stand on the sheet, without any count: for maps of other pages than
//! the public ones, which show the same country.

use std::sync::Arc;

use election::{
    Definition, Id,
    definition::{Level, PlaceIx, Position},
};

use super::{
    arrays::Ground,
    atlas::Atlas,
    outline::Point,
    sheet::{Sheet, WIDTH, departments, of_position},
};

/// Metres of a ten-thousandth of a degree of latitude.
const METRES: i64 = 11;

/// A country on its sheet.
pub struct Terrain {
    definition: Arc<Definition>,
    atlas: Atlas,
    sheet: Sheet,
    stations: Vec<Point>,
}

impl Terrain {
    /// Lays the sheet out.
    pub fn new(definition: Arc<Definition>, atlas: Atlas) -> Self {
        let sheet = Sheet::of(&definition, &atlas);
        let stations = Ground { definition: &definition, atlas: &atlas, sheet: &sheet }.points();
        Self { definition, atlas, sheet, stations }
    }

    /// Width and height of the sheet.
    pub fn size(&self) -> [i32; 2] {
        [WIDTH, self.sheet.height]
    }

    /// Metres of one unit of the sheet where most departments lie: insets have a scale of their
    /// own. Zero where no outline is known.
    pub fn metres(&self) -> i64 {
        let frames = departments(&self.definition).filter_map(|ix| self.sheet.frame(self.code(ix)));
        let mut metres: Vec<i64> = frames.map(|frame| frame.metres(METRES)).collect();
        metres.sort_unstable();
        metres.get(metres.len() / 2).copied().unwrap_or(0)
    }

    /// Where every station stands, in the layout of `stations.bin`.
    pub fn stations(&self) -> Vec<u8> {
        Ground { definition: &self.definition, atlas: &self.atlas, sheet: &self.sheet }.stations()
    }

    /// The outlines of the departments, in the layout of `departments.bin`.
    pub fn outlines(&self) -> Vec<u8> {
        let frame = |code: &str| self.sheet.frame(code).map(|frame| move |point| frame.point(point));
        self.atlas.departments.placed(frame).write()
    }

    /// The outlines of the communes of a department, in the same layout; none where the atlas has
    /// none.
    pub fn communes(&self, department: &str) -> Option<Vec<u8>> {
        let (communes, frame) = (self.atlas.communes.get(department)?, self.sheet.frame(department)?);
        Some(communes.outlines.placed(|_| Some(|point| frame.point(point))).write())
    }

    /// The departments in the order of the arrays, each with the box (left, top, width, height) it
    /// is drawn as where no outline is known.
    pub fn departments(&self) -> impl Iterator<Item = (PlaceIx, Option<[i32; 4]>)> {
        departments(&self.definition).map(|ix| {
            let own = self.sheet.boxes.iter().find(|(code, _)| code == self.code(ix));
            (ix, own.map(|(_, corners)| *corners))
        })
    }

    /// A position on the sheet; none where no department that is drawn is around it.
    pub fn at(&self, position: Position) -> Option<[i32; 2]> {
        let point = of_position(position);
        let around = |[west, south, east, north]: [i32; 4]| {
            (west..=east).contains(&point[0]) && (south..=north).contains(&point[1])
        };
        let mut frames = self.atlas.departments.shapes.iter().filter_map(|shape| {
            let frame = self.sheet.frame(&shape.code)?;
            self.atlas.departments.bounds(shape).filter(|bounds| around(*bounds)).map(|_| frame)
        });
        // Bounds of neighbours overlap; on the mainland they share one frame.
        frames.next().map(|frame| frame.point(point))
    }

    /// Where a station stands, or the middle of the communes of a place.
    pub fn of(&self, about: Id) -> Option<[i32; 2]> {
        if let Some(ix) = self.definition.station_ix(about) {
            return self.stations.get(ix.at()).copied();
        }
        let mut points = Vec::new();
        self.communes_of(self.definition.place_ix(about)?, &mut points);
        let count = i64::try_from(points.len()).ok().filter(|count| *count > 0)?;
        let middle = |axis: usize| points.iter().map(|point| i64::from(point[axis])).sum::<i64>() / count;
        Some([middle(0), middle(1)].map(|part| i32::try_from(part).unwrap_or(0)))
    }

    /// Where the communes of a place are: each is where its first station is.
    fn communes_of(&self, place: PlaceIx, points: &mut Vec<Point>) {
        if self.definition.place(place).level == Level::Commune {
            let first = self.definition.stations_of(place).first();
            points.extend(first.and_then(|ix| self.stations.get(ix.at())));
        }
        self.definition.children(place).iter().for_each(|child| self.communes_of(*child, points));
    }

    fn code(&self, ix: PlaceIx) -> &str {
        self.definition.place(ix).id.as_str()
    }
}
