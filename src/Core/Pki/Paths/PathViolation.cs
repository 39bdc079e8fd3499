using Shaken.Core.Pki.Certificates;

namespace Shaken.Core.Pki.Paths;

/// <summary>What refuses one path of several.</summary>
/// <param name="Reach">How far the rules were kept: the place of the certificate at fault, or the path's length.</param>
/// <param name="Unfit">A certificate that is refused by itself, so that no path through it is valid; null: this path alone is.</param>
internal sealed record PathViolation(ChainRefusal Refusal, int Reach, StiCertificate? Unfit)
{
    private bool IsOfTime => Refusal.Failure is ChainFailure.Expired or ChainFailure.NotYetValid;

    /// <summary>
    /// Whether an operator learns more from this one: its path went further up, or equally far through certificates in force. Old
    /// copies beside new ones are ordinary.
    /// </summary>
    public bool SaysMoreThan(PathViolation other) => Reach != other.Reach ? Reach > other.Reach : !IsOfTime && other.IsOfTime;
}
