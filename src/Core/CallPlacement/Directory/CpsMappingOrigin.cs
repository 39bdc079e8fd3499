using Shaken.Core.Foundations;
using Shaken.Core.Trust.Lists;

namespace Shaken.Core.CallPlacement.Directory;

/// <summary>A cpsMapping that comes the way a trusted-CA list does: a file, a URL, an account at the STI-PA.</summary>
/// <param name="origin">Reads the answer's member <see cref="Member"/>.</param>
public sealed class CpsMappingOrigin(ITrustListOrigin origin) : ICpsMappingOrigin
{
    /// <summary>The member of an STI-PA's answer that holds the mapping.</summary>
    public const string Member = "cpsList";

    /// <inheritdoc/>
    public async ValueTask<Outcome<string, CpsMappingRefusal>> GetAsync(CancellationToken cancellationToken)
    {
        if ((await origin.GetAsync(cancellationToken)).TryGet(out var compact, out var refusal)) return compact;
        var reason = refusal.Reason == TrustListFailure.Malformed ? CpsMappingFailure.Malformed : CpsMappingFailure.Unreachable;
        return new CpsMappingRefusal(reason, refusal.Detail);
    }
}
