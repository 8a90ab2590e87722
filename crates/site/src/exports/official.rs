//! The ministry's XML of the night, in the shape of its files of 2017: `011/011.xml` of a region,
//! `011/075/075.xml` of a department, `011/075/075056.xml` of a commune, `011/075/075IDX.xml` for
//! what has come in of a department, `index.xml` for all.
//!
//! A round of which nothing is counted in a place has no `Tour` there: the layout has no way to
//! say that a figure is not known. When a commune last changed is not in the totals: the moments
//! are those of the snapshot.

use election::{
    Definition, Stamp,
    definition::{Candidate, Level, PlaceIx, Sex},
    publish::{Snapshot, pr17},
    total::Sums,
};
use quick_xml::escape::escape;

use crate::numbers::official_moment;

/// Nested elements, one after the other.
struct Xml(String);

impl Xml {
    fn document(content: impl FnOnce(&mut Self)) -> String {
        let mut xml = Self("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned());
        xml.within("Election", content);
        xml.0.push('\n');
        xml.0
    }

    fn within(&mut self, name: &str, content: impl FnOnce(&mut Self)) {
        self.0.extend(["<", name, ">"]);
        content(self);
        self.0.extend(["</", name, ">"]);
    }

    fn text(&mut self, name: &str, text: &str) {
        self.0.extend(["<", name, ">", &escape(text), "</", name, ">"]);
    }
}

/// Codes of departments in the files of results, and what they are in three characters.
const THREE: [(&str, &str); 11] = [
    ("ZA", "971"),
    ("ZB", "972"),
    ("ZC", "973"),
    ("ZD", "974"),
    ("ZM", "976"),
    ("ZN", "988"),
    ("ZP", "987"),
    ("ZS", "975"),
    ("ZW", "986"),
    ("ZX", "977"),
    ("ZZ", "099"),
];

/// `075` of `75`, `971` of `ZA`.
fn three(code: &str) -> String {
    match THREE.iter().find(|(own, _)| *own == code) {
        Some((_, three)) => (*three).to_owned(),
        None => format!("{code:0>3}"),
    }
}

/// `971` of `ZA`, `75` of `75`.
fn ministry(code: &str) -> &str {
    THREE.iter().find(|(own, _)| *own == code).map_or(code, |(_, three)| three)
}

/// `11` of `R11`.
fn region_code(id: &str) -> &str {
    id.strip_prefix('R').unwrap_or(id)
}

/// Where the file of a place is, below `pages/exports/xml/`; the nation's is the index.
pub(crate) fn path(definition: &Definition, place: PlaceIx) -> String {
    let id = |ix: PlaceIx| definition.place(ix).id.as_str();
    let up = |ix: PlaceIx| definition.parent(ix).unwrap_or(ix);
    match definition.place(place).level {
        Level::Nation => "index.xml".to_owned(),
        Level::Region => format!("{0}/{0}.xml", three(region_code(id(place)))),
        Level::Department => {
            format!("{}/{1}/{1}.xml", three(region_code(id(up(place)))), three(id(place)))
        }
        Level::Commune => {
            let department = up(place);
            let code = pr17::code(id(place), id(department)).unwrap_or(id(place));
            format!("{}/{1}/{1}{code}.xml", three(region_code(id(up(department)))), three(id(department)))
        }
    }
}

/// Where the list of a department's communes is.
pub(crate) fn list_path(definition: &Definition, department: PlaceIx) -> String {
    path(definition, department).replace(".xml", "IDX.xml")
}

/// The file of a region, a department or a commune.
pub(crate) fn place(snapshot: &Snapshot<'_>, place: PlaceIx) -> String {
    let definition = snapshot.board.definition();
    Xml::document(|xml| {
        head(definition, snapshot.at, xml);
        match definition.place(place).level {
            Level::Nation | Level::Region => xml.within("Region", |xml| {
                region(definition, place, xml);
                rounds(snapshot, place, xml);
            }),
            Level::Department => xml.within("Departement", |xml| {
                region(definition, definition.parent(place).unwrap_or(place), xml);
                department(definition, place, xml);
                rounds(snapshot, place, xml);
            }),
            Level::Commune => xml.within("Departement", |xml| {
                let around = definition.parent(place).unwrap_or(place);
                region(definition, definition.parent(around).unwrap_or(around), xml);
                department(definition, around, xml);
                xml.within("Commune", |xml| {
                    commune(definition, place, xml);
                    rounds(snapshot, place, xml);
                });
            }),
        }
    })
}

fn head(definition: &Definition, at: Stamp, xml: &mut Xml) {
    xml.within("Scrutin", |xml| {
        xml.text("Type", &definition.parts().title);
        xml.text("Annee", &definition.rounds().first().map_or(at, |round| round.publishes).to_string()[..4]);
    });
}

fn region(definition: &Definition, ix: PlaceIx, xml: &mut Xml) {
    let place = definition.place(ix);
    let code = region_code(place.id.as_str());
    xml.text("CodReg", code);
    xml.text("CodReg3Car", &three(code));
    xml.text("LibReg", &place.name);
}

fn department(definition: &Definition, ix: PlaceIx, xml: &mut Xml) {
    let place = definition.place(ix);
    xml.text("CodDpt", place.id.as_str());
    xml.text("CodMinDpt", ministry(place.id.as_str()));
    xml.text("CodDpt3Car", &three(place.id.as_str()));
    xml.text("LibDpt", &place.name);
}

fn commune(definition: &Definition, ix: PlaceIx, xml: &mut Xml) {
    let place = definition.place(ix);
    let around = definition.parent(ix).unwrap_or(ix);
    let id = place.id.as_str();
    xml.text("CodSubCom", pr17::code(id, definition.place(around).id.as_str()).unwrap_or(id));
    xml.text("LibSubCom", &place.name);
}

fn rounds(snapshot: &Snapshot<'_>, place: PlaceIx, xml: &mut Xml) {
    xml.within("Tours", |xml| {
        for round in snapshot.rounds() {
            let tally = snapshot.board.tally(round, place);
            if tally.progress.counted() == 0 {
                continue;
            }
            let record = &snapshot.board.definition().rounds()[round];
            xml.within("Tour", |xml| {
                xml.text("NumTour", &record.number.to_string());
                xml.within("Mentions", |xml| mentions(&tally.sums, xml));
                xml.within("Resultats", |xml| {
                    xml.within("Candidats", |xml| {
                        for (one, votes) in record.candidates.iter().zip(&tally.sums.candidates) {
                            candidate(one, *votes, &tally.sums, xml);
                        }
                    });
                });
            });
        }
    });
}

fn mentions(sums: &Sums, xml: &mut Xml) {
    let (registered, cast) = (("RapportInscrit", sums.registered), ("RapportVotant", sums.cast));
    let mut mention = |name: &str, figure: u64, wholes: &[(&str, u64)]| {
        xml.within(name, |xml| {
            xml.text("Nombre", &figure.to_string());
            for (share, whole) in wholes {
                xml.text(share, &hundredths(figure, *whole));
            }
        });
    };
    mention("Inscrits", sums.registered, &[]);
    mention("Abstentions", sums.registered.saturating_sub(sums.cast), &[registered]);
    mention("Votants", sums.cast, &[registered]);
    mention("Blancs", sums.blank, &[registered, cast]);
    mention("Nuls", sums.void, &[registered, cast]);
    mention("Exprimes", sums.valid, &[registered, cast]);
}

fn candidate(candidate: &Candidate, votes: u64, sums: &Sums, xml: &mut Xml) {
    let title = match candidate.sex {
        Sex::Female => "Mme",
        Sex::Male => "M.",
        Sex::Unstated => "",
    };
    xml.within("Candidat", |xml| {
        xml.text("NumPanneauCand", &candidate.number.to_string());
        xml.text("NomPsn", &candidate.family);
        xml.text("PrenomPsn", &candidate.given);
        xml.text("CivilitePsn", title);
        xml.text("NbVoix", &votes.to_string());
        xml.text("RapportExprime", &hundredths(votes, sums.valid));
        xml.text("RapportInscrit", &hundredths(votes, sums.registered));
    });
}

/// `  40,01`: seven characters, as in the ministry's files.
fn hundredths(part: u64, whole: u64) -> String {
    let share = pr17::hundredths(part, whole);
    format!("{:>7}", format!("{},{:02}", share / 100, share % 100))
}

/// `075IDX.xml`: which communes of a department have come in, in the last shown round.
pub(crate) fn list(snapshot: &Snapshot<'_>, ix: PlaceIx) -> String {
    let definition = snapshot.board.definition();
    Xml::document(|xml| {
        head(definition, snapshot.at, xml);
        xml.within("Departement", |xml| {
            department(definition, ix, xml);
            region(definition, definition.parent(ix).unwrap_or(ix), xml);
            xml.within("Tours", |xml| {
                if let Some(round) = snapshot.rounds().last() {
                    xml.within("Tour", |xml| {
                        xml.text("NumTour", &definition.rounds()[round].number.to_string());
                        xml.within("Communes", |xml| {
                            for child in definition.children(ix) {
                                arrived(snapshot, round, *child, xml);
                            }
                        });
                    });
                }
            });
        });
    })
}

fn arrived(snapshot: &Snapshot<'_>, round: usize, place: PlaceIx, xml: &mut Xml) {
    xml.within("Commune", |xml| {
        commune(snapshot.board.definition(), place, xml);
        let whole = complete(snapshot, round, place);
        xml.text("ResultatsParvenus", whole);
        if whole == "O" {
            moment("DerMaj", snapshot.at, xml);
        }
    });
}

/// `O` where nothing of a place is missing or contested.
fn complete(snapshot: &Snapshot<'_>, round: usize, place: PlaceIx) -> &'static str {
    let progress = &snapshot.board.tally(round, place).progress;
    if progress.missing() == 0 && progress.conflict == 0 { "O" } else { "N" }
}

fn moment(name: &str, at: Stamp, xml: &mut Xml) {
    let [date, clock] = official_moment(at);
    xml.text(&format!("Date{name}"), &date);
    xml.text(&format!("Heure{name}"), &clock);
}

/// `index.xml`: every department and every region.
pub(crate) fn index(snapshot: &Snapshot<'_>) -> String {
    let definition = snapshot.board.definition();
    let of = |level| definition.places().filter(move |(_, place)| place.level == level).map(|(ix, _)| ix);
    let moments = |ix: PlaceIx, xml: &mut Xml| {
        moment("DerMaj", snapshot.at, xml);
        moment("DerExtract", snapshot.at, xml);
        xml.text("Complet", snapshot.rounds().last().map_or("N", |round| complete(snapshot, round, ix)));
    };
    Xml::document(|xml| {
        head(definition, snapshot.at, xml);
        xml.within("Departements", |xml| {
            for ix in of(Level::Department) {
                xml.within("Departement", |xml| {
                    let code = definition.place(ix).id;
                    xml.text("CodDpt", code.as_str());
                    xml.text("CodDpt3Car", &three(code.as_str()));
                    xml.text("CodMinDpt", ministry(code.as_str()));
                    xml.text("LibDpt", &definition.place(ix).name);
                    let around = definition.place(definition.parent(ix).unwrap_or(ix)).id;
                    xml.text("CodReg", region_code(around.as_str()));
                    xml.text("CodReg3Car", &three(region_code(around.as_str())));
                    moments(ix, xml);
                });
            }
        });
        xml.within("Regions", |xml| {
            for ix in of(Level::Region) {
                xml.within("Region", |xml| {
                    region(definition, ix, xml);
                    moments(ix, xml);
                });
            }
        });
    })
}
