"""Opens a notebook in Jupyter's classic Notebook in a headless Chromium, runs all cells and takes a screenshot.

    JUPYTER_PATH=<folder with the kernelspecs> /usr/bin/python3 classic_notebook.py NOTEBOOK SCREENSHOT.png

Needs Debian's packages jupyter-notebook and chromium. The browser reaches 127.0.0.1 only. Prints what each cell shows as JSON; the exit code is 0 when every
code cell ran without an error, every chart is there as a picture, and none is broken.
"""
import asyncio
import base64
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

import tornado.websocket

HEIGHT, WIDTH, PATIENCE = 9000, 1250, 600

SUMMARY = """
JSON.stringify(Jupyter.notebook.get_cells().filter(c => c.cell_type == 'code').map(c => ({
  count: c.input_prompt_number,
  outputs: c.output_area.outputs.map(o => o.output_type + (o.data ? ': ' + Object.keys(o.data).join(' ') : '')),
  pictures: c.element.find('.output img').length,
  broken: c.element.find('.output img').filter((i, e) => !e.complete || e.naturalWidth == 0).length,
  error: c.output_area.outputs.filter(o => o.output_type == 'error').map(o => o.ename + ': ' + o.evalue).join()
})))
"""


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_for(condition, what, patience=60):
    end = time.monotonic() + patience
    while time.monotonic() < end:
        try:
            found = condition()
            if found:
                return found
        except OSError:
            pass
        time.sleep(0.2)
    sys.exit(f"{what}: not within {patience} s")


class Page:
    """The few commands of the browser's debugging protocol that are needed."""

    def __init__(self, connection):
        self.connection, self.last = connection, 0

    async def send(self, method, **parameters):
        self.last += 1
        await self.connection.write_message(json.dumps({"id": self.last, "method": method, "params": parameters}))
        while True:
            message = json.loads(await self.connection.read_message())
            if message.get("id") == self.last:
                return message.get("result", {})

    async def value(self, expression):
        return (await self.send("Runtime.evaluate", expression=expression, returnByValue=True))["result"].get("value")

    async def until(self, expression, what, patience=60):
        end = time.monotonic() + patience
        while not await self.value(expression):
            if time.monotonic() > end:
                sys.exit(f"{what}: not within {patience} s")
            await asyncio.sleep(0.5)


async def drive(debugger, address, screenshot):
    connection = await tornado.websocket.websocket_connect(debugger, max_message_size=1 << 28)
    page = Page(connection)
    await page.send("Emulation.setDeviceMetricsOverride", width=WIDTH, height=HEIGHT, deviceScaleFactor=1, mobile=False)
    await page.send("Page.navigate", url=address)
    await page.until("typeof Jupyter != 'undefined' && !!Jupyter.notebook && !!Jupyter.notebook.kernel && Jupyter.notebook.kernel.is_connected()", "the kernel")
    await page.until("Jupyter.notebook._fully_loaded", "the notebook")
    started = time.monotonic()
    await page.value("Jupyter.notebook.clear_all_output(), Jupyter.notebook.execute_all_cells(), true")
    done = "Jupyter.notebook.get_cells().every(c => c.cell_type != 'code' || c.get_text().trim() == '' || typeof c.input_prompt_number == 'number')"
    failed = "Jupyter.notebook.get_cells().some(c => c.cell_type == 'code' && c.output_area.outputs.some(o => o.output_type == 'error'))"
    await page.until(f"{failed} || ({done} && !Jupyter.notebook.kernel_busy)", "all cells", PATIENCE)
    await asyncio.sleep(2)
    took = time.monotonic() - started
    cells = json.loads(await page.value(SUMMARY))
    shot = await page.send("Page.captureScreenshot", format="png")
    with open(screenshot, "wb") as file:
        file.write(base64.b64decode(shot["data"]))
    return took, cells


def main():
    notebook, screenshot = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    folder = tempfile.mkdtemp(prefix="oplearn-browser-")
    shutil.copy(notebook, folder)
    environment = dict(os.environ, HOME=folder, JUPYTER_RUNTIME_DIR=f"{folder}/runtime", JUPYTER_CONFIG_DIR=f"{folder}/config", JUPYTER_DATA_DIR=f"{folder}/data")
    port, processes = free_port(), []
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    try:
        processes.append(subprocess.Popen(
            ["/usr/bin/jupyter-notebook", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}", "--NotebookApp.token=", "--NotebookApp.password=",
             f"--notebook-dir={folder}"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        wait_for(lambda: urllib.request.urlopen(f"http://127.0.0.1:{port}/api").status == 200, "Jupyter Notebook")
        processes.append(subprocess.Popen(
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0", f"--user-data-dir={folder}/browser",
             "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "about:blank"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        active = f"{folder}/browser/DevToolsActivePort"
        debug = wait_for(lambda: os.path.exists(active) and open(active).readline().strip(), "Chromium")
        pages = wait_for(lambda: [p for p in json.load(urllib.request.urlopen(f"http://127.0.0.1:{debug}/json")) if p["type"] == "page"], "a page")
        took, cells = asyncio.run(drive(pages[0]["webSocketDebuggerUrl"], f"http://127.0.0.1:{port}/notebooks/{os.path.basename(notebook)}", screenshot))
    finally:
        for process in reversed(processes):
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
        shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps({"seconds": round(took, 1), "cells": cells}, indent=1))
    charts = [cell for cell in cells if any("plotly" in output for output in cell["outputs"])]
    bad = [cell for cell in cells if cell["error"] or cell["broken"]] + [cell for cell in charts if not cell["pictures"]]
    sys.exit(1 if bad else 0)


main()
