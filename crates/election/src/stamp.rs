//! Moments as they are written in messages: local time with its offset, to the second.

use core::{fmt, num::NonZeroU64};

use jiff::{SignedDuration, Timestamp, civil::DateTime, tz::Offset};

/// A moment with the offset it was written in: `2017-04-23T20:14:00+02:00`.
///
/// Two stamps are equal when their text is; [`Stamp::instant`] compares moments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stamp(NonZeroU64);

/// Bits of a packed stamp that hold its offset; the instant is above them. Millions of keys may
/// have two optional stamps each: packed, an absent one takes no room of its own.
const OFFSET_BITS: u32 = 12;
/// Added to an instant, so that those of the years 1 to 9999 are positive.
const EPOCH: i64 = 1 << 40;
/// Added to an offset in minutes; offsets are below a day.
const NOON: i16 = 1 << 11;

/// Layout of a stamp, `d` for a digit and `s` for the sign of the offset.
const LAYOUT: &[u8] = b"dddd-dd-ddTdd:dd:ddsdd:dd";

impl Stamp {
    /// Reads the one spelling `YYYY-MM-DDTHH:MM:SS±HH:MM`; `Z`, fractions, leap seconds and
    /// `-00:00` are refused.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != LAYOUT.len() || !text.bytes().zip(LAYOUT).all(|(b, want)| fits(b, *want)) {
            return None;
        }
        let local: DateTime = text[..19].parse().ok()?;
        let hours: i16 = text[20..22].parse().ok()?;
        let minutes: i16 = text[23..25].parse().ok()?;
        let size = hours * 60 + minutes;
        let negative = text.as_bytes()[19] == b'-';
        if hours > 23 || minutes > 59 || (negative && size == 0) || text.starts_with("0000") {
            return None;
        }
        let offset_minutes = if negative { -size } else { size };
        let offset = Offset::from_seconds(i32::from(offset_minutes) * 60).ok()?;
        let instant = offset.to_timestamp(local).ok()?.as_second();
        let stamp = Self::pack(instant, offset_minutes)?;
        // jiff takes 23:59:60 for the second before: the text must come back as it went in.
        (stamp.to_string() == text).then_some(stamp)
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub fn instant(self) -> i64 {
        (self.0.get() >> OFFSET_BITS).cast_signed() - EPOCH
    }

    fn offset_minutes(self) -> i16 {
        let packed = self.0.get() & ((1 << OFFSET_BITS) - 1);
        i16::try_from(packed).unwrap_or_else(|_| unreachable!("twelve bits")) - NOON
    }

    fn pack(instant: i64, offset_minutes: i16) -> Option<Self> {
        let high = u64::try_from(instant.checked_add(EPOCH)?).ok().filter(|high| *high < 1 << 48)?;
        let low = u64::try_from(offset_minutes + NOON).ok().filter(|low| *low < 1 << OFFSET_BITS)?;
        NonZeroU64::new(high << OFFSET_BITS | low).map(Self)
    }

    /// The same clock on the wall, `seconds` later; `None` outside the years 1 to 9999.
    pub fn plus(self, seconds: i64) -> Option<Self> {
        let moved =
            Timestamp::from_second(self.instant()).ok()?.checked_add(SignedDuration::from_secs(seconds)).ok()?;
        Self::parse(&Self::pack(moved.as_second(), self.offset_minutes())?.to_string())
    }

    /// The moment `instant` on a clock of the offset of `self`.
    pub fn at(self, instant: i64) -> Option<Self> {
        self.plus(instant.checked_sub(self.instant())?)
    }
}

fn fits(byte: u8, want: u8) -> bool {
    match want {
        b'd' => byte.is_ascii_digit(),
        b's' => matches!(byte, b'+' | b'-'),
        exact => byte == exact,
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = i32::from(self.offset_minutes()) * 60;
        let (Ok(offset), Ok(moment)) = (Offset::from_seconds(seconds), Timestamp::from_second(self.instant())) else {
            unreachable!("the constructor saw offset and instant in range");
        };
        let local = offset.to_datetime(moment);
        let sign = if self.offset_minutes() < 0 { '-' } else { '+' };
        let size = self.offset_minutes().unsigned_abs();
        write!(f, "{}{sign}{:02}:{:02}", local.strftime("%Y-%m-%dT%H:%M:%S"), size / 60, size % 60)
    }
}
