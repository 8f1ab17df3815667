using Markdig;
using Markdig.Extensions.Mathematics;
using Markdig.Renderers;
using Markdig.Renderers.Html;

namespace OpLearn.Workspace.Reports;

/// <summary>Lets Markdown's formulas ($…$ and $$…$$) leave as MathML.</summary>
internal sealed class MathRenderers : IMarkdownExtension
{
    public void Setup(MarkdownPipelineBuilder pipeline)
    {
    }

    public void Setup(MarkdownPipeline pipeline, IMarkdownRenderer renderer)
    {
        if (renderer is not HtmlRenderer html) return;
        html.ObjectRenderers.Replace<HtmlMathInlineRenderer>(new Inline());
        html.ObjectRenderers.Replace<HtmlMathBlockRenderer>(new Block());
    }

    private sealed class Inline : HtmlObjectRenderer<MathInline>
    {
        protected override void Write(HtmlRenderer renderer, MathInline formula) =>
            renderer.Write(MathMarkup.Render(formula.Content.ToString(), display: formula.DelimiterCount > 1));
    }

    private sealed class Block : HtmlObjectRenderer<MathBlock>
    {
        protected override void Write(HtmlRenderer renderer, MathBlock formula) =>
            renderer.EnsureLine().Write(MathMarkup.Render(formula.Lines.ToString(), display: true)).WriteLine();
    }
}
