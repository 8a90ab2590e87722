//! Whoever rings must not know the answer: a prefecture sees no figure of a report before its call-back.

use super::desk::{ENTRY, post, record, reported};
use super::hall::{Browser, Hall, PASSWORD, Page, csrf};

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
    let code = hall.code();
    let word = csrf(&results);
    let form = [("csrf", word.as_str()), ("shown", &look.hidden("shown")), ("password", PASSWORD), ("code", &code)];
    let at =
        look.body.split("propose?at=").nth(1).and_then(|rest| rest.split('"').next()).unwrap().replace("&#37;", "%");
    assert_eq!(hall.post(&mut results, &format!("{path}/propose?at={at}"), &form).status, 303);
    let number = hall.events().len() - 1;
    assert!(!shows(&hall.get(&mut results, &format!("/hub/proposals/{number}"))));
    assert_eq!(hall.get(&mut results, &format!("/hub/proposals/{number}/text")).status, 404);
}
