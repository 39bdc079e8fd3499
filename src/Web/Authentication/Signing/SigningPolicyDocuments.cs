using System.Text.Json;
using System.Text.Json.Serialization;
using Shaken.Core.Authentication;
using Shaken.Core.Authentication.Origins;
using Shaken.Core.Authentication.Policies;
using Shaken.Core.Foundations;

namespace Shaken.Web.Authentication.Signing;

/// <summary>A tenant's signing policy.</summary>
/// <param name="Policy">Every member, those that were not set with their defaults.</param>
/// <param name="Numbers">The number table beside it; absent: there is none.</param>
/// <param name="Revision">0: none was set.</param>
public sealed record SigningPolicyAnswer(
    string Tenant, long Revision, DateTimeOffset? ChangedAt, JsonElement Policy, SigningNumbersAnswer? Numbers)
{
    public static SigningPolicyAnswer Of(StoredSigningPolicy stored) => new(
        stored.Tenant.Value, stored.Revision, stored.ChangedAt, SigningPolicyReader.Write(stored.Policy),
        stored.Numbers is { } numbers ? new SigningNumbersAnswer(numbers.Rows, numbers.Hash) : null);
}

/// <summary>A number table.</summary>
/// <param name="Hash">SHA-256 of its octets, 64 hexadecimal digits in lower case.</param>
public sealed record SigningNumbersAnswer(int Rows, string Hash);

/// <summary>Evidence behind A.</summary>
/// <param name="Rule">As decisions name it: <c>numbers/NAME</c> or <c>customers/NAME</c>.</param>
/// <param name="Numbers">As the number table has them; absent: whatever number the customer uses.</param>
/// <param name="Holds">False: it has expired, and gives no A.</param>
public sealed record EvidenceAnswer(
    string Rule, string? Numbers, string? Customer, string Kind, string? Reference, DateTimeOffset? ExpiresAt, bool Holds)
{
    public static EvidenceAnswer Of(CustomerRule customer, DateTimeOffset now) =>
        Of($"customers/{customer.Name}", numbers: null, customer.Name, customer.Evidence!, now);

    public static EvidenceAnswer Of(Assignment row, DateTimeOffset now) =>
        Of($"numbers/{row.Rule}", row.Block.Text, row.Customer, row.Evidence, now);

    private static EvidenceAnswer Of(string rule, string? numbers, string? customer, AttestationEvidence evidence, DateTimeOffset now) =>
        new(rule, numbers, customer, KebabCase.Of(evidence.Kind), evidence.Reference, evidence.ExpiresAt, evidence.HoldsAt(now));
}

/// <summary>A page of evidence; a cursor leads to the next.</summary>
public sealed record EvidencePageAnswer(long Revision, IReadOnlyList<EvidenceAnswer> Evidence, string? Cursor);

/// <summary>Where the calls with an origid came from.</summary>
/// <param name="Form"><c>call</c>, <c>source</c> or <c>policy</c>: what the origid stands for.</param>
/// <param name="Hour">When the hour of the call began.</param>
public sealed record OrigIdAnswer(string OrigId, string Form, string Tenant, string? Customer, string? Trunk, DateTimeOffset? Hour)
{
    public static OrigIdAnswer Of(string origId, OrigIdTrace trace) =>
        new(origId, KebabCase.Of(trace.Form), trace.Tenant.Value, trace.Customer, trace.Trunk, trace.Hour);
}

/// <summary>A refused number table: a problem document with the first lines that cannot be taken.</summary>
/// <param name="ErrorCount">All of them.</param>
public sealed record SigningNumbersRefusalAnswer(
    string Type, string Title, int Status, string Reason, string Detail, int ErrorCount, IReadOnlyList<AssignmentError> Errors);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SigningPolicyAnswer))]
[JsonSerializable(typeof(EvidencePageAnswer))]
[JsonSerializable(typeof(OrigIdAnswer))]
[JsonSerializable(typeof(SigningNumbersRefusalAnswer))]
internal sealed partial class SigningAnswersJson : JsonSerializerContext;
