using Shaken.Core.Foundations;

namespace Shaken.Core.Trust.Lists;

/// <summary>What the origin of a list demands of its readers, besides TLS and a client certificate.</summary>
public abstract record ListCredentials
{
    private protected ListCredentials()
    {
    }
}

/// <summary>A key that goes along with each request.</summary>
/// <param name="Header">The name of the header field.</param>
/// <param name="Value">The whole value, with a scheme such as Bearer where the origin wants one.</param>
public sealed record ApiKey(string Header, SecretText Value) : ListCredentials;

/// <summary>An account at an STI-PA: a login gives an access token, and perhaps a refresh token.</summary>
/// <param name="LoginUrl">Takes <c>{"userId","password"}</c>; at the STI-PA of the United States <c>/api/v1/auth/login</c>.</param>
/// <param name="RefreshUrl">Takes <c>{"refreshToken"}</c>; null: the account logs in again before its token ends.</param>
public sealed record ListAccount(Uri LoginUrl, Uri? RefreshUrl, string UserId, SecretText Password) : ListCredentials;
