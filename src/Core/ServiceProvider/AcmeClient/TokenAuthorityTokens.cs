using Shaken.Core.Foundations;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.ServiceProvider.AcmeClient;

/// <summary>Tokens from a token authority with the interface of RFC 9448 section 5.5.</summary>
/// <param name="http">Decides on TLS, a client certificate among it, since the RFC leaves authentication open.</param>
/// <param name="baseUrl">What stands before <c>/at/account</c>.</param>
/// <param name="account">The id of the account there.</param>
/// <param name="authorization">The whole Authorization header; null: none.</param>
public sealed class TokenAuthorityTokens(
    HttpMessageInvoker http, Uri baseUrl, string account, string? authorization, TimeProvider time) : IAuthorityTokens
{
    private readonly AcmeHttp _http = new(http, time);

    public Task<Outcome<string, AcmeFailure>> GetAsync(
        TnAuthList authority, string fingerprint, bool ca, CancellationToken cancellationToken) =>
        TokenRequest.PostAsync(
            _http, TokenRequest.Below(baseUrl, $"at/account/{Uri.EscapeDataString(account)}/token"), authorization,
            TokenRequest.BodyOf(TokenRequest.UnpaddedOf(authority), fingerprint, ca), "token", cancellationToken);
}
