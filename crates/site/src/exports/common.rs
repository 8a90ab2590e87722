//! The common data format NIST SP 1500-100 revision 2.0, as JSON.
//!
//! How our figures are said in its words: `BallotsCast` is what was in the boxes, `Undervotes`
//! are blank papers (nobody chosen), `BallotsRejected` are void ones, so that for every unit
//! `BallotsCast = Undervotes + BallotsRejected + the sum of VoteCounts`. A unit of which nothing is counted
//! has no counts, and its `CountStatus` says `not-processed`: missing is not zero.

use election::{
    Definition,
    definition::{Level, PlaceIx, StationIx},
    publish::{Snapshot, json::Json},
    total::Progress,
};

/// A reporting unit of the file.
#[derive(Clone, Copy)]
enum Unit {
    Place(PlaceIx),
    Station(StationIx),
}

/// Registered, cast, blank, void and the candidates' votes of a unit that counts.
struct Figures {
    registered: u64,
    cast: u64,
    blank: u64,
    void: u64,
    candidates: Vec<u64>,
}

/// The nation, its regions and its departments.
pub(crate) fn nation(snapshot: &Snapshot<'_>, round: usize) -> String {
    let definition = snapshot.board.definition();
    let places = definition.places().filter(|(_, place)| place.level < Level::Commune);
    let units: Vec<Unit> = places.map(|(ix, _)| Unit::Place(ix)).collect();
    report(snapshot, round, definition.nation(), &units)
}

/// A department, its communes and its stations.
pub(crate) fn department(snapshot: &Snapshot<'_>, round: usize, department: PlaceIx) -> String {
    let definition = snapshot.board.definition();
    let communes = definition.children(department);
    let places = [department].into_iter().chain(communes.iter().copied()).map(Unit::Place);
    let stations = communes.iter().flat_map(|commune| definition.stations_of(*commune)).copied();
    let open = stations.filter(|ix| definition.registered(*ix, round).is_some());
    let units: Vec<Unit> = places.chain(open.map(Unit::Station)).collect();
    report(snapshot, round, department, &units)
}

fn report(snapshot: &Snapshot<'_>, round: usize, scope: PlaceIx, units: &[Unit]) -> String {
    let definition = snapshot.board.definition();
    let parts = definition.parts();
    let progress = &snapshot.board.tally(round, scope).progress;
    let precincts = definition.place(scope).level == Level::Department;
    let mut out = String::new();
    Json::new(&mut out).object(|json| {
        json.name("@type").text("ElectionResults.ElectionReport");
        json.name("Format").text(if precincts { "precinct-level" } else { "summary-contest" });
        json.name("GeneratedDate").display(snapshot.at);
        json.name("Issuer").text(parts.log.name());
        json.name("IssuerAbbreviation").display(parts.election);
        json.name("IsTest").boolean(parts.mode == election::definition::Mode::Test);
        json.name("SequenceStart").number(1);
        json.name("SequenceEnd").number(1);
        json.name("Status").text(status(progress));
        json.name("VendorApplicationId").text("vigie");
        json.name("Notes").display(format_args!(
            "Log {} entries, root {}. Undervotes are blank papers, BallotsRejected void ones.",
            snapshot.board.size(),
            snapshot.root
        ));
        json.name("GpUnit").array(|json| units.iter().for_each(|unit| self::unit(snapshot, round, *unit, json)));
        json.name("Election").array(|json| json.object(|json| election(snapshot, round, scope, units, json)));
    });
    out.push('\n');
    out
}

fn status(progress: &Progress) -> &'static str {
    let there = progress.counted();
    match () {
        () if progress.missing() + progress.conflict > 0 || there == 0 => "unofficial-partial",
        () if progress.certified == there => "certified",
        () => "unofficial-complete",
    }
}

const COMPLETED: &str = "completed";
const NOT_PROCESSED: &str = "not-processed";

/// How far the count of a place is, in the words of `CountItemStatus`. What a court took out is
/// not waited for; where nothing counts there are no counts, and nothing is said to be completed.
pub(super) fn count_status(progress: &Progress) -> &'static str {
    match progress.counted() {
        0 => NOT_PROCESSED,
        _ if progress.missing() + progress.conflict == 0 => COMPLETED,
        _ => "in-process",
    }
}

fn id_of(definition: &Definition, unit: Unit) -> String {
    match unit {
        Unit::Place(ix) => format!("gp-{}", definition.place(ix).id),
        Unit::Station(ix) => format!("gp-{}", definition.station(ix).id),
    }
}

fn unit(snapshot: &Snapshot<'_>, round: usize, unit: Unit, json: &mut Json<'_>) {
    let definition = snapshot.board.definition();
    let (name, kind, stations, counted, status) = match unit {
        Unit::Place(ix) => {
            let progress = &snapshot.board.tally(round, ix).progress;
            let (stations, counted) = (progress.stations, progress.counted());
            (definition.place(ix).name.as_str(), kind_of(definition, ix), stations, counted, count_status(progress))
        }
        Unit::Station(ix) => {
            let counted = snapshot.board.state(round, ix).counted().is_some();
            let status = if counted { COMPLETED } else { NOT_PROCESSED };
            (definition.station(ix).id.as_str(), "precinct", 1, u32::from(counted), status)
        }
    };
    json.object(|json| {
        json.name("@type").text("ElectionResults.ReportingUnit");
        json.name("@id").text(&id_of(definition, unit));
        json.name("Type").text(kind);
        json.name("Name").object(|json| text(name, json));
        json.name("SubUnitsReported").number(counted.into());
        json.name("TotalSubUnits").number(stations.into());
        if let Some(figures) = figures(snapshot, round, unit) {
            json.name("VotersRegistered").number(figures.registered);
            json.name("VotersParticipated").number(figures.cast);
        }
        json.name("CountStatus").array(|json| {
            json.object(|json| {
                json.name("@type").text("ElectionResults.CountStatus");
                json.name("Type").text("total");
                json.name("Status").text(status);
            });
        });
        inside(definition, unit, json);
    });
}

fn kind_of(definition: &Definition, ix: PlaceIx) -> &'static str {
    match definition.place(ix).level {
        Level::Nation => "country",
        Level::Region => "state",
        Level::Department => "county",
        Level::Commune => "municipality",
    }
}

/// The units one level down, which are in the same file.
fn inside(definition: &Definition, unit: Unit, json: &mut Json<'_>) {
    let Unit::Place(ix) = unit else { return };
    let children: Vec<Unit> = match definition.place(ix).level {
        Level::Commune => definition.stations_of(ix).iter().map(|station| Unit::Station(*station)).collect(),
        Level::Nation | Level::Region => definition.children(ix).iter().map(|child| Unit::Place(*child)).collect(),
        // In the nation's file a department is the smallest unit.
        Level::Department => return,
    };
    json.name("ComposingGpUnitIds")
        .array(|json| children.iter().for_each(|child| json.text(&id_of(definition, *child))));
}

fn text(content: &str, json: &mut Json<'_>) {
    json.name("@type").text("ElectionResults.InternationalizedText");
    json.name("Text").array(|json| {
        json.object(|json| {
            json.name("@type").text("ElectionResults.LanguageString");
            json.name("Content").text(content);
            json.name("Language").text("fr");
        });
    });
}

fn figures(snapshot: &Snapshot<'_>, round: usize, unit: Unit) -> Option<Figures> {
    let row: Vec<u64> = match unit {
        Unit::Place(ix) => {
            let tally = snapshot.board.tally(round, ix);
            (tally.progress.counted() > 0).then(|| tally.sums.row().collect())?
        }
        Unit::Station(ix) => snapshot.board.state(round, ix).counted()?.counts.row().collect(),
    };
    let [registered, _, cast, blank, void, _, candidates @ ..] = row.as_slice() else { return None };
    Some(Figures { registered: *registered, cast: *cast, blank: *blank, void: *void, candidates: candidates.to_vec() })
}

fn election(snapshot: &Snapshot<'_>, round: usize, scope: PlaceIx, units: &[Unit], json: &mut Json<'_>) {
    let definition = snapshot.board.definition();
    let record = &definition.rounds()[round];
    let day = |stamp: election::Stamp| stamp.to_string()[..10].to_owned();
    let first = record.hours.iter().map(|hours| hours.opens).min_by_key(|stamp| stamp.instant());
    json.name("@type").text("ElectionResults.Election");
    json.name("Name").object(|json| text(&definition.parts().title, json));
    json.name("Type").text(if record.number == 1 { "general" } else { "runoff" });
    json.name("StartDate").text(&day(first.unwrap_or(record.publishes)));
    json.name("EndDate").text(&day(record.publishes));
    json.name("ElectionScopeId").text(&id_of(definition, Unit::Place(scope)));
    json.name("Candidate").array(|json| {
        for candidate in &record.candidates {
            json.object(|json| {
                json.name("@type").text("ElectionResults.Candidate");
                json.name("@id").display(format_args!("candidate-{}", candidate.number));
                json.name("BallotName").object(|json| text(&crate::view::round::full_name(candidate), json));
            });
        }
    });
    let counted: Vec<(String, Figures)> =
        units.iter().filter_map(|unit| Some((id_of(definition, *unit), figures(snapshot, round, *unit)?))).collect();
    json.name("BallotCounts").array(|json| counted.iter().for_each(|(id, figures)| ballots(id, figures, json)));
    json.name("Contest").array(|json| json.object(|json| contest(definition, round, scope, &counted, json)));
}

fn ballots(id: &str, figures: &Figures, json: &mut Json<'_>) {
    json.object(|json| {
        json.name("@type").text("ElectionResults.BallotCounts");
        json.name("GpUnitId").text(id);
        json.name("Type").text("total");
        json.name("BallotsCast").number(figures.cast);
        json.name("BallotsRejected").number(figures.void);
    });
}

fn contest(definition: &Definition, round: usize, scope: PlaceIx, counted: &[(String, Figures)], json: &mut Json<'_>) {
    let record = &definition.rounds()[round];
    json.name("@type").text("ElectionResults.CandidateContest");
    json.name("@id").display(format_args!("round-{}", record.number));
    json.name("Name").display(format_args!("{}, round {}", definition.parts().title, record.number));
    json.name("ElectionDistrictId").text(&id_of(definition, Unit::Place(scope)));
    json.name("VotesAllowed").number(1);
    json.name("ContestSelection").array(|json| {
        for (at, candidate) in record.candidates.iter().enumerate() {
            json.object(|json| {
                json.name("@type").text("ElectionResults.CandidateSelection");
                json.name("@id").display(format_args!("selection-{}", candidate.number));
                json.name("CandidateIds").array(|json| json.display(format_args!("candidate-{}", candidate.number)));
                json.name("SequenceOrder").number(candidate.number.into());
                json.name("VoteCounts")
                    .array(|json| counted.iter().for_each(|(id, figures)| votes(id, figures.candidates[at], json)));
            });
        }
    });
    json.name("OtherCounts").array(|json| {
        for (id, figures) in counted {
            json.object(|json| {
                json.name("@type").text("ElectionResults.OtherCounts");
                json.name("GpUnitId").text(id);
                json.name("Undervotes").number(figures.blank);
            });
        }
    });
}

fn votes(id: &str, count: u64, json: &mut Json<'_>) {
    json.object(|json| {
        json.name("@type").text("ElectionResults.VoteCounts");
        json.name("GpUnitId").text(id);
        json.name("Type").text("total");
        json.name("Count").number(count);
    });
}
