//! What a deployment may say about its pages.

use election::Board;

use crate::Atlas;

/// What the pages need beside the snapshot.
#[derive(Clone, Copy, Debug)]
pub struct Settings<'a> {
    /// Outlines and positions; [`Atlas::france`], or [`Atlas::empty`].
    pub atlas: &'a Atlas,
    /// An earlier election to compare the first round with. Later rounds are compared with the
    /// round before.
    pub earlier: Option<Earlier<'a>>,
    /// Style sheet of the deployment, loaded after the project's own.
    pub style: Option<&'a str>,
}

impl<'a> Settings<'a> {
    /// Nothing to compare with, the neutral style.
    pub fn new(atlas: &'a Atlas) -> Self {
        Self { atlas, earlier: None, style: None }
    }
}

/// A count to compare with: places are matched by their identifiers, candidates by their names.
#[derive(Clone, Copy, Debug)]
pub struct Earlier<'a> {
    /// The board of that election, at the end of its log.
    pub board: &'a Board,
    /// Position of the round.
    pub round: usize,
    /// What it is called, in French and in English: `1er tour de 2012`.
    pub name: [&'a str; 2],
}
