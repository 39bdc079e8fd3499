using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.ServiceProvider.AcmeClient;

namespace Shaken.Core.ServiceProvider.Renewal;

/// <summary>
/// Opens an account at a CA by ACME. Registering anew finds the account that the key has, so nothing about it need be remembered.
/// </summary>
/// <param name="http">Decides on TLS, proxies and connections; follows no redirect.</param>
/// <param name="directory">The CA that the operator chose.</param>
/// <param name="key">Gives the account's key.</param>
/// <param name="tokens">Where its SPC tokens come from.</param>
/// <param name="form">What the CA has a token's fingerprint taken over.</param>
/// <param name="progress">Hears each step in words.</param>
public sealed class AccountAtCa(
    HttpMessageInvoker http,
    Uri directory,
    Func<CancellationToken, ValueTask<ISigningKey>> key,
    AcmeRegistration registration,
    IAuthorityTokens tokens,
    FingerprintForm form,
    TimeProvider time,
    IProgress<string>? progress = null) : ICertificateOrders
{
    public async Task<Outcome<CertificateOrder, AcmeFailure>> OpenAsync(CancellationToken cancellationToken) =>
        (await OpenSessionAsync(cancellationToken)).TryGet(out var session, out var failure)
            ? OrderBy(session, OrderPatience.Default)
            : failure;

    /// <summary>The account itself.</summary>
    public async Task<Outcome<AcmeSession, AcmeFailure>> OpenSessionAsync(CancellationToken cancellationToken) =>
        (await AcmeConnection.OpenAsync(http, directory, time, cancellationToken)).TryGet(out var connection, out var failure)
            ? await AcmeSession.RegisterAsync(connection, await key(cancellationToken), registration, cancellationToken)
            : failure;

    /// <summary>Orders by an account that was opened.</summary>
    /// <param name="patience">How long an order is waited for.</param>
    public CertificateOrder OrderBy(AcmeSession session, OrderPatience patience) => new(session, tokens, form, patience, time, progress);

    public async Task<RenewalAdvice?> FindAdviceAsync(StiCertificate certificate, CancellationToken cancellationToken) =>
        (await AcmeConnection.OpenAsync(http, directory, time, cancellationToken)).TryGet(out var connection, out _)
        && await connection.FindAdviceAsync(certificate, cancellationToken) is { } answer && answer.TryGet(out var advice, out _)
            ? advice : null;
}
