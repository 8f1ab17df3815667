using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OpLearn.Kernel;

/// <summary>The cells that this kernel has run, as front ends and consoles ask for them. Nothing is kept beyond the process: the kernel is session 1 of 1.</summary>
internal sealed class CellHistory
{
    private const int Session = 1, Kept = 1000;
    private readonly Queue<(int Number, string Source)> cells = new();

    /// <summary>Remembers a cell; the oldest is forgotten after a thousand.</summary>
    public void Add(int number, string source)
    {
        cells.Enqueue((number, source));
        if (cells.Count > Kept) cells.Dequeue();
    }

    /// <summary>The entries that a history request asks for; none for one that says something impossible.</summary>
    public JsonArray Answer(JsonObject request)
    {
        IEnumerable<(int Number, string Source)> found = request.Text("hist_access_type") switch
        {
            "tail" => Last(cells, request.Integer("n")),
            "range" => (request.Integer("session") ?? 0) is 0 or Session
                ? cells.Where(cell => cell.Number >= (request.Integer("start") ?? 0) && cell.Number < (request.Integer("stop") ?? int.MaxValue))
                : [],
            "search" => Search(request),
            _ => [],
        };
        bool output = request.Flag("output") ?? false; // outputs are not kept: their place holds null, as the protocol allows
        return new JsonArray([.. found.Select(cell => (JsonNode)new JsonArray(Session, cell.Number, output ? new JsonArray(cell.Source, null) : cell.Source))]);
    }

    // The pattern is a glob: * and ?.
    private IEnumerable<(int Number, string Source)> Search(JsonObject request)
    {
        string pattern = Regex.Escape(request.Text("pattern") ?? "*").Replace("\\*", ".*").Replace("\\?", ".");
        var glob = new Regex($"^{pattern}$", RegexOptions.Singleline | RegexOptions.NonBacktracking);
        IEnumerable<(int Number, string Source)> found = cells.Where(cell => glob.IsMatch(cell.Source));
        if (request.Flag("unique") ?? false) found = found.GroupBy(cell => cell.Source).Select(same => same.Last());
        return Last(found, request.Integer("n"));
    }

    private static IEnumerable<(int Number, string Source)> Last(IEnumerable<(int Number, string Source)> found, int? count) =>
        count is { } n ? found.TakeLast(Math.Max(0, n)) : found;
}
