//! A station on its day: what it said, by which way, and when.
//!
//! ```text
//! (nothing) → Installed → Open → Closed
//! (nothing) → Open        a station that never said it was installed
//! turnout comes while Open or Closed, at noon and at 17:00
//! ```

use std::collections::BTreeMap;

use election::{Id, Stamp, definition::Hours};

use super::people::People;

/// By which way news came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The station's own program, over the network.
    Network,
    /// Somebody typed it into a page.
    Page,
    /// The station rang.
    Telephone,
}

impl Way {
    /// Every way.
    pub const ALL: [Self; 3] = [Self::Network, Self::Page, Self::Telephone];

    /// The word in events.
    pub fn word(self) -> &'static str {
        match self {
            Self::Network => "network",
            Self::Page => "page",
            Self::Telephone => "telephone",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.word() == text)
    }
}

/// The moments at which turnout is asked for, by the wall clock of the station.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// 12:00.
    Noon,
    /// 17:00.
    Five,
}

impl Mark {
    /// Both, in the order of the day.
    pub const ALL: [Self; 2] = [Self::Noon, Self::Five];

    /// The word in events: that of `specs/status.md`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Noon => "noon",
            Self::Five => "17",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mark| mark.word() == text)
    }

    /// The moment on the day and on the clock of these hours: overseas stations have their own.
    pub fn moment(self, hours: &Hours) -> Stamp {
        let opens = hours.opens.to_string();
        let clock = match self {
            Self::Noon => "12:00:00",
            Self::Five => "17:00:00",
        };
        let text = format!("{}{clock}{}", &opens[..11], &opens[19..]);
        Stamp::parse(&text).unwrap_or_else(|| unreachable!("the day and the offset are those of a stamp"))
    }
}

/// Who said something happened, when, and by which way it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    /// When it happened, as it was said.
    pub at: Stamp,
    /// By which way.
    pub way: Way,
    /// Whose account; none for the hub, which took it from the network.
    pub by: Option<Id>,
}

/// People who had signed the register at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// How many.
    pub people: People,
    /// Who said so.
    pub said: Said,
}

/// Turnout so far.
pub type Turnout = BTreeMap<Mark, Count>;

/// A station that said something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Day {
    /// The bureau sits, the box is empty and locked, the doors are shut.
    Installed(Installed),
    /// People vote.
    Open(Open),
    /// The vote is over.
    Closed(Closed),
}

/// The bureau sits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Installed {
    /// Since when.
    pub installed: Said,
}

/// People vote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// When the bureau sat, if it said so.
    pub installed: Option<Said>,
    /// When the doors opened.
    pub opened: Said,
    /// Turnout so far.
    pub turnout: Turnout,
}

/// The vote is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    /// When the doors opened.
    pub opened: Said,
    /// When they closed.
    pub closed: Said,
    /// Turnout of the day.
    pub turnout: Turnout,
}

/// News of a station.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// The bureau sits.
    Installed,
    /// The doors are open.
    Open,
    /// So many had voted.
    Turnout(Mark, People),
    /// The doors are closed.
    Closed,
}

impl Day {
    /// The day after this news; nothing where it does not follow.
    pub fn after(day: Option<&Self>, news: News, said: Said) -> Option<Self> {
        match (day, news) {
            (None, News::Installed) => Some(Self::Installed(Installed { installed: said })),
            (None, News::Open) => Some(Self::Open(Open { installed: None, opened: said, turnout: Turnout::new() })),
            (Some(Self::Installed(before)), News::Open) => {
                Some(Self::Open(Open { installed: Some(before.installed), opened: said, turnout: Turnout::new() }))
            }
            (Some(Self::Open(open)), News::Closed) => {
                Some(Self::Closed(Closed { opened: open.opened, closed: said, turnout: open.turnout.clone() }))
            }
            (Some(Self::Open(open)), News::Turnout(mark, people)) => {
                Some(Self::Open(Open { turnout: counted(&open.turnout, mark, people, said), ..open.clone() }))
            }
            (Some(Self::Closed(closed)), News::Turnout(mark, people)) => {
                Some(Self::Closed(Closed { turnout: counted(&closed.turnout, mark, people, said), ..closed.clone() }))
            }
            _ => None,
        }
    }

    /// Turnout so far.
    pub fn turnout(&self) -> Option<&Turnout> {
        match self {
            Self::Installed(_) => None,
            Self::Open(open) => Some(&open.turnout),
            Self::Closed(closed) => Some(&closed.turnout),
        }
    }

    /// People at a mark.
    pub fn people(&self, mark: Mark) -> Option<People> {
        self.turnout()?.get(&mark).map(|count| count.people)
    }

    /// What was said last about the doors.
    pub fn last(&self) -> Said {
        match self {
            Self::Installed(installed) => installed.installed,
            Self::Open(open) => open.opened,
            Self::Closed(closed) => closed.closed,
        }
    }

    /// Whether the vote is over.
    pub fn is_closed(&self) -> bool {
        matches!(self, Self::Closed(_))
    }

    /// Whether a figure can stand beside the other ones: people do not leave a register.
    pub fn holds(&self, mark: Mark, people: People) -> bool {
        match mark {
            Mark::Noon => self.people(Mark::Five).is_none_or(|five| people <= five),
            Mark::Five => self.people(Mark::Noon).is_none_or(|noon| noon <= people),
        }
    }
}

fn counted(turnout: &Turnout, mark: Mark, people: People, said: Said) -> Turnout {
    let mut turnout = turnout.clone();
    turnout.insert(mark, Count { people, said });
    turnout
}
