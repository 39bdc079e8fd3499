using MudBlazor;
using Shaken.OperatorConsole.Api;

namespace Shaken.OperatorConsole.Acts;

/// <summary>Dialogs of acts. Every act of an operator has a reason, which the audit log keeps.</summary>
public sealed class ActDialogs(IDialogService dialogs)
{
    // What is shown once goes by its button alone.
    private static readonly DialogOptions Once = new()
    {
        MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = false, BackdropClick = false,
    };

    private static readonly DialogOptions Options = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = true };

    /// <summary>
    /// Asks for the reason and does it. The dialog stays open with the server's problem until it succeeds or is given up: nothing that was
    /// typed is lost.
    /// </summary>
    /// <param name="act">Gets the reason, and a key under which the act is made once however often it is sent.</param>
    /// <returns>Null: it was given up.</returns>
    public Task<T?> RunAsync<T>(
        string title, string text, string confirm, Func<string, string, Task<ApiResult<T>>> act, bool isDangerous = false)
        where T : class => FillAsync(title, text, confirm, [], act, isDangerous);

    /// <summary>The same with a form. What was entered stands in the fields when <paramref name="act"/> is called.</summary>
    /// <returns>Null: it was given up.</returns>
    public async Task<T?> FillAsync<T>(
        string title, string text, string confirm, IReadOnlyList<FormField> fields, Func<string, string, Task<ApiResult<T>>> act,
        bool isDangerous = false)
        where T : class
    {
        T? done = null;
        var parameters = new DialogParameters<FormDialog>
        {
            { dialog => dialog.Fields, fields },
            { dialog => dialog.Text, text },
            { dialog => dialog.Confirm, confirm },
            { dialog => dialog.IsDangerous, isDangerous },
            {
                dialog => dialog.Act, async (reason, key) =>
                {
                    var outcome = await act(reason, key);
                    done = outcome.Value;
                    return outcome.Problem;
                }
            },
        };
        var dialog = await dialogs.ShowAsync<FormDialog>(title, parameters, Options);
        await dialog.Result;
        return done;
    }

    /// <summary>Shows what is shown once.</summary>
    public async Task ShowSecretAsync(string title, string secret, string hint)
    {
        var parameters = new DialogParameters<SecretDialog> { { dialog => dialog.Secret, secret }, { dialog => dialog.Hint, hint } };
        var dialog = await dialogs.ShowAsync<SecretDialog>(title, parameters, Once);
        await dialog.Result;
    }
}
