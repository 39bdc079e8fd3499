using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Foundations;

namespace Shaken.Core.CallPlacement.Republish;

/// <summary>A CPS to which this one hands on what was published here (ATIS-1000096).</summary>
/// <param name="BaseUrl">https, host and port.</param>
/// <param name="Audience">The name it expects as aud.</param>
public sealed record RepublishTarget(Uri BaseUrl, string Audience)
{
    /// <summary>Host and port: what logs and metrics call it.</summary>
    public string Name => BaseUrl.Authority;

    /// <summary>Reads <c>https://cps.example</c>, whose name is its host, or <c>https://10.1.2.3:8443=cps.example</c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out RepublishTarget? target)
    {
        target = null;
        if (text.Length > Limits.UriLength) return false;
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var url = equals < 0 ? text : text[..equals];
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed)
            || parsed is not { Scheme: "https", PathAndQuery: "/", UserInfo: "", Fragment: "", Host.Length: > 0 })
            return false;
        var audience = equals < 0 ? parsed.Host : text[(equals + 1)..];
        if (Uri.CheckHostName(audience.Trim('[', ']')) == UriHostNameType.Unknown) return false;
        target = new RepublishTarget(parsed, audience);
        return true;
    }
}
