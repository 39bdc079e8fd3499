using System.CommandLine;
using System.Text.Json.Nodes;
using Shaken.Core.Keys;

namespace Shaken.Cli.Output;

/// <summary>Turns a function into a command: prints its result, and every expected failure in words and by exit code.</summary>
internal static class Commands
{
    public static readonly Option<bool> Json = new("--json") { Description = "Print the result as JSON.", Recursive = true };

    public static Command Runs(this Command command, Func<ParseResult, CancellationToken, Task<CommandResult>> run) =>
        command.RunsProgram(async (parsed, cancellationToken) =>
        {
            NetworkOptions.Take(parsed);
            var result = await run(parsed, cancellationToken);
            var asJson = parsed.GetValue(Json);
            if (!asJson && result.Text is { } text) Console.Out.WriteLine(text);
            else new ResultWriter(Console.Out, !Console.IsOutputRedirected).Write(result.Document, asJson);
            return (int)result.Code;
        });

    /// <summary>A command that runs another program, which prints its own result; this one prints failures only.</summary>
    /// <param name="run">Gives the exit code.</param>
    public static Command RunsProgram(this Command command, Func<ParseResult, CancellationToken, Task<int>> run)
    {
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var asJson = parsed.GetValue(Json);
            try
            {
                return await run(parsed, cancellationToken);
            }
            catch (Exception exception) when (exception is UsageException or KeyFileException)
            {
                return Fail(exception.Message, ExitCode.Usage, asJson);
            }
            catch (Exception exception) when (Outages.InWords(exception, cancellationToken) is { } outage)
            {
                return Fail(outage, ExitCode.Unavailable, asJson);
            }
        });
        return command;
    }

    /// <summary>The same, and ends when so much time has passed: a silent host holds no script up.</summary>
    public static Command Runs(this Command command, Func<ParseResult, CancellationToken, Task<CommandResult>> run, TimeSpan longest) =>
        command.Runs(async (parsed, cancellationToken) =>
        {
            using var deadline = new CancellationTokenSource(longest, Clock.System);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
            return await run(parsed, either.Token);
        });

    private static int Fail(string message, ExitCode code, bool asJson)
    {
        if (asJson) Console.Out.WriteLine(new JsonObject { ["error"] = message }.ToJsonString());
        else Console.Error.WriteLine(message);
        return (int)code;
    }
}
