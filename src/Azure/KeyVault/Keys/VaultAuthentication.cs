using Azure.Core;
using Azure.Core.Pipeline;

namespace Shaken.Azure.KeyVault.Keys;

/// <summary>
/// Authenticates to one vault. The first request goes without token and without body, to be challenged; the answer is kept. A token the vault refuses is
/// replaced once: it was revoked, or our clock is behind.
/// </summary>
#pragma warning disable CA1001 // A semaphore whose wait handle nobody asks for holds nothing to give back, and the policy lives as long as the program.
internal sealed class VaultAuthentication(TokenCredential credential, VaultAddress vault, TimeProvider time) : HttpPipelinePolicy
#pragma warning restore CA1001
{
    // A token is renewed before it ends: clocks may differ by five minutes.
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim _renewing = new(1, 1);

    private volatile VaultChallenge? _challenge;
    private volatile Held? _held;

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        if (message.Request.Uri.Scheme != Uri.UriSchemeHttps || !string.Equals(message.Request.Uri.Host, vault.Host, StringComparison.OrdinalIgnoreCase))
            throw new InvalidOperationException($"Tokens for {vault} go to {vault} over https and nowhere else.");

        string? sent = null;
        if (_challenge is { } known)
        {
            sent = await TokenAsync(known, refused: null, message.CancellationToken);
            await SendAsync(message, pipeline, sent);
        }
        else
        {
            await AskAsync(message, pipeline);
        }

        if (message.Response.Status != 401) return;
        if (!VaultChallenge.TryRead(ChallengesOf(message), vault, out var challenge, out var failure)) throw new VaultUntrustedException(failure);
        _challenge = challenge with { Claims = null };
        await SendAsync(message, pipeline, await TokenAsync(challenge, sent, message.CancellationToken));
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException("Vaults are asked asynchronously: nothing blocks a thread.");

    private static IEnumerable<string> ChallengesOf(HttpMessage message) => message.Response.Headers.TryGetValues("WWW-Authenticate", out var values) ? values : [];

    // The body stays here until the vault has shown what it is.
    private async ValueTask AskAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var content = message.Request.Content;
        message.Request.Content = null;
        try
        {
            await ProcessNextAsync(message, pipeline);
        }
        finally
        {
            message.Request.Content = content;
        }

        if (message.Response.Status is >= 200 and < 300) throw new VaultUntrustedException($"{vault} answers without asking for a token: it is no vault.");
    }

    private static ValueTask SendAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline, string token)
    {
        message.Request.Headers.SetValue(HttpHeader.Names.Authorization, $"Bearer {token}");
        return ProcessNextAsync(message, pipeline);
    }

    private async ValueTask<string> TokenAsync(VaultChallenge challenge, string? refused, CancellationToken cancellationToken)
    {
        if (Usable(refused) is { } token) return token;
        await _renewing.WaitAsync(cancellationToken);
        try
        {
            if (Usable(refused) is { } renewed) return renewed;
            var fresh = await credential.GetTokenAsync(new TokenRequestContext([challenge.Scope], claims: challenge.Claims, tenantId: challenge.TenantId, isCaeEnabled: true), cancellationToken);
            _held = new Held(fresh.Token, fresh.ExpiresOn);
            return fresh.Token;
        }
        finally
        {
            _renewing.Release();
        }
    }

    private string? Usable(string? refused) => _held is { } held && held.Token != refused && held.ExpiresOn - Skew > time.GetUtcNow() ? held.Token : null;

    private sealed record Held(string Token, DateTimeOffset ExpiresOn);
}
