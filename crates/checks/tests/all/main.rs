//! The rules on a small invented country, and on real rounds where the data is there.

mod contest;
mod country;
mod entry;
mod hints;
mod scan;
