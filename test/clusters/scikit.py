"""The same matrix through numpy, scipy and scikit-learn. Reads a job as JSON on standard input, writes JSON."""
import json
import sys

import numpy as np
from scipy.spatial.distance import cdist
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.metrics import adjusted_rand_score, silhouette_score

job = json.load(sys.stdin)


def matrix(name):
    path, rows, columns = job[name]
    return np.fromfile(path, dtype="<f8").reshape(rows, columns)


def labels(name):
    return np.fromfile(job[name], dtype=np.uint8)


answer = {}
if "raw" in job:
    raw = matrix("raw")
    kept = np.nanmax(raw, axis=0) > np.nanmin(raw, axis=0)
    raw = raw[:, kept]
    scaled = np.nan_to_num((raw - np.nanmean(raw, axis=0)) / np.nanstd(raw, axis=0), nan=0.0)
    found = PCA(svd_solver="full").fit(scaled)
    answer["explained"] = found.explained_variance_ratio_.tolist()
    answer["variance"] = found.explained_variance_.tolist()
    answer["components"] = int(np.searchsorted(np.cumsum(found.explained_variance_ratio_), job["least"]) + 1)
if "points" in job:
    points = matrix("points")
    answer["inertia"] = [
        float(KMeans(n_clusters=k, n_init=20, random_state=0).fit(points).inertia_) for k in job.get("ks", [])
    ]
if "sample" in job:
    sample, own = matrix("sample"), labels("sampleLabels")
    distances = cdist(sample, sample)
    answer["silhouette"] = float(silhouette_score(distances, own, metric="precomputed"))
    same = own[:, None] == own[None, :]
    answer["dunn"] = float(distances[~same].min() / distances[same].max())
if "truth" in job:
    answer["rand"] = float(adjusted_rand_score(labels("truth"), labels("found")))
json.dump(answer, sys.stdout)
