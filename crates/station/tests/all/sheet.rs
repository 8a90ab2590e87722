//! The printed sheet: everything is on it, on one A4 page where it fits, and its codes are read
//! from the paper by programs that are not ours.

use std::path::Path;
use std::process::Command;

use election::refusal::Language;
use station::{
    carry::join,
    excerpt::Excerpt,
    sheet::{Heading, Sheet},
};

use crate::country::{STATION, definition, form, id, note, report};

fn sheet(candidates: u16) -> Sheet {
    let excerpt = Excerpt::cut(&definition(candidates), id(STATION)).expect("the station is there");
    let heading = Heading::of(&excerpt, 1).expect("it opens");
    Sheet::of(heading, form(candidates), &note(candidates)).expect("a report")
}

#[test]
fn the_page_holds_everything_and_escapes_names() {
    let page = sheet(6).html(Language::French);
    let report = report(6);
    for due in [
        "lang=\"fr\"",
        "Élection d'essai".replace('\'', "&#39;").as_str(),
        "Relevé du bureau de vote 23-096-0012",
        "EXERCICE",
        "École Jean-Macé · Guéret (23-096) · Creuse",
        "<b>A</b> Électeurs inscrits</th><td>1\u{202f}204</td>",
        "<b>6</b> Ünal ÇIÇEK &#60;&#38;&#62;</th>",
        &report.check_words(),
        &report.id().to_string(),
        "2017-04-23T20:14:00+02:00",
        "fr-test/23-096-0012/president · fr-test/23-096-0012/secretary",
        "Code 2/2",
        "Secrétaire",
    ] {
        assert!(page.contains(due), "no {due:?} in {page}");
    }
    assert!(!page.contains("ÇIÇEK <&>"), "a name is not markup");
    let english = sheet(6).html(Language::English);
    assert!(english.contains("Report of the polling station") && english.contains("<td>1,204</td>"));
}

#[test]
fn a_sheet_is_of_a_report_of_this_form() {
    let excerpt = Excerpt::cut(&definition(3), id(STATION)).expect("the station is there");
    let heading = Heading::of(&excerpt, 1).expect("it opens");
    assert!(Sheet::of(heading.clone(), form(3), &note(4)).is_none(), "another definition");
    assert!(Sheet::of(heading.clone(), form(3), b"x\n").is_none());
    assert!(Heading::of(&excerpt, 2).is_err());
}

#[test]
fn the_same_sheet_is_the_same_pdf() {
    assert!(sheet(11).pdf(Language::French) == sheet(11).pdf(Language::French));
}

fn said(program: &str, arguments: &[&str], path: &Path, rest: &[&str]) -> Option<String> {
    let Ok(out) = Command::new(program).args(arguments).arg(path).args(rest).output() else {
        eprintln!("SKIPPED: {program} is not there, so no sheet was read by a program that is not ours");
        return None;
    };
    Some(String::from_utf8_lossy(&out.stdout).into_owned())
}

#[test]
fn eleven_candidates_fit_on_one_page_and_forty_flow_on() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let path = dir.path().join("sheet.pdf");
    for (candidates, pages) in [(2, 1), (11, 1), (40, 2)] {
        std::fs::write(&path, sheet(candidates).pdf(Language::French)).expect("written");
        let Some(about) = said("pdfinfo", &[], &path, &[]) else { return };
        assert!(about.contains(&format!("Pages:           {pages}\n")), "{candidates}: {about}");
        assert!(about.contains("A4"), "{about}");
        let text = said("pdftotext", &["-layout"], &path, &["-"]).expect("it runs");
        let report = report(candidates);
        for due in ["Relevé du bureau de vote 23-096-0012", "Zoé AUBÉPINE", "EXERCICE", "Président(e)", "Assesseur(e)"]
        {
            assert!(text.contains(due), "no {due:?} in {text}");
        }
        assert!(text.contains(&report.check_words()) && text.contains(&report.id().to_string()), "{text}");
        let plain = text.replace('\u{202f}', " ");
        assert!(plain.contains("1 204") && text.contains(&format!("Page 1/{pages}")), "{text}");
        let last = text.lines().any(|line| line.trim_start().starts_with(&format!("{candidates} ")));
        assert!(last, "no candidate {candidates} in {text}");
    }
}

/// Printed at 150 dots an inch, as a cheap printer and a telephone do, the codes give the message.
#[test]
fn the_codes_are_read_from_the_printed_page() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let path = dir.path().join("sheet.pdf");
    for candidates in [11, 40] {
        std::fs::write(&path, sheet(candidates).pdf(Language::French)).expect("written");
        let picture = dir.path().join(format!("page-{candidates}"));
        let picture = picture.to_str().expect("a plain path");
        if said("pdftoppm", &["-r", "150", "-gray"], &path, &[picture]).is_none() {
            return;
        }
        let mut read = Vec::new();
        let mut pages: Vec<_> =
            std::fs::read_dir(dir.path()).expect("listed").map(|entry| entry.expect("one").path()).collect();
        pages.sort();
        let pages = pages.iter().filter(|page| page.to_string_lossy().starts_with(picture));
        for page in pages {
            let Some(texts) = said("zbarimg", &["--raw", "--quiet", "-Sdisable", "-Sqrcode.enable"], page, &[]) else {
                return;
            };
            read.extend(texts.lines().filter(|line| !line.is_empty()).map(str::to_owned));
        }
        assert_eq!(join(&read), Ok(note(candidates)), "{candidates} candidates");
    }
}
