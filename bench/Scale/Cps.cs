using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.CallPlacement;
using Shaken.Core.CallPlacement.Bearers;
using Shaken.Core.CallPlacement.Mailbox;
using Shaken.Core.CallPlacement.Pushing;
using Shaken.Core.CallPlacement.Republish;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Passports;
using Shaken.Core.Storage;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Sources;
using Shaken.Core.Trust.Verdicts;
using Shaken.Local.Authorities;

namespace Shaken.Scale;

/// <summary>How a call's PASSporT comes to the CPS and leaves it.</summary>
internal enum CallForm
{
    /// <summary>The open form of the out-of-band draft; the reader shows a key of the operator.</summary>
    Open,

    /// <summary>The same; the reader shows a token signed under its certificate.</summary>
    OpenWithToken,

    /// <summary>ATIS-1000105, publisher and reader with signed tokens.</summary>
    Agreed,

    /// <summary>ATIS-1000096, the same.</summary>
    Shared,
}

/// <summary>The product's call path with every check on, from signing to handing out, over records of the caller's choice.</summary>
internal sealed class Cps : ICertificateSource
{
    private const string Host = "cps.example.net";

    private readonly Dictionary<string, SourcedCertificates> _published = new(StringComparer.Ordinal);
    private readonly List<Publisher> _publishers = [];
    private readonly TimeProvider _time;
    private readonly string _readerKey;
    private readonly PublishPassports _publish;
    private readonly RetrievePassports _retrieve;
    private readonly PassportVerifier _verifier;
    private readonly Publisher _reader;
    private long _requests;

    private Cps(LocalAuthority authority, LocalProvider reader, IRecords records, DeploymentSecrets secrets, TimeProvider time)
    {
        _time = time;
        _reader = Add(reader);
        (_readerKey, var key) = ApiKey<ProviderId>.New(reader.Id, ApiKeyPrefixes.Reader, SystemRandom.Instance);
        var options = new CpsOptions
        {
            Served = [reader.Id],
            HostNames = [Host],
            ReaderKeys = ApiKeys<ProviderId>.TryCreate([key], out var keys)
                ? keys
                : throw new InvalidOperationException("One key has two owners."),
            PerCertificatePerSecond = 1_000_000,
        };
        var verdicts = new CertificateVerdicts(this, TrustDomain.Of([authority.Root], time), time);
        var bearers = new BearerVerifier(options, verdicts, records, time);
        var mailbox = new PassportMailbox(records, secrets, SystemRandom.Instance, time, options.Freshness, options.Mailbox,
            NullLogger<PassportMailbox>.Instance);
        _verifier = new PassportVerifier(verdicts, time, options.Freshness);
        var admission = new PassportAdmission(_verifier, options, time);
        _publish = new PublishPassports(options, bearers, admission, mailbox, new CalledNumbers(options, numbers: null),
            new ClientCertificateJudge(verdicts), RepublishFanOut.ToNobody(time), PassportPush.ToNobody(time), time,
            NullLogger<PublishPassports>.Instance);
        _retrieve = new RetrievePassports(options, bearers, mailbox);
    }

    /// <param name="publishers">How many providers sign calls.</param>
    /// <param name="isRotating">Two deployment secrets live, as while one is changed for another.</param>
    public static async Task<Cps> NewAsync(IRecords records, TimeProvider time, int publishers, bool isRotating = false)
    {
        var authority = await LocalAuthority.NewAsync(ProviderOf(0).Country, "Scale", time, SystemRandom.Instance, CancellationToken.None);
        var secrets = new DeploymentSecrets(DeploymentSecret.New("k1", SystemRandom.Instance), isRotating ? DeploymentSecret.New("k0", SystemRandom.Instance) : null);
        var cps = new Cps(authority, await authority.IssueAsync(ProviderOf(0), "Reader", TimeSpan.FromDays(1), CancellationToken.None), records, secrets, time);
        for (var number = 1; number <= publishers; number++)
            cps._publishers.Add(cps.Add(await authority.IssueAsync(ProviderOf(number), $"Provider {number}", TimeSpan.FromDays(1), CancellationToken.None)));
        return cps;
    }

    /// <summary>Signs a call.</summary>
    public ValueTask<string> SignAsync(CallNumbers call, long publisher) =>
        PublisherOf(publisher).Passports.SignAsync(PassportClaims.ForCall(call.Orig, call.Dest, _time.GetUtcNow(), Attestation.A, SystemRandom.Instance.NewUuid()), CancellationToken.None);

    /// <summary>Publishes what was signed.</summary>
    public async ValueTask<Outcome<PublishReceipt, CpsRefusal>> PublishAsync(CallForm form, CallNumbers call, long publisher, string passport)
    {
        if (BearerFormOf(form) is not { } bearerForm) return await _publish.PublishOpenAsync(_reader.Code.Value, Encoding.ASCII.GetBytes(passport), default, CancellationToken.None);
        var from = PublisherOf(publisher);
        var bearer = await from.Bearers.ForPublishingAsync(call, [passport], Host, TimeSpan.FromSeconds(30), CancellationToken.None);
        var context = new BearerContext(bearerForm, CpsAction.Publish, bearerForm == BearerForm.Agreed ? from.Code : null, call, NextRequest());
        return await _publish.PublishWithBearerAsync(bearer, context, JsonSerializer.SerializeToUtf8Bytes(new { passports = new[] { passport } }), CancellationToken.None);
    }

    /// <summary>Retrieves what waits for a call.</summary>
    public async ValueTask<Outcome<TakenPassports, CpsRefusal>> RetrieveAsync(CallForm form, CallNumbers call, long publisher)
    {
        if (BearerFormOf(form) is { } bearerForm)
        {
            var from = PublisherOf(publisher).Code;
            var context = new BearerContext(bearerForm, CpsAction.Retrieve, bearerForm == BearerForm.Agreed ? from : null, call, NextRequest());
            return await _retrieve.RetrievePublishedByAsync(await _reader.Bearers.ForRetrievingAsync(call, from, Host, CancellationToken.None), context, CancellationToken.None);
        }

        var own = new BearerContext(BearerForm.Agreed, CpsAction.Retrieve, _reader.Code, call, NextRequest());
        var credential = form == CallForm.Open ? _readerKey : await _reader.Bearers.ForRetrievingAsync(call, _reader.Code, Host, CancellationToken.None);
        return await _retrieve.RetrieveOwnAsync(credential, own, CancellationToken.None);
    }

    /// <summary>Verifies a PASSporT against the call that arrived, as the reader does with what it was handed.</summary>
    public async ValueTask<bool> VerifyAsync(CallNumbers call, string passport) =>
        UntrustedPassport.TryParse(passport, out var untrusted, out _)
        && (await _verifier.VerifyAsync(untrusted, new CallParties(new NumberParty(call.Orig), new NumberParty(call.Dest)), CancellationToken.None)).IsSuccess;

    public ValueTask<Outcome<SourcedCertificates, SourceRefusal>> GetAsync(string x5u, CancellationToken cancellationToken) => new(_published[x5u]);

    private static BearerForm? BearerFormOf(CallForm form) => form switch
    {
        CallForm.Open or CallForm.OpenWithToken => null,
        CallForm.Agreed => BearerForm.Agreed,
        CallForm.Shared => BearerForm.Shared,
    };

    private static ProviderId ProviderOf(int number) => ProviderId.TryParse($"US/{1000 + number}", out var provider) ? provider : throw new InvalidOperationException("No provider.");

    private Publisher PublisherOf(long number) => _publishers[(int)(number % _publishers.Count)];

    private string NextRequest() => $"request-{++_requests}";

    private Publisher Add(LocalProvider provider)
    {
        var x5u = $"https://cr.example/certificates/{provider.Certificate.Fingerprint}.pem";
        _published[x5u] = new SourcedCertificates(provider.Chain, Deadline.Never, IsStale: false);
        var bearers = new BearerSigner(provider.Key, x5u, provider.Id.Code, _time, SystemRandom.Instance);
        return new Publisher(provider.Id.Code, new PassportSigner(provider.Key, x5u), bearers);
    }

    private sealed record Publisher(ServiceProviderCode Code, PassportSigner Passports, BearerSigner Bearers);
}
