using System.Runtime.InteropServices;
using Shaken.Demo;
using Shaken.Web.Shared.Hosting;

// A whole country in one process: two providers, their services on loopback, a call signed, delivered out of band and verified; then eight
// attempts that are refused; then calls as SIP servers have them signed and verified, by REST; then a PBX that calls from lent numbers;
// then real certificates. `shaken demo` starts it; exit codes as in docs/cli.md.
var asJson = args is ["--json"];
if (args.Length > 0 && !asJson)
{
    Console.Error.WriteLine("The only option is --json.");
    return 2;
}

using var stopping = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

// A command that was killed cannot tell its demo to stop, which would leave its temporary folder behind.
var orphaned = HostDependencies.Real.Parent?.WhenGoneAsync(HostDependencies.Real.Time, stopping.Token);
_ = orphaned?.ContinueWith(
    _ => stopping.Cancel(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
try
{
    return await WholeCountry.RunAsync(asJson, stopping.Token) ? 0 : 1;
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
