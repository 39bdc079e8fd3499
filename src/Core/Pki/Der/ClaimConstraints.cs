namespace Shaken.Core.Pki.Der;

/// <summary>
/// Which claims a certificate's PASSporTs must have, may have with which values, and must not have (RFC 8226 section 8, RFC 9118
/// section 3). The base claims iat, orig and dest are always required and always allowed.
/// </summary>
/// <param name="MustInclude">Claims that must be present.</param>
/// <param name="PermittedValues">Claims that, where present, must have one of these values.</param>
/// <param name="MustExclude">Claims that must be absent (RFC 9118 only).</param>
public sealed record ClaimConstraints(
    IReadOnlyList<string> MustInclude,
    IReadOnlyList<PermittedClaimValues> PermittedValues,
    IReadOnlyList<string> MustExclude)
{
    /// <summary>The first rule that these claims break, in words, or null.</summary>
    /// <param name="claims">Name and text of each claim: a string as it is, anything else as canonical JSON (RFC 8225 section 9).</param>
    public string? FindViolation(IReadOnlyDictionary<string, string> claims)
    {
        foreach (var name in MustInclude)
        {
            if (!claims.ContainsKey(name)) return $"the certificate demands the claim {name}";
        }

        foreach (var name in MustExclude)
        {
            if (claims.ContainsKey(name)) return $"the certificate excludes the claim {name}";
        }

        foreach (var permitted in PermittedValues)
        {
            if (claims.TryGetValue(permitted.Claim, out var value) && !permitted.Values.Contains(value))
                return $"the certificate does not permit this value of the claim {permitted.Claim}";
        }

        return null;
    }
}

/// <summary>The values a claim may have.</summary>
public sealed record PermittedClaimValues(string Claim, IReadOnlyList<string> Values);
