//! The public pages, made by `site`, as part of every snapshot.

use site::{Atlas, Settings};

use crate::publication::Pages;

/// Pages over the outlines of France. The large exports wait until every station of the rounds
/// that are shown is there: until then they would be written again and again, by the gigabyte.
pub fn of_france() -> Box<Pages> {
    let atlas = Atlas::france();
    Box::new(move |snapshot, write| {
        let exports = snapshot.rounds().all(|round| snapshot.board.missing(round).next().is_none());
        site::pages(snapshot, &Settings { exports, ..Settings::new(&atlas) }, write)
    })
}
