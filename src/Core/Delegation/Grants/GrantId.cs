using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Delegation.Customers;

namespace Shaken.Core.Delegation.Grants;

/// <summary>The id of a grant: the customer, a dot, and a text of its own. Fit for a route and a record key.</summary>
public sealed record GrantId
{
    private const int MaxOwn = 32;

    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private GrantId(CustomerId customer, string own) => (Customer, Value) = (customer, $"{customer}.{own}");

    /// <summary>To whom numbers are lent by it.</summary>
    public CustomerId Customer { get; }

    public string Value { get; }

    /// <summary>The id of a customer's grant.</summary>
    /// <param name="own">1 to 32 of base64url's characters.</param>
    internal static GrantId Of(CustomerId customer, string own) =>
        IsOwn(own) ? new GrantId(customer, own) : throw new ArgumentException("The text of a grant's id has another form.", nameof(own));

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out GrantId? id)
    {
        id = text?.Split('.') is [var customer, var own] && CustomerId.TryParse(customer, out var parsed) && IsOwn(own)
            ? new GrantId(parsed, own)
            : null;
        return id is not null;
    }

    public override string ToString() => Value;

    private static bool IsOwn(string text) => text.Length is >= 1 and <= MaxOwn && !text.AsSpan().ContainsAnyExcept(Alphabet);
}
