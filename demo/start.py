"""Start the demo world and keep it running (scripts/run calls this in the environment)."""

from __future__ import annotations

import argparse
import shutil
import signal
import threading

from demo.world import NETWORK, ROOT, World, running

DATA = ROOT / "var" / "demo"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=8765)
    parser.add_argument("--browser", action="store_true")
    parser.add_argument("--reset", action="store_true")
    given = parser.parse_args()
    if given.reset:
        shutil.rmtree(DATA, ignore_errors=True)
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    try:
        with running(DATA, backend_port=given.port, network_port=8766) as world:
            print(f"\n  Server        {world.server}\n  Demo network  {NETWORK}\n")
            if given.browser:
                _with_browser(world, stopped)
            else:
                _without_browser(world)
                stopped.wait()
    except KeyboardInterrupt:
        print("\nStopped. Everything is kept in var/demo; scripts/run goes on from there.")


def _without_browser(world: World) -> None:
    print(
        f"""  No Chromium that a script may drive was found (or no display). By hand:

  1. Chrome, Edge, Brave: open chrome://extensions, switch on "Developer mode", "Load unpacked",
     and choose the folder   {ROOT / "extension"}
     Firefox: open about:debugging#/runtime/this-firefox, "Load Temporary Add-on", and choose
     {ROOT / "extension" / "manifest.json"}
  2. On the page that opens, agree, then press Connect. It shows a code; confirm it here
     (this link signs you in once):   {world.sign_in_link()}
  3. Open {NETWORK} , allow the site in the extension, and look at a profile or discussion.

  Ctrl-C stops it.""",
        flush=True,
    )


def _with_browser(world: World, stopped: threading.Event) -> None:
    from tests.browser.chromium import launch

    profile = world.data_dir / "chromium"
    with launch(ROOT / "extension", profile, world.network_port, headless=False) as chromium:
        if not chromium.send({"type": "connection"})["paired"]:
            started = chromium.send({"type": "pair", "server": world.server})
            world.approve(started["user_code"])
        chromium.open_extension("options/options.html")
        chromium.open(NETWORK)
        print("  Chromium is open with Sidenote loaded and connected. Closing it ends the demo.")
        while chromium.context.pages and not stopped.is_set():
            chromium.context.pages[0].wait_for_timeout(500)


if __name__ == "__main__":
    main()
