//! The OR-Library's text form of a p-median problem (Beasley 1985): a line `nodes edges medians`,
//! then one line `node node length` an edge; nodes count from 1, edges have no direction.

use super::graph::{Edge, Graph};

/// Most nodes that are read: the distances between all of them are held at once (100 MB).
pub const MAX_NODES: usize = 5_000;
/// Most edges that are read.
pub const MAX_EDGES: usize = 4_000_000;
/// Longest edge that is read.
pub const MAX_LENGTH: u32 = 1_000_000;

/// Where a text stops being a problem, and why. Lines and columns count from 1, columns in bytes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {cause}")]
pub struct Refused {
    /// The line of the cause.
    pub line: usize,
    /// Its column.
    pub column: usize,
    /// What is wrong there.
    pub cause: Cause,
}

/// What can be wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Cause {
    /// Nothing but blanks.
    #[error("the file is empty; its first line must be `nodes edges medians`")]
    Empty,
    /// A line with fewer than three numbers.
    #[error("this line has {found} numbers instead of 3")]
    Short {
        /// How many it has.
        found: usize,
    },
    /// Something after the third number of a line.
    #[error("more than 3 numbers on this line")]
    Long,
    /// A field that is not made of decimal digits alone.
    #[error("not a whole number of decimal digits")]
    NotANumber,
    /// A number above its limit.
    #[error("{what} is above the limit of {limit}")]
    AboveLimit {
        /// What the number counts.
        what: &'static str,
        /// The largest that is taken.
        limit: usize,
    },
    /// No node at all.
    #[error("a problem needs at least one node")]
    NoNode,
    /// No median wanted.
    #[error("0 medians: at least one must be open")]
    NoMedian,
    /// More medians than nodes.
    #[error("{medians} medians among {nodes} nodes: at most as many as there are nodes")]
    TooManyMedians {
        /// Medians wanted.
        medians: usize,
        /// Nodes there are.
        nodes: usize,
    },
    /// A node that does not exist.
    #[error("nodes are 1 to {nodes}")]
    UnknownNode {
        /// The highest node.
        nodes: usize,
    },
    /// The text ends too early.
    #[error("the file ends after {found} of {expected} edges")]
    Truncated {
        /// Edges promised by the first line.
        expected: usize,
        /// Edges read.
        found: usize,
    },
    /// The text goes on after the last edge.
    #[error("more lines than the {expected} edges that the first line promises")]
    Trailing {
        /// Edges promised by the first line.
        expected: usize,
    },
}

/// Reads a problem. Blank lines and blanks around numbers are free; everything else is refused
/// with its place. Of an edge listed twice the last length counts, as the library's note says.
pub fn parse(text: &[u8]) -> Result<Graph, Refused> {
    let mut lines = Lines { text, number: 0 };
    let Some(head) = lines.next() else {
        return Err(Refused { line: 1, column: 1, cause: Cause::Empty });
    };
    let (nodes, expected, medians) = sizes(&head.three()?)?;
    let mut edges = Vec::new();
    while edges.len() < expected {
        let Some(line) = lines.next() else {
            let cause = Cause::Truncated { expected, found: edges.len() };
            return Err(Refused { line: lines.number.max(1), column: 1, cause });
        };
        edges.push(edge(&line.three()?, nodes)?);
    }
    match lines.next() {
        Some(line) => Err(line.refused(Cause::Trailing { expected })),
        None => Ok(Graph::new(nodes, edges, medians)),
    }
}

fn sizes([nodes, edges, medians]: &[Field; 3]) -> Result<(usize, usize, usize), Refused> {
    let n = nodes.number("the number of nodes", MAX_NODES)?;
    let count = edges.number("the number of edges", MAX_EDGES)?;
    // Above the number of nodes is an error of its own: this limit only keeps it a number.
    let p = medians.number("the number of medians", u32::MAX as usize)?;
    if n == 0 {
        return Err(nodes.refused(Cause::NoNode));
    }
    match p {
        0 => Err(medians.refused(Cause::NoMedian)),
        p if p > n => Err(medians.refused(Cause::TooManyMedians { medians: p, nodes: n })),
        p => Ok((n, count, p)),
    }
}

fn edge([from, to, length]: &[Field; 3], nodes: usize) -> Result<Edge, Refused> {
    let node = |field: &Field| match field.number("a node", u32::MAX as usize)? {
        number if (1..=nodes).contains(&number) => Ok(number - 1),
        _ => Err(field.refused(Cause::UnknownNode { nodes })),
    };
    let metres = length.number("a length", MAX_LENGTH as usize)?;
    let length = u32::try_from(metres).unwrap_or_else(|_| unreachable!("its limit is a u32"));
    Ok(Edge { ends: [node(from)?, node(to)?], length })
}

/// The lines that hold more than blanks.
struct Lines<'a> {
    text: &'a [u8],
    number: usize,
}

struct Line<'a> {
    text: &'a [u8],
    number: usize,
}

struct Field<'a> {
    digits: &'a [u8],
    line: usize,
    column: usize,
}

impl<'a> Iterator for Lines<'a> {
    type Item = Line<'a>;

    fn next(&mut self) -> Option<Line<'a>> {
        while !self.text.is_empty() {
            let end = self.text.iter().position(|&byte| byte == b'\n').unwrap_or(self.text.len());
            let text = &self.text[..end];
            self.text = self.text.get(end + 1..).unwrap_or_default();
            self.number += 1;
            if !text.iter().all(u8::is_ascii_whitespace) {
                return Some(Line { text, number: self.number });
            }
        }
        None
    }
}

impl<'a> Line<'a> {
    fn refused(&self, cause: Cause) -> Refused {
        Refused { line: self.number, column: 1, cause }
    }

    fn three(&self) -> Result<[Field<'a>; 3], Refused> {
        let mut fields = Vec::with_capacity(3);
        let mut at = 0;
        while let Some(blanks) = self.text[at..].iter().position(|byte| !byte.is_ascii_whitespace()) {
            let start = at + blanks;
            let length = self.text[start..].iter().position(u8::is_ascii_whitespace);
            at = length.map_or(self.text.len(), |length| start + length);
            let field = Field { digits: &self.text[start..at], line: self.number, column: start + 1 };
            if fields.len() == 3 {
                return Err(field.refused(Cause::Long));
            }
            fields.push(field);
        }
        let short = |fields: Vec<Field>| self.refused(Cause::Short { found: fields.len() });
        fields.try_into().map_err(short)
    }
}

impl Field<'_> {
    fn refused(&self, cause: Cause) -> Refused {
        Refused { line: self.line, column: self.column, cause }
    }

    fn number(&self, what: &'static str, limit: usize) -> Result<usize, Refused> {
        if !self.digits.iter().all(u8::is_ascii_digit) {
            return Err(self.refused(Cause::NotANumber));
        }
        let mut number = 0_usize;
        for digit in self.digits {
            number = number * 10 + usize::from(digit - b'0');
            if number > limit {
                return Err(self.refused(Cause::AboveLimit { what, limit }));
            }
        }
        Ok(number)
    }
}
