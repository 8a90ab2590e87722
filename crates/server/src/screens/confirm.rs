//! The second look: what is shown is what is done, and the person says so with the password and,
//! where the role has one, with the second factor.

use ops::Refusal;
use ops::account::KeyName;
use ops::desk::Signature;
use ops::roles::Person;
use ops::step::{Actor, Command};
use tlog::{Hash, Signer, note::sign};

use crate::rooms::NotDone;

use super::access::Fields;
use super::fault::Fault;
use super::{NoPen, Screens};

/// Somebody who proved to be there, for exactly the content that was shown. Only
/// `Screens::confirmed` makes one.
pub struct Confirmed {
    key: Option<(KeyName, Signer)>,
    account: election::Id,
    shown: Hash,
}

/// What somebody who is logged in has to prove again.
#[derive(Clone, Copy)]
enum Asked {
    PasswordAndCode,
    Password,
}

impl Confirmed {
    /// The hash of what was shown and confirmed.
    pub fn shown(&self) -> Hash {
        self.shown
    }

    /// The person's signature under the text that was shown; another text is refused.
    pub fn sign(&self, text: &str) -> Result<Signature, Fault> {
        let (key, signer) = self.key.as_ref().ok_or(Refusal::NoKey)?;
        if Hash::of(text.as_bytes()) != self.shown {
            return Err(Refusal::Changed.into());
        }
        Ok(signature(self.account, *key, signer, text))
    }

    /// The person's signature under a call-back of the report that was shown. Its text has the
    /// moment of now and the figures that came with the same form.
    pub fn sign_callback(&self, report: Hash, text: &str) -> Result<Signature, Fault> {
        let (key, signer) = self.key.as_ref().ok_or(Refusal::NoKey)?;
        if report != self.shown {
            return Err(Refusal::Changed.into());
        }
        Ok(signature(self.account, *key, signer, text))
    }

    /// The person's signature under one of several texts that were shown together.
    pub fn sign_one_of(&self, texts: &[String], text: &str) -> Result<Signature, Fault> {
        let (key, signer) = self.key.as_ref().ok_or(Refusal::NoKey)?;
        if shown_of(texts) != self.shown || !texts.iter().any(|shown| shown == text) {
            return Err(Refusal::Changed.into());
        }
        Ok(signature(self.account, *key, signer, text))
    }
}

/// What stands for several texts at once.
pub fn shown_of(texts: &[String]) -> Hash {
    let hashes: Vec<u8> = texts.iter().flat_map(|text| Hash::of(text.as_bytes()).0).collect();
    Hash::of(&hashes)
}

fn signature(by: election::Id, key: KeyName, signer: &Signer, text: &str) -> Signature {
    let note = sign(text, &[signer]);
    let line = note.rsplit('\n').find_map(|line| line.strip_prefix("— "));
    let line = line.unwrap_or_else(|| unreachable!("a signed note ends in a signature line")).to_owned();
    Signature { by, key, line }
}

impl Screens {
    /// Requires password and second factor of somebody who is logged in already. A wrong one
    /// counts as a failed log-in, and a session ends after a few: left open it is no way to guess. What
    /// others try at the door under the same name holds nobody up in here.
    pub(super) async fn check_secrets(&self, person: &Person, fields: &Fields) -> Result<(), Fault> {
        self.check(person, fields, Asked::PasswordAndCode).await
    }

    /// Requires the password alone, where it is the first one: it is changed right after a log-in, which
    /// has used up the code of the moment.
    pub(super) async fn check_first_password(&self, person: &Person, fields: &Fields) -> Result<(), Fault> {
        self.check(person, fields, Asked::Password).await
    }

    async fn check(&self, person: &Person, fields: &Fields, asked: Asked) -> Result<(), Fault> {
        let _turn = self.0.guesses.acquire().await.map_err(|error| Fault::Failed(error.to_string()))?;
        let (screens, account) = (self.clone(), person.account);
        let (password, code) = (fields.at("password").to_owned(), fields.at("code").to_owned());
        self.aside(move || {
            let now = screens.now();
            let who = ops::event::Who::Account(account);
            if !screens.sessions().tries(account) {
                return Err(Fault::LogIn);
            }
            let (verified, counter) = match asked {
                Asked::PasswordAndCode => screens.verified(who, &password, &code),
                Asked::Password => (screens.is_password(account, &password), 0),
            };
            if !verified {
                // While the door makes everybody wait it takes no more failures down.
                match screens.rooms().act(now, Actor::Hub, Command::LogIn { who, verified: false, code: 0 }) {
                    Ok(_) | Err(NotDone::Refused(Refusal::LogIn { .. })) => {}
                    Err(error) => return Err(error.into()),
                }
                return Err(Refusal::LogIn { wait: 0 }.into());
            }
            screens.sessions().was_right(account);
            if counter > 0 {
                screens.rooms().act(now, Actor::Account(account), Command::UseCode { code: counter })?;
            }
            Ok(())
        })
        .await
    }

    /// Requires that what would be done is what was shown, then password and second factor, then
    /// opens the person's key, if the person has one.
    pub(super) async fn confirmed(&self, person: &Person, fields: &Fields, due: Hash) -> Result<Confirmed, Fault> {
        if Hash::from_hex(fields.at("shown")) != Some(due) {
            return Err(Refusal::Changed.into());
        }
        self.check_secrets(person, fields).await?;
        // As passwords: a key derivation takes its memory on purpose, and a whole department signs
        // in one minute.
        let _turn = self.0.guesses.acquire().await.map_err(|error| Fault::Failed(error.to_string()))?;
        let (screens, password) = (self.clone(), fields.at("password").to_owned());
        let (account, key) = (person.account, person.key);
        let opened = self.aside(move || match key {
            None => Ok(None),
            Some(key) => match screens.0.pens.signer(account, &password) {
                Ok(signer) if signer.name() == key.of(screens.definition()) => Ok(Some((key, signer))),
                Ok(_) | Err(NoPen::Absent) => Ok(None),
                Err(error @ (NoPen::Passphrase | NoPen::File(_))) => Err(Fault::Failed(error.to_string())),
            },
        });
        Ok(Confirmed { key: opened.await?, account, shown: due })
    }
}
