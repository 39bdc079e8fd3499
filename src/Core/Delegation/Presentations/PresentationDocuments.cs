using System.Text;
using System.Text.Json.Serialization;
using Shaken.Core.Auditing;
using Shaken.Core.Delegation.Grants;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Storage;

namespace Shaken.Core.Delegation.Presentations;

/// <summary>What was presented for a customer, as it is stored: one row, so that a call reads one.</summary>
/// <param name="Customer">As <c>north/acme-pbx</c>.</param>
internal sealed record CustomerPresentationsDocument(string Customer, IReadOnlyList<PresentationDocument> Presentations, long Revision)
{
    public CustomerPresentations ToPresentations()
    {
        var customer = CustomerOf();
        return new CustomerPresentations(customer, [.. Presentations.Select(one => one.ToPresentation(customer))], Revision);
    }

    public CustomerRef CustomerOf() =>
        CustomerRef.TryParse(Customer, out var customer) ? customer : throw new StorageException("A presentation cannot be read.");
}

/// <summary>A presentation as it is stored.</summary>
/// <param name="Chain">PEM, leaf first, without a root; empty once it is removed.</param>
/// <param name="Numbers">As <see cref="NumberTexts"/> writes them; null: all of the certificate's. Empty once it is removed.</param>
/// <param name="LentBy">As <c>US/1234</c>.</param>
internal sealed record PresentationDocument(
    string Fingerprint, string Chain, IReadOnlyList<string>? Numbers, string? LentBy, DateTimeOffset PresentedAt, DateTimeOffset Until,
    PresentationState State, string? Why)
{
    public Presentation ToPresentation(CustomerRef customer) => new(
        new PresentationId(customer, Fingerprint), ReadNumbers(), ReadLender(), PresentedAt, Until, State)
    { Why = Why };

    /// <summary>The chain, leaf first.</summary>
    public IReadOnlyList<StiCertificate> ReadChain() => CertificateBundle.TryRead(Encoding.ASCII.GetBytes(Chain), out var chain, out _)
        ? chain
        : throw new StorageException("The chain of a presentation cannot be read.");

    private NumberSet ReadNumbers()
    {
        if (Numbers is { Count: 0 }) return NumberSet.Empty;
        if (Numbers is null) return PresentedNumbers.Of(ReadChain()[0]);
        return NumberTexts.TryParse(Numbers, out var numbers, out _)
            ? numbers
            : throw new StorageException("The numbers of a presentation cannot be read.");
    }

    private ProviderId? ReadLender()
    {
        if (LentBy is null) return null;
        return ProviderId.TryParse(LentBy, out var provider)
            ? provider
            : throw new StorageException("The lender of a presentation cannot be read.");
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(AuditedRowDocument<CustomerPresentationsDocument>), TypeInfoPropertyName = "Row")]
internal sealed partial class PresentationJson : JsonSerializerContext;
