"""The PyPI package elex-model on a French night: what it foretells of two candidates.

    elex.py RESULTS EARLIER KEPT [KEPT…] [--gaussian]

RESULTS and EARLIER: csv of one column per candidate, plain or .xz. KEPT: stations that have
reported, one a line, as `vigie project --write-stations` writes them. Prints one JSON line for
each KEPT. Its units are communes that have reported whole; its method is the non-parametric one, robust, with the earlier shares and the size
of the commune as features. `--gaussian` after the lists asks for its other method too, which takes
minutes each.
"""

import csv
import io
import json
import lzma
import logging
import os
import sys
import time

os.environ.setdefault("APP_ENV", "local")
os.environ.setdefault("DATA_ENV", "local")

import numpy as np
import pandas as pd

CANDIDATES = {"dem": "MACRON", "gop": "LE PEN"}
FIXED = 9
LEVEL = 0.9
PARAMETERS = {"fit_margin_outlier_model": False, "fit_turnout_outlier_model": False}
METHODS = {"nonparametric": {"robust": True}, "gaussian": {}}


def opened(path):
    raw = lzma.open(path) if path.endswith(".xz") else open(path, "rb")
    return io.TextIOWrapper(raw, encoding="utf-8")


def stations(path):
    with opened(path) as file:
        rows = csv.reader(file)
        names = next(rows)[FIXED:]
        found = {}
        for row in rows:
            key = "-".join(row[:3])
            found[key] = [int(row[5]), int(row[8])] + [int(cell) for cell in row[FIXED:]]
    return names, found


def communes(found, keys):
    sums = {}
    for key in keys:
        commune = key.rsplit("-", 1)[0]
        figures = np.array(found[key], dtype=float)
        sums[commune] = sums.get(commune, 0) + figures
    return sums


def prepared(names, before):
    frame = pd.DataFrame({"geographic_unit_fips": list(before), "postal_code": "FR", "county_fips": list(before)})
    figures = np.array(list(before.values()))
    valid = np.maximum(figures[:, 1], 1)
    frame["baseline_turnout"] = figures[:, 1]
    for estimand, name in CANDIDATES.items():
        frame[f"baseline_{estimand}"] = figures[:, 2 + names.index(name)]
    features = []
    # The last share follows from the others.
    for at, name in enumerate(names[:-1]):
        frame[f"share_{at}"] = figures[:, 2 + at] / valid
        features.append(f"share_{at}")
    frame["size"] = np.log(np.maximum(figures[:, 0], 1))
    features.append("size")
    return frame, features


def current(names, all_of, kept_of):
    frame = pd.DataFrame({"geographic_unit_fips": list(all_of), "postal_code": "FR"})
    empty = np.zeros(2 + len(names))
    figures = np.array([kept_of.get(commune, empty) for commune in all_of])
    whole = np.array([commune in kept_of and kept_of[commune][0] == all_of[commune][0] for commune in all_of])
    frame["percent_expected_vote"] = np.where(whole, 100, 0)
    frame["results_turnout"] = figures[:, 1]
    for estimand, name in CANDIDATES.items():
        frame[f"results_{estimand}"] = figures[:, 2 + names.index(name)]
    return frame


def told(client, method, frame, features, live):
    config = {
        "2017_FR_G": [
            {
                "office": "P",
                "states": ["FR"],
                "geographic_unit_types": ["county"],
                "historical_election": [],
                "features": list(features),
                "aggregates": ["postal_code", "unit"],
                "fixed_effect": [],
                "baseline_pointer": {"dem": "dem", "gop": "gop", "turnout": "turnout"},
            }
        ]
    }
    return client.get_estimates(
        live,
        "2017_FR_G",
        "P",
        ["turnout", *CANDIDATES],
        prediction_intervals=[LEVEL],
        raw_config=config,
        preprocessed_data=frame,
        geographic_unit_type="county",
        features=features,
        aggregates=["postal_code"],
        pi_method=method,
        model_parameters=PARAMETERS | METHODS[method],
        save_output=[],
    )


def main():
    from elexmodel.client import ModelClient

    logging.disable(logging.CRITICAL)
    names, now = stations(sys.argv[1])
    names_before, then = stations(sys.argv[2])
    all_of, before = communes(now, now), communes(then, now)
    whole = sum(figures[1] for figures in all_of.values())
    methods = [method for method in METHODS if method != "gaussian" or "--gaussian" in sys.argv]
    for path in (word for word in sys.argv[3:] if not word.startswith("--")):
        kept = open(path).read().split()
        for method in methods:
            frame, features = prepared(names_before, before)
            live = current(names, all_of, communes(now, kept))
            start = time.time()
            try:
                out = told(ModelClient(), method, frame, features, live)["state_data"].iloc[0]
            except Exception as error:
                print(json.dumps({"kept": os.path.basename(path), "method": method, "failed": repr(error)}), flush=True)
                continue
            seconds = round(time.time() - start, 1)
            line = {"kept": os.path.basename(path), "method": method, "stations": len(kept), "seconds": seconds}
            for estimand, name in CANDIDATES.items():
                end = sum(figures[2 + names.index(name)] for figures in all_of.values()) / whole
                # The total is taken for as sure as it is foretold: in favour of the package.
                valid = out["pred_turnout"]
                columns = ("pred", f"lower_{LEVEL}", f"upper_{LEVEL}")
                share, low, high = (float(out[f"{column}_{estimand}"] / valid) for column in columns)
                held = bool(low <= end <= high)
                figures = {"end": end, "share": share, "low": low, "high": high}
                line[name] = {word: round(figure, 6) for word, figure in figures.items()} | {"held": held}
            print(json.dumps(line), flush=True)


main()
