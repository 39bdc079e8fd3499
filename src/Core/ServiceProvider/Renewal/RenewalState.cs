using System.Text.Json.Serialization;

namespace Shaken.Core.ServiceProvider.Renewal;

/// <summary>
/// The progress of a renewal, in one record: each change names the version it read, so of two instances one goes on and the other stops.
/// </summary>
internal sealed record RenewalState
{
    public static readonly RenewalState None = new();

    public CertificateInForce? Current { get; init; }

    public CertificateUnderWay? Next { get; init; }

    /// <summary>The window that the CA suggested for the current certificate, and in which its renewal was put; null: none.</summary>
    public SuggestedWindow? Window { get; init; }

    /// <summary>Keys that signed before, kept until their certificate expires.</summary>
    public IReadOnlyList<RetiredKey> Retired { get; init; } = [];

    /// <summary>
    /// Names of keys whose order came to nothing, still to be dropped; null: none. Written before the first is dropped, since a name that
    /// was dropped is never a key's again: a vault refuses it for as long as it could bring the old one back.
    /// </summary>
    public IReadOnlyList<string>? Abandoned { get; init; }

    /// <summary>Failed runs since the last that did not.</summary>
    public int Failures { get; init; }

    /// <summary>No run before then.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>Who works on it; null: nobody.</summary>
    public string? Holder { get; init; }

    /// <summary>From then on the holder has gone.</summary>
    public DateTimeOffset? HeldUntil { get; init; }

    /// <summary>When the operator was last told that keys could not be destroyed; null: they could.</summary>
    public DateTimeOffset? CleanUpToldAt { get; init; }

    /// <summary>What the operator is still to be told.</summary>
    public IReadOnlyList<RenewalNotice> Notices { get; init; } = [];

    public bool IsHeldAt(DateTimeOffset now) => Holder is not null && HeldUntil > now;
}

/// <summary>The next certificate, as far as it is.</summary>
/// <param name="KeyName">Named before the key is made, so that a crash between leaves no key that nobody knows.</param>
/// <param name="OrderUrl">Null until the order is placed.</param>
/// <param name="Chain">Null until it came.</param>
/// <param name="X5u">Where it is, or is about to be.</param>
internal sealed record CertificateUnderWay(string KeyName, string? OrderUrl, IReadOnlyList<string>? Chain, string? X5u);

/// <summary>When a CA would have a certificate renewed.</summary>
internal sealed record SuggestedWindow(string Fingerprint, DateTimeOffset Start, DateTimeOffset End);

/// <summary>A key that signed before, by its certificate.</summary>
internal sealed record RetiredKey(string Fingerprint, DateTimeOffset NotAfter);

/// <summary>Serialization of what this folder stores and sends, generated at build.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy =
        JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(RenewalState))]
[JsonSerializable(typeof(NoticeDocument))]
internal sealed partial class RenewalJson : JsonSerializerContext;
