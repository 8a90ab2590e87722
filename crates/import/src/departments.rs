//! Departments of France, what stands for one, and the regions of 2016 around them.
//!
//! Codes 01 to 95, 2A and 2B and 971 to 988 are those of INSEE's code officiel géographique;
//! ZA to ZZ are the codes of the ministry's result files. Region ids are `R` and INSEE's code;
//! what is in no region, a collectivity overseas or the French abroad, stands in one of its own:
//! `R` and the ministry's code, `RZN` to `RZZ`.

use std::collections::BTreeMap;

use csv::StringRecord;

const TABLE: &str = include_str!("../data/departments.csv");

/// One department and its region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Department {
    /// `75`, `2A`, `971`, `ZA`.
    pub code: String,
    /// Name in French.
    pub label: String,
    /// Id of the region: `R11`.
    pub region: String,
    /// Name of the region in French.
    pub region_label: String,
}

/// All departments by code.
#[derive(Debug)]
pub struct Departments(BTreeMap<String, Department>);

impl Departments {
    /// Reads the table of the program.
    pub fn new() -> Self {
        let rows = csv::Reader::from_reader(TABLE.as_bytes()).into_records();
        let departments = rows.flatten().map(|row| department(&row));
        Self(departments.map(|one| (one.code.clone(), one)).collect())
    }

    /// The department of a code, if there is one.
    pub fn find(&self, code: &str) -> Option<&Department> {
        self.0.get(code)
    }

    /// Every department in the order of the codes.
    pub fn all(&self) -> impl Iterator<Item = &Department> {
        self.0.values()
    }
}

impl Default for Departments {
    fn default() -> Self {
        Self::new()
    }
}

fn department(row: &StringRecord) -> Department {
    let fields: Vec<String> = row.iter().map(str::to_owned).collect();
    let Ok([code, label, region, region_label]) = <[String; 4]>::try_from(fields) else {
        unreachable!("the table is part of the program and a test reads all of it");
    };
    Department { code, label, region, region_label }
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
        assert_eq!(table.find("2B").map(|d| d.region.as_str()), Some("R94"));
        assert_eq!(table.find("20"), None);
    }

    #[test]
    fn overseas_and_abroad_have_their_regions() {
        let table = Departments::new();
        let region = |code: &str| table.find(code).map(|d| d.region.as_str());
        for (ministry, insee, expected) in [
            ("ZA", Some("971"), "R01"),
            ("ZB", Some("972"), "R02"),
            ("ZC", Some("973"), "R03"),
            ("ZD", Some("974"), "R04"),
            ("ZM", Some("976"), "R06"),
            ("ZN", Some("988"), "RZN"),
            ("ZP", Some("987"), "RZP"),
            ("ZS", Some("975"), "RZS"),
            ("ZW", Some("986"), "RZW"),
            ("ZX", Some("977"), "RZX"),
            ("ZX", Some("978"), "RZX"),
            ("ZZ", None, "RZZ"),
        ] {
            assert_eq!(region(ministry), Some(expected));
            assert!(insee.is_none_or(|code| region(code) == Some(expected)));
        }
    }

    #[test]
    fn a_region_has_one_name() {
        let mut names = BTreeMap::new();
        for department in Departments::new().all() {
            assert_eq!(
                *names.entry(department.region.clone()).or_insert(department.region_label.clone()),
                department.region_label
            );
        }
        assert_eq!(names.len(), 13 + 5 + 6);
    }
}
