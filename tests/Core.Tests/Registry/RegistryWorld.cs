using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.Auditing;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Ceremonies;
using Shaken.Core.Numbering;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Paths;
using Shaken.Core.PolicyAdministrator.Lists;
using Shaken.Core.PolicyAdministrator.Partners;
using Shaken.Core.Registry.Countries;
using Shaken.Core.Registry.Decisions;
using Shaken.Core.Registry.Lists;
using Shaken.Core.Registry.Requests;
using Shaken.Core.Storage;
using Shaken.Core.Tests.PolicyAdministrator.Accounts;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Lists;
using Shaken.Core.Trust.Registry;
using Shaken.Local.Authorities;
using Shaken.Local.Blobs;

namespace Shaken.Core.Tests.Registry;

/// <summary>A registry in Switzerland, countries that ask it, and hosts without a network.</summary>
internal sealed class RegistryWorld : IUrlFetcher
{
    public const string Url = "https://registry.example";
    public const string X5u = "https://registry.example/registry-list.crt";

    private RegistryWorld(AccountWorld accounts, LocalAuthority registry, LocalAuthority canada)
    {
        (Accounts, Authority, Canada) = (accounts, registry, canada);
        Certificates = new PublishedCertificates(Time);
        Certificates.Publish(X5u, registry.Administrator.SignerOf(SignedDocumentKind.RegistryList).Chain);
    }

    public AccountWorld Accounts { get; }

    /// <summary>The keys of the registry.</summary>
    public LocalAuthority Authority { get; }

    public LocalAuthority Canada { get; }

    public ManualTime Time => Accounts.Time;

    public IBlobs Blobs { get; init; } = new MemoryBlobs();

    public PublishedCertificates Certificates { get; }

    /// <summary>What hosts serve, by URL.</summary>
    public Dictionary<string, string> Served { get; } = [];

    /// <summary>How often each URL was asked for.</summary>
    public ConcurrentDictionary<string, int> Asked { get; } = new(StringComparer.Ordinal);

    public RegistryCountries Countries => new(Accounts.Audit, Accounts.Records, Time, SystemRandom.Instance);

    public RegisterCountry Register => new(Url, Countries, Proofs, Time);

    public RegistryListReader Reader => new(Certificates, new TrustDomain([Authority.PolicyAdministratorRoot], Time), Time);

    public RegistryPublisher Publisher => new(
        new RegistryPublication(
            "international", Authority.Administrator.SignerOf(SignedDocumentKind.RegistryList).Key, X5u, TrustListSchedule.Default),
        Countries, Accounts.Records, Blobs, Time, NullLogger<RegistryPublisher>.Instance);

    public CountryLists Lists => new(
        24, Countries, new PartnerStates(Accounts.Records, Blobs, Certificates, Time), this, Time, SystemRandom.Instance,
        NullLogger<RefreshPartners>.Instance);

    private CountryProofs Proofs => new(new FetchingOptions(), Accounts.Records, this, Time, SystemRandom.Instance);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<RegistryWorld> NewAsync(IRecords? records = null, IBlobs? blobs = null)
    {
        var accounts = new AccountWorld(records);
        var (registry, canada) =
            (await BorderWorld.AuthorityAsync(accounts.Time, "CH"), await BorderWorld.AuthorityAsync(accounts.Time, "CA"));
        return new RegistryWorld(accounts, registry, canada) { Blobs = blobs ?? new MemoryBlobs() };
    }

    public static string ListUrlOf(CountryCode country) => $"https://sti-pa.{country.Value.ToLowerInvariant()}.example/ca-list";

    public static CallingPrefixes Prefixes(params string[] prefixes) =>
        CallingPrefixes.TryParse(prefixes, out var parsed, out var failure)
            ? parsed
            : throw new ArgumentException(failure, nameof(prefixes));

    /// <summary>What the STI-PA of a country says of itself.</summary>
    public static RegistryEntry EntryOf(TrustedRoot root, string name = "Example", CallingPrefixes? prefixes = null, string? url = "") =>
        RegistryEntry.TryCreate(
            root.Country, name, url?.Length == 0 ? ListUrlOf(root.Country) : url, [root], prefixes, out var entry, out var failure)
            ? entry
            : throw new ArgumentException(failure, nameof(root));

    public static Registration RegistrationOf(LocalAuthority authority, string name = "Example", CallingPrefixes? prefixes = null) =>
        new(EntryOf(authority.PolicyAdministratorRoot, name, prefixes), Contact);

    public static RegulatorContact Contact { get; } =
        RegulatorContact.TryCreate("Regulator", "Ann Example", "ann@regulator.example", out var contact, out var failure)
            ? contact
            : throw new InvalidOperationException(failure);

    public static CertifiedKey RequestSignerOf(LocalAuthority authority) =>
        authority.Administrator.SignerOf(SignedDocumentKind.RegistryRequest);

    public DecideRegistration Decide(bool needsTwo = false) => new(needsTwo, Countries, Proofs);

    public ActRequest ActOf(string name) =>
        ActRequest.TryCreate(
            new AuditParty("operator", name), "192.0.2.1", "as decided", $"request-of-{name}", out var act, out var failure)
            ? act
            : throw new ArgumentException(failure, nameof(name));

    /// <summary>A request in compact form.</summary>
    public async Task<string> SignAsync(
        Registration registration, long revision = 0, CertifiedKey? by = null, string audience = Url, TimeSpan? life = null,
        string reason = "registers")
    {
        var signer = by ?? RequestSignerOf(Canada);
        return await CountryRequestSigner.SignAsync(
            registration, audience, revision, Time.GetUtcNow() + (life ?? TimeSpan.FromDays(1)), reason, signer.Key, signer.Chain, Token);
    }

    public async Task<Outcome<CountryRequestStatus, RegistryRefusal>> SendAsync(CountryCode country, string compact)
    {
        if (!CountryRequest.TryParse(compact, out var request, out var refusal)) return refusal;
        return await Register.AskAsync(country, request, "192.0.2.7", Token);
    }

    /// <summary>A country asks, signed by itself unless another signs.</summary>
    public async Task<Outcome<CountryRequestStatus, RegistryRefusal>> AskAsync(
        LocalAuthority authority, long revision = 0, Registration? registration = null, CertifiedKey? by = null) =>
        await SendAsync(
            authority.PolicyAdministratorRoot.Country,
            await SignAsync(registration ?? RegistrationOf(authority), revision, by ?? RequestSignerOf(authority)));

    /// <summary>The host of the list URL answers what is asked of it.</summary>
    public async Task<RegistryCountry> ProveAsync(CountryCode country)
    {
        var asked = (await Register.ProveAsync(country, address: null, Token)).Value;
        if (asked.Challenge is { } challenge) Served[challenge.Url] = challenge.Answer;
        return (await Register.ProveAsync(country, address: null, Token)).Value.Country;
    }

    /// <summary>A country that is registered.</summary>
    public async Task<RegistryCountry> RegisteredAsync(LocalAuthority authority, Registration? registration = null)
    {
        Assert.True((await AskAsync(authority, registration: registration)).IsSuccess);
        var proven = await ProveAsync(authority.PolicyAdministratorRoot.Country);
        return (await Decide().ApproveAsync(proven.Country, proven.Revision, Accounts.Act(), Token)).Value;
    }

    public async Task<RegistryList> PublishAsync() =>
        (await Reader.ReadAsync((await Publisher.PublishAsync(isForced: false, Token)).Value.Jwt, last: null, Token)).Value;

    /// <summary>A country's server has its trusted-CA list.</summary>
    public async Task ServeListAsync(
        LocalAuthority authority, long sequence = 1, TimeSpan? life = null, IReadOnlyList<TrustedRoot>? roots = null)
    {
        var country = authority.PolicyAdministratorRoot.Country;
        var x5u = $"https://sti-pa.{country.Value.ToLowerInvariant()}.example/list.crt";
        Certificates.Publish(x5u, authority.Administrator.SignerOf(SignedDocumentKind.TrustedCaList).Chain);
        Served[ListUrlOf(country)] = await TrustListSigner.SignAsync(
            roots ?? [authority.Root], sequence, Time.GetUtcNow() + (life ?? TimeSpan.FromDays(7)),
            authority.Administrator.SignerOf(SignedDocumentKind.TrustedCaList).Key, x5u, Token);
    }

    public Task<Outcome<FetchedDocument, FetchRefusal>> FetchAsync(
        string url, FetchProfile profile, CancellationToken cancellationToken)
    {
        Asked.AddOrUpdate(url, 1, (_, before) => before + 1);
        return Task.FromResult<Outcome<FetchedDocument, FetchRefusal>>(Served.TryGetValue(url, out var text)
            ? new FetchedDocument(Encoding.UTF8.GetBytes(text), "text/plain", MaxAge: null)
            : new FetchRefusal(FetchFailure.StatusNotOk, "the host answered 404"));
    }
}
