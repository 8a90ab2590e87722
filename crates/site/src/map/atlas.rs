//! Outlines and positions of a country, by the codes of its places.

use std::collections::BTreeMap;

use super::outline::{Outlines, Point};

/// Outlines of departments and communes, and where communes are. Coordinates are
/// ten-thousandths of a degree.
#[derive(Clone, Debug, Default)]
pub struct Atlas {
    pub(crate) departments: Outlines,
    pub(crate) communes: BTreeMap<String, Communes>,
}

/// The communes of one department.
#[derive(Clone, Debug)]
pub(crate) struct Communes {
    pub(crate) outlines: Outlines,
    /// Positions by code, ascending.
    pub(crate) points: BTreeMap<String, Point>,
}

/// A file that is not in the layout of `tools/geo/outlines.py`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadAtlas(pub String);

impl Atlas {
    /// No outlines at all: every department is drawn as a box.
    pub fn empty() -> Self {
        Self::default()
    }

    /// France, from the files of `tools/geo/outlines`.
    pub fn france() -> Self {
        let communes = FRANCE.iter().map(|(code, bytes)| (*code, *bytes));
        Self::read(DEPARTMENTS, communes).unwrap_or_else(|BadAtlas(file)| unreachable!("{file} is our own"))
    }

    /// Outlines of departments, and those of the communes of each, by its code.
    pub fn read<'a>(departments: &[u8], communes: impl Iterator<Item = (&'a str, &'a [u8])>) -> Result<Self, BadAtlas> {
        let departments = Outlines::read(departments).ok_or_else(|| BadAtlas("departments".to_owned()))?;
        let one = |(code, bytes): (&str, &[u8])| {
            let mut outlines = Outlines::read(bytes).ok_or_else(|| BadAtlas(code.to_owned()))?;
            let points = core::mem::take(&mut outlines.points).into_iter().collect();
            Ok((code.to_owned(), Communes { outlines, points }))
        };
        Ok(Self { departments, communes: communes.map(one).collect::<Result<_, _>>()? })
    }

    /// Where a commune (or an arrondissement of it) is.
    pub(crate) fn point(&self, department: &str, code: &str) -> Option<Point> {
        self.communes.get(department)?.points.get(code).copied()
    }
}

const DEPARTMENTS: &[u8] = include_bytes!("../../../../tools/geo/outlines/departments.bin");

const FRANCE: &[(&str, &[u8])] = &[
    ("01", include_bytes!("../../../../tools/geo/outlines/communes/01.bin")),
    ("02", include_bytes!("../../../../tools/geo/outlines/communes/02.bin")),
    ("03", include_bytes!("../../../../tools/geo/outlines/communes/03.bin")),
    ("04", include_bytes!("../../../../tools/geo/outlines/communes/04.bin")),
    ("05", include_bytes!("../../../../tools/geo/outlines/communes/05.bin")),
    ("06", include_bytes!("../../../../tools/geo/outlines/communes/06.bin")),
    ("07", include_bytes!("../../../../tools/geo/outlines/communes/07.bin")),
    ("08", include_bytes!("../../../../tools/geo/outlines/communes/08.bin")),
    ("09", include_bytes!("../../../../tools/geo/outlines/communes/09.bin")),
    ("10", include_bytes!("../../../../tools/geo/outlines/communes/10.bin")),
    ("11", include_bytes!("../../../../tools/geo/outlines/communes/11.bin")),
    ("12", include_bytes!("../../../../tools/geo/outlines/communes/12.bin")),
    ("13", include_bytes!("../../../../tools/geo/outlines/communes/13.bin")),
    ("14", include_bytes!("../../../../tools/geo/outlines/communes/14.bin")),
    ("15", include_bytes!("../../../../tools/geo/outlines/communes/15.bin")),
    ("16", include_bytes!("../../../../tools/geo/outlines/communes/16.bin")),
    ("17", include_bytes!("../../../../tools/geo/outlines/communes/17.bin")),
    ("18", include_bytes!("../../../../tools/geo/outlines/communes/18.bin")),
    ("19", include_bytes!("../../../../tools/geo/outlines/communes/19.bin")),
    ("21", include_bytes!("../../../../tools/geo/outlines/communes/21.bin")),
    ("22", include_bytes!("../../../../tools/geo/outlines/communes/22.bin")),
    ("23", include_bytes!("../../../../tools/geo/outlines/communes/23.bin")),
    ("24", include_bytes!("../../../../tools/geo/outlines/communes/24.bin")),
    ("25", include_bytes!("../../../../tools/geo/outlines/communes/25.bin")),
    ("26", include_bytes!("../../../../tools/geo/outlines/communes/26.bin")),
    ("27", include_bytes!("../../../../tools/geo/outlines/communes/27.bin")),
    ("28", include_bytes!("../../../../tools/geo/outlines/communes/28.bin")),
    ("29", include_bytes!("../../../../tools/geo/outlines/communes/29.bin")),
    ("2A", include_bytes!("../../../../tools/geo/outlines/communes/2A.bin")),
    ("2B", include_bytes!("../../../../tools/geo/outlines/communes/2B.bin")),
    ("30", include_bytes!("../../../../tools/geo/outlines/communes/30.bin")),
    ("31", include_bytes!("../../../../tools/geo/outlines/communes/31.bin")),
    ("32", include_bytes!("../../../../tools/geo/outlines/communes/32.bin")),
    ("33", include_bytes!("../../../../tools/geo/outlines/communes/33.bin")),
    ("34", include_bytes!("../../../../tools/geo/outlines/communes/34.bin")),
    ("35", include_bytes!("../../../../tools/geo/outlines/communes/35.bin")),
    ("36", include_bytes!("../../../../tools/geo/outlines/communes/36.bin")),
    ("37", include_bytes!("../../../../tools/geo/outlines/communes/37.bin")),
    ("38", include_bytes!("../../../../tools/geo/outlines/communes/38.bin")),
    ("39", include_bytes!("../../../../tools/geo/outlines/communes/39.bin")),
    ("40", include_bytes!("../../../../tools/geo/outlines/communes/40.bin")),
    ("41", include_bytes!("../../../../tools/geo/outlines/communes/41.bin")),
    ("42", include_bytes!("../../../../tools/geo/outlines/communes/42.bin")),
    ("43", include_bytes!("../../../../tools/geo/outlines/communes/43.bin")),
    ("44", include_bytes!("../../../../tools/geo/outlines/communes/44.bin")),
    ("45", include_bytes!("../../../../tools/geo/outlines/communes/45.bin")),
    ("46", include_bytes!("../../../../tools/geo/outlines/communes/46.bin")),
    ("47", include_bytes!("../../../../tools/geo/outlines/communes/47.bin")),
    ("48", include_bytes!("../../../../tools/geo/outlines/communes/48.bin")),
    ("49", include_bytes!("../../../../tools/geo/outlines/communes/49.bin")),
    ("50", include_bytes!("../../../../tools/geo/outlines/communes/50.bin")),
    ("51", include_bytes!("../../../../tools/geo/outlines/communes/51.bin")),
    ("52", include_bytes!("../../../../tools/geo/outlines/communes/52.bin")),
    ("53", include_bytes!("../../../../tools/geo/outlines/communes/53.bin")),
    ("54", include_bytes!("../../../../tools/geo/outlines/communes/54.bin")),
    ("55", include_bytes!("../../../../tools/geo/outlines/communes/55.bin")),
    ("56", include_bytes!("../../../../tools/geo/outlines/communes/56.bin")),
    ("57", include_bytes!("../../../../tools/geo/outlines/communes/57.bin")),
    ("58", include_bytes!("../../../../tools/geo/outlines/communes/58.bin")),
    ("59", include_bytes!("../../../../tools/geo/outlines/communes/59.bin")),
    ("60", include_bytes!("../../../../tools/geo/outlines/communes/60.bin")),
    ("61", include_bytes!("../../../../tools/geo/outlines/communes/61.bin")),
    ("62", include_bytes!("../../../../tools/geo/outlines/communes/62.bin")),
    ("63", include_bytes!("../../../../tools/geo/outlines/communes/63.bin")),
    ("64", include_bytes!("../../../../tools/geo/outlines/communes/64.bin")),
    ("65", include_bytes!("../../../../tools/geo/outlines/communes/65.bin")),
    ("66", include_bytes!("../../../../tools/geo/outlines/communes/66.bin")),
    ("67", include_bytes!("../../../../tools/geo/outlines/communes/67.bin")),
    ("68", include_bytes!("../../../../tools/geo/outlines/communes/68.bin")),
    ("69", include_bytes!("../../../../tools/geo/outlines/communes/69.bin")),
    ("70", include_bytes!("../../../../tools/geo/outlines/communes/70.bin")),
    ("71", include_bytes!("../../../../tools/geo/outlines/communes/71.bin")),
    ("72", include_bytes!("../../../../tools/geo/outlines/communes/72.bin")),
    ("73", include_bytes!("../../../../tools/geo/outlines/communes/73.bin")),
    ("74", include_bytes!("../../../../tools/geo/outlines/communes/74.bin")),
    ("75", include_bytes!("../../../../tools/geo/outlines/communes/75.bin")),
    ("76", include_bytes!("../../../../tools/geo/outlines/communes/76.bin")),
    ("77", include_bytes!("../../../../tools/geo/outlines/communes/77.bin")),
    ("78", include_bytes!("../../../../tools/geo/outlines/communes/78.bin")),
    ("79", include_bytes!("../../../../tools/geo/outlines/communes/79.bin")),
    ("80", include_bytes!("../../../../tools/geo/outlines/communes/80.bin")),
    ("81", include_bytes!("../../../../tools/geo/outlines/communes/81.bin")),
    ("82", include_bytes!("../../../../tools/geo/outlines/communes/82.bin")),
    ("83", include_bytes!("../../../../tools/geo/outlines/communes/83.bin")),
    ("84", include_bytes!("../../../../tools/geo/outlines/communes/84.bin")),
    ("85", include_bytes!("../../../../tools/geo/outlines/communes/85.bin")),
    ("86", include_bytes!("../../../../tools/geo/outlines/communes/86.bin")),
    ("87", include_bytes!("../../../../tools/geo/outlines/communes/87.bin")),
    ("88", include_bytes!("../../../../tools/geo/outlines/communes/88.bin")),
    ("89", include_bytes!("../../../../tools/geo/outlines/communes/89.bin")),
    ("90", include_bytes!("../../../../tools/geo/outlines/communes/90.bin")),
    ("91", include_bytes!("../../../../tools/geo/outlines/communes/91.bin")),
    ("92", include_bytes!("../../../../tools/geo/outlines/communes/92.bin")),
    ("93", include_bytes!("../../../../tools/geo/outlines/communes/93.bin")),
    ("94", include_bytes!("../../../../tools/geo/outlines/communes/94.bin")),
    ("95", include_bytes!("../../../../tools/geo/outlines/communes/95.bin")),
    ("ZA", include_bytes!("../../../../tools/geo/outlines/communes/ZA.bin")),
    ("ZB", include_bytes!("../../../../tools/geo/outlines/communes/ZB.bin")),
    ("ZC", include_bytes!("../../../../tools/geo/outlines/communes/ZC.bin")),
    ("ZD", include_bytes!("../../../../tools/geo/outlines/communes/ZD.bin")),
    ("ZM", include_bytes!("../../../../tools/geo/outlines/communes/ZM.bin")),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn france_has_its_departments_and_communes() {
        let atlas = Atlas::france();
        assert_eq!((atlas.departments.shapes.len(), atlas.communes.len()), (101, 101));
        assert!(atlas.communes.values().map(|one| one.outlines.shapes.len()).sum::<usize>() > 34_800);
        assert!(atlas.point("75", "056AR20").is_some() && atlas.point("ZD", "411").is_some());
    }
}
