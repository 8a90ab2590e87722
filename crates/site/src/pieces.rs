//! The pieces a site is made of, and what each depends on.

use std::collections::BTreeMap;

use election::{
    Definition,
    definition::{Level, PlaceIx},
    publish::{PRESENTATION, Snapshot, json::Json},
};
use tlog::hash::Hash;

use crate::{
    Marks, Settings,
    assets::ASSETS,
    exports::{common, geojson, official},
    map::{
        arrays::{Ground, place_state, states},
        colour,
        outline::Outlines,
        sheet::{Sheet, departments},
    },
    search,
    view::{about, changes, chrome::LANGUAGES, feed, letters, mapping, place, round::Source, standing},
};

/// A part of a site that can be made by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Piece {
    /// What the definition and the settings alone decide: style, programs, search, where things
    /// are on the map.
    Fixed,
    /// The pages about the whole count: map, corrections, feed, data, check.
    Front,
    /// The pages of one place, in every language, and its picture.
    Place(PlaceIx),
    /// A place in the ministry's XML.
    Official(PlaceIx),
    /// The nation in the common data format.
    Nation,
    /// A department in one round, in the common data format and as `GeoJSON`.
    Department(PlaceIx, usize),
}

impl Piece {
    /// What a piece depends on: while it stays the same (with the same settings and program), so do
    /// the bytes of its files, but for the moment and the log at which an export says it was made:
    /// one that is kept goes on saying its own, which is true. `None`: made again for every
    /// snapshot.
    pub fn mark(self, definition: &Definition, marks: &Marks) -> Option<Hash> {
        match self {
            Self::Fixed => Some(definition.hash()),
            // What is made of all stations says when it was made, or how long the log was.
            Self::Front | Self::Nation => None,
            Self::Place(ix) | Self::Official(ix) if definition.place(ix).level == Level::Nation => None,
            Self::Place(ix) | Self::Official(ix) => Some(marks.place(ix)),
            Self::Department(ix, round) => Some(marks.place_in(ix, round)),
        }
    }
}

/// A snapshot on its way to pages.
pub struct Site<'a> {
    pub(crate) snapshot: &'a Snapshot<'a>,
    pub(crate) settings: &'a Settings<'a>,
    pub(crate) sheet: Sheet,
    /// Departments on the sheet.
    pub(crate) outlines: Outlines,
    /// Place of every candidate's colour, by round.
    pub(crate) colours: Vec<Vec<usize>>,
    codes: BTreeMap<&'a str, PlaceIx>,
}

impl<'a> Site<'a> {
    /// Lays out the sheet; nothing else is made yet.
    pub fn new(snapshot: &'a Snapshot<'a>, settings: &'a Settings<'a>) -> Self {
        let definition = snapshot.board.definition();
        let sheet = Sheet::of(definition, settings.atlas);
        let outlines =
            settings.atlas.departments.placed(|code| sheet.frame(code).map(|frame| move |point| frame.point(point)));
        let codes = departments(definition).map(|ix| (definition.place(ix).id.as_str(), ix)).collect();
        Self { snapshot, settings, sheet, outlines, colours: colour::of_candidates(definition), codes }
    }

    /// A department by its code.
    pub(crate) fn department(&self, code: &str) -> Option<PlaceIx> {
        self.codes.get(code).copied()
    }

    /// All pieces; each can be made by itself, by whoever has a free hand.
    pub fn pieces(&self) -> Vec<Piece> {
        let definition = self.snapshot.board.definition();
        let mut pieces = vec![Piece::Fixed, Piece::Front];
        pieces.extend(definition.places().map(|(ix, _)| Piece::Place(ix)));
        pieces.push(Piece::Nation);
        for round in self.snapshot.rounds() {
            pieces.extend(departments(definition).map(|ix| Piece::Department(ix, round)));
        }
        pieces.extend(definition.places().map(|(ix, _)| Piece::Official(ix)));
        pieces
    }

    /// The files of a piece with their paths, as [`crate::pages`] gives them.
    pub fn make<E>(&self, piece: Piece, mut emit: impl FnMut(&str, &[u8]) -> Result<(), E>) -> Result<(), E> {
        let mut files = Vec::new();
        let mut add = |path: &str, bytes: Vec<u8>| files.push((format!("{PRESENTATION}{path}"), bytes));
        match piece {
            Piece::Fixed => self.fixed(&mut add),
            Piece::Front => self.front(&mut add),
            Piece::Place(ix) => self.place(ix, &mut add),
            Piece::Official(ix) => self.official_files(ix, &mut add),
            Piece::Nation => {
                for round in self.snapshot.rounds() {
                    let path = format!("exports/common/{}/nation.json", self.folder(round));
                    add(&path, common::nation(self.snapshot, round).into_bytes());
                }
            }
            Piece::Department(ix, round) => self.department_files(ix, round, &mut add),
        }
        files.iter().try_for_each(|(path, bytes)| emit(path, bytes))
    }

    /// `round-1`
    fn folder(&self, round: usize) -> String {
        format!("round-{}", self.snapshot.board.definition().rounds()[round].number)
    }

    fn fixed(&self, add: &mut impl FnMut(&str, Vec<u8>)) {
        let definition = self.snapshot.board.definition();
        for (path, bytes) in ASSETS {
            add(&format!("assets/{path}"), bytes.to_vec());
        }
        if let Some(style) = self.settings.style {
            add("assets/own.css", style.as_bytes().to_vec());
        }
        for (key, list) in search::index(definition) {
            add(&format!("data/search/{key}.json"), list.into_bytes());
        }
        for language in LANGUAGES {
            let folder = crate::words::of(language).lang;
            letters::pages(self, language, |file, html| add(&format!("{folder}/{file}"), html.into_bytes()));
        }
        let ground = Ground { definition, atlas: self.settings.atlas, sheet: &self.sheet };
        add("data/stations.bin", ground.stations());
        add("data/departments.bin", self.outlines.write());
        for ix in self.codes.values() {
            self.fixed_department(*ix, add);
        }
    }

    /// The communes of a department on the sheet, and its stations in order.
    fn fixed_department(&self, ix: PlaceIx, add: &mut impl FnMut(&str, Vec<u8>)) {
        let definition = self.snapshot.board.definition();
        let id = definition.place(ix).id.as_str();
        if let (Some(communes), Some(frame)) = (self.settings.atlas.communes.get(id), self.sheet.frame(id)) {
            let placed = communes.outlines.placed(|_| Some(|point| frame.point(point)));
            add(&format!("data/communes/{id}.bin"), placed.write());
        }
        let mut out = String::new();
        Json::new(&mut out).array(|json| {
            for commune in definition.children(ix) {
                json.array(|json| {
                    json.text(definition.place(*commune).id.as_str());
                    json.text(&definition.place(*commune).name);
                    json.array(|json| {
                        for station in definition.stations_of(*commune) {
                            json.text(definition.station(*station).id.as_str());
                        }
                    });
                });
            }
        });
        out.push('\n');
        add(&format!("data/stations/{id}.json"), out.into_bytes());
    }

    fn front(&self, add: &mut impl FnMut(&str, Vec<u8>)) {
        for language in LANGUAGES {
            let source = self.source(language);
            let folder = crate::words::of(language).lang;
            let moment = crate::numbers::moment(self.snapshot.at, language);
            add(&format!("{folder}/moment.css"), format!(".moment::after{{content:\"{moment}\"}}\n").into_bytes());
            add(&format!("{folder}/map.html"), mapping::page(self, &source).into_bytes());
            add(&format!("{folder}/data.html"), about::data(self, language).into_bytes());
            add(&format!("{folder}/check.html"), about::check(self, language).into_bytes());
            add(&format!("{folder}/feed.xml"), feed::feed(self, language).into_bytes());
            changes::pages(self, language, |file, html| add(&format!("{folder}/{file}"), html.into_bytes()));
        }
        add("data/log.json", standing::log_json(self.snapshot).into_bytes());
        for round in self.snapshot.rounds() {
            let folder = self.folder(round);
            add(&format!("data/{folder}/state.bin"), states(self.snapshot.board, round));
            add(&format!("data/{folder}/map.json"), self.legend_json(round).into_bytes());
        }
    }

    /// What the map that moves must know of a round: candidates with their colours, departments
    /// with their boxes and states.
    fn legend_json(&self, round: usize) -> String {
        let definition = self.snapshot.board.definition();
        let mut out = String::new();
        Json::new(&mut out).object(|json| {
            json.name("width").number(u64::from(crate::map::sheet::WIDTH.unsigned_abs()));
            json.name("height").number(u64::from(self.sheet.height.unsigned_abs()));
            json.name("candidates").array(|json| {
                for (candidate, colour) in definition.rounds()[round].candidates.iter().zip(&self.colours[round]) {
                    json.array(|json| {
                        json.text(&candidate.family);
                        json.number(*colour as u64);
                    });
                }
            });
            json.name("departments").array(|json| {
                for ix in self.codes.values() {
                    let id = definition.place(*ix).id.as_str();
                    json.array(|json| {
                        json.text(id);
                        json.text(&definition.place(*ix).name);
                        json.number(place_state(self.snapshot.board, round, *ix).into());
                        let own = self.sheet.boxes.iter().find(|(code, _)| code == id);
                        json.array(|json| {
                            own.iter()
                                .flat_map(|(_, corners)| corners)
                                .for_each(|n| json.number(n.unsigned_abs().into()));
                        });
                    });
                }
            });
        });
        out.push('\n');
        out
    }

    fn source(&self, language: election::refusal::Language) -> Source<'_> {
        Source { snapshot: self.snapshot, settings: self.settings, colours: &self.colours, language }
    }

    fn place(&self, ix: PlaceIx, add: &mut impl FnMut(&str, Vec<u8>)) {
        let record = self.snapshot.board.definition().place(ix);
        for language in LANGUAGES {
            let folder = crate::words::of(language).lang;
            let path = match record.level {
                Level::Nation => format!("{folder}/index.html"),
                _ => format!("{folder}/p/{}.html", record.id),
            };
            add(&path, place::page(self, &self.source(language), ix).into_bytes());
        }
        for round in self.snapshot.rounds() {
            let picture = match record.level {
                Level::Nation => Some(("nation".to_owned(), self.nation_svg(round))),
                Level::Department => self.department_svg(round, ix).map(|svg| (record.id.to_string(), svg)),
                Level::Region | Level::Commune => None,
            };
            if let Some((name, svg)) = picture {
                add(&format!("data/{}/{name}.svg", self.folder(round)), svg.into_bytes());
            }
        }
    }

    /// Where a place's XML is, below `pages/`.
    pub(crate) fn official(&self, ix: PlaceIx) -> String {
        format!("exports/xml/{}", official::path(self.snapshot.board.definition(), ix))
    }

    fn official_files(&self, ix: PlaceIx, add: &mut impl FnMut(&str, Vec<u8>)) {
        let definition = self.snapshot.board.definition();
        let path = format!("exports/xml/{}", official::path(definition, ix));
        match definition.place(ix).level {
            Level::Nation => add(&path, official::index(self.snapshot).into_bytes()),
            level => {
                add(&path, official::place(self.snapshot, ix).into_bytes());
                if level == Level::Department {
                    let path = format!("exports/xml/{}", official::list_path(definition, ix));
                    add(&path, official::list(self.snapshot, ix).into_bytes());
                }
            }
        }
    }

    fn department_files(&self, ix: PlaceIx, round: usize, add: &mut impl FnMut(&str, Vec<u8>)) {
        let id = self.snapshot.board.definition().place(ix).id;
        let folder = self.folder(round);
        let report = common::department(self.snapshot, round, ix);
        add(&format!("exports/common/{folder}/{id}.json"), report.into_bytes());
        let communes = geojson::communes(self.snapshot, self.settings.atlas, round, ix);
        add(&format!("exports/geojson/{folder}/{id}.geojson"), communes.into_bytes());
        let stations = geojson::stations(self.snapshot, self.settings.atlas, round, ix);
        add(&format!("exports/geojson/{folder}/{id}-stations.geojson"), stations.into_bytes());
    }
}
