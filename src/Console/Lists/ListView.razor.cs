using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Shaken.OperatorConsole.Api;

namespace Shaken.OperatorConsole.Lists;

/// <summary>
/// A list of the API, page by page: sorted and filtered within the page that is shown, and saved whole as CSV. The API pages by cursors, so
/// the pages before are those that were read.
/// </summary>
public partial class ListView<TAnswer, TRow> : ComponentBase
    where TAnswer : class
{
    private const int PageSize = 100;
    private const int CsvPageSize = 1000;
    private const int MostInCsv = 100_000;

    private readonly Stack<string?> _before = new();
    private IReadOnlyList<TRow>? _rows;
    private ApiProblem? _problem;
    private string? _cursor;
    private string? _next;
    private string? _loaded;
    private string? _progress;
    private string _filter = "";
    private bool _isBusy;
    private int _loads;

    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    [Parameter]
    public string? Text { get; set; }

    /// <summary>Of the API, from the root of the host.</summary>
    [Parameter, EditorRequired]
    public string Path { get; set; } = "";

    /// <summary>The filter that the API takes, without a question mark; null: none.</summary>
    [Parameter]
    public string? Query { get; set; }

    /// <summary>
    /// The body of a search by what must stand in no URL; it gets where the page begins, null at the first. Null: the list is read by GET.
    /// A new search has another <see cref="Version"/>.
    /// </summary>
    [Parameter]
    public Func<string?, object>? Body { get; set; }

    /// <summary>Of what the list is about: where it changes, the list is read again.</summary>
    [Parameter]
    public object? Version { get; set; }

    [Parameter, EditorRequired]
    public Func<TAnswer, IEnumerable<TRow>> RowsOf { get; set; } = _ => [];

    /// <summary>Where the next page begins; null: the list has one page.</summary>
    [Parameter]
    public Func<TAnswer, string?>? CursorOf { get; set; }

    /// <summary>The screen of a row; null: it has none.</summary>
    [Parameter]
    public Func<TRow, string>? LinkOf { get; set; }

    [Parameter, EditorRequired]
    public IReadOnlyList<ListColumn<TRow>> Columns { get; set; } = [];

    /// <summary>Name of the CSV file without its ending; null: none is offered.</summary>
    [Parameter]
    public string? CsvName { get; set; }

    /// <summary>A part of another screen: without a heading of its own.</summary>
    [Parameter]
    public bool IsWithin { get; set; }

    [Parameter]
    public RenderFragment? Filters { get; set; }

    [Parameter]
    public RenderFragment? Actions { get; set; }

    /// <summary>What to do next where there is nothing.</summary>
    [Parameter]
    public RenderFragment? Empty { get; set; }

    [Inject]
    private OperatorApi Api { get; set; } = null!;

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    private static RenderFragment DefaultEmpty => builder => builder.AddContent(0, "There is nothing here.");

    private IEnumerable<TRow> Shown => _filter.Length == 0
        ? _rows!
        : _rows!.Where(row => Columns.Any(column => Csv.TextOf(column.Value(row)).Contains(_filter, StringComparison.OrdinalIgnoreCase)));

    private string Status => _isBusy ? "Loading…" : _rows is null ? "" : string.Create(
        CultureInfo.InvariantCulture, $"Page {_before.Count + 1}, {_rows.Count} rows{(_next is null ? ", the last" : "")}");

    /// <summary>Reads the page again.</summary>
    public Task RefreshAsync() => LoadAsync(_cursor);

    protected override async Task OnParametersSetAsync()
    {
        var wanted = $"{Path}?{Query} {Csv.TextOf(Version)}";
        if (wanted == _loaded) return;
        _loaded = wanted;
        _before.Clear();
        (_rows, _cursor, _next) = (null, null, null);
        await LoadAsync(cursor: null);
    }

    private static RenderFragment CellOf(ListColumn<TRow> column, TRow row) =>
        column.Cell?.Invoke(row) ?? (builder => builder.AddContent(0, Csv.TextOf(column.Value(row))));

    private async Task NextAsync()
    {
        var shown = _cursor;
        if (await LoadAsync(_next)) _before.Push(shown);
    }

    private async Task PreviousAsync()
    {
        if (await LoadAsync(_before.Peek())) _before.Pop();
    }

    // False: it failed, or something else was asked for meanwhile; the page that is shown stays.
    private async Task<bool> LoadAsync(string? cursor)
    {
        var load = ++_loads;
        _isBusy = true;
        StateHasChanged();
        var found = await ReadAsync(cursor, PageSize);
        if (load != _loads) return false;
        _isBusy = false;
        if (found.TryGet(out var answer, out _problem))
            (_rows, _cursor, _next) = ([.. RowsOf(answer)], cursor, CursorOf?.Invoke(answer));
        StateHasChanged();
        return _problem is null;
    }

    private async Task SaveAsync()
    {
        (_isBusy, _problem) = (true, null);
        var rows = new List<TRow>();
        string? cursor = null;
        do
        {
            if (!(await ReadAsync(cursor, CsvPageSize)).TryGet(out var answer, out _problem)) break;
            rows.AddRange(RowsOf(answer));
            cursor = CursorOf?.Invoke(answer);
            _progress = string.Create(CultureInfo.InvariantCulture, $"{rows.Count} rows read…");
            StateHasChanged();
        }
        while (cursor is not null && rows.Count < MostInCsv);

        var isWhole = cursor is null || _problem is not null;
        (_isBusy, _progress) = (false, isWhole ? null : $"The file ends after {rows.Count} rows; narrow the list down.");
        if (_problem is null) await Js.InvokeVoidAsync("shakenConsole.save", $"{CsvName}.csv", "text/csv", Csv.Of(Columns, rows));
    }

    private Task<ApiResult<TAnswer>> ReadAsync(string? cursor, int count) => Body is null
        ? Api.GetAsync<TAnswer>(UrlOf(cursor, count))
        : Api.SendAsync<TAnswer>(HttpMethod.Post, Path, Body(cursor));

    private string UrlOf(string? cursor, int count)
    {
        var parts = new List<string>();
        if (!string.IsNullOrEmpty(Query)) parts.Add(Query);
        if (CursorOf is not null) parts.Add(string.Create(CultureInfo.InvariantCulture, $"count={count}"));
        if (cursor is not null) parts.Add($"cursor={Uri.EscapeDataString(cursor)}");
        return parts.Count == 0 ? Path : $"{Path}?{string.Join('&', parts)}";
    }
}
