//! Passwords, second factors and tokens.

use std::fmt::Write as _;

use argon2::{Algorithm, Argon2, Params, Version};
use base64::{Engine as _, prelude::BASE64_STANDARD_NO_PAD};
use election::Stamp;
use ops::account::{MIN_PASSWORD_CHARS, Secret};
use tlog::Hash;
use totp_rs::{Builder, Totp};

/// Longest password, bytes: a phrase of some dozen words.
pub const MAX_PASSWORD_BYTES: usize = 256;

/// Memory in KiB, passes and lanes of new hashes: what OWASP asks of Argon2id, on a machine that
/// also takes in the reports of a country.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

const SALT_BYTES: usize = 16;
const HASH_BYTES: usize = 32;
/// Bytes of a second factor's seed, as RFC 4226 recommends.
const SEED_BYTES: usize = 20;

/// The system gives no chance: nothing secret can be made.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the system gives no randomness")]
pub struct NoChance;

/// Bytes nobody can guess.
pub fn chance<const N: usize>() -> Result<[u8; N], NoChance> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| NoChance)?;
    Ok(bytes)
}

/// Whether a new password is long enough and not over the limit.
pub fn is_fit(password: &str) -> bool {
    password.chars().count() >= MIN_PASSWORD_CHARS && password.len() <= MAX_PASSWORD_BYTES
}

/// Hashes a password. It takes some 20 ms and 19 MB on purpose.
pub fn hash_password(password: &str) -> Result<Secret, NoChance> {
    let salt = chance::<SALT_BYTES>()?;
    let hash = argon(MEMORY_KIB, PASSES, LANES, password, &salt)
        .unwrap_or_else(|| unreachable!("the parameters are constants within Argon2's limits"));
    let (salt, hash) = (BASE64_STANDARD_NO_PAD.encode(salt), BASE64_STANDARD_NO_PAD.encode(hash));
    let text = format!("$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}${salt}${hash}");
    Ok(Secret::new(&text).unwrap_or_else(|| unreachable!("one line of ASCII")))
}

/// Whether a password is the one of a hash. A hash that cannot be read is nobody's.
pub fn is_password(password: &str, hash: &Secret) -> bool {
    password.len() <= MAX_PASSWORD_BYTES && verified(password, hash.expose()).unwrap_or(false)
}

/// The same work for a name that no account has, so that the time tells nothing.
pub fn pretend(password: &str) {
    if password.len() <= MAX_PASSWORD_BYTES {
        std::hint::black_box(argon(MEMORY_KIB, PASSES, LANES, password, &[0; SALT_BYTES]));
    }
}

fn verified(password: &str, phc: &str) -> Option<bool> {
    let mut parts = phc.strip_prefix("$argon2id$v=19$")?.split('$');
    let (costs, salt, hash) = (parts.next()?, parts.next()?, parts.next()?);
    let mut costs = costs.split(',');
    let mut cost = |name: &str| costs.next()?.strip_prefix(name)?.parse::<u32>().ok();
    let (memory, passes, lanes) = (cost("m=")?, cost("t=")?, cost("p=")?);
    let (salt, hash) = (BASE64_STANDARD_NO_PAD.decode(salt).ok()?, BASE64_STANDARD_NO_PAD.decode(hash).ok()?);
    let found = argon(memory.min(1 << 20), passes.min(16), lanes.min(16), password, &salt)?;
    Some(same(&found, &hash))
}

fn argon(memory: u32, passes: u32, lanes: u32, password: &str, salt: &[u8]) -> Option<[u8; HASH_BYTES]> {
    let params = Params::new(memory, passes, lanes, Some(HASH_BYTES)).ok()?;
    let mut out = [0; HASH_BYTES];
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon.hash_password_into(password.as_bytes(), salt, &mut out).ok()?;
    Some(out)
}

/// Compares without telling by the time how much was right.
pub fn same(one: &[u8], other: &[u8]) -> bool {
    let differ = one.iter().zip(other).fold(0_u8, |differ, (a, b)| differ | (a ^ b));
    one.len() == other.len() && std::hint::black_box(differ) == 0
}

/// A new seed of a second factor, in base32 as authenticator programs take it.
pub fn new_seed() -> Result<Secret, NoChance> {
    let text = base32(&chance::<SEED_BYTES>()?);
    Ok(Secret::new(&text).unwrap_or_else(|| unreachable!("one line of ASCII")))
}

/// The counter of a code that is right at this moment, a step early or late allowed.
pub fn code_counter(seed: &Secret, code: &str, now: Stamp) -> Option<u64> {
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    totp(seed)?.check(&digits, u64::try_from(now.instant()).ok()?)
}

/// The code of a moment: for letters of exercises and for tests.
pub fn code_at(seed: &Secret, now: Stamp) -> Option<String> {
    Some(totp(seed)?.generate(u64::try_from(now.instant()).ok()?).to_string())
}

fn totp(seed: &Secret) -> Option<Totp> {
    let seed: [u8; SEED_BYTES] = unbase32(seed.expose())?.try_into().ok()?;
    Builder::new().with_secret(totp_rs::Secret::new_stack(seed)).build().ok()
}

/// The address that authenticator programs read from a QR code.
pub fn otpauth(election: &str, account: &str, seed: &Secret) -> String {
    format!("otpauth://totp/Vigie:{account}@{election}?secret={}&issuer=Vigie", seed.expose())
}

const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

fn base32(bytes: &[u8]) -> String {
    let mut out = String::new();
    for chunk in bytes.chunks(5) {
        let mut block = [0; 8];
        block[3..3 + chunk.len()].copy_from_slice(chunk);
        let number = u64::from_be_bytes(block);
        let letters = (chunk.len() * 8).div_ceil(5);
        for at in 0..letters {
            let five = usize::try_from(number >> (35 - 5 * at) & 31).unwrap_or_else(|_| unreachable!("five bits"));
            out.push(char::from(BASE32[five]));
        }
    }
    out
}

fn unbase32(text: &str) -> Option<Vec<u8>> {
    let (mut out, mut bits, mut held) = (Vec::new(), 0_u32, 0);
    for byte in text.bytes() {
        let five = BASE32.iter().position(|letter| *letter == byte)?;
        bits = bits << 5 | u32::try_from(five).ok()?;
        held += 5;
        if held >= 8 {
            held -= 8;
            out.push(u8::try_from(bits >> held & 0xff).ok()?);
        }
    }
    Some(out)
}

/// A token of 256 bits as text, and the hash that is kept of it.
pub fn new_token() -> Result<(String, Hash), NoChance> {
    let bytes = chance::<32>()?;
    let mut text = String::new();
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    let hash = token_hash(&text);
    Ok((text, hash))
}

/// The hash by which a token is known.
pub fn token_hash(token: &str) -> Hash {
    Hash::of(token.as_bytes())
}

/// The word that a form of this session must carry: nobody can make it without the cookie.
pub fn csrf(token: &str) -> String {
    Hash::of(format!("csrf\n{token}").as_bytes()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, SHA-1 with six digits.
    #[test]
    fn codes_of_the_rfc() {
        let seed = Secret::new(&base32(b"12345678901234567890")).unwrap();
        for (time, code) in [("1970-01-01T00:00:59+00:00", "287082"), ("2005-03-18T01:58:29+00:00", "081804")] {
            let moment = Stamp::parse(time).unwrap();
            assert_eq!(code_at(&seed, moment).as_deref(), Some(code));
            assert!(code_counter(&seed, code, moment).is_some());
            assert!(code_counter(&seed, code, moment.plus(90).unwrap()).is_none(), "too old");
            assert!(code_counter(&seed, "000000", moment).is_none());
        }
    }

    #[test]
    fn base32_goes_there_and_back() {
        for length in 0..40_u8 {
            let bytes: Vec<u8> = (0..length).map(|byte| byte.wrapping_mul(37)).collect();
            assert_eq!(unbase32(&base32(&bytes)).unwrap(), bytes);
        }
        assert_eq!(base32(b"foobar"), "MZXW6YTBOI");
    }

    #[test]
    fn a_password_is_only_itself() {
        let hash = hash_password("une phrase assez longue").unwrap();
        assert!(is_password("une phrase assez longue", &hash));
        assert!(!is_password("une phrase assez longuE", &hash));
        assert!(!is_password("x", &Secret::new("$argon2id$v=19$m=0,t=0,p=0$$").unwrap()));
        assert_ne!(hash, hash_password("une phrase assez longue").unwrap(), "salted");
        assert!(!is_fit("douze lettre") && is_fit("treize lettre"));
    }
}
