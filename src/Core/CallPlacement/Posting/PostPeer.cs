using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Foundations;

namespace Shaken.Core.CallPlacement.Posting;

/// <summary>A provider whose CPS the operator names, with its dialect: it counts before every list and advertisement.</summary>
/// <param name="Url">With <see cref="CpsForm.Open"/> what is posted to, exactly; else the base URL.</param>
/// <param name="Audience">The name that the CPS expects in a bearer's aud.</param>
public sealed record PostPeer(ProviderId Provider, CpsForm Form, Uri Url, string Audience)
{
    /// <summary>Reads <c>US/1234 Agreed https://cps.example</c>, and after it the name for aud where that is not the host.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out PostPeer? peer)
    {
        peer = null;
        if (text.Length > Limits.UriLength
            || text.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [var code, var dialect, var address, .. var rest]
            || rest.Length > 1)
            return false;
        if (!ProviderId.TryParse(code, out var provider) || !TryParseForm(dialect, out var form)) return false;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url)
            || url is not { Scheme: "https", UserInfo: "", Fragment: "", Host.Length: > 0 }
            || (form != CpsForm.Open && url.Query.Length > 0))
            return false;
        var audience = rest is [var name] ? name : url.Host;
        if (Uri.CheckHostName(audience.Trim('[', ']')) == UriHostNameType.Unknown) return false;
        peer = new PostPeer(provider, form, url, audience);
        return true;
    }

    // Enum.TryParse would take numbers too.
    private static bool TryParseForm(string text, out CpsForm form)
    {
        foreach (var one in Enum.GetValues<CpsForm>())
        {
            form = one;
            if (text.Equals(one.ToString(), StringComparison.OrdinalIgnoreCase)) return true;
        }

        form = default;
        return false;
    }
}
