"""What a front end does to a kernel beyond running cells: interrupts it, loses it, restarts it, sends it input. Run as conformance.py is."""
import os
import signal
import time
import unittest

from jupyter_client.manager import start_new_kernel

LOOPS = {
    ".net-csharp": ("var kept = 41;", "while (true) { kept += 0; }", "kept + 1"),
    ".net-fsharp": ("let kept = 41", "let mutable i = 0\nwhile true do i <- i ^^^ 1", "kept + 1"),
}


class Client(unittest.TestCase):
    def start(self, name):
        self.manager, self.client = start_new_kernel(kernel_name=name)
        self.addCleanup(self.stop)

    def stop(self):
        self.client.stop_channels()
        if self.manager.has_kernel:
            self.manager.shutdown_kernel(now=True)

    def run_cell(self, code, timeout=60):
        """The reply's content and the text of the cell's result."""
        self.ask(code)
        return self.answer(timeout)

    def ask(self, code):
        self.request = self.client.execute(code)

    def answer(self, timeout=60):
        text = None
        while True:
            message = self.client.get_iopub_msg(timeout=timeout)
            if message["parent_header"].get("msg_id") != self.request:
                continue
            if message["msg_type"] == "execute_result":
                text = message["content"]["data"]["text/plain"]
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                break
        while True:
            reply = self.client.get_shell_msg(timeout=timeout)
            if reply["parent_header"].get("msg_id") == self.request:
                return reply["content"], text

    def test_interrupt_keeps_the_state(self):
        for name, (before, loop, after) in LOOPS.items():
            with self.subTest(kernel=name):
                self.start(name)
                self.assertEqual("ok", self.run_cell(before)[0]["status"])
                for _ in range(2):
                    self.ask(loop)
                    time.sleep(2)
                    asked = time.monotonic()
                    self.manager.interrupt_kernel()
                    content, _ = self.answer()
                    took = time.monotonic() - asked
                    self.assertEqual(("error", "Interrupted"), (content["status"], content["ename"]))
                    self.assertLess(took, 10, "an interrupt takes a second on a machine that is not loaded")
                    print(f"{name}: loop stopped after {took:.2f} s")
                self.assertEqual("42", self.run_cell(after)[1])
                self.stop()

    def test_a_killed_kernel_is_restarted_empty(self):
        self.start(".net-csharp")
        self.run_cell("var kept = 1;")
        os.kill(self.manager.provisioner.pid, signal.SIGKILL)
        deadline = time.monotonic() + 10
        while self.manager.is_alive() and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertFalse(self.manager.is_alive())
        self.manager.restart_kernel(now=True)
        self.client.wait_for_ready(timeout=60)
        self.assertEqual("error", self.run_cell("kept")[0]["status"])
        self.assertEqual("2", self.run_cell("1 + 1")[1])

    def test_a_restart_ends_the_old_process_while_a_cell_runs(self):
        self.start(".net-csharp")
        old = self.manager.provisioner.pid
        self.ask("while (true) { }")
        time.sleep(1)
        self.manager.restart_kernel(now=False)
        self.client.wait_for_ready(timeout=60)
        self.assertNotEqual(old, self.manager.provisioner.pid)
        self.assertRaises(ProcessLookupError, os.kill, old, 0)
        self.assertEqual("2", self.run_cell("1 + 1")[1])

    def test_input_is_asked_of_the_person(self):
        self.start(".net-csharp")
        self.request = self.client.execute("Console.ReadLine()", allow_stdin=True)
        asked = self.client.get_stdin_msg(timeout=60)
        self.assertEqual("input_request", asked["msg_type"])
        self.client.input("Ada")
        self.assertEqual("Ada", self.answer()[1])

    def test_no_process_stays_behind(self):
        self.start(".net-csharp")
        pid = self.manager.provisioner.pid
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=False)
        self.assertRaises(ProcessLookupError, os.kill, pid, 0)


if __name__ == "__main__":
    unittest.main()
