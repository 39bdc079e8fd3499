using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Registry.Countries;
using Shaken.Core.Registry.Requests;

namespace Shaken.Core.Registry.Decisions;

/// <summary>
/// What the registry's operators decide: they approve or refuse what waits, declare and settle disputes, take entries off, and override
/// an entry in dispute, whose country lost its key.
/// </summary>
public sealed class DecideRegistration
{
    // The action says what was decided; the request, with the revision, says of what.
    private const string Decision = "decide";

    private readonly bool _needsTwoOperators;
    private readonly RegistryCountries _countries;
    private readonly CountryProofs _proofs;

    /// <param name="needsTwoOperators">The operator who proposed an override may not approve it.</param>
    public DecideRegistration(bool needsTwoOperators, RegistryCountries countries, CountryProofs proofs) =>
        (_needsTwoOperators, _countries, _proofs) = (needsTwoOperators, countries, proofs);

    /// <summary>Approves what waits; the next list has it. An approved override settles the dispute.</summary>
    /// <param name="revision">The revision that the caller read.</param>
    public async ValueTask<Outcome<RegistryCountry, RegistryRefusal>> ApproveAsync(
        CountryCode country, long revision, ActRequest act, CancellationToken cancellationToken)
    {
        if (await FindTakenPrefixAsync(country, cancellationToken) is { } taken) return taken;
        return await ChangeAsync(country, revision, act, "country-approved", Decision, before =>
            before.Proposed is not { } proposed ? Nothing(country)
            : before.NeedsProof
                ? new RegistryRefusal(
                    RegistryFailure.NotProven, $"the host of {proposed.Entry.ListUrl} has not answered the challenge")
            : _needsTwoOperators && before.ProposedBy == act.Actor
                ? new RegistryRefusal(
                    RegistryFailure.AnotherOperatorNeeded, $"{act.Actor} proposed this entry; another operator must approve it")
            : before with
            {
                State = RegistrationState.Registered,
                InForce = proposed,
                Proposed = null,
                ProvenUrl = null,
                ProposedBy = null,
            }, cancellationToken);
    }

    /// <summary>Refuses what waits. What is in force stays.</summary>
    /// <param name="revision">The revision that the caller read.</param>
    public ValueTask<Outcome<RegistryCountry, RegistryRefusal>> RefuseAsync(
        CountryCode country, long revision, ActRequest act, CancellationToken cancellationToken) =>
        ChangeAsync(country, revision, act, "country-refused", Decision, before =>
            before.Proposed is null ? Nothing(country)
            : before with
            {
                State = before.State == RegistrationState.Pending ? RegistrationState.Refused : before.State,
                Proposed = null,
                ProvenUrl = null,
                ProposedBy = null,
            }, cancellationToken);

    /// <summary>Declares a dispute, settles it as it was, or takes the entry off the list.</summary>
    /// <param name="revision">The revision that the caller read.</param>
    /// <param name="state">Registered, Disputed or Withdrawn.</param>
    public ValueTask<Outcome<RegistryCountry, RegistryRefusal>> MoveAsync(
        CountryCode country, long revision, RegistrationState state, ActRequest act, CancellationToken cancellationToken) =>
        ChangeAsync(country, revision, act, $"country-{KebabCase.Of(state)}", Decision, before =>
            !IsLegal(before.State, state)
                ? new RegistryRefusal(
                    RegistryFailure.MoveNotLegal, $"{country} is {KebabCase.Of(before.State)} and cannot become {KebabCase.Of(state)}")
            : before with
            {
                State = state,
                InForce = state == RegistrationState.Withdrawn ? null : before.InForce,

                // What waited was asked before the move, with a key that may be the one in dispute.
                Proposed = null,
                ProvenUrl = null,
                ProposedBy = null,
            }, cancellationToken);

    /// <summary>
    /// Proposes another entry without the country's key: only while it is in dispute. The host of the list URL is asked for its proof all
    /// the same.
    /// </summary>
    /// <param name="revision">The revision that the caller read.</param>
    public ValueTask<Outcome<RegistryCountry, RegistryRefusal>> OverrideAsync(
        CountryCode country, long revision, Registration registration, ActRequest act, CancellationToken cancellationToken) =>
        ChangeAsync(country, revision, act, "country-overridden", RegistrationJson.TextOf(registration), before =>
            registration.Entry.Country != country
                ? new RegistryRefusal(RegistryFailure.TermsNotAllowed, $"the entry is of {registration.Entry.Country}")
            : _proofs.FaultOf(registration.Entry) is { } fault ? new RegistryRefusal(RegistryFailure.TermsNotAllowed, fault)
            : before.State != RegistrationState.Disputed
                ? new RegistryRefusal(
                    RegistryFailure.NotInDispute, $"{country} is {KebabCase.Of(before.State)}; declare a dispute before overriding its key")
            : before with { Proposed = registration, ProvenUrl = null, ProposedBy = act.Actor }, cancellationToken);

    private static bool IsLegal(RegistrationState from, RegistrationState to) => (from, to) is
        (RegistrationState.Registered, RegistrationState.Disputed)
        or (RegistrationState.Disputed, RegistrationState.Registered)
        or (RegistrationState.Registered, RegistrationState.Withdrawn)
        or (RegistrationState.Disputed, RegistrationState.Withdrawn);

    // Groups share the numbers that the plan gives to no country: the first one keeps its own.
    private async ValueTask<RegistryRefusal?> FindTakenPrefixAsync(CountryCode country, CancellationToken cancellationToken)
    {
        if (!country.IsUserAssigned) return null;
        if ((await _countries.FindAsync(country, cancellationToken))?.Proposed?.Entry.Prefixes is not { } wanted) return null;
        foreach (var other in await _countries.GetPublishedAsync(cancellationToken))
        {
            if (other.Country == country || other.Prefixes is not { } theirs) continue;
            var taken = wanted.All.FirstOrDefault(prefix => theirs.All.Any(one =>
                one.StartsWith(prefix, StringComparison.Ordinal) || prefix.StartsWith(one, StringComparison.Ordinal)));
            if (taken is not null)
                return new RegistryRefusal(RegistryFailure.PrefixTaken, $"numbers below {taken} are those of {other.Country}");
        }

        return null;
    }

    private ValueTask<Outcome<RegistryCountry, RegistryRefusal>> ChangeAsync(
        CountryCode country, long revision, ActRequest act, string action, string content,
        Func<RegistryCountry, Outcome<RegistryCountry, RegistryRefusal>> change, CancellationToken cancellationToken) =>
        _countries.ChangeAsync(
            country, revision, act, action, content,
            before => before is null
                ? new RegistryRefusal(RegistryFailure.NotFound, $"{country} never asked to be registered")
                : change(before),
            cancellationToken);

    private static RegistryRefusal Nothing(CountryCode country) =>
        new(RegistryFailure.NothingProposed, $"nothing of {country} waits for approval");
}
