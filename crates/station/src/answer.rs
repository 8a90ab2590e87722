//! What the hub says when it refuses: one JSON object of its own form, read without belief.
//!
//! ```text
//! {"code":"E201","status":422,"text":{"fr":"…","en":"…"},"remedy":{"fr":"…","en":"…"}}
//! ```

use election::refusal::Language;

use crate::wording::say;

/// Most bytes of a refusal that are looked at.
pub const MAX_REFUSAL_BYTES: usize = 16_384;

/// Code, cause and remedy in one line; `None` for an answer of another form, as a proxy gives it.
pub fn refusal(body: &[u8], language: Language) -> Option<String> {
    let body = core::str::from_utf8(body.get(..body.len().min(MAX_REFUSAL_BYTES))?).ok()?;
    let member = say(language, "\"fr\":", "\"en\":");
    let code = string(after(body, "\"code\":")?)?;
    let text = string(after(after(body, "\"text\":")?, member)?)?;
    let remedy = after(body, "\"remedy\":").and_then(|rest| string(after(rest, member)?));
    Some(match remedy {
        Some(remedy) => format!("{code} {text} → {remedy}"),
        None => format!("{code} {text}"),
    })
}

fn after<'a>(body: &'a str, mark: &str) -> Option<&'a str> {
    body.split_once(mark).map(|(_, rest)| rest)
}

/// The JSON string that `rest` begins with.
fn string(rest: &str) -> Option<String> {
    let mut out = String::new();
    let mut chars = rest.strip_prefix('"')?.chars();
    loop {
        match chars.next()? {
            '"' => return Some(out),
            '\\' => match chars.next()? {
                'n' | 'r' | 't' => out.push(' '),
                'u' => {
                    let digits: String = chars.by_ref().take(4).collect();
                    out.push(char::from_u32(u32::from_str_radix(&digits, 16).ok()?)?);
                }
                plain => out.push(plain),
            },
            plain => out.push(plain),
        }
    }
}
