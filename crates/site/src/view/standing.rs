//! What the figures of a page are: of a count under way, or of one that is whole, and what is still
//! to come before they are final.
//!
//! A page is covered by the hash of the log that witnesses cosign after it is published: it cannot
//! say that they have. What it says is how many must, and where their word is: in the file
//! `checkpoint`, which `web/site/standing.js` reads and verifies.

use election::{
    definition::Parts,
    publish::{Snapshot, json::Json},
    total::Progress,
};

use crate::{numbers::whole, words::Words};

/// How far a count is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Count {
    /// Nothing is counted, and something is still to come.
    Nothing,
    /// Something is counted, something is missing.
    UnderWay,
    /// Nothing is missing any more, and something is contested.
    Contested,
    /// All that counts is counted.
    Whole,
    /// And certified by the authority.
    Certified,
}

impl Count {
    pub(crate) fn of(progress: &Progress) -> Self {
        let there = progress.counted();
        match () {
            () if progress.missing() > 0 && there == 0 => Self::Nothing,
            () if progress.missing() > 0 => Self::UnderWay,
            () if progress.conflict > 0 => Self::Contested,
            () if there > 0 && progress.certified == there => Self::Certified,
            () => Self::Whole,
        }
    }

    /// One sentence for people. `quorum` is how many witnesses must cosign.
    pub(crate) fn text(self, quorum: u8, w: &'static Words) -> &'static str {
        match self {
            Self::Nothing => w.count_nothing,
            Self::UnderWay => w.count_under_way,
            Self::Contested => w.count_contested,
            Self::Whole if quorum > 0 => w.count_whole_witnessed,
            Self::Whole => w.count_whole,
            Self::Certified => w.count_certified,
        }
    }
}

/// How many witnesses must cosign, and where to read whether they have.
pub(crate) fn witnesses(parts: &Parts, w: &'static Words, language: election::refusal::Language) -> String {
    if parts.quorum == 0 {
        return w.witnesses_none.to_owned();
    }
    let number = |count: usize| whole(count as u64, language);
    let text = w.witnesses_due.replacen("{}", &number(parts.quorum.into()), 1);
    text.replacen("{}", &number(parts.witnesses.len()), 1)
}

/// `data/log.json`: which log the pages are of, and whose cosignatures make it final.
pub(crate) fn log_json(snapshot: &Snapshot<'_>) -> String {
    let parts = snapshot.board.definition().parts();
    let nation = snapshot.board.definition().nation();
    let is_over =
        |round| matches!(Count::of(&snapshot.board.tally(round, nation).progress), Count::Whole | Count::Certified);
    let mut out = String::new();
    Json::new(&mut out).object(|json| {
        json.name("size").number(snapshot.board.size());
        json.name("root").display(snapshot.root);
        json.name("whole").boolean(snapshot.rounds().last().is_some_and(is_over));
        json.name("log").display(&parts.log);
        json.name("quorum").number(parts.quorum.into());
        json.name("witnesses").array(|json| parts.witnesses.iter().for_each(|key| json.display(key)));
    });
    out.push('\n');
    out
}
