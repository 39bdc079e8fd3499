using System.Text.Json;
using Microsoft.JSInterop;
using Shaken.OperatorConsole.Api;

namespace Shaken.OperatorConsole.Session;

/// <summary>Who is signed in, and what this deployment does. The session itself is a cookie that no script can read.</summary>
public sealed class OperatorSession
{
    private const string Path = "console/v1/session";

    private readonly OperatorApi _api;
    private readonly IJSRuntime _js;
    private Task<bool>? _refresh;

    public OperatorSession(OperatorApi api, IJSRuntime js)
    {
        (_api, _js) = (api, js);
        api.RefreshAsync = RefreshAsync;
    }

    /// <summary>Something of this changed.</summary>
    public Action? Changed { get; set; }

    /// <summary>Null: nobody is signed in.</summary>
    public string? UserId { get; private set; }

    /// <summary>Of the operator: administrator, registrar, auditor, governance.</summary>
    public IReadOnlyList<string> Roles { get; private set; } = [];

    /// <summary>Of the deployment: cps, cr, ca, pa, as, vs, delegation, registry, console.</summary>
    public IReadOnlyList<string> Deployment { get; private set; } = [];

    /// <summary>The server was asked who is signed in.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>Whether the operator has one of these roles; true where none is named.</summary>
    public bool Is(params string[] roles) => roles.Length == 0 || roles.Any(Roles.Contains);

    /// <summary>Whether the deployment plays one of these roles; true where none is named.</summary>
    public bool Has(params string[] roles) => roles.Length == 0 || roles.Any(Deployment.Contains);

    /// <summary>Asks the server, by the cookie.</summary>
    /// <returns>Null: the server said who is signed in, or that nobody is. Otherwise why it could not be asked.</returns>
    public async Task<ApiProblem?> LoadAsync()
    {
        var found = await _api.GetAsync<ConsoleSessionAnswer>(Path);
        if (found.TryGet(out var answer, out var problem)) Take(answer);
        else if (problem.Status != 401) return problem;
        else if (!await RefreshAsync()) Take(answer: null);
        return null;
    }

    /// <summary>Null: signed in; otherwise why not.</summary>
    /// <param name="code">Of the second factor; null: none was asked for.</param>
    public async Task<ApiProblem?> SignInAsync(string userId, string password, string? code)
    {
        var outcome = await _api.SendAsync<ConsoleSessionAnswer>(HttpMethod.Post, Path, new { userId, password, code });
        if (!outcome.TryGet(out var answer, out var problem)) return problem;
        Take(answer);
        return null;
    }

    public async Task SignOutAsync()
    {
        await _api.SendAsync<ConsoleSessionAnswer>(HttpMethod.Post, $"{Path}/end", body: null);
        Take(answer: null);
    }

    // A refresh token counts once: requests that find the access over at the same time share one refresh.
    private async Task<bool> RefreshAsync()
    {
        var refresh = _refresh ??= RefreshOnceAsync();
        try
        {
            return await refresh;
        }
        finally
        {
            if (_refresh == refresh) _refresh = null;
        }
    }

    // Only the server ends a session. Where it cannot be reached the screen stays, with what was typed.
    private async Task<bool> RefreshOnceAsync()
    {
        RefreshReply reply;
        try
        {
            reply = await _js.InvokeAsync<RefreshReply>("shakenConsole.refresh", $"/{Path}/refresh");
        }
        catch (JSException)
        {
            return false;
        }

        if (reply.Status is 401 or 403) Take(answer: null);
        if (reply.Status != 200) return false;
        Take(JsonSerializer.Deserialize<ConsoleSessionAnswer>(reply.Text, OperatorApi.Json));
        return UserId is not null;
    }

    private void Take(ConsoleSessionAnswer? answer)
    {
        UserId = answer?.UserId;
        Roles = answer?.Roles ?? [];
        Deployment = answer?.Deployment ?? [];
        _api.Antiforgery = answer?.Antiforgery;
        IsKnown = true;
        Changed?.Invoke();
    }

    private sealed record RefreshReply(int Status, string Text);
}

/// <summary>The answer of <c>/console/v1/session</c>.</summary>
public sealed record ConsoleSessionAnswer(
    string? UserId, IReadOnlyList<string>? Roles, IReadOnlyList<string>? Deployment, string? Antiforgery);
