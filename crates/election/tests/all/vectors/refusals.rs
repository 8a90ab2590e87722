//! What is wrong in the vectors of messages, by hand: how it is made, its code and its line.

use base64::{Engine as _, prelude::BASE64_STANDARD};

/// A good text with something exchanged.
pub struct Wrong {
    /// The good text it is made of.
    pub kind: &'static str,
    /// Name of the case.
    pub name: &'static str,
    /// What stands in the good text; its first place is taken.
    pub from: &'static str,
    /// What stands there instead.
    pub to: &'static str,
    /// The code it is refused with.
    pub code: &'static str,
    /// The line of the fault.
    pub line: usize,
    /// What is wrong, in a few words.
    pub what: &'static str,
}

const fn wrong(
    [kind, name, from, to]: [&'static str; 4],
    code: &'static str,
    line: usize,
    what: &'static str,
) -> Wrong {
    Wrong { kind, name, from, to, code, line, what }
}

/// Texts that are refused.
#[rustfmt::skip]
pub const TEXTS: &[Wrong] = &[
    wrong(["report", "unknown-kind", "vigie.report/v1", "vigie.rapport/v1"], "E012", 1, "a kind that is not one"),
    wrong(["report", "other-version", "vigie.report/v1", "vigie.report/v2"], "E012", 1, "a version that is not one"),
    wrong(["report", "upper-case", "vigie.report/v1", "Vigie.report/v1"], "E012", 1, "the kind in another case"),
    wrong(["report", "mark", "vigie.report/v1", "\u{feff}vigie.report/v1"], "E001", 1, "a byte order mark"),
    wrong(["report", "empty-line-first", "vigie.report/v1", "\nvigie.report/v1"], "E012", 1, "an empty line before the first"),
    wrong(["report", "no-definition", "definition ", "hash "], "E005", 2, "another line where the definition is due"),
    wrong(["report", "definition-short", "definition ", "definition 0\u{20}"], "E011", 2, "a hash with a space in it"),
    wrong(["report", "mode-missing", "mode test\n", ""], "E005", 3, "the mode is missing"),
    wrong(["report", "mode-twice", "mode test\n", "mode test\nmode test\n"], "E005", 4, "the mode stands twice"),
    wrong(["report", "mode-word", "mode test", "mode drill"], "E012", 3, "a mode that is not one"),
    wrong(["report", "mode-case", "mode test", "mode Test"], "E012", 3, "the mode in another case"),
    wrong(["report", "round-missing", "round 1\n", ""], "E005", 4, "the round is missing"),
    wrong(["report", "round-256", "round 1", "round 256"], "E006", 4, "a round above 255"),
    wrong(["report", "round-space", "round 1", "round  1"], "E006", 4, "two spaces before a number"),
    wrong(["report", "station-slash", "station 01-001-0001", "station 01/001/0001"], "E007", 5, "an identifier with a slash"),
    wrong(["report", "station-empty", "station 01-001-0001", "station\u{20}"], "E003", 5, "an empty identifier"),
    wrong(["report", "station-dash", "station 01-001-0001", "station -01"], "E007", 5, "an identifier that starts with a sign"),
    wrong(["report", "station-long", "station 01-001-0001", "station 01-001-0001-01-001-0001x"], "E007", 5, "an identifier of 24 characters"),
    wrong(["report", "station-accent", "station 01-001-0001", "station 01-001-000\u{e9}"], "E007", 5, "an identifier with an accent"),
    wrong(["report", "round-and-station", "round 1\nstation 01-001-0001\n", "station 01-001-0001\nround 1\n"], "E005", 4, "two lines exchanged"),
    wrong(["report", "edition-0", "edition 1", "edition 0"], "E006", 6, "edition 0"),
    wrong(["report", "edition-2", "edition 1", "edition 2"], "E006", 6, "a report is edition 1"),
    wrong(["report", "registered-missing", "registered 1000\n", ""], "E005", 7, "the register is missing"),
    wrong(["report", "leading-zero", "cast 615", "cast 0615"], "E006", 9, "a figure with a leading zero"),
    wrong(["report", "two-zeros", "void 5", "void 00"], "E006", 11, "zero written twice"),
    wrong(["report", "plus", "cast 615", "cast +615"], "E006", 9, "a plus sign"),
    wrong(["report", "minus", "cast 615", "cast -615"], "E006", 9, "a minus sign"),
    wrong(["report", "minus-zero", "cast 615", "cast -0"], "E006", 9, "minus zero"),
    wrong(["report", "fullwidth", "cast 615", "cast \u{ff16}15"], "E006", 9, "a digit that is not ASCII"),
    wrong(["report", "arabic", "cast 615", "cast \u{0666}\u{0661}\u{0665}"], "E006", 9, "Arabic digits"),
    wrong(["report", "exponent", "cast 615", "cast 6e2"], "E006", 9, "an exponent"),
    wrong(["report", "hexadecimal", "cast 615", "cast 0x267"], "E006", 9, "hexadecimal"),
    wrong(["report", "decimal", "cast 615", "cast 615.0"], "E006", 9, "a decimal point"),
    wrong(["report", "thousands", "registered 1000", "registered 1,000"], "E006", 7, "a mark between thousands"),
    wrong(["report", "narrow-space", "registered 1000", "registered 1\u{202f}000"], "E006", 7, "a narrow space between thousands"),
    wrong(["report", "over-limit", "cast 615", "cast 10000001"], "E006", 9, "more than 10,000,000"),
    wrong(["report", "over-u64", "cast 615", "cast 18446744073709552231"], "E006", 9, "2^64 + 615"),
    wrong(["report", "no-figure", "cast 615", "cast"], "E005", 9, "no figure"),
    wrong(["report", "no-figure-space", "cast 615", "cast\u{20}"], "E003", 9, "a space and no figure"),
    wrong(["report", "trailing-space", "cast 615", "cast 615\u{20}"], "E003", 9, "a space at the end of a line"),
    wrong(["report", "leading-space", "cast 615", "\u{20}cast 615"], "E003", 9, "a space at the start of a line"),
    wrong(["report", "two-fields", "cast 615", "cast 615 615"], "E006", 9, "two figures"),
    wrong(["report", "reason-arabic-mark", "reason -", "reason a\u{61c}b"], "E002", 16, "an Arabic letter mark"),
    wrong(["report", "reason-zero-width", "reason -", "reason a\u{200b}b"], "E002", 16, "a space without width"),
    wrong(["report", "reason-soft-hyphen", "reason -", "reason a\u{ad}b"], "E002", 16, "a soft hyphen"),
    wrong(["report", "tab", "cast 615", "cast\t615"], "E002", 9, "a tab for the space"),
    wrong(["report", "carriage-return", "cast 615", "cast 615\r"], "E002", 9, "a carriage return"),
    wrong(["report", "nul", "cast 615", "cast 615\u{0}"], "E002", 9, "a zero byte"),
    wrong(["report", "delete", "cast 615", "cast 615\u{7f}"], "E002", 9, "the character U+007F"),
    wrong(["report", "next-line", "cast 615", "cast 615\u{85}"], "E002", 9, "the character U+0085"),
    wrong(["report", "equals", "cast 615", "cast=615"], "E005", 9, "another separator"),
    wrong(["report", "key-case", "cast 615", "Cast 615"], "E005", 9, "a line's name in another case"),
    wrong(["report", "cast-twice", "cast 615\n", "cast 615\ncast 615\n"], "E005", 10, "a line twice"),
    wrong(["report", "blank-and-void", "blank 10\nvoid 5\n", "void 5\nblank 10\n"], "E005", 10, "two lines exchanged"),
    wrong(["report", "unknown-line", "blank 10\n", "spoilt 0\nblank 10\n"], "E005", 10, "a line nobody knows"),
    wrong(["report", "empty-line", "blank 10\n", "\nblank 10\n"], "E005", 10, "an empty line"),
    wrong(["report", "candidate-order", "candidate 1 100\ncandidate 2 200\n", "candidate 2 200\ncandidate 1 100\n"], "E005", 14, "candidates out of order"),
    wrong(["report", "candidate-twice", "candidate 2 200", "candidate 1 200"], "E005", 14, "a candidate twice"),
    wrong(["report", "candidate-zero", "candidate 2 200", "candidate 02 200"], "E006", 14, "a panel number with a leading zero"),
    wrong(["report", "candidate-65536", "candidate 3 300", "candidate 65536 300"], "E006", 15, "a panel number above 65,535"),
    wrong(["report", "candidate-no-votes", "candidate 2 200", "candidate 2"], "E005", 14, "a candidate without votes"),
    wrong(["report", "candidate-space", "candidate 2 200", "candidate 2  200"], "E003", 14, "two spaces between fields"),
    wrong(["report", "reason-missing", "reason -\n", ""], "E005", 16, "the reason line is missing"),
    wrong(["report", "reason-empty", "reason -", "reason"], "E005", 16, "no reason, and no dash for it"),
    wrong(["report", "reason-padded", "reason -", "reason  padded"], "E013", 16, "free text that starts with a space"),
    wrong(["report", "reason-no-break", "reason -", "reason padded\u{a0}"], "E013", 16, "free text that ends with a no-break space"),
    wrong(["report", "reason-override", "reason -", "reason \u{202e}enon"], "E002", 16, "a right-to-left override"),
    wrong(["report", "reason-isolate", "reason -", "reason a\u{2066}b"], "E002", 16, "a left-to-right isolate"),
    wrong(["report", "reason-mark", "reason -", "reason a\u{200f}b"], "E002", 16, "a right-to-left mark"),
    wrong(["report", "reason-separator", "reason -", "reason a\u{2028}b"], "E002", 16, "a line separator"),
    wrong(["report", "reason-bom", "reason -", "reason a\u{feff}b"], "E002", 16, "a byte order mark inside"),
    wrong(["report", "april-31", "2017-04-23T", "2017-04-31T"], "E008", 17, "31 April"),
    wrong(["report", "leap-second", "20:14:00+", "23:59:60+"], "E008", 17, "a leap second"),
    wrong(["report", "zulu", "+02:00", "Z"], "E008", 17, "Z for an offset"),
    wrong(["report", "minus-zero-offset", "+02:00", "-00:00"], "E008", 17, "an offset of minus zero"),
    wrong(["report", "no-offset", "+02:00", ""], "E008", 17, "no offset"),
    wrong(["report", "lower-case-t", "23T20", "23t20"], "E008", 17, "a small t"),
    wrong(["report", "fraction", "20:14:00+", "20:14:00.5+"], "E008", 17, "half a second"),
    wrong(["report", "moment-missing", "counted-at 2017-04-23T20:14:00+02:00\n", ""], "E005", 17, "the last line is missing"),
    wrong(["report", "no-final-newline", "+02:00\n", "+02:00"], "E004", 17, "no newline at the end"),
    wrong(["report", "trailing", "+02:00\n", "+02:00\nbye\n"], "E010", 18, "a line after the end"),
    wrong(["report", "trailing-empty", "+02:00\n", "+02:00\n\n"], "E010", 18, "an empty line after the end"),
    wrong(["seal", "no-title", "title Élection d'essai", "title -"], "E013", 5, "a title is not optional"),
    wrong(["seal", "sizes", "rounds 2\nplaces 7\n", "places 7\nrounds 2\n"], "E005", 6, "two lines exchanged"),
    wrong(["seal", "size-limit", "rounds 2", "rounds 9007199254740993"], "E006", 6, "more than 2^53"),
    wrong(["status", "event", "turnout-noon", "lunch"], "E012", 6, "an event that is not one"),
    wrong(["status", "no-figure", "signed-in 312", "signed-in -"], "E006", 7, "a turnout without its figure"),
    wrong(["status-open", "figure", "signed-in -", "signed-in 0"], "E012", 7, "a figure without turnout"),
    wrong(["callback", "same-line", "read candidate-2 200", "read cast 615"], "E005", 8, "the same line read twice"),
    wrong(["callback", "order", "read cast 615\nread candidate-2 200\n", "read candidate-2 200\nread cast 615\n"], "E005", 8, "lines read out of order"),
    wrong(["callback", "one", "read candidate-2 200\n", ""], "E005", 8, "one line read only"),
    wrong(["callback", "three", "read candidate-2 200\n", "read candidate-2 200\nread candidate-3 300\n"], "E005", 9, "three lines read"),
    wrong(["callback", "line-name", "read cast", "read votes"], "E012", 7, "a line that reports do not have"),
    wrong(["callback", "candidate-zero", "candidate-2", "candidate-02"], "E012", 8, "a candidate's line in another spelling"),
    wrong(["callback", "candidate-plus", "candidate-2", "candidate-+2"], "E012", 8, "a candidate's line with a sign"),
    wrong(["correction", "edition-1", "edition 2", "edition 1"], "E006", 6, "a correction is edition 2 or more"),
    wrong(["correction", "edition-1000", "edition 2", "edition 1000"], "E006", 6, "an edition above 999"),
    wrong(["correction", "replaces-upper", "replaces ", "replaces A"], "E011", 7, "a hash of 65 digits"),
    wrong(["correction", "replaces-missing", "replaces ", "instead "], "E005", 7, "another line where replaces is due"),
    wrong(["correction", "changed-order", "changed candidate-1 candidate-2", "changed candidate-2 candidate-1"], "E012", 17, "names out of order"),
    wrong(["correction", "changed-twice", "changed candidate-1 candidate-2", "changed candidate-1 candidate-1"], "E012", 17, "a name twice"),
    wrong(["correction", "changed-unknown", "changed candidate-1", "changed votes"], "E012", 17, "a line that reports do not have"),
    wrong(["correction", "changed-comma", "candidate-1 candidate-2", "candidate-1,candidate-2"], "E012", 17, "a comma between names"),
    wrong(["correction", "no-reason", "reason read again", "reason -"], "E013", 18, "a correction needs a reason"),
    wrong(["annulment", "no-decision", "decision 2017-170 PDR", "decision -"], "E013", 6, "an annulment needs its decision"),
    wrong(["annulment", "no-reason", "reason the box was moved before the count", "reason -"], "E013", 7, "an annulment needs a reason"),
    wrong(["return", "place", "place 01-001", "place 01 001"], "E007", 5, "an identifier with a space"),
    wrong(["return", "reports", "reports 2", "reports two"], "E006", 6, "a number in words"),
    wrong(["return", "over-limit", "registered 2000", "registered 9007199254740993"], "E006", 8, "a sum above 2^53"),
    wrong(["certified", "root-short", "root ", "root 0x"], "E011", 6, "a hash that is not 64 digits"),
    wrong(["certified", "station", "place FR", "station FR"], "E005", 5, "another line where the place is due"),
    wrong(["key", "role", "role president", "role mayor"], "E012", 6, "a role that is not one"),
    wrong(["key", "bounds", "from 2017-04-23T20:14:00+02:00\n", ""], "E005", 7, "the first bound is missing"),
    wrong(["key", "from-never", "from 2017-04-23T20:14:00+02:00", "from never"], "E008", 7, "a bound in words"),
    wrong(["key", "public-short", "public ", "public A"], "E011", 9, "a public key that is too long"),
    wrong(["key", "public-hex", "public ", "public 0x"], "E011", 9, "a public key that is not base64"),
    wrong(["key-revoked", "no-reason", "reason lost on the way", "reason -"], "E013", 6, "a revocation needs a reason"),
    wrong(["key-revoked", "holder", "holder president", "holder fr-test/president"], "E007", 5, "a holder with a slash"),
];

/// Code, line if the fault has one, name, what is wrong, and how it is made of a good note.
type Change = (&'static str, Option<usize>, &'static str, &'static str, fn(&str) -> Vec<u8>);

/// Notes that are refused for their form.
#[rustfmt::skip]
pub const NOTES: &[Change] = &[
    ("E020", None, "empty", "no bytes", |_| Vec::new()),
    ("E020", None, "text-only", "no signature", |good| text(good).as_bytes().to_vec()),
    ("E020", None, "no-signature-line", "a blank line and nothing after it", |good| format!("{}\n", text(good)).into()),
    ("E020", None, "no-blank-line", "the blank line is missing", |good| exchanged(good, "\n\n", "\n")),
    ("E020", None, "no-final-newline", "no newline at the end", |good| good.trim_end().into()),
    ("E020", None, "carriage-returns", "every line ends with CR LF", |good| good.replace('\n', "\r\n").into()),
    ("E020", None, "tab", "a tab in the text", |good| exchanged(good, "cast ", "cast\t")),
    ("E020", None, "zero-byte", "a zero byte in the text", |good| exchanged(good, "reason -", "reason \0")),
    ("E020", None, "not-utf-8", "a byte of ISO-8859-1 in the text", not_utf8),
    ("E020", None, "too-long", "65,536 bytes", |good| padded(good, 65_536)),
    ("E009", Some(16), "longest", "65,535 bytes: a note, but no line is so long", |good| padded(good, 65_535)),
    ("E020", None, "signatures-65", "65 signatures", |good| repeated(good, 65)),
    ("E020", None, "hyphen", "a hyphen for the dash of a signature", |good| exchanged(good, "\n\n\u{2014} ", "\n\n- ")),
    ("E020", None, "en-dash", "an en dash for the em dash of a signature", |good| exchanged(good, "\n\n\u{2014} ", "\n\n\u{2013} ")),
    ("E020", None, "name-plus", "a key name with a plus sign", |good| exchanged(good, "/president ", "/president+ ")),
    ("E020", None, "name-space", "a key name with a no-break space", |good| exchanged(good, "/president ", "/president\u{a0} ")),
    ("E020", None, "two-spaces", "two spaces before the signature", |good| exchanged(good, "/president ", "/president  ")),
    ("E020", None, "no-padding", "base64 without padding", |good| good.trim_end().trim_end_matches('=').to_owned().add_newline()),
    ("E020", None, "trailing-bits", "base64 whose unused bits are not zero", trailing_bits),
    ("E020", None, "url-alphabet", "base64 of the alphabet for addresses", url_alphabet),
    ("E020", None, "four-bytes", "a key id and no signature", four_bytes),
    ("E020", None, "blank-line-after", "a blank line after the signatures", |good| format!("{good}\n").into()),
    ("E020", None, "text-after", "text after the signatures", |good| format!("{good}bye\n").into()),
    ("E001", Some(1), "mark", "a byte order mark before the note", |good| format!("\u{feff}{good}").into()),
    ("E002", Some(16), "override", "a right-to-left override", |good| exchanged(good, "reason -", "reason \u{202e}-")),
    ("E010", Some(18), "two-blank-lines", "an empty line at the end of the text", |good| exchanged(good, "\n\n", "\n\n\n")),
    ("E010", Some(18), "two-notes", "two notes one after the other", |good| format!("{good}\n{good}").into()),
    ("E012", Some(1), "other-note", "a note of something else", |good| exchanged(good, "vigie.report/v1", "log.example/fr-test")),
    ("ok", None, "one-signature", "a signature cut off: the form holds, the rules refuse it (E207)", |good| good[..=good[..good.len() - 1].rfind('\n').expect("lines")].into()),
];

fn text(note: &str) -> &str {
    &note[..=note.rfind("\n\n").expect("a note")]
}

fn exchanged(good: &str, from: &str, to: &str) -> Vec<u8> {
    assert!(good.contains(from), "{from}");
    good.replacen(from, to, 1).into()
}

fn not_utf8(good: &str) -> Vec<u8> {
    let mut bytes = exchanged(good, "reason -", "reason ~");
    let at = bytes.iter().position(|b| *b == b'~').expect("just put in");
    bytes[at] = 0xe9;
    bytes
}

/// The note, its free text made so long that the whole has this length.
fn padded(good: &str, bytes: usize) -> Vec<u8> {
    let text = "x".repeat(bytes - good.len() + 1);
    exchanged(good, "reason -", &format!("reason {text}"))
}

fn repeated(good: &str, lines: usize) -> Vec<u8> {
    let last = good.lines().next_back().expect("a signature");
    format!("{}\n{}", text(good), format!("{last}\n").repeat(lines)).into()
}

/// The last letter before the padding, moved on by one: the bytes are the same to a lenient reader.
fn trailing_bits(good: &str) -> Vec<u8> {
    let mut bytes = good.as_bytes().to_vec();
    let at = good.rfind(|c: char| c.is_ascii_alphanumeric()).expect("base64");
    assert_eq!(&good[at + 1..], "=\n", "68 bytes leave two bits unused");
    bytes[at] += 1;
    bytes
}

fn url_alphabet(good: &str) -> Vec<u8> {
    let end = text(good).len() + 1;
    let signatures = good[end..].replace('/', "_").replace("fr-test_01-001-0001_", "fr-test/01-001-0001/");
    let changed = signatures.replace('+', "-");
    assert_ne!(changed, good[end..], "the signatures hold one of the two letters");
    format!("{}{changed}", &good[..end]).into()
}

fn four_bytes(good: &str) -> Vec<u8> {
    let name = "\u{2014} fr-test/01-001-0001/president";
    format!("{}\n{name} {}\n", text(good), BASE64_STANDARD.encode([1, 2, 3, 4])).into()
}

trait AddNewline {
    fn add_newline(self) -> Vec<u8>;
}

impl AddNewline for String {
    fn add_newline(mut self) -> Vec<u8> {
        self.push('\n');
        self.into_bytes()
    }
}
