using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>What readers forgive in a TNAuthList and an issuer does not.</summary>
internal static class TnAuthListFaults
{
    public static string? FaultInTnAuthList(this LintSubject subject) =>
        subject.Extensions.Find(Oids.TnAuthList) is not { } found ? "no TNAuthList"
        : found.IsCritical ? "the TNAuthList is critical"
        : subject.Extensions.TnAuthList is not { } list ? "the TNAuthList cannot be read"
        : list.Findings is [var first, ..] ? first.Detail
        : null;
}
