using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Shaken.OperatorConsole.Shell;

/// <summary>The console: the form to sign in, or the screens.</summary>
public sealed partial class App : IDisposable
{
    private bool _isDark;

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    public void Dispose() => Operator.Changed -= Show;

    /// <summary>Light or dark, as the operator chose last; otherwise as the browser prefers.</summary>
    public async Task SetDarkAsync(bool isDark)
    {
        _isDark = isDark;
        await Js.InvokeVoidAsync("shakenConsole.setTheme", isDark ? "dark" : "light");
        StateHasChanged();
    }

    protected override async Task OnInitializedAsync()
    {
        ConsoleTheme.App = this;
        Operator.Changed += Show;
        var chosen = await Js.InvokeAsync<string?>("shakenConsole.theme");
        _isDark = chosen is null ? await Js.InvokeAsync<bool>("shakenConsole.prefersDark") : chosen == "dark";
        await Operator.LoadAsync();
    }

    private void Show() => _ = InvokeAsync(StateHasChanged);
}
