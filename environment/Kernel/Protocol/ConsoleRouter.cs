using System.Text;

namespace OpLearn.Kernel;

/// <summary>Sends what cells write to the console to the cell that wrote it, and reads the console from the front end.</summary>
internal sealed class ConsoleRouter : IDisposable
{
    private readonly TextWriter outBefore = Console.Out;
    private readonly TextWriter errorBefore = Console.Error;
    private readonly TextReader inBefore = Console.In;

    /// <summary>Takes the console over until disposed.</summary>
    public ConsoleRouter()
    {
        Console.SetOut(new Writer("stdout", outBefore));
        Console.SetError(new Writer("stderr", errorBefore));
        Console.SetIn(new Reader());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Console.SetOut(outBefore);
        Console.SetError(errorBefore);
        Console.SetIn(inBefore);
    }

    private sealed class Writer(string name, TextWriter fallback) : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => Write(value.ToString());

        public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

        public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

        public override void WriteLine(string? value) => Write(value + "\n");

        public override void WriteLine() => Write("\n");

        public override void Write(string? value)
        {
            if (KernelOutput.Current is { } output)
            {
                output.Stream(name, value ?? "");
            }
            else
            {
                fallback.Write(value);
            }
        }
    }

    private sealed class Reader : TextReader
    {
        private string line = "";
        private int at;

        public override int Peek() => at < line.Length ? line[at] : -1;

        public override int Read()
        {
            if (at == line.Length)
            {
                line = Ask() + "\n";
                at = 0;
            }

            return line[at++];
        }

        public override string ReadLine()
        {
            string rest = at < line.Length ? line[at..].TrimEnd('\n') : Ask();
            (line, at) = ("", 0);
            return rest;
        }

        private static string Ask() =>
            KernelOutput.Current?.Input("", false) ?? throw new InvalidOperationException("Console.ReadLine: no cell is running that could ask.");
    }
}
