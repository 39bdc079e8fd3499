using System.Formats.Asn1;
using System.Text.Json.Serialization;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Pki.Der;
using Shaken.Core.Storage;

namespace Shaken.Core.PolicyAdministrator.Revocations;

/// <summary>What was ordered of a certificate.</summary>
public enum OrderState
{
    /// <summary>It is revoked for good.</summary>
    Revoked,

    /// <summary>It does not count until it is released (RFC 5280, certificateHold).</summary>
    Held,

    /// <summary>It was on hold, and counts again.</summary>
    Released,
}

/// <summary>An order that a provider or an operator gave this administrator about a certificate, whichever CA issued it.</summary>
/// <param name="Issuer">The issuer, octet for octet as in the certificate.</param>
/// <param name="Serial">The content octets of the serialNumber.</param>
/// <param name="NotAfter">Until when the certificate would be valid.</param>
/// <param name="Provider">One that it stands for.</param>
/// <param name="Revision">1 for the first order about the certificate, and one more with each.</param>
public sealed record RevocationOrder(
    DistinguishedName Issuer, ReadOnlyMemory<byte> Serial, DateTimeOffset NotAfter, ProviderId Provider, OrderState State,
    RevocationReason Reason, string OrderedBy, long Revision, DateTimeOffset At)
{
    /// <summary>The serial number in hexadecimal digits, as OpenSSL prints it.</summary>
    public string SerialText => Convert.ToHexString(Serial.Span);

    /// <summary>What names the certificate: 64 hexadecimal digits.</summary>
    public string Id => RevocationEntry.IdOf(Issuer, Serial.Span);

    /// <summary>The order as the register takes it.</summary>
    internal RevocationNotice ToNotice() => new(Issuer, Serial, NotAfter, Reason, OrderedBy) { RevokedAt = At };
}

/// <summary>Why a certificate is not revoked, held or released.</summary>
/// <param name="Failure">Which of the closed set.</param>
/// <param name="Detail">Which rule was broken, and what to do.</param>
public sealed record OrderRefusal(OrderFailure Failure, string Detail);

/// <summary>The closed set of reasons.</summary>
public enum OrderFailure
{
    /// <summary>There is no account of this id.</summary>
    AccountNotFound,

    /// <summary>What was sent is no certificate.</summary>
    CertificateMalformed,

    /// <summary>No path leads from the certificate to a root that was ever approved here, or it has expired.</summary>
    CertificateNotKnown,

    /// <summary>The certificate stands for a code that is not the account's, or for none.</summary>
    CertificateOfAnother,

    /// <summary>issuer or serial are not those of the certificate.</summary>
    NameDiffers,

    /// <summary>The reason is none that may be given here.</summary>
    ReasonNotAllowed,

    /// <summary>The certificate is revoked for good, or on hold already.</summary>
    AlreadyRevoked,

    /// <summary>The certificate is not on hold by an order of this administrator.</summary>
    NotHeld,
}

/// <summary>An order as it is stored.</summary>
internal sealed record OrderDocument(
    byte[] Issuer, string Serial, DateTimeOffset NotAfter, string Provider, OrderState State, RevocationReason Reason, string OrderedBy,
    long Revision, DateTimeOffset At)
{
    public static OrderDocument Of(RevocationOrder order) => new(
        order.Issuer.Der.ToArray(), order.SerialText, order.NotAfter, order.Provider.ToString(), order.State, order.Reason,
        order.OrderedBy, order.Revision, order.At);

    public RevocationOrder ToOrder()
    {
        try
        {
            if (ProviderId.TryParse(Provider, out var provider))
            {
                return new RevocationOrder(
                    DistinguishedName.Read(Issuer), Convert.FromHexString(Serial), NotAfter, provider, State, Reason, OrderedBy, Revision,
                    At);
            }
        }
        catch (Exception exception) when (exception is AsnContentException or FormatException)
        {
            throw new StorageException("An order of revocation cannot be read.", exception);
        }

        throw new StorageException("An order of revocation names no provider.");
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(AuditedRowDocument<OrderDocument>), TypeInfoPropertyName = "Order")]
internal sealed partial class OrderJson : JsonSerializerContext;
