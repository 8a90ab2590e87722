//! The second adder: totals of every place, computed another way.
//!
//! It shares nothing with `election::board` and `election::total`. It reads the lines of the
//! messages by itself, keeps every edition it sees, decides at the end which one counts, and
//! adds it to the places by walking up from the commune. Its answers must equal the board's.

use std::{collections::BTreeMap, sync::Arc};

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
#[derive(Clone, Debug)]
pub struct Adder {
    definition: Arc<Definition>,
    /// For each round that was heard of, what was said of each station, in the definition's
    /// order: a million stations in a map would weigh twice as much.
    rounds: BTreeMap<u8, Vec<Sayings>>,
}

impl Adder {
    /// Nothing said yet.
    pub fn new(definition: Arc<Definition>) -> Self {
        Self { definition, rounds: BTreeMap::new() }
    }

    /// Takes in the text of a message (already found good by the rules).
    pub fn hear(&mut self, text: &str) {
        let mut lines = text.lines();
        let kind = lines.next().unwrap_or_default();
        let value =
            |key: &str| -> Option<&str> { text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(' ')) };
        let about = || Some((value("round")?.parse().ok()?, value("station")?.parse().ok()?));
        let Some(said) = about().and_then(|(round, station)| self.sayings(round, station)) else {
            return;
        };
        match kind {
            "vigie.report/v1" | "vigie.correction/v1" => {
                let edition = value("edition").and_then(|n| n.parse().ok()).unwrap_or(1);
                said.say(edition, Hash::of(text.as_bytes()), row(text));
            }
            "vigie.annulment/v1" => said.annulled = true,
            _ => {}
        }
    }

    fn sayings(&mut self, round: u8, station: Id) -> Option<&mut Sayings> {
        let ix = self.definition.station_ix(station)?;
        let stations = self.definition.stations().len();
        self.rounds.entry(round).or_insert_with(|| vec![Sayings::default(); stations]).get_mut(ix.at())
    }

    /// Totals by place in a round: how many stations count, and the sums. A place without a
    /// counted station has no entry.
    pub fn totals(&self, round: u8) -> BTreeMap<Id, (u64, Row)> {
        let mut totals: BTreeMap<Id, (u64, Row)> = BTreeMap::new();
        let definition = &self.definition;
        let said = self.rounds.get(&round).into_iter().flatten();
        let counted =
            definition.stations().zip(said).filter_map(|((_, station), said)| Some((station, said.counted()?)));
        for (station, row) in counted {
            let mut around = Some(station.commune);
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
