"""PyVRP on one problem: `sweep FILE.json SECONDS SEED` or `vrptw FILE.txt SECONDS SEED`.

Prints the value (of the sweep in minutes; the distance of the other), the vehicles used and the CPU
seconds, or `none` where no answer keeps the rules. PyVRP counts in whole numbers: distances here are
thousandths, as in its own published runs. With millionths it often finds no answer in ten seconds.
"""

import json
import math
import sys
import time

import pyvrp

PRICE = 1_000
PARTS = 1_000


class MaxCpu:
    """Stops after so many CPU seconds of this process: a busy machine lengthens no run."""

    def __init__(self, seconds):
        self.end = time.process_time() + seconds

    def __call__(self, best_cost):
        return time.process_time() >= self.end


def edges(model, places, way):
    for a, one in enumerate(places):
        for b, other in enumerate(places):
            if a != b:
                model.add_edge(one, other, distance=way(a, b), duration=way(a, b))


def sweep(path):
    problem = json.load(open(path, encoding="utf-8"))
    model, depots = pyvrp.Model(), problem["nd"]
    places = [model.add_location(0, 0) for _ in range(depots + len(problem["venues"]))]
    homes = [model.add_depot(place) for place in places[:depots]]
    for place, venue in zip(places[depots:], problem["venues"], strict=True):
        early, late = venue["start"]
        model.add_client(
            place,
            service_duration=venue["service"],
            tw_early=early,
            tw_late=late,
            prize=PRICE * venue["weight"],
            required=False,
        )
    for shift in problem["vehicles"]:
        home, (early, late) = homes[shift["depot"]], shift["tw"]
        model.add_vehicle_type(1, start_depot=home, end_depot=home, tw_early=early, tw_late=late)
    edges(model, places, lambda a, b: problem["dur"][a][b])
    return model


def vrptw(path):
    lines = [line.split() for line in open(path, encoding="utf-8") if line.strip()]
    (vehicles, capacity), rows = map(int, lines[3]), [list(map(int, line)) for line in lines[6:]]
    model = pyvrp.Model()
    places = [model.add_location(row[1], row[2]) for row in rows]
    home = model.add_depot(places[0])
    for place, (_, _, _, demand, ready, due, service) in zip(places[1:], rows[1:], strict=True):
        model.add_client(
            place,
            delivery=demand,
            service_duration=service * PARTS,
            tw_early=ready * PARTS,
            tw_late=due * PARTS,
        )
    model.add_vehicle_type(
        vehicles, capacity=capacity, start_depot=home, end_depot=home, tw_early=rows[0][4] * PARTS, tw_late=rows[0][5] * PARTS
    )
    way = lambda a, b: round(math.dist(rows[a][1:3], rows[b][1:3]) * PARTS)
    edges(model, places, way)
    return model


def main():
    kind, path, seconds, seed = sys.argv[1:]
    start = time.process_time()
    model = {"sweep": sweep, "vrptw": vrptw}[kind](path)
    stop = MaxCpu(float(seconds) - (time.process_time() - start))
    result = model.solve(stop=stop, seed=int(seed), display=False)
    if not result.best.is_feasible():
        print("none")
        return
    value = f"{result.cost() / PARTS:.2f}" if kind == "vrptw" else round(result.cost())
    print(value, len(result.best.routes()), f"{time.process_time() - start:.2f}")


main()
