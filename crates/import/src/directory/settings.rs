//! `election.toml`: the election, its log and its rounds.
//!
//! ```toml
//! id = "fr-pr-2017"
//! title = "Élection présidentielle des 23 avril et 7 mai 2017"
//! mode = "live"                     # or "test"
//! log = "fr-pr-2017.log"            # origin of the log
//! log-key = "fr-pr-2017.log+…+…"    # once it is issued; its name is the origin
//! quorum = 0                        # witnesses needed
//! witness = []                      # their keys
//!
//! [[threshold]]                     # from where on a warning asks for a reason
//! rule = "W301"
//! value = 30
//!
//! [[round]]
//! number = 1
//! publishes = "2017-04-23T20:00:00+02:00"
//! [[round.hours]]
//! class = "a"
//! opens = "2017-04-23T08:00:00+02:00"
//! closes = "2017-04-23T19:00:00+02:00"
//! [[round.candidate]]
//! number = 1
//! sex = "M"                         # M, F, or - where unstated
//! family = "DUPONT-AIGNAN"
//! given = "Nicolas"
//! ```

use election::definition::{Candidate, Hours, Item, Mode, Round, Threshold, WarningCode};
use election::{Id, Stamp};
use tlog::note::{VerifierKey, is_key_name};
use toml::Spanned;
use toml::de::DeTable;

use super::spelling::{entry, number, quoted};
use super::table::Entry;
use super::tree::{Document, Node, Value, all};
use super::value::{MODES, SEXES, of_word, word_of};
use super::{Draft, Log};
use crate::cause::Cause;
use crate::fault::{Fault, Faults};

const FILE: &str = "election.toml";
const ELECTION: &[&str] = &["id", "title", "mode", "log", "log-key", "quorum", "witness", "threshold", "round"];
const THRESHOLD: &[&str] = &["rule", "value"];
const ROUND: &[&str] = &["number", "publishes", "hours", "candidate"];
const HOURS: &[&str] = &["class", "opens", "closes"];
const CANDIDATE: &[&str] = &["number", "sex", "family", "given"];

/// Longest `election.toml`: a few hundred candidates and classes of hours.
pub const MAX_SETTINGS_BYTES: usize = 1 << 20;

/// What `election.toml` says.
pub(crate) struct Settings {
    pub(crate) election: Id,
    pub(crate) title: String,
    pub(crate) mode: Mode,
    pub(crate) log: Log,
    pub(crate) quorum: u8,
    pub(crate) witnesses: Vec<VerifierKey>,
    pub(crate) thresholds: Vec<Threshold>,
    pub(crate) rounds: Vec<Round>,
}

/// Reads the file, with where each entry stands.
pub(crate) fn read(text: &str, faults: &mut Faults) -> Option<(Settings, Vec<Entry<Item>>)> {
    if text.len() > MAX_SETTINGS_BYTES {
        faults.push(Fault::of_file(FILE, Cause::TooBig, text.len().to_string()));
        return None;
    }
    if text.is_empty() {
        // A file that could not be read was told already; an empty one is told here.
        if faults.is_empty() {
            faults.push(Fault::of_file(FILE, Cause::Empty, ""));
        }
        return None;
    }
    let mut document = Document::new(FILE, text, faults);
    let (table, errors): (Spanned<DeTable<'_>>, _) = DeTable::parse_recoverable(text);
    for error in &errors {
        document.fault(&error.span().unwrap_or(0..0), "", Cause::Toml, error.message());
    }
    if !errors.is_empty() {
        return None;
    }
    let settings = settings(&mut document, table.get_ref());
    let entries = document.entries;
    settings.map(|settings| (settings, entries))
}

fn settings(document: &mut Document<'_, Item>, table: &DeTable<'_>) -> Option<Settings> {
    let node = document.root(table, 0, Item::Election, ELECTION);
    let election = document.required_text(&node, "id", Cause::BadId, |text| Id::new(text).ok());
    let title = document.required_text(&node, "title", Cause::BadLabel, |text| Some(text.to_owned()));
    let mode = document.required_text(&node, "mode", Cause::BadWord, |text| of_word(MODES, text));
    let log = log(document, &node);
    let quorum = document.required_number(&node, "quorum");
    let witnesses = witnesses(document, &node);
    let thresholds = thresholds(document, &node);
    let rounds = rounds(document, &node);
    Some(Settings {
        election: election?,
        title: title?,
        mode: mode?,
        log: log?,
        quorum: quorum?,
        witnesses: witnesses?,
        thresholds: thresholds?,
        rounds: rounds?,
    })
}

fn log(document: &mut Document<'_, Item>, node: &Node<'_, Item>) -> Option<Log> {
    let origin = document.required_text(node, "log", Cause::BadKey, |text| is_key_name(text).then(|| text.to_owned()));
    let Some(value) = document.optional(node, "log-key") else {
        return origin.map(Log::Named);
    };
    let key = document.text(value, "log-key", Cause::BadKey, |text| VerifierKey::parse(text).ok())?;
    let origin = origin?;
    if key.name() != origin {
        document.fault(&value.span(), "log-key", Cause::BadKey, &format!("{} ≠ {origin}", key.name()));
        return None;
    }
    Some(Log::Keyed(key))
}

fn witnesses(document: &mut Document<'_, Item>, node: &Node<'_, Item>) -> Option<Vec<VerifierKey>> {
    let values = document.list(node, "witness");
    all(values.into_iter().enumerate().map(|(at, value)| {
        let (item, start) = (Item::Witness(at), value.span().start);
        document.mark(item, "witness", start);
        document.text(value, "witness", Cause::BadKey, |text| VerifierKey::parse(text).ok())
    }))
}

fn thresholds(document: &mut Document<'_, Item>, node: &Node<'_, Item>) -> Option<Vec<Threshold>> {
    let values = document.list(node, "threshold");
    all(values.into_iter().enumerate().map(|(at, value)| {
        let node = document.node(value, Item::Threshold(at), THRESHOLD)?;
        let rule = document.required_text(&node, "rule", Cause::BadWord, WarningCode::parse);
        let value = document.required_number(&node, "value");
        Some(Threshold { rule: rule?, value: value? })
    }))
}

fn rounds(document: &mut Document<'_, Item>, node: &Node<'_, Item>) -> Option<Vec<Round>> {
    let values = document.list(node, "round");
    all(values.into_iter().enumerate().map(|(at, value)| round(document, value, at)))
}

fn round(document: &mut Document<'_, Item>, value: &Value<'_>, at: usize) -> Option<Round> {
    let node = document.node(value, Item::Round(at), ROUND)?;
    let number = document.required_number(&node, "number");
    let publishes = document.required_text(&node, "publishes", Cause::BadMoment, Stamp::parse);
    let classes = document.list(&node, "hours");
    let hours =
        all(classes.into_iter().enumerate().map(|(class, value)| hours(document, value, Item::Hours(at, class))));
    let panels = document.list(&node, "candidate");
    let candidates = all(panels
        .into_iter()
        .enumerate()
        .map(|(panel, value)| candidate(document, value, Item::Candidate(at, panel))));
    Some(Round { number: number?, publishes: publishes?, hours: hours?, candidates: candidates? })
}

fn hours(document: &mut Document<'_, Item>, value: &Value<'_>, item: Item) -> Option<Hours> {
    let node = document.node(value, item, HOURS)?;
    let class = document.required_text(&node, "class", Cause::BadId, |text| Id::new(text).ok());
    let opens = document.required_text(&node, "opens", Cause::BadMoment, Stamp::parse);
    let closes = document.required_text(&node, "closes", Cause::BadMoment, Stamp::parse);
    Some(Hours { class: class?, opens: opens?, closes: closes? })
}

fn candidate(document: &mut Document<'_, Item>, value: &Value<'_>, item: Item) -> Option<Candidate> {
    let node = document.node(value, item, CANDIDATE)?;
    let number = document.required_number(&node, "number");
    let sex = document.required_text(&node, "sex", Cause::BadWord, |text| of_word(SEXES, text));
    let family = document.required_text(&node, "family", Cause::BadLabel, |text| Some(text.to_owned()));
    let given = document.required_text(&node, "given", Cause::BadLabel, |text| Some(text.to_owned()));
    Some(Candidate { number: number?, sex: sex?, family: family?, given: given? })
}

/// The file of a draft; the twin of [`read`].
pub(crate) fn write(draft: &Draft) -> String {
    let mut out = String::new();
    entry(&mut out, "id", draft.election.as_str());
    entry(&mut out, "title", &draft.title);
    entry(&mut out, "mode", word_of(MODES, draft.mode));
    entry(&mut out, "log", draft.log.origin());
    if let Log::Keyed(key) = &draft.log {
        entry(&mut out, "log-key", &key.to_string());
    }
    number(&mut out, "quorum", draft.quorum);
    let witnesses: Vec<String> = draft.witnesses.iter().map(|key| quoted(&key.to_string())).collect();
    number(&mut out, "witness", format_args!("[{}]", witnesses.join(", ")));
    draft.thresholds.iter().for_each(|threshold| write_threshold(&mut out, *threshold));
    draft.rounds.iter().for_each(|round| write_round(&mut out, round));
    out
}

fn write_threshold(out: &mut String, threshold: Threshold) {
    out.push_str("\n[[threshold]]\n");
    entry(out, "rule", &threshold.rule.to_string());
    number(out, "value", threshold.value);
}

fn write_round(out: &mut String, round: &Round) {
    out.push_str("\n[[round]]\n");
    number(out, "number", round.number);
    entry(out, "publishes", &round.publishes.to_string());
    for hours in &round.hours {
        out.push_str("\n[[round.hours]]\n");
        entry(out, "class", hours.class.as_str());
        entry(out, "opens", &hours.opens.to_string());
        entry(out, "closes", &hours.closes.to_string());
    }
    for candidate in &round.candidates {
        out.push_str("\n[[round.candidate]]\n");
        number(out, "number", candidate.number);
        entry(out, "sex", word_of(SEXES, candidate.sex));
        entry(out, "family", &candidate.family);
        entry(out, "given", &candidate.given);
    }
}
