//! Limits of what people may write. Beyond them it is refused, never cut.

use crate::measure::Weight;

/// Most units.
pub const MAX_UNITS: usize = 100_000;
/// Most people in one unit.
pub const MAX_STRENGTH: u32 = 100_000;
/// Most people in all units together.
pub const MAX_OFFICERS: u64 = 10_000_000;
/// Most people in a crew.
pub const MAX_CREW: u32 = 1_000;
/// Most skills of a unit or an event.
pub const MAX_SKILLS: usize = 16;
/// Most vehicles of a unit.
pub const MAX_VEHICLES: u32 = 100_000;
/// Longest duty, in seconds: a day.
pub const MAX_DUTY: u32 = 24 * 3_600;
/// Longest rest between two duties, in seconds.
pub const MAX_REST: u32 = 36 * 3_600;
/// Most threats.
pub const MAX_THREATS: usize = 10_000;
/// Most events.
pub const MAX_EVENTS: usize = 10_000;
/// Most people at an event.
pub const MAX_PEOPLE: u32 = 10_000_000;
/// Most points an event is worth by itself.
pub const MAX_EVENT_WEIGHT: Weight = Weight(10_000_000);
/// Most recorded leaves: one for each station of the largest election.
pub const MAX_LEAVES: usize = 2_000_000;
/// Most phases.
pub const MAX_PHASES: usize = 16;
/// Most classes of hours.
pub const MAX_HOURS: usize = 24;
/// Most shifts.
pub const MAX_SHIFTS: usize = 12;
/// Most departments with a least and most.
pub const MAX_STRENGTHS: usize = 10_000;
/// Most places in a list of the policy.
pub const MAX_LISTED: usize = 100_000;
/// Most a class of hours may multiply a venue's weight by, in thousandths.
pub const MAX_VENUE_WEIGHT: u16 = 10_000;
/// Longest way on roads for a way by the crow, in thousandths.
pub const MAX_DETOUR: u16 = 5_000;
/// Highest speed, in kilometres an hour.
pub const MAX_SPEED: u32 = 300;
/// Longest start of a way, in seconds.
pub const MAX_START: u32 = 3_600;
/// Longest promise, in seconds.
pub const MAX_PROMISE: u32 = 24 * 3_600;
/// Most people of a liaison.
pub const MAX_LIAISON: u32 = 100;
/// Most a site may weigh in any class of hours.
pub const MAX_WEIGHT: Weight = Weight(1_000_000_000);
/// Most all sites may weigh together, each in its worst class of hours: a million times that, as
/// reserves are reckoned, still fits 64 bits.
pub const MAX_TOTAL_WEIGHT: Weight = Weight(10_000_000_000_000);
/// Most sites.
pub const MAX_SITES: usize = 2_000_000;

const _: () = assert!(MAX_TOTAL_WEIGHT.0 as u128 * 1_000_000 <= u64::MAX as u128, "sums of covers fit");
