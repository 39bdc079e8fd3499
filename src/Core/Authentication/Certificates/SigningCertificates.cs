using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Shaken.Core.Foundations;

namespace Shaken.Core.Authentication.Certificates;

/// <summary>
/// The certificates that sign calls, in memory: a call waits for no store and no vault. <see cref="RefreshAsync"/> reads them again in the
/// background; a certificate that was replaced stays beside the new one for calls whose iat is older than that.
/// </summary>
public sealed partial class SigningCertificates
{
    private readonly IReadOnlyList<ISigningCertificateSource> _sources;
    private readonly OwnRevocation? _revocation;
    private readonly TimeProvider _time;
    private readonly ILogger<SigningCertificates> _logger;
    private volatile FrozenDictionary<ProviderId, SigningCertificateState[]> _byProvider;

    /// <param name="sources">Of one provider's, the first that has a certificate in force is used.</param>
    /// <param name="revocation">Null: revocation is not known here.</param>
    public SigningCertificates(
        IReadOnlyList<ISigningCertificateSource> sources, OwnRevocation? revocation, TimeProvider time, ILogger<SigningCertificates> logger)
    {
        (_sources, _revocation, _time, _logger) = (sources, revocation, time, logger);
        _byProvider = Index(sources.Select(source =>
            new SigningCertificateState(source.Name, source.Provider, Current: null, Previous: null, "not read yet")));
    }

    /// <summary>What each source gave last, in their order within a provider.</summary>
    public IReadOnlyList<SigningCertificateState> States => [.. _byProvider.Values.SelectMany(states => states)];

    /// <summary>Reads every certificate again, where it may have changed. One caller at a time.</summary>
    /// <returns>Whether every source answered.</returns>
    public async ValueTask<bool> RefreshAsync(CancellationToken cancellationToken)
    {
        var before = States.ToDictionary(state => state.Name, StringComparer.Ordinal);
        var after = new List<SigningCertificateState>();
        var haveAnswered = true;
        foreach (var source in _sources)
        {
            var known = before[source.Name];
            try
            {
                after.Add(StateOf(known, await source.ReadAsync(known.Current, cancellationToken)));
            }
            catch (Exception exception) when (!(exception is OperationCanceledException && cancellationToken.IsCancellationRequested))
            {
                // What is in memory signs on: it ends by its own validity.
                haveAnswered = false;
                LogNotRead(exception, source.Name);
                after.Add(StateOf(known, known.Current is { } current ? current : "the key ring or the store does not answer"));
            }
        }

        _byProvider = Index(after);
        return haveAnswered;
    }

    /// <summary>The certificate of a provider for a call with this iat.</summary>
    internal Outcome<SigningCertificate, SigningRefusal> Find(ProviderId provider, DateTimeOffset now, DateTimeOffset issuedAt)
    {
        if (!_byProvider.TryGetValue(provider, out var states))
        {
            return _sources.Count == 0
                ? new SigningRefusal(SigningFailure.NoCertificate, "no certificate is configured to sign calls with")
                : new SigningRefusal(
                    SigningFailure.CertificateOfAnother,
                    $"no certificate of {provider} is configured, and those of others do not sign its calls");
        }

        foreach (var state in states)
        {
            if (state.Fault is null && state.Current?.Covers(now, issuedAt) == true) return state.Current;
            if (state.Previous?.Covers(now, issuedAt) == true) return state.Previous;
        }

        return new SigningRefusal(
            SigningFailure.NoCertificate, $"no certificate of {provider} is in force: the health check \"signing\" says why");
    }

    private SigningCertificateState StateOf(SigningCertificateState known, Outcome<SigningCertificate, string> read)
    {
        var now = _time.GetUtcNow();
        var isRead = read.TryGet(out var certificate, out var failure);
        var current = isRead ? certificate : known.Current;
        var fault = isRead ? FaultOf(certificate!, now) : failure;
        var isNew = isRead && certificate!.Leaf.Fingerprint != known.Current?.Leaf.Fingerprint;

        // A source that has no answer does not take back what it gave: that signs on until its own validity ends or it is revoked.
        var previous = isNew || !isRead ? known.Current ?? known.Previous : known.Previous;
        if (previous is not null && (previous.NotAfter < now || _revocation?.FindRevocation(previous, now) is not null)) previous = null;
        if (fault is not null && (fault != known.Fault || (previous is null) != (known.Previous is null)))
        {
            if (previous is null) LogNotInForce(known.Name, fault);
            else LogOlderSigns(known.Name, fault, previous.NotAfter);
        }
        else if (isNew) LogInForce(known.Name, certificate!.Provider, certificate.Leaf.Fingerprint, certificate.NotAfter);
        return new SigningCertificateState(known.Name, known.Provider, current, previous, fault);
    }

    private string? FaultOf(SigningCertificate certificate, DateTimeOffset now) =>
        certificate.NotAfter < now ? $"the certificate has expired at {certificate.NotAfter:u}"
        : certificate.NotBefore > now ? $"the certificate is not valid before {certificate.NotBefore:u}"
        : _revocation?.FindRevocation(certificate, now);

    private static FrozenDictionary<ProviderId, SigningCertificateState[]> Index(IEnumerable<SigningCertificateState> states) =>
        states.GroupBy(state => state.Provider).ToFrozenDictionary(group => group.Key, group => group.ToArray());

    [LoggerMessage(EventId = 4204, Level = LogLevel.Information,
        Message = "Calls of {Provider} are signed with the certificate {Fingerprint} of {Name}, until {NotAfter}")]
    private partial void LogInForce(string name, ProviderId provider, string fingerprint, DateTimeOffset notAfter);

    [LoggerMessage(EventId = 4205, Level = LogLevel.Error, Message = "No call can be signed by {Name}: {Fault}")]
    private partial void LogNotInForce(string name, string fault);

    [LoggerMessage(EventId = 4303, Level = LogLevel.Warning,
        Message = "The newest certificate of {Name} signs no calls: {Fault}. The one before signs them until {NotAfter}")]
    private partial void LogOlderSigns(string name, string fault, DateTimeOffset notAfter);

    [LoggerMessage(EventId = 4206, Level = LogLevel.Warning,
        Message = "The certificate of {Name} could not be read again; the one in memory is used on")]
    private partial void LogNotRead(Exception exception, string name);
}

/// <summary>What a source of certificates gave last.</summary>
/// <param name="Current">The newest certificate; null: none was read.</param>
/// <param name="Previous">
/// What signs where the newest does not: the one before, or the newest itself where the source had no answer since. Null: there is none.
/// </param>
/// <param name="Fault">Why the newest does not sign, or why there is none; null: it signs.</param>
public sealed record SigningCertificateState(
    string Name, ProviderId Provider, SigningCertificate? Current, SigningCertificate? Previous, string? Fault)
{
    /// <summary>What signs a call of this moment; null: nothing does.</summary>
    public SigningCertificate? FindSigning(DateTimeOffset now) => Fault is null && Current?.Covers(now, now) == true ? Current
        : Previous?.Covers(now, now) == true ? Previous
        : null;
}
