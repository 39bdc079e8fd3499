using Microsoft.AspNetCore.Components;
using Shaken.OperatorConsole.Api;
using Shaken.OperatorConsole.Lists;

namespace Shaken.OperatorConsole.Shared;

/// <summary>How entries of the audit log are shown.</summary>
internal static class AuditColumns
{
    public static IReadOnlyList<ListColumn<AuditLine>> All { get; } =
    [
        new("When", row => row.RecordedAt) { Cell = row => Cells.Of(row.RecordedAt) },
        new("Who", row => row.Actor),
        new("What", row => row.Action),
        new("Of what", row => row.Subject),
        new("Why", row => row.Reason),
        new("Changes", ChangesOf),
        new("From", row => row.Address),
        new("Number", row => row.Number),
    ];

    private static string ChangesOf(AuditLine row) =>
        string.Join("; ", row.Changes.Select(change => $"{change.Field}: {change.Before ?? "nothing"} → {change.After ?? "nothing"}"));
}

/// <summary>Cells that several lists share.</summary>
internal static class Cells
{
    public static RenderFragment Of(DateTimeOffset? moment) => builder =>
    {
        builder.OpenComponent<Moment>(0);
        builder.AddAttribute(1, nameof(Moment.At), moment);
        builder.CloseComponent();
    };

    public static RenderFragment State(string? state) => builder =>
    {
        builder.OpenComponent<StateChip>(0);
        builder.AddAttribute(1, nameof(StateChip.State), state);
        builder.CloseComponent();
    };

    public static RenderFragment Hash(string? value) => builder =>
    {
        builder.OpenComponent<Fingerprint>(0);
        builder.AddAttribute(1, nameof(Fingerprint.Value), value);
        builder.CloseComponent();
    };
}
