using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Tokens;

namespace Shaken.Web.Tests.CertificationAuthority.Acme;

/// <summary>An STI-PA in a test: its root, the signer of SPC tokens, the signer of trusted-CA lists.</summary>
public sealed class TestAdministrator
{
    private readonly TimeProvider _time;

    private TestAdministrator(StiCertificate root, (StiCertificate Certificate, SoftwareKey Key) tokenSigner, (StiCertificate Certificate, SoftwareKey Key) listSigner, TimeProvider time) =>
        (Root, TokenSigner, ListSigner, _time) = (root, tokenSigner, listSigner, time);

    public StiCertificate Root { get; }

    public (StiCertificate Certificate, SoftwareKey Key) TokenSigner { get; }

    public (StiCertificate Certificate, SoftwareKey Key) ListSigner { get; }

    public static async Task<TestAdministrator> NewAsync(CountryCode country, TimeProvider time)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var now = time.GetUtcNow();
        DraftTerms Terms() => new(CertificateSerial.New(SystemRandom.Instance), now - TimeSpan.FromDays(1), now + TimeSpan.FromDays(1000));
        var rootKey = SoftwareKey.New();
        var rootDraft = Pki.Linted(CertificateDraft.PolicyAdministratorRoot(country, "Test STI-PA", Terms(), rootKey.PublicKey));
        var root = new CertificateAuthority((await CertificateAuthority.SelfSignAsync(rootDraft, rootKey, cancellationToken)).Value, rootKey);
        return new TestAdministrator(root.Certificate, await SignerAsync(SignedDocumentKind.SpcToken), await SignerAsync(SignedDocumentKind.TrustedCaList), time);

        async Task<(StiCertificate Certificate, SoftwareKey Key)> SignerAsync(SignedDocumentKind kind)
        {
            var key = SoftwareKey.New();
            var draft = Pki.Linted(CertificateDraft.PolicyAdministratorSigner(root.Certificate, "Test STI-PA", kind.Title(), Terms(), key.PublicKey));
            return ((await root.IssueAsync(draft, cancellationToken)).Value, key);
        }
    }

    /// <summary>A token that grants the holder of the account key a certificate for the list.</summary>
    public Task<string> TokenAsync(string x5u, TnAuthList authority, JsonWebKey accountKey, bool ca = false, TimeSpan? life = null, SoftwareKey? signer = null) =>
        new SpcTokenIssuer(signer ?? TokenSigner.Key, x5u, TkvalueForm.Base64, _time, SystemRandom.Instance)
            .IssueAsync(authority, KeyFingerprint.Of(accountKey), ca, life ?? TimeSpan.FromDays(10), TestContext.Current.CancellationToken).AsTask();
}
