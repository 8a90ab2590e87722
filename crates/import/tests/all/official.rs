//! What each layout gives, and a refusal for everything that can be wrong with it.

use std::io::{self, Read};

use election::definition::Sex;
use election::refusal::Language;
use import::cause::Cause;
use import::fault::MAX_FAULTS;
use import::official::{Layout, MAX_LINE_BYTES, read};

use crate::samples::{
    accepted, check, columns, gzip, latin1, lists, numbered, refused, unnumbered, unnumbered_2022, with_cell,
};

#[test]
fn the_layout_of_2017_is_read_in_both_encodings() {
    let file = accepted(&latin1(&unnumbered()));
    assert_eq!(file, accepted(unnumbered().as_bytes()));
    assert_eq!(file.layout, Layout::Unnumbered);
    assert_eq!(file.rows[0].station.as_str(), "01-001-0001");
    assert_eq!(&*file.rows[0].commune_label, "L'Abergement-Clémenciat");
    assert_eq!(file.rows[0].constituency.expect("given").as_str(), "04");
    assert_eq!(file.rows[0].counts.signed_in, file.rows[0].counts.cast);
}

#[test]
fn votes_travel_with_the_panel_number_not_with_the_position() {
    let file = accepted(unnumbered().as_bytes());
    assert_eq!(file.candidates[0].family, "MACRON");
    let votes: Vec<Vec<u32>> =
        file.rows.iter().map(|row| row.counts.candidates.iter().map(|v| v.value()).collect()).collect();
    assert_eq!(votes, [[272, 181], [100, 50]]);
}

#[test]
fn the_layout_of_2022_has_twelve_candidates_and_crlf() {
    let file = accepted(&unnumbered_2022());
    assert_eq!(file.candidates.len(), 12);
    assert_eq!(file.candidates[9].family, "PÉCRESSE");
    assert_eq!(file.rows[0].department.as_str(), "2A");
}

#[test]
fn the_layout_of_2024_is_read_with_its_empty_blocks() {
    let file = accepted(numbered().as_bytes());
    assert_eq!(file.layout, Layout::Numbered);
    assert_eq!(file.rows[0].station.as_str(), "01-001-0001");
    assert_eq!(
        file.candidates.iter().map(|c| (c.number, c.sex)).collect::<Vec<_>>(),
        [(2, Sex::Male), (3, Sex::Female)]
    );
    assert_eq!(file.candidates[1].family, "DE \"X\"");
}

#[test]
fn the_lists_of_2024_stand_as_candidates() {
    let file = accepted(lists().as_bytes());
    assert_eq!(file.candidates[1].family, "LUTTE OUVRIERE");
    assert_eq!(file.candidates[1].sex, Sex::Unstated);
    assert_eq!(file.rows[0].station.as_str(), "ZZ-001-0001");
}

#[test]
fn the_csv_of_columns_gets_panel_numbers_from_facts() {
    let file = accepted(columns().as_bytes());
    assert_eq!(file.layout, Layout::Columns);
    assert_eq!((file.candidates[0].number, file.candidates[0].family.as_str()), (1, "MACRON"));
    assert_eq!(file.rows[0].counts.candidates[0].value(), 272);
    assert_eq!(file.rows[0].counts.void.value(), 8);
    assert_eq!(&*file.rows[0].department_label, "Ain");
}

#[test]
fn unknown_candidates_need_numbers_in_the_header() {
    check(columns().replace("MACRON", "NOBODY").as_bytes(), Cause::UnknownCandidates, Some(1), Some(10));
    let file = accepted(columns().replace("LE PEN,MACRON", "7:SOME,3:BODY").as_bytes());
    assert_eq!(
        file.candidates.iter().map(|c| (c.number, c.family.as_str())).collect::<Vec<_>>(),
        [(3, "BODY"), (7, "SOME")]
    );
    assert_eq!(file.rows[0].counts.candidates[0].value(), 272);
    check(columns().replace("LE PEN,MACRON", "7:SOME,7:BODY").as_bytes(), Cause::UnknownCandidates, Some(1), Some(10));
    check(columns().replace("LE PEN,MACRON", "7:SOME,BODY").as_bytes(), Cause::UnknownCandidates, Some(1), Some(10));
}

#[test]
fn compressed_files_are_known_by_content() {
    let text = columns();
    assert_eq!(accepted(&gzip(text.as_bytes())), accepted(text.as_bytes()));
    let two_members = [gzip(&text.as_bytes()[..50]), gzip(&text.as_bytes()[50..])].concat();
    assert_eq!(accepted(&two_members), accepted(text.as_bytes()));
}

#[test]
fn a_cut_compressed_file_is_refused() {
    let packed = gzip(columns().as_bytes());
    for length in 8..packed.len() {
        assert!(read(&packed[..length], "cut").is_err(), "{length} of {}", packed.len());
    }
}

#[test]
fn a_cut_plain_file_is_refused_everywhere_but_at_an_end_of_line() {
    for text in [unnumbered(), numbered(), columns()] {
        let bytes = text.as_bytes();
        for length in 0..bytes.len() {
            let at_line_end = length > 0 && bytes[length - 1] == b'\n' && text[..length].lines().count() > 1;
            assert_eq!(read(&bytes[..length], "cut").is_ok(), at_line_end, "cut at {length}");
        }
    }
}

#[test]
fn what_is_no_table_is_refused_with_its_own_cause() {
    check(b"", Cause::Empty, None, None);
    check(b"\n<!DOCTYPE html><html>maintenance</html>\n", Cause::Html, None, None);
    check(b"PK\x03\x04rest of a workbook", Cause::Spreadsheet, None, None);
    check(&[b"\xef\xbb\xbf".as_slice(), columns().as_bytes()].concat(), Cause::ByteOrderMark, None, None);
    let utf16: Vec<u8> = columns().encode_utf16().flat_map(u16::to_le_bytes).collect();
    check(&utf16, Cause::Utf16, None, None);
    check(&[b"\xff\xfe".as_slice(), &utf16].concat(), Cause::Utf16, None, None);
    check(b"name,age\nx,1\n", Cause::UnknownHeader, Some(1), None);
    check(
        columns().lines().next().map(|line| format!("{line}\n")).expect("a header").as_bytes(),
        Cause::NoRows,
        Some(1),
        None,
    );
}

#[test]
fn another_encoding_is_refused() {
    let twice: String = unnumbered().as_bytes().iter().map(|byte| char::from(*byte)).collect();
    check(twice.as_bytes(), Cause::Mojibake, Some(1), None);
    let mut mixed = columns().into_bytes();
    let at = mixed.windows(2).position(|pair| pair == "é".as_bytes()).expect("an é");
    mixed.splice(at..at + 2, [0xe9]);
    check(&mixed, Cause::BadUtf8, Some(2), None);
    let windows = latin1(&unnumbered().replace("Varey", "\u{9c}"));
    check(&windows, Cause::ControlByte, Some(3), None);
}

#[test]
fn a_changed_header_is_refused_with_its_column() {
    check(with_cell(&unnumbered(), 0, 9, "Abstentionnistes").as_bytes(), Cause::HeaderColumn, Some(1), Some(9));
    check(with_cell(&unnumbered(), 0, 8, "Votants").as_bytes(), Cause::HeaderColumn, Some(1), Some(11));
    check(with_cell(&unnumbered(), 0, 23, "Genre").as_bytes(), Cause::HeaderColumn, Some(1), Some(23));
    check(with_cell(&numbered(), 0, 29, "Numéro de panneau 3").as_bytes(), Cause::HeaderColumn, Some(1), Some(29));
    check(with_cell(&columns(), 0, 3, "bv").as_bytes(), Cause::HeaderColumn, Some(1), Some(3));
}

#[test]
fn wrong_codes_are_refused() {
    let text = columns();
    check(with_cell(&text, 1, 1, "1").as_bytes(), Cause::UnknownDepartment, Some(2), Some(1));
    check(with_cell(&text, 1, 1, "20").as_bytes(), Cause::UnknownDepartment, Some(2), Some(1));
    check(with_cell(&text, 1, 2, "1").as_bytes(), Cause::BadCommune, Some(2), Some(2));
    check(with_cell(&numbered(), 1, 3, "\"02001\"").as_bytes(), Cause::BadCommune, Some(2), Some(3));
    check(with_cell(&text, 1, 3, "00 1").as_bytes(), Cause::BadStation, Some(2), Some(3));
    check(with_cell(&text, 1, 4, "IV").as_bytes(), Cause::BadConstituency, Some(2), Some(4));
    check(with_cell(&text, 1, 5, " ").as_bytes(), Cause::BadLabel, Some(2), Some(5));
}

#[test]
fn wrong_cells_of_a_candidate_are_refused() {
    check(with_cell(&unnumbered(), 1, 22, "01").as_bytes(), Cause::BadCandidate, Some(2), Some(22));
    check(with_cell(&unnumbered(), 1, 23, "H").as_bytes(), Cause::BadCandidate, Some(2), Some(23));
    check(with_cell(&unnumbered(), 1, 29, "1").as_bytes(), Cause::BadCandidate, Some(2), Some(29));
}

#[test]
fn wrong_figures_are_refused() {
    for wrong in ["-1", "+1", " 498", "498 ", "4 98", "498.0", "0498", "", "4e2", "٤٩٨"] {
        check(with_cell(&columns(), 1, 7, wrong).as_bytes(), Cause::NotANumber, Some(2), Some(7));
    }
    check(with_cell(&columns(), 1, 7, "10000001").as_bytes(), Cause::HugeNumber, Some(2), Some(7));
    check(with_cell(&columns(), 1, 7, &"9".repeat(400)).as_bytes(), Cause::HugeNumber, Some(2), Some(7));
}

#[test]
fn sums_that_do_not_hold_are_refused() {
    check(with_cell(&columns(), 1, 6, "497").as_bytes(), Cause::CastExceedsRegistered, Some(2), Some(7));
    check(with_cell(&columns(), 1, 8, "46").as_bytes(), Cause::CastSum, Some(2), Some(7));
    check(with_cell(&columns(), 1, 10, "182").as_bytes(), Cause::ValidSum, Some(2), Some(9));
    check(with_cell(&unnumbered(), 1, 9, "101").as_bytes(), Cause::Abstentions, Some(2), Some(9));
    check(with_cell(&unnumbered(), 1, 16, "9").as_bytes(), Cause::CastSum, Some(2), Some(11));
    check(with_cell(&unnumbered(), 1, 10, "16,73").as_bytes(), Cause::ShareDisagrees, Some(2), Some(10));
    check(with_cell(&unnumbered(), 1, 35, "39,9").as_bytes(), Cause::ShareDisagrees, Some(2), Some(35));
    check(with_cell(&unnumbered(), 1, 35, "39.96").as_bytes(), Cause::BadShare, Some(2), Some(35));
    check(with_cell(&numbered(), 1, 26, "\"35,01%\"").as_bytes(), Cause::ShareDisagrees, Some(2), Some(26));
}

#[test]
fn subtotals_and_duplicates_are_refused() {
    let text = columns();
    check(with_cell(&text, 2, 3, "").as_bytes(), Cause::Subtotal, Some(3), None);
    check(with_cell(&text, 2, 5, "Total Ajaccio").as_bytes(), Cause::Subtotal, Some(3), None);
    check(with_cell(&text, 2, 1, "TOTAL").as_bytes(), Cause::Subtotal, Some(3), None);
    let twice = format!("{text}{}\n", text.lines().nth(1).expect("a row"));
    check(twice.as_bytes(), Cause::DuplicateStation, Some(6), Some(3));
    let renamed = format!("{text}01,001,0002,4,Elsewhere,598,498,37,453,181,272\n");
    check(renamed.as_bytes(), Cause::TwoNames, Some(6), Some(5));
}

#[test]
fn a_stray_or_missing_column_is_refused() {
    check(columns().replace("Ajaccio", "Aja,ccio").as_bytes(), Cause::ColumnCount, Some(3), None);
    check(unnumbered().replace("Varey", "Va;rey").as_bytes(), Cause::ColumnCount, Some(3), None);
    check(columns().replace("Ajaccio", "\"Ajaccio").as_bytes(), Cause::Quoting, Some(3), Some(5));
}

#[test]
fn the_layout_of_2017_has_no_quotation() {
    for cell in ["\"Ajaccio\"", "\"Ajaccio", "\""] {
        check(with_cell(&unnumbered(), 1, 6, cell).as_bytes(), Cause::Quoting, Some(2), Some(6));
    }
    check(with_cell(&unnumbered(), 0, 1, "\"Code du département\"").as_bytes(), Cause::Quoting, Some(1), Some(1));
    let inside = accepted(with_cell(&unnumbered(), 1, 6, "Le \"Bourg\"").as_bytes());
    assert_eq!(&*inside.rows[0].commune_label, "Le \"Bourg\"");
}

#[test]
fn bad_lines_keep_the_numbers_of_those_behind_them() {
    let text = columns().replace("Ajaccio", "\"Ajaccio") + "\n\"x\"y\n01,001,0002,4,X,1\n";
    let told = refused(text.as_bytes());
    let faults: Vec<_> = told.faults.iter().map(|f| (f.line, f.cause)).collect();
    assert_eq!(
        faults,
        [
            (Some(3), Cause::Quoting),
            (Some(6), Cause::ColumnCount),
            (Some(7), Cause::Quoting),
            (Some(8), Cause::ColumnCount),
        ]
    );
}

#[test]
fn several_contests_in_a_file_are_refused() {
    let other = with_cell(&unnumbered(), 2, 24, "LE BRETON");
    check(other.as_bytes(), Cause::OtherContest, Some(3), Some(22));
    let fewer = unnumbered().replace(";1;M;MACRON;Emmanuel;100;47,85;66,67", "");
    check(fewer.as_bytes(), Cause::OtherContest, Some(3), None);
}

#[test]
fn every_fault_is_told_up_to_the_limit() {
    let bad = with_cell(&with_cell(&columns(), 1, 6, "x"), 3, 7, "y");
    let told = refused(bad.as_bytes());
    assert_eq!(told.faults.iter().map(|fault| fault.line).collect::<Vec<_>>(), [Some(2), Some(4)]);
    let many = columns() + &"01,001,0001,4,X,1\n".repeat(MAX_FAULTS + 7);
    let told = refused(many.as_bytes());
    assert_eq!((told.faults.len(), told.left_out), (MAX_FAULTS, 7));
}

#[test]
fn a_fault_speaks_english_and_french() {
    let told = refused(with_cell(&columns(), 1, 7, "x").as_bytes());
    let fault = &told.faults[0];
    assert!(
        fault
            .text(Language::English)
            .starts_with("sample, line 2, column 7 (votants): I121 this is not a plain figure")
    );
    assert!(
        fault.text(Language::French).starts_with("sample, ligne 2, colonne 7 (votants): I121 ce n'est pas un nombre")
    );
}

#[test]
fn codes_are_unique_and_in_order() {
    let codes: Vec<&str> = Cause::ALL.iter().map(|cause| cause.code()).collect();
    assert!(codes.windows(2).all(|pair| pair[0] < pair[1]), "{codes:?}");
}

/// A source that counts what is read of it and never ends.
struct Endless<'a> {
    line: &'a [u8],
    at: usize,
    read: u64,
}

impl Read for Endless<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        for byte in buffer.iter_mut() {
            *byte = self.line[self.at % self.line.len()];
            self.at += 1;
        }
        self.read += buffer.len() as u64;
        Ok(buffer.len())
    }
}

#[test]
fn an_endless_file_of_anything_is_refused_early() {
    for line in [b"x".as_slice(), b"name;age\n", b"\0", b"<"] {
        let mut source = Endless { line, at: 0, read: 0 };
        assert!(read(&mut source, "endless").is_err());
        assert!(source.read <= 4 * MAX_LINE_BYTES as u64, "{} bytes read", source.read);
    }
}

#[test]
fn a_source_that_fails_is_no_damaged_file() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::from(io::ErrorKind::PermissionDenied))
        }
    }
    let told = read(Broken, "broken").expect_err("refused");
    assert!(told.has(Cause::Unreadable));
    let told = read(columns().as_bytes().chain(Broken), "broken").expect_err("refused");
    assert!(told.has(Cause::Unreadable));
}
