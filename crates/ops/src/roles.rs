//! The one table of who may do what. Routes, [`crate::step()`], `specs/roles.md` and the tests all
//! read it; nowhere else does a role decide anything.

use core::fmt::Write as _;

use core::{fmt, marker::PhantomData, str::FromStr};

use election::{Definition, Id, definition::Level};

use crate::{account::KeyName, refusal::Refusal};

/// What a person is here for. A person has exactly one role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Accounts and settings; no power over counts or plans, and no sight of them.
    Administrator,
    /// The ministry: operations room and results desk.
    NationalOps,
    /// Operations room of a prefecture.
    PrefectureOps,
    /// Results of a prefecture: call-backs, corrections.
    PrefectureResults,
    /// Types the records of one commune.
    Clerk,
    /// Sees its own station.
    Station,
    /// Leads a unit in the field.
    Leader,
    /// A screen on a wall: no keyboard.
    Wall,
    /// Reads everything, changes nothing.
    Auditor,
    /// Nobody in particular.
    Public,
}

impl Role {
    /// Every role, in the order of the table.
    pub const ALL: [Self; 10] = [
        Self::Administrator,
        Self::NationalOps,
        Self::PrefectureOps,
        Self::PrefectureResults,
        Self::Clerk,
        Self::Station,
        Self::Leader,
        Self::Wall,
        Self::Auditor,
        Self::Public,
    ];

    /// The word for it in events, in accounts and in the table.
    pub fn word(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::NationalOps => "national",
            Self::PrefectureOps => "prefecture-ops",
            Self::PrefectureResults => "prefecture-results",
            Self::Clerk => "clerk",
            Self::Station => "station",
            Self::Leader => "leader",
            Self::Wall => "wall",
            Self::Auditor => "auditor",
            Self::Public => "public",
        }
    }

    /// Whether an account of this role needs a second factor: everybody above the commune who can
    /// change or release anything, and whoever sees what is not public yet.
    pub fn needs_second_factor(self) -> bool {
        match self {
            Self::Administrator | Self::NationalOps | Self::PrefectureOps | Self::PrefectureResults | Self::Auditor => {
                true
            }
            Self::Clerk | Self::Station | Self::Leader | Self::Wall | Self::Public => false,
        }
    }

    /// Whether an account of this role is made, and given new secrets, by two administrators: every
    /// role that confirms or publishes something, sees what is not public yet, or makes accounts
    /// itself. Else one administrator alone would be two people of the ministry.
    pub fn takes_two_administrators(self) -> bool {
        match self {
            Self::Administrator | Self::NationalOps | Self::PrefectureOps | Self::PrefectureResults | Self::Auditor => {
                true
            }
            Self::Clerk | Self::Station | Self::Leader | Self::Wall | Self::Public => false,
        }
    }

    /// Whether an account of this role may speak for `scope`.
    pub fn fits(self, definition: &Definition, scope: Id) -> bool {
        let level = definition.place_ix(scope).map(|ix| definition.place(ix).level);
        match self {
            Self::Administrator | Self::NationalOps => level == Some(Level::Nation),
            Self::PrefectureOps | Self::PrefectureResults => level == Some(Level::Department),
            Self::Clerk => level == Some(Level::Commune),
            Self::Station => definition.station_ix(scope).is_some(),
            Self::Leader | Self::Wall | Self::Auditor => level.is_some(),
            Self::Public => false,
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.word())
    }
}

impl FromStr for Role {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|role| role.word() == text).ok_or(())
    }
}

/// Declares the acts, and a proof type for each: [`Officer<Entering>`] can only be made for a
/// person whose role may enter.
macro_rules! acts {
    ($($act:ident $proof:ident $word:literal $about:literal [$($role:ident)*];)*) => {
        /// Something a person can do at the hub.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Act {
            $(#[doc = $about] $act,)*
        }

        $(
            #[doc = concat!("Permission: ", $about)]
            #[derive(Clone, Copy, Debug)]
            pub struct $proof;
            impl Permission for $proof {
                const ACT: Act = Act::$act;
            }
        )*

        /// Act, its word, what it is, and the roles that may.
        pub const TABLE: &[(Act, &str, &str, &[Role])] = &[
            $((Act::$act, $word, $about, &[$(Role::$role),*]),)*
        ];
    };
}

/// A kind of proof that a person may do something.
pub trait Permission {
    /// What the proof is about.
    const ACT: Act;
}

acts! {
    LogIn LoggingIn "log-in" "log in" [Administrator NationalOps PrefectureOps PrefectureResults Clerk Station Leader Wall Auditor Public];
    Own Owning "own" "change one's own password, log out" [Administrator NationalOps PrefectureOps PrefectureResults Clerk Station Leader Wall Auditor];
    SeeStations SeeingStations "see-stations" "see the stations of a commune and their states" [PrefectureOps PrefectureResults Clerk Station Auditor];
    Enter Entering "enter" "type or import a record, take it by telephone, sign it" [Clerk];
    Resolve Resolving "resolve" "type the lines again on which two entries differ" [PrefectureResults Clerk];
    Return Returning "return" "sign the return of one's commune or department" [PrefectureResults Clerk];
    SeeDepartment SeeingDepartment "see-department" "see the stations of a department and their states" [NationalOps PrefectureOps PrefectureResults Auditor];
    CallBack CallingBack "call-back" "read a report back to its sender" [PrefectureResults];
    Correct Correcting "correct" "propose, confirm or refuse a correction or an annulment" [PrefectureResults];
    HandleWarning HandlingWarnings "handle-warning" "mark a warning as handled, with the reason" [PrefectureResults];
    CopyWitness CopyingWitness "copy-witness" "type a witness's copy of a record" [PrefectureResults];
    SeeTotals SeeingTotals "see-totals" "see totals before they are public" [NationalOps Auditor];
    Release Releasing "release" "release a round at its legal hour, two people" [NationalOps];
    SeeProgress SeeingProgress "see-progress" "see how many reports are in, without figures" [NationalOps PrefectureOps PrefectureResults Wall Auditor];
    ManageAccounts ManagingAccounts "manage-accounts" "make, lock, unlock and reset accounts, two people above the commune" [Administrator];
    BackUp BackingUp "back-up" "make a copy of the rooms' journal" [Administrator];
    CheckIntegrity CheckingIntegrity "check-integrity" "check the log and the rooms' journal" [Administrator Auditor];
    SeeOperation SeeingOperation "see-operation" "see stations on their day, incidents, units, postures and the situation report" [NationalOps PrefectureOps Wall Auditor];
    Attend Attending "attend" "note that a station is installed, open, closed, and its turnout" [PrefectureOps Clerk Station];
    ReportIncident ReportingIncidents "report-incident" "report an incident" [NationalOps PrefectureOps Clerk Station Leader];
    HandleIncident HandlingIncidents "handle-incident" "verify, claim, weigh, merge, dismiss or close an incident" [NationalOps PrefectureOps];
    KeepUnits KeepingUnits "keep-units" "make units and telephone numbers known" [NationalOps PrefectureOps];
    Dispatch Dispatching "dispatch" "send, change or take back a unit's order" [NationalOps PrefectureOps];
    FollowOrders FollowingOrders "follow-orders" "read a unit's orders, say where it is and what it does" [NationalOps PrefectureOps Leader];
    SeePlan SeeingPlan "see-plan" "see what the plan has each unit do, and its repairs" [NationalOps PrefectureOps Auditor];
    RepairPlan RepairingPlan "repair-plan" "pin an order of the plan, have the plan repaired, accept the repair or leave it" [NationalOps PrefectureOps];
    SetThreat SettingThreats "set-threat" "say how high the threat is" [NationalOps PrefectureOps];
    PreparePosture PreparingPostures "prepare-posture" "write a posture, have its conditions looked at, set it aside" [NationalOps PrefectureOps];
    ActivatePosture ActivatingPostures "activate-posture" "activate a posture, two people; end it" [NationalOps PrefectureOps];
    KeepFeeds KeepingFeeds "keep-feeds" "let other programs read the picture of a place" [NationalOps PrefectureOps];
    ChangePhase ChangingPhase "change-phase" "move on to the next phase" [NationalOps];
    Escort Escorting "escort" "say that the paper records of a station moved" [PrefectureOps Clerk Leader];
    Receive Receiving "receive" "say that the prefecture has the paper records of a station" [PrefectureOps PrefectureResults];
    ReadJournal ReadingJournal "read-journal" "read the rooms' journal" [NationalOps Auditor];
}

impl Act {
    /// Every act, in the order of the table.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|(act, ..)| *act)
    }

    /// The word for it in the table.
    pub fn word(self) -> &'static str {
        self.row().1
    }

    fn row(self) -> &'static (Act, &'static str, &'static str, &'static [Role]) {
        let row = TABLE.iter().find(|(act, ..)| *act == self);
        row.unwrap_or_else(|| unreachable!("one macro makes the acts and the table"))
    }
}

/// Whether a role may do something. Where, is another question: [`Officer::within`].
pub fn may(role: Role, act: Act) -> bool {
    act.row().3.contains(&role)
}

/// The table as `specs/roles.md` prints it.
pub fn markdown() -> String {
    let mut out = String::from("| act | what it is |");
    for role in Role::ALL {
        let _ = write!(out, " {role} |");
    }
    out += "\n|---|---|";
    out += &":-:|".repeat(Role::ALL.len());
    out.push('\n');
    for (act, word, about, _) in TABLE {
        let _ = write!(out, "| `{word}` | {about} |");
        for role in Role::ALL {
            out += if may(role, *act) { " ● |" } else { "  |" };
        }
        out.push('\n');
    }
    out
}

/// Somebody who has an account that is not locked. Only a [`crate::Room`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Person {
    /// The account.
    pub account: Id,
    /// Name for people.
    pub name: String,
    /// The role.
    pub role: Role,
    /// The place or the station the person speaks for.
    pub scope: Id,
    /// The key the person signs with, if any.
    pub key: Option<KeyName>,
}

impl Person {
    /// Whether the person's territory holds a place or station.
    pub fn covers(&self, definition: &Definition, about: Id) -> bool {
        definition.covers(self.scope, about)
    }
}

/// A person who may do `P`: what a handler is given, instead of a user and an `if`.
#[derive(Clone, Debug)]
pub struct Officer<P> {
    person: Person,
    permission: PhantomData<P>,
}

impl<P: Permission> Officer<P> {
    /// The proof, or why there is none.
    pub fn of(person: Person) -> Result<Self, Refusal> {
        if !may(person.role, P::ACT) {
            return Err(Refusal::NotAllowed(P::ACT));
        }
        Ok(Self { person, permission: PhantomData })
    }

    /// Who it is.
    pub fn person(&self) -> &Person {
        &self.person
    }

    /// Requires the person's territory to hold a place or station.
    pub fn within(&self, definition: &Definition, about: Id) -> Result<&Self, Refusal> {
        if self.person.covers(definition, about) { Ok(self) } else { Err(Refusal::Territory(about)) }
    }
}
