using System.Text.Json.Serialization;
using Shaken.Core.Delegation.Customers;
using Shaken.Core.Delegation.Grants;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;

namespace Shaken.Core.Delegation.Ordering;

/// <summary>A certificate for lent numbers.</summary>
/// <param name="LentBy">The provider whose numbers they are.</param>
/// <param name="Grants">What it rests on: it is revoked when one of them is withdrawn.</param>
/// <param name="Url">Where it is published, its x5u.</param>
public sealed record DelegateCertificate(
    StiCertificate Certificate, string Url, CustomerId Customer, ProviderId LentBy, IReadOnlyList<GrantId> Grants, string OrderId);

/// <summary>Some certificates and where to go on; a null continuation is the end.</summary>
public sealed record DelegateCertificatePage(IReadOnlyList<DelegateCertificate> Certificates, string? Continuation);

/// <summary>A certificate as the ledger keeps it, from before it is signed on.</summary>
/// <param name="LentBy">As <c>US/1234</c>.</param>
/// <param name="Leaf">DER; null until it is issued.</param>
/// <param name="Url">Null until it is issued.</param>
/// <param name="Issuer">By which kind of issuer the order was begun.</param>
internal sealed record DelegateDocument(
    string OrderId, string Customer, string LentBy, IReadOnlyList<string> Grants, byte[]? Leaf, string? Url, string Issuer)
{
    /// <summary>Null: it is not issued.</summary>
    public DelegateCertificate? ToCertificate()
    {
        if (Leaf is null || Url is null) return null;
        if (!StiCertificate.TryRead(Leaf, out var certificate, out var failure))
            throw new InvalidOperationException($"A delegate certificate that was issued cannot be read: {failure}");
        return CustomerId.TryParse(Customer, out var customer) && ProviderId.TryParse(LentBy, out var provider)
            ? new DelegateCertificate(certificate, Url, customer, provider, [.. Grants.Select(Read)], OrderId)
            : throw new InvalidOperationException("An entry of the ledger of delegate certificates cannot be read.");
    }

    private static GrantId Read(string text) =>
        GrantId.TryParse(text, out var id) ? id : throw new InvalidOperationException("The id of a grant cannot be read.");
}

/// <summary>Where an entry lies.</summary>
internal sealed record DelegatePointer(string Customer, string Row);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DelegateDocument))]
[JsonSerializable(typeof(DelegatePointer))]
internal sealed partial class DelegateJson : JsonSerializerContext;
