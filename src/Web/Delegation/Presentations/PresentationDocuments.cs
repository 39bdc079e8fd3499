using System.Text.Json.Serialization;
using Shaken.Core.Delegation.Grants;
using Shaken.Core.Delegation.Presentations;
using Shaken.Core.Foundations;

namespace Shaken.Web.Delegation.Presentations;

/// <summary>A nonce for one presentation.</summary>
/// <param name="Nonce">To be signed.</param>
public sealed record PresentationNonceAnswer(string Nonce, DateTimeOffset ExpiresAt);

/// <summary>A presentation, as its customer sees it.</summary>
/// <param name="Customer">Whose calls it counts for, as <c>north/acme-pbx</c>.</param>
/// <param name="Numbers">Each a number, or the first and the last of a block; none once it is removed.</param>
/// <param name="LentBy">The provider that lends the numbers, as <c>US/1234</c>; absent: the chain names none.</param>
/// <param name="State"><c>in-force</c>, <c>removed</c> or <c>refused</c>.</param>
/// <param name="Why">Why it is removed or refused.</param>
public sealed record PresentationAnswer(
    string Id, string Customer, string Fingerprint, IReadOnlyList<string> Numbers, string? LentBy, DateTimeOffset PresentedAt,
    DateTimeOffset Until, string State, string? Why)
{
    public static PresentationAnswer Of(Presentation presentation) => new(
        presentation.Id.ToString(), presentation.Customer.ToString(), presentation.Fingerprint, NumberTexts.Of(presentation.Numbers),
        presentation.LentBy?.ToString(), presentation.PresentedAt, presentation.Until, KebabCase.Of(presentation.State), presentation.Why);
}

/// <summary>A page of customers with what was presented for each; a cursor leads to the next.</summary>
public sealed record PresentationsAnswer(IReadOnlyList<CustomerPresentationsAnswer> Customers, string? Cursor);

/// <summary>What was presented for a customer, newest last.</summary>
public sealed record CustomerPresentationsAnswer(string Customer, IReadOnlyList<PresentationAnswer> Presentations)
{
    public static CustomerPresentationsAnswer Of(CustomerPresentations presented) =>
        new(presented.Customer.ToString(), [.. presented.Presentations.Select(PresentationAnswer.Of)]);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PresentationNonceAnswer))]
[JsonSerializable(typeof(PresentationAnswer))]
[JsonSerializable(typeof(PresentationsAnswer))]
internal sealed partial class PresentationAnswersJson : JsonSerializerContext;
