using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Foundations;

namespace Shaken.Core.CallPlacement.Republish;

/// <summary>
/// A CPS that may hand on to this one: the provider whose certificate it signs with, and the name its publishers know it by.
/// </summary>
public sealed record RepublishPeer(ProviderId Provider, string Host)
{
    /// <summary>Reads <c>US/1234@cps.example</c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out RepublishPeer? peer)
    {
        peer = text.Split('@') is [var provider, var host] && ProviderId.TryParse(provider, out var parsed)
            && Uri.CheckHostName(host) != UriHostNameType.Unknown
            ? new RepublishPeer(parsed, host)
            : null;
        return peer is not null;
    }
}
