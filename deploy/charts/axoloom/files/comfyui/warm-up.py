"""Runs beside the server; until it has ended, nothing is let in. Runs WORKFLOW once, which loads its models."""

import json
import os
import sys
import time
import urllib.error
import urllib.request
import uuid

SERVER = os.environ.get("SERVER", "http://127.0.0.1:8188")
LIMIT_S = 1800


def call(path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(SERVER + path, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def wait_for(question, until):
    while time.monotonic() < until:
        try:
            if answer := question():
                return answer
        except OSError:
            pass
        time.sleep(1)
    sys.exit(f"the warm-up did not end within {LIMIT_S} s")


def main():
    until = time.monotonic() + LIMIT_S
    wait_for(lambda: call("/system_stats"), until)
    name = str(uuid.uuid4())
    workflow = json.loads(os.environ["WORKFLOW"])
    try:
        call("/prompt", {"prompt": workflow, "prompt_id": name, "client_id": name})
    except urllib.error.HTTPError as error:
        sys.exit(f"the warm-up workflow is refused: {error.read(2000).decode(errors='replace')}")
    status = wait_for(lambda: call(f"/history/{name}").get(name), until)["status"]
    if status["status_str"] != "success":
        sys.exit(f"the warm-up workflow failed: {json.dumps(status)[:2000]}")


main()
