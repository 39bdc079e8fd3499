using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Shaken.Core.Foundations;

/// <summary>
/// A service provider code (SPC): 1 to 15 of <c>A-Z 0-9</c>. An OCN (ATIS-0300251), a Resp Org id or a foreign form.
/// </summary>
/// <remarks>Unique only within a country: a provider is a <see cref="ProviderId"/>.</remarks>
public sealed record ServiceProviderCode
{
    private static readonly SearchValues<char> Alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

    private ServiceProviderCode(string value) => Value = value;

    public string Value { get; }

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ServiceProviderCode? code)
    {
        code = text is { Length: >= 1 and <= Limits.ServiceProviderCodeLength } && !text.AsSpan().ContainsAnyExcept(Alphabet)
            ? new ServiceProviderCode(text)
            : null;
        return code is not null;
    }

    public override string ToString() => Value;
}
