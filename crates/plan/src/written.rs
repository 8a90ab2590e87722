//! Numbers as people write them: groups of three digits, the sign of decimals of the language.

use election::refusal::Language;

/// Whole number in groups of three digits.
pub(crate) fn whole(number: u64, language: Language) -> String {
    language.number(number)
}

/// A number in parts of a power of ten, with so many decimals, rounded to the nearest.
pub(crate) fn decimal(number: u64, parts: u64, decimals: u32, language: Language) -> String {
    let scale = 10_u64.pow(decimals);
    let scaled = (u128::from(number) * u128::from(scale) + u128::from(parts) / 2) / u128::from(parts.max(1));
    let scaled = u64::try_from(scaled).unwrap_or(u64::MAX);
    if decimals == 0 {
        return whole(scaled, language);
    }
    let point = match language {
        Language::French => ',',
        Language::English => '.',
    };
    let width = decimals as usize;
    format!("{}{point}{:0width$}", whole(scaled / scale, language), scaled % scale)
}
