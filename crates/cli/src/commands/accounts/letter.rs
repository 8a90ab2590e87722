//! What gives somebody access: one letter a person, on paper, in person.

use std::fmt::Write as _;

use election::{Definition, Id, publish::json::Json, refusal::Language};
use fast_qr::QRBuilder;
use fast_qr::convert::svg::SvgBuilder;
use ops::account::Secret;
use ops::roles::Role;
use server::screens::{admin, secrets};

/// What a letter says.
pub struct Letter {
    pub account: Id,
    pub name: String,
    pub role: Role,
    pub scope: Id,
    pub password: String,
    pub second: Option<Secret>,
}

impl Letter {
    /// The account it is for.
    pub fn account(&self) -> Id {
        self.account
    }

    /// Its role.
    pub fn role(&self) -> Role {
        self.role
    }

    /// The first password.
    pub fn password(&self) -> &str {
        &self.password
    }

    /// Whether the account logs in with a code too.
    pub fn has_second_factor(&self) -> bool {
        self.second.is_some()
    }

    /// Letters as CSV, for the private directory of an exercise.
    pub fn table(letters: &[Self]) -> String {
        let mut out = String::from("account,password,second\n");
        for Self { account, password, second, .. } in letters {
            let second = second.as_ref().map_or("", Secret::expose);
            let _ = writeln!(out, "{account},{password},{second}");
        }
        out
    }
}

/// One letter as an object on a line, its password in it.
pub fn print_secret(letter: &Letter) {
    let mut out = String::new();
    Json::new(&mut out).object(|json| {
        json.name("account").display(letter.account);
        json.name("role").display(letter.role);
        json.name("scope").display(letter.scope);
        json.name("password").display(letter.password.as_str());
        json.name("second").display(letter.second.as_ref().map_or("", Secret::expose));
    });
    println!("{out}");
}

/// The letters, one a sheet of paper, French first.
pub fn page(definition: &Definition, letters: &[Letter]) -> String {
    let title = escaped(&definition.parts().title);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"fr\"><head><meta charset=\"utf-8\"><title>{title}</title><style>\
         body{{font:12pt/1.5 system-ui,sans-serif;max-width:42rem;margin:2rem auto}}\
         section{{break-after:page;border:1px solid #999;padding:2rem;margin:0 0 2rem}}\
         dt{{color:#555}}dd{{margin:0 0 .6rem;font:600 14pt ui-monospace,monospace}}svg{{width:11rem;height:11rem}}\
         </style></head><body>\n"
    );
    for letter in letters {
        out += &sheet(definition, &title, letter);
    }
    out + "</body></html>\n"
}

fn sheet(definition: &Definition, title: &str, letter: &Letter) -> String {
    let Letter { account, name, role, scope, password, second } = letter;
    let (french, english) = (admin::role_name(*role, Language::French), admin::role_name(*role, Language::English));
    let mut out = format!(
        "<section><h1>{title}</h1><p>{} · {french} · <span lang=\"en\">{english}</span> · {scope}</p>\
         <dl><dt>Compte · <span lang=\"en\">Account</span></dt><dd>{account}</dd>\
         <dt>Premier mot de passe, à changer à la première connexion · \
         <span lang=\"en\">First password, to be changed at the first log-in</span></dt><dd>{password}</dd>",
        escaped(name)
    );
    if let Some(seed) = second {
        let address = secrets::otpauth(definition.parts().election.as_str(), account.as_str(), seed);
        let code = QRBuilder::new(address.as_str()).build().map(|code| SvgBuilder::default().to_str(&code));
        let _ = write!(
            out,
            "<dt>Second facteur · <span lang=\"en\">Second factor</span></dt><dd>{}</dd>{}",
            seed.expose(),
            code.unwrap_or_default()
        );
    }
    out + "</dl><p>À remettre en main propre. Ne la photographiez pas, ne l'envoyez pas. · \
        <span lang=\"en\">To be handed over in person. Do not photograph it, do not send it.</span></p></section>\n"
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
