using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>What a new order is for: a TNAuthList (RFC 9448 section 3), and perhaps constraints of claims beside it.</summary>
/// <param name="Der">Of the TNAuthList.</param>
/// <param name="Constraints">JWTClaimConstraints; null: none.</param>
internal sealed record OrderIdentifiers(AcmeIdentifier Identifier, byte[] Der, TnAuthList List, AcmeIdentifier? Constraints)
{
    /// <summary>Reads the member identifiers of newOrder, and judges each by what this server certifies.</summary>
    public static Outcome<OrderIdentifiers, AcmeProblem> Read(JsonElement payload, AcmeOptions options, bool isEntitling)
    {
        if (!payload.TryGetProperty("identifiers"u8, out var list) || list.ValueKind != JsonValueKind.Array
            || list.GetArrayLength() is 0 or > Limits.AcmeIdentifiers)
            return AcmeProblem.Malformed($"identifiers is an array with 1 to {Limits.AcmeIdentifiers} entries");

        var identifiers = new List<AcmeIdentifier>();
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object || !item.TryGetString("type"u8, out var type)
                || !item.TryGetString("value"u8, out var value))
                return AcmeProblem.Malformed("an identifier is an object with type and value");
            identifiers.Add(new AcmeIdentifier(type, value));
        }

        var faults = identifiers
            .Select(identifier => (Identifier: identifier, Problem: FindViolation(identifier, options, isEntitling)))
            .Where(pair => pair.Problem is not null)
            .ToList();
        if (faults is [var only] && identifiers.Count == 1) return only.Problem!;
        if (faults.Count > 0)
        {
            return new AcmeProblem(
                faults.DistinctBy(fault => fault.Problem!.Error).Count() == 1 ? faults[0].Problem!.Error : AcmeError.Compound,
                "identifiers are refused: see the subproblems")
            {
                Subproblems = [.. faults.Select(fault => new AcmeSubproblem(fault.Problem!.Error, fault.Problem.Detail, fault.Identifier))],
            };
        }

        var constraints = identifiers.FindAll(identifier => identifier.Type == AcmeIdentifier.ClaimConstraintsType);
        if (identifiers.FindAll(identifier => identifier.Type == AcmeIdentifier.TnAuthListType) is not [var authority]
            || constraints.Count > 1)
        {
            return new AcmeProblem(
                AcmeError.RejectedIdentifier,
                "a certificate here has one TNAuthList, so an order has one identifier"
                + (options.AllowsClaimConstraints ? ", and at most one of JWTClaimConstraints" : ""));
        }

        return authority.TryDecode(options.Quirks.PaddedIdentifiers, out var der) && TnAuthListDer.TryRead(der, out var read)
            ? new OrderIdentifiers(authority, der, read, constraints is [var one] ? one : null)
            : throw new InvalidOperationException("An identifier that was read cannot be read.");
    }

    private static AcmeProblem? FindViolation(AcmeIdentifier identifier, AcmeOptions options, bool isEntitling)
    {
        if (options.AllowsClaimConstraints && identifier.Type == AcmeIdentifier.ClaimConstraintsType)
        {
            return !identifier.TryDecode(allowPadding: false, out var constraints)
                ? AcmeProblem.Malformed("the identifier's value is not base64url without padding (RFC 8555 section 6.1)")
                : AcmeClaimConstraints.TryRead(constraints, out _, out var problem) ? null : problem;
        }

        if (identifier.Type != AcmeIdentifier.TnAuthListType)
            return new AcmeProblem(AcmeError.UnsupportedIdentifier, "the only identifier type here is TNAuthList");
        if (!identifier.TryDecode(options.Quirks.PaddedIdentifiers, out var der))
        {
            return AcmeProblem.Malformed("the identifier's value is not base64url without padding (RFC 8555 section 6.1)")
                .Naming(identifier.TryDecode(allowPadding: true, out _) ? AcmeQuirks.PaddedIdentifiersSetting : null);
        }

        if (!TnAuthListDer.TryRead(der, out var list)) return AcmeProblem.Malformed("the identifier's value is no TNAuthList in DER");
        if (list.Findings.Count > 0)
            return new AcmeProblem(AcmeError.RejectedIdentifier, $"the TNAuthList is not as RFC 8226 has it: {list.Findings[0].Detail}");

        // Whose numbers they are, the step that entitles judges.
        if (isEntitling) return null;
        if (!options.AllowsDelegation && list.Entries is not [SpcEntry])
        {
            return new AcmeProblem(AcmeError.RejectedIdentifier, "this CA certifies one SPC, and neither numbers nor ranges")
                .Naming(AcmeQuirks.DelegationSetting);
        }

        var isWithin = options.OwnAuthority is { } own ? own.Encompasses(list, out _) : list.Entries.All(entry => entry is SpcEntry);
        return isWithin
            ? null
            : new AcmeProblem(
                AcmeError.RejectedIdentifier, "the TNAuthList is not within that of this CA's own certificate (RFC 9060 section 4)");
    }
}
