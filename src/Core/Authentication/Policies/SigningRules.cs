using Shaken.Core.Passports;

namespace Shaken.Core.Authentication.Policies;

/// <summary>
/// A tenant's policy with its number table, as a call is signed by: the table of rules that decide the attestation. Never changes.
/// </summary>
/// <remarks>
/// The first rule that fits decides: a row of the number table gives A; a customer with evidence A; what was presented for a customer A; a
/// delegate's PASSporT A; a customer B; a trunk C; what is left gets what the policy has for other calls. Evidence that has expired counts
/// as none.
/// </remarks>
public sealed record SigningRules(SigningPolicy Policy, AssignedNumbers Numbers)
{
    /// <summary>The rule's name where a delegate's PASSporT decided.</summary>
    public const string Delegate = "delegate-certificate";

    /// <summary>The rule's name where a certificate that was presented for the customer decided.</summary>
    public const string Presentation = "presentation";

    /// <summary>The rule's name where the caller decided.</summary>
    public const string Asked = "asked";

    /// <summary>The rule's name where no other fits.</summary>
    public const string OtherCalls = "other-calls";

    /// <summary>Without a policy.</summary>
    public static SigningRules Default { get; } = new(SigningPolicy.Default, AssignedNumbers.None);

    /// <summary>Whose call it is, as far as the policy knows.</summary>
    public CallOrigin OriginOf(string? customer, string? trunk)
    {
        var isKnown = customer is not null && (Policy.Customers.ContainsKey(customer) || Numbers.Customers.Contains(customer));
        var known = isKnown ? customer : null;
        if (trunk is null || !Policy.Trunks.TryGetValue(trunk, out var rule)) return new CallOrigin(known, Trunk: null);

        // A call that names one customer and comes in by the trunk of another is neither's.
        var isOne = rule.Customer is null || customer is null || customer == rule.Customer;
        return new CallOrigin(isOne ? known ?? rule.Customer : null, trunk);
    }

    /// <summary>A, if the tables have evidence that the call may use the number; null: they have none.</summary>
    /// <param name="party">Who calls, or whose call is diverted.</param>
    public AttestationDecision? FindFull(PassportParty party, CallOrigin origin, DateTimeOffset now)
    {
        if (party is NumberParty { Number: var number } && Numbers.Find(number, origin.Customer, now) is { } row)
            return new AttestationDecision(Attestation.A, $"numbers/{row.Rule}", row.Evidence);
        return origin.Customer is { } name && Policy.Customers.TryGetValue(name, out var customer)
            && customer.Evidence is { } evidence && evidence.HoldsAt(now)
                ? new AttestationDecision(Attestation.A, $"customers/{name}", evidence)
                : null;
    }

    /// <summary>The customer whose calls get A by what was presented for it; null: there is none.</summary>
    public string? PresenterOf(CallOrigin origin) =>
        origin.Customer is { } name && Policy.Customers.TryGetValue(name, out var customer) && customer.TakesPresentations ? name : null;

    /// <summary>What a call gets for which there is no evidence; null: it is not signed.</summary>
    public AttestationDecision? FindPartial(CallOrigin origin)
    {
        if (origin.Customer is { } customer) return new AttestationDecision(Attestation.B, $"customers/{customer}", Evidence: null);
        if (origin.Trunk is { } trunk) return new AttestationDecision(Attestation.C, $"trunks/{trunk}", Evidence: null);
        return Policy.OtherCalls is { } others ? new AttestationDecision(others, OtherCalls, Evidence: null) : null;
    }

    /// <summary>The decision under what the caller asks for; null: it asks for more than it gets.</summary>
    /// <param name="decided">Null: the policy signs no such call.</param>
    public AttestationDecision? Under(AttestationDecision? decided, Attestation? asked)
    {
        if (asked is not { } wanted || Policy.AskedAttestation == AskedAttestation.Ignored || decided?.Attest == wanted) return decided;
        var isLess = decided is not null && IsLess(wanted, decided.Attest);
        if (isLess) return new AttestationDecision(wanted, decided!.Rule, Evidence: null);
        return Policy.AskedAttestation == AskedAttestation.Trusted ? new AttestationDecision(wanted, Asked, Evidence: null) : null;
    }

    /// <summary>Whether one attestation says less than another: C less than B, and B less than A.</summary>
    internal static bool IsLess(Attestation one, Attestation other) => one > other;
}

/// <summary>Where a call came from, by names that the policy knows.</summary>
/// <param name="Customer">Null: it is not known.</param>
/// <param name="Trunk">Null: it is not known.</param>
public readonly record struct CallOrigin(string? Customer, string? Trunk);
