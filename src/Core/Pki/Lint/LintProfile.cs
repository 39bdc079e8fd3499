using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Lint;

/// <summary>The kinds of profile. A closed set: each rule says to which it belongs.</summary>
public enum LintProfileKind
{
    /// <summary>ATIS-1000080 and the SHAKEN Certificate Policy of the United States, as published verdicts apply them.</summary>
    UnitedStates,

    /// <summary>ATIS-1000080 v005 under another country's certificate policy.</summary>
    National,

    /// <summary>The certificates of France: no certificate policy, a service provider code of six characters.</summary>
    France,

    /// <summary>A provider's CA that delegates numbers (RFC 9060): it has a TNAuthList by design.</summary>
    DelegateCa,

    /// <summary>The end entity to whom numbers are delegated (RFC 9060): signs base and rcd PASSporTs only.</summary>
    DelegateLeaf,

    /// <summary>A policy administrator's signer of tokens and lists, and the root above it.</summary>
    PolicyAdministratorSigner,

    /// <summary>A policy administrator's signer of the indirect CRL (RFC 5280 section 5).</summary>
    CrlSigner,
}

/// <summary>What certificates are judged by.</summary>
public sealed record LintProfile
{
    private LintProfile(LintProfileKind kind, string name, IReadOnlyList<string> policyOids, CountryCode? country) =>
        (Kind, Name, PolicyOids, Country) = (kind, name, policyOids, country);

    // The profile of the United States names its country in a rule of its latest policy alone.
    private static readonly CountryCode TheUnitedStates = CountryOf("US");

    public static LintProfile UnitedStates { get; } =
        new(LintProfileKind.UnitedStates, "us", [Oids.UnitedStatesPolicy13, Oids.UnitedStatesPolicy14], null);

    public static LintProfile France { get; } = new(LintProfileKind.France, "fr", [], CountryOf("FR"));

    public static LintProfile DelegateCa { get; } = new(LintProfileKind.DelegateCa, "delegate-ca", [], null);

    public static LintProfile DelegateLeaf { get; } = new(LintProfileKind.DelegateLeaf, "delegate-leaf", [], null);

    public static LintProfile PolicyAdministratorSigner { get; } = new(LintProfileKind.PolicyAdministratorSigner, "pa-signer", [], null);

    public static LintProfile CrlSigner { get; } = new(LintProfileKind.CrlSigner, "crl-signer", [], null);

    public LintProfileKind Kind { get; }

    /// <summary>As commands and configuration write it.</summary>
    public string Name { get; }

    /// <summary>The certificate policies that a leaf or an intermediate may assert.</summary>
    public IReadOnlyList<string> PolicyOids { get; }

    /// <summary>The C that subjects have, where the profile has one country only.</summary>
    public CountryCode? Country { get; }

    /// <summary>The profile of a country with a certificate policy of its own.</summary>
    public static LintProfile National(IReadOnlyList<string> policyOids, CountryCode country) =>
        new(LintProfileKind.National, "national", policyOids, country);

    /// <summary>The profile of a country: the one that is built in for it, else the national one with its certificate policies.</summary>
    public static LintProfile OfCountry(CountryCode country, IReadOnlyList<string> policyOids) =>
        FindBuiltIn(country) ?? National(policyOids, country);

    /// <summary>
    /// The profile that certificates of a country are issued under: the one that is built in, where certificates are made by it. Those of
    /// France are only read by theirs.
    /// </summary>
    public static LintProfile OfIssuer(CountryCode country, IReadOnlyList<string> policyOids) =>
        FindBuiltIn(country) is { PolicyOids.Count: > 0 } builtIn ? builtIn : National(policyOids, country);

    /// <summary>The profile that is built in for a country; null: it has none of its own.</summary>
    public static LintProfile? FindBuiltIn(CountryCode country) =>
        country == TheUnitedStates ? UnitedStates
        : country == France.Country ? France
        : null;

    /// <summary>Finds a profile that takes no parameters by its name.</summary>
    public static bool TryParse(string? name, [NotNullWhen(true)] out LintProfile? profile)
    {
        LintProfile[] all = [UnitedStates, France, DelegateCa, DelegateLeaf, PolicyAdministratorSigner, CrlSigner];
        profile = all.FirstOrDefault(one => one.Name == name);
        return profile is not null;
    }

    private static CountryCode CountryOf(string code) =>
        CountryCode.TryParse(code, out var country) ? country : throw new InvalidOperationException($"{code} is no country");
}
