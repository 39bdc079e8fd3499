using System.Collections.Frozen;
using Shaken.Web.Operators;

namespace Shaken.Web.Shared.OpenApi;

/// <summary>Every operation of the program, the modules' one after the other, in the order of the document.</summary>
public static class Operations
{
    public static IReadOnlyList<Operation> All { get; } = [];

    private static readonly FrozenDictionary<string, Operation> ByFunction =
        All.ToFrozenDictionary(operation => operation.Function, StringComparer.Ordinal);

    /// <summary>What a function promises; null: nobody has said so, which a test reports.</summary>
    public static Operation? Find(string function) => ByFunction.GetValueOrDefault(function);
}
