using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Pki.Lint;
using Shaken.Core.Pki.Paths;
using Shaken.Core.PolicyAdministrator.Authorities;
using Shaken.Core.PolicyAdministrator.Lists;
using Shaken.Core.PolicyAdministrator.Partners;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Lists;
using Shaken.Core.Trust.Sources;
using Shaken.Core.Trust.Verdicts;
using Shaken.Local.Authorities;
using Shaken.Local.Blobs;
using Shaken.Local.Records;

namespace Shaken.Benchmarks;

/// <summary>
/// All countries at once: the lists of partners read, merged into one that is linted and signed, that list read, and a warm verdict beside
/// that with two countries. Wall-clock time on all processors, but for the verdicts.
/// </summary>
internal static class CountryFigures
{
    private const int RootsEach = 20;
    private const string X5u = "https://sti-pa.example/list-signer.crt";
    private static readonly TimeSpan Life = TimeSpan.FromDays(7);

    private static CancellationToken Token => CancellationToken.None;

    public static async Task RunAsync(int countries)
    {
        var administrator = await LocalAuthority.NewAsync(Country("US"), "Bench", Call.Time, SystemRandom.Instance, Token);
        var roots = new Dictionary<CountryCode, IReadOnlyList<TrustedRoot>>();
        foreach (var country in Foreign().Take(countries)) roots[country] = await RootsOfAsync(country);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{countries} countries with {RootsEach} roots each, {Environment.ProcessorCount} processors"));
        Console.WriteLine();
        Console.WriteLine("| what | ms or as said |");
        Console.WriteLine("| --- | ---: |");
        var world = new World(administrator, roots);
        await world.AddAsync();
        await TimeAsync("the lists of all partners fetched, checked and kept", () => world.RefreshAsync());
        await world.AcceptAsync();
        var list = "";
        await TimeAsync("the merged list made of them by a fresh process, linted and signed in four forms", async () =>
            list = await world.PublishAsync());
        await ReadAsync(administrator, list);
        await VerdictsAsync(administrator, roots);
    }

    private static async Task ReadAsync(LocalAuthority administrator, string list)
    {
        var domain = new TrustDomain([administrator.PolicyAdministratorRoot], Call.Time);
        var reader = new TrustListReader(new OneSigner(administrator), domain, Call.Time);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        TrustList? read = null;
        await TimeAsync("the list read for the first time", async () => read = (await reader.ReadAsync(list, last: null, Token)).Value);
        await TimeAsync("the next list read", async () => await reader.ReadAsync(list, read, Token));
        domain.Take(read!.Roots);
        var domains = TrustDomains.Of(domain, Call.Time);
        var anchors = domains.FindAnchors(Call.Time.GetUtcNow());
        var used = GC.GetTotalMemory(forceFullCollection: true) - before;
        Row(string.Create(CultureInfo.InvariantCulture, $"{anchors!.All.Count} roots in force, MiB"), used / 1048576.0);
        GC.KeepAlive(read);
    }

    // By turns, so that a neighbour on the machine slows both.
    private static async Task VerdictsAsync(LocalAuthority administrator, Dictionary<CountryCode, IReadOnlyList<TrustedRoot>> roots)
    {
        var call = await Call.NewAsync();
        CertificateVerdicts With(int count)
        {
            var all = roots.Take(count).SelectMany(pair => pair.Value).Concat(call.Domain.Roots!.All);
            var own = new TrustDomain([administrator.PolicyAdministratorRoot], Call.Time);
            own.Take(new TrustedRoots([.. all]));
            return new CertificateVerdicts(call, own, Call.Time);
        }

        var (few, many) = (With(1), With(roots.Count));
        await few.FindAsync(Call.X5u, Token);
        await many.FindAsync(Call.X5u, Token);
        var times = ProcessorTime.Median(40, () => Warm(few), () => Warm(many));
        Row("a warm verdict with two countries, ns of processor time", times[0]);
        Row("the same with all", times[1]);
    }

    private static void Warm(CertificateVerdicts verdicts)
    {
        var found = verdicts.FindAsync(Call.X5u, Token);
        if (!found.IsCompletedSuccessfully) throw new InvalidOperationException("The verdict is not warm.");
    }

    private static async Task<IReadOnlyList<TrustedRoot>> RootsOfAsync(CountryCode country)
    {
        var now = Call.Time.GetUtcNow();
        var roots = new List<TrustedRoot>(RootsEach);
        for (var number = 1; number <= RootsEach; number++)
        {
            var key = SoftwareKey.New();
            var terms = new DraftTerms(CertificateSerial.New(SystemRandom.Instance), now.AddDays(-1), now.AddYears(5));
            var name = string.Create(CultureInfo.InvariantCulture, $"SHAKEN ROOT {number}");
            var profile = LintProfile.OfIssuer(country, ["1.2.3.4"]);
            var draft = CertificateDraft.Root(profile, country, "Example CA", name, terms, key.PublicKey);
            var root = (await CertificateAuthority.SelfSignAsync(draft.Lint().Value, key, Token)).Value;
            if (!TrustedRoot.TryCreate(root, out var trusted, out var failure)) throw new InvalidOperationException(failure);
            roots.Add(trusted);
        }

        return roots;
    }

    private static IEnumerable<CountryCode> Foreign() =>
        CountryCode.All.Where(country => country.Value != "US").OrderBy(country => country.Value, StringComparer.Ordinal);

    private static CountryCode Country(string text) =>
        CountryCode.TryParse(text, out var country) ? country : throw new ArgumentException("No country.", nameof(text));

    private static async Task TimeAsync(string what, Func<Task> does)
    {
        var start = Stopwatch.GetTimestamp();
        await does();
        Row(what, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    private static void Row(string what, double value) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {value:F1} |"));

    /// <summary>A policy administrator with a partner for each country.</summary>
    private sealed class World : IPartnerLists
    {
        private readonly LocalAuthority _administrator;
        private readonly Dictionary<CountryCode, IReadOnlyList<TrustedRoot>> _roots;
        private readonly Dictionary<string, string> _lists = new(StringComparer.Ordinal);
        private readonly MemoryRecords _records = new();
        private readonly MemoryBlobs _blobs = new();
        private int _acts;

        public World(LocalAuthority administrator, Dictionary<CountryCode, IReadOnlyList<TrustedRoot>> roots) =>
            (_administrator, _roots) = (administrator, roots);

        private KnownPartners Partners =>
            new(Country("US"), new AuditLog(_records, Call.Time), _records, Call.Time, SystemRandom.Instance);

        // A fresh one has read nothing yet, as after a start.
        private PartnerStates States => new(_records, _blobs, new OneSigner(_administrator), Call.Time);

        public async Task AddAsync()
        {
            var key = _administrator.Administrator.SignerOf(SignedDocumentKind.TrustedCaList).Key;
            foreach (var (country, roots) in _roots)
            {
                var id = IdOf(country);
                var terms = new PartnerTerms(
                    country.Value, [country], "https://sti-pa.example/ca-list", [_administrator.PolicyAdministratorRoot]);
                if (!(await Partners.AddAsync(id, terms, Act(), Token)).IsSuccess) throw new InvalidOperationException("No partner.");
                _lists[id.Value] = await TrustListSigner.SignAsync(roots, 1, Call.Time.GetUtcNow() + Life, key, X5u, Token);
            }
        }

        public Task RefreshAsync() => new RefreshPartners(
            24, Partners, States, this, Call.Time, SystemRandom.Instance, NullLogger<RefreshPartners>.Instance).RunAsync(Token);

        public async Task AcceptAsync()
        {
            var accepted = NewAccepted(States);
            foreach (var (country, roots) in _roots)
            {
                var outcome = await accepted.AcceptAsync(
                    IdOf(country), 0, [.. roots.Select(root => root.Certificate.Fingerprint)], Act(), Token);
                if (!outcome.IsSuccess) throw new InvalidOperationException(outcome.Failure.Detail);
            }
        }

        public async Task<string> PublishAsync()
        {
            var states = States;
            var merged = new MergedRoots(new ApprovedAuthorities(_records, Call.Time), Partners, states, NewAccepted(states), Call.Time);
            var key = _administrator.Administrator.SignerOf(SignedDocumentKind.TrustedCaList).Key;
            var publisher = new TrustListPublisher(
                new TrustListPublication("bench", key, X5u, TrustListSchedule.Default), merged, _records, _blobs, Call.Time,
                NullLogger<TrustListPublisher>.Instance);
            var findings = (await merged.GetAsync(Token))
                .Sum(root => CertificateLinter.Lint(root.Certificate, LintProfile.OfCountry(root.Country, [])).Count);
            var list = (await publisher.PublishAsync(isForced: true, Token)).Value;
            return findings >= 0 ? list.JwtIn(TrustListForm.Standard) : "";
        }

        public ValueTask<Outcome<PartnerAnswer, TrustListRefusal>> GetAsync(
            Partner partner, PartnerStatus status, CancellationToken cancellationToken) =>
            ValueTask.FromResult<Outcome<PartnerAnswer, TrustListRefusal>>(
                new PartnerAnswer(_lists[partner.Id.Value], ETag: null, LastModified: null));

        private AcceptedRoots NewAccepted(PartnerStates states) => new(
            needsTwoOperators: false, Partners, states, new AuditLog(_records, Call.Time), _records, Call.Time, SystemRandom.Instance);

        private ActRequest Act()
        {
            var request = string.Create(CultureInfo.InvariantCulture, $"request-{++_acts}");
            return ActRequest.TryCreate(new AuditParty("operator", "bench"), "192.0.2.1", "bench", request, out var act, out var failure)
                ? act
                : throw new InvalidOperationException(failure);
        }

        private static PartnerId IdOf(CountryCode country) =>
            PartnerId.TryParse(country.Value.ToLowerInvariant(), out var id) ? id : throw new InvalidOperationException("No id.");
    }

    private sealed class OneSigner(LocalAuthority authority) : ICertificateSource
    {
        public ValueTask<Outcome<SourcedCertificates, SourceRefusal>> GetAsync(string x5u, CancellationToken cancellationToken) =>
            new(new SourcedCertificates(
                authority.Administrator.SignerOf(SignedDocumentKind.TrustedCaList).Chain, Deadline.Never, IsStale: false));
    }
}
