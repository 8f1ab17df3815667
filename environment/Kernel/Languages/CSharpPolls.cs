using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace OpLearn.Kernel;

/// <summary>Puts a look at the interrupt into every loop and every block body of a C# cell. No line gets another number.</summary>
internal static class CSharpPolls
{
    private const string Poll = "global::OpLearn.Kernel.KernelInterrupt.Poll();";

    /// <returns>The cell's text with the calls, or the text itself when it needs none.</returns>
    public static string Insert(SyntaxTree tree, string source)
    {
        var finder = new Finder();
        finder.Visit(tree.GetRoot());
        if (finder.Insertions.Count == 0) return source;
        var text = new StringBuilder(source);
        foreach ((int at, string inserted) in finder.Insertions.OrderByDescending(insertion => insertion.At).ThenByDescending(insertion => insertion.Order).Select(insertion => (insertion.At, insertion.Text)))
            text.Insert(at, inserted);
        return text.ToString();
    }

    private sealed class Finder : CSharpSyntaxWalker
    {
        public List<(int At, int Order, string Text)> Insertions { get; } = [];

        public override void DefaultVisit(SyntaxNode node)
        {
            Add(node switch
            {
                WhileStatementSyntax loop => loop.Statement,
                DoStatementSyntax loop => loop.Statement,
                ForStatementSyntax loop => loop.Statement,
                CommonForEachStatementSyntax loop => loop.Statement,
                MethodDeclarationSyntax method => method.Body,
                LocalFunctionStatementSyntax function => function.Body,
                LambdaExpressionSyntax lambda => lambda.Block,
                _ => null,
            });
            base.DefaultVisit(node);
        }

        private void Add(StatementSyntax? body)
        {
            if (body is BlockSyntax block)
            {
                Insertions.Add((block.OpenBraceToken.Span.End, Insertions.Count, Poll));
            }
            else if (body is not null)
            {
                Insertions.Add((body.SpanStart, Insertions.Count, "{" + Poll));
                Insertions.Add((body.Span.End, -Insertions.Count, "}"));
            }
        }
    }
}
