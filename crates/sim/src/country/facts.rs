//! The tables of public facts inside the project, and how they are read.
//!
//! Both are derived by `tools/geo/derive.py`; sources and licences stand in NOTICE.

const DEPARTMENTS: &str = include_str!("../../data/departments-2017.csv");
const COMMUNES: &str = include_str!("../../data/communes.csv");

/// Number of departments, and of what stands for one overseas and abroad.
pub const DEPARTMENTS_OF_2017: u32 = 107;

/// Number of stations of 2017.
pub const STATIONS_OF_2017: u32 = 69_242;

/// Number of candidates at each round.
pub const CANDIDATES: [usize; 2] = [11, 2];

/// What is known of a department.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Department {
    /// Code in the results' files: `01`, `2A`, `ZZ`.
    pub code: &'static str,
    /// Name.
    pub name: &'static str,
    /// Identifier of its region: `R84`.
    pub region: &'static str,
    /// Name of its region.
    pub region_name: &'static str,
    /// Number of stations.
    pub stations: u32,
    /// Number of communes, or consular posts, with stations.
    pub communes: u32,
    /// Totals of both rounds.
    pub rounds: [Sums; 2],
}

/// Totals of one round over a department.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Voters on the registers.
    pub registered: u64,
    /// Papers in the boxes.
    pub cast: u64,
    /// Blank papers.
    pub blank: u64,
    /// Void papers.
    pub void: u64,
    /// Valid votes.
    pub valid: u64,
    /// Votes of each candidate, in the order of the panel numbers.
    pub candidates: Vec<u64>,
}

/// A commune as the table knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Commune {
    /// Code of its department.
    pub department: &'static str,
    /// Its own three characters: `056`.
    pub code: &'static str,
    /// Name with its article.
    pub name: &'static str,
    /// Longitude and latitude of the town hall in thousandths of a degree, if known.
    pub position: Option<(i32, i32)>,
    /// Inhabitants, at least 1.
    pub people: u32,
}

/// The departments in the order of their codes.
pub fn departments() -> Vec<Department> {
    DEPARTMENTS.lines().skip(1).map(department).collect()
}

/// The communes in the order of department and code. Territories without a table have none.
pub fn communes() -> Vec<Commune> {
    COMMUNES.lines().skip(1).map(commune).collect()
}

fn department(line: &'static str) -> Department {
    let mut fields = line.split(',');
    Department {
        code: text(&mut fields),
        name: text(&mut fields),
        region: text(&mut fields),
        region_name: text(&mut fields),
        stations: number(&mut fields),
        communes: number(&mut fields),
        rounds: CANDIDATES.map(|candidates| sums(&mut fields, candidates)),
    }
}

fn sums(fields: &mut impl Iterator<Item = &'static str>, candidates: usize) -> Sums {
    Sums {
        registered: number(fields),
        cast: number(fields),
        blank: number(fields),
        void: number(fields),
        valid: number(fields),
        candidates: (0..candidates).map(|_| number(fields)).collect(),
    }
}

fn commune(line: &'static str) -> Commune {
    let mut fields = line.split(',');
    let (department, code, name) = (text(&mut fields), text(&mut fields), text(&mut fields));
    let (lon, lat) = (text(&mut fields), text(&mut fields));
    let position = lon.parse().ok().zip(lat.parse().ok());
    Commune { department, code, name, position, people: number(&mut fields) }
}

fn text(fields: &mut impl Iterator<Item = &'static str>) -> &'static str {
    fields.next().unwrap_or_else(|| panic!("a table inside the project lacks a column"))
}

fn number<T: std::str::FromStr>(fields: &mut impl Iterator<Item = &'static str>) -> T {
    let text = text(fields);
    text.parse().unwrap_or_else(|_| panic!("a table inside the project has {text} for a number"))
}
