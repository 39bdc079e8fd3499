using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Shaken.Azure.Clients;

/// <summary>
/// How often a write was sent before the service refused it. The pipeline sends it again by itself, and the client's exception does not
/// say so; but only after a single try does a refusal mean that nothing has changed.
/// </summary>
internal sealed class Tries
{
    private const string Property = "Shaken.Tries";

    private int _retries;

    /// <summary>Sends a write. A refusal says how many tries went before the refused one (<see cref="Refusals.WasRetried"/>).</summary>
    /// <param name="send">Makes one call to a client.</param>
    /// <exception cref="RequestFailedException">The service refused, or could not be reached.</exception>
    public static async ValueTask<T> CountAsync<T>(Func<Task<T>> send)
    {
        var tries = new Tries();
        var properties = new Dictionary<string, object?>(StringComparer.Ordinal) { [Property] = tries };
        using var scope = HttpPipeline.CreateHttpMessagePropertiesScope(properties);
        try
        {
            return await send();
        }
        catch (RequestFailedException refusal)
        {
            refusal.NoteRetries(tries._retries);
            throw;
        }
    }

    /// <summary>Notes the try that is about to be sent, where somebody counts.</summary>
    public static void Note(HttpMessage message)
    {
        if (message.TryGetProperty(Property, out var counted) && counted is Tries tries)
            tries._retries = message.ProcessingContext.RetryNumber;
    }
}

/// <summary>Runs at each try of a request.</summary>
internal sealed class TriesPolicy : HttpPipelineSynchronousPolicy
{
    public static readonly TriesPolicy Instance = new();

    public override void OnSendingRequest(HttpMessage message) => Tries.Note(message);
}
