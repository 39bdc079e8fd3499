using Shaken.Core.Foundations;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.ServiceProvider.AcmeClient;

/// <summary>Where SPC tokens come from (RFC 9448 section 5).</summary>
public interface IAuthorityTokens
{
    /// <summary>A token for a TNAuthList, bound to an account's key.</summary>
    /// <param name="fingerprint">Of the account's key, <c>SHA256 AB:CD:…</c>.</param>
    /// <param name="ca">Whether it is for a CA certificate.</param>
    /// <returns>The compact JWT, believed by nobody yet.</returns>
    Task<Outcome<string, AcmeFailure>> GetAsync(TnAuthList authority, string fingerprint, bool ca, CancellationToken cancellationToken);
}

/// <summary>A token that the operator has in hand.</summary>
public sealed class GivenToken(string token) : IAuthorityTokens
{
    public Task<Outcome<string, AcmeFailure>> GetAsync(
        TnAuthList authority, string fingerprint, bool ca, CancellationToken cancellationToken) =>
        Task.FromResult<Outcome<string, AcmeFailure>>(token.Trim());
}
