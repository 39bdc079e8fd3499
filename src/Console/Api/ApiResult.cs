using System.Diagnostics.CodeAnalysis;

namespace Shaken.OperatorConsole.Api;

/// <summary>Why the server did not do something.</summary>
/// <param name="Status">The HTTP status; 0: the server was not reached.</param>
/// <param name="Reason">The rule, as <c>revision-differs</c>.</param>
public sealed record ApiProblem(int Status, string Reason, string Detail)
{
    /// <summary>Somebody else changed the row since it was read.</summary>
    public bool IsStale => Reason is "revision-differs";
}

/// <summary>What the server answered: a value, or a problem.</summary>
public sealed class ApiResult<T>
    where T : class
{
    private ApiResult(T? value, ApiProblem? problem) => (Value, Problem) = (value, problem);

    public T? Value { get; }

    public ApiProblem? Problem { get; }

    public static ApiResult<T> Of(T value) => new(value, null);

    public static ApiResult<T> Of(ApiProblem problem) => new(null, problem);

    public bool TryGet([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out ApiProblem? problem)
    {
        (value, problem) = (Value, Problem);
        return Value is not null;
    }
}
