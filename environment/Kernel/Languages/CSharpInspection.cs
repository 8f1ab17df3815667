using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace OpLearn.Kernel;

/// <summary>Signature and documentation of what a name in a C# cell means.</summary>
internal static class CSharpInspection
{
    private static readonly SymbolDisplayFormat Signature = SymbolDisplayFormat.MinimallyQualifiedFormat
        .WithParameterOptions(SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName | SymbolDisplayParameterOptions.IncludeDefaultValue
            | SymbolDisplayParameterOptions.IncludeParamsRefOut | SymbolDisplayParameterOptions.IncludeExtensionThis)
        .WithKindOptions(SymbolDisplayKindOptions.IncludeTypeKeyword | SymbolDisplayKindOptions.IncludeNamespaceKeyword);

    public static MimeBundle? Inspect(SemanticModel model, string source, int position)
    {
        if (Name(model.SyntaxTree.GetRoot(), Math.Clamp(position, 0, source.Length)) is not { } node) return null;
        SymbolInfo info = model.GetSymbolInfo(node);
        ISymbol[] symbols = info.Symbol is { } one ? [one] : [.. info.CandidateSymbols];
        if (symbols.Length == 0 && model.GetDeclaredSymbol(node) is { } declared) symbols = [declared];
        if (symbols.Length == 0 && node is ExpressionSyntax) symbols = [.. model.GetMemberGroup(node)];
        if (symbols.Length == 0) return null;
        return DocumentationText.Bundle(symbols[0].ToDisplayString(Signature), Overloads(model, node, symbols[0]), Documentation(symbols[0]));
    }

    // The name at the position, or, after an opening bracket or a comma, the name of what is called there.
    private static SyntaxNode? Name(SyntaxNode root, int position)
    {
        foreach (int at in new[] { position, position - 1 }.Where(at => at >= 0))
        {
            SyntaxToken token = root.FindToken(at);
            if (token.Span.Contains(at) && (token.IsKind(SyntaxKind.IdentifierToken) || token.Parent is PredefinedTypeSyntax)) return token.Parent;
        }

        SyntaxNode? around = root.FindToken(Math.Max(0, position - 1)).Parent?.AncestorsAndSelf()
            .FirstOrDefault(node => node is ArgumentListSyntax arguments && arguments.OpenParenToken.Span.End <= position);
        return around?.Parent switch
        {
            InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } => access.Name,
            InvocationExpressionSyntax call => call.Expression,
            ObjectCreationExpressionSyntax created => created,
            _ => null,
        };
    }

    // Inherited documentation is looked up where it is written.
    private static string? Documentation(ISymbol? symbol)
    {
        for (int depth = 0; symbol is not null && depth < 10; depth++)
        {
            string? xml = symbol.GetDocumentationCommentXml(expandIncludes: true);
            if (xml is null || !xml.Contains("<inheritdoc", StringComparison.Ordinal)) return xml;
            symbol = symbol switch
            {
                IMethodSymbol method => (ISymbol?)method.OverriddenMethod ?? Declared(method),
                IPropertySymbol property => (ISymbol?)property.OverriddenProperty ?? Declared(property),
                INamedTypeSymbol type => type.BaseType is { SpecialType: SpecialType.None } parent ? parent : type.Interfaces.FirstOrDefault(),
                _ => null,
            };
        }

        return null;
    }

    private static ISymbol? Declared(ISymbol member) => member.ContainingType.AllInterfaces.SelectMany(type => type.GetMembers(member.Name))
        .FirstOrDefault(declared => SymbolEqualityComparer.Default.Equals(member.ContainingType.FindImplementationForInterfaceMember(declared), member));

    private static int Overloads(SemanticModel model, SyntaxNode node, ISymbol symbol) => symbol is IMethodSymbol ? Math.Max(0, model.GetMemberGroup(node).Length - 1) : 0;
}
