//! The files of a plan's directory that are made of problem, plan and names: written with the
//! plan, and made again by whoever checks it.

use std::path::Path;

use election::refusal::Language;
use plan::check::Rule;
use plan::output::Dossier;

use super::folder::{MAX_BYTES, NAMES};
use crate::failure::Failure;
use crate::folder::read_limited;

/// The page of the whole plan, the only file that has a language.
const REPORT: &str = "report.html";

/// Every file with its name.
pub fn exhibits(dossier: &Dossier<'_>, language: Language) -> Vec<(String, Vec<u8>)> {
    let mut files = plain(dossier);
    files.push((REPORT.to_owned(), dossier.report(language).into_bytes()));
    files
}

fn plain(dossier: &Dossier<'_>) -> Vec<(String, Vec<u8>)> {
    let tables = dossier.tables().into_iter().map(|(name, bytes)| (format!("tables/{name}"), bytes));
    let map = ("plan.geojson".to_owned(), dossier.geojson().into_bytes());
    let summary = ("summary.json".to_owned(), dossier.summary().into_bytes());
    tables.chain([map, summary]).collect()
}

/// A file that is missing or does not say what it should.
pub struct Misfiled {
    pub rule: Rule,
    pub name: String,
}

impl Misfiled {
    /// Code, file, what is wrong and what to do, in one line.
    pub fn text(&self, language: Language) -> String {
        let (code, what, remedy) = (self.rule.code(), self.rule.text(language), self.rule.remedy(language));
        let name = verifier::wording::visible(&self.name);
        match language {
            Language::French => format!("{code} {name} : {what} ; {remedy}"),
            Language::English => format!("{code} {name}: {what}; {remedy}"),
        }
    }
}

/// Which files are there or not as this plan has them. The report may be in either language.
pub fn misfiled(directory: &Path, dossier: &Dossier<'_>) -> Result<Vec<Misfiled>, Failure> {
    let mut found = Vec::new();
    if !directory.join(NAMES).exists() {
        found.push(Misfiled { rule: Rule::NoExhibit, name: NAMES.to_owned() });
    }
    for (name, due) in plain(dossier) {
        found.extend(compared(directory, &name, |bytes| bytes == due)?);
    }
    let report = |bytes: &[u8]| {
        [Language::French, Language::English].into_iter().any(|language| bytes == dossier.report(language).as_bytes())
    };
    found.extend(compared(directory, REPORT, report)?);
    Ok(found)
}

fn compared(directory: &Path, name: &str, good: impl FnOnce(&[u8]) -> bool) -> Result<Option<Misfiled>, Failure> {
    let path = directory.join(name);
    let wrong = |rule| Some(Misfiled { rule, name: name.to_owned() });
    if !path.exists() {
        return Ok(wrong(Rule::NoExhibit));
    }
    let bytes = read_limited(&path, MAX_BYTES)?;
    Ok(if good(&bytes) { None } else { wrong(Rule::Exhibit) })
}
