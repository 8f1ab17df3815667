using System.Xml.Linq;
using OpLearn.Workspace.Reports;
using Xunit;

namespace OpLearn.Workspace.Tests;

public sealed class MathMarkupTests
{
    [Theory]
    [InlineData("x", "<mi>x</mi>")]
    [InlineData("x_1^2", "<msubsup><mi>x</mi><mn>1</mn><mn>2</mn></msubsup>")]
    [InlineData("x^2_1", "<msubsup><mi>x</mi><mn>1</mn><mn>2</mn></msubsup>")]
    [InlineData("1.5-a", "<mn>1.5</mn><mo>−</mo><mi>a</mi>")]
    [InlineData("s'", "<msup><mi>s</mi><mo>′</mo></msup>")]
    [InlineData(@"\frac12", "<mfrac><mn>1</mn><mn>2</mn></mfrac>")]
    [InlineData("10^25", "<msup><mn>10</mn><mn>2</mn></msup><mn>5</mn>")]
    [InlineData(@"\frac{a}{b}", "<mfrac><mrow><mi>a</mi></mrow><mrow><mi>b</mi></mrow></mfrac>")]
    [InlineData(@"\sqrt[3]x", "<mroot><mi>x</mi><mrow><mn>3</mn></mrow></mroot>")]
    [InlineData(@"\mathbb{R}^d", "<msup><mrow><mi mathvariant=\"normal\">ℝ</mi></mrow><mi>d</mi></msup>")]
    [InlineData(@"\mathcal{G}", "<mrow><mi mathvariant=\"normal\">𝒢</mi></mrow>")]
    [InlineData(@"\mathcal{N}\mathcal{L}", "<mrow><mi mathvariant=\"normal\">𝒩</mi></mrow><mrow><mi mathvariant=\"normal\">ℒ</mi></mrow>")]
    [InlineData(@"u_{\mathrm{train}}", "<msub><mi>u</mi><mrow><mi mathvariant=\"normal\">train</mi></mrow></msub>")]
    [InlineData(@"\sin x", "<mi>sin</mi><mspace width=\"0.17em\"/><mi>x</mi>")]
    [InlineData(@"a < b", "<mi>a</mi><mo>&lt;</mo><mi>b</mi>")]
    public void Formulas(string tex, string expected) => Assert.Contains($"<semantics><mrow>{expected}</mrow>", MathMarkup.Render(tex, display: false));

    [Fact]
    public void ScriptsOfSumsStackInDisplayedFormulasOnly()
    {
        Assert.Contains("<munderover>", MathMarkup.Render(@"\sum_{k=1}^p b_k", display: true));
        Assert.Contains("<msubsup>", MathMarkup.Render(@"\sum_{k=1}^p b_k", display: false));
        Assert.Contains("<msubsup>", MathMarkup.Render(@"\int_0^1 u", display: true));
    }

    [Theory]
    [InlineData(@"G(u)(t) = \sum_{k=1}^{40} b_k\big(u(x_1), …, u(x_{100})\big)\, \tau_k(t) + b_0")]
    [InlineData(@"\partial_t u + u\,\partial_x u = \nu\,\partial_{xx} u,\qquad x \in [0, 2\pi)")]
    [InlineData(@"\begin{aligned} -\nabla\cdot(a\nabla u) &= f && \text{in } \Omega \\ u &= 0 && \text{on } \partial\Omega \end{aligned}")]
    [InlineData(@"\chi(x) = \begin{cases} 1 & x \ge 0, \\ 0 & \text{else}. \end{cases}")]
    [InlineData(@"\left\| \frac{\hat u - u}{u} \right\|_{L^2(\Omega)} \le 10^{-3}")]
    [InlineData(@"\mathbf{K} = \begin{pmatrix} \cos\theta & -\sin\theta \\ \sin\theta & \cos\theta \\ \end{pmatrix}")]
    [InlineData(@"\operatorname*{arg\,min}_{\theta} \mathbb{E}_{u\sim\mu}\!\left[\lVert G_\theta(u) - G(u)\rVert^2\right]")]
    [InlineData(@"k(x, x') = \exp\!\left(-\tfrac{|x-x'|^2}{2\ell^2}\right), \quad \underbrace{A x}_{\text{linear}} \overset{!}{=} b")]
    [InlineData(@"\lim_{n\to\infty} \bar{x}_n = \tilde\mu \pm \sigma/\sqrt{n} \implies \forall \varepsilon > 0\ \exists N")]
    public void WhatNotebooksWrite_IsWellFormedMathMl(string tex)
    {
        foreach (bool display in (bool[])[true, false])
        {
            string html = MathMarkup.Render(tex, display);
            Assert.StartsWith("<math", html);
            XElement math = XElement.Parse(html);
            Assert.Equal(tex, math.Descendants("annotation").Single().Value);
            foreach (XElement element in math.Descendants())
            {
                int? children = element.Name.LocalName switch
                {
                    "mfrac" or "msub" or "msup" or "munder" or "mover" or "mroot" => 2,
                    "msubsup" or "munderover" => 3,
                    _ => null,
                };
                if (children is { } count) Assert.True(element.Elements().Count() == count, $"{element.Name} has {element.Elements().Count()} children: {element}");
            }
        }
    }

    [Theory]
    [InlineData(@"\unknown{x}")]
    [InlineData(@"\frac{a}")]
    [InlineData("a & b")]
    [InlineData(@"{a")]
    [InlineData(@"a}")]
    [InlineData(@"\left( a")]
    [InlineData(@"\begin{pmatrix} a")]
    [InlineData(@"\")]
    [InlineData("<script>alert(1)</script>\\unknown")]
    public void WhatIsNotKnown_IsShownAsItsSource(string tex)
    {
        string html = MathMarkup.Render(tex, display: false);
        Assert.Equal(System.Net.WebUtility.HtmlEncode(tex), html["<code class=\"tex\">".Length..^"</code>".Length]);
    }
}
