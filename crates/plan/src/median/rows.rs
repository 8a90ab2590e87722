//! Of every client the sites that may still serve it, cheapest first.

use super::problem::Problem;

/// What is settled about a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// Open in every answer that is better than the best known.
    Open,
    /// Closed in every such answer.
    Closed,
    /// Not settled.
    Free,
}

/// A cost and the site it belongs to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub(super) cost: u32,
    pub(super) site: u32,
}

/// One row of entries for every client, none of them empty.
#[derive(Clone, Debug)]
pub(super) struct Rows {
    ends: Vec<usize>,
    entries: Vec<Entry>,
}

impl Rows {
    pub(super) fn of(problem: &Problem) -> Self {
        let mut rows = Self { ends: Vec::new(), entries: Vec::with_capacity(problem.clients() * problem.sites()) };
        for client in 0..problem.clients() {
            let start = rows.entries.len();
            let sites = (0..).take(problem.sites());
            rows.entries.extend(sites.map(|site: u32| Entry { cost: problem.costs(site as usize)[client], site }));
            rows.entries[start..].sort_unstable_by_key(|entry| (entry.cost, entry.site));
            rows.ends.push(rows.entries.len());
        }
        rows
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &[Entry]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| &self.entries[start..end])
    }

    /// The rows without closed sites. A row ends with its first open site, since no answer serves
    /// a client from a dearer site than an open one.
    pub(super) fn keep(&self, fates: &[Fate]) -> Self {
        let mut kept = Self { ends: Vec::with_capacity(self.ends.len()), entries: Vec::new() };
        for row in self.iter() {
            for &entry in row {
                match fates[entry.site as usize] {
                    Fate::Closed => {}
                    Fate::Free => kept.entries.push(entry),
                    Fate::Open => {
                        kept.entries.push(entry);
                        break;
                    }
                }
            }
            kept.ends.push(kept.entries.len());
        }
        kept
    }
}
