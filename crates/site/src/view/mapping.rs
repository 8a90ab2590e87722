//! Pictures of maps beside the figures, and the page of the map that moves.

use askama::Template;
use election::definition::{Level, PlaceIx};

use super::{chrome::Chrome, round::Source, text};
use crate::{
    map::{
        arrays::{code_of, place_state},
        colour, picture,
        sheet::{Frame, departments},
    },
    numbers,
    pieces::Site,
};

/// A picture and its legend.
pub(crate) struct Picture {
    pub(crate) href: String,
    pub(crate) width: i32,
    pub(crate) height: i32,
    /// Class of the chip, and name.
    pub(crate) legend: Vec<(String, String)>,
}

/// `templates/map.html`
#[derive(Template)]
#[template(path = "map.html")]
struct MapPage<'a> {
    chrome: Chrome<'a>,
    maps: Vec<RoundMap>,
}

struct RoundMap {
    number: u8,
    label: String,
    picture: Picture,
}

/// Most names in a legend.
const LEGEND: usize = 8;
/// Side of the square that a department's picture is fitted into.
const SIDE: i32 = 20_000;

impl Site<'_> {
    /// The picture that belongs on a place's page, if there is one.
    pub(crate) fn picture_of(&self, source: &Source<'_>, round: usize, place: PlaceIx, up: &str) -> Option<Picture> {
        let definition = self.snapshot.board.definition();
        let record = definition.place(place);
        let inside: Vec<PlaceIx> = match record.level {
            Level::Nation => departments(definition).collect(),
            Level::Department => definition.children(place).to_vec(),
            Level::Region | Level::Commune => return None,
        };
        let [width, height] = self.picture_size(place)?;
        let number = definition.rounds()[round].number;
        let name = if record.level == Level::Nation { "nation" } else { record.id.as_str() };
        Some(Picture {
            href: format!("{up}data/round-{number}/{name}.svg"),
            width: width / 20,
            height: height / 20,
            legend: self.legend(source, round, &inside),
        })
    }

    fn picture_size(&self, place: PlaceIx) -> Option<[i32; 2]> {
        if self.snapshot.board.definition().place(place).level == Level::Nation {
            return Some([crate::map::sheet::WIDTH, self.sheet.height]);
        }
        let code = code_of(self.snapshot.board.definition(), place);
        self.settings.atlas.communes.get(code).map(|_| [SIDE, SIDE])
    }

    /// Who leads in any of the places, those who lead in most first.
    fn legend(&self, source: &Source<'_>, round: usize, inside: &[PlaceIx]) -> Vec<(String, String)> {
        let candidates = &self.snapshot.board.definition().rounds()[round].candidates;
        let mut led = vec![0_usize; candidates.len()];
        for place in inside {
            if let Some((leader, _)) = colour::leader(place_state(self.snapshot.board, round, *place)) {
                led[leader] += 1;
            }
        }
        let mut order: Vec<usize> = (0..led.len()).filter(|at| led[*at] > 0).collect();
        order.sort_by_key(|at| core::cmp::Reverse(led[*at]));
        let name = |at: usize| (format!("c{}", source.colours[round][at]), candidates[at].family.clone());
        order.into_iter().take(LEGEND).map(name).collect()
    }

    /// The country's departments, coloured.
    pub(crate) fn nation_svg(&self, round: usize) -> String {
        let board = self.snapshot.board;
        let of = |code: &str| {
            let place = self.department(code)?;
            Some(colour::of_state(place_state(board, round, place), &self.colours[round]))
        };
        let all = [0, 0, crate::map::sheet::WIDTH, self.sheet.height];
        picture::draw(&self.outlines, &self.sheet.boxes, all, of)
    }

    /// The communes of a department, coloured.
    pub(crate) fn department_svg(&self, round: usize, department: PlaceIx) -> Option<String> {
        let definition = self.snapshot.board.definition();
        let code = code_of(definition, department);
        let communes = &self.settings.atlas.communes.get(code)?.outlines;
        let bounds = communes.shapes.iter().filter_map(|shape| communes.bounds(shape));
        let bounds = bounds.reduce(|[w, s, e, n], [a, b, c, d]| [w.min(a), s.min(b), e.max(c), n.max(d)])?;
        let frame = Frame::fit(bounds, [200, 200, SIDE - 400, SIDE - 400]);
        let placed = communes.placed(|_| Some(|point| frame.point(point)));
        let of = |own: &str| {
            let id = election::Id::new(&format!("{code}-{own}")).ok()?;
            let state = definition.place_ix(id).map_or(0, |place| place_state(self.snapshot.board, round, place));
            Some(colour::of_state(state, &self.colours[round]))
        };
        Some(picture::draw(&placed, &[], [0, 0, SIDE, SIDE], of))
    }
}

/// The page of the map that moves.
pub(crate) fn page(site: &Site<'_>, source: &Source<'_>) -> String {
    let definition = site.snapshot.board.definition();
    let mut rounds: Vec<usize> = site.snapshot.rounds().collect();
    rounds.reverse();
    let chrome = Chrome::page(site.snapshot, site.settings, source.language, "", "map.html");
    let title = chrome.w.map_open;
    let chrome = Chrome::page(site.snapshot, site.settings, source.language, title, "map.html");
    let map = |round: &usize| {
        let number = definition.rounds()[*round].number;
        let picture = site.picture_of(source, *round, definition.nation(), chrome.up)?;
        Some(RoundMap { number, label: numbers::round(number, source.language), picture })
    };
    text(&MapPage { maps: rounds.iter().filter_map(map).collect(), chrome })
}
