namespace OpLearn.Workspace.Reports;

/// <summary>TeX's names of characters, and its alphabets.</summary>
internal static class TexSymbols
{
    /// <summary>Commands that stand for a letter.</summary>
    public static IReadOnlyDictionary<string, string> Letters { get; } = Pairs(
        """
        alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ mu μ nu ν xi ξ omicron ο pi π varpi ϖ rho ρ varrho ϱ
        sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω
        partial ∂ nabla ∇ infty ∞ ell ℓ hbar ℏ emptyset ∅ varnothing ∅ Re ℜ Im ℑ aleph ℵ imath ı jmath ȷ ldots … dots … cdots ⋯ vdots ⋮ ddots ⋱ dotsc … dotsb ⋯ top ⊤ bot ⊥
        degree ° square □ checkmark ✓ % % # # $ $ & & _ _
        """);

    /// <summary>Commands that stand for an operator or a relation.</summary>
    public static IReadOnlyDictionary<string, string> Operators { get; } = Pairs(
        """
        cdot ⋅ times × div ÷ pm ± mp ∓ ast ∗ star ⋆ circ ∘ bullet • oplus ⊕ otimes ⊗ odot ⊙ leq ≤ le ≤ geq ≥ ge ≥ neq ≠ ne ≠ approx ≈ simeq ≃ sim ∼ cong ≅ equiv ≡ propto ∝
        ll ≪ gg ≫ lesssim ≲ gtrsim ≳ in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ supset ⊃ supseteq ⊇ cup ∪ cap ∩ setminus ∖ to → rightarrow → longrightarrow ⟶ leftarrow ← leftrightarrow ↔
        mapsto ↦ longmapsto ⟼ Rightarrow ⇒ implies ⟹ Leftarrow ⇐ Leftrightarrow ⇔ iff ⟺ uparrow ↑ downarrow ↓ hookrightarrow ↪ forall ∀ exists ∃ neg ¬ lnot ¬ land ∧ wedge ∧ lor ∨ vee ∨
        mid ∣ parallel ∥ perp ⟂ angle ∠ colon : coloneqq ≔ triangleq ≜ doteq ≐ prec ≺ succ ≻ vdash ⊢ models ⊨ langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ lvert | rvert | vert |
        lVert ‖ rVert ‖ Vert ‖ | ‖ { { } } lbrace { rbrace } lbrack [ rbrack ] backslash \ prime ′ dagger † sslash ⫽
        """);

    /// <summary>Large operators; their scripts stand above and below in displayed formulas.</summary>
    public static IReadOnlyDictionary<string, string> Large { get; } = Pairs(
        "sum ∑ prod ∏ coprod ∐ bigcup ⋃ bigcap ⋂ bigoplus ⨁ bigotimes ⨂ bigvee ⋁ bigwedge ⋀");

    /// <summary>Integrals; their scripts stay beside them.</summary>
    public static IReadOnlyDictionary<string, string> Integrals { get; } = Pairs("int ∫ iint ∬ iiint ∭ oint ∮ oiint ∯");

    /// <summary>Accents, drawn over (or, for the last ones, under) their argument.</summary>
    public static IReadOnlyDictionary<string, string> Accents { get; } = Pairs(
        "hat ^ widehat ^ check ˇ tilde ~ widetilde ~ bar ¯ overline ¯ vec → overrightarrow → dot ˙ ddot ¨ dddot ⃛ acute ´ grave ` breve ˘ mathring ˚ overbrace ⏞ underline _ underbrace ⏟");

    /// <summary>Spaces in em.</summary>
    public static IReadOnlyDictionary<string, string> Spaces { get; } = Pairs(", 0.17em : 0.22em > 0.22em ; 0.28em ! -0.17em quad 1em qquad 2em enspace 0.5em thinspace 0.17em");

    /// <summary>Upright names of functions.</summary>
    public static IReadOnlySet<string> Functions { get; } = new HashSet<string>(
        "sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth exp log ln lg det dim ker deg gcd hom arg Pr max min sup inf lim limsup liminf argmax argmin".Split(' '));

    /// <summary>Functions whose script stands below them in displayed formulas.</summary>
    public static IReadOnlySet<string> Limits { get; } = new HashSet<string>("max min sup inf lim limsup liminf argmax argmin det gcd Pr".Split(' '));

    /// <summary>A letter or digit in one of the alphabets <c>mathbf</c>, <c>mathcal</c>, <c>mathbb</c>, … of Unicode; unchanged where there is none.</summary>
    public static string Styled(string letter, string alphabet)
    {
        if (letter.Length != 1) return letter;
        char c = letter[0];
        const string greek = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡϴΣΤΥΦΧΨΩ∇αβγδεζηθικλμνξοπρςστυφχψω∂ϵϑϰϕϱϖ";
        (int capitals, int small, int digits) = alphabet switch
        {
            "mathbf" or "bm" or "boldsymbol" or "pmb" or "bf" => (0x1D400, 0x1D41A, 0x1D7CE),
            "mathcal" or "mathscr" or "cal" => (0x1D49C, 0x1D4B6, 0),
            "mathbb" => (0x1D538, 0x1D552, 0x1D7D8),
            "mathfrak" => (0x1D504, 0x1D51E, 0),
            "mathsf" => (0x1D5A0, 0x1D5BA, 0x1D7E2),
            "mathtt" => (0x1D670, 0x1D68A, 0x1D7F6),
            _ => (0, 0, 0),
        };
        if (alphabet is "bm" or "boldsymbol" or "pmb" or "mathbf" && greek.IndexOf(c, StringComparison.Ordinal) is >= 0 and var index)
            return char.ConvertFromUtf32((alphabet == "mathbf" ? 0x1D6A8 : 0x1D71C) + index);
        if (alphabet is "bm" or "boldsymbol" or "pmb") (capitals, small) = (0x1D468, 0x1D482); // bold italic
        return (alphabet, c) switch
        {
            // Unicode had these before it had the alphabets.
            ("mathcal" or "mathscr" or "cal", 'B' or 'E' or 'F' or 'H' or 'I' or 'L' or 'M' or 'R') => "ℬ__ℰℱ_ℋℐ__ℒℳ____ℛ"[c - 'B'].ToString(),
            ("mathcal" or "mathscr" or "cal", 'e' or 'g' or 'o') => c == 'e' ? "ℯ" : c == 'g' ? "ℊ" : "ℴ",
            ("mathbb", 'C' or 'H' or 'N' or 'P' or 'Q' or 'R' or 'Z') => "ℂ____ℍ_____ℕ_ℙℚℝ_______ℤ"[c - 'C'].ToString(),
            ("mathfrak", 'C' or 'H' or 'I' or 'R' or 'Z') => "ℭ____ℌℑ________ℜ_______ℨ"[c - 'C'].ToString(),
            (_, >= 'A' and <= 'Z') when capitals > 0 => char.ConvertFromUtf32(capitals + c - 'A'),
            (_, >= 'a' and <= 'z') when small > 0 => char.ConvertFromUtf32(small + c - 'a'),
            (_, >= '0' and <= '9') when digits > 0 => char.ConvertFromUtf32(digits + c - '0'),
            _ => letter,
        };
    }

    private static Dictionary<string, string> Pairs(string text)
    {
        string[] words = text.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
        return words.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);
    }
}
