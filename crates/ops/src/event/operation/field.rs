//! Events of units and of their orders.

use core::fmt::Write as _;

use election::{
    Id, Stamp,
    definition::Position,
    text::{LineFault, Lines},
};

use super::{optional_id, or_dash, people, point, repair::incident, word, write_point};
use crate::{
    event::{MAX_EVENTS, phrase},
    operation::{order::MAX_EDITIONS, unit::Particulars, words::Word as _},
};

/// What happened to a unit or an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldFact {
    /// A unit was made known, or its particulars are others.
    Made(Particulars),
    /// A unit is at work and free.
    OnDuty {
        /// Which.
        unit: Id,
    },
    /// A unit is not at work.
    OffDuty {
        /// Which.
        unit: Id,
    },
    /// A unit was seen somewhere.
    Seen {
        /// Which.
        unit: Id,
        /// Where.
        point: Position,
        /// When.
        at: Stamp,
    },
    /// A unit reached the incident that it was sent to.
    Arrived {
        /// Which.
        unit: Id,
    },
    /// An order was sent; the number of this event is its name.
    OrderSent {
        /// About which incident; none for the unit's order of the plan.
        incident: Option<u64>,
        /// To whom.
        unit: Id,
        /// What to do.
        text: String,
    },
    /// An order has another edition.
    OrderChanged {
        /// Which.
        order: u64,
        /// The new edition.
        edition: u32,
        /// What to do.
        text: String,
    },
    /// An order was read.
    OrderAcknowledged {
        /// Which.
        order: u64,
        /// The edition that was read.
        edition: u32,
    },
    /// An order was taken back.
    OrderWithdrawn {
        /// Which.
        order: u64,
        /// Why.
        reason: String,
    },
}

impl FieldFact {
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Made(_) => "unit-made",
            Self::OnDuty { .. } => "unit-on-duty",
            Self::OffDuty { .. } => "unit-off-duty",
            Self::Seen { .. } => "unit-seen",
            Self::Arrived { .. } => "unit-arrived",
            Self::OrderSent { .. } => "order-sent",
            Self::OrderChanged { .. } => "order-changed",
            Self::OrderAcknowledged { .. } => "order-acknowledged",
            Self::OrderWithdrawn { .. } => "order-withdrawn",
        }
    }

    pub(super) fn about(&self) -> Option<Id> {
        match self {
            Self::Made(particulars) => Some(particulars.place),
            _ => None,
        }
    }

    /// The unit that is named.
    pub fn unit(&self) -> Option<Id> {
        match self {
            Self::Made(particulars) => Some(particulars.unit),
            Self::OnDuty { unit }
            | Self::OffDuty { unit }
            | Self::Seen { unit, .. }
            | Self::Arrived { unit }
            | Self::OrderSent { unit, .. } => Some(*unit),
            Self::OrderChanged { .. } | Self::OrderAcknowledged { .. } | Self::OrderWithdrawn { .. } => None,
        }
    }

    /// The order that is named; of a new one, none yet.
    pub fn order(&self) -> Option<u64> {
        match self {
            Self::OrderChanged { order, .. }
            | Self::OrderAcknowledged { order, .. }
            | Self::OrderWithdrawn { order, .. } => Some(*order),
            _ => None,
        }
    }

    pub(super) fn read(kind: &str, lines: &mut Lines<'_>) -> Option<Result<Self, LineFault>> {
        Some(match kind {
            "unit-made" => read_particulars(lines).map(Self::Made),
            "unit-on-duty" => lines.id("unit").map(|unit| Self::OnDuty { unit }),
            "unit-off-duty" => lines.id("unit").map(|unit| Self::OffDuty { unit }),
            "unit-seen" => read_seen(lines),
            "unit-arrived" => lines.id("unit").map(|unit| Self::Arrived { unit }),
            "order-sent" => read_sent(lines),
            "order-changed" => read_changed(lines),
            "order-acknowledged" => {
                read_edition(lines).map(|(order, edition)| Self::OrderAcknowledged { order, edition })
            }
            "order-withdrawn" => read_withdrawn(lines),
            _ => return None,
        })
    }

    pub(super) fn write(&self, out: &mut String) {
        match self {
            Self::Made(particulars) => write_particulars(particulars, out),
            Self::OnDuty { unit } | Self::OffDuty { unit } | Self::Arrived { unit } => {
                let _ = writeln!(out, "unit {unit}");
            }
            Self::Seen { unit, point, at } => {
                let _ = writeln!(out, "unit {unit}");
                write_point(Some(*point), out);
                let _ = writeln!(out, "moment {at}");
            }
            Self::OrderSent { incident, unit, text } => {
                let _ = writeln!(out, "incident {}\nunit {unit}\ndoes {text}", or_dash(*incident));
            }
            Self::OrderChanged { order, edition, text } => {
                let _ = writeln!(out, "order {order}\nedition {edition}\ndoes {text}");
            }
            Self::OrderAcknowledged { order, edition } => {
                let _ = writeln!(out, "order {order}\nedition {edition}");
            }
            Self::OrderWithdrawn { order, reason } => _ = writeln!(out, "order {order}\nreason {reason}"),
        }
    }
}

fn read_seen(lines: &mut Lines<'_>) -> Result<FieldFact, LineFault> {
    Ok(FieldFact::Seen { unit: lines.id("unit")?, point: point(lines)?, at: lines.stamp("moment")? })
}

fn read_sent(lines: &mut Lines<'_>) -> Result<FieldFact, LineFault> {
    let incident = incident(lines)?;
    Ok(FieldFact::OrderSent { incident, unit: lines.id("unit")?, text: phrase(lines, "does")? })
}

fn read_edition(lines: &mut Lines<'_>) -> Result<(u64, u32), LineFault> {
    let order = lines.number("order", MAX_EVENTS)?;
    let edition = lines.number("edition", MAX_EDITIONS.into())?;
    Ok((order, u32::try_from(edition).unwrap_or_else(|_| unreachable!("limited to u32"))))
}

fn read_changed(lines: &mut Lines<'_>) -> Result<FieldFact, LineFault> {
    let (order, edition) = read_edition(lines)?;
    Ok(FieldFact::OrderChanged { order, edition, text: phrase(lines, "does")? })
}

fn read_withdrawn(lines: &mut Lines<'_>) -> Result<FieldFact, LineFault> {
    let order = lines.number("order", MAX_EVENTS)?;
    Ok(FieldFact::OrderWithdrawn { order, reason: phrase(lines, "reason")? })
}

fn read_particulars(lines: &mut Lines<'_>) -> Result<Particulars, LineFault> {
    let (unit, name, force) = (lines.id("unit")?, phrase(lines, "name")?, word(lines, "force")?);
    let strength = lines.value("strength")?;
    let strength = people(lines, strength)?;
    let (place, leader) = (lines.id("place")?, optional_id(lines, "leader")?);
    let telephone = lines.phrase("telephone")?.map(str::to_owned);
    Ok(Particulars { unit, name, force, strength, place, leader, telephone })
}

fn write_particulars(particulars: &Particulars, out: &mut String) {
    let Particulars { unit, name, force, strength, place, leader, telephone } = particulars;
    let _ = writeln!(out, "unit {unit}\nname {name}\nforce {}\nstrength {strength}\nplace {place}", force.word());
    let _ = writeln!(out, "leader {}\ntelephone {}", or_dash(*leader), or_dash(telephone.as_ref()));
}
