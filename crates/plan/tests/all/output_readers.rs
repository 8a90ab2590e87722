//! Strict small readers of the formats, for tests.

use std::collections::BTreeMap;

/// Rows of comma-separated values, quotes undone.
pub fn rows(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut field, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (quoted, c) {
            (true, '"') if chars.peek() == Some(&'"') => field.extend(chars.next()),
            (_, '"') => quoted = !quoted,
            (false, ',') => row.push(std::mem::take(&mut field)),
            (false, '\n') => {
                row.push(std::mem::take(&mut field));
                rows.push(std::mem::take(&mut row));
            }
            (_, c) => field.push(c),
        }
    }
    assert!(row.is_empty() && field.is_empty() && !quoted, "the last row ends with its line");
    rows
}

/// An element as it begins.
#[derive(Debug)]
pub struct Element {
    pub name: String,
    pub depth: usize,
    pub attributes: Vec<(String, String)>,
}

impl Element {
    pub fn value(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn has(&self, name: &str) -> bool {
        self.value(name).is_some()
    }
}

/// HTML elements that have no end.
const VOID: [&str; 3] = ["meta", "br", "input"];

/// Every element of a page or an XML document, in order. Fails on one that is not closed, on a
/// bare sign in text, and on a word after an attribute.
pub fn markup(text: &str) -> Vec<Element> {
    let (mut elements, mut open, mut rest) = (Vec::new(), Vec::<String>::new(), text);
    while let Some(at) = rest.find('<') {
        check_text(&rest[..at], open.last());
        let end = rest[at..].find('>').expect("an element ends") + at;
        let inside = &rest[at + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = inside.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name), "closed in order");
            continue;
        }
        let (inside, alone) = inside.strip_suffix('/').map_or((inside, false), |inside| (inside, true));
        let (name, attributes) = inside.split_once(' ').unwrap_or((inside, ""));
        elements.push(Element { name: name.to_owned(), depth: open.len(), attributes: self::attributes(attributes) });
        if !alone && !VOID.contains(&name) {
            open.push(name.to_owned());
        }
        if name == "script" || name == "style" {
            rest = &rest[rest.find(&format!("</{name}>")).expect("closed")..];
        }
    }
    assert!(open.is_empty() && rest.trim().is_empty(), "{open:?}");
    elements
}

fn check_text(text: &str, inside: Option<&String>) {
    if inside.is_some_and(|name| name == "script" || name == "style") {
        return;
    }
    assert!(!text.contains(['>', '\u{0}']), "{text}");
    for (at, _) in text.match_indices('&') {
        let entity = text[at + 1..].split(';').next().unwrap();
        assert!(["amp", "lt", "gt", "quot", "#39", "nbsp"].contains(&entity), "{entity}");
    }
}

fn attributes(text: &str) -> Vec<(String, String)> {
    let (mut found, mut rest) = (Vec::new(), text.trim());
    while !rest.is_empty() {
        let Some((name, value)) = rest.split_once("=\"").filter(|(name, _)| !name.contains(' ')) else {
            let (name, others) = rest.split_once(' ').unwrap_or((rest, ""));
            assert!(name.bytes().all(|byte| byte.is_ascii_lowercase()), "{rest}");
            found.push((name.to_owned(), String::new()));
            rest = others;
            continue;
        };
        let (value, others) = value.split_once('"').expect("a value ends");
        assert!(others.is_empty() || others.starts_with(' '), "{others}");
        found.push((name.to_owned(), value.to_owned()));
        rest = others.trim_start();
    }
    found
}

/// The events of a calendar (RFC 5545) with their properties, unfolded and unescaped.
pub fn calendar(text: &str) -> Vec<BTreeMap<String, String>> {
    assert!(!text.replace("\r\n", "").contains(['\r', '\n']), "lines end with CRLF");
    assert!(text.split("\r\n").all(|line| line.len() <= 75), "lines are folded");
    let unfolded = text.strip_suffix("\r\n").expect("the last line ends").replace("\r\n ", "");
    let mut lines = unfolded.split("\r\n");
    assert_eq!([lines.next(), lines.next()], [Some("BEGIN:VCALENDAR"), Some("VERSION:2.0")]);
    let (mut events, mut event) = (Vec::new(), None::<BTreeMap<String, String>>);
    let mut ended = false;
    for line in lines {
        assert!(!ended, "nothing follows the calendar");
        let (name, value) = line.split_once(':').expect("a property");
        assert!(name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'-'), "{name}");
        match (name, value) {
            ("BEGIN", "VEVENT") => assert!(event.replace(BTreeMap::new()).is_none()),
            ("END", "VEVENT") => events.push(event.take().expect("begun")),
            ("END", "VCALENDAR") => ended = true,
            _ => {
                if let Some(event) = &mut event {
                    assert!(event.insert(name.to_owned(), unescaped(name, value)).is_none(), "{name} twice");
                }
            }
        }
    }
    assert!(ended && event.is_none());
    for event in &events {
        for due in ["UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY"] {
            assert!(event.contains_key(due), "{due}");
        }
    }
    events
}

fn unescaped(name: &str, value: &str) -> String {
    if !["SUMMARY", "LOCATION", "DESCRIPTION"].contains(&name) {
        return value.to_owned();
    }
    let (mut text, mut chars) = (String::new(), value.chars());
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next().expect("something is escaped") {
                'n' => text.push('\n'),
                sign @ ('\\' | ';' | ',') => text.push(sign),
                other => panic!("\\{other}"),
            },
            ';' | ',' => panic!("a bare {c} in {value}"),
            c => text.push(c),
        }
    }
    text
}
