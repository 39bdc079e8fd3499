using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>
/// The second identifier that an order for a delegate certificate may have: JWTClaimConstraints
/// (draft-ietf-acme-authority-token-jwtclaimcon). A delegate's PASSporTs have no attest and no origid, whatever the client asks for.
/// </summary>
public static class AcmeClaimConstraints
{
    private static readonly string[] Excluded = ["attest", "origid"];

    /// <summary>Reads the constraints of an identifier; false with what is wrong with them.</summary>
    /// <param name="der">JWTClaimConstraints in DER (RFC 8226 section 8).</param>
    public static bool TryRead(
        ReadOnlyMemory<byte> der, [NotNullWhen(true)] out ClaimConstraints? constraints, [NotNullWhen(false)] out AcmeProblem? problem)
    {
        (constraints, problem) = (null, null);
        try
        {
            constraints = ClaimConstraintsDer.Read(der, isEnhanced: false);
        }
        catch (AsnContentException)
        {
            constraints = null;
        }

        problem = constraints is null ? AcmeProblem.Malformed("the identifier's value is no JWTClaimConstraints in DER")
            : FindContradiction(constraints) is { } detail ? new AcmeProblem(AcmeError.RejectedIdentifier, $"JWTClaimConstraints: {detail}")
            : null;
        return constraints is not null && problem is null;
    }

    /// <summary>The constraints of an identifier that was read before.</summary>
    internal static ClaimConstraints Restore(AcmeIdentifier identifier) =>
        identifier.TryDecode(allowPadding: false, out var der) && TryRead(der, out var constraints, out _)
            ? constraints
            : throw new InvalidOperationException("The constraints of an order cannot be read.");

    // A certificate with contradictory constraints could sign nothing that verifies.
    private static string? FindContradiction(ClaimConstraints constraints)
    {
        if (constraints.MustInclude.Intersect(Excluded).FirstOrDefault() is { } demanded)
            return $"a delegate certificate excludes the claim {demanded}, which mustInclude has";
        if (constraints.PermittedValues.FirstOrDefault(one => Excluded.Contains(one.Claim)) is { } permitted)
            return $"a delegate certificate excludes the claim {permitted.Claim}, which permittedValues has";
        if (constraints.PermittedValues.FirstOrDefault(one => one.Values.Count == 0) is { } empty)
            return $"permittedValues names no value of the claim {empty.Claim}";
        var twice = constraints.PermittedValues.GroupBy(one => one.Claim, StringComparer.Ordinal)
            .FirstOrDefault(group => group.Count() > 1);
        return twice is null ? null : $"permittedValues names the claim {twice.Key} twice";
    }
}
