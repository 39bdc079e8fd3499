using System.Globalization;
using Shaken.Core.Auditing;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Registry.Countries;
using Shaken.Core.Trust;

namespace Shaken.Core.Registry.Requests;

/// <summary>How a request of a country stands.</summary>
/// <param name="Challenge">What the host of the list URL has to answer; null: nothing.</param>
/// <param name="Fault">Why the challenge does not count as answered; null: the host was not asked.</param>
public sealed record CountryRequestStatus(RegistryCountry Country, HostChallenge? Challenge, string? Fault);

/// <summary>
/// What a country does at the registry (the ATIS report on international SHAKEN, "International SHAKEN Registry"): it asks to be
/// registered, or to have its entry changed, with a request that the key it registered signs; and it proves that the list URL is its own.
/// Nothing is published before the registry approves it.
/// </summary>
public sealed class RegisterCountry
{
    // A request may be signed in a key ceremony, days before it is sent.
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(31);

    private readonly string _url;
    private readonly RegistryCountries _countries;
    private readonly CountryProofs _proofs;
    private readonly TimeProvider _time;

    /// <param name="url">The URL of this registry, which requests name as their audience.</param>
    public RegisterCountry(string url, RegistryCountries countries, CountryProofs proofs, TimeProvider time) =>
        (_url, _countries, _proofs, _time) = (url, countries, proofs, time);

    /// <summary>
    /// Takes a request. The first one needs a signature below one of the roots that it names, each later one below a root that is
    /// registered. Sent again it changes nothing more.
    /// </summary>
    /// <param name="country">Whose registration is asked for.</param>
    /// <param name="address">The network address that the request came from.</param>
    public async ValueTask<Outcome<CountryRequestStatus, RegistryRefusal>> AskAsync(
        CountryCode country, CountryRequest request, string? address, CancellationToken cancellationToken)
    {
        if (FaultOf(country, request) is { } fault) return NotValid(fault);
        if (_proofs.FaultOf(request.Registration.Entry) is { } urlFault)
            return new RegistryRefusal(RegistryFailure.TermsNotAllowed, urlFault);
        if (!ActRequest.TryCreate(
            new AuditParty("country", country.Value), address, request.Reason, request.Id, out var act, out var failure))
            return NotValid(failure);
        var outcome = await _countries.ChangeAsync(
            country, request.Revision, act, "country-asked", request.Id, before => Propose(before, request, act.Actor), cancellationToken);
        return outcome.TryGet(out var after, out var refusal)
            ? new CountryRequestStatus(after, await _proofs.FindChallengeAsync(after, cancellationToken), Fault: null)
            : refusal;
    }

    /// <summary>Asks the host of the proposed list URL for its answer to the challenge.</summary>
    public async ValueTask<Outcome<CountryRequestStatus, RegistryRefusal>> ProveAsync(
        CountryCode country, string? address, CancellationToken cancellationToken)
    {
        if (await _countries.FindAsync(country, cancellationToken) is not { } before)
            return new RegistryRefusal(RegistryFailure.NotFound, $"{country} never asked to be registered");
        if (before.Proposed is null) return new RegistryRefusal(RegistryFailure.NothingProposed, $"nothing of {country} waits for a proof");
        if (await _proofs.FindChallengeAsync(before, cancellationToken) is not { } challenge)
            return new CountryRequestStatus(before, Challenge: null, Fault: null);
        if (await _proofs.FindFaultAsync(country, challenge, cancellationToken) is { } fault)
            return new CountryRequestStatus(before, challenge, fault);
        if (!ActRequest.TryCreate(
            new AuditParty("country", country.Value), address, "the host of the list URL answered the challenge", challenge.Token,
            out var act, out var failure))
            return NotValid(failure);

        // The revision makes sure that what was proven is what waits. The challenge stays the same for a day, so only the revision
        // tells this proof from one of an entry that was refused meanwhile.
        var url = before.Proposed.Entry.ListUrl;
        var outcome = await _countries.ChangeAsync(
            country, before.Revision, act, "country-proved", string.Create(CultureInfo.InvariantCulture, $"{before.Revision} {url}"),
            current => current! with { ProvenUrl = url }, cancellationToken);
        return outcome.TryGet(out var after, out var refusal)
            ? new CountryRequestStatus(after, Challenge: null, Fault: null)
            : refusal;
    }

    private string? FaultOf(CountryCode country, CountryRequest request)
    {
        var now = _time.GetUtcNow();
        return request.Country != country ? $"the request is about {request.Country}"
            : request.Audience.TrimEnd('/') != _url ? $"aud must be {_url}"
            : request.ExpiresAt <= now ? $"the request expired at {request.ExpiresAt:u}"
            : request.ExpiresAt > now + LongestLife ? $"exp must be at most {LongestLife.Days} days ahead"
            : null;
    }

    private Outcome<RegistryCountry, RegistryRefusal> Propose(RegistryCountry? before, CountryRequest request, AuditParty actor)
    {
        if (FaultOfSigner(before, request) is { } refusal) return refusal;
        var isRegistered = before?.State == RegistrationState.Registered;
        return new RegistryCountry(
            request.Country, isRegistered ? RegistrationState.Registered : RegistrationState.Pending,
            isRegistered ? before!.InForce : null, request.Registration, ProvenUrlOf(before, request.Registration), actor,
            Revision: 0, default, actor);
    }

    private RegistryRefusal? FaultOfSigner(RegistryCountry? before, CountryRequest request)
    {
        var first = request.Registration.Entry.PaRoots;
        if (before is null) return SignatureFault(first, "named in the request", request);
        return before.State switch
        {
            RegistrationState.Refused or RegistrationState.Withdrawn => SignatureFault(first, "named in the request", request),
            RegistrationState.Pending => SignatureFault(first, "named in the request", request) ?? FaultOfFollowing(before, request),
            RegistrationState.Registered => SignatureFault(before.InForce!.Entry.PaRoots, "registered", request),
            RegistrationState.Disputed =>
                new RegistryRefusal(RegistryFailure.InDispute, $"{request.Country} is in dispute; the registry's operators settle it"),
        };
    }

    // Whoever asked first keeps the place until the registry has decided: another's request must not replace it unseen.
    private RegistryRefusal? FaultOfFollowing(RegistryCountry before, CountryRequest request) =>
        SignatureFault(before.Proposed!.Entry.PaRoots, "of the request that waits", request) is null
            ? null
            : new RegistryRefusal(
                RegistryFailure.RequestOfAnother,
                $"a request of another party for {request.Country} waits for the registry; ask its operators");

    private RegistryRefusal? SignatureFault(IReadOnlyList<TrustedRoot> roots, string which, CountryRequest request)
    {
        var domain = TrustDomain.OfCountry(request.Country, roots, [], policy: null, _time);
        var verified = AdministratorSignature.Verify(
            request.Source, request.Signers, domain, SignedDocumentKind.RegistryRequest, _time.GetUtcNow());
        return verified.TryGet(out _, out var refusal)
            ? null
            : new RegistryRefusal(RegistryFailure.SignerNotAllowed, $"not signed below a root {which}: {refusal.Detail}");
    }

    // A URL and roots that are in force, or were proven for what waits, need no second proof.
    private static string? ProvenUrlOf(RegistryCountry? before, Registration proposed) =>
        CountryProofs.AreSame(before?.InForce, proposed) && before!.State == RegistrationState.Registered ? proposed.Entry.ListUrl
        : CountryProofs.AreSame(before?.Proposed, proposed) ? before!.ProvenUrl
        : null;

    private static RegistryRefusal NotValid(string detail) => new(RegistryFailure.RequestNotValid, detail);
}
