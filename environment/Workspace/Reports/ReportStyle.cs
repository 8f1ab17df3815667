namespace OpLearn.Workspace.Reports;

/// <summary>How a report looks, by day and by night and on paper.</summary>
internal static class ReportStyle
{
    public const string Css = """
        :root { color-scheme: light dark; --text: light-dark(#1f2328, #d6dbe1); --soft: light-dark(#656d76, #8b949e); --line: light-dark(#d0d7de, #3b434d);
          --code: light-dark(#f6f8fa, #161b22); --page: light-dark(#ffffff, #0d1117); --bad: light-dark(#b3261e, #ff8a80); --good: light-dark(#1a7f37, #56d364); --half: light-dark(#9a6700, #e3b341); }
        body { max-width: 62rem; margin: 2rem auto; padding: 0 1rem; font: 16px/1.55 system-ui, "Segoe UI", sans-serif; color: var(--text); background: var(--page); }
        h1, h2, h3 { line-height: 1.25; } h1 { border-bottom: 1px solid var(--line); padding-bottom: .3rem; } a { color: light-dark(#0757ad, #6cb6ff); }
        pre, code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 13px; }
        pre { line-height: 1.45; margin: .3rem 0; padding: .6rem .8rem; overflow-x: auto; }
        .text code, .text pre { background: var(--code); border-radius: 4px; } .text :not(pre) > code { padding: .1rem .3rem; }
        details.code { margin-top: 1rem; } details.code > pre { background: var(--code); border-radius: 6px; }
        summary { color: var(--soft); font-size: 12px; cursor: pointer; }
        .k { color: light-dark(#8250df, #d2a8ff); } .s { color: light-dark(#0a5c2b, #a5d6a7); } .n { color: light-dark(#0550ae, #79c0ff); } .c { color: var(--soft); font-style: italic; } .m { color: light-dark(#953800, #ffa657); }
        .output { overflow-x: auto; margin: .3rem 0 .8rem; } .output > pre { border-left: 3px solid var(--line); }
        .output > pre.stderr { border-left-color: var(--half); } .output > pre.error { border-left-color: var(--bad); color: var(--bad); }
        table { border-collapse: collapse; font-size: 14px; margin: .4rem 0; } th, td { border: 1px solid var(--line); padding: .25rem .6rem; text-align: left; vertical-align: top; } th { background: var(--code); }
        .figure, .output img, .output > svg { background: #fff; } img, svg { max-width: 100%; }
        math { font-family: "STIX Two Math", "Latin Modern Math", "Cambria Math", "Noto Sans Math", math; font-size: 1.08em; } math[display=block] { margin: .8rem 0; } .aligned mtd, .align mtd { padding: .2em 0; } .cases mtd { padding: .2em .6em .2em 0; }
        .small { font-size: 12px; color: var(--soft); } .verdict { font-weight: 600; } .Reproduced { color: var(--good); } .Partly { color: var(--half); } .NotReproduced { color: var(--bad); }
        @media print { body { max-width: none; margin: 0; } details.code > pre, .output > pre { white-space: pre-wrap; } .output, .claims tr { break-inside: avoid; } }
        """;
}
