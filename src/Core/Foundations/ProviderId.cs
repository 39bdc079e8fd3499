using System.Diagnostics.CodeAnalysis;

namespace Shaken.Core.Foundations;

/// <summary>
/// Who a provider is: its country and its code within that country, written <c>US/1234</c>. Once countries trust each
/// other's lists, a code alone could be issued twice.
/// </summary>
public sealed record ProviderId(CountryCode Country, ServiceProviderCode Code)
{
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ProviderId? provider)
    {
        provider = text?.Split('/') is [var country, var code]
            && CountryCode.TryParse(country, out var parsedCountry)
            && ServiceProviderCode.TryParse(code, out var parsedCode)
                ? new ProviderId(parsedCountry, parsedCode)
                : null;
        return provider is not null;
    }

    public override string ToString() => $"{Country}/{Code}";
}
