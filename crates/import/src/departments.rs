//! Departments of France, what stands for one, and the regions of 2016 around them.
//!
//! Codes 01 to 95, 2A and 2B and 971 to 988 are those of INSEE's code officiel géographique;
//! ZA to ZZ are the codes of the ministry's result files. Region ids are `R` and INSEE's code;
//! `R-COM` gathers the collectivities outside any region and `R-ZZ` the French abroad.

use std::collections::BTreeMap;

const TABLE: &str = include_str!("../data/departments.csv");

/// One department and its region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Department {
    /// `75`, `2A`, `971`, `ZA`.
    pub code: &'static str,
    /// Name in French.
    pub label: &'static str,
    /// Id of the region: `R11`.
    pub region: &'static str,
    /// Name of the region in French.
    pub region_label: &'static str,
}

/// All departments by code.
#[derive(Debug)]
pub struct Departments(BTreeMap<&'static str, Department>);

impl Departments {
    /// Reads the table of the program.
    pub fn new() -> Self {
        Self(
            TABLE
                .lines()
                .skip(1)
                .map(|line| (line.split(',').next().unwrap_or(line), row(line)))
                .collect(),
        )
    }

    /// The department of a code, if there is one.
    pub fn find(&self, code: &str) -> Option<Department> {
        self.0.get(code).copied()
    }

    /// Every department in the order of the codes.
    pub fn all(&self) -> impl Iterator<Item = Department> + '_ {
        self.0.values().copied()
    }
}

impl Default for Departments {
    fn default() -> Self {
        Self::new()
    }
}

fn row(line: &'static str) -> Department {
    let fields: Vec<&'static str> = line.split(',').collect();
    let [code, label, region, region_label] = fields[..] else {
        unreachable!("the table is part of the program and a test reads all of it");
    };
    Department {
        code,
        label,
        region,
        region_label,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_holds_every_department_once() {
        let table = Departments::new();
        assert_eq!(table.all().count(), TABLE.lines().count() - 1);
        // 96 metropolitan with Corsica as two, 11 codes of INSEE overseas, 11 of the ministry.
        assert_eq!(table.all().count(), 96 + 11 + 11);
        assert_eq!(table.find("2B").map(|d| d.region), Some("R94"));
        assert_eq!(table.find("20"), None);
    }

    #[test]
    fn a_region_has_one_name() {
        let mut names = BTreeMap::new();
        for department in Departments::new().all() {
            assert_eq!(
                *names
                    .entry(department.region)
                    .or_insert(department.region_label),
                department.region_label
            );
        }
        assert_eq!(names.len(), 13 + 5 + 2);
    }
}
