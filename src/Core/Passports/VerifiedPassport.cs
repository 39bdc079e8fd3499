using Shaken.Core.Foundations;
using Shaken.Core.Trust.Verdicts;

namespace Shaken.Core.Passports;

/// <summary>A PASSporT that a trusted certificate's key signed: only <see cref="PassportVerifier"/> makes one.</summary>
public sealed class VerifiedPassport
{
    private readonly LentNumber _lent;

    internal VerifiedPassport(UntrustedPassport source, TrustedCertificate signer, LentNumber lent) =>
        (Untrusted, Signer, _lent) = (source, signer, lent);

    private UntrustedPassport Untrusted { get; }

    public PassportClaims Claims => Untrusted.Claims;

    /// <summary>What it vouches for: see <see cref="PassportTypes.VouchesForCaller"/>.</summary>
    public PassportType Type => Untrusted.Type;

    /// <summary>The token as received, <c>header.payload.signature</c>.</summary>
    public string Compact => Untrusted.Source.Compact;

    /// <summary>SHA-256 of <c>header.payload</c>, 64 hexadecimal digits in lower case.</summary>
    public string Identity => Untrusted.Identity;

    /// <summary>Where the header says that the signer's certificate is; null: the header carries the certificate itself.</summary>
    public string? X5u => Untrusted.Source.Header.X5u;

    /// <summary>Who vouches.</summary>
    public TrustedCertificate Signer { get; }

    /// <summary>The provider that lent a delegate the calling number; null: the signer is no delegate, or it is not known which.</summary>
    public ProviderId? LentBy => _lent.By;

    /// <summary>What was accepted though a profile says otherwise, of the token and of the certificate.</summary>
    public IEnumerable<Finding> Findings => _lent.Finding is { } ofNumber
        ? Untrusted.Findings.Concat(Signer.Findings).Append(ofNumber)
        : Untrusted.Findings.Concat(Signer.Findings);
}
