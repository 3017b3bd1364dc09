"""Runs before the server: has each file of FILES ([{path, url, sha256}]) below MODELS, whole and as it should be."""

import hashlib
import json
import os
import sys
import urllib.request


def fetch(url, path):
    """Writes what the URL gives and returns its sha256."""
    digest = hashlib.sha256()
    with urllib.request.urlopen(url, timeout=60) as answer, open(path, "wb") as file:
        while chunk := answer.read(1 << 20):
            file.write(chunk)
            digest.update(chunk)
    return digest.hexdigest()


def main():
    for entry in json.loads(os.environ["FILES"]):
        path = os.path.join(os.environ["MODELS"], entry["path"])
        if os.path.exists(path):
            print(f"{entry['path']} is there already", flush=True)
            continue
        os.makedirs(os.path.dirname(path), exist_ok=True)
        # Under its name only when it is whole: what a killed pod left is fetched again.
        part = path + ".part"
        if fetch(entry["url"], part) != entry["sha256"]:
            os.remove(part)
            sys.exit(f"{entry['path']}: what {entry['url']} gave has another sha256 than the values say")
        os.replace(part, path)
        print(f"{entry['path']} is fetched", flush=True)


main()
