//! Spreadsheets as office programs write them, made by hand.

use std::fmt::Write as _;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::DeflateEncoder;

const DECLARED: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// One cell.
#[derive(Clone)]
pub enum Cell {
    Text(String),
    Number(u32),
    /// A moment of the day, as office programs keep it: a fraction of a day under the format `h:mm`.
    Hour(u32, u32),
}

/// A package of deflated parts, whose directory says of each size what it is told to say.
pub fn package(parts: &[(&str, &[u8])], said: Option<u32>) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes) in parts {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        let packed = encoder.finish().unwrap();
        let mut sum = flate2::Crc::new();
        sum.update(bytes);
        let header = u32::try_from(out.len()).unwrap();
        let length = u16::try_from(name.len()).unwrap();
        let whole = u32::try_from(bytes.len()).unwrap();
        let sizes = [u32::try_from(packed.len()).unwrap(), said.unwrap_or(whole)];
        out.extend_from_slice(b"PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0");
        out.extend_from_slice(&sum.sum().to_le_bytes());
        for size in sizes {
            out.extend_from_slice(&size.to_le_bytes());
        }
        out.extend_from_slice(&length.to_le_bytes());
        out.extend_from_slice(&[0, 0]);
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(&packed);
        directory.extend_from_slice(b"PK\x01\x02\x14\0\x14\0\0\0\x08\0\0\0\0\0");
        directory.extend_from_slice(&sum.sum().to_le_bytes());
        for size in sizes {
            directory.extend_from_slice(&size.to_le_bytes());
        }
        directory.extend_from_slice(&length.to_le_bytes());
        directory.extend_from_slice(&[0; 12]);
        directory.extend_from_slice(&header.to_le_bytes());
        directory.extend_from_slice(name.as_bytes());
    }
    let (start, length) = (u32::try_from(out.len()).unwrap(), u32::try_from(directory.len()).unwrap());
    let count = u16::try_from(parts.len()).unwrap();
    out.extend_from_slice(&directory);
    out.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    out.extend_from_slice(&count.to_le_bytes());
    out.extend_from_slice(&count.to_le_bytes());
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(&start.to_le_bytes());
    out.extend_from_slice(&[0, 0]);
    out
}

/// A workbook of one sheet.
pub fn workbook(rows: &[Vec<Cell>]) -> Vec<u8> {
    let (mut sheet, mut strings, mut count) = (String::new(), String::new(), 0);
    for (at, row) in rows.iter().enumerate() {
        let _ = write!(sheet, "<row r=\"{}\">", at + 1);
        for (column, cell) in row.iter().enumerate() {
            let place = format!("{}{}", column_name(column), at + 1);
            let _ = match cell {
                Cell::Number(number) => write!(sheet, "<c r=\"{place}\"><v>{number}</v></c>"),
                Cell::Hour(hours, minutes) => {
                    let days = f64::from(hours * 60 + minutes) / 1440.0;
                    write!(sheet, "<c r=\"{place}\" s=\"1\"><v>{days}</v></c>")
                }
                Cell::Text(text) => {
                    let _ = write!(strings, "<si><t>{text}</t></si>");
                    count += 1;
                    write!(sheet, "<c r=\"{place}\" t=\"s\"><v>{}</v></c>", count - 1)
                }
            };
        }
        sheet += "</row>";
    }
    book(&sheet, &strings, count)
}

/// A workbook of some cells by their places, one a row.
pub fn cells(of: &[(&str, &str)]) -> Vec<u8> {
    let mut sheet = String::new();
    for (place, text) in of {
        let row = place.trim_start_matches(|letter: char| letter.is_ascii_uppercase());
        let _ = write!(sheet, "<row r=\"{row}\"><c r=\"{place}\" t=\"str\"><v>{text}</v></c></row>");
    }
    book(&sheet, "", 0)
}

fn book(sheet: &str, strings: &str, count: usize) -> Vec<u8> {
    let parts = [
        ("[Content_Types].xml", types()),
        ("_rels/.rels", relations(&[("officeDocument", "xl/workbook.xml")])),
        (
            "xl/workbook.xml",
            format!(
                "{DECLARED}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"Feuille 1\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            relations(&[
                ("worksheet", "worksheets/sheet1.xml"),
                ("styles", "styles.xml"),
                ("sharedStrings", "sharedStrings.xml"),
            ]),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!("{DECLARED}<worksheet xmlns=\"{MAIN}\"><sheetData>{sheet}</sheetData></worksheet>"),
        ),
        // Format 20 is `h:mm` (ECMA-376, part 1, 18.8.30).
        (
            "xl/styles.xml",
            format!(
                "{DECLARED}<styleSheet xmlns=\"{MAIN}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"20\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>"
            ),
        ),
        (
            "xl/sharedStrings.xml",
            format!("{DECLARED}<sst xmlns=\"{MAIN}\" count=\"{count}\" uniqueCount=\"{count}\">{strings}</sst>"),
        ),
    ];
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    package(&parts, None)
}

fn column_name(column: usize) -> char {
    char::from(b'A' + u8::try_from(column).unwrap())
}

fn relations(of: &[(&str, &str)]) -> String {
    let mut out = format!("{DECLARED}<Relationships xmlns=\"{PACKAGE}/relationships\">");
    for (at, (kind, target)) in of.iter().enumerate() {
        let _ = write!(out, "<Relationship Id=\"rId{}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>", at + 1);
    }
    out + "</Relationships>"
}

fn types() -> String {
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    let part =
        |name: &str, word: &str| format!("<Override PartName=\"/xl/{name}.xml\" ContentType=\"{kind}.{word}+xml\"/>");
    let parts = [
        part("workbook", "sheet.main"),
        part("worksheets/sheet1", "worksheet"),
        part("styles", "styles"),
        part("sharedStrings", "sharedStrings"),
    ];
    format!(
        "{DECLARED}<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>{}</Types>",
        parts.concat()
    )
}
