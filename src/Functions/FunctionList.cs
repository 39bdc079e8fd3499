using System.Collections.Immutable;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Functions;

/// <summary>Tells the Functions host which functions this deployment has: those of its roles, from the one table of functions.</summary>
internal sealed class FunctionList(WorkerFunctions functions) : IFunctionMetadataProvider
{
    public Task<ImmutableArray<IFunctionMetadata>> GetFunctionMetadataAsync(string directory) =>
        Task.FromResult(functions.Listed.Select(New).ToImmutableArray<IFunctionMetadata>());

    private static DefaultFunctionMetadata New((string Name, IReadOnlyList<string> Bindings) function) => new DefaultFunctionMetadata
    {
        Name = function.Name,
        Language = "dotnet-isolated",
        ScriptFile = $"{typeof(EntryPoint).Assembly.GetName().Name}.dll",
        EntryPoint = $"{typeof(EntryPoint).FullName}.{nameof(EntryPoint.Run)}",
        RawBindings = [.. function.Bindings],
    };
}

/// <summary>
/// The method that the worker library looks up for each function. It is never called, and has no parameters, so that nothing is bound:
/// <see cref="FunctionExecutor"/> runs the functions.
/// </summary>
internal static class EntryPoint
{
    public static void Run() => throw new InvalidOperationException($"{nameof(FunctionExecutor)} runs the functions.");
}
