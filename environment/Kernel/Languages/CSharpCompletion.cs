using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace OpLearn.Kernel;

/// <summary>What may be typed at a place of a C# cell.</summary>
internal static class CSharpCompletion
{
    private static readonly string[] Keywords =
        [.. SyntaxFacts.GetKeywordKinds().Concat([SyntaxKind.VarKeyword, SyntaxKind.AwaitKeyword, SyntaxKind.AsyncKeyword, SyntaxKind.RecordKeyword])
            .Select(SyntaxFacts.GetText).Where(text => text.Length > 0 && !text.StartsWith("__", StringComparison.Ordinal)).Distinct()];

    public static CompletionList Complete(SemanticModel model, string source, int position)
    {
        int start = position;
        while (start > 0 && SyntaxFacts.IsIdentifierPartCharacter(source[start - 1])) start--;
        string prefix = source[start..position];
        SyntaxNode root = model.SyntaxTree.GetRoot();
        if (IsText(root, position) || (prefix.Length > 0 && char.IsDigit(prefix[0]))) return new CompletionList([], start, position);
        int dot = start - 1;
        while (dot >= 0 && char.IsWhiteSpace(source[dot])) dot--;
        IEnumerable<string> names = dot >= 0 && source[dot] == '.' && !(dot > 0 && source[dot - 1] == '.')
            ? Members(model, root.FindToken(dot), position)
            : Open(model, root, start);
        string[] matches = [.. names.Where(name => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)).Distinct()
            .OrderBy(name => name.StartsWith(prefix, StringComparison.Ordinal) ? 0 : 1).ThenBy(name => name, StringComparer.OrdinalIgnoreCase)];
        return new CompletionList(matches, start, position);
    }

    private static IEnumerable<string> Members(SemanticModel model, SyntaxToken dot, int position)
    {
        ExpressionSyntax? left = dot.Parent switch
        {
            MemberAccessExpressionSyntax access => access.Expression,
            QualifiedNameSyntax qualified => qualified.Left,
            MemberBindingExpressionSyntax binding => binding.FirstAncestorOrSelf<ConditionalAccessExpressionSyntax>()?.Expression,
            _ => null,
        };
        if (left is null) return [];
        ISymbol? target = model.GetSymbolInfo(left).Symbol;
        bool isStatic = target is INamespaceOrTypeSymbol;
        INamespaceOrTypeSymbol? container = isStatic ? (INamespaceOrTypeSymbol)target! : model.GetTypeInfo(left).Type;
        if (container is null or IErrorTypeSymbol) return [];
        return Names(model.LookupSymbols(position, container, includeReducedExtensionMethods: !isStatic)
            .Where(symbol => symbol is INamespaceOrTypeSymbol ? isStatic : target is INamespaceSymbol || symbol.IsStatic == isStatic || symbol is IMethodSymbol { ReducedFrom: not null }));
    }

    private static IEnumerable<string> Open(SemanticModel model, SyntaxNode root, int position)
    {
        bool namespaces = root.FindToken(Math.Max(0, position - 1)).Parent?.FirstAncestorOrSelf<UsingDirectiveSyntax>() is not null;
        if (namespaces) return Names(model.LookupNamespacesAndTypes(position));
        return Names(model.LookupSymbols(position)).Concat(Initialized(model, root, position)).Concat(Keywords);
    }

    // The properties that an object initializer may set.
    private static IEnumerable<string> Initialized(SemanticModel model, SyntaxNode root, int position)
    {
        SyntaxToken before = root.FindToken(Math.Max(0, position - 1));
        if (before.SpanStart >= position || before.IsKind(SyntaxKind.IdentifierToken)) before = before.GetPreviousToken();
        if (!before.IsKind(SyntaxKind.OpenBraceToken) && !before.IsKind(SyntaxKind.CommaToken)) return [];
        if (before.Parent is not InitializerExpressionSyntax { Parent: BaseObjectCreationExpressionSyntax created }) return [];
        ITypeSymbol? type = model.GetTypeInfo(created).Type;
        return type is null ? [] : Names(model.LookupSymbols(position, type).Where(symbol => symbol is IPropertySymbol { IsReadOnly: false, IsStatic: false } or IFieldSymbol { IsStatic: false }));
    }

    private static IEnumerable<string> Names(IEnumerable<ISymbol> symbols) =>
        symbols.Where(symbol => symbol.CanBeReferencedByName && !symbol.IsImplicitlyDeclared && !IsHidden(symbol)).Select(symbol => symbol.Name);

    private static bool IsHidden(ISymbol symbol) => symbol.GetAttributes().Any(attribute =>
        attribute.AttributeClass?.Name == "EditorBrowsableAttribute" && attribute.ConstructorArguments is [{ Value: int state }] && state == 1);

    private static bool IsText(SyntaxNode root, int position)
    {
        if (position == 0) return false;
        SyntaxTrivia trivia = root.FindTrivia(position - 1);
        if (trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia)) return true;
        SyntaxToken token = root.FindToken(position - 1);
        return token.Kind() is SyntaxKind.StringLiteralToken or SyntaxKind.CharacterLiteralToken or SyntaxKind.InterpolatedStringTextToken
            or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken or SyntaxKind.Utf8StringLiteralToken
            && token.SpanStart < position && position < token.Span.End;
    }
}
