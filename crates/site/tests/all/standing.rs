//! What a page says of the state of its figures, and what the browser finds out about it.

use std::{fmt::Write as _, sync::Arc};

use election::{Board, Definition};
use serde_json::Value;
use tlog::{Checkpoint, Hash, Note, SecretKey, Signer, cosignature::Cosigner, note::sign};

use crate::fixture::{BETWEEN, Files, LATE, definition, is, night, site, text};
use crate::twins::node;

/// `<p class="standing">` of a page, the first one.
fn standing<'a>(files: &'a Files, path: &str) -> &'a str {
    let page = text(files, path);
    let from = page.find("<p class=\"standing\">").unwrap_or_else(|| panic!("{path} does not say"));
    page[from..].split_once('>').and_then(|(_, rest)| rest.split_once('<')).expect("a sentence").0
}

fn witness(number: u8) -> Cosigner {
    Cosigner::new(&format!("w{number}.example"), SecretKey::from_seed(&[number; 32])).expect("a legal name")
}

fn log() -> Signer {
    Signer::new("log.example/fr-test", SecretKey::from_seed(&[77; 32])).expect("a legal name")
}

/// The country with two witnesses, both of whom must cosign.
fn witnessed() -> Arc<Definition> {
    let keys = [1, 2].map(|number| format!("witness {}\n", witness(number).verifier_key())).concat();
    definition(|text| text.replace("quorum 0\nwitnesses 0\n", &format!("quorum 2\nwitnesses 2\n{keys}")))
}

#[test]
fn every_page_says_what_its_figures_are() {
    let partial = site(&night("conflict"), BETWEEN);
    for (folder, words) in [("fr", "Dépouillement en cours"), ("en", "Count under way")] {
        assert!(standing(&partial, &format!("pages/{folder}/index.html")).starts_with(words), "{folder}");
        assert!(standing(&partial, &format!("pages/{folder}/p/01.html")).starts_with(words), "{folder}");
    }
    assert_eq!(standing(&partial, "pages/en/p/02-001.html"), "Nothing is counted here yet.");
    // All of this commune is in, and nobody has certified it.
    assert!(standing(&partial, "pages/en/p/01-001.html").starts_with("Everything is counted. Provisional"));
    let certified = site(&night("evening"), BETWEEN);
    let pages = ["fr", "en"].map(|folder| text(&certified, &format!("pages/{folder}/index.html")));
    assert!(pages[0].contains("Proclamé par l’autorité.") && pages[1].contains("Certified by the authority."));
}

#[test]
fn a_page_says_how_many_witnesses_it_takes_and_never_that_they_have_come() {
    let board = Board::new(witnessed());
    let files = site(&board, LATE);
    for (path, bytes) in files.iter().filter(|(path, _)| is(path, &["html"])) {
        let page = String::from_utf8_lossy(bytes);
        let line = page.split("<p class=\"witnessed\"").nth(1).unwrap_or_else(|| panic!("{path} does not say"));
        assert!(line.contains("Il en faut 2 sur 2") || line.contains("It takes 2 of 2"), "{path}");
        assert!(line.contains("data-log=") && !page.contains("Définitif :") && !page.contains("Final:"), "{path}");
    }
    let none = site(&night("evening"), LATE);
    let page = text(&none, "pages/en/index.html");
    assert!(page.contains("asks no witness") && !page.contains("data-checkpoint"));
    let said: Value = serde_json::from_str(text(&files, "pages/data/log.json")).expect("JSON");
    assert_eq!((&said["quorum"], said["witnesses"].as_array().map(Vec::len)), (&2.into(), Some(2)));
    assert_eq!((&said["size"], &said["whole"]), (&0.into(), &false.into()));
}

/// What of a night is over is told to the program that says "final".
#[test]
fn the_pages_log_says_whether_the_count_is_over() {
    for (name, at, whole) in [("conflict", BETWEEN, false), ("evening", BETWEEN, true), ("returns", BETWEEN, false)] {
        let board = night(name);
        let files = site(&board, at);
        let said: Value = serde_json::from_str(text(&files, "pages/data/log.json")).expect("JSON");
        let missing =
            board.missing(0).next().is_some() || board.tally(0, board.definition().nation()).progress.conflict > 0;
        assert_eq!(said["whole"], whole, "{name}");
        assert_eq!(whole, !missing, "{name}");
        assert_eq!(said["size"].as_u64(), Some(board.size()));
    }
}

/// A checkpoint of size 7 under these lines, after the log's own.
fn checkpoint(size: u64, root: Hash, lines: &str) -> String {
    let text = Checkpoint::new("log.example/fr-test", size, root).to_text();
    sign(&text, &[&log()]) + lines
}

/// The browser counts a good cosignature of a witness of the definition, once, and nothing else.
#[test]
fn the_browser_counts_cosignatures_that_verify() {
    let root = Hash::of(b"root");
    let bare = checkpoint(7, root, "");
    let cosign =
        |number: u8, of: &str| witness(number).cosign(&Note::parse(of.as_bytes()).expect("a note"), 1_492_974_000);
    let (one, two, three) = (cosign(1, &bare), cosign(2, &bare), cosign(3, &bare));
    let other = checkpoint(8, root, "");
    let cases = [
        (bare.clone(), 0),
        (format!("{bare}{one}"), 1),
        (format!("{bare}{one}{two}"), 2),
        // A stranger, the same witness twice, and a cosignature of another checkpoint.
        (format!("{bare}{one}{three}"), 1),
        (format!("{bare}{one}{one}"), 1),
        (format!("{bare}{one}{}", cosign(2, &other)), 1),
    ];
    let mut script = String::from("import { read, standing } from './standing.js';\nconst out = [];\n");
    let keys = [1, 2].map(|number| format!("\"{}\"", witness(number).verifier_key())).join(",");
    let page = format!(
        "{{size: 7, root: \"{root}\", whole: true, quorum: 2, log: \"{}\", witnesses: [{keys}]}}",
        log().verifier_key()
    );
    let _ = writeln!(script, "const page = {page};");
    for (note, _) in &cases {
        let _ = writeln!(script, "out.push((await read(new TextEncoder().encode({note:?}), page)).by);");
    }
    // Not signed by the log at all, or by another key of its name.
    let stranger = Signer::new("log.example/fr-test", SecretKey::from_seed(&[78; 32])).expect("a legal name");
    let forged = sign(Note::parse(bare.as_bytes()).expect("a note").text, &[&stranger]);
    let _ = writeln!(
        script,
        "out.push(await read(new TextEncoder().encode({forged:?}), page).then(() => 'read', () => 'refused'));"
    );
    for seen in [
        "7n, root: page.root, by: 2",
        "7n, root: page.root, by: 1",
        "6n, root: page.root, by: 2",
        "8n, root: '', by: 2",
        "7n, root: 'aa', by: 2",
    ] {
        let _ = writeln!(script, "out.push(standing(page, {{size: {seen}}}));");
    }
    script += "out.push(standing({...page, whole: false}, {size: 7n, root: page.root, by: 2}));\nconsole.log(JSON.stringify(out));";
    let Some(said) = node(&script) else { return };
    let said: Vec<Value> = serde_json::from_str(&said).expect("JSON");
    let (counts, rest) = said.split_at(cases.len());
    assert_eq!(counts, cases.iter().map(|(_, count)| Value::from(*count)).collect::<Vec<_>>());
    assert_eq!(rest, ["refused", "final", "provisional", "provisional", "newer", "other", "finalCounting"]);
}

/// The exports are there in the middle of a count, with what is missing said.
#[test]
fn exports_are_there_during_the_night() {
    let board = night("conflict");
    let files = site(&board, BETWEEN);
    let json = |path: &str| -> Value { serde_json::from_str(text(&files, path)).expect("JSON") };
    let nation = json("pages/exports/common/round-1/nation.json");
    assert_eq!(nation["Status"], "unofficial-partial");
    let status = |file: &Value, id: &str| {
        let unit =
            file["GpUnit"].as_array().and_then(|units| units.iter().find(|unit| unit["@id"] == id)).expect("a unit");
        unit["CountStatus"][0]["Status"].clone()
    };
    assert_eq!(
        [status(&nation, "gp-FR"), status(&nation, "gp-01"), status(&nation, "gp-02")],
        ["in-process", "in-process", "not-processed"]
    );
    let department = json("pages/exports/common/round-1/01.json");
    assert_eq!(
        [status(&department, "gp-01-001"), status(&department, "gp-01-002-0001")],
        ["completed", "not-processed"]
    );
    let communes = json("pages/exports/geojson/round-1/01.geojson");
    let said: Vec<&Value> =
        communes["features"].as_array().expect("features").iter().map(|one| &one["properties"]["status"]).collect();
    assert_eq!(said, ["completed", "not-processed"]);
    let index = text(&files, "pages/exports/xml/index.xml");
    assert!(index.contains("<Complet>N</Complet>") && !index.contains("<Complet>O</Complet>"));
    assert!(text(&files, "pages/fr/p/01.html").contains("exports/common/round-1/01.json"), "and the page leads there");
}

/// A station that a court took out is not waited for: its place is completed without it.
#[test]
fn an_annulled_station_is_not_missing() {
    let board = night("annulments");
    let files = site(&board, LATE);
    let mut seen = 0;
    for (ix, place) in board.definition().places() {
        let progress = &board.tally(0, ix).progress;
        let file = if place.level < election::definition::Level::Commune { "nation" } else { &place.id.as_str()[..2] };
        let report: Value =
            serde_json::from_str(text(&files, &format!("pages/exports/common/round-1/{file}.json"))).expect("JSON");
        let id = format!("gp-{}", place.id);
        let unit =
            report["GpUnit"].as_array().and_then(|units| units.iter().find(|unit| unit["@id"] == *id)).expect("a unit");
        let over = progress.missing() + progress.conflict == 0 && progress.counted() > 0;
        seen += u32::from(over && progress.annulled > 0);
        assert_eq!(unit["CountStatus"][0]["Status"] == "completed", over, "{id}");
    }
    assert!(seen > 0, "the night has a place with a station that was taken out");
}
