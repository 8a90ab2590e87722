//! Figures in a file that somebody wrote: one field a line, from an editor or a spreadsheet.
//!
//! ```text
//! registered;1 204      the name of the line in a report,
//! B;861                 or its letter on the paper record
//! candidate-1;301
//! 2;244                 or the panel number of a candidate
//! reason;one voter signed and left with the paper
//! ```
//!
//! Between name and figure stands a semicolon, a comma, a tab, an equals sign or a space. The
//! figures themselves are read by the form, as if they were typed.

use election::refusal::Language;

use crate::{
    form::{Form, MAX_TYPED_BYTES, Typed, Untypable},
    wording::say,
};

/// Most bytes of a file of figures.
pub const MAX_FIGURES_BYTES: usize = 64 * 1_024;

/// A line of the file that is not taken, counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadLine {
    /// Line, counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub cause: Cause,
}

/// Why a line is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The file is longer than [`MAX_FIGURES_BYTES`].
    TooLong,
    /// The file is not UTF-8.
    Encoding,
    /// The form has no field of this name; the name as it was found.
    Unknown(String),
    /// The field was answered before.
    Twice(String),
    /// The text cannot be kept.
    Untypable(Untypable),
}

/// Reads a file of figures for a form; nothing of it is taken when one line is bad.
pub fn read(bytes: &[u8], form: &Form) -> Result<Typed, Vec<BadLine>> {
    let whole = |cause| vec![BadLine { line: 1, cause }];
    if bytes.len() > MAX_FIGURES_BYTES {
        return Err(whole(Cause::TooLong));
    }
    // Spreadsheets put a byte order mark before UTF-8.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = core::str::from_utf8(bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].split(|byte| *byte == b'\n').count();
        vec![BadLine { line, cause: Cause::Encoding }]
    })?;
    let (mut typed, mut bad) = (Typed::default(), Vec::new());
    for (line, text) in (1..).zip(text.lines()) {
        let text = text.trim();
        let is_heading = line == 1 && HEADINGS.contains(&split(text).0.to_lowercase().as_str());
        if text.is_empty() || text.starts_with('#') || is_heading {
            continue;
        }
        if let Err(cause) = take(text, form, &mut typed) {
            bad.push(BadLine { line, cause });
        }
    }
    if bad.is_empty() { Ok(typed) } else { Err(bad) }
}

/// First column of a heading line.
const HEADINGS: [&str; 4] = ["field", "champ", "name", "nom"];

fn take(text: &str, form: &Form, typed: &mut Typed) -> Result<(), Cause> {
    let (name, value) = split(text);
    if ["reason", "raison", "motif"].contains(&name.to_lowercase().as_str()) {
        if !typed.reason().is_empty() {
            return Err(Cause::Twice(name.to_owned()));
        }
        return typed.put_reason(value).map_err(Cause::Untypable);
    }
    let field = form.field(name).ok_or_else(|| Cause::Unknown(name.chars().take(SHOWN).collect()))?;
    if !typed.at(field).is_empty() {
        return Err(Cause::Twice(name.to_owned()));
    }
    typed.put(field, value).map_err(Cause::Untypable)
}

/// Characters of an unknown name that are shown.
const SHOWN: usize = 40;

/// Name and value: at the first separator of a table, else at the first space.
fn split(text: &str) -> (&str, &str) {
    let cut = text.split_once([';', '\t', '=', ',']).or_else(|| text.split_once(' '));
    let (name, value) = cut.unwrap_or((text, ""));
    (name.trim().trim_matches('"'), value.trim().trim_matches('"'))
}

impl BadLine {
    /// What is wrong and what to do, for people.
    pub fn text(&self, language: Language) -> String {
        let line = self.line;
        let at = say(language, format!("ligne {line} : "), format!("line {line}: "));
        at + &self.cause.text(language)
    }
}

impl Cause {
    fn text(&self, language: Language) -> String {
        match self {
            Self::TooLong => say(
                language,
                format!("plus de {MAX_FIGURES_BYTES} octets : ce n'est pas un fichier de chiffres."),
                format!("more than {MAX_FIGURES_BYTES} bytes: this is no file of figures."),
            ),
            Self::Encoding => say(
                language,
                "le fichier n'est pas en UTF-8. Enregistrez-le en UTF-8.".to_owned(),
                "the file is not UTF-8. Save it as UTF-8.".to_owned(),
            ),
            Self::Unknown(name) => say(
                language,
                format!(
                    "« {name} » n'est pas un champ de ce bureau à ce tour (A à F, le numéro d'un candidat, ou reason)."
                ),
                format!(
                    "{name:?} is no field of this station in this round (A to F, a candidate's number, or reason)."
                ),
            ),
            Self::Twice(name) => say(
                language,
                format!("« {name} » est rempli deux fois. Gardez une seule ligne."),
                format!("{name:?} is answered twice. Keep one line."),
            ),
            Self::Untypable(Untypable::TooLong) => say(
                language,
                format!("plus de {MAX_TYPED_BYTES} octets."),
                format!("more than {MAX_TYPED_BYTES} bytes."),
            ),
            Self::Untypable(why) => why.text(language).to_owned(),
        }
    }
}
