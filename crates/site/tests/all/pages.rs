//! What the pages say, and that they hold together.

use std::sync::Arc;

use election::{
    Board,
    publish::{Listing, MAX_PATH_BYTES, PRESENTATION},
};
use site::{Atlas, Earlier, Marks, Settings, Site};

use crate::fixture::{BETWEEN, Files, LATE, definition, is, night, site, site_as, snapshot, text};

#[test]
fn every_place_has_a_page_in_both_languages() {
    let files = site(&night("evening"), LATE);
    for id in ["R1", "01", "02", "01-001", "01-002", "02-001"] {
        for (language, other) in [("fr", "en"), ("en", "fr")] {
            let page = text(&files, &format!("pages/{language}/p/{id}.html"));
            assert!(page.contains(&format!("<html lang=\"{language}\">")), "{id}");
            assert!(page.contains(&format!("href=\"../../{other}/p/{id}.html\"")), "{id}");
            assert!(page.contains("<title>Name of") || page.contains("<title>L&#39;Ha"), "{id}");
        }
    }
    assert!(text(&files, "pages/fr/index.html").contains("<h1>Name of FR</h1>"));
}

#[test]
fn progress_comes_first_and_what_is_missing_is_said() {
    let files = site(&night("conflict"), BETWEEN);
    let page = text(&files, "pages/en/index.html");
    let at = |what: &str| page.find(what).unwrap_or_else(|| panic!("{what} is not there"));
    assert!(at("Provisional results") < at("<table class=\"votes\">"));
    assert!(page.contains("<b>2</b> of <b>4</b> stations counted (50.00%)"), "{page}");
    assert!(page.contains("2 stations are still missing.") && page.contains("tables/round-1/missing.csv"));
    assert!(page.contains("updated 23 April 2017, 22:41:07"));
    // Nothing is counted here: the page says so and shows no zero.
    let empty = text(&files, "pages/en/p/02-001.html");
    assert!(empty.contains("an absent figure is not zero") && !empty.contains("class=\"votes\""));
}

#[test]
fn a_round_is_not_on_any_page_before_its_hour() {
    let board = night("evening");
    let before = site(&board, "2017-04-23T19:59:59+02:00");
    for (path, bytes) in &before {
        let page = String::from_utf8_lossy(bytes);
        assert!(!path.contains("round-") && !page.contains("class=\"votes\""), "{path}");
    }
    assert!(text(&before, "pages/fr/p/01-001.html").contains("Aucun bureau compté"));
}

#[test]
fn every_station_has_an_address_and_a_proof() {
    let files = site(&night("evening"), LATE);
    let page = text(&files, "pages/fr/p/01-001.html");
    for id in ["01-001-0001", "01-001-0002"] {
        assert!(page.contains(&format!("id=\"s-{id}\"")), "{id}");
        assert!(page.contains(&format!("../check.html?station={id}&amp;place=01-001&amp;round=1")), "{id}");
    }
    // A commune of one station has it as a section.
    assert!(text(&files, "pages/fr/p/01-002.html").contains("<section id=\"s-01-002-0001\" class=\"station\">"));
}

#[test]
fn a_correction_is_told_with_the_old_the_new_and_why() {
    let board = night("corrections");
    let files = site(&board, BETWEEN);
    let page = text(&files, "pages/en/corrections.html");
    let feed = text(&files, "pages/en/feed.xml");
    assert!(!board.changes().is_empty());
    for change in board.changes() {
        let station = board.definition().station(change.station).id;
        assert!(page.contains(&format!("<tr id=\"e{}\">", change.index)), "{}", change.index);
        assert!(page.contains(&format!("#s-{station}\"")) && feed.contains(&format!(":entry:{}</id>", change.index)));
    }
    let told = board.changes().iter().find(|change| change.before.is_some() && change.after.is_some()).expect("one");
    let [Some(before), Some(after)] = [&told.before, &told.after] else { unreachable!("asked") };
    let at =
        before.candidates.iter().zip(&after.candidates).position(|(one, other)| one != other).expect("one differs");
    let name = &board.definition().rounds()[0].candidates[at].family;
    let escaped = name.replace('\'', "&#39;");
    for figure in [before.candidates[at], after.candidates[at]] {
        assert!(page.contains(&format!("{escaped}\u{a0}{figure}")), "{name} {figure}");
    }
    assert!(page.contains(&told.reason));
}

#[test]
fn the_feed_reads_as_xml() {
    let files = site(&night("corrections"), BETWEEN);
    for language in ["fr", "en"] {
        let feed = text(&files, &format!("pages/{language}/feed.xml"));
        let names = elements(feed);
        assert_eq!(names.first().map(String::as_str), Some("feed"));
        assert!(names.iter().any(|name| name == "feed/entry/updated"), "{names:?}");
    }
}

/// Paths of elements, in order; panics where the text is not well formed.
pub fn elements(text: &str) -> Vec<String> {
    use quick_xml::{Reader, events::Event};
    let mut reader = Reader::from_str(text);
    let (mut open, mut found) = (Vec::new(), Vec::new());
    loop {
        match reader.read_event().expect("well formed") {
            Event::Start(start) => {
                open.push(start.name().as_ref().to_owned());
                found.push(open.join("/"));
            }
            Event::Empty(start) => {
                let name = start.name().as_ref().to_owned();
                found.push([open.join("/"), name].join("/"));
            }
            Event::End(_) => drop(open.pop()),
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(open.is_empty());
    found
}

#[test]
fn the_second_round_is_compared_with_the_first_and_the_first_with_an_earlier_one() {
    let board = night("two-rounds");
    let earlier = Earlier { board: &board, round: 0, name: ["1er tour de 2012", "round 1 of 2012"] };
    let files = site_as(&night("evening"), LATE, Some(earlier));
    let page = text(&files, "pages/en/index.html");
    assert!(
        page.contains("<th scope=\"col\" class=\"n change\">Change</th>") == page.contains("Change in points from:")
    );
    let itself = night("evening");
    let same = Earlier { board: &itself, round: 0, name: ["soi-même", "itself"] };
    let files = site_as(&night("evening"), BETWEEN, Some(same));
    let page = text(&files, "pages/en/index.html");
    assert!(page.contains("Change in points from: itself."));
    assert!(page.contains("<td class=\"n change\">0.00</td>"));
}

/// Every link of every page leads to a file of the snapshot, or to the published directory.
#[test]
fn every_link_leads_somewhere() {
    let board = night("evening");
    let mut files = site(&board, LATE);
    let done: Result<(), ()> = snapshot(&board, LATE).each_file(|path, bytes| {
        files.insert(path.to_owned(), bytes.to_vec());
        Ok(())
    });
    done.expect("nothing fails");
    let mut checked = 0;
    for (path, bytes) in files.iter().filter(|(path, _)| is(path, &["html"])) {
        let page = String::from_utf8_lossy(bytes);
        for attribute in ["href=\"", "src=\"", "action=\""] {
            for link in page.split(attribute).skip(1).filter_map(|rest| rest.split('"').next()) {
                checked += 1;
                let (file, fragment) = target(path, &link.replace("&amp;", "&"));
                let published = ["definition", "checkpoint", "manifest"].map(|name| format!("^/^/{name}"));
                let there = files.get(&file).map(|bytes| String::from_utf8_lossy(bytes));
                assert!(there.is_some() || published.contains(&file), "{path}: {link} is {file}");
                if let (Some(fragment), Some(page)) = (fragment, there) {
                    assert!(page.contains(&format!("id=\"{fragment}\"")), "{path}: {link}");
                }
            }
        }
    }
    assert!(checked > 500, "{checked}");
}

/// The file a link leads to (`^` for a folder above the snapshot's), and its fragment.
fn target(from: &str, link: &str) -> (String, Option<String>) {
    let (path, fragment) = link.split_once('#').map_or((link, None), |(path, id)| (path, Some(id.to_owned())));
    let path = path.split('?').next().unwrap_or_default();
    if path.is_empty() {
        return (from.to_owned(), fragment);
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        if part != ".." {
            parts.push(part);
        } else if parts.last().is_none_or(|last| *last == "^") {
            parts.push("^");
        } else {
            parts.pop();
        }
    }
    (parts.join("/"), fragment)
}

/// Names of places and candidates are other people's text.
#[test]
fn hostile_names_stay_text() {
    let hostile = "<script>alert(1)</script>\"' onload=x";
    let sealed = |text: String| {
        text.replace("Name of 01-001\n", &format!("{hostile}\n")).replace("CANDIDATE 2,", "<b>&\"',</b>")
    };
    let board = Board::new(definition(sealed));
    let files = site(&board, LATE);
    for (path, bytes) in &files {
        let text = String::from_utf8_lossy(bytes);
        if is(path, &["html", "xml", "svg"]) {
            assert!(!text.contains("<script>alert") && !text.contains("<b>&"), "{path}");
            assert!(
                !text.contains("onload=x\"") || text.contains("&#34; onload") || !text.contains("\" onload"),
                "{path}"
            );
        }
        if is(path, &["json", "geojson"]) {
            serde_json::from_slice::<serde_json::Value>(bytes).unwrap_or_else(|error| panic!("{path}: {error}"));
        }
    }
}

/// The manifest takes every path, none stands twice, and all lie where a verifier excuses them.
#[test]
fn every_path_is_plain_and_presentation() {
    let board = night("evening");
    let atlas = Atlas::france();
    let settings = Settings::new(&atlas);
    let mut listing = Listing::default();
    let done: Result<(), ()> = site::pages(&snapshot(&board, LATE), &settings, |path, bytes| {
        listing.chunk(path, bytes);
        Ok(())
    });
    done.expect("nothing fails");
    let files = listing.files();
    assert!(files.windows(2).all(|two| two[0].path < two[1].path));
    for file in &files {
        let plain = |part: &str| {
            part.starts_with(|c: char| c.is_ascii_alphanumeric())
                && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
        };
        assert!(file.path.starts_with(PRESENTATION) && file.is_presentation(), "{}", file.path);
        assert!(file.path.split('/').all(plain) && file.path.len() <= MAX_PATH_BYTES, "{}", file.path);
    }
}

/// While a mark stays, so do the bytes; where bytes have changed, so has the mark.
#[test]
fn marks_tell_what_must_be_made_again() {
    let (before, after) = (night("evening"), night("corrections"));
    let atlas = Atlas::france();
    let settings = Settings::new(&atlas);
    let empty = Board::new(Arc::clone(before.definition()));
    let mut kept = 0;
    for (one, other) in [(&before, &after), (&empty, &before), (&before, &before)] {
        // The second is a later moment of another log: only a commune's own stations may count.
        let (early, late) = (snapshot(one, BETWEEN), snapshot(other, "2017-04-24T01:00:00+02:00"));
        let marks = [Marks::of(&early), Marks::of(&late)];
        let (early, late) = (Site::new(&early, &settings), Site::new(&late, &settings));
        for piece in early.pieces() {
            let bytes = |site: &Site<'_>| {
                let mut files = Files::new();
                let done: Result<(), ()> = site.make(piece, |path, bytes| {
                    files.insert(path.to_owned(), but_for_the_moment(path, bytes));
                    Ok(())
                });
                done.expect("nothing fails");
                files
            };
            let [now, then] = marks.each_ref().map(|marks| piece.mark(before.definition(), marks));
            if now.is_some() && now == then {
                kept += 1;
                assert!(bytes(&early) == bytes(&late), "{piece:?}");
            }
        }
    }
    assert!(kept > 6, "{kept}");
}

/// A department's export in the common data format says when and of which log it was made, and its
/// list in the ministry's XML when; one that is kept goes on saying its own. Nothing else in it may
/// differ.
fn but_for_the_moment(path: &str, bytes: &[u8]) -> Vec<u8> {
    if path.ends_with("IDX.xml") {
        let text = String::from_utf8(bytes.to_vec()).expect("UTF-8");
        let moments = ["<DateDerMaj>", "<HeureDerMaj>", "<DateDerExtract>", "<HeureDerExtract>"];
        return moments.iter().fold(text, |text, name| without(&text, name)).into_bytes();
    }
    if !path.contains("/exports/common/") {
        return bytes.to_vec();
    }
    let mut json: serde_json::Value = serde_json::from_slice(bytes).expect("JSON");
    let fields = json.as_object_mut().expect("an object");
    assert!(fields.remove("GeneratedDate").is_some() && fields.remove("Notes").is_some(), "{path}");
    json.to_string().into_bytes()
}

/// A text with the content of every element of this name left out.
fn without(text: &str, name: &str) -> String {
    let mut parts = text.split(name);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |out, part| out + name + part.find('<').map_or("", |at| &part[at..]))
}

/// The same arguments give the same bytes.
#[test]
fn the_same_snapshot_gives_the_same_site() {
    assert!(site(&night("evening"), LATE) == site(&night("evening"), LATE));
}

/// No page runs or loads what is not beside it.
#[test]
fn pages_forbid_what_they_do_not_need() {
    let files = site(&night("evening"), LATE);
    for (path, bytes) in files.iter().filter(|(path, _)| is(path, &["html"])) {
        let page = String::from_utf8_lossy(bytes);
        assert!(page.contains("default-src 'none'"), "{path}");
        for inside in [" style=", " onclick=", "<style", "http://", "javascript:"] {
            assert!(!page.contains(inside), "{path}: {inside}");
        }
        assert!(page.matches("<script").count() == 1 && page.contains("<script type=\"module\" src=\""), "{path}");
    }
}
