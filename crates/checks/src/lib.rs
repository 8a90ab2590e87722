//! Warnings: what is unlikely about a count, said while the paper is still on the table.

mod calibrate;
mod contest;
pub mod hints;
pub mod measure;
mod model;
mod picture;
pub mod rules;
mod scan;
mod thresholds;
mod warning;

pub use contest::{Address, Contest, Line, OtherCandidates, Station};
pub use picture::Picture;
pub use scan::{Finding, Pattern, Scan, scan};
pub use thresholds::Thresholds;
pub use warning::{Asked, Context, Entry, Warning, at_entry};
