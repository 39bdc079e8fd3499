using Shaken.Core.Passports;

namespace Shaken.Core.Authentication.Policies;

/// <summary>What the attestation that a caller asks for counts.</summary>
public enum AskedAttestation
{
    /// <summary>Nothing: the policy decides.</summary>
    Ignored,

    /// <summary>It is signed where the policy gives as much or more; a call that asks for more is refused.</summary>
    AtMost,

    /// <summary>It is signed, whatever evidence there is: the caller answers for it.</summary>
    Trusted,
}

/// <summary>What the origid that a caller asks for counts.</summary>
public enum AskedOrigId
{
    /// <summary>Nothing: the policy's is signed.</summary>
    Replaced,

    /// <summary>It is signed.</summary>
    Kept,

    /// <summary>A call that asks for one is refused.</summary>
    Refused,
}

/// <summary>Where the origid of a call comes from (RFC 8588 section 5, and section 10 on privacy).</summary>
public enum OrigIdForm
{
    /// <summary>Another for each call. Only this deployment can tell where the call came from.</summary>
    Unique,

    /// <summary>One of the policy's pool, the same for all calls that one rule decides.</summary>
    Pool,

    /// <summary>The same for all calls of a customer.</summary>
    PerCustomer,

    /// <summary>The same for all calls of a trunk.</summary>
    PerTrunk,
}

/// <summary>
/// How a tenant's calls are signed. Only <see cref="SigningPolicyReader"/> makes another than <see cref="Default"/>, so every part is
/// within its bounds. The number table that stands beside it is <see cref="AssignedNumbers"/>.
/// </summary>
public sealed record SigningPolicy
{
    /// <summary>Without a policy: shaken and div, C for every call, an origid for each call.</summary>
    public static SigningPolicy Default { get; } = new();

    internal SigningPolicy()
    {
    }

    /// <summary>The types that are signed.</summary>
    public IReadOnlySet<PassportType> Types { get; internal init; } = new HashSet<PassportType> { PassportType.Shaken, PassportType.Div };

    /// <summary>The namespaces of Resource-Priority that rph may name, in lower case.</summary>
    public IReadOnlySet<string> PriorityNamespaces { get; internal init; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The attestation of calls that no other rule decides: B or C. Null: they are refused.</summary>
    public Attestation? OtherCalls { get; internal init; } = Attestation.C;

    public AskedAttestation AskedAttestation { get; internal init; } = AskedAttestation.AtMost;

    public AskedOrigId AskedOrigId { get; internal init; } = AskedOrigId.Replaced;

    /// <summary>Whether a PASSporT that a delegate certificate signed gives A to the call that it came with.</summary>
    public bool TakesDelegates { get; internal init; }

    /// <summary>Customers by name: each gets B, and A while its evidence holds.</summary>
    public IReadOnlyDictionary<string, CustomerRule> Customers { get; internal init; } =
        new Dictionary<string, CustomerRule>(StringComparer.Ordinal);

    /// <summary>Trunks and gateways by name: each gets C, or what its customer gets.</summary>
    public IReadOnlyDictionary<string, TrunkRule> Trunks { get; internal init; } =
        new Dictionary<string, TrunkRule>(StringComparer.Ordinal);

    /// <summary>The form of the origid, by attestation.</summary>
    public OrigIdRules OrigIds { get; internal init; } = OrigIdRules.Default;
}

/// <summary>A customer that the tenant knows.</summary>
/// <param name="Evidence">Why it may use any number that it uses; null: only the number table gives it A.</param>
/// <param name="OrigId">Its origid where that is fixed; null: one is derived.</param>
/// <param name="TakesPresentations">Whether delegate certificates that are presented for it once give A to its calls.</param>
public sealed record CustomerRule(string Name, AttestationEvidence? Evidence, string? OrigId, bool TakesPresentations = false);

/// <summary>A trunk or gateway.</summary>
/// <param name="Customer">Whose trunk it is; null: calls of many come in there.</param>
/// <param name="OrigId">Its origid where that is fixed; null: one is derived.</param>
public sealed record TrunkRule(string Name, string? Customer, string? OrigId);

/// <summary>Where origids come from.</summary>
/// <param name="Pool">UUIDs in lower case; at least one where a form is <see cref="OrigIdForm.Pool"/>.</param>
public sealed record OrigIdRules(OrigIdForm A, OrigIdForm B, OrigIdForm C, IReadOnlyList<string> Pool)
{
    /// <summary>Another for each call, as RFC 8588 section 10 recommends.</summary>
    public static OrigIdRules Default { get; } = new(OrigIdForm.Unique, OrigIdForm.Unique, OrigIdForm.Unique, []);

    public OrigIdForm Of(Attestation attestation) => attestation switch
    {
        Attestation.A => A,
        Attestation.B => B,
        Attestation.C => C,
    };
}
