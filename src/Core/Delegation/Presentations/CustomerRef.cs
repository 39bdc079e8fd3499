using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Shaken.Core.Delegation.Presentations;

/// <summary>
/// Whose calls a presentation counts for, written <c>north/acme-pbx</c>: a tenant of the receiving provider, and a customer that the
/// tenant's signing policy names.
/// </summary>
public sealed record CustomerRef
{
    /// <summary>The rule in words, for messages.</summary>
    public const string Rule = "a tenant and a customer of its signing policy, as north/acme-pbx";

    private const int MaxPart = 64;

    // The name of a party in the audit log.
    private const int MaxLength = 128;

    private static readonly SearchValues<char> TenantAlphabet = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    private static readonly SearchValues<char> CustomerAlphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    private CustomerRef(string tenant, string customer) => (Tenant, Customer) = (tenant, customer);

    /// <summary>The tenant's id.</summary>
    public string Tenant { get; }

    /// <summary>The customer's name in the signing policy.</summary>
    public string Customer { get; }

    /// <summary>As a record key and a route have it.</summary>
    internal string Key => $"{Tenant}~{Customer}";

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out CustomerRef? customer)
    {
        customer = text?.Split('/') is [var tenant, var name] ? Of(tenant, name) : null;
        return customer is not null;
    }

    /// <summary>The reference to a customer of a tenant; null: one of the two has another form.</summary>
    public static CustomerRef? Of(string tenant, string customer) =>
        IsTenant(tenant) && IsCustomer(customer) && tenant.Length + 1 + customer.Length <= MaxLength
            ? new CustomerRef(tenant, customer)
            : null;

    public override string ToString() => $"{Tenant}/{Customer}";

    private static bool IsTenant(string text) =>
        text is { Length: >= 1 and <= MaxPart } && char.IsAsciiLetterLower(text[0]) && !text.AsSpan().ContainsAnyExcept(TenantAlphabet);

    private static bool IsCustomer(string text) =>
        text is { Length: >= 1 and <= MaxPart } && !text.AsSpan().ContainsAnyExcept(CustomerAlphabet);
}
