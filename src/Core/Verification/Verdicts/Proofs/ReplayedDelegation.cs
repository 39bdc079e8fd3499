using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Numbering;
using Shaken.Core.Trust.Sources;
using Shaken.Core.Trust.Verdicts;

namespace Shaken.Core.Verification.Verdicts.Proofs;

/// <summary>What a proof says of TNAuthLists by reference, and of whose the calling number was.</summary>
internal sealed class ReplayedDelegation : ITnAuthListSource, INumberDirectory
{
    private readonly Dictionary<string, Outcome<SourcedTnAuthList, SourceRefusal>> _lists = new(StringComparer.Ordinal);
    private readonly ProviderId? _owner;

    private ReplayedDelegation(ProviderId? owner) => _owner = owner;

    public static bool TryRead(
        IReadOnlyList<ProofTnList> lists, string? owner, [NotNullWhen(true)] out DelegationEvidence? evidence)
    {
        evidence = null;
        ProviderId? provider = null;
        if (owner is not null && !ProviderId.TryParse(owner, out provider)) return false;
        var read = new ReplayedDelegation(provider);
        foreach (var list in lists)
        {
            if (!list.TryRead(out var sourced) || !read._lists.TryAdd(list.Url, sourced)) return false;
        }

        evidence = new DelegationEvidence(read, read);
        return true;
    }

    public bool TryFind(string url, ClientKey client, [NotNullWhen(true)] out SourcedTnAuthList? list)
    {
        list = null;
        return _lists.TryGetValue(url, out var sourced) && sourced.TryGet(out list, out _);
    }

    public ValueTask<Outcome<SourcedTnAuthList, SourceRefusal>> GetAsync(
        string url, ClientKey client, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_lists.TryGetValue(url, out var sourced)
            ? sourced
            : new SourceRefusal(SourceFailure.Unreachable, "the proof holds nothing of this URL"));

    /// <summary>A proof has all that there is.</summary>
    public void Ask(string url, ClientKey client)
    {
    }

    public ValueTask<NumberAssignment?> FindAsync(TelephoneNumber number, CancellationToken cancellationToken) => ValueTask.FromResult(
        _owner is not null && NumberPattern.TryParse(number.Value, out var pattern) ? new NumberAssignment(_owner, pattern) : null);
}
