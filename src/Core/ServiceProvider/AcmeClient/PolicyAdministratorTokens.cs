using Shaken.Core.Foundations;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.ServiceProvider.AcmeClient;

/// <summary>A provider's account at an STI-PA with the interface that the United States' has.</summary>
/// <param name="BaseUrl">What stands before <c>/api/v1</c>.</param>
/// <param name="ProviderAccount">The STI-PA's id for the provider, which is not always its SPC.</param>
public sealed record PolicyAdministratorAccount(Uri BaseUrl, string ProviderAccount, string UserId, string Password);

/// <summary>Tokens from an STI-PA: log in, then ask. Tokens are wanted every few months, so no session is kept.</summary>
public sealed class PolicyAdministratorTokens(
    HttpMessageInvoker http, PolicyAdministratorAccount account, TimeProvider time) : IAuthorityTokens
{
    private readonly AcmeHttp _http = new(http, time);

    public async Task<Outcome<string, AcmeFailure>> GetAsync(
        TnAuthList authority, string fingerprint, bool ca, CancellationToken cancellationToken)
    {
        var login = $$"""{"userId":{{AcmeSigning.Text(account.UserId)}},"password":{{AcmeSigning.Text(account.Password)}}}""";
        var loggedIn = await TokenRequest.PostAsync(
            _http, TokenRequest.Below(account.BaseUrl, "api/v1/auth/login"), authorization: null, login, "accessToken", cancellationToken);
        if (!loggedIn.TryGet(out var accessToken, out var failure)) return failure;

        // This interface wants the access token bare, without "Bearer", and the TNAuthList in padded base64.
        var url = TokenRequest.Below(account.BaseUrl, $"api/v1/account/{Uri.EscapeDataString(account.ProviderAccount)}/token");
        return await TokenRequest.PostAsync(
            _http, url, accessToken, TokenRequest.BodyOf(TokenRequest.PaddedOf(authority), fingerprint, ca), "token", cancellationToken);
    }
}
