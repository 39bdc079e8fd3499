using Azure;

namespace Shaken.Azure.Clients;

/// <summary>What an adapter asks of a service's refusal.</summary>
internal static class Refusals
{
    private const string Retries = "Shaken.Retries";

    /// <summary>Notes how many tries went before the one that was refused.</summary>
    public static void NoteRetries(this RequestFailedException refusal, int retries) => refusal.Data[Retries] = retries;

    /// <summary>Whether an earlier try of the same request may have succeeded.</summary>
    public static bool WasRetried(this RequestFailedException refusal) => refusal.Data[Retries] is > 0;

    /// <summary>Whether the thing is there already, or is not the version that was expected, or is gone.</summary>
    public static bool IsConditionNotMet(this RequestFailedException refusal) => refusal switch
    {
        { Status: 409, ErrorCode: "EntityAlreadyExists" or "BlobAlreadyExists" } => true,
        { Status: 412, ErrorCode: "UpdateConditionNotSatisfied" or "ConditionNotMet" or "TargetConditionNotMet" } => true,
        _ => refusal.IsAbsent(),
    };

    /// <summary>Whether the thing, or the table or container it lies in, is not there.</summary>
    public static bool IsAbsent(this RequestFailedException refusal) =>
        refusal is { Status: 404, ErrorCode: "ResourceNotFound" or "EntityNotFound" or "BlobNotFound" } || refusal.IsHomeMissing();

    /// <summary>Whether the table or the container is not there.</summary>
    public static bool IsHomeMissing(this RequestFailedException refusal) =>
        refusal is { Status: 404, ErrorCode: "TableNotFound" or "ContainerNotFound" };
}
