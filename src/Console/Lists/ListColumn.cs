using Microsoft.AspNetCore.Components;

namespace Shaken.OperatorConsole.Lists;

/// <summary>A column of a list.</summary>
/// <param name="Value">What is sorted by, what a CSV file gets, and without <see cref="Cell"/> what is shown.</param>
public sealed record ListColumn<TRow>(string Title, Func<TRow, object?> Value)
{
    /// <summary>How the value is shown; null: as text.</summary>
    public RenderFragment<TRow>? Cell { get; init; }
}
