using Shaken.OperatorConsole.Api;

namespace Shaken.OperatorConsole.Screens.Inbox;

/// <summary>How much waits for a decision: asked again as the operator moves about, and not more often than twice a minute.</summary>
public sealed class WaitingCount(OperatorApi api, TimeProvider time)
{
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(30);

    private DateTimeOffset _next;

    /// <summary>Null: not known yet.</summary>
    public long? Total { get; private set; }

    /// <summary>The count changed.</summary>
    public Action? Changed { get; set; }

    /// <summary>Asks, unless that was done just now.</summary>
    public async Task RefreshAsync()
    {
        if (time.GetUtcNow() < _next) return;
        _next = time.GetUtcNow() + Apart;
        var found = await api.GetAsync<ApprovalsAnswer>("operator/v1/approvals?count=1");
        if (found.Value is { } answer) Set(answer.Total);
    }

    /// <summary>As an answer just told.</summary>
    public void Set(long total)
    {
        if (Total == total) return;
        Total = total;
        Changed?.Invoke();
    }
}
