//! The hour on a record is that of the station's own clock.

use election::Definition;
use election::definition::Hours;
use election::{Id, Stamp};
use server::screens::sheet::counted_at;

use super::hall::definition;

fn stamp(text: &str) -> Stamp {
    Stamp::parse(text).unwrap()
}

/// The country with one of its stations overseas, whose class of hours comes first.
fn with_overseas() -> Definition {
    let mut parts = definition().parts().clone();
    let here = parts.rounds[0].hours[0].class;
    let class = Id::new("0-west").unwrap();
    assert!(class < here, "the first class is another station's");
    for round in &mut parts.rounds {
        let day = round.hours[0].opens.to_string();
        let (opens, closes) = (format!("{}T08:00:00-04:00", &day[..10]), format!("{}T18:00:00-04:00", &day[..10]));
        let west = Hours { class, opens: stamp(&opens), closes: stamp(&closes) };
        round.hours.insert(0, west);
        round.publishes = round.publishes.plus(24 * 3_600).unwrap();
    }
    let last = parts.stations.len() - 1;
    parts.stations[last].hours = class;
    Definition::new(parts).unwrap()
}

#[test]
fn each_station_counts_by_its_own_clock() {
    let definition = with_overseas();
    let stations = &definition.parts().stations;
    let (here, west) = (stations[0].id, stations[stations.len() - 1].id);
    let typed = |station: Id, hour: &str| counted_at(&definition, (1, station), hour).map(|at| at.to_string());
    let day = definition.rounds()[0].hours[1].opens.to_string();
    let (day, zone) = (&day[..10], &day[19..]);
    assert_eq!(typed(here, "20:14"), Some(format!("{day}T20:14:00{zone}")));
    assert_eq!(typed(west, "18h30"), Some(format!("{day}T18:30:00-04:00")));
    assert_eq!(typed(west, "24:00"), None);
    let next = Stamp::parse(&format!("{day}T00:05:00{zone}")).unwrap().plus(86_400).unwrap();
    assert_eq!(typed(here, "0:05"), Some(next.to_string()), "after midnight");
}
