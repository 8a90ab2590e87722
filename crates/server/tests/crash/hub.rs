//! The hub dies at every effect of an evening; the next one gets to the totals of an evening on
//! which nothing died.

use std::io::{self, Write as _};
use std::path::Path;
use std::sync::Arc;

use election::intake::OneHand;
use server::disk::{Disk, RealDisk};
use server::hub::{Answer, Hub};
use tlog::Hash;

use crate::country::{definition, log, messages};
use crate::outside::{self, Promises};
use crate::{AFTER, EFFECT, HUB, listen, scratch, spawn};

/// Messages taken in at once.
const BATCH: usize = 5;

pub fn start(disk: Arc<dyn Disk>, dir: &Path) -> Hub {
    let started = Hub::start_on(disk, dir, definition("Essai"), log(), &OneHand);
    started.expect("a hub starts without a hand").0
}

/// The process that dies. Says number and index of each message that was acknowledged.
pub fn run(disk: Arc<dyn Disk>, dir: &Path) {
    let mut hub = start(disk, dir);
    let messages = messages(hub.board().definition());
    let mut number = 0;
    for batch in messages.chunks(BATCH) {
        let answers = hub.take(batch, &OneHand).expect("nothing fails but the process");
        let mut out = io::stdout().lock();
        for index in answers.into_iter().map(place) {
            writeln!(out, "{number} {index}").expect("somebody listens");
            number += 1;
        }
        out.flush().expect("somebody listens");
    }
    println!("done");
}

fn place(answer: Answer) -> u64 {
    match answer {
        Answer::Logged { index } => index,
        refused => panic!("the evening is without fault: {refused:?}"),
    }
}

/// All that is known after an evening.
fn state(hub: &Hub) -> String {
    let board = hub.board();
    let definition = board.definition();
    let tallies: Vec<_> = definition.places().map(|(place, _)| board.tally(0, place)).collect();
    let states: Vec<_> = definition.stations().map(|(station, _)| board.state(0, station)).collect();
    let root = hub.journal().checkpoint().root;
    format!("{} {root} {tallies:?} {states:?} {:?}", board.size(), board.changes())
}

fn undisturbed() -> (Vec<String>, String) {
    let dir = scratch();
    let mut hub = start(Arc::new(RealDisk), dir.path());
    let messages = messages(hub.board().definition());
    hub.take(&messages, &OneHand).expect("the disk is good");
    (messages, state(&hub))
}

/// A hub dies at an effect, the next takes everything in; for every effect of an evening. Gives
/// the number of hubs that died.
pub fn every_effect(after: bool) -> u64 {
    let (messages, expected) = undisturbed();
    for at in 0.. {
        let scratch = scratch();
        let dir = scratch.path().join("evening");
        let number = at.to_string();
        let mut variables = vec![(HUB, ""), (EFFECT, number.as_str())];
        variables.extend(after.then_some((AFTER, "")));
        let said = listen(&mut spawn(&dir, &variables));
        let mut promised = promised(&messages, &said.acknowledged);
        let key = log().verifier_key().clone();
        outside::check(&dir.join("log"), &key, &promised);
        // What the world has seen is as good as acknowledged.
        if let Some(seen) = outside::check_hashes(&dir.join("log"), &key, &promised) {
            promised.tree(seen.size, seen.root);
        }

        let mut hub = start(Arc::new(RealDisk), &dir);
        assert!(hub.board().size() >= said.acknowledged.len() as u64, "effect {at}: an acknowledged message is lost");
        let answers = hub.take(&messages, &OneHand).expect("the disk is good");
        assert!(answers.into_iter().map(place).eq(0..messages.len() as u64), "effect {at}: a message has moved");
        assert_eq!(state(&hub), expected, "effect {at}: other totals than on an evening without a death");
        let entries = outside::check(&dir.join("log"), &key, &promised);
        assert_eq!(entries.len(), messages.len(), "effect {at}");
        if said.done {
            assert!(at > 60, "the evening has only {at} effects");
            return at;
        }
    }
    unreachable!("an evening has an end")
}

fn promised(messages: &[String], acknowledged: &[(u64, u64)]) -> Promises {
    let mut promised = Promises::default();
    for (number, index) in acknowledged {
        let number = usize::try_from(*number).expect("one of few");
        promised.entry(*index, Hash::leaf(messages[number].as_bytes()));
    }
    promised
}
