using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Shaken.OperatorConsole.Api;

namespace Shaken.OperatorConsole.Shell;

/// <summary>The console: the form to sign in, or the screens.</summary>
public sealed partial class App : IDisposable
{
    private bool _isDark;
    private ApiProblem? _problem;

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    public void Dispose() => Operator.Changed -= Show;

    /// <summary>From light to dark or back. The browser keeps the choice.</summary>
    public async Task SwitchThemeAsync()
    {
        _isDark = !_isDark;
        await Js.InvokeVoidAsync("shakenConsole.setTheme", _isDark ? "dark" : "light");
        StateHasChanged();
    }

    protected override async Task OnInitializedAsync()
    {
        ConsoleTheme.App = this;
        Operator.Changed += Show;

        // As the operator chose last; otherwise as the browser prefers.
        var chosen = await Js.InvokeAsync<string?>("shakenConsole.theme");
        _isDark = chosen is null ? await Js.InvokeAsync<bool>("shakenConsole.prefersDark") : chosen == "dark";
        await LoadAsync();
    }

    private async Task LoadAsync() => _problem = await Operator.LoadAsync();

    private void Show() => _ = InvokeAsync(StateHasChanged);
}
