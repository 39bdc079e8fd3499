using System.Globalization;
using Shaken.Core.Storage;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Demo.Lab;

/// <summary>Runs the lab of a folder until it is told to stop: by a signal, or by <c>shaken lab down</c>.</summary>
internal static class LabProgram
{
    private const int FirstPort = 7180;
    private const int LastPort = 7980;
    private const int Good = 0;
    private const int Refused = 1;
    private const int Usage = 2;
    private const int Unavailable = 3;

    private static readonly TimeSpan StopInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>Founds the lab where there is none, or goes on with the one there is.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The exit code, as docs/cli.md has it.</returns>
    public static Task<int> RunAsync(string path, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        if (!LabFolder.TryOpen(path, out var folder, out var failure)
            && (LabFolder.IsAt(path) || !LabFolder.TryMake(path, FreePorts(), out folder, out failure)))
            return Fail(failure, Usage);
        if (!LabLock.TryTake(folder, out var taken)) return Fail($"The lab in {folder.Path} is running already.", Refused);
        using (taken) return await RunAsync(folder, cancellationToken);
    }, Good, cancellationToken);

    /// <summary>
    /// Plays the demo, and makes its authorities those of a new lab: their keys, what they issued, revoked and published. A demo that
    /// is cut off leaves a lab that <c>lab up</c> goes on with.
    /// </summary>
    /// <returns>The exit code, as docs/cli.md has it.</returns>
    public static Task<int> KeepDemoAsync(string path, bool asJson, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        if (LabFolder.IsAt(path)) return Fail($"{path} holds a lab already: choose another folder, or go on with it: {GoOn(path)}", Usage);
        if (!LabFolder.TryMake(path, FreePorts(), out var folder, out var failure)) return Fail(failure, Usage);
        if (!LabLock.TryTake(folder, out var taken)) return Fail($"The lab in {folder.Path} is running already.", Refused);
        bool isAsExpected;
        using (taken) isAsExpected = await WholeCountry.RunAsync(asJson, folder, cancellationToken);
        Console.Error.WriteLine(
            $"The STI-PA, the STI-CA and the STI-CR are kept in {folder.Path}, with what they issued, revoked and published. The keys of "
            + $"the providers were in memory: as a lab, providers A and B enrol anew. Go on with {GoOn(path)}");
        return isAsExpected ? Good : Refused;
    }, Refused, cancellationToken);

    private static string GoOn(string path) => $"`shaken lab up {ShellText.Quote(path)}`";

    // Faults of what surrounds a lab, in words.
    private static async Task<int> GuardAsync(Func<Task<int>> run, int stopped, CancellationToken cancellationToken)
    {
        try
        {
            return await run();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return stopped;
        }
        catch (RefusedException refusal)
        {
            return Fail(refusal.OfLab(), refusal.MayPass ? Unavailable : Refused);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or StorageException
            or HttpRequestException or TimeoutException)
        {
            return Fail(ListenFaults.InWords(exception, "remove the folder and found the lab anew") ?? exception.Message, Unavailable);
        }
    }

    private static async Task<int> RunAsync(LabFolder folder, CancellationToken cancellationToken)
    {
        File.Delete(folder.StopRequest);
        await File.WriteAllTextAsync(
            folder.ProcessId, Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n", cancellationToken);
        try
        {
            await using var country = await LabCountry.StartAsync(folder, Console.Error.WriteLine, cancellationToken);
            Console.WriteLine(LabWords.Of(folder));
            Console.WriteLine(LabFolder.Serving);
            using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var keeping = country.KeepListAsync(stopping.Token);
            await UntilStoppedAsync(folder, keeping, cancellationToken);
            await stopping.CancelAsync();
            await IgnoreOwnStopAsync(keeping, stopping.Token);
            return Good;
        }
        finally
        {
            File.Delete(folder.StopRequest);
            File.Delete(folder.ProcessId);
        }
    }

    // Ends with the request to stop, with the cancellation, or with a fault of what runs beside.
    private static async Task UntilStoppedAsync(LabFolder folder, Task beside, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(StopInterval, HostDependencies.Real.Time);
        while (!File.Exists(folder.StopRequest) && !beside.IsCompleted) await timer.WaitForNextTickAsync(cancellationToken);
    }

    private static async Task IgnoreOwnStopAsync(Task task, CancellationToken stopped)
    {
        try
        {
            await task;
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested)
        {
            // It was told to.
        }
    }

    // In a range that operating systems do not hand out by themselves.
    private static int FreePorts() => LoopbackPorts.FindRun(FirstPort, LastPort, LabZone.All.Count)
        ?? throw new IOException($"Every port from {FirstPort} to {LastPort} is in use: end a program that listens there.");

    private static int Fail(string message, int code)
    {
        Console.Error.WriteLine(message);
        return code;
    }
}
