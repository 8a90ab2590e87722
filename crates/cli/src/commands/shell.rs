//! `vigie completions`, `vigie man`: what shells and manuals need.

use std::io::{Write as _, stdout};
use std::path::{Path, PathBuf};

use clap_complete::Shell;

use election::refusal::Language;

use crate::{failure::Failure, help::command_line};

/// Print a completion script for a shell.
#[derive(clap::Args)]
pub struct Completions {
    shell: Shell,
}

/// Write a manual page for every command.
#[derive(clap::Args)]
pub struct Man {
    /// Directory for the pages; it is made if needed
    directory: PathBuf,
}

impl Completions {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut command_line(language), "vigie", &mut script);
        stdout().write_all(&script).map_err(Failure::at(Path::new("-")))
    }
}

impl Man {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        std::fs::create_dir_all(&self.directory).map_err(Failure::at(&self.directory))?;
        clap_mangen::generate_to(command_line(language), &self.directory).map_err(Failure::at(&self.directory))
    }
}
