//! One message: a plain element tree, read once, from which a few attributes are taken.

use election::definition::Position;
use election::{Id, Stamp};
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

/// Most elements inside each other.
const MAX_DEPTH: usize = 16;
/// Most elements of a message.
const MAX_ELEMENTS: usize = 200;
/// Most attributes of an element.
const MAX_ATTRIBUTES: usize = 40;

/// What a message says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// Who the peer is.
    Auth {
        /// The feed.
        feed: Id,
        /// Its token.
        token: String,
    },
    /// Where something was seen.
    Seen(Sighting),
    /// An event that is no position: a peer that says it is alive, a chat, a task.
    Other,
}

/// Where something was, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// The unit, by the event's `uid`.
    pub unit: Id,
    /// Longitude and latitude.
    pub point: Position,
    /// The event's `time`.
    pub at: Stamp,
    /// After it the position stands for nothing.
    pub stale: Stamp,
}

/// Why a message is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Not in UTF-8, or no XML.
    #[error("not an XML message")]
    Form,
    /// A document type, an instruction, or an entity that is not one of the five.
    #[error("a document type, an instruction or an entity")]
    Entity,
    /// Too deep, too many elements or attributes.
    #[error("too much of anything")]
    Limit,
    /// Neither an event of version 2.0 nor who one is.
    #[error("no event of version 2.0")]
    Kind,
    /// An attribute is missing or says nothing that holds.
    #[error("the attribute {0}")]
    Attribute(&'static str),
}

/// Reads a message.
pub fn read(bytes: &[u8]) -> Result<Message, Refused> {
    let text = core::str::from_utf8(bytes).map_err(|_| Refused::Form)?;
    let mut tree = Tree::default();
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event().map_err(|_| Refused::Form)? {
            Event::Start(start) => tree.open(&start)?,
            Event::Empty(start) => {
                tree.open(&start)?;
                tree.depth -= 1;
            }
            Event::End(_) => tree.depth = tree.depth.checked_sub(1).ok_or(Refused::Form)?,
            Event::GeneralRef(reference) => plain(&reference)?,
            Event::DocType(_) | Event::PI(_) => return Err(Refused::Entity),
            Event::Text(_) | Event::CData(_) | Event::Comment(_) | Event::Decl(_) => {}
            Event::Eof => return if tree.depth == 0 { tree.message() } else { Err(Refused::Form) },
        }
    }
}

/// The five entities of XML and characters by number are text; all others are somebody's own.
fn plain(reference: &quick_xml::events::BytesRef<'_>) -> Result<(), Refused> {
    let own = reference.is_char_ref() || matches!(&**reference, "amp" | "lt" | "gt" | "apos" | "quot");
    if own { Ok(()) } else { Err(Refused::Entity) }
}

/// What is kept of the elements.
#[derive(Default)]
struct Tree {
    depth: usize,
    elements: usize,
    root: Option<Element>,
    /// `point` of an event, `cot` of an auth: the first of its name below the root.
    child: Option<Element>,
}

/// An element's name and attributes.
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
}

impl Tree {
    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), Refused> {
        self.elements += 1;
        if self.depth >= MAX_DEPTH || self.elements > MAX_ELEMENTS {
            return Err(Refused::Limit);
        }
        // Every element's attributes are looked at: an entity hides anywhere.
        let element = Element::read(start)?;
        match self.depth {
            0 if self.root.is_some() => return Err(Refused::Form),
            0 => self.root = Some(element),
            1 if self.child.is_none() && matches!(element.name.as_str(), "point" | "cot") => self.child = Some(element),
            _ => {}
        }
        self.depth += 1;
        Ok(())
    }

    fn message(self) -> Result<Message, Refused> {
        let root = self.root.ok_or(Refused::Form)?;
        match (root.name.as_str(), self.child) {
            ("auth", Some(cot)) if cot.name == "cot" => Ok(Message::Auth {
                feed: Id::new(cot.text("username")?).map_err(|_| Refused::Attribute("username"))?,
                token: cot.text("password")?.to_owned(),
            }),
            ("event", child) => event(&root, child.as_ref()),
            _ => Err(Refused::Kind),
        }
    }
}

impl Element {
    fn read(start: &BytesStart<'_>) -> Result<Self, Refused> {
        let mut attributes = Vec::new();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|_| Refused::Form)?;
            if attributes.len() == MAX_ATTRIBUTES {
                return Err(Refused::Limit);
            }
            // Only the five entities and numbered characters stand for anything here.
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|_| Refused::Entity)?;
            attributes.push((attribute.key.as_ref().to_owned(), value.into_owned()));
        }
        Ok(Self { name: start.name().as_ref().to_owned(), attributes })
    }

    fn text(&self, name: &'static str) -> Result<&str, Refused> {
        let found = self.attributes.iter().find(|(own, _)| own == name);
        found.map(|(_, value)| value.as_str()).ok_or(Refused::Attribute(name))
    }
}

fn event(root: &Element, point: Option<&Element>) -> Result<Message, Refused> {
    if root.text("version")? != "2.0" {
        return Err(Refused::Kind);
    }
    // Atoms are things with a place: units. All else is talk between programs.
    if !root.text("type")?.starts_with("a-") {
        return Ok(Message::Other);
    }
    let point = point.filter(|point| point.name == "point").ok_or(Refused::Attribute("point"))?;
    let degrees = |name, most: i32| {
        let value = millionths(point.text(name)?).filter(|value| value.abs() <= most * 1_000_000);
        value.ok_or(Refused::Attribute(name))
    };
    let moment = |name| moment(root.text(name)?).ok_or(Refused::Attribute(name));
    Ok(Message::Seen(Sighting {
        unit: Id::new(root.text("uid")?).map_err(|_| Refused::Attribute("uid"))?,
        point: Position { lat_e6: degrees("lat", 90)?, lon_e6: degrees("lon", 180)? },
        at: moment("time")?,
        stale: moment("stale")?,
    }))
}

/// A decimal of degrees in millionths, further digits left out: `46.1698`, `-1.5e0` is none.
fn millionths(text: &str) -> Option<i32> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 3 || fraction.len() > 20 || !plain(whole) || !plain(fraction) {
        return None;
    }
    let fraction: i32 = format!("{fraction:0<6}").get(..6)?.parse().ok()?;
    let value = whole.parse::<i32>().ok()? * 1_000_000 + fraction;
    Some(if negative { -value } else { value })
}

/// `2017-04-23T01:12:00.25Z`: UTC, the part of a second left out.
fn moment(text: &str) -> Option<Stamp> {
    let text = text.strip_suffix('Z')?;
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let plain = !fraction.is_empty() && fraction.len() <= 20 && fraction.bytes().all(|byte| byte.is_ascii_digit());
    if plain { Stamp::parse(&format!("{seconds}+00:00")) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_are_decimals_and_nothing_else() {
        assert_eq!(millionths("46.1698"), Some(46_169_800));
        assert_eq!(millionths("-1.87180049"), Some(-1_871_800));
        assert_eq!(millionths("-0.5"), Some(-500_000));
        for bad in ["", "-", ".5", "1e2", "NaN", "inf", "+1", "0x1", "1,5", "1234", "--1"] {
            assert_eq!(millionths(bad), None, "{bad}");
        }
    }

    #[test]
    fn moments_are_of_utc() {
        let read = moment("2017-04-23T01:12:00.25Z").map(|stamp| stamp.to_string());
        assert_eq!(read.as_deref(), Some("2017-04-23T01:12:00+00:00"));
        for bad in ["2017-04-23T01:12:00", "2017-04-23T01:12:00.Z", "2017-02-30T01:12:00Z", "2017-04-23T01:12:00+02:00"]
        {
            assert_eq!(moment(bad), None, "{bad}");
        }
    }
}
