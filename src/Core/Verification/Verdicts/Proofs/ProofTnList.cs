using Shaken.Core.Foundations;
using Shaken.Core.Pki.Der;
using Shaken.Core.Trust.Sources;

namespace Shaken.Core.Verification.Verdicts.Proofs;

/// <summary>A TNAuthList by reference that a certificate of the call names: the list, or why there was none.</summary>
/// <param name="Der">The list; null: there was none.</param>
/// <param name="IsStale">It was an old copy, because the host did not answer.</param>
internal sealed record ProofTnList(string Url, byte[]? Der = null, bool IsStale = false, ProofReason? Refusal = null)
{
    public static ProofTnList Of(string url, Outcome<SourcedTnAuthList, SourceRefusal> sourced) => sourced.Match(
        list => new ProofTnList(url, list.Der.ToArray(), list.IsStale),
        refusal => new ProofTnList(url, Refusal: new ProofReason(KebabCase.Of(refusal.Reason), refusal.Detail)));

    public bool TryRead(out Outcome<SourcedTnAuthList, SourceRefusal> sourced)
    {
        sourced = default;
        if (Refusal is not null)
        {
            if (!KebabCase.TryParse<SourceFailure>(Refusal.Reason, out var reason)) return false;
            sourced = new SourceRefusal(reason, Refusal.Detail);
            return true;
        }

        if (Der is null || !TnAuthListDer.TryReadReferenced(Der, out var list)) return false;
        sourced = new SourcedTnAuthList(list, Der, Deadline.Never, IsStale);
        return true;
    }
}
