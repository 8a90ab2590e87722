//! `vigie station export`: signed messages on a stick, as codes, or on paper.

use std::path::PathBuf;

use clap::ValueEnum;
use election::refusal::Language;
use station::{
    carry,
    sheet::{Heading, Sheet},
};
use verifier::wording::say;

use super::{
    desk::Desk,
    mail::{Fate, Signed},
};
use crate::{
    failure::Failure,
    folder::{Folder, put_out},
};

/// Take what is signed out of the directory: a file, codes, or a sheet to print.
///
/// Nothing is marked as sent by this: a message is received when its receipt is here.
#[derive(clap::Args)]
#[command(group = clap::ArgGroup::new("form").required(true))]
pub struct Arguments {
    /// The station's directory
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// All messages without a receipt in one file, for `vigie intake`
    #[arg(long, value_name = "FILE", group = "form")]
    file: Option<PathBuf>,
    /// The report as codes: pictures and their texts, in this directory
    #[arg(long, value_name = "OUT", group = "form")]
    qr: Option<PathBuf>,
    /// The report as a sheet to print, sign and post at the door
    #[arg(long, value_name = "FORMAT", group = "form")]
    sheet: Option<Format>,
    /// The file for the sheet; else standard output
    #[arg(long, value_name = "FILE", requires = "sheet")]
    out: Option<PathBuf>,
    /// With --file: the messages that have a receipt as well
    #[arg(long, requires = "file")]
    all: bool,
    /// Which round; else the last whose doors have opened
    #[arg(long, value_name = "N")]
    round: Option<u8>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Html,
    Pdf,
}

impl Arguments {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        let desk = Desk::open(&self.directory)?;
        if let Some(path) = &self.file {
            return self.bundle(&desk, path, language);
        }
        let round = desk.round(self.round)?;
        let report = desk.last_edition(round)?.ok_or_else(|| {
            Failure::no(
                format!("le relevé du tour {round} n'est pas encore signé par deux titulaires"),
                format!("the report of round {round} is not signed by two holders yet"),
            )
        })?;
        if let Some(out) = &self.qr {
            return codes(&report, out, language);
        }
        let sheet = sheet(&desk, round, &report)?;
        let bytes = match self.sheet {
            Some(Format::Pdf) => sheet.pdf(language),
            Some(Format::Html) | None => sheet.html(language).into_bytes(),
        };
        put_out(self.out.as_deref(), &bytes)
    }

    fn bundle(&self, desk: &Desk, path: &std::path::Path, language: Language) -> Result<(), Failure> {
        let messages: Vec<Signed> =
            desk.messages()?.into_iter().filter(|signed| self.all || signed.fate != Fate::Received).collect();
        if messages.is_empty() {
            return Err(Failure::no(
                "rien à emporter : aucun message signé sans reçu",
                "nothing to take: no signed message without a receipt",
            ));
        }
        let notes: Vec<&[u8]> = messages.iter().map(|signed| signed.note.as_slice()).collect();
        put_out(Some(path), &carry::write_bundle(&notes))?;
        let count = messages.len();
        println!("{}: {}", path.display(), say(language, format!("messages : {count}"), format!("messages: {count}")));
        Ok(())
    }
}

/// The sheet of a signed report.
pub fn sheet(desk: &Desk, round: u8, report: &Signed) -> Result<Sheet, Failure> {
    let heading = Heading::of(desk.excerpt(), round).map_err(super::desk::of_gate)?;
    Sheet::of(heading, desk.form(round)?, &report.note).ok_or_else(|| {
        Failure::no(format!("{} : pas un relevé", report.name), format!("{}: not a report", report.name))
    })
}

fn codes(report: &Signed, out: &std::path::Path, language: Language) -> Result<(), Failure> {
    let parts = carry::split(&report.note);
    let mut files = Vec::new();
    let mut texts = String::new();
    for part in &parts {
        let label = format!("{} {}/{}", report.name, part.number(), part.of());
        let name = format!("{}-{}-{}.svg", report.name, part.number(), part.of());
        files.push((name, carry::code(part).svg(&label).into_bytes()));
        texts.extend([part.to_string().as_str(), "\n"]);
    }
    files.push((format!("{}.txt", report.name), texts.into_bytes()));
    Folder::create(out)?.write(&files)?;
    let count = parts.len();
    println!("{}: {}", out.display(), say(language, format!("codes : {count}"), format!("codes: {count}")));
    Ok(())
}
