using System.Text.Json.Serialization;
using Shaken.Core.Delegation.Customers;
using Shaken.Core.Delegation.Grants;
using Shaken.Core.Foundations;

namespace Shaken.Web.Delegation;

/// <summary>A customer as operators see it.</summary>
public sealed record DelegationCustomerAnswer(string Id, string Name, bool IsActive, long Revision)
{
    public static DelegationCustomerAnswer Of(DelegationCustomer customer) =>
        new(customer.Id.Value, customer.Name, customer.IsActive, customer.Revision);
}

/// <summary>A page of customers; a cursor leads to the next.</summary>
public sealed record DelegationCustomersAnswer(IReadOnlyList<DelegationCustomerAnswer> Customers, string? Cursor);

/// <summary>Numbers that are lent, or were.</summary>
/// <param name="Provider">Who lends, as <c>US/1234</c>.</param>
/// <param name="Numbers">Each a number, or the first and the last of a block with a hyphen between.</param>
/// <param name="Count">How many numbers these are.</param>
/// <param name="State"><c>in-force</c> or <c>withdrawn</c>; it counts from <c>from</c> until <c>until</c>.</param>
/// <param name="Originators">The providers through which the customer calls from the numbers.</param>
/// <param name="WithdrawnFor">Why it was withdrawn.</param>
public sealed record GrantAnswer(
    string Id, string Customer, string Provider, IReadOnlyList<string> Numbers, long Count, DateTimeOffset From, DateTimeOffset Until,
    string State, bool IsShared, IReadOnlyList<string> Originators, string? WithdrawnFor, long Revision)
{
    public static GrantAnswer Of(NumberGrant grant) => new(
        grant.Id.Value, grant.Customer.Value, grant.Provider.ToString(), NumberTexts.Of(grant.Numbers), grant.Numbers.Count, grant.From,
        grant.Until, KebabCase.Of(grant.State), grant.IsShared, [.. grant.Originators.Select(provider => provider.ToString())],
        grant.WithdrawnFor, grant.Revision);
}

/// <summary>A page of grants; a cursor leads to the next. It may be short, or empty, before the end.</summary>
public sealed record GrantsAnswer(IReadOnlyList<GrantAnswer> Grants, string? Cursor)
{
    public static GrantsAnswer Of(GrantPage page) => new([.. page.Grants.Select(GrantAnswer.Of)], page.Continuation);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DelegationCustomerAnswer))]
[JsonSerializable(typeof(DelegationCustomersAnswer))]
[JsonSerializable(typeof(GrantAnswer))]
[JsonSerializable(typeof(GrantsAnswer))]
internal sealed partial class GrantAnswersJson : JsonSerializerContext;
