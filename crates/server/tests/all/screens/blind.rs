//! Whoever rings must not know the answer: a prefecture sees no figure of a report before its call-back.

use super::desk::{ENTRY, post, record, reported};
use super::hall::{Browser, Hall, PASSWORD, Page, csrf, definition};
use crate::country::{contradiction, messages};

const STATION: &str = "/hub/stations/1/01-001-0001";
const DOSSIER: &str = "/hub/dossiers/1/01-001-0001";
/// What the record says; no other number of any page looks like one of these.
const FIGURES: [(&str, u32); 5] =
    [("signed-in", 524), ("cast", 524), ("valid", 517), ("candidate-1", 317), ("void", 3)];

/// Whether a page shows a figure of the record.
fn shows(page: &Page) -> bool {
    // A call-back that is done is refused, and shows as little.
    assert!(matches!(page.status, 200 | 409), "{}", page.body);
    // Fingerprints hold any three digits: a figure stands alone, or beside an arrow.
    let spelt =
        |figure: &str| [format!(">{figure}<"), format!("\"{figure}\""), format!(">{figure} →"), format!(" {figure}\n")];
    ["524", "517", "317"].iter().any(|figure| spelt(figure).iter().any(|text| page.body.contains(text)))
}

/// Every page of the prefecture about the station.
fn seen(hall: &Hall, browser: &mut Browser) -> Vec<String> {
    let pages = [
        DOSSIER,
        STATION,
        "/hub/departments/01",
        "/hub/communes/01-001",
        "/hub/returns/01?round=1",
        "/hub/proposals",
        "/hub/dossiers/1/01-001-0001/call-back",
        "/hub/dossiers/1/01-001-0001/correction",
        "/hub/dossiers/1/01-001-0001/witness",
        "/hub/stations/1/01-001-0001/receipt",
        "/hub/stations/1/01-001-0001/receipt/proof",
    ];
    pages.into_iter().filter(|path| shows(&hall.get(browser, path))).map(str::to_owned).collect()
}

/// Types what was heard on the lines that were drawn; `wrong` is added to each.
fn read_back(hall: &Hall, browser: &mut Browser, wrong: u32) -> Page {
    let page = hall.get(browser, &format!("{DOSSIER}/call-back"));
    let (word, code, shown) = (csrf(browser), hall.code(), page.hidden("shown"));
    let mut fields = vec![
        ("csrf", word.clone()),
        ("do", "read".into()),
        ("shown", shown),
        ("password", PASSWORD.into()),
        ("code", code),
    ];
    let all = [("registered", 1000), ("blank", 4), ("candidate-2", 200)].into_iter().chain(FIGURES);
    let names: Vec<(String, u32)> = all.map(|(name, votes)| (format!("f-{name}"), votes)).collect();
    for (name, votes) in names.iter().filter(|(name, _)| page.body.contains(&format!("name=\"{name}\""))) {
        fields.push((name.as_str(), (votes + wrong).to_string()));
    }
    assert_eq!(fields.len(), 7, "two lines were drawn: {}", page.body);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    hall.post(browser, &format!("{DOSSIER}/call-back"), &fields)
}

fn draw(hall: &Hall, browser: &mut Browser) {
    let word = csrf(browser);
    assert_eq!(hall.post(browser, &format!("{DOSSIER}/call-back"), &[("csrf", &word), ("do", "draw")]).status, 303);
}

#[test]
fn no_figure_before_the_call_back_and_every_figure_after() {
    let hall = Hall::new();
    reported(&hall, ENTRY, 317);
    assert!(shows(&hall.get(&mut hall.log_in("clerk-a"), STATION)), "who holds the paper sees what was sent");
    let (mut results, mut room) = (hall.log_in("results"), hall.log_in("room"));
    assert_eq!(seen(&hall, &mut results), Vec::<String>::new());
    assert!(!shows(&hall.get(&mut room, DOSSIER)) && !shows(&hall.get(&mut room, STATION)), "they sit in one room");
    let mut auditor = hall.log_in("auditor");
    assert!(shows(&hall.get(&mut auditor, DOSSIER)), "who reads everything and rings nobody");
    draw(&hall, &mut results);
    assert_eq!(seen(&hall, &mut results), Vec::<String>::new());
    assert_eq!(read_back(&hall, &mut results, 0).status, 303);
    let seen = seen(&hall, &mut results);
    assert!(seen.contains(&DOSSIER.to_owned()) && seen.contains(&STATION.to_owned()), "{seen:?}");
    assert!(seen.contains(&"/hub/dossiers/1/01-001-0001/correction".to_owned()), "{seen:?}");
}

#[test]
fn a_reading_that_differs_shows_nothing_and_is_no_way_to_guess() {
    let hall = Hall::new();
    reported(&hall, ENTRY, 317);
    let mut results = hall.log_in("results");
    draw(&hall, &mut results);
    for _ in 0..3 {
        let differed = read_back(&hall, &mut results, 1);
        assert!(differed.status == 409 && differed.body.contains("ce que dit le rapport"), "{}", differed.body);
        assert_eq!(seen(&hall, &mut results), Vec::<String>::new());
    }
    let late = read_back(&hall, &mut results, 0);
    assert!(late.status == 409 && late.body.contains("E427"), "{}", late.body);
}

/// Proposes what a second look shows, and tells the number of the proposal.
fn proposed(hall: &Hall, browser: &mut Browser, path: &str, look: &Page) -> usize {
    let (word, code) = (csrf(browser), hall.code());
    let form = [("csrf", word.as_str()), ("shown", &look.hidden("shown")), ("password", PASSWORD), ("code", &code)];
    let at =
        look.body.split("propose?at=").nth(1).and_then(|rest| rest.split('"').next()).unwrap().replace("&#37;", "%");
    assert_eq!(hall.post(browser, &format!("{path}/propose?at={at}"), &form).status, 303);
    hall.events().len() - 1
}

/// A correction is typed from the record: neither the form nor the second look tells the old figures.
#[test]
fn a_correction_before_the_call_back_is_blind_too() {
    let hall = Hall::new();
    reported(&hall, ENTRY, 317);
    let mut results = hall.log_in("results");
    let path = format!("{DOSSIER}/correction");
    let mut fields = record(&results, 318);
    fields.push(("reason".to_owned(), "relu au procès-verbal".to_owned()));
    let look = post(&hall, &mut results, &path, &fields);
    assert!(!shows(&look) && look.body.contains("318") && look.body.contains("518"), "{}", look.body);
    assert!(look.body.contains("200"), "the lines that stay are not told from those that change");
    let number = proposed(&hall, &mut results, &path, &look);
    assert!(!shows(&hall.get(&mut results, &format!("/hub/proposals/{number}"))));
    assert_eq!(hall.get(&mut results, &format!("/hub/proposals/{number}/text")).status, 404);
}

/// The row of a table: its label, and its figures in the order of the columns.
fn row(page: &Page, label: &str) -> Vec<String> {
    let after = page.body.split(&format!("<th scope=\"row\">{label}</th>")).nth(1).unwrap_or_default();
    let cells = after.split("</tr>").next().unwrap_or_default().split("<td class=\"num\">").skip(1);
    cells.map(|cell| cell.split('<').next().unwrap_or_default().trim().to_owned()).collect()
}

/// A hall in whose log two reports of station 3 contradict each other.
fn contested() -> Hall {
    let (hall, definition) = (Hall::new(), definition());
    hall.log(&messages(&definition)[3]);
    hall.log(&contradiction(&definition));
    hall
}

const CONTESTED: &str = "/hub/dossiers/1/01-001-0003";

/// Two people settle a conflict: each of them reads every figure, beside both reports, even if the
/// correction says no more than that the first report was right.
#[test]
fn who_settles_a_conflict_reads_every_figure() {
    let hall = contested();
    let mut results = hall.log_in("results");
    let path = format!("{CONTESTED}/correction");
    for page in [CONTESTED, &path] {
        let page = hall.get(&mut results, page);
        assert_eq!(row(&page, "Votants"), ["337", "10"], "{}", page.body);
        assert_eq!(row(&page, "2 ·  CANDIDATE 2"), ["300", "2"], "{}", page.body);
        assert!(page.body.contains("Rapport n° 1<") && page.body.contains("Rapport n° 2<"), "{}", page.body);
    }
    let form = hall.get(&mut results, &path);
    assert!(form.body.contains("Recopiez tout le procès-verbal") && !form.body.contains("Changez les lignes"));
    for (first, sides) in [(30, "Rapport n° 1"), (1, "Rapport n° 2")] {
        let fields = contested_record(&results, first);
        let look = post(&hall, &mut results, &path, &fields);
        assert!(look.body.contains(&format!("ligne à ligne, ceux de : <b>{sides}</b>")), "{}", look.body);
    }
    let fields = contested_record(&results, 30);
    let look = post(&hall, &mut results, &path, &fields);
    let number = proposed(&hall, &mut results, &path, &look);
    let proposal = hall.get(&mut results, &format!("/hub/proposals/{number}"));
    for page in [&look, &proposal] {
        assert_eq!(row(page, "Votants"), ["337", "337", "10"], "{}", page.body);
        assert_eq!(row(page, "2 ·  CANDIDATE 2"), ["300", "300", "2"], "{}", page.body);
        assert!(page.body.contains("<tr class=\"differs\"><th scope=\"row\">Votants</th>"), "{}", page.body);
        assert!(page.body.contains("<tr><th scope=\"row\">Blancs</th>"), "what is the same is not marked");
        assert!(page.body.contains(">10 <b>≠</b>") && !page.body.contains(">337 <b>≠</b>"), "{}", page.body);
        assert!(page.body.contains("ceux de : <b>Rapport n° 1</b>"), "{}", page.body);
    }
    let list = hall.get(&mut results, "/hub/proposals");
    assert!(list.body.contains("Name of 01-001 · Bureau 0003") && list.body.contains("(01-001-0003)"), "{}", list.body);
}

/// The record of station 3, as [`messages`] or as [`contradiction`] reports it.
fn contested_record(browser: &Browser, first: u32) -> Vec<(String, String)> {
    let second = if first == 1 { 2 } else { 10 * first };
    let (valid, cast) = (first + second, first + second + 7);
    let lines = [
        ("signed-in", cast),
        ("cast", cast),
        ("blank", 4),
        ("void", 3),
        ("valid", valid),
        ("candidate-1", first),
        ("candidate-2", second),
    ];
    let lines = lines.map(|(name, votes)| (format!("f-{name}"), votes.to_string()));
    let more = [("f-registered", "1000".to_owned()), ("reason", "relu".to_owned()), ("csrf", csrf(browser))];
    lines.into_iter().chain(more.map(|(name, value)| (name.to_owned(), value))).collect()
}

/// A dossier says no more than is so about who has seen the figures.
#[test]
fn a_dossier_claims_no_secrecy_that_there_is_not() {
    let hall = Hall::new();
    reported(&hall, ENTRY, 317);
    let (definition, mut results) = (definition(), hall.log_in("results"));
    let before = hall.get(&mut results, DOSSIER);
    assert!(before.body.contains("ne montrent pas les chiffres de ce rapport"), "{}", before.body);
    let all = messages(&definition);
    hall.log(&all[2]);
    hall.log(&all[14]);
    let after = hall.get(&mut results, "/hub/dossiers/1/01-001-0002");
    assert!(after.body.contains("peut les connaître"), "{}", after.body);
    assert!(!after.body.contains("ne montrent pas") && row(&after, "Votants").is_empty(), "{}", after.body);
}
