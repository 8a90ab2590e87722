//! Decisions of the operations rooms.

mod day;
mod field;
mod incident;
mod posture;
mod repair;

use election::{Id, Stamp, definition::Position};
use tlog::Hash;

use super::{acting, phrase};
use crate::{
    event::{Fact, FeedFact, OperationFact},
    operation::{
        Operation,
        condition::Known,
        day::{News, Way},
        escort::Move,
        feed::{Feed, MAX_FEEDS},
        incident::{AHEAD, Audience, Grade, Report, Severity},
        phase::Phase,
        posture::Plan,
        repair::{Asked, Difference, Edition},
        unit::Particulars,
    },
    refusal::Refusal,
    roles::{Act, Person},
    room::{Room, Spot},
};

/// What somebody of the operation wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OperationCommand {
    /// Notes what a station said.
    Note {
        /// Round and station.
        spot: Spot,
        /// What.
        news: News,
        /// When it was so.
        at: Stamp,
        /// How it came.
        way: Way,
    },
    /// Says whom to ring about a station or a place.
    SetContact {
        /// Station or place.
        about: Id,
        /// The number; none takes it away.
        telephone: Option<String>,
    },
    /// The paper records moved towards the prefecture.
    MoveRecords {
        /// Round and station.
        spot: Spot,
        /// How.
        step: Move,
    },
    /// Reports an incident.
    Report(Report),
    /// It is so.
    Verify {
        /// Which.
        incident: u64,
    },
    /// Takes care of it.
    Claim {
        /// Which.
        incident: u64,
    },
    /// Judges it anew.
    Weigh {
        /// Which.
        incident: u64,
        /// How bad it is.
        severity: Severity,
        /// Who may hear of it.
        audience: Audience,
        /// How far the source is to be believed.
        grade: Grade,
    },
    /// It is the same thing as another.
    Merge {
        /// Which.
        incident: u64,
        /// The one that goes on.
        of: u64,
    },
    /// It is not so.
    Dismiss {
        /// Which.
        incident: u64,
        /// How that was found.
        reason: String,
    },
    /// It is over.
    Close {
        /// Which.
        incident: u64,
        /// How it ended.
        reason: String,
    },
    /// Makes a unit known, or changes what is known of it.
    MakeUnit(Particulars),
    /// Sends a free unit to an incident.
    SendOrder {
        /// Which incident.
        incident: u64,
        /// Which unit.
        unit: Id,
        /// What to do.
        text: String,
    },
    /// Gives an order another text.
    ChangeOrder {
        /// Which.
        order: u64,
        /// The edition that is replaced.
        edition: u32,
        /// What to do.
        text: String,
    },
    /// Takes an order back.
    WithdrawOrder {
        /// Which.
        order: u64,
        /// Why.
        reason: String,
    },
    /// A unit has read its order.
    Acknowledge {
        /// Which.
        order: u64,
        /// The edition that was read.
        edition: u32,
    },
    /// A unit begins or ends its work.
    Duty {
        /// Which.
        unit: Id,
        /// Whether it is at work.
        on: bool,
    },
    /// A unit is somewhere.
    Locate {
        /// Which.
        unit: Id,
        /// Where.
        point: Position,
        /// When.
        at: Stamp,
    },
    /// A unit has reached its incident.
    Arrive {
        /// Which.
        unit: Id,
    },
    /// Says how high the threat is.
    SetThreat {
        /// Where.
        place: Id,
        /// 1 to 5.
        level: u8,
        /// How far the source is to be believed.
        grade: Grade,
        /// Why.
        reason: String,
    },
    /// Writes a posture, or writes it again.
    Prepare(Plan),
    /// Looks whether the conditions of a posture hold.
    Propose {
        /// Which.
        posture: Id,
        /// What is known of the count.
        known: Known,
    },
    /// Does not want a posture now.
    SetAside {
        /// Which.
        posture: Id,
        /// Why.
        reason: String,
    },
    /// Wants a posture, or confirms that another wants it.
    Activate {
        /// Which.
        posture: Id,
        /// Identity of the text that was shown: that of [`crate::operation::posture::Posture::text`].
        shown: Hash,
    },
    /// Ends a posture.
    End {
        /// Which.
        posture: Id,
        /// Why.
        reason: String,
    },
    /// Lets a program read the picture of a place, with this token and no other.
    MakeFeed {
        /// Its name.
        feed: Id,
        /// What it may read.
        place: Id,
        /// SHA-256 of the token.
        token: Hash,
    },
    /// Lets it read no more.
    EndFeed {
        /// Its name.
        feed: Id,
    },
    /// Asks for a repair of the plan, and is shown what it changes.
    ProposeRepair(Asked),
    /// Accepts a repair: its edition holds, and orders go out again.
    AcceptRepair {
        /// Which.
        repair: u64,
        /// What it comes to on the plan as it stands.
        found: Difference,
        /// When that was worked out again, where it was asked for too long ago.
        again: Option<Stamp>,
        /// What holds then.
        edition: Edition,
        /// For each unit that has another order of the plan what it does.
        orders: Vec<(Id, String)>,
    },
    /// Does not want a repair.
    LeaveRepair {
        /// Which.
        repair: u64,
        /// Why.
        reason: String,
    },
    /// Keeps the plan's orders of a unit in a shift as they are.
    Pin {
        /// Whose.
        unit: Id,
        /// In which shift.
        shift: Id,
        /// The department where the unit stands.
        place: Id,
    },
    /// Lets them change again.
    Unpin {
        /// Whose.
        unit: Id,
        /// In which shift.
        shift: Id,
    },
    /// Moves on to the next phase.
    Advance {
        /// The next phase, as it was shown.
        to: Phase,
    },
}

impl OperationCommand {
    /// The act of the table that the command is.
    pub fn act(&self) -> Act {
        match self {
            Self::Note { .. } => Act::Attend,
            Self::SetContact { .. } | Self::MakeUnit(_) => Act::KeepUnits,
            // Only the prefecture says that it has them.
            Self::MoveRecords { step: Move::Arrived, .. } => Act::Receive,
            Self::MoveRecords { .. } => Act::Escort,
            Self::Report(_) => Act::ReportIncident,
            Self::Verify { .. }
            | Self::Claim { .. }
            | Self::Weigh { .. }
            | Self::Merge { .. }
            | Self::Dismiss { .. }
            | Self::Close { .. } => Act::HandleIncident,
            Self::SendOrder { .. } | Self::ChangeOrder { .. } | Self::WithdrawOrder { .. } => Act::Dispatch,
            Self::Acknowledge { .. } | Self::Duty { .. } | Self::Locate { .. } | Self::Arrive { .. } => {
                Act::FollowOrders
            }
            Self::SetThreat { .. } => Act::SetThreat,
            Self::Prepare(_) | Self::Propose { .. } | Self::SetAside { .. } => Act::PreparePosture,
            Self::Activate { .. } | Self::End { .. } => Act::ActivatePosture,
            Self::MakeFeed { .. } | Self::EndFeed { .. } => Act::KeepFeeds,
            Self::ProposeRepair(_)
            | Self::AcceptRepair { .. }
            | Self::LeaveRepair { .. }
            | Self::Pin { .. }
            | Self::Unpin { .. } => Act::RepairPlan,
            Self::Advance { .. } => Act::ChangePhase,
        }
    }

    /// What the hub itself may do: it takes the news that stations send over the network and the
    /// positions that units do, and it looks whether conditions hold.
    pub(super) fn is_the_hubs(&self) -> bool {
        matches!(self, Self::Note { way: Way::Network, .. } | Self::Propose { .. } | Self::Locate { .. })
    }

    /// The places and stations that must lie in the territory of who gives it.
    fn about(&self, operation: &Operation) -> Result<Vec<Id>, Refusal> {
        let incident = |number: &u64| {
            let found = operation.incidents().get(number).ok_or(Refusal::NoIncident)?;
            Ok(found.report.ground.about)
        };
        let unit = |unit: &Id| operation.units().get(unit).map(|unit| unit.particulars.place).ok_or(Refusal::NoUnit);
        let order = |order: &u64| unit(&operation.orders().get(order).ok_or(Refusal::NoOrder)?.unit);
        let posture =
            |posture: &Id| operation.postures().get(posture).map(|own| own.plan.place).ok_or(Refusal::NoPosture);
        Ok(match self {
            Self::Note { spot, .. } | Self::MoveRecords { spot, .. } => vec![spot.1],
            Self::SetContact { about, .. } => vec![*about],
            Self::Report(report) => vec![report.ground.about],
            Self::Verify { incident: number }
            | Self::Claim { incident: number }
            | Self::Weigh { incident: number, .. }
            | Self::Dismiss { incident: number, .. }
            | Self::Close { incident: number, .. } => vec![incident(number)?],
            Self::Merge { incident: number, of } => vec![incident(number)?, incident(of)?],
            Self::MakeUnit(made) => match operation.units().get(&made.unit) {
                Some(before) => vec![made.place, before.particulars.place],
                None => vec![made.place],
            },
            Self::SendOrder { incident: number, unit: id, .. } => vec![incident(number)?, unit(id)?],
            Self::ChangeOrder { order: number, .. }
            | Self::WithdrawOrder { order: number, .. }
            | Self::Acknowledge { order: number, .. } => vec![order(number)?],
            Self::Duty { unit: id, .. } | Self::Locate { unit: id, .. } | Self::Arrive { unit: id } => vec![unit(id)?],
            Self::SetThreat { place, .. } | Self::Pin { place, .. } => vec![*place],
            Self::Prepare(plan) => match operation.postures().get(&plan.posture) {
                Some(before) => vec![plan.place, before.plan.place],
                None => vec![plan.place],
            },
            Self::Propose { posture: id, .. }
            | Self::SetAside { posture: id, .. }
            | Self::Activate { posture: id, .. }
            | Self::End { posture: id, .. } => vec![posture(id)?],
            Self::MakeFeed { feed, place, .. } => {
                let before = operation.feeds().get(feed).map(Feed::place);
                before.into_iter().chain([*place]).collect()
            }
            Self::EndFeed { feed } => vec![operation.feeds().get(feed).ok_or(Refusal::NoFeed)?.place()],
            Self::ProposeRepair(asked) => vec![asked.place],
            Self::AcceptRepair { repair, .. } | Self::LeaveRepair { repair, .. } => {
                vec![operation.planning().repairs().get(repair).ok_or(Refusal::NoRepair)?.asked.place]
            }
            Self::Unpin { unit, shift } => {
                vec![operation.planning().pins().get(&(*unit, *shift)).ok_or(Refusal::Step)?.place]
            }
            Self::Advance { .. } => Vec::new(),
        })
    }
}

pub(super) fn decide(
    room: &Room,
    now: Stamp,
    person: Option<&Person>,
    command: OperationCommand,
) -> Result<Vec<Fact>, Refusal> {
    for about in command.about(room.operation())? {
        if let Some(person) = person {
            room.within(person, about)?;
        }
    }
    let fact = match command.act() {
        Act::RepairPlan => return repair::decide(room, now, command),
        Act::Attend | Act::Escort | Act::Receive => OperationFact::Day(day::decide(room, now, person, command)?),
        Act::ReportIncident | Act::HandleIncident => {
            OperationFact::Incident(incident::decide(room, now, person, command)?)
        }
        Act::KeepUnits => match command {
            OperationCommand::SetContact { about, telephone } => {
                OperationFact::Day(day::contact(room, about, telephone)?)
            }
            command => OperationFact::Field(field::decide(room, now, person, command)?),
        },
        Act::Dispatch | Act::FollowOrders => OperationFact::Field(field::decide(room, now, person, command)?),
        Act::KeepFeeds => OperationFact::Feed(feed(room, command)?),
        _ => OperationFact::Posture(posture::decide(room, now, person, command)?),
    };
    Ok(vec![Fact::Operation(fact)])
}

/// One name, one token at a time.
fn feed(room: &Room, command: OperationCommand) -> Result<FeedFact, Refusal> {
    let feeds = room.operation().feeds();
    let open = |feed: &Id| matches!(feeds.get(feed), Some(Feed::Open(_)));
    match command {
        OperationCommand::MakeFeed { feed, place, token } => {
            room.definition().place_ix(place).ok_or(Refusal::Unknown)?;
            if feeds.len() >= MAX_FEEDS && !feeds.contains_key(&feed) {
                return Err(Refusal::Limit);
            }
            if open(&feed) { Err(Refusal::Step) } else { Ok(FeedFact::Made { feed, place, token }) }
        }
        OperationCommand::EndFeed { feed } if open(&feed) => Ok(FeedFact::Ended { feed }),
        OperationCommand::EndFeed { .. } => Err(Refusal::Step),
        command => Err(Refusal::NotAllowed(command.act())),
    }
}

/// Nobody knows the future; clocks may differ a little.
fn not_ahead(now: Stamp, at: Stamp) -> Result<(), Refusal> {
    if at.instant() > now.instant() + AHEAD { Err(Refusal::Moment) } else { Ok(()) }
}

/// A telephone number as people write it: signs and figures, 3 to 30 of them.
fn telephone(text: Option<String>) -> Result<Option<String>, Refusal> {
    let Some(text) = text else { return Ok(None) };
    let signs = text.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | ' ' | '.' | '-' | '(' | ')'));
    let figures = text.chars().filter(char::is_ascii_digit).count();
    let text = phrase(text)?;
    if signs && (3..=20).contains(&figures) && text.len() <= 30 { Ok(Some(text)) } else { Err(Refusal::Telephone) }
}
