//! The second adder: totals of every place, computed another way.
//!
//! It shares nothing with `election::board` and `election::total`. It reads the lines of the
//! messages by itself, keeps every edition it sees, decides at the end which one counts, and
//! adds it to the places by walking up from the commune. Its answers must equal the board's.

use std::collections::BTreeMap;

use election::{Definition, Id};
use tlog::Hash;

/// Sums of a place: the six fixed lines and one per candidate, in order.
pub type Row = Vec<u64>;

/// What was said of one station in one round.
#[derive(Clone, Debug, Default)]
struct Sayings {
    /// The highest edition so far: its number, the hash of its text, its figures.
    highest: Option<(u16, Hash, Box<[u32]>)>,
    /// Whether another text was said of that edition.
    contested: bool,
    annulled: bool,
}

/// The adder: feed it every message of the log, then ask.
#[derive(Clone, Debug, Default)]
pub struct Adder {
    stations: BTreeMap<(u8, Id), Sayings>,
}

impl Adder {
    /// Nothing said yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes in the text of a message (already found good by the rules).
    pub fn hear(&mut self, text: &str) {
        let mut lines = text.lines();
        let kind = lines.next().unwrap_or_default();
        let value =
            |key: &str| -> Option<&str> { text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(' ')) };
        let about = || Some((value("round")?.parse::<u8>().ok()?, value("station")?.parse().ok()?));
        match (kind, about()) {
            ("vigie.report/v1" | "vigie.correction/v1", Some(about)) => {
                let edition = value("edition").and_then(|n| n.parse().ok()).unwrap_or(1);
                self.stations.entry(about).or_default().say(edition, Hash::of(text.as_bytes()), row(text));
            }
            ("vigie.annulment/v1", Some(about)) => {
                self.stations.entry(about).or_default().annulled = true;
            }
            _ => {}
        }
    }

    /// Totals by place in a round: how many stations count, and the sums. A place without a
    /// counted station has no entry.
    pub fn totals(&self, definition: &Definition, round: u8) -> BTreeMap<Id, (u64, Row)> {
        let mut totals: BTreeMap<Id, (u64, Row)> = BTreeMap::new();
        let of_round = self.stations.iter().filter(|((number, _), _)| *number == round);
        let counted = of_round.filter_map(|((_, station), said)| Some((station, said.counted()?)));
        for (station, row) in counted {
            let Some(ix) = definition.station_ix(*station) else {
                continue;
            };
            let mut around = Some(definition.station(ix).commune);
            while let Some(place) = around {
                let (count, sums) = totals.entry(place).or_insert_with(|| (0, vec![0; row.len()]));
                *count += 1;
                for (sum, figure) in sums.iter_mut().zip(row) {
                    *sum += u64::from(*figure);
                }
                around = definition.place_ix(place).and_then(|ix| definition.place(ix).parent);
            }
        }
        totals
    }
}

impl Sayings {
    fn say(&mut self, edition: u16, text: Hash, row: Box<[u32]>) {
        match &self.highest {
            Some((highest, ..)) if *highest > edition => {}
            Some((highest, said, _)) if *highest == edition => self.contested |= *said != text,
            _ => {
                self.highest = Some((edition, text, row));
                self.contested = false;
            }
        }
    }

    /// The figures that count: the only text of the highest edition, unless a court took the
    /// station out.
    fn counted(&self) -> Option<&[u32]> {
        let (_, _, row) = self.highest.as_ref()?;
        (!self.contested && !self.annulled).then_some(row)
    }
}

fn row(text: &str) -> Box<[u32]> {
    let fixed = ["registered ", "signed-in ", "cast ", "blank ", "void ", "valid "];
    let mut row: Vec<u32> =
        fixed.iter().filter_map(|key| text.lines().find_map(|line| line.strip_prefix(key)?.parse().ok())).collect();
    let votes = text.lines().filter_map(|line| line.strip_prefix("candidate ")?.split(' ').nth(1)?.parse::<u32>().ok());
    row.extend(votes);
    row.into()
}
