using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Passports.Extensions;

namespace Shaken.Core.Verification.Verdicts.Proofs;

/// <summary>A call as a proof has it.</summary>
internal sealed record ProofCall(
    bool IsAnonymous,
    ProofParty Dest,
    IReadOnlyList<string> Identities,
    IReadOnlyList<string> Held,
    IReadOnlyList<string> Priorities,
    ProofParty? Orig = null,
    ProofParty? Target = null,
    DateTimeOffset? Date = null)
{
    public static ProofCall Of(CallToVerify call) => new(
        call.IsAnonymous,
        ProofParty.Of(call.Dest),
        call.Identities,
        call.Held,
        [.. call.Priorities.Select(priority => priority.ToString())],
        call.Orig is null ? null : ProofParty.Of(call.Orig),
        call.Target is null ? null : ProofParty.Of(call.Target),
        call.Time);

    public bool TryRead([NotNullWhen(true)] out CallToVerify? call)
    {
        call = null;
        PassportParty? orig = null, target = null;
        if (!Dest.TryRead(out var dest)) return false;
        if (Orig is not null && !Orig.TryRead(out orig)) return false;
        if (Target is not null && !Target.TryRead(out target)) return false;
        var priorities = new List<ResourcePriority>();
        foreach (var text in Priorities)
        {
            if (priorities.Count == Limits.ResourcePriorities || !ResourcePriority.TryParse(text, out var priority)) return false;
            priorities.Add(priority);
        }

        call = new CallToVerify(orig, dest)
        {
            IsAnonymous = IsAnonymous, Target = target, Time = Date, Identities = Identities, Held = Held, Priorities = priorities,
        };
        return true;
    }

    // A call has numbers.
    public override string ToString() => "(a call)";
}

/// <summary>A party: one of the two.</summary>
internal sealed record ProofParty(string? Tn = null, string? Uri = null)
{
    public static ProofParty Of(PassportParty party) => party switch
    {
        NumberParty number => new ProofParty(Tn: number.Number.Value),
        UriParty uri => new ProofParty(Uri: uri.Uri),
        _ => throw new InvalidOperationException("A party is a number or a URI."),
    };

    public bool TryRead([NotNullWhen(true)] out PassportParty? party)
    {
        party = Tn is not null
            ? Uri is null && TelephoneNumber.TryParseCanonical(Tn, out var number) ? new NumberParty(number) : null
            : Uri is { Length: > 0 and <= Limits.UriLength } ? new UriParty(Uri) : null;
        return party is not null;
    }

    public override string ToString() => "(a party)";
}
