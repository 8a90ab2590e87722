//! The page of a place: nation, region, department or commune.

use askama::Template;
use election::definition::{Level, PlaceIx};

use super::{
    chrome::Chrome,
    mapping::Picture,
    round::{RoundView, Source},
    text,
};
use crate::{numbers::whole, pieces::Site, words};

/// `templates/place.html`
#[derive(Template)]
#[template(path = "place.html")]
struct PlacePage<'a> {
    chrome: Chrome<'a>,
    name: &'a str,
    crumbs: Vec<(String, &'a str)>,
    rounds: Vec<RoundView>,
    search: bool,
    picture: Option<Picture>,
    /// Whether the reader is sent to the check in the browser.
    check: bool,
    /// How long the log is, and its root: on the nation's page alone, the one that is made for every
    /// snapshot.
    log: Option<(String, String)>,
    list: String,
    downloads: Vec<(String, String)>,
}

/// The page of a place in one language.
pub(crate) fn page(site: &Site<'_>, source: &Source<'_>, place: PlaceIx) -> String {
    let definition = site.snapshot.board.definition();
    let record = definition.place(place);
    let nation = record.level == Level::Nation;
    let id = record.id.as_str();
    let mut rounds: Vec<usize> = site.snapshot.rounds().collect();
    rounds.reverse();
    let chrome = if nation {
        Chrome::page(site.snapshot, site.settings, source.language, &record.name, "index.html")
    } else {
        Chrome::place(site.snapshot, site.settings, source.language, &record.name, id)
    };
    let picture = rounds.first().and_then(|round| site.picture_of(source, *round, place, chrome.up));
    let w = chrome.w;
    let log = nation.then(|| {
        let size = whole(site.snapshot.board.size(), source.language);
        (w.check_log.replace("{}", &size), short(&site.snapshot.root.to_string()))
    });
    text(&PlacePage {
        name: &record.name,
        crumbs: crumbs(definition, place),
        rounds: rounds.iter().map(|round| source.round(*round, place, nation)).collect(),
        search: nation,
        picture,
        check: record.level != Level::Commune,
        log,
        list: list(source, rounds.first().copied(), place),
        downloads: downloads(site, place, &rounds, chrome.up),
        chrome,
    })
}

/// The beginning and the end of a hash, to be compared by eye.
fn short(hash: &str) -> String {
    format!("{}…{}", &hash[..8], &hash[hash.len() - 8..])
}

fn crumbs(definition: &election::Definition, place: PlaceIx) -> Vec<(String, &str)> {
    let above: Vec<PlaceIx> = definition.upwards(place).skip(1).collect();
    let link = |ix: &PlaceIx| {
        let record = definition.place(*ix);
        let href =
            if record.level == Level::Nation { "../index.html".to_owned() } else { format!("{}.html", record.id) };
        (href, record.name.as_str())
    };
    above.iter().rev().map(link).collect()
}

fn list(source: &Source<'_>, round: Option<usize>, place: PlaceIx) -> String {
    let definition = source.snapshot.board.definition();
    let w = words::of(source.language);
    let children = definition.children(place);
    match definition.place(place).level {
        Level::Nation => {
            let regions = text(&source.places(round, children, w.regions, "p/"));
            regions + &departments(source, children)
        }
        Level::Region => text(&source.places(round, children, w.departments, "")),
        Level::Department => {
            let mut communes = children.to_vec();
            communes.sort_by_cached_key(|ix| crate::search::folded(&definition.place(*ix).name));
            text(&source.places(round, &communes, w.communes, ""))
        }
        Level::Commune => text(&source.stations(place)),
    }
}

/// Links to all departments: short, since the nation's page must be light.
fn departments(source: &Source<'_>, regions: &[PlaceIx]) -> String {
    let definition = source.snapshot.board.definition();
    let mut all: Vec<PlaceIx> = regions.iter().flat_map(|region| definition.children(*region)).copied().collect();
    all.sort_by_key(|ix| definition.place(*ix).id);
    let name = |ix: &PlaceIx| (definition.place(*ix).id.as_str(), definition.place(*ix).name.as_str());
    text(&DepartmentList { w: words::of(source.language), departments: all.iter().map(name).collect() })
}

/// `templates/departments.html`
#[derive(Template)]
#[template(path = "departments.html")]
struct DepartmentList<'a> {
    w: &'static words::Words,
    departments: Vec<(&'a str, &'a str)>,
}

/// Address and name of what can be taken away from here.
fn downloads(site: &Site<'_>, place: PlaceIx, rounds: &[usize], up: &str) -> Vec<(String, String)> {
    let definition = site.snapshot.board.definition();
    let record = definition.place(place);
    let mut out = vec![(format!("{up}../places/{}.json", record.id), "JSON".to_owned())];
    for round in rounds {
        let number = definition.rounds()[*round].number;
        match record.level {
            Level::Nation => {
                for table in ["nation", "regions", "departments", "communes", "stations", "missing"] {
                    let href = format!("{up}../tables/round-{number}/{table}.csv");
                    out.push((href, format!("CSV {table} ({number})")));
                }
            }
            Level::Department => {
                let href = format!("{up}exports/geojson/round-{number}/{}.geojson", record.id);
                out.push((href, format!("GeoJSON ({number})")));
                let href = format!("{up}exports/common/round-{number}/{}.json", record.id);
                out.push((href, format!("NIST SP 1500-100 ({number})")));
            }
            Level::Region | Level::Commune => {}
        }
    }
    out.push((format!("{up}{}", site.official(place)), "XML".to_owned()));
    out
}
