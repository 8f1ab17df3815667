using System.Net;
using System.Text;

namespace OpLearn.Workspace.Reports;

/// <summary>TeX's math notation as MathML, which browsers draw themselves: a report needs no script and no network for its formulas.</summary>
/// <remarks>Covers what mathematical texts of notebooks use. What it does not know is shown as its source, in full.</remarks>
internal sealed class MathMarkup
{
    private readonly TexReader reader;
    private readonly bool display;
    private string alphabet = "";

    private MathMarkup(string tex, bool display) => (reader, this.display) = (new TexReader(tex), display);

    /// <summary>A formula's markup.</summary>
    public static string Render(string tex, bool display)
    {
        string source = WebUtility.HtmlEncode(tex.Trim());
        try
        {
            var math = new MathMarkup(tex, display);
            string row = math.Row("");
            return $"<math display=\"{(display ? "block" : "inline")}\"><semantics><mrow>{row}</mrow><annotation encoding=\"application/x-tex\">{source}</annotation></semantics></math>";
        }
        catch (TexException)
        {
            return display ? $"<pre class=\"tex\">{source}</pre>" : $"<code class=\"tex\">{source}</code>";
        }
    }

    // Everything up to a closing token, which is taken.
    private string Row(params string[] ends)
    {
        var row = new StringBuilder();
        while (true)
        {
            string next = reader.Peek();
            if (ends.Contains(next))
            {
                reader.Next();
                return row.ToString();
            }
            if (next == "") throw new TexException($"expected {ends[0]} before the end");
            row.Append(WithScripts());
        }
    }

    private string WithScripts()
    {
        string token = reader.Peek(), name = token.TrimStart('\\');
        bool command = token.Length > 1 && token[0] == '\\';
        bool stacked = display && command && (TexSymbols.Large.ContainsKey(name) || TexSymbols.Limits.Contains(name));
        bool under = command && name is "underbrace" or "overbrace";
        string? star = token == "\\operatorname*" ? token : null;
        string nucleus = token is "^" or "_" ? "<mrow></mrow>" : Atom(reader.Next());
        if (reader.Take("\\limits")) stacked = true;
        if (reader.Take("\\nolimits")) stacked = false;
        stacked |= under || (star is not null && display);
        string? below = null, above = null;
        while (true)
        {
            if (below is null && reader.Take("_")) below = Argument();
            else if (above is null && reader.Take("^")) above = Argument();
            else if (reader.Peek() == "'" && above is null) above = Primes();
            else break;
        }
        string scripted = (below, above) switch
        {
            (null, null) => nucleus,
            ({ } b, null) => stacked ? $"<munder>{nucleus}{b}</munder>" : $"<msub>{nucleus}{b}</msub>",
            (null, { } a) => stacked ? $"<mover>{nucleus}{a}</mover>" : $"<msup>{nucleus}{a}</msup>",
            ({ } b, { } a) => stacked ? $"<munderover>{nucleus}{b}{a}</munderover>" : $"<msubsup>{nucleus}{b}{a}</msubsup>",
        };
        bool applied = command && (TexSymbols.Functions.Contains(name) || name.StartsWith("operatorname", StringComparison.Ordinal));
        return applied && reader.Peek() is not ("" or "(" or "[" or "\\left" or "}" or "&" or ")") ? scripted + Space("0.17em") : scripted;
    }

    private string Primes()
    {
        int count = 0;
        while (reader.Take("'")) count++;
        string primes = $"<mo>{new string('′', count)}</mo>";
        return reader.Take("^") ? $"<mrow>{primes}{Argument()}</mrow>" : primes;
    }

    // What a command or a script applies to: a group or one token.
    private string Argument() => reader.Peek() == "" ? throw new TexException("an argument is missing") : Atom(reader.NextOne());

    private string Atom(string token)
    {
        if (token == "{")
        {
            string before = alphabet;
            string row = Row("}");
            alphabet = before;
            return $"<mrow>{row}</mrow>";
        }
        if (token is "}" or "&" or "^" or "_") throw new TexException($"'{token}' stands where it cannot");
        if (token == "~") return Space("0.33em");
        if (token[0] == '\\') return Command(token[1..]);
        if (char.IsAsciiDigit(token[0])) return $"<mn>{string.Concat(token.Select(c => TexSymbols.Styled(c.ToString(), alphabet)))}</mn>";
        if (char.IsLetter(token, 0)) return Letter(token);
        string sign = token switch { "-" => "−", "*" => "∗", _ => WebUtility.HtmlEncode(token) };
        return token is "|" or "(" or ")" or "[" or "]" ? $"<mo stretchy=\"false\">{sign}</mo>" : $"<mo>{sign}</mo>";
    }

    private string Letter(string letter) => alphabet switch
    {
        "" => $"<mi>{letter}</mi>",
        "mathrm" or "rm" or "mathit" => $"<mi mathvariant=\"normal\">{letter}</mi>",
        _ => $"<mi mathvariant=\"normal\">{TexSymbols.Styled(letter, alphabet)}</mi>",
    };

    private string Command(string name)
    {
        if (TexSymbols.Letters.TryGetValue(name, out string? letter))
            return alphabet != "" ? Letter(letter) : char.IsUpper(letter, 0) ? $"<mi mathvariant=\"normal\">{letter}</mi>" : $"<mi>{WebUtility.HtmlEncode(letter)}</mi>";
        if (TexSymbols.Operators.TryGetValue(name, out string? sign)) return $"<mo{(IsFence(sign) ? " stretchy=\"false\"" : "")}>{sign}</mo>";
        if (TexSymbols.Large.TryGetValue(name, out string? large)) return $"<mo largeop=\"{(display ? "true" : "false")}\" movablelimits=\"false\">{large}</mo>";
        if (TexSymbols.Integrals.TryGetValue(name, out string? integral)) return $"<mo largeop=\"{(display ? "true" : "false")}\" movablelimits=\"false\">{integral}</mo>";
        if (TexSymbols.Accents.TryGetValue(name, out string? accent)) return Accent(name, accent);
        if (TexSymbols.Spaces.TryGetValue(name, out string? width)) return Space(width);
        if (TexSymbols.Functions.Contains(name)) return Function(name);
        switch (name)
        {
            case " " or "\n":
                return Space("0.33em");
            case "frac" or "dfrac" or "tfrac" or "cfrac":
                return $"<mfrac>{Argument()}{Argument()}</mfrac>";
            case "binom":
                return $"<mrow><mo>(</mo><mfrac linethickness=\"0\">{Argument()}{Argument()}</mfrac><mo>)</mo></mrow>";
            case "sqrt":
                if (!reader.Take("[")) return $"<msqrt>{Argument()}</msqrt>";
                string degree = Row("]");
                return $"<mroot>{Argument()}<mrow>{degree}</mrow></mroot>";
            case "text" or "textrm" or "mbox" or "textit" or "textbf":
                return $"<mtext>{WebUtility.HtmlEncode(reader.Raw().Replace(' ', '\u00A0'))}</mtext>";
            case "operatorname" or "operatorname*":
                return Function(reader.Raw().Replace("\\,", "\u2009"));
            case "mathop" or "mathrel" or "mathbin" or "mathord":
                return Argument();
            case "mathrm" or "mathbf" or "mathcal" or "mathscr" or "mathbb" or "mathfrak" or "mathsf" or "mathtt" or "mathit" or "boldsymbol" or "bm" or "pmb":
                return In(name);
            case "left":
                return Fenced();
            case "big" or "Big" or "bigg" or "Bigg" or "bigl" or "bigr" or "Bigl" or "Bigr" or "biggl" or "biggr" or "Biggl" or "Biggr" or "bigm" or "Bigm":
                return Sized(name);
            case "overset" or "stackrel":
                string over = Argument();
                return $"<mover>{Argument()}{over}</mover>";
            case "underset":
                string below = Argument();
                return $"<munder>{Argument()}{below}</munder>";
            case "begin":
                return Environment(reader.Raw());
            case "tag" or "tag*":
                return $"{Space("2em")}<mtext>({WebUtility.HtmlEncode(reader.Raw())})</mtext>";
            case "label":
                reader.Raw();
                return "";
            case "displaystyle" or "textstyle" or "scriptstyle" or "nonumber" or "notag":
                return "";
            case "rm" or "bf" or "cal":
                alphabet = name;
                return "";
            default:
                throw new TexException($"\\{name} is not known");
        }
    }

    private string In(string name)
    {
        string before = alphabet;
        alphabet = name;
        string argument = name is "mathrm" or "mathtt" or "mathsf" && reader.Peek() == "{" ? Word(name) : Argument();
        alphabet = before;
        return argument;
    }

    // Letters that form a word stay together, as in \mathrm{train}; anything more is set as a formula.
    private string Word(string name)
    {
        string raw = reader.Raw();
        if (raw.All(char.IsLetterOrDigit) && raw != "")
            return $"<mi mathvariant=\"normal\">{string.Concat(raw.Select(c => TexSymbols.Styled(c.ToString(), name)))}</mi>";
        var inner = new MathMarkup(raw + "}", display) { alphabet = name };
        return $"<mrow>{inner.Row("}")}</mrow>";
    }

    // Several letters in one <mi> are upright.
    private static string Function(string name) =>
        $"<mi>{WebUtility.HtmlEncode(name switch { "argmax" => "arg\u2009max", "argmin" => "arg\u2009min", "limsup" => "lim\u2009sup", "liminf" => "lim\u2009inf", _ => name })}</mi>";

    private string Accent(string name, string accent)
    {
        string argument = Argument();
        bool wide = name is "widehat" or "widetilde" or "overline" or "underline" or "overbrace" or "underbrace" or "overrightarrow";
        string mark = $"<mo stretchy=\"{(wide ? "true" : "false")}\">{accent}</mo>";
        return name is "underline" or "underbrace" ? $"<munder>{argument}{mark}</munder>" : $"<mover accent=\"true\">{argument}{mark}</mover>";
    }

    private string Delimiter()
    {
        string token = reader.Next();
        if (token == ".") return "";
        if (token is "<" or ">") return token == "<" ? "⟨" : "⟩";
        if (token.StartsWith('\\')) return TexSymbols.Operators.TryGetValue(token[1..], out string? sign) ? sign : throw new TexException($"{token} is no delimiter");
        return token is "(" or ")" or "[" or "]" or "|" or "/" ? token : throw new TexException($"'{token}' is no delimiter");
    }

    private string Fenced()
    {
        var row = new StringBuilder($"<mrow>{Fence(Delimiter(), "prefix")}<mrow>");
        while (true)
        {
            string end = reader.Peek();
            if (end == "") throw new TexException("\\left without \\right");
            if (end == "\\right")
            {
                reader.Next();
                return row.Append("</mrow>").Append(Fence(Delimiter(), "postfix")).Append("</mrow>").ToString();
            }
            if (end == "\\middle")
            {
                reader.Next();
                row.Append("</mrow>").Append(Fence(Delimiter(), "infix")).Append("<mrow>");
                continue;
            }
            row.Append(WithScripts());
        }
    }

    private static string Fence(string sign, string form) => sign == "" ? "" : $"<mo fence=\"true\" stretchy=\"true\" form=\"{form}\">{sign}</mo>";

    private string Sized(string name)
    {
        string size = name.TrimEnd('l', 'r', 'm') switch { "big" => "1.2em", "Big" => "1.8em", "bigg" => "2.4em", _ => "3em" };
        return $"<mo stretchy=\"true\" symmetric=\"true\" minsize=\"{size}\" maxsize=\"{size}\">{Delimiter()}</mo>";
    }

    private string Environment(string name)
    {
        if (name == "array") reader.Raw();
        string kind = name.TrimEnd('*');
        (string open, string close) = kind switch
        {
            "pmatrix" => ("(", ")"),
            "bmatrix" => ("[", "]"),
            "Bmatrix" => ("{", "}"),
            "vmatrix" => ("|", "|"),
            "Vmatrix" => ("‖", "‖"),
            "cases" => ("{", ""),
            "matrix" or "smallmatrix" or "array" or "aligned" or "align" or "gathered" or "gather" or "split" or "equation" => ("", ""),
            _ => throw new TexException($"environment {name} is not known"),
        };
        string columns = kind is "aligned" or "align" or "split" ? "right left" : kind == "cases" ? "left left" : "center";
        var rows = new StringBuilder();
        bool more = true;
        while (more)
        {
            var cells = new StringBuilder();
            string end;
            int column = 0;
            do
            {
                string side = columns.Split(' ') is var sides ? sides[column++ % sides.Length] : "center";
                cells.Append($"<mtd style=\"text-align: {side}\"><mrow{(display && kind != "cases" ? " displaystyle=\"true\"" : "")}>{Cell(out end)}</mrow></mtd>");
            }
            while (end == "&");
            more = end == "\\\\";
            rows.Append($"<mtr>{cells}</mtr>");
            if (more && reader.Peek() == "\\end")
            {
                reader.Next();
                more = false;
            }
        }
        if (reader.Raw() is var closed && closed != name) throw new TexException($"\\begin{{{name}}} ends as {closed}");
        return $"<mrow>{Fence(open, "prefix")}<mtable class=\"{kind}\">{rows}</mtable>{Fence(close, "postfix")}</mrow>";
    }

    private string Cell(out string end)
    {
        var cell = new StringBuilder();
        while (true)
        {
            end = reader.Peek();
            if (end == "") throw new TexException("an environment that does not end");
            if (end is "&" or "\\\\" or "\\end")
            {
                reader.Next();
                return cell.ToString();
            }
            cell.Append(WithScripts());
        }
    }

    private static bool IsFence(string sign) => "⟨⟩⌊⌋⌈⌉|‖{}[]∣∥".Contains(sign, StringComparison.Ordinal);

    private static string Space(string width) => $"<mspace width=\"{width}\"/>";
}
