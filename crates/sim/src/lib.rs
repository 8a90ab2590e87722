//! Invented countries and election nights, from one seed.
//!
//! Nothing here knows a clock, a file, a network or a thread: the same arguments give the same
//! country and the same night on every machine. Only integers are used, so no platform's
//! floating point can make two runs differ.
//!
//! - [`country`] invents the stations of a country around real communes, with counts that add up
//!   to the real totals of every department of the French presidential election of 2017;
//! - [`arrival`] says when each station's report arrives, after the curve of the night of 2022;
//! - [`forces`] invents the forces, threats, policy and events of a country after those of 2017.

pub mod arrival;
pub mod country;
pub mod dice;
pub mod forces;
mod share;
