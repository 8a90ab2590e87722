//! The projection on small invented countries, whose end is known.

mod bounds;
mod country;
mod night;
mod order;
