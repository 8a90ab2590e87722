//! `nights/`: whole small logs. Notes in their order, what is said of each, and how it ends.

use std::sync::Arc;

use election::{
    Board, Definition, Id, Message, Stamp, Votes,
    definition::Mode,
    intake::{OneHand, admit_all},
    message::{Body, Certified, Event, Figures, Return, Status},
};
use tlog::{
    hash::Hash,
    note::{Signer, sign},
    tree::Frontier,
};

use super::definitions::open;
use super::disputes::STORIES;
use super::files::{Row, cases, clear, index, listed, read_text, save, save_folder};
use crate::fixture::{Night, bureau, code, evening, holder, id, report, seal, usual};

/// A night being told.
pub struct Teller {
    pub night: Night,
    said: Vec<(Row, Vec<u8>)>,
    /// The entries that were admitted.
    pub log: Vec<Vec<u8>>,
}

impl Teller {
    pub fn of(definition: &str) -> Self {
        let definition = open(definition);
        let board = Board::new(Arc::clone(&definition));
        Self { night: Night { definition, board }, said: Vec::new(), log: Vec::new() }
    }

    pub fn begin(&mut self) {
        let seal = seal(&self.night.definition);
        self.tell("ok", "seal", "the seal is entry 0", seal, &[holder("FR", "authority")]);
    }

    pub fn message(&self, body: Body) -> Message {
        let definition = self.night.definition.hash();
        Message { definition, mode: Mode::Test, body }
    }

    /// Signs a message and hands it in; gives its identity.
    pub fn tell(&mut self, verdict: &str, name: &str, what: &str, body: Body, signers: &[Signer]) -> Hash {
        let message = self.message(body);
        self.hand(verdict, name, what, &signed(&message, signers));
        Message::id(&message.to_string())
    }

    /// Hands in a note.
    pub fn hand(&mut self, verdict: &str, name: &str, what: &str, note: &str) {
        let seen = taken(&mut self.night.board, note.as_bytes());
        assert_eq!(seen, verdict, "{name}: {what}");
        let file = format!("{:02}-{name}.note", self.said.len());
        self.said.push((Row::new(verdict, None, &file, what), note.into()));
        if seen == "ok" {
            self.log.push(note.into());
        }
    }

    /// The usual report of a station, by its bureau.
    pub fn report(&mut self, station: &str) -> Hash {
        let name = format!("report-{station}");
        self.tell("ok", &name, "a report", report(station, usual()), &bureau(station))
    }

    /// A report and its call-back.
    pub fn confirmed(&mut self, station: &str) -> Hash {
        let first = self.report(station);
        let name = format!("callback-{station}");
        let by = [holder(&station[..2], "prefecture-a")];
        let body = crate::fixture::callback(station, first, &usual());
        self.tell("ok", &name, "the report read back", body, &by);
        first
    }

    /// What a place would return now, changed.
    pub fn returned(&self, place: &str, change: impl FnOnce(&mut Return)) -> Body {
        let (definition, board) = (&self.night.definition, &self.night.board);
        let ix = definition.place_ix(id(place)).expect(place);
        let (reports, root) = board.root_of(0, &board.stations_of(0, ix));
        let figures = Figures::of_sums(&board.tally(0, ix).sums, &definition.rounds()[0]);
        let mut said = Return { round: 1, place: id(place), reports, root, figures, at: evening() };
        change(&mut said);
        Body::Return(said)
    }

    /// A certificate of what stands in a place now.
    pub fn certified(&self, place: &str) -> Body {
        let (definition, board) = (&self.night.definition, &self.night.board);
        let ix = definition.place_ix(id(place)).expect(place);
        let root = board.root_of(0, &board.stations_of(0, ix)).1;
        Body::Certified(Certified { round: 1, place: id(place), root, at: evening() })
    }
}

/// What the intake says of a note: as on the night, and as a verifier reads a log.
fn taken(board: &mut Board, note: &[u8]) -> &'static str {
    let mut seen = "nothing";
    admit_all(board, &OneHand, &[note], |_, answer| seen = code(answer));
    seen
}

pub fn signed(message: &Message, signers: &[Signer]) -> String {
    sign(&message.to_string(), &signers.iter().collect::<Vec<_>>())
}

pub fn status(station: &str, event: Event, signed_in: Option<Votes>, at: Stamp) -> Body {
    Body::Status(Status { round: 1, station: id(station), event, signed_in, at })
}

/// Name, definition, what it shows, how many stations count in round 1 at the end and the papers
/// cast in them (by hand), and the telling.
pub type Story = (&'static str, &'static str, &'static str, [u64; 2], fn(&mut Teller));

pub fn write() {
    clear("nights");
    let mut nights = Vec::new();
    for (name, definition, what, [counted, cast], tell) in STORIES {
        let mut teller = Teller::of(definition);
        tell(&mut teller);
        let board = &teller.night.board;
        let nation = board.tally(0, board.definition().nation());
        let seen = [nation.progress.counted().into(), nation.sums.cast];
        assert_eq!(seen, [*counted, *cast], "{name}");
        save_folder(&format!("nights/{name}"), &teller.said);
        save(&format!("nights/{name}/end.txt"), end(board, &teller.log).as_bytes());
        let what = format!("{definition} {what}");
        nights.push(Row::new("-", None, name, &what).written());
    }
    save("nights/index.txt", nights.concat().as_bytes());
}

/// The definition a night goes by, and what it shows.
fn story(row: &Row) -> (&str, &str) {
    row.what.split_once(' ').expect("a definition")
}

/// The log of a night of the vectors, and the board at its end.
pub fn reread(name: &str) -> (Board, Vec<Vec<u8>>) {
    let nights = index("nights");
    let row = nights.iter().find(|row| row.file == name).expect(name);
    let definition: Arc<Definition> = open(story(row).0);
    let board = Board::new(Arc::clone(&definition));
    let mut night = Night { definition, board };
    let mut log = Vec::new();
    for (row, bytes) in cases(&format!("nights/{name}"), &["end.txt"]) {
        let before = (night.board.size(), night.board.keys().version());
        let seen = taken(&mut night.board, &bytes);
        assert_eq!(seen, row.verdict, "{name}/{}: {}", row.file, row.what);
        if seen == "ok" {
            log.push(bytes);
        } else {
            let after = (night.board.size(), night.board.keys().version());
            assert_eq!(after, before, "a refusal changes nothing");
        }
    }
    (night.board, log)
}

/// How a night ends: the log, what of it may be public when, every station, every place.
fn end(board: &Board, log: &[Vec<u8>]) -> String {
    let mut tree = Frontier::new();
    for entry in log {
        tree.push(Hash::leaf(entry));
    }
    let mut out = vec![format!("log {} {}\n", tree.size(), tree.root())];
    for round in board.definition().rounds() {
        for at in [round.publishes.plus(-1).expect("in range"), round.publishes] {
            out.push(format!("public {at} {}\n", board.public_size(at)));
        }
    }
    for round in 0..board.definition().rounds().len() {
        out.extend(end_of_round(board, round));
    }
    out.concat()
}

fn end_of_round(board: &Board, round: usize) -> Vec<String> {
    let definition = board.definition();
    let number = definition.rounds()[round].number;
    let mut out = Vec::new();
    for (ix, station) in definition.stations() {
        if definition.registered(ix, round).is_none() {
            continue;
        }
        let state = board.state(round, ix);
        let standing =
            state.counted().map_or_else(|| "- - -".to_owned(), |s| format!("{} {} {}", s.edition, s.report, s.index));
        let (id, word) = (station.id, state.word());
        out.push(format!("station {number} {id} {word} {standing}\n"));
    }
    for (ix, place) in definition.places() {
        let tally = tally(board, round, ix);
        out.push(format!("place {number} {} {tally}\n", place.id));
    }
    out
}

fn tally(board: &Board, round: usize, place: election::definition::PlaceIx) -> String {
    let tally = board.tally(round, place);
    let p = tally.progress;
    let progress = [
        p.stations,
        p.counted(),
        p.missing(),
        p.reported,
        p.corrected,
        p.confirmed,
        p.returned,
        p.certified,
        p.conflict,
        p.annulled,
    ];
    let mut fields: Vec<String> = progress.iter().map(u32::to_string).collect();
    if p.counted() == 0 {
        fields.push("-".to_owned());
    } else {
        fields.extend(tally.sums.row().map(|sum| sum.to_string()));
    }
    fields.join(" ")
}

#[test]
fn nights_end_as_they_should() {
    let nights = index("nights");
    let mut folders: Vec<String> = nights.iter().map(|row| row.file.clone()).collect();
    folders.push("index.txt".to_owned());
    folders.sort();
    assert_eq!(listed("nights"), folders);
    for row in &nights {
        let (board, log) = reread(&row.file);
        assert_eq!(end(&board, &log), read_text(&format!("nights/{}/end.txt", row.file)), "{}", row.file);
    }
}

#[test]
fn nights_told_again_are_the_same() {
    for (name, definition, _, _, tell) in STORIES {
        let mut teller = Teller::of(definition);
        tell(&mut teller);
        assert_eq!(teller.said, cases(&format!("nights/{name}"), &["end.txt"]), "{name}");
    }
}

/// The totals of `end.txt` once more, from the notes alone: the slow twin that a stranger would
/// write from `specs/totals.md`.
#[test]
fn totals_follow_from_the_notes_alone() {
    for row in index("nights") {
        let (board, log) = reread(&row.file);
        let definition = board.definition();
        for (ix, round) in definition.rounds().iter().enumerate() {
            for (station, record) in definition.stations() {
                let figures = alone(&log, round.number, record.id);
                let counted = board.state(ix, station).counted();
                let seen = counted.map(|standing| standing.counts.row().collect::<Vec<u64>>());
                assert_eq!(seen, figures, "{} {}", row.file, record.id);
            }
        }
    }
}

/// The only text of the highest edition, unless a court spoke.
fn alone(log: &[Vec<u8>], round: u8, station: Id) -> Option<Vec<u64>> {
    let about = format!("\nround {round}\nstation {station}\n");
    let texts = log.iter().map(|entry| String::from_utf8_lossy(entry).into_owned());
    let texts: Vec<String> = texts.filter(|text| text.contains(&about)).collect();
    if texts.iter().any(|text| text.starts_with("vigie.annulment/")) {
        return None;
    }
    let number = |text: &str, key: &str| -> Option<u64> {
        let line = text.lines().find_map(|line| line.strip_prefix(key))?;
        line.rsplit(' ').next()?.parse().ok()
    };
    let editions = texts.iter().filter_map(|text| Some((number(text, "edition ")?, text)));
    let last = editions.clone().map(|(edition, _)| edition).max()?;
    let mut standing = editions.filter(|(edition, _)| *edition == last);
    let (_, text) = standing.next()?;
    if standing.next().is_some() {
        return None;
    }
    let figure = |line: &str| line.rsplit(' ').next().and_then(|n| n.parse().ok());
    let is_figure = |line: &&str| {
        let key = line.split(' ').next().unwrap_or_default();
        ["registered", "signed-in", "cast", "blank", "void", "valid", "candidate"].contains(&key)
    };
    text.lines().filter(is_figure).map(figure).collect()
}
