"""The Jupyter community's kernel test suite (Debian: python3-jupyter-kernel-test) on both kernels of this repository.

Run as `python3 -m unittest conformance` with JUPYTER_PATH naming the folder that holds their kernelspecs.
"""
import unittest

import jupyter_kernel_test


class Patient(jupyter_kernel_test.KernelTests):
    """The suite grants a message 0.1 to 1 s, which tells of the machine's load and not of the kernel. Here each has half a minute; what must hold stays the suite's."""

    hurry = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        receive = cls.kc.iopub_channel.get_msg

        async def get_msg(timeout=None):
            return await receive(timeout=timeout if cls.hurry or timeout is None else max(timeout, 30))

        cls.kc.iopub_channel.get_msg = get_msg
        cls.kc.execute_interactive("1", timeout=120, output_hook=lambda message: None)

    def flush_channels(self):
        type(self).hurry = True
        try:
            super().flush_channels()
        finally:
            type(self).hurry = False


class CSharp(Patient):
    kernel_name = ".net-csharp"
    language_name = "C#"
    file_extension = ".cs"
    code_hello_world = 'Console.WriteLine("hello, world");'
    code_stderr = 'Console.Error.WriteLine("oops");'
    completion_samples = [{"text": "Console.WriteL", "matches": {"WriteLine"}}, {"text": "Math.Sqr", "matches": {"Sqrt"}}]
    complete_code_samples = ["1", "var x = 1;", "if (true) { }", "#!fsharp\nlet x = 1"]
    incomplete_code_samples = ["if (true) {", "int F(int x) =>", "foo(1,", "/* open"]
    invalid_code_samples = ["}", "var = ;", "1 1"]
    code_generate_error = 'throw new InvalidOperationException("on purpose");'
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": "\"abc\".Length", "result": "3"},
        {"code": "new[] { 1.5, 2.5 }", "mime": "text/plain"},
        {"code": "new[] { new { a = 1 }, new { a = 2 } }", "mime": "text/html"},
    ]
    code_display_data = [
        {"code": 'display(HTML("<b>bold</b>"));', "mime": "text/html"},
        {"code": '"# Heading".DisplayAs("text/markdown");', "mime": "text/markdown"},
    ]
    code_history_pattern = "6*7"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Math.Sqrt"
    code_clear_output = "Display.Clear();"


class FSharp(Patient):
    kernel_name = ".net-fsharp"
    language_name = "F#"
    file_extension = ".fs"
    code_hello_world = 'printfn "hello, world"'
    code_stderr = 'eprintfn "oops"'
    completion_samples = [{"text": "System.Console.WriteL", "matches": {"WriteLine"}}]
    complete_code_samples = ["1", "let x = 1", "let f x =\n    x + 1", "#!csharp\nvar x = 1;"]
    incomplete_code_samples = ["let x =", "let f x = (", "[ 1; 2"]
    invalid_code_samples = [")", "let 1x = = 2"]
    code_generate_error = 'failwith "on purpose" |> ignore'
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": "\"abc\".Length", "result": "3"},
        {"code": "[ 1; 2; 3 ]", "mime": "text/plain"},
        {"code": "Some 1.5", "mime": "text/plain"},
    ]
    code_display_data = [
        {"code": 'display(HTML("<b>bold</b>")) |> ignore', "mime": "text/html"},
        {"code": '"# Heading".DisplayAs("text/markdown") |> ignore', "mime": "text/markdown"},
    ]
    code_history_pattern = "6*7"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "System.Math.Sqrt"
    code_clear_output = "Display.Clear()"


del Patient  # it is no kernel of its own


if __name__ == "__main__":
    unittest.main()
