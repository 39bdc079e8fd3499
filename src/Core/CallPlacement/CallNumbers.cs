using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Foundations;

namespace Shaken.Core.CallPlacement;

/// <summary>Which call a PASSporT is for: the called number and the calling one.</summary>
public sealed record CallNumbers(TelephoneNumber Dest, TelephoneNumber Orig)
{
    /// <summary>Reads the two numbers of a path; they must be canonical (RFC 8224 section 8.3).</summary>
    public static bool TryParse(string? dest, string? orig, [NotNullWhen(true)] out CallNumbers? call)
    {
        call = TelephoneNumber.TryParseCanonical(dest, out var called) && TelephoneNumber.TryParseCanonical(orig, out var calling)
            ? new CallNumbers(called, calling)
            : null;
        return call is not null;
    }
}
