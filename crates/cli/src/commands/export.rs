//! `vigie export`: the official layout of 2017 back out of an election directory.

use std::path::{Path, PathBuf};

use import::{
    assemble::export::to_results,
    directory::counts,
    official::pr17::{self, NotWritten},
};

use crate::{
    failure::Failure,
    folder::{Folder, put_out},
};

/// Write a round's counts in the official layout of 2017, byte-stable.
#[derive(clap::Args)]
pub struct Arguments {
    /// The election directory
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// Which round
    #[arg(long, value_name = "N")]
    round: u8,
    /// The file to write; else standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Arguments {
    pub fn run(&self) -> Result<(), Failure> {
        let bytes = official(&Folder::open(&self.directory)?, self.round)?;
        put_out(self.out.as_deref(), &bytes)
    }
}

/// A round's counts in the official layout of 2017.
pub fn official(folder: &Folder, round: u8) -> Result<Vec<u8>, Failure> {
    let draft = folder.draft()?;
    let rows = folder.counts(&draft, round)?;
    let rows: Vec<counts::StationCounts> =
        rows.into_iter().map(|(station, counts)| counts::StationCounts { station, counts }).collect();
    let file = to_results(&draft, round, &rows)?;
    let mut bytes = Vec::new();
    pr17::write(&file, &mut bytes).map_err(|error| match error {
        NotWritten::Text(refused) => Failure::Refused(refused),
        NotWritten::Writer(error) => Failure::at(Path::new("-"))(error),
    })?;
    Ok(bytes)
}
