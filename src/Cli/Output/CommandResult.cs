using System.Text.Json.Nodes;

namespace Shaken.Cli.Output;

/// <summary>What a command found: one document, printed as JSON for programs and as a table for people.</summary>
/// <param name="Document">An object, or an array of objects.</param>
internal sealed record CommandResult(ExitCode Code, JsonNode Document)
{
    /// <summary>What people and pipes get in place of the table; null: the table.</summary>
    public string? Text { get; init; }

    public static CommandResult Good(JsonNode document) => new(ExitCode.Good, document);

    public static CommandResult Refused(JsonNode document) => new(ExitCode.Refused, document);
}

/// <summary>The command line, or a file it names, cannot be used: the message tells what to do.</summary>
internal sealed class UsageException(string message) : Exception(message);
