using System.Text.Json.Serialization;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.PolicyAdministrator.Complaints;

/// <summary>A complaint as it is stored.</summary>
internal sealed record ComplaintDocument(
    string Reference, string Provider, DateOnly ReceivedOn, string Subject, ComplaintState State, long Revision, DateTimeOffset ChangedAt)
{
    public static ComplaintDocument Of(Complaint complaint) => new(
        complaint.Reference, complaint.Provider.ToString(), complaint.ReceivedOn, complaint.Subject, complaint.State, complaint.Revision,
        complaint.ChangedAt);

    public Complaint ToComplaint() => ProviderId.TryParse(Provider, out var provider)
        ? new Complaint(Reference, provider, ReceivedOn, Subject, State, Revision, ChangedAt)
        : throw new StorageException("A complaint cannot be read.");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(AuditedRowDocument<ComplaintDocument>), TypeInfoPropertyName = "Complaint")]
internal sealed partial class ComplaintJson : JsonSerializerContext;
