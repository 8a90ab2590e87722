//! Pages about the figures: the files with their dictionary of fields, and the check.

use askama::Template;
use election::refusal::Language;

use super::{chrome::Chrome, text};
use crate::{numbers::whole, pieces::Site, words};

/// `templates/data.html`
#[derive(Template)]
#[template(path = "data.html")]
struct DataPage<'a> {
    chrome: Chrome<'a>,
    files: Vec<(String, String, &'static str)>,
    fields: Vec<(&'static str, &'static str)>,
}

/// `templates/check.html`
#[derive(Template)]
#[template(path = "check.html")]
struct CheckPage<'a> {
    chrome: Chrome<'a>,
    log: (String, String),
    definition: String,
    key: String,
}

/// The page of files and fields.
pub(crate) fn data(site: &Site<'_>, language: Language) -> String {
    let at = usize::from(language == Language::English);
    let chrome = Chrome::page(site.snapshot, site.settings, language, words::of(language).data_title, "data.html");
    let fields = FIELDS.iter().map(|(name, texts)| (*name, texts[at])).collect();
    text(&DataPage { chrome, files: files(site, at), fields })
}

fn files(site: &Site<'_>, at: usize) -> Vec<(String, String, &'static str)> {
    let mut out = Vec::new();
    let mut add = |path: String, texts: [&'static str; 2]| {
        let name = path.trim_start_matches("../").to_owned();
        out.push((path, name, texts[at]));
    };
    let definition = site.snapshot.board.definition();
    for round in site.snapshot.rounds() {
        let number = definition.rounds()[round].number;
        for (table, texts) in TABLES {
            add(format!("../../tables/round-{number}/{table}.csv"), *texts);
        }
        if election::publish::pr17::fits_round(site.snapshot.board, round) {
            add(format!("../../official/BVot_T{number}_FE.txt"), OFFICIAL);
        }
        add(format!("../exports/common/round-{number}/nation.json"), COMMON);
    }
    add(format!("../../places/{}.json", definition.place(definition.nation()).id), PLACES);
    add("../../changes.csv".to_owned(), CHANGES);
    add("../exports/xml/index.xml".to_owned(), XML);
    add("../../../../definition".to_owned(), DEFINITION);
    add("../../../../checkpoint".to_owned(), CHECKPOINT);
    add("../../../../manifest".to_owned(), MANIFEST);
    out
}

/// The page that checks.
pub(crate) fn check(site: &Site<'_>, language: Language) -> String {
    let definition = site.snapshot.board.definition();
    let w = words::of(language);
    text(&CheckPage {
        chrome: Chrome::page(site.snapshot, site.settings, language, w.check_title, "check.html"),
        log: (w.check_log.replace("{}", &whole(site.snapshot.board.size(), language)), site.snapshot.root.to_string()),
        definition: definition.hash().to_string(),
        key: definition.log().to_string(),
    })
}

type Texts = [&'static str; 2];

const TABLES: &[(&str, Texts)] = &[
    ("nation", ["Le pays, CSV", "The country, CSV"]),
    ("regions", ["Une ligne par région, CSV", "One row a region, CSV"]),
    ("departments", ["Une ligne par département, CSV", "One row a department, CSV"]),
    ("communes", ["Une ligne par commune, CSV", "One row a commune, CSV"]),
    ("stations", ["Une ligne par bureau de vote, CSV", "One row a polling station, CSV"]),
    ("missing", ["Les bureaux qui manquent, CSV", "The stations that are missing, CSV"]),
];
const OFFICIAL: Texts = ["Format du ministère de 2017, par bureau", "The ministry’s layout of 2017, by station"];
const COMMON: Texts = [
    "Format commun NIST SP 1500-100 v2, JSON ; un fichier par département à côté ; CountStatus dit ce qui est compté",
    "Common data format NIST SP 1500-100 v2, JSON; a file for each department beside it; CountStatus says what is counted",
];
const PLACES: Texts =
    ["Un lieu, JSON ; un fichier pour chaque lieu à côté", "One place, JSON; a file for each place beside it"];
const CHANGES: Texts = ["Corrections, contestations, annulations, CSV", "Corrections, conflicts, annulments, CSV"];
const XML: Texts = [
    "Arborescence XML du ministère ; ResultatsParvenus et Complet disent ce qui est venu",
    "The ministry’s XML tree; ResultatsParvenus and Complet say what has come in",
];
const DEFINITION: Texts = ["Ce qui était fixé avant le vote, scellé", "What was fixed before the vote, sealed"];
const CHECKPOINT: Texts = ["Taille et racine signées du journal", "Signed size and root of the log"];
const MANIFEST: Texts = ["Liste signée de tous ces fichiers", "Signed list of all these files"];

/// Every column of the tables and member of the JSON files.
const FIELDS: &[(&str, Texts)] = &[
    ("id", ["Identifiant du lieu : FR, R84, 01, 01-004", "Identifier of the place: FR, R84, 01, 01-004"]),
    ("name, level, parent", ["Nom, niveau, lieu qui l’entoure", "Name, level, the place around it"]),
    ("station", ["Identifiant du bureau de vote : 75-056-0101", "Identifier of the polling station: 75-056-0101"]),
    ("stations", ["Bureaux qui ouvrent à ce tour", "Stations that open in the round"]),
    (
        "status, CountStatus",
        [
            "Où en est un lieu ou un bureau dans les exports : not-processed (rien de compté), in-process (en partie), completed (tout)",
            "How far a place or station is in the exports: not-processed (nothing counted), in-process (in part), completed (all)",
        ],
    ),
    ("counted", ["Bureaux dont les chiffres sont dans les sommes", "Stations whose figures are in the sums"]),
    ("missing", ["Bureaux dont rien n’est encore venu", "Stations of which nothing has come yet"]),
    (
        "confirmed",
        [
            "Bureaux relus par la préfecture, remis ou proclamés",
            "Stations read back by the prefecture, returned or certified",
        ],
    ),
    ("certified", ["Bureaux proclamés par l’autorité", "Stations certified by the authority"]),
    (
        "conflict",
        [
            "Bureaux dont deux messages signés diffèrent : aucun ne compte",
            "Stations with two signed messages that differ: neither counts",
        ],
    ),
    ("annulled", ["Bureaux retirés par un juge", "Stations taken out by a court"]),
    ("registered", ["Inscrits des bureaux comptés", "Voters on the registers of the stations counted"]),
    ("signed_in", ["Émargements", "Signatures on the register"]),
    ("cast", ["Votants : bulletins et enveloppes trouvés dans l’urne", "Papers found in the box"]),
    ("blank, void", ["Bulletins blancs, bulletins nuls", "Blank papers, void papers"]),
    ("valid", ["Suffrages exprimés : votants moins blancs et nuls", "Valid votes: cast less blank and void"]),
    ("candidate_N", ["Voix du candidat du panneau N", "Votes of the candidate of panel N"]),
    (
        "state",
        [
            "État du bureau : expected, open, closed, reported, corrected, confirmed, returned, certified, conflict, annulled",
            "State of the station: expected, open, closed, reported, corrected, confirmed, returned, certified, conflict, annulled",
        ],
    ),
    ("edition", ["1 pour un procès-verbal, davantage après correction", "1 for a report, more after a correction"]),
    ("report", ["Empreinte SHA-256 du message qui tient", "SHA-256 of the message that stands"]),
    ("log_index", ["Place du message dans le journal", "Where the message stands in the log"]),
    (
        "Undervotes, BallotsRejected",
        ["Blancs et nuls dans le format commun", "Blank and void papers in the common data format"],
    ),
];
