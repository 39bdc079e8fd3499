namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>
/// The first notBefore that a rule binds; the default binds every certificate. Published verdicts give leaves a period of grace
/// after a document's publication, since providers renew them by programs that have to be changed first.
/// </summary>
internal readonly record struct RuleDate(DateTimeOffset Ca, DateTimeOffset Leaf)
{
    /// <summary>ATIS-1000080 v003.</summary>
    public static readonly RuleDate Version3 = Published(2020, 9, 4, graceDays: 90);

    /// <summary>ATIS-1000080 v003, for the rules whose published verdicts give leaves no grace.</summary>
    public static readonly RuleDate Version3WithoutGrace = Published(2020, 9, 4, graceDays: 0);

    /// <summary>ATIS-1000080 v004.</summary>
    public static readonly RuleDate Version4 = Published(2021, 10, 18, graceDays: 90);

    /// <summary>ATIS-1000080 v005.</summary>
    public static readonly RuleDate Version5 = Published(2022, 12, 12, graceDays: 90);

    /// <summary>The United States' SHAKEN Certificate Policy v1.3.</summary>
    public static readonly RuleDate Policy13 = Published(2021, 8, 18, graceDays: 145);

    /// <summary>The United States' SHAKEN Certificate Policy v1.4.</summary>
    public static readonly RuleDate Policy14 = Published(2023, 6, 6, graceDays: 90);

    public bool Binds(LintSubject subject) => subject.Certificate.NotBefore >= (subject.IsCa ? Ca : Leaf);

    private static RuleDate Published(int year, int month, int day, int graceDays)
    {
        var published = new DateTimeOffset(year, month, day, 0, 0, 0, TimeSpan.Zero);
        return new RuleDate(published, published.AddDays(graceDays));
    }
}
