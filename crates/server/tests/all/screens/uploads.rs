//! Files that people bring: what is no table is refused whole, and no bomb goes off.

use server::screens::commune::import::table::{BadFile, MAX_FILE_BYTES, table};

use super::workbook::{cells, package};

#[test]
fn a_zip_bomb_does_not_go_off_whatever_it_says_of_its_size() {
    let zeros = vec![0; 64 * 1024 * 1024];
    for said in [Some(7), Some(u32::MAX), None] {
        let bomb = package(&[("xl/worksheets/sheet1.xml", &zeros)], said);
        assert!(bomb.len() < 1024 * 1024);
        assert_eq!(table(&bomb), Err(BadFile::Limit("MAX_UNPACKED_BYTES")));
    }
    let many: Vec<(String, &[u8])> = (0..300).map(|part| (format!("part-{part}"), b"x".as_slice())).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    assert_eq!(table(&package(&many, None)), Err(BadFile::Limit("MAX_PARTS")));
}

/// Two cells in far corners are a few bytes of a file, and terabytes of a table.
#[test]
fn far_corners_of_a_sheet_are_refused_before_there_is_a_table() {
    for (corner, limit) in
        [("XFD1048576", "MAX_LINES"), ("A1048576", "MAX_LINES"), ("XFD2", "MAX_COLUMNS"), ("ALL1048576", "MAX_LINES")]
    {
        let book = cells(&[("A1", "station"), (corner, "7")]);
        assert!(book.len() < 4_096);
        assert_eq!(table(&book), Err(BadFile::Limit(limit)), "{corner}");
    }
    // The honest twin: a table that begins further down and to the right is the same table.
    assert_eq!(table(&cells(&[("C5", "station"), ("D6", "7")])).unwrap(), [["station", ""], ["", "7"]]);
}

#[test]
fn a_workbook_that_declares_entities_is_refused() {
    let xxe = b"<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><a>&e;</a>";
    let lol = b"<!doctype lolz [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><x>&b;</x>";
    for bytes in [xxe.as_slice(), lol.as_slice()] {
        let book = package(&[("xl/workbook.xml", bytes)], None);
        assert_eq!(table(&book), Err(BadFile::DocumentType));
    }
}

#[test]
fn what_is_no_table_is_refused_whole() {
    assert_eq!(table(b"<!doctype html><p>maintenance"), Err(BadFile::Kind));
    assert_eq!(table(b"station;a\n\xff\xfe"), Err(BadFile::Kind));
    assert_eq!(table(b"PK\x03\x04"), Err(BadFile::Kind));
    assert_eq!(table(&vec![b'a'; MAX_FILE_BYTES + 1]), Err(BadFile::Limit("MAX_FILE_BYTES")));
    assert!(matches!(table(b"a;b\n1;2;3\n"), Err(BadFile::Unreadable(_))), "another number of columns");
    let long = "a;b\n".repeat(2_000);
    assert_eq!(table(long.as_bytes()), Err(BadFile::Limit("MAX_LINES")));
}

#[test]
fn an_honest_table_is_read() {
    let read = table("\u{feff}station;cast\n01;7\n".as_bytes()).unwrap();
    assert_eq!(read, [["station", "cast"], ["01", "7"]]);
    let commas = table(b"station,cast\n01,\"1 204\"\n").unwrap();
    assert_eq!(commas[1][1], "1 204");
}

/// Nothing that anybody uploads may panic.
#[test]
fn every_truncation_of_a_workbook_is_an_error() {
    let book = package(&[("xl/workbook.xml", b"<workbook/>"), ("[Content_Types].xml", b"<Types/>")], None);
    for cut in 0..book.len() {
        assert!(table(&book[..cut]).is_err() || cut < 4);
    }
    for at in 0..book.len() {
        let mut bent = book.clone();
        bent[at] ^= 0x55;
        let _ = table(&bent);
    }
}
