using System.CommandLine;
using System.Text.Json.Nodes;
using Shaken.Cli.Demo;
using Shaken.Cli.Output;
using Shaken.Core.Principals.SigningIn;
using Shaken.Demo.Lab;

namespace Shaken.Cli.Lab;

/// <summary><c>shaken lab</c>: a country of one's own in a folder, founded and left running on loopback.</summary>
internal static class LabCommands
{
    private const string InBackground = "--background";

    private static readonly TimeSpan StopInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(30);

    private static readonly Argument<string> Folder = new("folder")
    {
        Description = "Folder of the lab: its keys and stores.", Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = _ => "lab",
    };

    private static readonly Option<bool> Detach = new("--detach") { Description = "Return once the lab serves, and leave it running." };
    private static readonly Option<bool> Yes = new("--yes") { Description = "Remove without asking." };
    private static readonly Option<string> Zone = new("--zone")
    {
        Description = $"Of which console: {string.Join(", ", LabZone.All.Select(zone => zone.Name))}.",
        DefaultValueFactory = _ => LabZone.Authority.Name,
    };

    private static readonly Option<string> Shell = new("--shell")
    {
        Description = $"Of which shell: {LabEnvironment.Shells}.", DefaultValueFactory = _ => LabEnvironment.Sh,
    };

    public static Command New() => new("lab", "A country of one's own on loopback: STI-PA, STI-CA, STI-CR and two providers.")
    {
        new Command("up", "Found the lab, or go on with it, and run it until Ctrl-C.") { Folder, Detach }.RunsProgram(UpAsync),
        new Command("status", "Whether the lab runs, and what each of its services says of its health.") { Folder }.Runs(StatusAsync),
        new Command("env", "Print the environment in which every command works with the lab: eval \"$(shaken lab env)\".")
        {
            Folder, Shell,
        }.Runs(EnvironmentAsync),
        new Command("code", "Print the code of the second factor of a console's operator, as an authenticator shows it.")
        {
            Folder, Zone,
        }.Runs(CodeAsync),
        new Command("down", "Stop the lab. Its state stays: `lab up` goes on.") { Folder }.Runs(DownAsync),
        new Command("reset", "Remove the lab with all that was made in it.") { Folder, Yes }.Runs(ResetAsync),
    };

    private static async Task<int> UpAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var path = parsed.GetValue(Folder)!;
        if (LabFolder.TryOpen(path, out var folder, out _) && LabLock.IsTaken(folder))
        {
            Console.Out.WriteLine($"The lab in {folder.Path} is running already.");
            return (int)ExitCode.Good;
        }

        if (parsed.GetValue(Detach)) return await InBackgroundAsync(path, cancellationToken);
        using var lab = DemoProgram.Start(["lab", path]);

        // A Ctrl-C reaches the program too, which stops its services first.
        await lab.WaitForExitAsync(CancellationToken.None);
        return lab.ExitCode;
    }

    // What it says until it serves is this command's output; after that nobody reads it.
    private static async Task<int> InBackgroundAsync(string path, CancellationToken cancellationToken)
    {
        using var lab = DemoProgram.Start(["lab", path, InBackground], isRead: true);
        lab.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is not null) Console.Error.WriteLine(line.Data);
        };
        lab.BeginErrorReadLine();
        while (await lab.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line == LabFolder.Serving) return (int)ExitCode.Good;
            Console.Out.WriteLine(line);
        }

        await lab.WaitForExitAsync(cancellationToken);
        return lab.ExitCode;
    }

    private static async Task<CommandResult> StatusAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var folder = Open(parsed);
        if (!LabLock.IsTaken(folder))
        {
            return CommandResult.Refused(new JsonObject
            {
                ["running"] = false, ["detail"] = $"the lab in {folder.Path} is not running: start it with `shaken lab up`",
            });
        }

        var services = await LabHealth.OfAsync(folder, cancellationToken);
        var isServing = services.All(service => (bool)service!["serving"]!);
        return new CommandResult(isServing ? ExitCode.Good : ExitCode.Unavailable, services);
    }

    private static Task<CommandResult> EnvironmentAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var values = LabEnvironment.Of(Open(parsed));
        return Task.FromResult(CommandResult.Good(new JsonObject(values.Select(one => KeyValuePair.Create(one.Name, (JsonNode?)one.Value))))
            with { Text = LabEnvironment.ScriptOf(values, parsed.GetValue(Shell)!) });
    }

    private static Task<CommandResult> CodeAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var name = parsed.GetValue(Zone)!;
        var zone = LabZone.All.FirstOrDefault(zone => zone.Name == name)
            ?? throw new UsageException($"{name} is no zone of a lab: {string.Join(", ", LabZone.All.Select(zone => zone.Name))}.");
        var path = Open(parsed).FileOf(zone, LabFolder.SecondFactorFile);
        if (!Totp.TryCodeOf(File.ReadAllText(path).Trim(), Clock.System.GetUtcNow(), out var code))
            throw new UsageException($"{path} is damaged: remove it and start the lab again, which makes a new one.");
        return Task.FromResult(CommandResult.Good(new JsonObject { ["code"] = code }) with { Text = code });
    }

    private static async Task<CommandResult> DownAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var folder = Open(parsed);
        var wasRunning = LabLock.IsTaken(folder);
        if (wasRunning) await StopAsync(folder, cancellationToken);
        return CommandResult.Good(new JsonObject { ["running"] = false, ["stopped"] = wasRunning });
    }

    private static async Task<CommandResult> ResetAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var folder = Open(parsed);
        if (!parsed.GetValue(Yes)) Ask(folder);
        if (LabLock.IsTaken(folder)) await StopAsync(folder, cancellationToken);
        Directory.Delete(folder.Path, recursive: true);
        return CommandResult.Good(new JsonObject { ["removed"] = folder.Path });
    }

    private static async Task StopAsync(LabFolder folder, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(folder.StopRequest, "", cancellationToken);
        var begun = Clock.System.GetTimestamp();
        while (LabLock.IsTaken(folder))
        {
            if (Clock.System.GetElapsedTime(begun) > LongestStop)
                throw new IOException($"The lab in {folder.Path} does not stop: end the process of {folder.ProcessId}.");
            await Task.Delay(StopInterval, Clock.System, cancellationToken);
        }
    }

    private static void Ask(LabFolder folder)
    {
        if (Console.IsInputRedirected) throw new UsageException($"This removes {folder.Path} with every key in it: say --yes.");
        Console.Error.Write($"Remove {folder.Path} with every key in it? [y/N] ");
        if (Console.In.ReadLine()?.Trim() is not ("y" or "Y" or "yes")) throw new UsageException("Nothing was removed.");
    }

    private static LabFolder Open(ParseResult parsed) =>
        LabFolder.TryOpen(parsed.GetValue(Folder)!, out var folder, out var failure) ? folder : throw new UsageException(failure);
}
