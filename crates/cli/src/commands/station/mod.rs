//! `vigie station`: what the people of a polling station do on their own machine, with no network.

mod ask;
mod correct;
mod desk;
mod enter;
mod export;
mod init;
mod mail;
mod pending;
mod read;
mod receipt;
mod send;
mod sign;
mod status;
mod strange;
mod tell;
mod web;

use std::net::SocketAddr;
use std::path::PathBuf;

use election::refusal::Language;

use crate::failure::Failure;

pub use read::carried;

/// Enter, sign, carry and send the count of one polling station; works with no network.
///
/// Everything lies in one directory on the station's own machine: `init` makes it once, before
/// the vote, from the sealed definition. On the evening: `enter`, `sign`, then `send`, or `export`
/// a file, codes or a sheet. `status` says at any time what is done and what is still unsent.
/// With --web the same is done in a browser on this machine.
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true, arg_required_else_help = true)]
pub struct Arguments {
    /// Serve the station of this directory as pages, for a browser on this machine
    #[arg(long, value_name = "DIR")]
    web: Option<PathBuf>,
    /// Address and port of the pages
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8018", requires = "web")]
    listen: SocketAddr,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(clap::Subcommand)]
pub enum Command {
    Init(init::Arguments),
    Tell(tell::Arguments),
    Enter(enter::Arguments),
    Import(enter::Import),
    Sign(sign::Arguments),
    Correct(correct::Arguments),
    Send(send::Arguments),
    Receipt(receipt::Arguments),
    Status(status::Arguments),
    Export(export::Arguments),
    Read(read::Arguments),
}

impl Arguments {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        match (&self.command, &self.web) {
            (Some(command), _) => command.run(language),
            (None, Some(directory)) => web::serve(directory, self.listen, language),
            (None, None) => {
                Err(Failure::usage("que faire ? voir vigie station --help", "what to do? see vigie station --help"))
            }
        }
    }
}

impl Command {
    fn run(&self, language: Language) -> Result<(), Failure> {
        match self {
            Self::Init(arguments) => arguments.run(language),
            Self::Tell(arguments) => arguments.run(language),
            Self::Enter(arguments) => arguments.run(language),
            Self::Import(arguments) => arguments.run(language),
            Self::Sign(arguments) => arguments.run(language),
            Self::Correct(arguments) => arguments.run(language),
            Self::Send(arguments) => arguments.run(language),
            Self::Receipt(arguments) => arguments.run(language),
            Self::Status(arguments) => arguments.run(language),
            Self::Export(arguments) => arguments.run(language),
            Self::Read(arguments) => arguments.run(language),
        }
    }
}
