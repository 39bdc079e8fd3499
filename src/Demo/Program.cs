using System.Runtime.InteropServices;
using Shaken.Demo;
using Shaken.Demo.Lab;
using Shaken.Web.Shared.Hosting;

// A whole country in one process: two providers, their services on loopback, a call signed, delivered out of band and verified; then eight
// attempts that are refused; then calls as SIP servers have them signed and verified, by REST; then a PBX that calls from lent numbers;
// then calls from another country; then real certificates. `shaken demo` starts it. With a folder it is the lab: the same country, kept
// in the folder and left running, which `shaken lab up` starts. With --keep the demo's authorities become those of a lab. Exit codes as
// in docs/cli.md.
const string InBackground = "--background";
var (asJson, labFolder, keptFolder, isInBackground) = args switch
{
    [] => (false, null, null, false),
    ["--json"] => (true, null, null, false),
    ["--keep", var folder] => (false, null, folder, false),
    ["--keep", var folder, "--json"] => (true, null, folder, false),
    ["lab", var folder] => (false, folder, null, false),
    ["lab", var folder, InBackground] => (false, folder, null, true),
    _ => (false, (string?)"", (string?)null, false),
};
if (labFolder == "" || keptFolder == "")
{
    Console.Error.WriteLine($"The options are --keep FOLDER and --json, or lab FOLDER with or without {InBackground}.");
    return 2;
}

using var stopping = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

// A command that was killed cannot tell its demo to stop, which would leave its temporary folder behind. A lab in the background outlives
// its command.
var orphaned = isInBackground ? null : HostDependencies.Real.Parent?.WhenGoneAsync(HostDependencies.Real.Time, stopping.Token);
_ = orphaned?.ContinueWith(
    _ => stopping.Cancel(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
try
{
    if (labFolder is not null) return await LabProgram.RunAsync(labFolder, stopping.Token);
    if (keptFolder is not null) return await LabProgram.KeepDemoAsync(keptFolder, asJson, stopping.Token);
    return await WholeCountry.RunAsync(asJson, kept: null, stopping.Token) ? 0 : 1;
}
catch (OperationCanceledException) when (stopping.IsCancellationRequested)
{
    return 1;
}
finally
{
    await stopping.CancelAsync();
}

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stopping.Cancel();
}
