//! The public pages, made by `site`, as part of every snapshot.

use site::{Atlas, Settings};

/// Who makes the pages.
pub struct Pages {
    atlas: Atlas,
}

impl Pages {
    /// Pages over the outlines of France.
    pub fn of_france() -> Self {
        Self { atlas: Atlas::france() }
    }

    /// What the pages need beside a snapshot.
    pub(crate) fn settings(&self) -> Settings<'_> {
        Settings::new(&self.atlas)
    }
}
