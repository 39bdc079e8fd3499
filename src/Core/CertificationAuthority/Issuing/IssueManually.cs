using System.Security.Cryptography;
using System.Text;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Tokens;

namespace Shaken.Core.CertificationAuthority.Issuing;

/// <summary>What somebody without an ACME client hands in.</summary>
/// <param name="Csr">PEM.</param>
/// <param name="Token">The STI-PA's SPC token, made for the fingerprint of the CSR's key.</param>
/// <param name="Organization">O of the subject where the CSR names none; null: the CSR's counts.</param>
public sealed record ManualRequest(string Csr, string Token, string? Organization)
{
    /// <summary>Who hands it in; fetches are counted by it.</summary>
    public ClientKey Client { get; init; }
}

/// <summary>
/// The manual flow of the framework: a CSR and a token in, a certificate out. The CSR's signature shows possession of the key; the token
/// shows authority over the TNAuthList, and is bound to the key since no account is there to be bound to. The same two again give the same
/// certificate.
/// </summary>
public sealed class IssueManually
{
    private readonly AuthorityTokenVerifier _tokens;
    private readonly AuthorityTokenUses _uses;
    private readonly CertificateIssuance _issuance;

    public IssueManually(AuthorityTokenVerifier tokens, AuthorityTokenUses uses, CertificateIssuance issuance) =>
        (_tokens, _uses, _issuance) = (tokens, uses, issuance);

    /// <summary>What would be issued; nothing is signed and the token is not used up.</summary>
    public async ValueTask<Outcome<CertificateDraft, ManualRefusal>> PreviewAsync(
        ManualRequest request, CancellationToken cancellationToken)
    {
        if (!(await JudgeAsync(request, cancellationToken)).TryGet(out var order, out var refusal)) return refusal;
        return (await _issuance.PreviewAsync(order, cancellationToken)).TryGet(out var draft, out var failure)
            ? draft.Draft
            : ManualRefusal.Of(failure);
    }

    /// <summary>Issues and publishes.</summary>
    public async ValueTask<Outcome<IssuedCertificate, ManualRefusal>> IssueAsync(ManualRequest request, CancellationToken cancellationToken)
    {
        if (!(await JudgeAsync(request, cancellationToken)).TryGet(out var order, out var refusal)) return refusal;

        // Whatever a rule says against the CSR comes before the token is used up.
        if (!(await _issuance.PreviewAsync(order, cancellationToken)).TryGet(out _, out var failure)) return ManualRefusal.Of(failure);
        if (!await _uses.TryBindAsync(order.Authority, order.AccountId, order.OrderId, cancellationToken))
            return new ManualRefusal(ManualFailure.TokenUsed,
                "jti: the token was used before, for another request; with Ca:TokenReuse=UntilExpiry one subscriber may use it again");
        return (await _issuance.IssueAsync(order, cancellationToken)).TryGet(out var issued, out failure)
            ? issued
            : ManualRefusal.Of(failure);
    }

    private async ValueTask<Outcome<IssuanceOrder, ManualRefusal>> JudgeAsync(ManualRequest request, CancellationToken cancellationToken)
    {
        if (!SigningRequest.TryReadPem(request.Csr, out var csr, out var unread))
            return new ManualRefusal(ManualFailure.CsrRefused, unread.Detail);
        if (csr.TnAuthList is null)
            return new ManualRefusal(ManualFailure.CsrRefused, "the CSR asks for no TNAuthList (RFC 8226 section 9)");
        var use = new AuthorityTokenUse(csr.TnAuthListDer, csr.Jwk, csr.IsCa ?? false) { Client = request.Client };
        if (!(await _tokens.VerifyAsync(request.Token, use, cancellationToken)).TryGet(out var token, out var refusal))
        {
            return refusal.Failure == AuthorityTokenFailure.CertificateUnavailable
                ? new ManualRefusal(ManualFailure.TokenNotVerifiable, refusal.Detail) { RetryAfter = refusal.RetryAfter }
                : new ManualRefusal(ManualFailure.TokenRefused, refusal.Detail);
        }

        var organization = csr.Subject.Values(Oids.Organization).FirstOrDefault(name => name.Length > 0) ?? request.Organization;
        if (organization is null)
            return new ManualRefusal(ManualFailure.OrganizationMissing, "neither the CSR's subject nor the request names an organization");
        return new IssuanceOrder(OrderOf(token, csr), ManualSubscribers.IdOf(token.Country, token.AuthorityDer.Span), organization, csr,
            token, NotBefore: null, NotAfter: null);
    }

    private static string OrderOf(VerifiedAuthorityToken token, SigningRequest csr) =>
        $"manual-{Hash([.. Encoding.UTF8.GetBytes(token.Id), .. SHA256.HashData(csr.Der.Span)])}";

    private static string Hash(ReadOnlySpan<byte> octets) => Convert.ToHexStringLower(SHA256.HashData(octets).AsSpan(0, 16));
}
