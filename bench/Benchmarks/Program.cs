using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

if (args is ["tables", .. var rest])
{
    await Shaken.Benchmarks.TableFigures.RunAsync(
        rest is [var rounds] ? int.Parse(rounds, System.Globalization.CultureInfo.InvariantCulture) : 40);
    return;
}

if (args is ["countries", .. var countries])
{
    await Shaken.Benchmarks.CountryFigures.RunAsync(
        countries is [var several] ? int.Parse(several, System.Globalization.CultureInfo.InvariantCulture) : 193);
    return;
}

if (args is ["delegation", .. var grants])
{
    await Shaken.Benchmarks.DelegationFigures.RunAsync(
        grants is [var number] ? int.Parse(number, System.Globalization.CultureInfo.InvariantCulture) : 1_000_000);
    return;
}

if (args is ["reputation", .. var observations])
{
    await Shaken.Benchmarks.ReputationFigures.RunAsync(
        observations is [var wanted] ? int.Parse(wanted, System.Globalization.CultureInfo.InvariantCulture) : 1_000_000);
    return;
}

// In process: the projects' central package versions and shared output folder are not what BenchmarkDotNet's own generated project expects.
var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(3).WithIterationCount(12);
var config = DefaultConfig.Instance.AddJob(job).AddExporter(MarkdownExporter.GitHub).WithOptions(ConfigOptions.DisableOptimizationsValidator);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
