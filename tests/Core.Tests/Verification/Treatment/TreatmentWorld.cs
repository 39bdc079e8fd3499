using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Storage;
using Shaken.Core.Tenants;
using Shaken.Core.Tests.Support;
using Shaken.Core.Tokens.Bypass;
using Shaken.Core.Verification.CallValidation;
using Shaken.Core.Verification.Treatment;
using Shaken.Core.Verification.Verdicts;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.Verification.Treatment;

/// <summary>An instance of a verification service with one tenant, over a store that several may share.</summary>
internal sealed class TreatmentWorld
{
    /// <summary>An Identity header whose signature is "c2ln".</summary>
    public const string Identity = "aGVhZA.cGF5.c2ln;info=<https://cr.example/1.pem>;alg=ES256;ppt=shaken";

    private static int _requests;

    public TreatmentWorld(
        IRecords? records = null, ManualTime? time = null, DeploymentSecrets? secrets = null, BypassTokenVerifier? bypass = null)
    {
        (Records, Time) = (records ?? new MemoryRecords(), time ?? new ManualTime());
        Audit = new AuditLog(Records, Time);
        Tenants = new TenantDirectory(Audit, Records, Time, SystemRandom.Instance, NullLogger<TenantDirectory>.Instance);
        Policies = new TreatmentPolicies(
            Tenants, Audit, Records, Time, SystemRandom.Instance, NullLogger<TreatmentPolicies>.Instance);
        FirstFailures = new FirstFailures(Records, secrets ?? Secrets, Time, SystemRandom.Instance);
        var metrics = new TreatmentMetrics();
        Bypass = new BypassChecks(bypass, metrics, Time, NullLogger<BypassChecks>.Instance);
        Treatments = new CallTreatments(Policies, Validation, FirstFailures, Bypass, metrics, Log);
    }

    public static TenantId Tenant { get; } = TenantId.TryParse("north", out var id) ? id : throw new InvalidOperationException();

    public static DeploymentSecrets Secrets { get; } =
        new(DeploymentSecret.New("one", SystemRandom.Instance), Other: null);

    public static TelephoneNumber Caller { get; } = Number("12155550121");

    public static TelephoneNumber Called { get; } = Number("12155550131");

    public ManualTime Time { get; }

    public IRecords Records { get; }

    public AuditLog Audit { get; }

    public TenantDirectory Tenants { get; }

    public TreatmentPolicies Policies { get; }

    public FirstFailures FirstFailures { get; }

    public BypassChecks Bypass { get; }

    public CallTreatments Treatments { get; }

    public LogLines<CallTreatments> Log { get; } = new();

    /// <summary>What call validation answers.</summary>
    public FixedValidation Validation { get; } = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>With the tenant.</summary>
    public static async Task<TreatmentWorld> NewAsync(string? policy = null, BypassTokenVerifier? bypass = null, ManualTime? time = null)
    {
        var world = new TreatmentWorld(time: time, bypass: bypass);
        Assert.True(ProviderId.TryParse("US/1234", out var provider));
        var terms = TenantTerms.Create("North", provider, RestDialect.Both, isActive: true, showsAttestation: false).Value;
        Assert.True((await world.Tenants.ChangeAsync(Tenant, 0, terms, Act(), Token)).IsSuccess);
        if (policy is not null) await world.SetAsync(policy);
        return world;
    }

    public static ActRequest Act(string? requestId = null) =>
        ActRequest.TryCreate(
            new AuditParty("operator", "alice"), "192.0.2.1", "as decided", requestId ?? $"r-{Interlocked.Increment(ref _requests)}",
            out var act, out var failure)
            ? act : throw new ArgumentException(failure, nameof(requestId));

    public static TreatmentPolicyDocument Document(string json) =>
        JsonSerializer.Deserialize(json, TreatmentJson.Default.TreatmentPolicyDocument)!;

    public static CallScope Scope(string? trunk = null, string? customer = null, TelephoneNumber? called = null) =>
        new(Tenant, trunk, customer, called ?? Called);

    public static CallToVerify Call(TelephoneNumber? caller = null, params string[] identities) =>
        new(new NumberParty(caller ?? Caller), new NumberParty(Called)) { Identities = identities };

    public static CallVerdict Passed(Attestation? attest = Attestation.A) => new(
        Verstat.Passed, [new HeaderVerdict(PassportPlace.InBand, 0, PassportType.Shaken, "shaken", Verstat.Passed)])
    {
        Attest = attest, DecidedBy = "test",
    };

    /// <summary>A call with one Identity header that fails.</summary>
    public static CallVerdict Failed(VerificationFailure failure) => Failed(failure, Refused(0, failure));

    public static CallVerdict Failed(VerificationFailure failure, params HeaderVerdict[] headers) => new(failure.Codes().Verstat, headers)
    {
        Failure = failure, Status = failure.Codes().Rfc8224, Detail = "as the test says", DecidedBy = "test",
    };

    public static HeaderVerdict Refused(int index, VerificationFailure failure, PassportPlace place = PassportPlace.InBand) =>
        new(place, index, PassportType.Shaken, "shaken", failure.Codes().Verstat) { Refusal = new PassportRefusal(failure, "test") };

    /// <summary>A call without Identity header that need not have one.</summary>
    public static CallVerdict Unsigned() => new(Verstat.None, []) { DecidedBy = "test" };

    public static TelephoneNumber Number(string digits) =>
        TelephoneNumber.TryParseCanonical(digits, out var number) ? number : throw new ArgumentException(digits, nameof(digits));

    public async Task<KeptTreatmentPolicy> SetAsync(string policy)
    {
        var revision = (await Policies.GetAsync(Tenant, Token)).Value.Revision;
        var outcome = await Policies.ChangeAsync(Tenant, revision, Document(policy), Act(), Token);
        Assert.True(outcome.IsSuccess, outcome.IsSuccess ? "" : outcome.Failure.Detail);
        return outcome.Value;
    }

    public async Task<CallTreatment> DecideAsync(
        CallVerdict verdict, CallToVerify? call = null, CallScope? scope = null, string? bypassToken = null) =>
        await Treatments.DecideAsync(scope ?? Scope(), call ?? Call(identities: Identity), verdict, bypassToken, Token);
}

/// <summary>Call validation that answers what it is told to, and counts how often it is asked.</summary>
internal sealed class FixedValidation : ICallValidation
{
    public CallValidationConclusion Conclusion { get; set; }

    public int Asked { get; private set; }

    public ValueTask<CallValidationResult> AskAsync(CallToVerify call, CallVerdict verdict, CancellationToken cancellationToken)
    {
        Asked++;
        return ValueTask.FromResult(new CallValidationResult(Conclusion, "test", "as the test says"));
    }
}
