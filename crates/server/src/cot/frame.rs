//! Messages out of a stream of bytes: each ends with the end of its element.

/// Most bytes of a message: an event of a unit has some hundreds.
pub const MAX_MESSAGE_BYTES: usize = 16 * 1024;

/// What ends a message; nothing else of the protocol has these bytes.
const ENDS: [&[u8]; 2] = [b"</event>", b"</auth>"];

/// What came and is not a whole message yet.
#[derive(Debug, Default)]
pub struct Frame(Vec<u8>);

/// A message beyond [`MAX_MESSAGE_BYTES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a message is too long")]
pub struct TooLong;

impl Frame {
    /// Takes what came; every message that is whole now.
    pub fn take(&mut self, bytes: &[u8]) -> Result<Vec<Vec<u8>>, TooLong> {
        let mut whole = Vec::new();
        for byte in bytes {
            self.0.push(*byte);
            if *byte == b'>' && ENDS.iter().any(|end| self.0.ends_with(end)) {
                whole.push(core::mem::take(&mut self.0));
            } else if self.0.len() >= MAX_MESSAGE_BYTES {
                return Err(TooLong);
            }
        }
        Ok(whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_come_out_as_they_were_sent_however_they_were_cut() {
        let stream = b"<?xml version='1.0'?><event a='1'></event>\n<auth></auth><event></event><ev";
        let at_once = Frame::default().take(stream).expect("short");
        let mut frame = Frame::default();
        let by_byte: Vec<Vec<u8>> = stream.chunks(1).flat_map(|byte| frame.take(byte).expect("short")).collect();
        assert_eq!(at_once, by_byte);
        assert_eq!(at_once.len(), 3);
        assert_eq!(at_once[2], b"<event></event>");
    }

    #[test]
    fn a_message_without_an_end_is_not_kept() {
        let mut frame = Frame::default();
        let long = vec![b'a'; MAX_MESSAGE_BYTES - 1];
        assert_eq!(frame.take(&long), Ok(Vec::new()));
        assert_eq!(frame.take(b"aa"), Err(TooLong));
    }
}
