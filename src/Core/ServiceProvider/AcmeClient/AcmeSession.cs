using System.Globalization;
using System.Net;
using System.Text;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.ServiceProvider.AcmeClient;

/// <summary>An account at a CA: what its key may ask for.</summary>
public sealed class AcmeSession
{
    private readonly AcmeConnection _connection;

    private AcmeSession(AcmeConnection connection, ISigningKey key, string accountUrl) =>
        (_connection, Key, AccountUrl) = (connection, key, accountUrl);

    /// <summary>The account's key. It signs requests to the CA, and is never a certificate's.</summary>
    public ISigningKey Key { get; }

    /// <summary>The account's name at the CA (its kid).</summary>
    public string AccountUrl { get; }

    /// <summary>An account that is known from an earlier registration.</summary>
    public static AcmeSession Resume(AcmeConnection connection, ISigningKey key, string accountUrl) => new(connection, key, accountUrl);

    /// <summary>Registers a key, or finds the account that it has.</summary>
    public static async Task<Outcome<AcmeSession, AcmeFailure>> RegisterAsync(
        AcmeConnection connection, ISigningKey key, AcmeRegistration registration, CancellationToken cancellationToken)
    {
        var directory = connection.Directory;
        if (!registration.OnlyExisting && directory.TermsOfService is { } terms && !registration.AgreesToTerms)
            return new AcmeFailure(AcmeFailureKind.Refused, $"the CA wants its terms of service agreed to: {terms}");
        var sent =
            await connection.PostAsync(key, keyId: null, directory.NewAccount, PayloadOf(directory, key, registration), cancellationToken);
        if (!sent.TryGet(out var answer, out var failure)) return failure;
        if (answer.Location is not { } url) return AcmeFailure.NotUnderstood("newAccount gave no account URL");
        if (!answer.TryReadJson("newAccount", out var json, out failure)) return failure;
        using (json)
        {
            return json.RootElement.TryGetString("status"u8, out var status) && status != "valid"
                ? new AcmeFailure(AcmeFailureKind.Refused, $"the account is {status}")
                : new AcmeSession(connection, key, url);
        }
    }

    /// <summary>Places an order for one TNAuthList (RFC 9448 section 3).</summary>
    /// <param name="notAfter">Null leaves it to the CA.</param>
    public Task<Outcome<PlacedOrder, AcmeFailure>> PlaceAsync(
        TnAuthList authority, DateTimeOffset? notAfter, CancellationToken cancellationToken) =>
        PlaceAsync(authority, new OrderTerms(notAfter), cancellationToken);

    /// <summary>The same on more terms. A profile that the CA does not have is refused before anything is sent.</summary>
    public async Task<Outcome<PlacedOrder, AcmeFailure>> PlaceAsync(
        TnAuthList authority, OrderTerms terms, CancellationToken cancellationToken)
    {
        if (terms.Profile is { } profile && !_connection.Directory.Profiles.Contains(profile, StringComparer.Ordinal))
            return UnknownProfile(profile);
        var replaced = _connection.Directory.RenewalInfo is not null && terms.Replaces is { } old ? RenewalId.Of(old) : null;
        var placed = await PlaceAsync(authority, terms, replaced, cancellationToken);

        // That it replaces something is a courtesy (RFC 9773 section 5): without it the CA may take the order all the same.
        return replaced is not null && !placed.TryGet(out _, out var failure)
            && failure is { Kind: AcmeFailureKind.Refused, Status: not HttpStatusCode.TooManyRequests }
            ? await PlaceAsync(authority, terms, replaced: null, cancellationToken)
            : placed;
    }

    private AcmeFailure UnknownProfile(string profile)
    {
        var known = _connection.Directory.Profiles;
        return new AcmeFailure(
            AcmeFailureKind.Refused,
            known.Count == 0
                ? $"the CA has no profiles, and so not {profile}; leave the profile out"
                : $"the CA has the profiles {string.Join(", ", known)}, and not {profile}");
    }

    private async Task<Outcome<PlacedOrder, AcmeFailure>> PlaceAsync(
        TnAuthList authority, OrderTerms terms, RenewalId? replaced, CancellationToken cancellationToken)
    {
        var identifier = AcmeIdentifier.Of(authority);
        var members = new StringBuilder();
        if (terms.NotAfter is { } moment)
            members.Append(CultureInfo.InvariantCulture, $",\"notAfter\":\"{moment.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}\"");
        if (terms.Profile is { } profile) members.Append($",\"profile\":{AcmeSigning.Text(profile)}");
        if (replaced is not null) members.Append($",\"replaces\":{AcmeSigning.Text(replaced.Text)}");
        var sent = await PostAsync(
            _connection.Directory.NewOrder,
            $$"""{"identifiers":[{"type":"{{identifier.Type}}","value":"{{identifier.Value}}"}]{{members}}}""", cancellationToken);
        if (!sent.TryGet(out var answer, out var failure)) return failure;
        return answer.Location is { } url ? PlacedOrder.Read(url, answer) : AcmeFailure.NotUnderstood("newOrder gave no order URL");
    }

    /// <summary>The order as it stands.</summary>
    public async Task<Outcome<PlacedOrder, AcmeFailure>> ReadAsync(string orderUrl, CancellationToken cancellationToken) =>
        (await GetAsync(orderUrl, cancellationToken)).TryGet(out var answer, out var failure)
            ? PlacedOrder.Read(orderUrl, answer)
            : failure;

    /// <summary>Revokes a certificate that this account ordered, or has the authorization for (RFC 8555 section 7.6).</summary>
    public Task<Outcome<Done, AcmeFailure>> RevokeAsync(
        StiCertificate certificate, RevocationReason reason, CancellationToken cancellationToken) =>
        RevokeAsync(_connection, Key, AccountUrl, certificate, reason, cancellationToken);

    /// <summary>Revokes a certificate by its own key: for a holder without an account, or the finder of a leaked key.</summary>
    public static Task<Outcome<Done, AcmeFailure>> RevokeByKeyAsync(
        AcmeConnection connection, ISigningKey certificateKey, StiCertificate certificate, RevocationReason reason,
        CancellationToken cancellationToken) =>
        RevokeAsync(connection, certificateKey, keyId: null, certificate, reason, cancellationToken);

    /// <summary>Gives the account another key (section 7.3.5). The old one is good for nothing afterwards.</summary>
    public async Task<Outcome<AcmeSession, AcmeFailure>> ChangeKeyAsync(ISigningKey newKey, CancellationToken cancellationToken)
    {
        if (_connection.Directory.KeyChange is not { } url) return AcmeFailure.NotUnderstood("the CA offers no keyChange");
        var inner = $$"""{"account":{{AcmeSigning.Text(AccountUrl)}},"oldKey":{{JsonWebKey.From(Key.PublicKey).ToCanonicalJson()}}}""";
        var payload = await AcmeSigning.SignAsync(newKey, keyId: null, url, nonce: null, Encoding.UTF8.GetBytes(inner), cancellationToken);
        return (await _connection.PostAsync(Key, AccountUrl, url, payload, cancellationToken)).TryGet(out _, out var failure)
            ? new AcmeSession(_connection, newKey, AccountUrl)
            : failure;
    }

    /// <summary>Gives the account up for good (section 7.3.6). Its certificates stay as they are.</summary>
    public async Task<Outcome<Done, AcmeFailure>> DeactivateAsync(CancellationToken cancellationToken) =>
        (await PostAsync(AccountUrl, """{"status":"deactivated"}""", cancellationToken)).TryGet(out _, out var failure)
            ? Done.Value
            : failure;

    internal Task<Outcome<AcmeAnswer, AcmeFailure>> PostAsync(string url, string payload, CancellationToken cancellationToken) =>
        _connection.PostAsync(Key, AccountUrl, url, Encoding.UTF8.GetBytes(payload), cancellationToken);

    internal Task<Outcome<AcmeAnswer, AcmeFailure>> GetAsync(string url, CancellationToken cancellationToken) =>
        _connection.PostAsync(Key, AccountUrl, url, ReadOnlyMemory<byte>.Empty, cancellationToken);

    private static async Task<Outcome<Done, AcmeFailure>> RevokeAsync(
        AcmeConnection connection, ISigningKey key, string? keyId, StiCertificate certificate, RevocationReason reason,
        CancellationToken cancellationToken)
    {
        if (connection.Directory.RevokeCertificate is not { } url) return AcmeFailure.NotUnderstood("the CA offers no revokeCert");
        var payload = $$"""{"certificate":"{{StrictBase64Url.Encode(certificate.Der.Span)}}","reason":{{(int)reason}}}""";
        return (
            await connection.PostAsync(key, keyId, url, Encoding.UTF8.GetBytes(payload), cancellationToken)).TryGet(out _, out var failure)
            ? Done.Value
            : failure;
    }

    private static byte[] PayloadOf(AcmeDirectory directory, ISigningKey key, AcmeRegistration registration)
    {
        if (registration.OnlyExisting) return """{"onlyReturnExisting":true}"""u8.ToArray();
        var payload = new StringBuilder("{");
        if (registration.Contacts.Count > 0)
            payload.Append($"\"contact\":[{string.Join(',', registration.Contacts.Select(AcmeSigning.Text))}],");
        if (registration.ExternalAccount is { } external)
            payload.Append($"\"externalAccountBinding\":{AcmeSigning.Bind(key, external, directory.NewAccount)},");
        payload.Append($"\"termsOfServiceAgreed\":{(registration.AgreesToTerms ? "true" : "false")}}}");
        return Encoding.UTF8.GetBytes(payload.ToString());
    }
}

/// <summary>A step that gives nothing but that it was done.</summary>
public sealed record Done
{
    public static readonly Done Value = new();

    private Done()
    {
    }
}
