using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;

namespace Shaken.Core.Reputation.Traces;

/// <summary>The last four digits of a number: all that a call trace tells of it.</summary>
public sealed record LastDigits
{
    private const int Count = 4;

    private LastDigits(string value) => Value = value;

    /// <summary>Four digits.</summary>
    public string Value { get; }

    /// <summary>Reads exactly four digits: more would be more of the number than a trace may tell.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out LastDigits? digits)
    {
        digits = text is { Length: Count } && text.All(char.IsAsciiDigit) ? new LastDigits(text) : null;
        return digits is not null;
    }

    // Personal data, though little of it.
    public override string ToString() => "xxxx";
}

/// <summary>Where a provider stood on the way of a call.</summary>
public enum TraceRole
{
    Originating,

    Transit,

    Terminating,
}

/// <summary>
/// What the author of a call trace tells of a call: the fields of the French system's traces, without the Identity header, which holds
/// whole numbers.
/// </summary>
/// <param name="Role">Where the author stood.</param>
/// <param name="StartedAt">When the call began.</param>
/// <param name="Called">The end of the called number.</param>
/// <param name="Displayed">The end of the number that was shown (From).</param>
public sealed record TracedCall(TraceRole Role, DateTimeOffset StartedAt, LastDigits Called, LastDigits Displayed)
{
    /// <summary>The end of the number that the network asserted (P-Asserted-Identity); null: none.</summary>
    public LastDigits? Asserted { get; init; }

    /// <summary>The attestation of the call; null: none.</summary>
    public Attestation? Attest { get; init; }

    /// <summary>Who signed; null: nobody, or not known.</summary>
    public ProviderId? Signatory { get; init; }

    /// <summary>From whom the author got the call; null: from its own customer, or not known.</summary>
    public ProviderId? Ingress { get; init; }

    /// <summary>To whom the author handed it on; null: to its own customer, or not known.</summary>
    public ProviderId? Egress { get; init; }

    /// <summary>Where the call ended; null: not known.</summary>
    public ProviderId? Terminating { get; init; }

    /// <summary>The SIP code with which it was rejected, 300 to 699; null: it was not.</summary>
    public int? RejectCode { get; init; }

    /// <summary>The call was cut because of its verification.</summary>
    public bool IsBroken { get; init; }

    /// <summary>It was a call to an emergency service.</summary>
    public bool IsEmergency { get; init; }
}
